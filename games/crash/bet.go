package crash

import (
	"croupier/games"
	"croupier/wallet/money"
)

// named says whether a player's act names its player and itself, and whether the
// same act is on its way already.
func (t *table) named(c games.Command) error {
	if c.By.Role != games.Player || c.By.Player <= 0 || c.ID == (games.BetID{}) {
		return &games.Refusal{Code: games.CodeBadAsk}
	}
	if _, ok := t.pot.held[actKey{player: c.By.Player, id: c.ID}]; ok {
		return games.ErrBusy
	}
	return nil
}

// mayBet says whether bets are taken. They end at closesAt by room time, not when
// the close has committed.
func (t *table) mayBet(c games.Command) error {
	leaving := t.moving != nil && t.moving.then != games.Open
	if t.phase != games.Open || leaving || c.At >= t.closesAt {
		return &games.Refusal{Code: games.CodeClosed}
	}
	return nil
}

func (t *table) decideBet(c games.Command, ask Bet) (games.Step, error) {
	if err := t.named(c); err != nil {
		return games.Step{}, err
	}
	if err := t.mayBet(c); err != nil {
		return games.Step{}, err
	}
	if err := t.options.allows(ask); err != nil {
		return games.Step{}, err
	}
	placed := Placed{Bet: c.ID, Stake: ask.Stake, CashAt: ask.CashAt}
	w := t.pot.wagerOf(placed)
	if b := t.pot.bettors[c.By.Player]; b != nil && len(b.bets)+b.held >= betsMax {
		if b.backs > 0 {
			return games.Step{}, games.ErrBusy // what is being taken back still counts
		}
		return games.Step{}, &games.Refusal{Code: games.CodeTooMany, Limit: betsMax}
	}
	if would := t.pot.liable + w.liability(); would > t.options.AllowanceMinor {
		if t.pot.backs > 0 {
			return games.Step{}, games.ErrBusy
		}
		return games.Step{}, &games.Refusal{Code: games.CodeAboveHouse, Limit: t.options.AllowanceMinor, Value: would}
	}
	return games.Step{
		Cmd: c, Phase: games.Open, Then: games.Open,
		Events: []games.Event{{
			For: games.Only(c.By.Player), Body: placed,
			Moves: []games.Move{{Bet: c.ID, Player: c.By.Player, Kind: games.Stake, Amount: ask.Stake}},
		}},
	}, nil
}

// allows holds a bet against the table's limits, in their order.
func (o *Options) allows(ask Bet) error {
	switch {
	case ask.CashAt != 0 && (ask.CashAt < cashAtMin || ask.CashAt > o.TimesMax):
		return &games.Refusal{Code: games.CodeBadAsk}
	case ask.Stake < o.BetMinMinor:
		return &games.Refusal{Code: games.CodeBelowMin, Limit: o.BetMinMinor, Value: ask.Stake}
	case ask.Stake > o.BetMaxMinor:
		return &games.Refusal{Code: games.CodeAboveTable, Limit: o.BetMaxMinor, Value: ask.Stake}
	case ask.Stake%o.StepMinor != 0:
		return &games.Refusal{Code: games.CodeBadStep, Limit: o.StepMinor, Value: ask.Stake}
	}
	return nil
}

// decideBack takes back the player's last bet, or all of them.
func (t *table) decideBack(c games.Command, all bool) (games.Step, error) {
	if err := t.named(c); err != nil {
		return games.Step{}, err
	}
	if err := t.mayBet(c); err != nil {
		return games.Step{}, err
	}
	b := t.pot.bettors[c.By.Player]
	switch {
	case b != nil && (b.held > 0 || b.backs > 0):
		return games.Step{}, games.ErrBusy // which one is the last is not known yet
	case b == nil || len(b.bets) == 0:
		return games.Step{}, &games.Refusal{Code: games.CodeNothing}
	}
	bets := b.bets
	if !all {
		bets = bets[len(bets)-1:]
	}
	return games.Step{
		Cmd: c, Phase: games.Open, Then: games.Open,
		Events: []games.Event{refund(c.By.Player, bets)},
	}, nil
}

// refund is the event that takes bets back.
func refund(p games.PlayerID, bets []*wager) games.Event {
	body := TakenBack{Bets: make([]games.BetID, 0, len(bets))}
	e := games.Event{For: games.Only(p), Moves: make([]games.Move, 0, len(bets))}
	for _, w := range bets {
		body.Bets = append(body.Bets, w.id)
		body.Total += w.stake
		e.Moves = append(e.Moves, games.Move{Bet: w.id, Player: p, Kind: games.Refund, Amount: w.stake})
	}
	e.Body = body
	return e
}

// decideCashOut takes a bet off the running curve, by the moment at which the
// table heard of it: while it flies, a cash-out in time stays in time.
func (t *table) decideCashOut(c games.Command, ask CashOut) (games.Step, error) {
	if err := t.named(c); err != nil {
		return games.Step{}, err
	}
	ending := t.moving != nil && t.moving.then.Ended()
	if t.phase != games.Closed || t.point == 0 || ending || c.At < t.startsAt || c.At >= t.bustsAt {
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	}
	w := t.pot.find(c.By.Player, ask.Bet)
	switch {
	case w == nil || w.times > 0:
		return games.Step{}, &games.Refusal{Code: games.CodeNothing}
	case w.leaving:
		return games.Step{}, games.ErrBusy
	case w.cashAt == 0 && t.rescue != nil: // it is cashed out already, as of the last beat
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	}
	times, by := At(int64(c.At-t.startsAt)), ByHand
	if times >= w.target { // its own cash-out was due before the table got to it
		times, by = w.target, w.why
	}
	return games.Step{
		Cmd: c, Phase: games.Closed, Then: games.Closed,
		Events: []games.Event{w.out(times, c.At, by)},
	}, nil
}

// out is the event by which a bet leaves the curve.
func (w *wager) out(times Multiplier, at games.Moment, by By) games.Event {
	amount := back(w.stake, times)
	return games.Event{
		For:   games.Only(w.of.player),
		Body:  CashedOut{Bet: w.id, Times: times, Back: amount, At: at, By: by},
		Moves: []games.Move{{Bet: w.id, Player: w.of.player, Kind: games.Pay, Amount: amount}},
	}
}

// paid is how the round ended for a player.
func (b *bettor) pay(point Multiplier, also map[*wager]CashedOut) (Paid, money.Amount) {
	p := Paid{Point: point, Bets: make([]PaidBet, 0, len(b.bets)), Staked: b.staked}
	for _, w := range b.bets {
		bet := PaidBet{Bet: w.id, Stake: w.stake, Times: w.times, Back: w.back, By: w.by}
		if out, ok := also[w]; ok {
			bet.Times, bet.Back, bet.By = out.Times, out.Back, out.By
		}
		p.Bets = append(p.Bets, bet)
		p.Returned += bet.Back
	}
	return p, p.Returned
}
