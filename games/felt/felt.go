package felt

import (
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// Felt is the part of a table that does not depend on the game: the phases of one
// round, its times and its bets. Everything in it follows from the applied steps, but
// for what bets and moving say of steps in flight.
type Felt struct {
	round games.RoundID
	terms Terms
	phase games.Phase

	opensAt  games.Moment // of this round
	closesAt games.Moment // 0 before the opening
	closedAt games.Moment // 0 before the close
	landsAt  games.Moment // of the newest outcome
	nextAt   games.Moment // of the round after, once this one ended

	bets   bets
	moving *moving
}

// moving is a held step of the system: it opens, closes, plays, voids, or moves a
// deadline. There is at most one.
type moving struct {
	from, then games.Phase
}

// New is the felt of a round that opens at a moment, 0 for a room's first; landsAt is
// when the outcome of the round before is shown. The prices fit the terms.
func New(round games.RoundID, terms Terms, prices *Prices, opensAt, landsAt games.Moment) *Felt {
	return &Felt{round: round, terms: terms, opensAt: opensAt, landsAt: landsAt, bets: newBets(prices)}
}

// Owe counts against the limits what rounds before left with a player: so many bets of
// those that the player may have, and a stake that the room pays beyond this round's
// stakes if one of some outcomes comes. A game says it before the opening.
func (f *Felt) Owe(p games.PlayerID, bets int, stake money.Amount, outcomes []int) {
	f.bets.bettor(p).owed += bets
	f.bets.owing += stake
	for _, n := range outcomes {
		f.bets.liable[n] += stake
	}
}

// Phase is the phase by applied steps alone.
func (f *Felt) Phase() games.Phase { return f.phase }

// Wait says when the table wants its next Timeout: nothing while a step of the
// system is on its way.
func (f *Felt) Wait() games.Wait {
	w := games.Wait{Role: games.System}
	if f.moving != nil {
		return w
	}
	switch f.phase {
	case games.None:
		w.Until = max(f.opensAt, 1) // a room's first round opens at once
	case games.Open:
		w.Until = f.closesAt
	case games.Closed:
		w.Until = f.closedAt
	}
	return w
}

// Hold puts a decided step on its way.
func (f *Felt) Hold(s games.Step) {
	switch {
	case !isAct(s):
		if f.moving != nil {
			panic("felt: two steps of the system at once")
		}
		f.moving = &moving{from: s.Phase, then: s.Then}
	case isStake(s):
		f.bets.holdStake(keyOf(s), f.bets.prices.wagerOf(placedIn(s)))
	default:
		f.bets.holdBack(keyOf(s))
	}
}

// Drop forgets a held step that was refused.
func (f *Felt) Drop(s games.Step) {
	if !f.release(s) {
		panic("felt: dropped a step that was not held")
	}
}

// release takes a step out of what is held, if it is there.
func (f *Felt) release(s games.Step) bool {
	if !isAct(s) {
		held := f.moving != nil && *f.moving == moving{from: s.Phase, then: s.Then}
		if held {
			f.moving = nil
		}
		return held
	}
	return f.bets.release(keyOf(s))
}

// Apply makes a committed step true. An event that is not the felt's is the game's:
// own makes it true, and says false if it does not know it either.
func (f *Felt) Apply(s games.Step, own func(e games.Event) bool) {
	f.release(s)
	for _, e := range s.Events {
		if !f.apply(s.Cmd, e) && !own(e) {
			panic(fmt.Sprintf("felt: no such event: %T", e.Body))
		}
	}
	f.phase = s.Then
}

func (f *Felt) apply(c games.Command, e games.Event) bool {
	player := games.PlayerID(e.For)
	switch body := e.Body.(type) {
	case Opened:
		f.closesAt = body.ClosesAt
	case Deadline:
		f.closesAt = body.ClosesAt
	case ClosedBets:
		f.closedAt = body.At
	case Placed:
		f.bets.place(player, c.By, f.bets.prices.wagerOf(body))
	case TakenBack:
		for _, id := range body.Bets {
			f.bets.takeBack(player, id)
		}
	case Paid:
		f.bets.bettors[player].paid = &body
	case Voided:
		f.nextAt = c.At + games.Moment(f.terms.PauseMs)
	default:
		return false
	}
	return true
}

// Ends says when the outcome is shown and the next round opens, as the game's result
// has it.
func (f *Felt) Ends(landsAt, nextAt games.Moment) { f.landsAt, f.nextAt = landsAt, nextAt }

// LandsAt is when the newest outcome is shown, this round's or the one before's.
func (f *Felt) LandsAt() games.Moment { return f.landsAt }

// NextAt is when the next round opens, 0 before this one has ended.
func (f *Felt) NextAt() games.Moment { return f.nextAt }

// isAct says whether a step is a player's: a bet or one taken back.
func isAct(s games.Step) bool {
	switch s.Cmd.Ask.(type) {
	case Bet, Undo, Clear:
		return true
	}
	return false
}

func isStake(s games.Step) bool {
	_, bet := s.Cmd.Ask.(Bet)
	return bet
}

func placedIn(s games.Step) Placed { return s.Events[0].Body.(Placed) }

func keyOf(s games.Step) actKey { return actKey{player: s.Cmd.By.Player, id: s.Cmd.ID} }

// wagerOf reads the bet of an event; the spots in it were found when it was decided.
func (p *Prices) wagerOf(placed Placed) wager {
	w := wager{id: placed.Bet, chips: make([]chip, len(placed.Spots)), total: placed.Total}
	for i, c := range placed.Spots {
		spot, ok := p.index[c.Spot]
		if !ok {
			panic("felt: no such spot on the log: " + c.Spot)
		}
		w.chips[i] = chip{spot: spot, stake: c.Stake}
	}
	return w
}

// placed writes a bet as everyone knows it.
func (p *Prices) placed(w *wager) Placed {
	out := Placed{Bet: w.id, Spots: make([]Chip, len(w.chips)), Total: w.total}
	for i, c := range w.chips {
		out.Spots[i] = Chip{Spot: p.spots[c.spot].Name, Stake: c.stake}
	}
	return out
}
