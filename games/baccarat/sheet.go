package baccarat

import (
	"encoding/json"
	"fmt"

	"croupier/games/felt"
)

func wrap(err error) error { return fmt.Errorf("baccarat: options: %w", err) }

// settingsOf is the options that change the odds, filled in.
func settingsOf(o *Options) json.RawMessage {
	text, err := json.Marshal(struct {
		Variant Variant `json:"variant"`
		Decks   int     `json:"decks"`
		TiePays int64   `json:"tiePays"`
	}{o.Variant, o.Decks, o.TiePays})
	if err != nil {
		panic("baccarat: settings that are no JSON: " + err.Error())
	}
	return text
}

// Sheet describes the table to anyone, as JSON: how cards are dealt, every spot with
// what it pays and returns, limits and times.
func (*Rules) Sheet(options []byte) ([]byte, error) {
	o, err := ParseOptions(options)
	if err != nil {
		return nil, err
	}
	s := sheet{
		Game: Game, Rules: Version, Variant: o.Variant, Decks: o.Decks, CutCards: o.CutCards,
		Burn: "the first card of a shoe is shown; as many as it counts are burned, ten for a ten or picture", Third: thirdCards,
		Limits: o.SheetLimits(),
		Times:  sheetTimes{BetMs: o.BetMs, CardMs: o.CardMs, ShuffleMs: o.ShuffleMs, LandMs: o.LandMs, PauseMs: o.PauseMs},
		Roads:  o.roads(),
	}
	par := o.par()
	var spots felt.SheetSpots
	for i, p := range pricesOf(o.Variant, o.TiePays) {
		if most := p.most(&o.Limits); most > 0 || p.main {
			spots.Add(p.name, p.says, most, &par.Bets[i])
		}
	}
	s.Spots, s.Return, s.Edge = spots.Spots, spots.Return, spots.Edge
	return json.Marshal(s)
}
