package blackjack

import (
	"fmt"
	"slices"

	"croupier/games"
	"croupier/games/cards"
)

// Decide says what a command would do and changes nothing.
func (t *common) Decide(c games.Command, draws games.Draws) (games.Step, error) {
	switch ask := c.Ask.(type) {
	case Bet, Undo, Clear:
		return t.decideStake(c, nil)
	case Play:
		return t.decidePlay(c, ask)
	case games.VoidRound:
		return t.decideVoid(c, ask)
	case games.Timeout:
		return t.decideTimeout(c, draws)
	case games.Resumed:
		return t.decideResumed(c, ask)
	}
	return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
}

// decidePlay is a player's decision. It is final, and known to that player alone
// until all have decided.
func (t *common) decidePlay(c games.Command, ask Play) (games.Step, error) {
	switch {
	case c.By.Role != games.Player || c.By.Player <= 0 || c.ID == (games.BetID{}):
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case t.phase != games.Closed:
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	case t.moving:
		return games.Step{}, games.ErrBusy
	}
	if _, ok := t.book.held[c.By.Player]; ok {
		return games.Step{}, games.ErrBusy
	}
	turn, p := t.lay.Turn, t.players[c.By.Player]
	switch {
	case p == nil || !t.decides(p, turn) || ask.Hand != turn.Hand || ask.Seat != 1:
		return games.Step{}, &games.Refusal{Code: games.CodeNotYourTurn}
	case p.Choice != "" || c.At >= turn.Until || ask.Seen != p.Hands[turn.Hand].N:
		return games.Step{}, &games.Refusal{Code: CodeStale}
	case !slices.Contains(turn.Legal, ask.Do):
		return games.Step{}, &games.Refusal{Code: CodeIllegal}
	case ask.Stake != 0 && ask.Do != Insure:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	}
	s := games.Step{Cmd: c, Phase: games.Closed, Then: games.Closed}
	own := games.Only(c.By.Player)
	s.Events = []games.Event{{For: own, Body: Chosen{Hand: ask.Hand, Do: ask.Do}}}
	if ask.Do != DoubleUp && ask.Do != Split && ask.Do != Insure {
		return s, nil
	}
	hand := t.hand(p, ask.Hand)
	amount := hand.of(c.By.Player)
	if ask.Do == Insure {
		var err error
		if amount, err = t.o.insured(amount/2, ask.Stake); err != nil {
			return games.Step{}, err
		}
	}
	s.Events = append(s.Events, games.Event{
		For: own, Body: Staked{Bet: c.ID, Seat: 1, Hand: ask.Hand, Do: ask.Do, Stake: amount},
		Moves: []games.Move{{Bet: c.ID, Player: c.By.Player, Kind: games.Stake, Amount: amount}},
	})
	return s, nil
}

// decideTimeout takes the round on.
func (t *common) decideTimeout(c games.Command, draws games.Draws) (games.Step, error) {
	if err := games.MayTimeout(t, c, t.flying()); err != nil {
		return games.Step{}, err
	}
	switch t.phase {
	case games.None:
		return games.Tell(c, games.None, games.Open, Opened{ClosesAt: c.At + games.Moment(t.o.BetMs)}), nil
	case games.Open:
		return t.close(c), nil
	}
	if t.lay.Turn.Stage == stageShuffle && draws == nil {
		return games.Step{}, fmt.Errorf("blackjack: nothing to shuffle by in round %d", t.round)
	}
	return t.stage(c, draws), nil
}

// close ends the bets.
func (t *common) close(c games.Command) games.Step {
	closed := ClosedBets{At: c.At, Seats: []int{}}
	turn := Turn{Stage: stageDealer, From: c.At, Until: c.At, Legal: []string{}}
	if len(t.book.order) > 0 {
		closed.Seats = []int{1}
		turn.Stage = stageDeal
		if !t.o.ready(t.shoe, t.order, commonHands) {
			turn.Stage = stageShuffle
		}
	}
	return games.Tell(c, games.Open, games.Closed, closed, turn)
}

