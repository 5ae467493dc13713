package blackjack

import (
	"fmt"

	"croupier/games"
	"croupier/games/cards"
	"croupier/wallet/money"
)

// A table without seats: one common hand, which any number of players play each
// in their own way. All who still take a card take the same one; who stands keeps
// what lies there. A pair may be split once: its halves are two more common
// hands, played after the first by those who split.
//
//	hand 0   8 8 │ 3 │ T       who stood at 8 8 has 16, who hit once 19
//	hand 1   8 │ 9             of those who split: the first half
//	hand 2   8 │ 2 │ 7                             the second
//
// All decide at once, until all have or the time is over; decisions commute, and
// each player's is known to that player alone until its card comes.

// commonHands is how many common hands there are.
const commonHands = 3

// common is one round of such a table.
type common struct {
	life
	lay     layout
	players map[games.PlayerID]*position // from the close on
	waiting int                          // players who are still to decide at this stage
	allAt   games.Moment                 // when the last of them did
}

// layout is the cards on the table.
type layout struct {
	Hands   [commonHands][]cards.Card
	Dealer  []cards.Card
	Dealt   bool
	Looked  bool
	Asked   bool // about insurance
	Natural bool
	Taken   int
	Turn    *Turn
	End     *Result
}

// position is one player's part of the common hands.
type position struct {
	Hands    [commonHands]part
	Insured  money.Amount
	InsureID games.BetID
	Even     bool
	Choice   string // of this stage; empty: not yet
	More     *stake // that goes with it
	Absent   bool   // has missed a decision
}

// part is what a player has of one common hand: its first N cards.
type part struct {
	In          bool
	N           int
	Stakes      []stake
	Doubled     bool
	Stood       bool
	Surrendered bool
	System      bool // the last decision was the system's
}

func newCommon(round games.RoundID, o *Options, c Carry) *common {
	return &common{life: newLife(round, o, c, true)}
}

// hand is a player's part as a hand.
func (t *common) hand(p *position, n int) hand {
	q := &p.Hands[n]
	return hand{
		Cards: t.lay.Hands[n][:q.N], Stakes: q.Stakes, Split: n > 0,
		Doubled: q.Doubled, Stood: q.Stood, Surrendered: q.Surrendered,
	}
}

// plays says whether a player still decides about a common hand.
func (t *common) plays(p *position, n int) bool {
	q := &p.Hands[n]
	return q.In && !q.Stood && !q.Doubled && !q.Surrendered && !p.Even && q.N == len(t.lay.Hands[n]) && t.goesOn(n)
}

// goesOn says whether a common hand may take another card.
func (t *common) goesOn(n int) bool {
	hand := t.lay.Hands[n]
	if n > 0 && points(hand[0]) == ace {
		return false // one card each
	}
	six := t.o.Charlie && len(hand) >= charlieCards
	return sumOf(hand).total() < best && !six
}

// legal lists every act of a common hand.
func (t *common) legal(n int) []string {
	hand := t.lay.Hands[n]
	acts := []string{Hit, Stand}
	if len(hand) != 2 {
		return acts
	}
	if t.o.mayDouble(sumOf(hand)) && (n == 0 || t.o.AfterSplit) {
		acts = append(acts, DoubleUp)
	}
	if n == 0 && pairOf(hand) > 0 && t.o.HandsMax > 1 {
		acts = append(acts, Split)
	}
	if n == 0 && t.o.Surrender {
		acts = append(acts, Surrender)
	}
	return acts
}

// answers lists what anybody may answer to the question of insurance.
func (t *common) answers() []string {
	if natural(t.lay.Hands[0]) && t.o.Natural == ThreeToTwo {
		return []string{Decline, Even}
	}
	return []string{Decline, Insure}
}

// next is what the table waits for.
func (t *common) next() Turn {
	l := &t.lay
	system := func(stage string) Turn { return Turn{Stage: stage, Legal: []string{}} }
	switch {
	case len(t.players) == 0:
		return system(stageDealer)
	case !l.Dealt:
		return system(stageDeal)
	case t.o.Insurance && points(l.Dealer[0]) == ace && !l.Asked:
		return Turn{Stage: stageInsure, Seat: 1, Legal: t.answers()}
	case t.o.Hole == Peek && !l.Looked && (points(l.Dealer[0]) == ace || points(l.Dealer[0]) == ten):
		return system(stageLook)
	case l.Natural:
		return system(stageDealer)
	}
	for n := range commonHands {
		for _, p := range t.players {
			if len(l.Hands[n]) > 0 && t.plays(p, n) {
				return Turn{Stage: stageAct, Seat: 1, Hand: n, Legal: t.legal(n)}
			}
		}
	}
	return system(stageDealer)
}

// decides says whether a player has to decide at a stage.
func (t *common) decides(p *position, turn *Turn) bool {
	return turn.Stage == stageInsure || turn.Stage == stageAct && t.plays(p, turn.Hand)
}

// Wait says when the table wants its next Timeout. It is the turn of all at once:
// For names nobody.
func (t *common) Wait() games.Wait {
	w, turn := t.wait()
	if turn {
		w.Until = t.lay.Turn.Until
		if stage := t.lay.Turn.Stage; stage == stageAct || stage == stageInsure {
			w.Role = games.Player
			if t.waiting == 0 {
				w.Until = min(w.Until, t.allAt)
			}
		}
	}
	return w
}

