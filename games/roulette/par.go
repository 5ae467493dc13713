package roulette

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// Settings lists what changes the odds: the rule for zero, where the wheel has a
// choice.
func (r *Rules) Settings() []games.Setting {
	return []games.Setting{games.NewSetting("zero", "what becomes of even-money stakes at zero", r.wheel.rules...)}
}

// Par plays every spot by every number, with the table's own steps and moves, and
// holds what comes back against the sheet. An even-money stake in prison is
// followed through the rounds that inherit it, as an absorbing Markov chain: what
// the table does with a prisoner by each number gives its three ways.
func (r *Rules) Par(options []byte) (games.Par, error) {
	var o Options
	if err := games.Strictly(options, &o); err != nil {
		return games.Par{}, fmt.Errorf("roulette: options: %w", err)
	}
	w := r.wheel
	if o.Zero == "" {
		o.Zero = w.rules[0]
	}
	if !slices.Contains(w.rules, o.Zero) {
		return games.Par{}, fmt.Errorf("roulette: options: zero is %q, at %s it is one of %q", o.Zero, w.game, w.rules)
	}
	par := games.Par{Game: w.game, Rules: w.version}
	var err error
	if par.Options, err = json.Marshal(struct {
		Zero ZeroRule `json:"zero"`
	}{o.Zero}); err != nil {
		return games.Par{}, err
	}
	p := &parPlay{w: w, odds: w.odds[o.Zero], options: parOptions(o.Zero)}
	for i := range w.spots {
		odds, err := p.spot(i)
		if err != nil {
			return games.Par{}, fmt.Errorf("roulette: %s: %w", w.spots[i].Name, err)
		}
		par.Bets = append(par.Bets, odds)
	}
	return par, nil
}

// parStake is what each bet stakes: two units, so that la partage divides it.
const parStake = 2

// parOptions is a table without limits that matter.
func parOptions(zero ZeroRule) Options {
	const much = money.Amount(1000)
	return Options{
		BetMs: 1, StepMinor: parStake, SpotMinMinor: parStake, TableMaxMinor: much, AllowanceMinor: much * 100, Zero: zero,
		Limits: Limits{much, much, much, much, much, much, much, much, much, much, much},
	}
}

// parPlay plays rounds for their odds.
type parPlay struct {
	w       *wheel
	odds    *odds
	options Options
}

// parDraws gives the number that is asked for.
type parDraws uint64

func (d parDraws) Uintn(uint64) uint64       { return uint64(d) }
func (parDraws) Shuffle(int, func(i, j int)) { panic("roulette shuffles nothing") }

// spot is the odds of a spot.
func (p *parPlay) spot(spot int) (games.Odds, error) {
	s := &p.w.spots[spot]
	bet := &Bet{Spots: []Chip{{Spot: s.Name, Stake: parStake}}}
	back, wins := new(big.Rat), new(big.Rat)
	each := big.NewRat(1, int64(p.w.pockets))
	how := "every number, played"
	for n := range p.w.pockets {
		paid, prison, err := p.play(nil, bet, n)
		if err != nil {
			return games.Odds{}, err
		}
		unit := big.NewRat(int64(paid), parStake)
		if len(prison) > 0 {
			how = "every number, played; prisoners by their Markov chain"
			free, err := p.released(prison)
			if err != nil {
				return games.Odds{}, err
			}
			unit.Add(unit, free)
		}
		back.Add(back, unit.Mul(unit, each))
		if paid > parStake {
			wins.Add(wins, each)
		}
	}
	odds := games.NewOdds(s.Name, wins, back, how)
	odds.Pays = fmt.Sprintf("%d:1", s.Pays)
	odds.Declared = p.odds.returnOf(spot).Return
	return odds, nil
}

// released is the part of a prisoner that comes back in the end: with f numbers of
// the wheel's P that free it and s by which it stays, x = f/P + x·s/P.
func (p *parPlay) released(prison []Inmate) (*big.Rat, error) {
	frees, stays := new(big.Rat), int64(0)
	for n := range p.w.pockets {
		paid, still, err := p.play(prison, nil, n)
		if err != nil {
			return nil, err
		}
		switch {
		case len(still) == 0:
			frees.Add(frees, big.NewRat(int64(paid), parStake))
		case paid == 0 && slices.Equal(still, prison):
			stays++
		default:
			return nil, fmt.Errorf("by %d a prisoner is paid %d and stays as %+v", n, paid, still)
		}
	}
	return frees.Quo(frees, big.NewRat(int64(p.w.pockets)-stays, 1)), nil
}

// play plays a round by a number and returns what its moves pay, and who is in
// prison after it.
func (p *parPlay) play(prison []Inmate, bet *Bet, number int) (money.Amount, []Inmate, error) {
	t := newTable(games.RoomID(1).Round(1), p.odds, p.options, Carry{Last: []int{}, Prison: prison})
	var paid money.Amount
	do := func(c games.Command) error {
		c.At = max(t.Wait().Until-1, 0)
		var draws games.Draws
		if _, act := c.Ask.(Bet); !act {
			c.At = t.Wait().Until
		}
		if t.Phase() == games.Closed {
			draws = parDraws(number)
		}
		s, err := t.Decide(c, draws)
		if err != nil {
			return err
		}
		t.Apply(s)
		for _, e := range s.Events {
			for _, m := range e.Moves {
				if m.Kind == games.Pay {
					paid += m.Amount
				}
			}
		}
		return nil
	}
	err := do(games.Command{Ask: games.Timeout{}})
	if err == nil && bet != nil {
		err = do(games.Command{By: games.Actor{Role: games.Player, Player: 1}, ID: games.BetID{1}, Ask: *bet})
	}
	for err == nil && !t.Phase().Ended() {
		err = do(games.Command{Ask: games.Timeout{}})
	}
	if err != nil {
		return 0, nil, err
	}
	return paid, t.Carry().(Carry).Prison, nil
}
