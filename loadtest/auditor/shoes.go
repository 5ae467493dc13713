package auditor

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"croupier/games"
)

// Shoes outlive their rounds. The round that shuffled one keeps its seed until the
// last of its cards is out: until then its rounds wait, and are counted as such. Then
// the order follows from the seed, and every card that was seen must lie in its place:
//
//	dealt ─► recounted ─► in its shoe, sealed ─► seed ─► order ─► held against it
type shoeSeen struct {
	order  []string // by its seed; nil while it is sealed
	packs  int
	rounds []*round // that dealt from it
	shown  []string // as the house showed it when it had ended
}

func (a *Auditor) shoe(id int64) *shoeSeen {
	s := a.shoes[id]
	if s == nil {
		s = &shoeSeen{}
		a.shoes[id] = s
	}
	return s
}

// intoShoe holds a round's cards against its shoe, or leaves them for when its seed is
// told.
func (a *Auditor) intoShoe(r *round) {
	d := r.deal
	if d.shuffled != nil && d.shuffled.Before != nil {
		a.shownShoe(r, d.shuffled.Before)
	}
	if r.inShoe || d.from == nil || len(d.cards) == 0 && d.shuffled == nil {
		return
	}
	r.inShoe = true
	s := a.shoe(d.from.ID)
	switch {
	case s.packs == 0:
		s.packs = d.from.Packs
	case s.packs != d.from.Packs:
		a.wrongRound(r, KindDraw, fmt.Sprintf("its shoe %d has %d packs, before it were %d", d.from.ID, d.from.Packs, s.packs))
	}
	s.rounds = append(s.rounds, r)
	if s.order != nil {
		a.inOrder(r, s.order)
		return
	}
	a.count.InShoe++
	if of := a.rounds[d.from.ID]; of != nil && of.seed != "" {
		a.openShoe(of)
	}
}

// openShoe works out a shoe whose seed is told, and holds all its rounds against it.
func (a *Auditor) openShoe(of *round) {
	s := a.shoes[of.id]
	if s == nil || s.order != nil || s.packs < 1 || s.packs > 8 {
		return
	}
	var seed [32]byte
	if n, err := hex.Decode(seed[:], []byte(of.seed)); err != nil || n != len(seed) {
		return // it was found out already
	}
	s.order = Shuffled(seed, s.packs)
	a.count.InShoe -= int64(len(s.rounds))
	a.count.Shoes++
	for _, r := range s.rounds {
		a.inOrder(r, s.order)
	}
	if s.shown != nil && !slices.Equal(s.shown, s.order) {
		a.wrongRound(of, KindDraw, "the shoe as it was shown is not the one of its seed")
	}
}

// inOrder holds a round's cards against the order of its shoe.
func (a *Auditor) inOrder(r *round, order []string) {
	d := r.deal
	if d.shuffled != nil {
		if why := a.cards[r.room].fresh(d.shuffled, order[0]); why != "" {
			a.wrongRound(r, KindDraw, why)
		}
	}
	for i, card := range d.cards {
		switch place := d.from.Dealt + i; {
		case place >= len(order):
			a.wrongRound(r, KindDraw, fmt.Sprintf("dealt a card %d of a shoe of %d", place, len(order)))
			return
		case card != "" && card != order[place]:
			a.wrongRound(r, KindDraw, fmt.Sprintf("card %d of its shoe is %s by the seed, dealt was %s", place, order[place], card))
		}
	}
}

// shownShoe takes a shoe that the house shows when it has ended.
func (a *Auditor) shownShoe(r *round, is *shown) {
	s := a.shoe(is.Shoe.ID)
	if s.shown != nil && !slices.Equal(s.shown, is.Order) {
		a.wrongRound(r, KindDiffers, "shows another order of the shoe before it than was shown")
	}
	s.shown = is.Order
	if s.order != nil && !slices.Equal(s.shown, s.order) {
		a.wrongRound(r, KindDraw, "the shoe as it is shown is not the one of its seed")
	}
}

// carried reads from a round's record which shoe it began with.
func (a *Auditor) carried(r *round, carry []byte) {
	if len(carry) == 0 || r.deal == nil {
		return
	}
	var body struct {
		Shoe *shoe `json:"shoe"`
	}
	if err := json.Unmarshal(carry, &body); err != nil {
		a.Malformed(0, r.room, err)
		return
	}
	r.carry, r.carryKnown = body.Shoe, true
	d := r.deal
	if d.from == nil && d.shuffled == nil && len(d.cards) > 0 {
		if body.Shoe == nil {
			a.wrongRound(r, KindDraw, "dealt from no shoe")
			return
		}
		d.from = body.Shoe
	}
	a.intoShoe(r)
}

// goOn says that each round began with the shoe that the one before it had left. Of a
// round whose record nobody read that is how its place in the shoe is known.
func (a *Auditor) goOn() {
	for _, id := range slices.Sorted(maps.Keys(a.rounds)) {
		r := a.rounds[id]
		game := a.cards[r.room]
		next := a.rounds[int64(games.RoundID(id).Next())]
		if game == nil || r.deal == nil || next == nil || next.deal == nil || !r.placed() {
			continue
		}
		from := r.deal.from
		if from == nil {
			from = r.carry // no card was dealt
		}
		left := game.after(r.deal, from)
		d := next.deal
		if !next.placed() && d.shuffled == nil {
			if next.carry, next.carryKnown = left, true; left != nil && len(d.cards) > 0 {
				d.from = left
				a.intoShoe(next)
			}
		}
		switch {
		case d.shuffled != nil:
			if left != nil && !spent(game, d, left) {
				a.wrongRound(next, KindDraw, fmt.Sprintf("shuffled, and the shoe was %+v", *left))
			}
		case d.from != nil && (left == nil || *d.from != *left || spent(game, d, left)):
			a.wrongRound(next, KindDraw, fmt.Sprintf("began with the shoe %+v, left was %+v", *d.from, left))
		}
	}
}

// placed says whether it is known with which shoe a round began.
func (r *round) placed() bool { return r.deal.from != nil || r.carryKnown }

// spent says whether a round has to shuffle although its shoe has cards to come.
func spent(game cardGame, d *deal, left *shoe) bool {
	s, ok := game.(interface {
		spent(d *deal, left *shoe) bool
	})
	return ok && s.spent(d, left)
}
