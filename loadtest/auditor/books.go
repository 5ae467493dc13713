package auditor

import (
	"fmt"
	"slices"

	"croupier/server/wire"
)

// roundsKept is how many of a player's newest rounds keep their ids, to be
// asked about again; older ones are forgotten.
const roundsKept = 6

// book is one player's money in one round.
type book struct {
	round, room int64
	bets        []placed
	prison      []inmate // of the rounds before, as their own numbers made them
	hazy        bool     // something was missed: the round's record decides

	takenByVerdict [][]string // verdicts of undo and clear whose event has not come
	takenByEvent   []taken    // and the other way round

	outs   map[string]cashedOut // of a curve
	posted int64                // of them: in the balance

	// Of cards.
	extras   []extra // in the order in which they were told
	chosen   []choice
	unbacked []Stake // that went back at the close
	backed   int64   // of it: in the balance
	plays    []bjAct // that were accepted

	paid *paid
	// paidByRecord: paid was read on record, and the stream may tell of it yet.
	paidByRecord bool
	settled      bool // its end is in the balance
	proved       bool // its end is recounted from its bets
}

type placed struct {
	id     string
	spots  []Stake
	total  int64
	cashAt int64 // on a curve; 0: by hand
	follow bool  // behind a seat: its doubles and splits
	taken  bool
}

// The bodies of a player's own events (agreement with games/roulette).
type (
	placedBody struct {
		Bet   string  `json:"bet"`
		Spots []Stake `json:"spots"`
		Total int64   `json:"total"`

		Stake  int64 `json:"stake"` // on a curve
		CashAt int64 `json:"cashAt"`

		Follow bool `json:"follow"` // behind a seat
	}
	taken struct {
		Bets  []string `json:"bets"`
		Total int64    `json:"total"`
	}
	paid struct {
		Number   int   `json:"number"`
		Staked   int64 `json:"staked"`
		Returned int64 `json:"returned"`
		Wins     []win `json:"wins"`
		Partage  []win `json:"partage"` // with no odds: half of an even-money stake

		Prison   []Stake  `json:"prison"` // by spot, taken by this zero
		Released []inmate `json:"released"`

		Point int       `json:"point"` // of a curve
		Bets  []paidBet `json:"bets"`

		lines []line // of cards
	}
	win struct {
		Spot  string `json:"spot"`
		Stake int64  `json:"stake"`
		Pays  int64  `json:"pays"`
		Back  int64  `json:"back"`
	}
)

func (acc *account) book(round, room int64) *book {
	b := acc.books[round]
	if b == nil {
		b = &book{round: round, room: room}
		acc.books[round] = b
	}
	return b
}

// staked is what stands on the felt.
func (b *book) staked() int64 {
	var sum int64
	for _, p := range b.bets {
		if !p.taken {
			sum += p.total
		}
	}
	for _, x := range b.extras {
		if !x.taken {
			sum += x.stake
		}
	}
	return sum
}

// backByEvent is what events alone have given back: where a round is voided, they are
// the void's.
func (b *book) backByEvent() (sum int64) {
	for _, t := range b.takenByEvent {
		sum += t.Total
	}
	b.takenByEvent = nil
	return sum
}

// money says whether anything of the player's hangs on the round.
func (b *book) money() bool { return b.staked() > 0 || len(b.prison) > 0 }

// returns is what a number brings back, of prisoners as of bets.
func (b *book) returns(w Wheel, number int) int64 {
	sum := b.brought()
	for _, p := range b.bets {
		if p.taken {
			continue
		}
		for _, s := range p.spots {
			sum += w.Back(s.Spot, s.Stake, number)
		}
	}
	for _, in := range b.released(w, number) {
		sum += in.Stake
	}
	return sum
}

// winning is the stakes that a number brings something back for, by spot.
func (b *book) winning(w Wheel, number int) map[string]int64 {
	wins := map[string]int64{}
	for _, p := range b.bets {
		for _, s := range p.spots {
			if !p.taken && w.Back(s.Spot, s.Stake, number) > 0 {
				wins[s.Spot] += s.Stake
			}
		}
	}
	return wins
}

// winningOf is what a payout says of the same.
func winningOf(p *paid) map[string]int64 {
	wins := map[string]int64{}
	for _, w := range slices.Concat(p.Wins, p.Partage) {
		wins[w.Spot] += w.Stake
	}
	return wins
}

