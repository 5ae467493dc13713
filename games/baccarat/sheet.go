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
		Limits: sheetLimits{
			Step: int64(o.StepMinor), SpotMin: int64(o.SpotMinMinor), TableMax: int64(o.TableMaxMinor),
			Allowance: int64(o.AllowanceMinor), Spots: felt.SpotsMax, Bets: felt.BetsMax,
		},
		Times: sheetTimes{BetMs: o.BetMs, CardMs: o.CardMs, ShuffleMs: o.ShuffleMs, LandMs: o.LandMs, PauseMs: o.PauseMs},
		Roads: o.roads(),
	}
	par := o.par()
	for i, p := range pricesOf(o.Variant, o.TiePays) {
		most := p.most(&o.Limits)
		if most == 0 && !p.main {
			continue
		}
		odds := &par.Bets[i]
		s.Spots = append(s.Spots, sheetSpot{
			Spot: p.name, Pays: p.says, Most: int64(most), Return: odds.Return.Decimal, Edge: odds.Edge.Decimal,
		})
		if s.Return == "" || odds.Return.Decimal < s.Return { // all are 0.…, twelve places
			s.Return, s.Edge = odds.Return.Decimal, odds.Edge.Decimal
		}
	}
	return json.Marshal(s)
}