func isAct(s games.Step) bool { return s.Cmd.By.Role == games.Player }

// Hold puts a decided step on its way.
func (t *common) Hold(s games.Step) { t.hold(s, isAct(s)) }

// Drop forgets a held step that was refused.
func (t *common) Drop(s games.Step) { t.drop(s, isAct(s)) }

// Apply makes a committed step true.
func (t *common) Apply(s games.Step) { t.made(s, isAct(s), t.apply) }

func (t *common) apply(c games.Command, e games.Event) {
	known := t.life.apply(c, e)
	p := games.PlayerID(e.For)
	switch body := e.Body.(type) {
	case TakenBack:
		if t.phase != games.Open || c.By.Role != games.Player {
			t.book.forget(p)
			return
		}
		for _, id := range body.Bets {
			t.book.takeBack(p, id)
		}
	case ClosedBets:
		t.sit()
	case Dealt:
		t.dealt(body)
	case Turn:
		t.turn(body)
	case Chosen:
		t.players[p].Choice = body.Do
		if t.waiting--; t.waiting == 0 {
			t.allAt = c.At
		}
	case Staked:
		t.players[p].More = &stake{Player: p, Bet: body.Bet, Amount: body.Stake, Extra: true}
	case Went:
		t.went(body)
	case Looked:
		t.lay.Looked, t.lay.Natural = true, body.Natural
		if body.Natural {
			t.lay.Dealer = append(t.lay.Dealer, body.Card)
		}
	case Result:
		t.lay.Turn, t.lay.End, t.lay.Dealer, t.lay.Taken = nil, &body, body.Dealer, body.Taken
	default:
		if !known {
			panic(fmt.Sprintf("blackjack: no such event: %T", e.Body))
		}
	}
}

// sit takes all who have chips on the hand.
func (t *common) sit() {
	t.players = map[games.PlayerID]*position{}
	for _, p := range t.book.order {
		q := &position{}
		q.Hands[0] = part{In: true, N: 2, Stakes: t.book.bettors[p].stakes(spot{onSeat, 1})}
		t.players[p] = q
	}
}

func (t *common) dealt(d Dealt) {
	t.lay.Dealt, t.lay.Taken, t.lay.Dealer = true, d.Taken, []cards.Card{d.Up}
	t.lay.Hands[0] = d.Seats[0].Cards
}

// turn begins a stage: all who have to decide are waited for.
func (t *common) turn(turn Turn) {
	if was := t.lay.Turn; was == nil || was.Stage != turn.Stage || was.Hand != turn.Hand || t.waiting == 0 {
		t.waiting = 0
		for _, p := range t.players {
			if p.Choice == "" && t.decides(p, &turn) {
				t.waiting++
			}
		}
	}
	t.lay.Turn = &turn
}

// went ends a stage: every decision becomes true, and the published one of those
// who have made none (G45).
func (t *common) went(w Went) {
	turn := t.lay.Turn
	for _, p := range t.players {
		if !t.decides(p, turn) {
			continue
		}
		do, system := p.Choice, false
		if do == "" {
			do, system = t.auto(turn), true
		}
		p.Absent = system
		t.becomes(p, turn.Hand, do, system)
		p.Choice, p.More = "", nil
	}
	if turn.Stage == stageInsure {
		t.lay.Asked = true
	}
	first := t.lay.Hands[0]
	if len(w.Halves) == 2 {
		t.lay.Hands[1] = []cards.Card{first[0], w.Halves[0]}
		t.lay.Hands[2] = []cards.Card{first[1], w.Halves[1]}
		t.lay.Taken += 2
	}
	if w.Card != "" {
		hand := t.lay.Hands[turn.Hand]
		t.lay.Hands[turn.Hand] = append(hand[:len(hand):len(hand)], w.Card)
		t.lay.Taken++
	}
	t.waiting = 0
}

// auto is the published decision at a stage. It never stakes.
func (t *common) auto(turn *Turn) string {
	switch {
	case turn.Stage == stageInsure:
		return Decline
	case sumOf(t.lay.Hands[turn.Hand]).total() < t.o.AutoHitBelow:
		return Hit
	}
	return Stand
}

// becomes makes one player's decision true.
func (t *common) becomes(p *position, n int, do string, system bool) {
	q := &p.Hands[n]
	q.System = system
	switch do {
	case Stand:
		q.Stood = true
	case Surrender:
		q.Surrendered = true
	case Even:
		p.Even = true
	case Hit:
		q.N++
	case DoubleUp:
		q.N++
		q.Doubled = true
		q.Stakes = append(q.Stakes[:len(q.Stakes):len(q.Stakes)], *p.More)
	case Split:
		p.Hands[1] = part{In: true, N: 2, Stakes: q.Stakes}
		p.Hands[2] = part{In: true, N: 2, Stakes: []stake{*p.More}}
		*q = part{}
	case Insure:
		p.Insured, p.InsureID = p.More.Amount, p.More.Bet
	}
}
