package baccarat

import (
	"croupier/games/felt"
	"croupier/wallet/money"
)

// Variant is how the banker's win is priced.
type Variant string

// The variants.
const (
	Commission   Variant = "commission"   // the banker pays 0.95 to one
	NoCommission Variant = "noCommission" // one to one, and half on a win with six
	EZ           Variant = "ez"           // one to one, and a push on a win with seven of three cards
)

// Limits are the most that one player may have on a spot. A spot without a limit is
// not at the table; player, banker and tie always are.
type Limits struct {
	Player      money.Amount `json:"player"`
	Banker      money.Amount `json:"banker"`
	Tie         money.Amount `json:"tie"`
	PlayerPair  money.Amount `json:"playerPair,omitempty"`
	BankerPair  money.Amount `json:"bankerPair,omitempty"`
	EitherPair  money.Amount `json:"eitherPair,omitempty"`
	PerfectPair money.Amount `json:"perfectPair,omitempty"`
	Dragon7     money.Amount `json:"dragon7,omitempty"`
	Panda8      money.Amount `json:"panda8,omitempty"`
	Super6      money.Amount `json:"super6,omitempty"`
	Big         money.Amount `json:"big,omitempty"`
	Small       money.Amount `json:"small,omitempty"`
}

// price is a spot: what per units bring back by an outcome, the stake included.
type price struct {
	name  string
	says  string // what it pays, for people
	pairs bool   // depends on the pairs alone; else on everything but them
	per   int64
	back  func(o Outcome) int64
	most  func(l *Limits) money.Amount
	main  bool // at every table
}

// pays is the price of a bet that wins or loses.
func pays(odds int64, wins func(o Outcome) bool) func(Outcome) int64 {
	return func(o Outcome) int64 {
		if wins(o) {
			return odds + 1
		}
		return 0
	}
}

// pricesOf is every spot of baccarat under some rules, in the felt's order (figures d2).
func pricesOf(v Variant, tiePays int64) []price {
	return []price{
		{name: "player", says: "1:1, a tie pushes", per: 1, main: true,
			back: func(o Outcome) int64 { return evenly(o, Player) },
			most: func(l *Limits) money.Amount { return l.Player }},
		banker(v),
		{name: "tie", says: ratio(tiePays), per: 1, main: true,
			back: pays(tiePays, func(o Outcome) bool { return o.Winner == Tie }),
			most: func(l *Limits) money.Amount { return l.Tie }},
		{name: "player-pair", says: "11:1", per: 1, pairs: true,
			back: pays(11, func(o Outcome) bool { return o.PlayerPair != NoPair }),
			most: func(l *Limits) money.Amount { return l.PlayerPair }},
		{name: "banker-pair", says: "11:1", per: 1, pairs: true,
			back: pays(11, func(o Outcome) bool { return o.BankerPair != NoPair }),
			most: func(l *Limits) money.Amount { return l.BankerPair }},
		{name: "either-pair", says: "5:1", per: 1, pairs: true,
			back: pays(5, func(o Outcome) bool { return o.PlayerPair != NoPair || o.BankerPair != NoPair }),
			most: func(l *Limits) money.Amount { return l.EitherPair }},
		{name: "perfect-pair", says: "25:1, both sides 200:1", per: 1, pairs: true, back: perfect,
			most: func(l *Limits) money.Amount { return l.PerfectPair }},
		{name: "dragon-7", says: "40:1", per: 1,
			back: pays(40, func(o Outcome) bool { return o.Feat == Dragon7 }),
			most: func(l *Limits) money.Amount { return l.Dragon7 }},
		{name: "panda-8", says: "25:1", per: 1,
			back: pays(25, func(o Outcome) bool { return o.Feat == Panda8 }),
			most: func(l *Limits) money.Amount { return l.Panda8 }},
		// 12:1 is seen as well, and would return 70 %: below the floor of 75 % (G13).
		{name: "super-6", says: "15:1", per: 1,
			back: pays(15, func(o Outcome) bool { return o.Feat == Six }),
			most: func(l *Limits) money.Amount { return l.Super6 }},
		{name: "big", says: "0.54:1", per: 50, back: func(o Outcome) int64 { return when(o.Cards > 4, 77) },
			most: func(l *Limits) money.Amount { return l.Big }},
		{name: "small", says: "1.5:1", per: 2, back: func(o Outcome) int64 { return when(o.Cards == 4, 5) },
			most: func(l *Limits) money.Amount { return l.Small }},
	}
}

// evenly is one to one on a side, with ties pushed.
func evenly(o Outcome, on Side) int64 {
	switch o.Winner {
	case on:
		return 2
	case Tie:
		return 1
	}
	return 0
}

func banker(v Variant) price {
	p := price{name: "banker", main: true, most: func(l *Limits) money.Amount { return l.Banker }}
	switch v {
	case NoCommission:
		p.per, p.says = 2, "1:1, 0.5:1 with six; a tie pushes"
		p.back = func(o Outcome) int64 {
			if o.Feat == Six {
				return 3
			}
			return 2 * evenly(o, Banker)
		}
	case EZ:
		p.per, p.says = 1, "1:1; a tie and three cards of seven push"
		p.back = func(o Outcome) int64 {
			if o.Feat == Dragon7 {
				return 1
			}
			return evenly(o, Banker)
		}
	default:
		p.per, p.says = 20, "0.95:1, a tie pushes"
		p.back = func(o Outcome) int64 {
			if o.Winner == Banker {
				return 39
			}
			return 20 * evenly(o, Banker)
		}
	}
	return p
}

func perfect(o Outcome) int64 {
	switch {
	case o.PlayerPair == Perfect && o.BankerPair == Perfect:
		return 201
	case o.PlayerPair == Perfect || o.BankerPair == Perfect:
		return 26
	}
	return 0
}

func when(wins bool, back int64) int64 {
	if wins {
		return back
	}
	return 0
}

// spots is the felt of a table: the spots that have a limit.
func (o *Options) spots() []felt.Spot {
	var all []felt.Spot
	for _, p := range pricesOf(o.Variant, o.TiePays) {
		most := p.most(&o.Limits)
		if most == 0 && !p.main {
			continue
		}
		s := felt.Spot{Name: p.name, Most: most, Per: p.per, Backs: make([]int64, len(outcomes))}
		for i, outcome := range outcomes {
			s.Backs[i] = p.back(outcome)
		}
		all = append(all, s)
	}
	return all
}
