package auditor

import (
	"cmp"
	"slices"
)

// Open is a player's book that is not proved yet.
type Open struct {
	Player, Round int64
	Hazy          bool // needs the round's record
	Over          bool // the round has ended, by its stream
}

// Unproved lists the books that wait for the end of their round or for its
// record, and whose money is not nothing.
func (a *Auditor) Unproved() []Open {
	var open []Open
	for player, acc := range a.accounts {
		for round, b := range acc.books {
			if !b.proved && (b.hazy || b.money()) {
				r := a.rounds[round]
				open = append(open, Open{Player: player, Round: round, Hazy: b.hazy || b.settled, Over: r != nil && r.ended})
			}
		}
	}
	slices.SortFunc(open, func(x, y Open) int {
		return cmp.Or(cmp.Compare(x.Round, y.Round), cmp.Compare(x.Player, y.Player))
	})
	return open
}

// InDoubt counts the acts without a verdict.
func (a *Auditor) InDoubt() int {
	n := 0
	for _, acc := range a.accounts {
		for _, sent := range acc.acts {
			if sent.doubtful() {
				n++
			}
		}
	}
	return n
}

// Seen is a round that began.
type Seen struct {
	Round int64
	Over  bool // it has ended, by its stream or its record
}

// Rounds lists the rounds that began, oldest first.
func (a *Auditor) Rounds() []Seen {
	var seen []Seen
	for id, r := range a.rounds {
		if r.opened || r.closed || r.ended || r.number >= 0 {
			seen = append(seen, Seen{Round: id, Over: r.ended})
		}
	}
	slices.SortFunc(seen, func(x, y Seen) int { return cmp.Compare(x.Round, y.Round) })
	return seen
}

// Finish is the end of the audit: everything sent must have been answered, and
// every round that carried money must have ended and been proved.
func (a *Auditor) Finish() {
	for _, acc := range a.accounts {
		for id, sent := range acc.acts {
			switch {
			case sent.doubtful():
				a.wrong(Violation{Kind: KindUnanswer, Room: sent.room, Round: sent.round, Player: acc.player, Bet: id,
					Text: "no verdict, not even to the inquiry"})
			case sent.verdict != nil && sent.onStream == 0 && !sent.lost:
				a.wrong(Violation{Kind: KindUnanswer, Room: sent.room, Round: sent.round, Player: acc.player, Bet: id,
					Text: "its first verdict never came, on a connection that lost nothing"})
			}
		}
		for _, b := range acc.books {
			// Prisoners wait for a round that may not have begun.
			if r := a.rounds[b.round]; !b.proved && (b.hazy || b.staked() > 0 || b.money() && r != nil && r.opened) {
				a.wrongBook(acc, b, KindEnd, "", "a round with %d of the player's money has no end", b.staked())
			}
		}
	}
	a.goOn()
	for _, r := range a.rounds {
		switch {
		case r.ended && a.cards[r.room] != nil && !r.void && r.unproved() != "":
			a.wrongRound(r, KindSeed, "ended, and "+r.unproved())
		case r.ended && !r.verified:
			a.wrongRound(r, KindSeed, "ended, and its source was never revealed")
		case r.ended && !r.void && (r.staked < r.botsStaked || r.returned < r.botsReturned):
			a.wrong(Violation{Kind: KindTotals, Room: r.room, Round: r.id, Text: "the result's totals are less than the bots' alone"})
		}
	}
}
