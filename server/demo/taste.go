package demo

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/crash"
	"croupier/games/dragontiger"
	"croupier/games/felt"
	"croupier/games/roulette"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// taste is what a bot likes to bet on at a table.
type taste interface {
	// bet is the body of an ask "bet" that the table takes.
	bet(*rand.Rand) any
	// bets is how often a bot bets in a round; at times it does not.
	bets(*rand.Rand) int
}

// hand is a taste that goes on after the bets, where players decide. It remembers
// what it saw, and is one bot's.
type hand interface {
	taste
	// another is the same taste for another bot.
	another() hand
	// arrived takes the table and the bot's own view at a moment.
	arrived(view, own json.RawMessage)
	// happened takes an event of the table or of the bot alone.
	happened(wire.Event)
	// decide is the ask "play" that the table waits for from this bot, and until when;
	// false: it waits for nobody, for others, or has had the answer.
	decide(*rand.Rand) (play blackjack.Play, at turn, until games.Moment, ok bool)
}

// tasteOf says what there is to bet on at a table.
func tasteOf(t Table) (taste, error) {
	if rules, ok := roulette.Of(t.Game, t.Rules); ok {
		return wheelOf(rules, t.Options)
	}
	for _, rules := range []games.Rules{crash.New(), baccarat.New(), dragontiger.New(), blackjack.Seats(), blackjack.Unlimited()} {
		if game, version := rules.ID(); game != t.Game || version != t.Rules {
			continue
		}
		switch rules := rules.(type) {
		case *crash.Rules:
			o, err := rules.Options(t.Options)
			return curve{o}, err
		case *blackjack.Rules:
			return seatOf(rules, t.Options)
		default:
			return clothOf(rules, t.Options)
		}
	}
	return nil, fmt.Errorf("no bot plays %q, version %d", t.Game, t.Rules)
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

func (w wheel) bets(r *rand.Rand) int { return r.IntN(4) }

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

func (c curve) bets(r *rand.Rand) int { return r.IntN(2) }

func (c curve) bet(r *rand.Rand) any {
	o := &c.options
	most := [...]int64{150, 200, 200, 300, 300, 600, 1500}
	return crash.Bet{
		Stake:  min(chips[r.IntN(len(chips))]*o.BetMinMinor, o.BetMaxMinor/o.StepMinor*o.StepMinor),
		CashAt: min(crash.Multiplier(101+r.Int64N(most[r.IntN(len(most))]-100)), o.TimesMax),
	}
}

// cloth is a table of baccarat or dragon tiger: a side, and now and then something
// beside it.
type cloth struct {
	sides, more []spot
	least, step money.Amount
}

type spot struct {
	Name string       `json:"spot"`
	Most money.Amount `json:"maxMinor"`
}

// clothOf reads a table's own page.
func clothOf(rules games.Rules, options []byte) (taste, error) {
	text, err := rules.Sheet(options)
	if err != nil {
		return nil, err
	}
	var page struct {
		Spots  []spot `json:"spots"`
		Limits struct {
			Step  money.Amount `json:"stepMinor"`
			Least money.Amount `json:"spotMinMinor"`
		} `json:"limits"`
	}
	if err := json.Unmarshal(text, &page); err != nil {
		return nil, err
	}
	const sides = 2 // player and banker, dragon and tiger: the first of the cloth
	return cloth{page.Spots[:sides], page.Spots[sides:], page.Limits.Least, page.Limits.Step}, nil
}

func (c cloth) bets(r *rand.Rand) int { return r.IntN(3) }

func (c cloth) bet(r *rand.Rand) any {
	var bet felt.Bet
	put := func(from []spot) {
		s := from[r.IntN(len(from))]
		stake := max(c.least, min(chips[r.IntN(len(chips))]*c.least, s.Most/c.step*c.step))
		bet.Spots = append(bet.Spots, felt.Chip{Spot: s.Name, Stake: stake})
	}
	beside := r.IntN(4) == 0
	if !beside || r.IntN(3) > 0 {
		put(c.sides)
	}
	if beside {
		put(c.more)
	}
	return bet
}
