package blackjack

import (
	"croupier/games"
	"croupier/games/cards"
	"croupier/wallet/money"
)

// Chosen is a player's decision about a common hand, told to that player alone.
type Chosen struct {
	Hand int    `json:"hand"`
	Do   string `json:"do"`
}

// Went ends a stage: how many chose what, how many of them were the system's
// (G45), the next card of the common hand, and one for each half of a split.
type Went struct {
	Hand   int          `json:"hand"`
	Chose  []Count      `json:"chose"`
	System int          `json:"system"`
	Card   cards.Card   `json:"card,omitempty"`
	Halves []cards.Card `json:"halves"`
}

// Count is how many players chose an act.
type Count struct {
	Do      string `json:"do"`
	Players int    `json:"players"`
}

// CommonView is what everyone sees of a table with one hand for all.
type CommonView struct {
	Phase    string       `json:"phase"`
	ClosesAt games.Moment `json:"closesAtMs"`
	OpensAt  games.Moment `json:"opensAtMs"`
	LandsAt  games.Moment `json:"landsAtMs"`
	Shoe     *cards.Shoe  `json:"shoe"`
	Dealer   []cards.Card `json:"dealer"`
	Hands    []HandShown  `json:"hands"` // the common one, and its halves where anybody split
	Turn     *Turn        `json:"turn"`
	Result   *Result      `json:"result"`
}

// CommonOwn is what a player alone sees there.
type CommonOwn struct {
	Bets   []Placed     `json:"bets"`
	Extras []Staked     `json:"extras"`
	Hands  []HandOwn    `json:"hands"`
	Choice string       `json:"choice,omitempty"` // of this stage
	Even   bool         `json:"even,omitempty"`
	Absent bool         `json:"absent,omitempty"`
	Staked money.Amount `json:"staked"`
	Paid   *Paid        `json:"paid"`
}

// HandOwn is a player's part of a common hand: its first cards.
type HandOwn struct {
	Hand    int          `json:"hand"`
	Cards   int          `json:"cards"`
	Total   int          `json:"total"`
	Stake   money.Amount `json:"stake"`
	Doubled bool         `json:"doubled,omitempty"`
	Over    bool         `json:"over,omitempty"`
	System  bool         `json:"system,omitempty"` // the last decision was the system's
}

// View is what an audience may see of the applied steps; nil for nobody.
func (t *common) View(a games.Audience) any {
	switch {
	case a == games.Everyone:
		return t.public()
	case a > 0:
		return t.own(games.PlayerID(a))
	}
	return nil
}

func (t *common) public() CommonView {
	v := CommonView{
		Phase: t.phase.String(), ClosesAt: t.closesAt, OpensAt: t.shownOpening(), LandsAt: t.landsAt, Shoe: t.shoe,
		Dealer: append([]cards.Card{}, t.lay.Dealer...), Hands: []HandShown{}, Turn: t.lay.Turn, Result: t.lay.End,
	}
	if t.shoe != nil {
		shoe := t.shoe.After(t.lay.Taken)
		v.Shoe = &shoe
	}
	for n, hand := range t.lay.Hands {
		if len(hand) > 0 {
			s := sumOf(hand)
			v.Hands = append(v.Hands, HandShown{Cards: hand, Total: s.total(), Soft: s.soft(), Over: !t.goesOn(n)})
		}
	}
	return v
}

func (t *common) shownOpening() games.Moment {
	switch {
	case t.phase == games.None:
		return t.before.OpensAt
	case t.phase.Ended():
		return t.nextAt
	}
	return 0
}

func (t *common) own(p games.PlayerID) CommonOwn {
	k := t.book.own(p)
	o := CommonOwn{Bets: k.Bets, Extras: k.Extras, Staked: k.Staked, Paid: k.Paid, Hands: []HandOwn{}}
	q := t.players[p]
	if q == nil {
		return o
	}
	o.Choice, o.Even, o.Absent = q.Choice, q.Even, q.Absent
	for n := range commonHands {
		if !q.Hands[n].In || !t.lay.Dealt {
			continue
		}
		h := t.hand(q, n)
		o.Hands = append(o.Hands, HandOwn{
			Hand: n, Cards: q.Hands[n].N, Total: sumOf(h.Cards).total(), Stake: h.of(p),
			Doubled: h.Doubled, Over: !t.plays(q, n), System: q.Hands[n].System,
		})
	}
	return o
}

// Board is the totals, and the first of those who play. A stake that goes with a decision
// counts once the hand goes on: until then the decision is its player's alone.
func (t *common) Board() any {
	b := t.book.board()
	for _, p := range t.players {
		if p.More != nil {
			b.Staked -= p.More.Amount
		}
	}
	return b
}

// Card is what the lobby shows.
func (t *common) Card() any {
	return Card{
		Taken: len(t.book.order), Min: t.o.SeatMinMinor, Max: t.o.SeatMaxMinor,
		ClosesAt: t.closesAt, OpensAt: t.shownOpening(), LandsAt: t.landsAt,
	}
}

func commonTypes() map[string]any {
	all := types()
	for _, name := range []string{"declined", "acted", "drawn", "unbacked", "unfollowed"} {
		delete(all, name)
	}
	all["chosen"], all["went"], all["view"], all["own"] = Chosen{}, Went{}, CommonView{}, CommonOwn{}
	return all
}
