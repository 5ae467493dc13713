package blackjack

import (
	"slices"

	"croupier/games"
	"croupier/games/cards"
	"croupier/wallet/money"
)

// The stages of a round after its close, as Turn says them. All but two are the
// system's.
const (
	stageShuffle = "shuffle"
	stageDeal    = "deal"
	stageInsure  = "insure" // all seats at once may insure
	stageLook    = "look"   // the dealer looks at the card that lies face down
	stageAct     = "act"    // one hand's turn
	stageCards   = "cards"  // a stake stands, and its cards are owed
	stageDealer  = "dealer" // the dealer's hand, and the end
)

// What may be answered where the dealer shows an ace.
const (
	Insure  = "insure"
	Even    = "even" // even money, for a blackjack
	Decline = "no"
)

// deal is the cards of a round and what was decided about them. Only events
// change it.
type deal struct {
	Seats   []seat       // that play, in order
	Dealer  []cards.Card // that everyone sees
	Dealt   bool
	Looked  bool
	Natural bool // the dealer's, as far as it is known
	Taken   int  // cards, from the shoe
	Turn    *Turn
	Owed    *owed
	End     *Result
}

// seat is a seat that plays.
type seat struct {
	N        int
	Player   games.PlayerID
	Name     string
	Bot      bool
	Absent   bool // has missed a decision in this round
	Answered bool // to the question of insurance
	Even     bool
	Insured  money.Amount
	InsureID games.BetID
	First    []cards.Card
	Stakes   []stake // of the first hand
	Hands    []hand
	Follows  int // stakes that followed this seat, or were refused
}

// stake is money on a hand: the seat's own, or of a player behind it.
type stake struct {
	Player games.PlayerID
	Bet    games.BetID
	Amount money.Amount
	Follow bool // of a player behind: doubles and splits with the seat
	Extra  bool // staked after the deal
}

type hand struct {
	Cards       []cards.Card
	Stakes      []stake
	Split       bool // one of a pair that was split
	Doubled     bool
	Stood       bool
	Surrendered bool
}

// owed is a double or a split whose stake stands: the players behind follow, then
// its cards come.
type owed struct {
	Seat      int
	Hand      int
	Do        string
	Stakes    []stake
	Followers []games.PlayerID // that are still to be asked for theirs
}

// clone is a copy that shares nothing that changes.
func (d *deal) clone() *deal {
	c := *d
	c.Seats = slices.Clone(d.Seats)
	for i := range c.Seats {
		c.Seats[i].Hands = slices.Clone(d.Seats[i].Hands)
	}
	c.Dealer = slices.Clip(d.Dealer)
	if d.Owed != nil {
		o := *d.Owed
		c.Owed = &o
	}
	return &c
}

// seat finds a seat that plays; nil: nobody plays there.
func (d *deal) seat(n int) *seat {
	for i := range d.Seats {
		if d.Seats[i].N == n {
			return &d.Seats[i]
		}
	}
	return nil
}

// of is what a player has on a hand.
func (h *hand) of(p games.PlayerID) (sum money.Amount) {
	for _, s := range h.Stakes {
		if s.Player == p {
			sum += s.Amount
		}
	}
	return sum
}

// followed is what of it doubles and splits with the seat.
func (h *hand) followed(p games.PlayerID) (sum money.Amount) {
	for _, s := range h.Stakes {
		if s.Player == p && s.Follow {
			sum += s.Amount
		}
	}
	return sum
}

// blackjack says whether the hand is a natural: of the first two cards only.
func (h *hand) blackjack() bool { return !h.Split && natural(h.Cards) }

// charlie says whether the hand wins by its number of cards.
func (h *hand) charlie(o *Terms) bool {
	return o.Charlie && len(h.Cards) >= charlieCards && sumOf(h.Cards).total() <= best
}

// legal lists every act of a hand; none: it is over.
func (d *deal) legal(o *Options, s *seat, i int) []string {
	h := &s.Hands[i]
	sum := sumOf(h.Cards)
	if h.Stood || h.Surrendered || h.Doubled || s.Even || sum.total() >= best || h.charlie(&o.Terms) {
		return nil
	}
	two := len(h.Cards) == 2
	pair := pairOf(h.Cards)
	splits := two && pair > 0 && len(s.Hands) < o.handsMax(pair)
	if h.Split && points(h.Cards[0]) == ace { // one card each
		if splits {
			return []string{Stand, Split}
		}
		return nil
	}
	acts := []string{Hit, Stand}
	if two && o.mayDouble(sum) && (!h.Split || o.AfterSplit) {
		acts = append(acts, DoubleUp)
	}
	if splits {
		acts = append(acts, Split)
	}
	if two && !h.Split && o.Surrender {
		acts = append(acts, Surrender)
	}
	return acts
}

// answers lists what a seat may answer to the question of insurance.
func (d *deal) answers(o *Options, s *seat) []string {
	if s.Hands[0].blackjack() && o.Natural == ThreeToTwo {
		return []string{Decline, Even} // the same as an insurance of half
	}
	return []string{Decline, Insure}
}