// accept books an accepted bet.
func (a *Auditor) accept(acc *account, sent *act, v *wire.Verdict) {
	b := acc.book(sent.round, sent.room)
	if v.Stake != sent.total || v.Back != 0 {
		a.wrongBook(acc, b, KindStake, sent.id, "sent with a total of %d, accepted with a stake of %d and %d back", sent.total, v.Stake, v.Back)
	}
	if b.settled && !b.hazy {
		a.wrongBook(acc, b, KindLate, sent.id, "accepted after the round was paid")
	}
	b.bets = append(b.bets, placed{id: sent.id, spots: sent.spots, total: sent.total, cashAt: sent.cashAt, follow: sent.follow})
	a.count.Staked += sent.total
	acc.post(-sent.total)
}

// takeBack books an accepted undo or clear.
func (a *Auditor) takeBack(acc *account, sent *act, v *wire.Verdict) {
	b := acc.book(sent.round, sent.room)
	a.count.Staked -= v.Back
	acc.post(v.Back)
	if b.hazy {
		return // which bets these were, the record tells
	}
	if len(b.takenByEvent) > 0 {
		event := b.takenByEvent[0]
		b.takenByEvent = b.takenByEvent[1:]
		if event.Total != v.Back {
			a.wrongBook(acc, b, KindStake, sent.id, "took back %d by its event and %d by its verdict", event.Total, v.Back)
		}
		return
	}
	ids, total := b.last(sent.ask == askClear)
	b.take(ids)
	b.takenByVerdict = append(b.takenByVerdict, ids)
	if total != v.Back || len(ids) == 0 {
		a.wrongBook(acc, b, KindStake, sent.id, "an %s of %v should bring back %d, not %d", sent.ask, ids, total, v.Back)
	}
}

// last is what an undo takes back, or a clear.
func (b *book) last(all bool) (ids []string, total int64) {
	for _, p := range slices.Backward(b.bets) {
		if p.taken {
			continue
		}
		ids, total = append(ids, p.id), total+p.total
		if !all {
			break
		}
	}
	for _, x := range b.extras {
		if all && !x.taken && !x.declined {
			ids, total = append(ids, x.id), total+x.stake
		}
	}
	return ids, total
}

func (b *book) take(ids []string) (total int64, ok bool) {
	ok = true
	for _, id := range ids {
		i := slices.IndexFunc(b.bets, func(p placed) bool { return p.id == id && !p.taken })
		if x := b.extra(id); i < 0 && x != nil && !x.taken {
			x.taken = true
			total += x.stake
			continue
		}
		if i < 0 {
			ok = false
			continue
		}
		b.bets[i].taken = true
		total += b.bets[i].total
	}
	return total, ok
}

// finish puts the end of a round into the account.
func (a *Auditor) finish(acc *account, b *book, returned int64) {
	b.settled = true
	a.count.Returned += returned
	if returned != b.posted { // of a curve, most was in the balance before its end
		acc.post(returned - b.posted)
	}
	b.posted = returned
	acc.forget(b.round)
}

// forget drops the acts and books of rounds that are long over, and of which no
// act is in doubt.
func (acc *account) forget(newest int64) {
	oldest := newest - roundsKept
	acc.oldest = max(acc.oldest, oldest)
	doubtful := map[int64]bool{}
	for _, sent := range acc.acts {
		if sent.doubtful() {
			doubtful[sent.round] = true
		}
	}
	for round, b := range acc.books {
		if round < oldest && !doubtful[round] && (b.proved || !b.hazy && !b.money()) {
			delete(acc.books, round)
		}
	}
	for id, sent := range acc.acts {
		if sent.round < oldest && !sent.doubtful() && sent.asked == 0 && acc.books[sent.round] == nil {
			delete(acc.acts, id)
		}
	}
}

// over says that a round was proved and forgotten.
func (acc *account) over(round int64) bool {
	return round != 0 && round < acc.oldest && acc.books[round] == nil
}

func (a *Auditor) wrongBook(acc *account, b *book, kind Kind, bet, format string, args ...any) {
	a.wrong(Violation{Kind: kind, Room: b.room, Round: b.round, Player: acc.player, Bet: bet, Text: fmt.Sprintf(format, args...)})
}