// stage is the system's step at the end of a stage.
func (t *common) stage(c games.Command, draws games.Draws) games.Step {
	b := &commonBuild{t: t.after(), step: games.Step{Cmd: c, Phase: games.Closed, Then: games.Closed}}
	switch t.lay.Turn.Stage {
	case stageShuffle:
		b.shuffle(draws)
	case stageDeal:
		got := b.take(3)
		dealt := Dealt{Up: got[1], Taken: 3, Seats: []SeatCards{{Seat: 1, Cards: []cards.Card{got[0], got[2]}}}}
		if t.o.Hole == Peek {
			dealt.Taken++
		}
		b.say(games.Everyone, dealt)
		b.goOn(dealt.Taken)
	case stageLook:
		l := Looked{}
		if hole := t.hole(); natural([]cards.Card{t.lay.Dealer[0], hole}) {
			l = Looked{Natural: true, Card: hole}
		}
		b.say(games.Everyone, l)
		b.goOn(1)
	case stageInsure, stageAct:
		b.went()
	case stageDealer:
		b.end()
	}
	return b.step
}

// commonBuild is a step of the system while it is made, on a copy of the table.
type commonBuild struct {
	t    *common
	step games.Step
	shoe *cards.Dealer
}

// after is a copy of the table that shares nothing that a step of the system
// changes; the book is not.
func (t *common) after() *common {
	n := *t
	n.players = make(map[games.PlayerID]*position, len(t.players))
	for p, q := range t.players {
		copied := *q
		n.players[p] = &copied
	}
	n.lay.Dealer = slices.Clip(t.lay.Dealer)
	return &n
}

func (b *commonBuild) say(who games.Audience, body any) {
	e := games.Event{For: who, Body: body}
	b.step.Events = append(b.step.Events, e)
	b.t.apply(b.step.Cmd, e)
}

func (b *commonBuild) take(n int) []cards.Card {
	if b.shoe == nil {
		b.shoe = b.t.shoe.After(b.t.lay.Taken).Deal(b.t.order)
	}
	list := make([]cards.Card, n)
	for i := range list {
		list[i] = b.shoe.Take()
	}
	return list
}

// hole is the card that lies face down: the fourth of the round.
func (t *common) hole() cards.Card { return t.order[t.shoe.Dealt+3] }

