package blackjack

import (
	"fmt"
	"slices"

	"croupier/games"
	"croupier/games/cards"
	"croupier/wallet/money"
)

// By whom a decision was.
const (
	byPlayer = "player"
	bySystem = "system"
)

// build is a step after the close while it is made: each event is tried on a copy
// of the deal, so that what follows from it is seen.
type build struct {
	t    *table
	d    *deal
	step games.Step
	shoe *cards.Dealer
}

func (t *table) build(c games.Command) *build {
	return &build{t: t, d: t.deal.clone(), step: games.Step{Cmd: c, Phase: games.Closed, Then: games.Closed}}
}

func (b *build) say(who games.Audience, body any, moves ...games.Move) {
	e := games.Event{For: who, Body: body, Moves: moves}
	b.step.Events = append(b.step.Events, e)
	b.d.apply(e)
}

// take is the next cards of the shoe.
func (b *build) take(n int) []cards.Card {
	if b.shoe == nil {
		b.shoe = b.t.shoe.After(b.d.Taken).Deal(b.t.order)
	}
	list := make([]cards.Card, n)
	for i := range list {
		list[i] = b.shoe.Take()
	}
	return list
}

// goOn says what the table waits for next, so many cards later.
func (b *build) goOn(dealt int) {
	o := b.t.o
	was, turn := b.d.Turn, b.d.next(o)
	turn.begins(was, b.step.Cmd.At, int64(dealt)*o.DealMs)
	switch turn.Stage {
	case stageInsure:
		if was.Stage == stageInsure {
			turn.Until = was.Until
		} else {
			turn.Until += games.Moment(o.DecideMs)
		}
	case stageAct:
		wait := o.DecideMs
		if b.d.seat(turn.Seat).Absent {
			wait = o.AbsentMs // others are not kept waiting (G45)
		}
		turn.Until += games.Moment(wait)
	}
	b.say(games.Everyone, turn)
}

// begins sets from when the table waits: so long after the step, and no sooner than the
// turn before would have begun. Who decides while cards are still on their way takes
// nothing of the time of the next.
func (t *Turn) begins(was *Turn, at games.Moment, dealsMs int64) {
	t.From = max(at, was.From) + games.Moment(dealsMs)
	t.Until = t.From
}

// shuffle makes a new shoe. Of the one before it, everything is shown.
func (b *build) shuffle(draws games.Draws) {
	t := b.t
	b.step.Drawn = true
	s := Shuffled{Shoe: cards.New(t.round, t.o.Decks, t.o.BehindCut)}
	if t.shoe != nil && t.order != nil {
		s.Before = &ShownShoe{Shoe: *t.shoe, Order: t.order}
	}
	b.say(games.Everyone, s)
	b.say(games.Nobody, Order{Order: cards.Shuffle(t.o.Decks, draws)})
	b.goOn(0)
}

// first deals: a card to each seat and the dealer, then another; the dealer's
// second lies face down, or does not come yet.
func (b *build) first() {
	n := len(b.d.Seats)
	got := b.take(2*n + 1)
	dealt := Dealt{Up: got[n], Taken: len(got), Seats: make([]SeatCards, n)}
	for i := range n {
		dealt.Seats[i] = SeatCards{Seat: b.d.Seats[i].N, Cards: []cards.Card{got[i], got[n+1+i]}}
	}
	if b.t.o.Hole == Peek {
		dealt.Taken++
	}
	b.say(games.Everyone, dealt)
	b.goOn(dealt.Taken)
}

// hole is the card that lies face down: the last of the first deal.
func (b *build) hole() cards.Card { return b.t.order[b.t.shoe.Dealt+2*len(b.d.Seats)+1] }

// look is the dealer's at the card that lies face down.
func (b *build) look() {
	l := Looked{}
	if hole := b.hole(); natural([]cards.Card{b.d.Dealer[0], hole}) {
		l = Looked{Natural: true, Card: hole}
	}
	b.say(games.Everyone, l)
	b.goOn(1)
}