// shows says whether the dealer's open card may become a blackjack.
func (d *deal) shows() bool {
	up := points(d.Dealer[0])
	return up == ace || up == ten
}

// next is what the table waits for, by the cards alone.
func (d *deal) next(o *Options) Turn {
	switch {
	case !d.Dealt && len(d.Seats) > 0:
		return Turn{Stage: stageDeal, Legal: []string{}}
	case len(d.Seats) == 0:
		return Turn{Stage: stageDealer, Legal: []string{}}
	case o.Insurance && points(d.Dealer[0]) == ace && slices.ContainsFunc(d.Seats, func(s seat) bool { return !s.Answered }):
		return Turn{Stage: stageInsure, Legal: []string{Decline, Insure, Even}}
	case o.Hole == Peek && d.shows() && !d.Looked:
		return Turn{Stage: stageLook, Legal: []string{}}
	case d.Owed != nil:
		return Turn{Stage: stageCards, Seat: d.Owed.Seat, Hand: d.Owed.Hand, Legal: []string{}}
	case d.Natural:
		return Turn{Stage: stageDealer, Legal: []string{}}
	}
	for i := range d.Seats {
		for j := range d.Seats[i].Hands {
			if legal := d.legal(o, &d.Seats[i], j); legal != nil {
				return Turn{Stage: stageAct, Seat: d.Seats[i].N, Hand: j, Legal: legal}
			}
		}
	}
	return Turn{Stage: stageDealer, Legal: []string{}}
}

// apply changes the deal by an event.
func (d *deal) apply(e games.Event) {
	switch body := e.Body.(type) {
	case Dealt:
		d.Dealt, d.Taken = true, body.Taken
		d.Dealer = []cards.Card{body.Up}
		for _, c := range body.Seats {
			s := d.seat(c.Seat)
			s.First = c.Cards
			s.Hands = []hand{{Cards: slices.Clip(c.Cards), Stakes: slices.Clip(s.Stakes)}}
		}
	case Turn:
		d.Turn = &body
	case Acted:
		d.acted(body)
	case Staked:
		d.staked(games.PlayerID(e.For), body)
	case Unfollowed:
		d.seat(body.Seat).Follows++
		d.followed(games.PlayerID(e.For))
	case Drawn:
		d.drawn(body)
	case Looked:
		d.Looked, d.Natural = true, body.Natural
		if body.Natural {
			d.Dealer = append(d.Dealer, body.Card)
		}
	case Result:
		d.Turn, d.End = nil, &body
		d.Dealer, d.Natural, d.Taken = body.Dealer, body.Natural, body.Taken
	}
}

// acted is a decision about a hand.
func (d *deal) acted(a Acted) {
	s := d.seat(a.Seat)
	if a.By == bySystem {
		s.Absent = true
	} else {
		s.Absent = false
	}
	h := &s.Hands[a.Hand]
	switch a.Do {
	case Hit:
		h.Cards = append(slices.Clip(h.Cards), a.Cards...)
		d.Taken += len(a.Cards)
	case Stand:
		h.Stood = true
	case Surrender:
		h.Surrendered = true
	case Even:
		s.Even, s.Answered = true, true
	case Insure, Decline:
		s.Answered = true
	case DoubleUp, Split:
		o := &owed{Seat: a.Seat, Hand: a.Hand, Do: a.Do}
		for _, k := range h.Stakes {
			if k.Player != s.Player && k.Follow && !slices.Contains(o.Followers, k.Player) {
				o.Followers = append(o.Followers, k.Player)
			}
		}
		d.Owed = o
	}
}

// staked is a further stake of a player.
func (d *deal) staked(p games.PlayerID, k Staked) {
	s := d.seat(k.Seat)
	if k.Do == Insure {
		s.Insured, s.InsureID = k.Stake, k.Bet
		return
	}
	if k.System {
		s.Follows++
		d.followed(p)
	}
	more := stake{Player: p, Bet: k.Bet, Amount: k.Stake, Extra: true, Follow: k.System}
	d.Owed.Stakes = append(slices.Clip(d.Owed.Stakes), more)
}

// followed takes a player off those who are still to be asked.
func (d *deal) followed(p games.PlayerID) {
	d.Owed.Followers = slices.DeleteFunc(slices.Clone(d.Owed.Followers), func(q games.PlayerID) bool { return q == p })
}

// drawn is the cards that a double or a split was owed.
func (d *deal) drawn(b Drawn) {
	s := d.seat(b.Seat)
	h := &s.Hands[b.Hand]
	d.Taken += len(b.Cards)
	if d.Owed.Do == DoubleUp {
		h.Cards = append(slices.Clip(h.Cards), b.Cards...)
		h.Stakes = append(slices.Clip(h.Stakes), d.Owed.Stakes...)
		h.Doubled = true
	} else {
		other := hand{Cards: []cards.Card{h.Cards[1], b.Cards[1]}, Stakes: d.Owed.Stakes, Split: true}
		h.Cards, h.Split = []cards.Card{h.Cards[0], b.Cards[0]}, true
		s.Hands = slices.Insert(slices.Clip(s.Hands), b.Hand+1, other)
	}
	d.Owed = nil
}
