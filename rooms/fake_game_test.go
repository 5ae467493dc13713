package rooms

import (
	"encoding/json"
	"errors"
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// toss is a small game that uses all of the contract: bets on one of ten
// numbers, limits per player and table that count held steps, two draws (a
// hidden one that nobody sees, then the result), private bets and payouts.
type tossRules struct{ version int }

type tossOptions struct {
	BetMs, SpinMs, LandMs, PauseMs int64
	PlayerMax, TableMax            money.Amount
}

var tossDefaults = tossOptions{BetMs: 1000, SpinMs: 200, LandMs: 500, PauseMs: 300, PlayerMax: 1000, TableMax: 10_000}

func (o tossOptions) json() []byte {
	body, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	return body
}

type (
	tossBet   struct{ Number, Stake int64 }
	tossBack  struct{}
	tossBug   struct{} // a fault in the rules, on demand
	tossFall  struct{} // a panic in the rules
	tossStuck struct{} // busy with nothing on its way

	tossOpened struct{ ClosesAt games.Moment }
	tossMoved  struct{ ClosesAt games.Moment }
	tossClosed struct{ At games.Moment }
	tossSecret struct{ Canary string } // for nobody
	tossSpun   struct{ At games.Moment }
	tossResult struct{ Number int64 }
	tossPlaced struct{ Number, Stake int64 }
	tossTaken  struct{ Back int64 }
	tossPaid   struct{ Back int64 }
	tossVoided struct {
		Why string
		At  games.Moment
	}
	tossView struct {
		Phase    string
		ClosesAt games.Moment
		Spun     bool
		Number   int64
		Last     []int64
	}
	tossBoard struct{ Totals [10]int64 }
	tossOwn   struct{ Staked, Paid int64 }
	tossCard  struct{ Last []int64 }
	tossCarry struct {
		Last    []int64
		OpensAt games.Moment
	}
)

func (r tossRules) ID() (string, int) { return "toss", max(r.version, 1) }

func (tossRules) Types() map[string]any {
	return map[string]any{
		"bet": tossBet{}, "back": tossBack{}, "bug": tossBug{}, "fall": tossFall{}, "stuck": tossStuck{},
		"opened": tossOpened{}, "moved": tossMoved{}, "closed": tossClosed{}, "secret": tossSecret{},
		"spun": tossSpun{}, "result": tossResult{}, "placed": tossPlaced{}, "taken": tossTaken{}, "paid": tossPaid{}, "voided": tossVoided{},
		"view": tossView{}, "board": tossBoard{}, "own": tossOwn{}, "card": tossCard{}, "carry": tossCarry{},
	}
}

func (tossRules) Sheet([]byte) ([]byte, error) { return []byte(`{}`), nil }

func (tossRules) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	t := &tossTable{S: tossState{Number: -1, OpensAt: 1, Bets: []tossSeat{}, Holds: []tossHold{}}}
	if err := json.Unmarshal(options, &t.o); err != nil {
		return nil, err
	}
	if carry != nil {
		var c tossCarry
		if err := json.Unmarshal(carry, &c); err != nil {
			return nil, err
		}
		t.S.Last, t.S.OpensAt = c.Last, c.OpensAt
	}
	return t, nil
}

type tossState struct {
	Phase                              games.Phase
	OpensAt, ClosesAt, SpinsAt, NextAt games.Moment
	Hidden                             uint64
	Spun                               bool
	Number                             int64
	Last                               []int64
	Bets                               []tossSeat
	Totals                             [10]int64
	Held                               int64 // staked by held bets
	HeldN                              int
	Holds                              []tossHold
	Moving                             bool
}

type tossSeat struct {
	Player       games.PlayerID
	Staked, Paid int64
	On           [10]int64
	Bet          [10]games.BetID
}

// tossHold is what a player has on its way.
type tossHold struct {
	Player   games.PlayerID
	Stake, N int64
}

type tossTable struct {
	o tossOptions
	S tossState
}

func (t *tossTable) MarshalJSON() ([]byte, error) { return json.Marshal(t.S) }

func (t *tossTable) seat(p games.PlayerID) *tossSeat {
	for i := range t.S.Bets {
		if t.S.Bets[i].Player == p {
			return &t.S.Bets[i]
		}
	}
	return nil
}

func (t *tossTable) staked() (sum int64) {
	for _, n := range t.S.Totals {
		sum += n
	}
	return sum
}

func (t *tossTable) Decide(c games.Command, d games.Draws) (games.Step, error) {
	switch ask := c.Ask.(type) {
	case tossBet:
		return t.decideBet(c, ask)
	case tossBack:
		return t.decideBack(c)
	case tossBug:
		return games.Step{}, errors.New("toss: on demand")
	case tossStuck:
		return games.Step{}, games.ErrBusy
	case tossFall:
		panic("toss: on demand")
	case games.VoidRound:
		return t.decideVoid(c, ask)
	case games.Timeout:
		return t.decideTimeout(c, d)
	case games.Resumed:
		if t.S.Phase != games.Open {
			return games.Step{Cmd: c, Phase: t.S.Phase, Then: t.S.Phase}, nil
		}
		at := max(t.S.ClosesAt+games.Moment(ask.GapMs), c.At+5000)
		return tossStep(c, games.Open, games.Open, tossMoved{at}), nil
	}
	return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
}

