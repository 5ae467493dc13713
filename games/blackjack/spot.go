package blackjack

import (
	"fmt"
	"strconv"
	"strings"

	"croupier/wallet/money"
)

// kind is what a stake before the cards is on.
type kind string

const (
	onSeat   kind = "seat"   // a hand of one's own
	onPairs  kind = "pairs"  // perfect pairs, beside it
	onThrees kind = "threes" // 21+3, beside it
	onBehind kind = "behind" // another's hand
)

// spot is a place for chips: seat:3, pairs:3, threes:3, behind:3.
type spot struct {
	kind kind
	seat int
}

func (s spot) String() string { return fmt.Sprintf("%s:%d", s.kind, s.seat) }

// spotOf reads a spot's name; it has one spelling.
func (o *Options) spotOf(name string, common bool) (spot, bool) {
	k, number, ok := strings.Cut(name, ":")
	n, err := strconv.Atoi(number)
	seats := o.Seats
	if common {
		seats = 1
	}
	s := spot{kind(k), n}
	if !ok || err != nil || n < 1 || n > seats || s.String() != name {
		return s, false
	}
	switch s.kind {
	case onSeat:
		return s, true
	case onPairs:
		return s, o.Pairs != ""
	case onThrees:
		return s, o.Threes != ""
	case onBehind:
		return s, o.BehindMax > 0
	}
	return s, false
}

// limits are the least and the most that one player may have on a kind.
func (o *Options) limits(k kind) (least, most money.Amount) {
	if k == onPairs || k == onThrees {
		return o.SideMinMinor, o.SideMaxMinor
	}
	return o.SeatMinMinor, o.SeatMaxMinor
}

// spots is every spot of the table, in order.
func (o *Options) spots(common bool) []spot {
	var all []spot
	for seat := 1; seat <= seatsMax; seat++ {
		for _, k := range []kind{onSeat, onPairs, onThrees, onBehind} {
			s := spot{k, seat}
			if _, ok := o.spotOf(s.String(), common); ok {
				all = append(all, s)
			}
		}
	}
	return all
}
