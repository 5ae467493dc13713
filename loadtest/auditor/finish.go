package auditor

import "slices"

// Open is a player's book that is not proved yet.
type Open struct {
	Player, Round int64
	Hazy          bool // needs the round's record
}

// Unproved lists the books that wait for the end of their round or for its
// record, and whose money is not nothing.
func (a *Auditor) Unproved() []Open {
	var open []Open
	for player, acc := range a.accounts {
		for round, b := range acc.books {
			if !b.proved && (b.hazy || b.staked() > 0) {
				open = append(open, Open{Player: player, Round: round, Hazy: b.hazy})
			}
		}
	}
	slices.SortFunc(open, func(x, y Open) int {
		if x.Round != y.Round {
			return int(x.Round>>1 - y.Round>>1)
		}
		return int(x.Player - y.Player)
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

// Rounds lists the rounds that began, oldest first.
func (a *Auditor) Rounds() []int64 {
	var ids []int64
	for id, r := range a.rounds {
		if r.opened || r.closed || r.ended || r.number >= 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
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
			if !b.proved && (b.hazy || b.staked() > 0) {
				a.wrongBook(acc, b, KindEnd, "", "a round with %d of the player's money has no end", b.staked())
			}
		}
	}
	for _, r := range a.rounds {
		switch {
		case r.ended && !r.verified:
			a.wrongRound(r, KindSeed, "ended, and its source was never revealed")
		case r.ended && !r.void && (r.staked < r.botsStaked || r.returned < r.botsReturned):
			a.wrong(Violation{Kind: KindTotals, Room: r.room, Round: r.id, Text: "the result's totals are less than the bots' alone"})
		}
	}
}
