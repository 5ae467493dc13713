package dragontiger

import (
	"strconv"

	"croupier/games/felt"
	"croupier/wallet/money"
)

// TieLoses is what a tie takes of the bets on dragon and tiger.
type TieLoses string

// The rules for ties.
const (
	Half TieLoses = "half"
	All  TieLoses = "all"
)

// Limits are the most that one player may have on a spot, big and small by each. A spot
// without a limit is not at the table; dragon, tiger and tie always are.
type Limits struct {
	Dragon    money.Amount `json:"dragon"`
	Tiger     money.Amount `json:"tiger"`
	Tie       money.Amount `json:"tie"`
	SuitedTie money.Amount `json:"suitedTie,omitempty"`
	Big       money.Amount `json:"big,omitempty"`
	Small     money.Amount `json:"small,omitempty"`
}

// price is a spot: what per units bring back by an outcome, the stake included.
type price struct {
	name string
	says string // what it pays, for people
	per  int64
	back func(o Outcome) int64
	most money.Amount
	main bool // at every table
}

// suitedPays is the price of a suited tie, to one.
const suitedPays = 50

// prices is every spot under some rules, in the felt's order (figures d7).
func (o *Options) prices() []price {
	win := func(odds int64, wins func(o Outcome) bool) func(Outcome) int64 {
		return func(o Outcome) int64 {
			if wins(o) {
				return odds + 1
			}
			return 0
		}
	}
	main := func(side Side, most money.Amount) price {
		p := price{name: string(side), says: "1:1, a tie loses all", per: 2, most: most, main: true}
		atTie := int64(0)
		if o.Tie == Half {
			atTie, p.says = 1, "1:1, a tie loses half"
		}
		p.back = func(o Outcome) int64 {
			switch o.Winner {
			case side:
				return 4
			case Tie:
				return atTie
			}
			return 0
		}
		return p
	}
	size := func(name string, most money.Amount, wins func(o Outcome) bool) price {
		return price{name: name, says: "1:1, seven loses", per: 1, back: win(1, wins), most: most}
	}
	l := &o.Limits
	return []price{
		main(Dragon, l.Dragon),
		main(Tiger, l.Tiger),
		{name: "tie", says: strconv.FormatInt(o.TiePays, 10) + ":1", per: 1, most: l.Tie, main: true,
			back: win(o.TiePays, func(o Outcome) bool { return o.Winner == Tie })},
		{name: "suited-tie", says: strconv.Itoa(suitedPays) + ":1", per: 1, most: l.SuitedTie,
			back: win(suitedPays, func(o Outcome) bool { return o.Suited })},
		size("dragon-big", l.Big, func(o Outcome) bool { return o.Dragon == Big }),
		size("dragon-small", l.Small, func(o Outcome) bool { return o.Dragon == Small }),
		size("tiger-big", l.Big, func(o Outcome) bool { return o.Tiger == Big }),
		size("tiger-small", l.Small, func(o Outcome) bool { return o.Tiger == Small }),
	}
}

// spots is the felt of a table: the spots that have a limit.
func (o *Options) spots() []felt.Spot {
	var all []felt.Spot
	for _, p := range o.prices() {
		if p.most == 0 && !p.main {
			continue
		}
		s := felt.Spot{Name: p.name, Most: p.most, Per: p.per, Backs: make([]int64, len(outcomes))}
		for i, outcome := range outcomes {
			s.Backs[i] = p.back(outcome)
		}
		all = append(all, s)
	}
	return all
}
