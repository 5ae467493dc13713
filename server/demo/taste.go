package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"croupier/games/crash"
	"croupier/games/roulette"
	"croupier/wallet/money"
)

// taste is what a bot likes to bet on at a table.
type taste interface {
	// bet is the body of an ask "bet" that the table takes.
	bet(*rand.Rand) any
	// betsMax is how often a bot bets in a round at most; at times it does not.
	betsMax() int
}

// tasteOf says what there is to bet on at a table.
func tasteOf(t Table) (taste, error) {
	if rules, ok := roulette.Of(t.Game, t.Rules); ok {
		return wheelOf(rules, t.Options)
	}
	if t.Game != crash.Game || t.Rules != crash.Version {
		return nil, fmt.Errorf("no bot plays %q, version %d", t.Game, t.Rules)
	}
	o, err := crash.New().Options(t.Options)
	return curve{o}, err
}

// wheel is a roulette table: a few chips, mostly small, where people like them.
type wheel struct {
	options roulette.Options
	spots   map[roulette.Kind][]string
}

// spotsMax is how many spots a bot bets on at once.
const spotsMax = 3

func wheelOf(rules *roulette.Rules, options []byte) (taste, error) {
	o, err := rules.Options(options)
	if err != nil {
		return nil, err
	}
	spots := map[roulette.Kind][]string{}
	for _, s := range rules.Spots() {
		spots[s.Kind] = append(spots[s.Kind], s.Name)
	}
	return wheel{options: o, spots: spots}, nil
}

func (w wheel) betsMax() int { return 3 }

func (w wheel) bet(r *rand.Rand) any {
	var bet roulette.Bet
	for range 1 + r.IntN(spotsMax) {
		spot := w.spot(r)
		if slices.ContainsFunc(bet.Spots, func(c roulette.Chip) bool { return c.Spot == spot }) {
			continue
		}
		bet.Spots = append(bet.Spots, roulette.Chip{Spot: spot, Stake: w.stake(r)})
	}
	return bet
}

// spot is one that people like: a number, a colour, a dozen, a corner.
func (w wheel) spot(r *rand.Rand) string {
	liked := []roulette.Kind{roulette.Straight, roulette.Straight, roulette.Even, roulette.Dozen, roulette.Column, roulette.Corner}
	spots := w.spots[liked[r.IntN(len(liked))]]
	return spots[r.IntN(len(spots))]
}

// stake is a chip or a few, mostly small, within what every spot takes.
func (w wheel) stake(r *rand.Rand) money.Amount {
	o := &w.options
	most := min(o.Limits.Straight, o.Limits.Corner, o.Limits.Column, o.Limits.Dozen, o.Limits.Even)
	return max(o.SpotMinMinor, min(chips[r.IntN(len(chips))]*o.SpotMinMinor, most/o.StepMinor*o.StepMinor))
}

// chips are the stakes of bots, in the least that a table takes.
var chips = [...]money.Amount{1, 1, 1, 2, 2, 5, 5, 10, 25}

// curve is a crash table: every bet names where it leaves, mostly early.
type curve struct{ options crash.Options }

func (c curve) betsMax() int { return 1 }

func (c curve) bet(r *rand.Rand) any {
	o := &c.options
	most := [...]int64{150, 200, 200, 300, 300, 600, 1500}
	return crash.Bet{
		Stake:  min(chips[r.IntN(len(chips))]*o.BetMinMinor, o.BetMaxMinor/o.StepMinor*o.StepMinor),
		CashAt: min(crash.Multiplier(101+r.Int64N(most[r.IntN(len(most))]-100)), o.TimesMax),
	}
}