// unanswered declines insurance for all who have said nothing.
func (b *build) unanswered() {
	for i := range b.d.Seats {
		if s := &b.d.Seats[i]; !s.Answered {
			b.say(games.Everyone, Acted{Seat: s.N, Do: Decline, By: bySystem, Cards: []cards.Card{}})
		}
	}
	b.goOn(0)
}

// auto is the published act for a hand whose player said nothing.
func (b *build) auto() {
	turn := b.d.Turn
	do := b.t.o.auto(&b.d.seat(turn.Seat).Hands[turn.Hand], turn.Legal)
	b.act(turn.Seat, turn.Hand, do, bySystem)
}

// auto is the published act for a hand. It never stakes.
func (o *Options) auto(h *hand, legal []string) string {
	if sumOf(h.Cards).total() < o.AutoHitBelow && slices.Contains(legal, Hit) {
		return Hit
	}
	return Stand
}

// act is a decision that asks for no money.
func (b *build) act(seat, hand int, do, by string) {
	a := Acted{Seat: seat, Hand: hand, Do: do, By: by, Cards: []cards.Card{}}
	if do == Hit {
		a.Cards = b.take(1)
	}
	b.say(games.Everyone, a)
	b.goOn(len(a.Cards))
}

// owed lets one more player behind follow, or deals the cards when all have.
func (b *build) owed() {
	o := b.d.Owed
	s := b.d.seat(o.Seat)
	if len(o.Followers) > 0 {
		p := o.Followers[0]
		k := b.follows(s, p)
		b.say(games.Only(p), k, games.Move{Bet: k.Bet, Player: p, Kind: games.Stake, Amount: k.Stake})
		b.goOn(0)
		return
	}
	n := 1
	if o.Do == Split {
		n = 2
	}
	b.say(games.Everyone, Drawn{Seat: o.Seat, Hand: o.Hand, Cards: b.take(n)})
	b.goOn(n)
}

// follows is the stake by which a player behind follows a double or a split: as much as
// was consented to, and not what another bet put there without it. Its id is made of the
// first bet's moment, the round and its place there, so that after a takeover it is the
// same (D5).
func (b *build) follows(s *seat, p games.PlayerID) Staked {
	o := b.d.Owed
	h := &s.Hands[o.Hand]
	var parent games.BetID
	for _, k := range s.Stakes {
		if k.Player == p && k.Follow {
			parent = k.Bet
			break
		}
	}
	return Staked{Bet: parent.Derive(b.t.round, followPlace(s.N, s.Follows)), Seat: s.N, Hand: o.Hand, Do: o.Do, Stake: h.followed(p), System: true}
}

// followPlace is where a stake that follows stands in its round: the seat, and its number
// there.
func followPlace(seat, follows int) uint16 { return uint16(seat<<followBits | follows) }

// followBits are enough for behindMost players at seven doubles and splits.
const followBits = 10

// decidePlay is a player's decision.
func (t *table) decidePlay(c games.Command, ask Play) (games.Step, error) {
	switch {
	case c.By.Role != games.Player || c.By.Player <= 0 || c.ID == (games.BetID{}):
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case t.phase != games.Closed:
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	case t.moving:
		return games.Step{}, games.ErrBusy
	}
	d, turn := t.deal, t.deal.Turn
	s := d.seat(ask.Seat)
	insuring := turn.Stage == stageInsure
	switch {
	case s == nil || s.Player != c.By.Player,
		!insuring && (turn.Stage != stageAct || turn.Seat != ask.Seat || turn.Hand != ask.Hand):
		return games.Step{}, &games.Refusal{Code: games.CodeNotYourTurn}
	case c.At >= turn.Until, insuring && (s.Answered || ask.Hand != 0), ask.Seen != len(s.Hands[ask.Hand].Cards):
		return games.Step{}, &games.Refusal{Code: CodeStale}
	}
	legal := turn.Legal
	if insuring {
		legal = d.answers(t.o, s)
	}
	switch {
	case !slices.Contains(legal, ask.Do):
		return games.Step{}, &games.Refusal{Code: CodeIllegal}
	case ask.Stake != 0 && ask.Do != Insure:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	}
	b := t.build(c)
	switch ask.Do {
	case Insure:
		return b.insure(s, ask)
	case DoubleUp, Split:
		b.more(s, ask)
	default:
		b.act(ask.Seat, ask.Hand, ask.Do, byPlayer)
	}
	return b.step, nil
}

