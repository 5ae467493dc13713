package main

import (
	"encoding/json"
	"fmt"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/dragontiger"
	"croupier/games/roulette"
	"croupier/loadtest/model"
)

// piece is a kind of table that a house may have.
type piece struct {
	game    string
	options func(s *sim) map[string]any
}

// furniture are every wheel and rule at zero, and between them shoes and turns. Shoes of
// one pack end within a few rounds.
var furniture = []piece{
	{roulette.Game, wheel("firstFour", "")},
	{blackjack.Game, func(s *sim) map[string]any {
		return s.turns(map[string]any{"handsMax": 4, "resplitAces": true, "hole": "peek", "decks": 2, "behindCut": 40 + s.below(40),
			"seats": 3, "seatsEach": 2, "behindMax": 3})
	}},
	{"roulette-american", wheel("topLine", "")},
	{baccarat.Game, func(s *sim) map[string]any {
		return s.felt(map[string]any{"player": 5_000, "banker": 5_000, "tie": 2_000, "playerPair": 1_000, "eitherPair": 1_000, "perfectPair": 500,
			"dragon7": 500, "super6": 500, "small": 2_000})
	}},
	{"roulette-french", wheel("firstFour", "partage")},
	{blackjack.GameCommon, func(s *sim) map[string]any {
		return s.turns(map[string]any{"handsMax": 2, "resplitAces": false, "hole": "none-original", "decks": 2, "behindCut": 78})
	}},
	{"roulette-french", wheel("firstFour", "prison")},
	{dragontiger.Game, func(s *sim) map[string]any {
		return s.felt(map[string]any{"dragon": 5_000, "tiger": 5_000, "tie": 2_000, "suitedTie": 500, "big": 2_000})
	}},
}

// timed adds what every table has.
func (s *sim) timed(o map[string]any) map[string]any {
	o["betMs"], o["pauseMs"], o["stepMinor"] = 800+s.below(1200), 100+s.below(300), 100
	o["tableMaxMinor"], o["allowanceMinor"] = 40_000, 10_000_000
	return o
}

func wheel(zeroSpot, zero string) func(*sim) map[string]any {
	return func(s *sim) map[string]any {
		limits := map[string]any{zeroSpot: 5_000}
		for _, k := range []string{"straight", "split", "street", "trio", "corner", "line", "column", "dozen", "even"} {
			limits[k] = 5_000
		}
		o := s.timed(map[string]any{"landMs": 300, "spotMinMinor": 100, "limits": limits})
		if zero != "" {
			o["zero"] = zero
		}
		return o
	}
}

func (s *sim) felt(limits map[string]any) map[string]any {
	return s.timed(map[string]any{"landMs": 100, "cardMs": 20, "shuffleMs": 100, "spotMinMinor": 100, "limits": limits,
		"decks": 6, "cutCards": 156})
}

func (s *sim) turns(o map[string]any) map[string]any {
	for name, v := range map[string]any{"hitsSoft17": s.below(2) == 0, "natural": "3:2", "afterSplit": true, "double": "any", "surrender": true,
		"charlie": true, "pairs": "25/12/6", "threes": "9:1", "insurance": true, "autoHitBelow": 12, "decideMs": 400, "absentMs": 150, "dealMs": 15,
		"seatMinMinor": 200, "seatMaxMinor": 5_000, "sideMinMinor": 100, "sideMaxMinor": 1_000} {
		o[name] = v
	}
	return s.timed(o)
}

// furnish makes the rooms: every kind that there is, in turn.
func (s *sim) furnish(n int) error {
	first := s.below(int64(len(furniture)))
	for i := range n {
		kind := furniture[(int(first)+i)%len(furniture)]
		id := games.RoomID(i + 1)
		options, err := json.Marshal(kind.options(s))
		if err != nil {
			return err
		}
		rules, err := s.registry.Rules(kind.game, 1)
		if err != nil {
			return err
		}
		sheet, err := rules.Sheet(options)
		if err != nil {
			return err
		}
		if err := s.auditor.Sheet(int64(id), sheet); err != nil {
			return err
		}
		s.db.EnsureRoom(model.Room{ID: id, Name: fmt.Sprintf("Table %d", id), Game: kind.game, Rules: 1, Options: options})
		s.roomIDs = append(s.roomIDs, id)
		s.gameOf[id] = kind.game
		s.sheets[id] = sheet
	}
	return nil
}