func tossStep(c games.Command, from, then games.Phase, bodies ...any) games.Step {
	s := games.Step{Cmd: c, Phase: from, Then: then}
	for _, b := range bodies {
		s.Events = append(s.Events, games.Event{Body: b})
	}
	return s
}

func (t *tossTable) closed(c games.Command) bool {
	return t.S.Phase != games.Open || t.S.Moving || c.At >= t.S.ClosesAt
}

func (t *tossTable) decideBet(c games.Command, ask tossBet) (games.Step, error) {
	if t.closed(c) {
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	}
	if ask.Number < 0 || ask.Number > 9 {
		return games.Step{}, &games.Refusal{Code: games.CodeBadSpot}
	}
	if ask.Stake <= 0 {
		return games.Step{}, &games.Refusal{Code: games.CodeBelowMin, Limit: 1, Value: money.Amount(ask.Stake)}
	}
	would := ask.Stake + t.held(c.By.Player).Stake
	if s := t.seat(c.By.Player); s != nil {
		would += s.Staked
	}
	if money.Amount(would) > t.o.PlayerMax {
		return games.Step{}, &games.Refusal{Code: games.CodeAboveSpot, Limit: t.o.PlayerMax, Value: money.Amount(would)}
	}
	if all := money.Amount(t.staked() + t.S.Held + ask.Stake); all > t.o.TableMax {
		return games.Step{}, &games.Refusal{Code: games.CodeAboveHouse, Limit: t.o.TableMax, Value: all}
	}
	p := c.By.Player
	return games.Step{Cmd: c, Phase: games.Open, Then: games.Open, Events: []games.Event{{
		For: games.Only(p), Body: tossPlaced(ask),
		Moves: []games.Move{{Bet: c.ID, Player: p, Kind: games.Stake, Amount: money.Amount(ask.Stake)}},
	}}}, nil
}

func (t *tossTable) decideBack(c games.Command) (games.Step, error) {
	s := t.seat(c.By.Player)
	switch {
	case t.closed(c):
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	case t.held(c.By.Player).N > 0:
		return games.Step{}, games.ErrBusy
	case s == nil || s.Staked == 0:
		return games.Step{}, &games.Refusal{Code: games.CodeNothing}
	}
	return games.Step{Cmd: c, Phase: games.Open, Then: games.Open, Events: []games.Event{tossRefund(s)}}, nil
}

func (t *tossTable) decideTimeout(c games.Command, d games.Draws) (games.Step, error) {
	if t.S.Moving || t.S.HeldN > 0 {
		return games.Step{}, games.ErrBusy
	}
	if c.At < t.Wait().Until {
		return games.Step{}, errors.New("toss: too early")
	}
	switch {
	case t.S.Phase == games.None:
		return tossStep(c, games.None, games.Open, tossOpened{c.At + games.Moment(t.o.BetMs)}), nil
	case t.S.Phase == games.Open:
		return tossStep(c, games.Open, games.Closed, tossClosed{c.At}), nil
	case !t.S.Spun:
		hidden := d.Uintn(1 << 40)
		s := tossStep(c, games.Closed, games.Closed, tossSpun{c.At})
		s.Events = append(s.Events, games.Event{For: games.Nobody, Body: tossSecret{canary(hidden)}})
		s.Drawn = true
		return s, nil
	}
	n := int64(d.Uintn(10))
	s := tossStep(c, games.Closed, games.Settled, tossResult{n})
	s.Drawn, s.LandsAt = true, c.At+games.Moment(t.o.LandMs)
	for _, seat := range t.S.Bets {
		if seat.Staked == 0 {
			continue
		}
		e := games.Event{For: games.Only(seat.Player), Body: tossPaid{seat.On[n] * 9}}
		if on := seat.On[n]; on > 0 {
			e.Moves = []games.Move{{Bet: seat.Bet[n], Player: seat.Player, Kind: games.Pay, Amount: money.Amount(on * 9)}}
		}
		s.Events = append(s.Events, e)
	}
	return s, nil
}

func (t *tossTable) decideVoid(c games.Command, ask games.VoidRound) (games.Step, error) {
	switch {
	case c.By.Role != games.Operator:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case t.S.Phase != games.Open && (t.S.Phase != games.Closed || !ask.SourceLost):
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	case t.S.Moving || t.S.HeldN > 0:
		return games.Step{}, games.ErrBusy
	}
	s := tossStep(c, t.S.Phase, games.Void, tossVoided{ask.Why, c.At})
	for _, seat := range t.S.Bets {
		if seat.Staked > 0 {
			s.Events = append(s.Events, tossRefund(&seat))
		}
	}
	return s, nil
}