// more is a double or a split: it stakes and deals nothing. When the stake
// stands, the system deals.
func (b *build) more(s *seat, ask Play) {
	amount := s.Hands[ask.Hand].of(s.Player)
	b.say(games.Everyone, Acted{Seat: ask.Seat, Hand: ask.Hand, Do: ask.Do, By: byPlayer, Cards: []cards.Card{}})
	b.stake(Staked{Bet: b.step.Cmd.ID, Seat: ask.Seat, Hand: ask.Hand, Do: ask.Do, Stake: amount})
	b.goOn(0)
}

func (b *build) stake(k Staked) {
	p := b.step.Cmd.By.Player
	b.say(games.Only(p), k, games.Move{Bet: k.Bet, Player: p, Kind: games.Stake, Amount: k.Stake})
}

// insure stakes up to half of the hand's stake that the dealer has a blackjack.
func (b *build) insure(s *seat, ask Play) (games.Step, error) {
	amount, err := b.t.o.insured(s.Hands[0].of(s.Player)/2, ask.Stake)
	if err != nil {
		return games.Step{}, err
	}
	b.say(games.Everyone, Acted{Seat: ask.Seat, Do: Insure, By: byPlayer, Cards: []cards.Card{}})
	b.stake(Staked{Bet: b.step.Cmd.ID, Seat: ask.Seat, Do: Insure, Stake: amount})
	b.goOn(0)
	return b.step, nil
}

// insured is the stake of an insurance: what was asked, or all of half.
func (o *Options) insured(half, asked money.Amount) (money.Amount, error) {
	step := max(o.StepMinor/2, 1)
	switch {
	case asked == 0:
		return half, nil
	case asked < 0:
		return 0, &games.Refusal{Code: games.CodeBelowMin, Limit: step, Value: asked}
	case asked > half:
		return 0, &games.Refusal{Code: games.CodeAboveSpot, Limit: half, Value: asked}
	case asked%step != 0:
		return 0, &games.Refusal{Code: games.CodeBadStep, Limit: step, Value: asked}
	}
	return asked, nil
}

// decideDeclined is the published fallback where the ledger refused what should
// have followed a seat: it stays as it is, for that bet alone.
func (t *table) decideDeclined(c games.Command, ask Declined) (games.Step, error) {
	switch {
	case c.By.Role != games.System:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case t.phase != games.Closed:
		return games.Step{}, fmt.Errorf("blackjack: a stake declined in round %d, which is %v", t.round, t.phase)
	case t.moving:
		return games.Step{}, games.ErrBusy
	}
	b := t.build(c)
	o := b.d.Owed
	if o == nil || len(o.Followers) == 0 {
		return games.Step{}, fmt.Errorf("blackjack: bet %s declined in round %d, and nobody follows", ask.Bet, t.round)
	}
	p := o.Followers[0]
	k := b.follows(b.d.seat(o.Seat), p)
	if k.Bet != ask.Bet {
		return games.Step{}, fmt.Errorf("blackjack: bet %s declined in round %d, and %s is next", ask.Bet, t.round, k.Bet)
	}
	b.say(games.Only(p), Unfollowed{Bet: k.Bet, Seat: k.Seat, Hand: k.Hand, Do: k.Do})
	b.goOn(0)
	return b.step, nil
}
