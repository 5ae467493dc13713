package auditor

import (
	"encoding/json"

	"croupier/games"
	"croupier/server/wire"
)

// What a machine tells of a round, held to the rules of its page as it comes:
// no seed is needed for that.

func (a *Sessions) read(s *seat, e *wire.Event, body any) bool {
	err := json.Unmarshal(e.Body, body)
	if err != nil {
		a.wrong(s, KindMalformed, "%s: %v", e.Type, err)
	}
	return err == nil
}

func (a *Sessions) play(s *seat, e *wire.Event) {
	switch e.Type {
	case "spun":
		a.spun(s, e)
	case "freeSpun":
		var body struct {
			Shown spinShown `json:"shown"`
			State spinState `json:"state"`
		}
		if a.read(s, e, &body) && a.under(s, e) {
			a.count.Free++
			s.round.done++
			a.shown(s, &body.Shown, true)
			a.state(s, body.State)
		}
	case "gambled":
		a.gambled(s, e)
	case "paid":
		var body struct {
			Staked   int64 `json:"staked"`
			Returned int64 `json:"returned"`
		}
		if a.read(s, e, &body) && a.under(s, e) {
			a.paid(s, body.Staked, body.Returned)
			a.results(s)
		}
	case "result":
		var body spinResult
		if a.read(s, e, &body) {
			body.round = e.Round
			s.result = &body
			a.results(s)
		}
	}
}

// spinResult is how a round ended, as the public stream says it.
type spinResult struct {
	round    int64
	Staked   int64 `json:"staked"`
	Returned int64 `json:"returned"`
	Free     int   `json:"free"`
}

// results compares a round's end as both streams tell it, which come in either
// order.
func (a *Sessions) results(s *seat) {
	r, told := s.round, s.result
	if r == nil || !r.paid || told == nil || told.round != r.id {
		return
	}
	if told.Staked != r.stake || told.Free != r.done || told.Returned != r.win {
		a.wrong(s, KindPayout, "the result says %+v, told was a win of %d on %d with %d free spins", *told, r.win, r.stake, r.done)
	}
	r.ended = true
	a.count.Rounds++
}

// under says whether an event is of the round under way.
func (a *Sessions) under(s *seat, e *wire.Event) bool {
	if s.round == nil || s.round.id != e.Round || s.round.ended {
		a.wrong(s, KindOrder, "%s of round %d, which is not under way", e.Type, e.Round)
		return false
	}
	return true
}

func (a *Sessions) spun(s *seat, e *wire.Event) {
	var body struct {
		Bet   string    `json:"bet"`
		Coin  int64     `json:"coin"`
		Stake int64     `json:"stake"`
		Shown spinShown `json:"shown"`
		State spinState `json:"state"`
	}
	if !a.read(s, e, &body) {
		return
	}
	a.count.Spins++
	a.count.Staked += body.Stake
	if s.round != nil && !s.round.ended {
		a.wrong(s, KindOrder, "round %d was spun while this one was under way", e.Round)
	}
	for _, to := range s.told {
		if e.Round <= to {
			a.wrong(s, KindSeed, "round %d was spun on a seed that was told", e.Round)
		}
	}
	act, ok := s.acts[body.Bet]
	var asked struct {
		Coin int64 `json:"coin"`
	}
	if ok && json.Unmarshal(act.Body, &asked) != nil {
		ok = false
	}
	s.round = &spinRound{id: e.Round, coin: body.Coin, stake: body.Stake}
	s.played = append(s.played, s.round)
	if !ok || act.Ask != "spin" || act.Round != e.Round || asked.Coin != body.Coin || body.Stake != body.Coin*s.cabinet.file.Cost {
		a.wrong(s, KindStake, "a spin of %d for %d, asked was %s", body.Coin, body.Stake, act.Body)
	}
	if games.RoundID(e.Round).Room() != games.RoomID(s.room) || e.Round < s.pair.From {
		a.wrong(s, KindSeed, "round %d is not of the pair from %d", e.Round, s.pair.From)
	}
	s.balance -= body.Stake
	a.shown(s, &body.Shown, false)
	a.state(s, body.State)
}

// shown recounts what the reels show, from where they stand.
func (a *Sessions) shown(s *seat, shown *spinShown, free bool) {
	r, c := s.round, s.cabinet
	r.steps = append(r.steps, spinStep{shown: shown, free: free})
	m := c.mode(free)
	if len(shown.Stops) != len(m.strips) {
		a.wrong(s, KindMalformed, "%d stops", len(shown.Stops))
		return
	}
	for k, stop := range shown.Stops {
		if stop < 0 || stop >= len(m.strips[k]) {
			a.wrong(s, KindMalformed, "reel %d has no stop %d", k+1, stop)
			return
		}
	}
	turn := c.judge(m, shown.Stops)
	coins := turn.coins * r.coin
	for _, p := range shown.Prizes { // drawn besides: held to the seed, later
		coins += p.Pay
	}
	if coins != shown.Win || turn.scatters != shown.Scatters {
		a.wrong(s, KindPayout, "stops %v win %d with %d scatters, told was %d with %d", shown.Stops, coins, turn.scatters, shown.Win, shown.Scatters)
	}
	awarded := 0
	if f := c.file.Free; f != nil {
		table := f.Awards
		if free {
			table = f.Again
		}
		if n := turn.scatters; n > 0 && len(table) > 0 {
			awarded = min(table[min(n, len(table))-1], f.SpinsMax-r.given)
		}
	}
	if awarded != shown.Awarded {
		a.wrong(s, KindPayout, "%d scatters give %d free spins, told was %d", turn.scatters, awarded, shown.Awarded)
	}
	r.given += awarded
	r.win = min(r.win+coins, c.winMax*r.coin)
}

// state holds what a step says of the round to the recount.
func (a *Sessions) state(s *seat, told spinState) {
	if r := s.round; told.Win != r.win || told.Given != r.given || told.Played != r.done {
		a.wrong(s, KindPayout, "the round stands at %+v, recounted it is %d with %d of %d free spins", told, r.win, r.done, r.given)
	}
}

func (a *Sessions) gambled(s *seat, e *wire.Event) {
	var body struct {
		Colour string    `json:"colour"`
		Came   string    `json:"came"`
		Won    bool      `json:"won"`
		Before int64     `json:"before"`
		State  spinState `json:"state"`
	}
	if !a.read(s, e, &body) || !a.under(s, e) {
		return
	}
	a.count.Gambles++
	r, g := s.round, s.cabinet.file.Gamble
	if g == nil || body.Before != r.win || body.Won != (body.Came == body.Colour) || 2*r.win > g.WinTimesMax*r.stake {
		a.wrong(s, KindPayout, "gambled %+v, with a win of %d", body, r.win)
	}
	r.steps = append(r.steps, spinStep{colour: body.Came})
	r.win = 0
	if body.Won {
		r.win = 2 * body.Before
	}
	a.state(s, body.State)
}

func (a *Sessions) paid(s *seat, staked, returned int64) {
	r := s.round
	switch {
	case r.paid:
		a.wrong(s, KindTwice, "was paid twice")
	case staked != r.stake || returned != r.win:
		a.wrong(s, KindPayout, "paid %d on %d, recounted %d on %d", returned, staked, r.win, r.stake)
	case r.done < r.given && r.win < s.cabinet.winMax*r.coin:
		a.wrong(s, KindPayout, "paid after %d of %d free spins", r.done, r.given)
	}
	r.paid = true
	s.balance += r.win
	a.count.Returned += r.win
}
