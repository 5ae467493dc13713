package dragontiger

import (
	"encoding/json"
	"math/big"

	"croupier/games"
	"croupier/games/cards"
)

// weights is in how many of all ways in which two cards can lie on a new shoe each
// outcome comes.
func weights(decks int) (of []int64, total int64) {
	of = make([]int64, len(outcomes))
	pack := cards.Packs(1)
	for _, dragon := range pack {
		for _, tiger := range pack {
			left := int64(decks)
			if dragon == tiger {
				left--
			}
			of[outcomeIndex[outcomeOf(dragon, tiger)]] += int64(decks) * left
			total += int64(decks) * left
		}
	}
	return of, total
}

// Settings are the options that change the odds.
func (*Rules) Settings() []games.Setting {
	return []games.Setting{
		games.NewSetting("decks", "packs in the shoe: tables have 6 to 8, odds are told for 1 to 8", cards.DecksUsual, 7, 6),
		games.NewSetting("tie", "what a tie takes of dragon and tiger", Half, All),
		games.NewSetting("tiePays", "what a tie pays to one: tables pay 10 or 11, odds are told for 8 too", tiePaysUsual, 10),
	}
}

// Par is the odds of every spot on a new shoe, by going through all that can be dealt
// from it.
func (*Rules) Par(options []byte) (games.Par, error) {
	o, err := readOptions(options)
	if err != nil {
		return games.Par{}, wrap(err)
	}
	return o.par(), nil
}

func (o *Options) par() games.Par {
	par := games.Par{Game: Game, Rules: Version, Options: o.settings()}
	of, total := weights(o.Decks)
	for _, p := range o.prices() {
		var wins, pushes, back int64
		for i, outcome := range outcomes {
			b := p.back(outcome)
			back += b * of[i]
			switch {
			case b > p.per:
				wins += of[i]
			case b > 0:
				pushes += of[i]
			}
		}
		odds := games.NewOdds(p.name, big.NewRat(wins, total), big.NewRat(back, total*p.per), "every two cards of a new shoe")
		odds.Pays = p.says
		if pushes > 0 {
			part := games.ExactOf(big.NewRat(pushes, total))
			odds.Pushes = &part
		}
		par.Bets = append(par.Bets, odds)
	}
	return par
}

// settings is the options that change the odds, filled in.
func (o *Options) settings() json.RawMessage {
	text, err := json.Marshal(struct {
		Decks   int      `json:"decks"`
		Tie     TieLoses `json:"tie"`
		TiePays int64    `json:"tiePays"`
	}{o.Decks, o.Tie, o.TiePays})
	if err != nil {
		panic("dragontiger: settings that are no JSON: " + err.Error())
	}
	return text
}
