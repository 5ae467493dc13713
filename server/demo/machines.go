package demo

import (
	"encoding/json"
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// Machine is a game that each player plays in a room of one's own, which is
// made when the player first sits down.
type Machine struct {
	Game     string
	Rules    int // the version
	Currency money.Currency
	Options  json.RawMessage // the game's own, but for the seat
}

// plainOptions are those of a machine that the floor's file does not name: one
// that an operator has put into the folder of machines.
const plainOptions = `{"coins":[1,2,5,10,20,50,100],"cycleMs":3000,"landMs":2500,"decideMs":300000,"allowanceMinor":10000000}`

// Add puts a machine on the floor, with plain options, if it is not there.
func (f *Floor) Add(game string, rules int) {
	for _, m := range f.Machines {
		if m.Game == game {
			return
		}
	}
	f.Machines = append(f.Machines, Machine{Game: game, Rules: rules, Currency: money.FUN, Options: json.RawMessage(plainOptions)})
}

type machineText struct {
	Game     string          `json:"game"`
	Rules    int             `json:"rules"`
	Currency string          `json:"currency"`
	Options  json.RawMessage `json:"options"`
}

func parseMachines(texts []machineText) ([]Machine, error) {
	machines, seen := make([]Machine, 0, len(texts)), map[string]bool{}
	for _, m := range texts {
		currency, err := money.ParseCurrency(m.Currency)
		switch {
		case err != nil:
			return nil, err
		case m.Game == "" || m.Rules <= 0 || len(m.Options) == 0:
			return nil, fmt.Errorf("machine %q needs a game, rules and options", m.Game)
		case seen[m.Game]:
			return nil, fmt.Errorf("machine %q is there twice", m.Game)
		}
		seen[m.Game] = true
		machines = append(machines, Machine{Game: m.Game, Rules: m.Rules, Currency: currency, Options: m.Options})
	}
	return machines, nil
}

// Seated is the machine's options for one player's room.
func (m *Machine) Seated(player games.PlayerID) (json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(m.Options, &fields); err != nil {
		return nil, fmt.Errorf("demo: options of %s: %w", m.Game, err)
	}
	fields["seat"] = fmt.Append(nil, player)
	return json.Marshal(fields)
}
