package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"

	"croupier/games"
	"croupier/games/slots"
)

// slotMachine lets a machine's PAR sheet answer for its odds.
type slotMachine struct{ *slots.Rules }

// Settings: a machine is what its file says.
func (slotMachine) Settings() []games.Setting { return []games.Setting{} }

// Par is the machine's PAR sheet: a spin, whatever a coin is worth, and the gamble.
func (m slotMachine) Par(options []byte) (games.Par, error) {
	if err := games.Strictly(options, &slots.Options{}); err != nil {
		return games.Par{}, fmt.Errorf("slots: options: %w", err)
	}
	game, version := m.ID()
	sheet := m.Machine().PAR()
	par := games.Par{Game: game, Rules: version, Options: json.RawMessage(`{}`)}
	var err error
	if par.More, err = json.Marshal(sheet); err != nil {
		return games.Par{}, err
	}
	spin, err := oddsOf("spin", sheet.HitRate.Exact, sheet.Return.Exact, sheet.How)
	if err != nil {
		return games.Par{}, err
	}
	if spin.Declared, err = fromPercent(sheet.Declared); err != nil {
		return games.Par{}, err
	}
	if sheet.CapCost != "0" {
		spin.How += "; before the cap on a round's win, which costs at most " + sheet.CapCost
	}
	par.Bets = append(par.Bets, spin)
	if g := sheet.Gamble; g != nil {
		gamble, err := oddsOf("gamble", "1/2", g.Return.Exact, "two outcomes, one of which doubles")
		if err != nil {
			return games.Par{}, err
		}
		gamble.Pays, gamble.Declared = "1:1", "1" // G35: exactly 100 %
		par.Bets = append(par.Bets, gamble)
	}
	return par, nil
}

func oddsOf(bet, wins, back, how string) (games.Odds, error) {
	chance, ok := new(big.Rat).SetString(wins)
	mean, same := new(big.Rat).SetString(back)
	if !ok || !same {
		return games.Odds{}, fmt.Errorf("slots: %q or %q is no figure", wins, back)
	}
	return games.NewOdds(bet, chance, mean, how), nil
}

// fromPercent writes a declared percentage as a part of the stake, with as many
// places as it says.
func fromPercent(text string) (string, error) {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return "", fmt.Errorf("slots: declared %q is no figure", text)
	}
	places := 2
	if _, fraction, found := bytes.Cut([]byte(text), []byte(".")); found {
		places += len(fraction)
	}
	return r.Quo(r, big.NewRat(100, 1)).FloatString(places), nil
}