// tossRefund gives a seat's stakes back.
func tossRefund(s *tossSeat) games.Event {
	e := games.Event{For: games.Only(s.Player), Body: tossTaken{s.Staked}}
	for n, on := range s.On {
		if on > 0 {
			e.Moves = append(e.Moves, games.Move{Bet: s.Bet[n], Player: s.Player, Kind: games.Refund, Amount: money.Amount(on)})
		}
	}
	return e
}

func canary(hidden uint64) string { return "canary-" + money.Currency(0).Format(money.Amount(hidden)) }

func (t *tossTable) Hold(s games.Step) { t.hold(s, 1) }
func (t *tossTable) Drop(s games.Step) { t.hold(s, -1) }

func (t *tossTable) hold(s games.Step, sign int64) {
	var stake int64
	switch ask := s.Cmd.Ask.(type) {
	case tossBet:
		stake = ask.Stake
	case tossBack:
	default:
		t.S.Moving = sign > 0
		return
	}
	p := s.Cmd.By.Player
	at := slices.IndexFunc(t.S.Holds, func(h tossHold) bool { return h.Player == p })
	if at < 0 {
		at = len(t.S.Holds)
		t.S.Holds = append(t.S.Holds, tossHold{Player: p})
	}
	t.S.Held += sign * stake
	t.S.HeldN += int(sign)
	h := &t.S.Holds[at]
	h.Stake += sign * stake
	h.N += sign
	if h.N == 0 {
		t.S.Holds = slices.Delete(t.S.Holds, at, at+1)
	}
}

func (t *tossTable) held(p games.PlayerID) tossHold {
	for _, h := range t.S.Holds {
		if h.Player == p {
			return h
		}
	}
	return tossHold{}
}

// Apply takes steps that were held here and steps read from the log.
func (t *tossTable) Apply(s games.Step) {
	switch s.Cmd.Ask.(type) {
	case tossBet, tossBack:
		if t.held(s.Cmd.By.Player).N > 0 {
			t.hold(s, -1)
		}
	default:
		t.S.Moving = false
	}
	t.S.Phase = s.Then
	for _, e := range s.Events {
		t.apply(s, e)
	}
}

func (t *tossTable) apply(s games.Step, e games.Event) {
	player := games.PlayerID(e.For)
	switch b := e.Body.(type) {
	case tossOpened:
		t.S.ClosesAt = b.ClosesAt
	case tossMoved:
		t.S.ClosesAt = b.ClosesAt
	case tossClosed:
		t.S.SpinsAt = b.At
	case tossSpun:
		t.S.Spun, t.S.SpinsAt = true, b.At+games.Moment(t.o.SpinMs)
	case tossResult:
		t.S.Number, t.S.NextAt = b.Number, s.LandsAt+games.Moment(t.o.PauseMs)
		t.S.Last = append([]int64{b.Number}, t.S.Last[:min(len(t.S.Last), 19)]...)
	case tossVoided:
		t.S.NextAt = b.At + games.Moment(t.o.PauseMs)
	case tossPlaced:
		seat := t.seat(player)
		if seat == nil {
			t.S.Bets = append(t.S.Bets, tossSeat{Player: player})
			seat = t.seat(player)
		}
		seat.Staked += b.Stake
		seat.On[b.Number] += b.Stake
		seat.Bet[b.Number] = s.Cmd.ID
		t.S.Totals[b.Number] += b.Stake
	case tossTaken:
		seat := t.seat(player)
		for n, on := range seat.On {
			t.S.Totals[n] -= on
		}
		*seat = tossSeat{Player: player}
	case tossPaid:
		t.seat(player).Paid = b.Back
	}
}

func (t *tossTable) Phase() games.Phase { return t.S.Phase }

func (t *tossTable) Wait() games.Wait {
	switch t.S.Phase {
	case games.None:
		return games.Wait{Until: t.S.OpensAt}
	case games.Open:
		return games.Wait{Until: t.S.ClosesAt}
	case games.Closed:
		return games.Wait{Until: t.S.SpinsAt}
	}
	return games.Wait{}
}

func (t *tossTable) View(a games.Audience) any {
	if a != games.Everyone {
		if s := t.seat(games.PlayerID(a)); s != nil {
			return tossOwn{s.Staked, s.Paid}
		}
		return tossOwn{}
	}
	return tossView{t.S.Phase.String(), t.S.ClosesAt, t.S.Spun, t.S.Number, slices.Clone(t.S.Last)}
}

func (t *tossTable) Board() any { return tossBoard{t.S.Totals} }
func (t *tossTable) Card() any  { return tossCard{t.S.Last} }
func (t *tossTable) Carry() any { return tossCarry{t.S.Last, t.S.NextAt} }