func (b *commonBuild) shuffle(draws games.Draws) {
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

// went ends a stage: what was chosen gets its cards.
func (b *commonBuild) went() {
	t := b.t
	turn := t.lay.Turn
	w := Went{Hand: turn.Hand, Halves: []cards.Card{}, Chose: []Count{}}
	counts := map[string]int{}
	for _, p := range t.players {
		if !t.decides(p, turn) {
			continue
		}
		do := p.Choice
		if do == "" {
			do = t.auto(turn)
			w.System++
		}
		counts[do]++
	}
	for _, do := range []string{Hit, Stand, DoubleUp, Split, Surrender, Insure, Even, Decline} {
		if counts[do] > 0 {
			w.Chose = append(w.Chose, Count{Do: do, Players: counts[do]})
		}
	}
	if counts[Hit]+counts[DoubleUp] > 0 {
		w.Card = b.take(1)[0]
	}
	if counts[Split] > 0 {
		w.Halves = b.take(2)
	}
	b.say(games.Everyone, w)
	b.goOn(len(w.Halves) + min(len(w.Card), 1))
}

// goOn says what the table waits for next.
func (b *commonBuild) goOn(dealt int) {
	t := b.t
	turn := t.next()
	turn.begins(t.lay.Turn, b.step.Cmd.At, int64(dealt)*t.o.DealMs)
	if turn.Stage == stageInsure || turn.Stage == stageAct {
		wait := t.o.AbsentMs
		for _, p := range t.players {
			if t.decides(p, &turn) && !p.Absent {
				wait = t.o.DecideMs
				break
			}
		}
		turn.Until += games.Moment(wait)
	}
	b.say(games.Everyone, turn)
}

// end is the dealer's hand and the end of the round, in one step.
func (b *commonBuild) end() {
	t := b.t
	dealer, taken := b.dealer()
	r := Result{Dealer: dealer, Total: sumOf(dealer).total(), Natural: natural(dealer), Hands: []HandResult{}, Taken: t.lay.Taken + taken}
	r.LandsAt = b.step.Cmd.At + games.Moment(int64(max(0, len(dealer)-len(t.lay.Dealer)))*t.o.DealMs)
	r.NextAt = r.LandsAt + games.Moment(t.o.PauseMs)
	for n, hand := range t.lay.Hands {
		if len(hand) > 0 {
			j := &judge{o: t.o, r: &r}
			whole := handOf(hand, n > 0)
			r.Hands = append(r.Hands, HandResult{Seat: 1, Hand: n, Total: sumOf(hand).total(), Why: j.hand(&whole)})
		}
	}
	r.Staked = t.book.staked
	b.step.Events = append(b.step.Events, games.Event{For: games.Everyone, Body: r})
	for _, p := range t.book.order {
		e := t.pay(p, &r)
		r.Returned += e.Body.(Paid).Returned
		b.step.Events = append(b.step.Events, e)
	}
	b.step.Events[0].Body = r
	b.step.Then, b.step.LandsAt = games.Settled, r.LandsAt
}

func handOf(c []cards.Card, split bool) hand { return hand{Cards: c, Split: split} }

// pay is how the round ends for one player: a seat of one's own, as it came.
func (t *common) pay(p games.PlayerID, r *Result) games.Event {
	q := t.players[p]
	s := seat{N: 1, Player: p, Even: q.Even, Insured: q.Insured, InsureID: q.InsureID, First: t.lay.Hands[0][:2]}
	for n := range commonHands {
		s.Hands = append(s.Hands, t.hand(q, n)) // without stakes where the player has none
	}
	j := &judge{o: t.o, d: &deal{Seats: []seat{s}}, r: r}
	return j.pay(t.book.bettors[p])
}

// dealer plays the dealer's hand, as at seats.
func (b *commonBuild) dealer() (hand []cards.Card, taken int) {
	t := b.t
	if len(t.players) == 0 {
		return []cards.Card{}, 0
	}
	hand = slices.Clone(t.lay.Dealer)
	switch {
	case t.o.Hole != Peek:
		hand, taken = append(hand, b.take(1)...), 1
	case len(hand) == 1:
		hand = append(hand, t.hole())
	}
	for t.matters() && t.o.dealerDraws(sumOf(hand)) {
		hand = append(hand, b.take(1)...)
		taken++
	}
	return hand, taken
}

// matters says whether anybody's hand waits for the dealer's total.
func (t *common) matters() bool {
	for _, p := range t.players {
		for n := range commonHands {
			if !p.Hands[n].In {
				continue
			}
			h := t.hand(p, n)
			if h.waits(&t.o.Terms) {
				return true
			}
		}
	}
	return false
}

// decideResumed moves the players' deadlines; what the system owes is due.
func (t *common) decideResumed(c games.Command, ask games.Resumed) (games.Step, error) {
	if err := games.MayResume(t, c, t.flying()); err != nil {
		return games.Step{}, err
	}
	switch {
	case t.phase == games.Open:
		return games.Tell(c, games.Open, games.Open, Deadline{ClosesAt: ask.Until(t.closesAt, c.At)}), nil
	case t.phase == games.Closed && t.waiting > 0:
		turn := *t.lay.Turn
		turn.Until = ask.Until(turn.Until, c.At)
		return games.Tell(c, games.Closed, games.Closed, turn), nil
	}
	return games.Tell(c, t.phase, t.phase), nil
}
