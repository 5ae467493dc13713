package auditor

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

// page is a table's page of rules as the wheel's own odds would have it.
func page(t *testing.T, game, zero string, wheel Wheel) map[string]any {
	t.Helper()
	type spot struct {
		Spot   string `json:"spot"`
		Covers []int  `json:"covers"`
		Pays   int    `json:"pays"`
	}
	var spots []spot
	for _, name := range felt() {
		if covers := wheel.Covers(name); covers != nil {
			spots = append(spots, spot{name, covers, 36/len(covers) - 1})
		}
	}
	return map[string]any{"game": game, "zero": zero, "spots": spots}
}

func sheeted(t *testing.T, s *scene, page map[string]any) {
	t.Helper()
	body, err := json.Marshal(page)
	require.NoError(t, err)
	require.NoError(t, s.Sheet(int64(room), body))
}

// TestSheets: each wheel's page is taken as it should be, and no other's.
func TestSheets(t *testing.T) {
	t.Parallel()
	american := Wheel{DoubleZero: true}
	for name, c := range map[string]struct {
		page map[string]any
		want bool
	}{
		"European":                  {page(t, "roulette-european", "none", Wheel{}), true},
		"French":                    {page(t, "roulette-french", "partage", Wheel{}), true},
		"French with prison":        {page(t, "roulette-french", "prison", Wheel{}), true},
		"European with prison":      {page(t, "roulette-european", "prison", Wheel{}), false},
		"French without":            {page(t, "roulette-french", "none", Wheel{}), true},
		"American":                  {page(t, "roulette-american", "none", american), true},
		"European with 00":          {page(t, "roulette-european", "none", american), false},
		"American without 00":       {page(t, "roulette-american", "none", Wheel{}), false},
		"European with la partage":  {page(t, "roulette-european", "partage", Wheel{}), false},
		"French of an unknown rule": {page(t, "roulette-french", "", Wheel{}), false},
		"another game":              {page(t, "big-six", "none", Wheel{}), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			sheeted(t, s, c.page)
			if c.want {
				require.Empty(t, s.kinds())
				return
			}
			require.Contains(t, s.kinds(), KindSheet)
		})
	}
}

// seedFor is a round whose seed means a number at a wheel.
func seedFor(wheel Wheel, number int) (games.RoundID, int) {
	for n := int64(2); ; n++ {
		seed, _ := seedOf(room.Round(n))
		if wheel.Pocket(seed) == number {
			return room.Round(n), number
		}
		if n > 255 { // seedOf has no others
			panic("no seed means that number")
		}
	}
}

// TestOtherWheels is a round on the American and the French wheel as it should
// be, and with one thing after the other done wrong.
func TestOtherWheels(t *testing.T) {
	t.Parallel()
	american, french := Wheel{DoubleZero: true}, Wheel{Partage: true}
	type pay struct {
		returned      int64
		wins, divided []win
	}
	for name, c := range map[string]struct {
		wheel  Wheel
		number int // that the seed means
		told   int
		spot   string
		paid   pay
		want   []Kind
	}{
		"00":                 {american, 37, 37, "straight:00", pay{3600, []win{{"straight:00", 100, 35, 3600}}, nil}, []Kind{}},
		"the top line":       {american, 37, 37, "top-line", pay{700, []win{{"top-line", 100, 6, 700}}, nil}, []Kind{}},
		"the top line at 8":  {american, 37, 37, "top-line", pay{900, []win{{"top-line", 100, 8, 900}}, nil}, []Kind{KindPayout, KindPayout}},
		"00 told as 0":       {american, 37, 0, "straight:0", pay{3600, []win{{"straight:0", 100, 35, 3600}}, nil}, []Kind{KindDraw}},
		"half back at 00":    {american, 37, 37, "red", pay{50, nil, []win{{"red", 100, 0, 50}}}, []Kind{KindPayout, KindPayout, KindPayout}},
		"la partage":         {french, 0, 0, "red", pay{50, nil, []win{{"red", 100, 0, 50}}}, []Kind{}},
		"la partage, unpaid": {french, 0, 0, "red", pay{0, nil, nil}, []Kind{KindPayout, KindPayout}},
		"all of it back":     {french, 0, 0, "red", pay{100, nil, []win{{"red", 100, 0, 100}}}, []Kind{KindPayout, KindPayout}},
		"half as a win":      {french, 0, 0, "red", pay{50, []win{{"red", 100, 0, 50}}, nil}, []Kind{KindPayout}},
		"a dozen divided":    {french, 0, 0, "dozen:1", pay{50, nil, []win{{"dozen:1", 100, 0, 50}}}, []Kind{KindPayout, KindPayout, KindPayout}},
		"a win as divided":   {french, 0, 0, "straight:0", pay{3600, nil, []win{{"straight:0", 100, 0, 3600}}}, []Kind{KindPayout}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			if c.wheel.DoubleZero {
				sheeted(t, s, page(t, "roulette-american", "none", c.wheel))
			} else {
				sheeted(t, s, page(t, "roulette-french", "partage", c.wheel))
			}
			round, _ := seedFor(c.wheel, c.number)
			s.public(sealed(round), opened(round))
			s.sent(round, "a", "bet", fmt.Sprintf(`{"spots":[{"spot":%q,"stake":100}]}`, c.spot))
			s.accepted(round, "a", "bet", 100, 0)
			s.own(event(round, 100, "paid", map[string]any{"number": c.told, "staked": 100, "returned": c.paid.returned,
				"wins": slices.Concat([]win{}, c.paid.wins), "partage": c.paid.divided}))
			s.public(ended(round, c.told)...)
			require.ElementsMatch(t, c.want, s.kinds())
		})
	}
	// Without its page a table is held against the European wheel: 37 is none.
	s := newScene()
	round, _ := seedFor(Wheel{DoubleZero: true}, 37)
	s.public(sealed(round), opened(round))
	s.public(ended(round, 37)...)
	require.Equal(t, []Kind{KindDraw, KindDraw}, s.kinds())
}
