package auditor

import (
	"cmp"
	"slices"

	"croupier/games"
	"croupier/server/wire"
)

// inmate is a stake that a zero took, where the wheel has en prison. The auditor
// makes its own: a round's prisoners are the even-money stakes that its bets say
// were there when it proved that its number was zero. What a house tells of them,
// and above all what it releases, is held against those.
type inmate struct {
	Bet   string `json:"bet"`
	Spot  string `json:"spot"`
	Stake int64  `json:"stake"`
}

// void stands for the number of a round that has none.
const void = -1

// imprisoned is the stakes that a number imprisons.
func (b *book) imprisoned(w Wheel, number int) []inmate {
	var in []inmate
	if !w.Prison || number != 0 {
		return nil
	}
	for _, p := range b.bets {
		for _, s := range p.spots {
			if !p.taken && len(w.Covers(s.Spot)) == evenChance {
				in = append(in, inmate{p.id, s.Spot, s.Stake})
			}
		}
	}
	return in
}

// released is the prisoners that a number gives back.
func (b *book) released(w Wheel, number int) []inmate {
	var out []inmate
	for _, in := range b.prison {
		if slices.Contains(w.Covers(in.Spot), number) {
			out = append(out, in)
		}
	}
	return out
}

// passOn gives the next round its prisoners: those of a zero, and where a round
// was void or zero came again the ones that it began with.
func (a *Auditor) passOn(acc *account, b *book, number int) {
	if number > 0 {
		return
	}
	in := slices.Concat(b.prison, b.imprisoned(a.wheels[b.room], number))
	if len(in) == 0 {
		return
	}
	next := acc.book(int64(games.RoundID(b.round).Next()), b.room)
	next.prison = in
	// What the stream told of a round that has ended, it told before this.
	if r := a.rounds[next.round]; r != nil && r.ended {
		next.hazy = true
	}
}

// waits says that a round's prisoners are not known yet: a round before, from
// which some may have come, is still to be proved.
func (a *Auditor) waits(acc *account, b *book) bool {
	if !a.wheels[b.room].Prison {
		return false
	}
	for id := b.round - 1; id >= b.round-roundsKept; id-- {
		if r := a.rounds[id]; r != nil && r.number > 0 {
			return false // nobody stays in prison at that
		}
		if before := acc.books[id]; before != nil && !before.proved && (before.hazy || before.money()) {
			return true
		}
	}
	return false
}

// foggy leaves a round to its record if its prisoners are not known.
func (a *Auditor) foggy(acc *account, b *book) { b.hazy = b.hazy || a.waits(acc, b) }

// held takes what a round says that it began with.
func (a *Auditor) held(acc *account, room int64, e *wire.Event) {
	var body struct {
		Bets []inmate `json:"bets"`
	}
	if !a.read(acc.player, room, e, &body) {
		return
	}
	b := acc.book(e.Round, room)
	a.foggy(acc, b)
	if !b.hazy && !sameInmates(body.Bets, b.prison) {
		a.wrongBook(acc, b, KindStake, "", "began with %v in prison, where zero had taken %v", body.Bets, b.prison)
	}
}

// prisonTold compares what a payout says of prisoners with what they did.
func (a *Auditor) prisonTold(acc *account, b *book, number int, p *paid) {
	wheel := a.wheels[b.room]
	if mine := b.released(wheel, number); !sameInmates(p.Released, mine) {
		a.wrongBook(acc, b, KindPayout, "", "number %d releases %v of %v, told %v", number, mine, b.prison, p.Released)
	}
	stakes := map[string]int64{}
	for _, in := range b.imprisoned(wheel, number) {
		stakes[in.Spot] += in.Stake
	}
	for _, s := range p.Prison {
		stakes[s.Spot] -= s.Stake
	}
	for spot, off := range stakes {
		if off != 0 {
			a.wrongBook(acc, b, KindPayout, "", "number %d imprisons %d more on %s than was told", number, off, spot)
		}
	}
}

func sameInmates(x, y []inmate) bool {
	order := func(a, b inmate) int {
		return cmp.Or(cmp.Compare(a.Bet, b.Bet), cmp.Compare(a.Spot, b.Spot), cmp.Compare(a.Stake, b.Stake))
	}
	return slices.Equal(slices.SortedFunc(slices.Values(x), order), slices.SortedFunc(slices.Values(y), order))
}
