package demo

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"croupier/games"
	"croupier/wallet/money"
)

// The demo's tables and machines and their limits, all in this one file.
//
//go:embed tables.json
var tablesText []byte

// Table is a room that the demo opens.
type Table struct {
	Room     games.RoomID
	Name     string
	Game     string
	Rules    int // the version
	Currency money.Currency
	Options  json.RawMessage // the game's own
	Bots     []string        // who keeps it company, by first name
}

type tableText struct {
	Room     games.RoomID    `json:"room"`
	Name     string          `json:"name"`
	Game     string          `json:"game"`
	Rules    int             `json:"rules"`
	Currency string          `json:"currency"`
	Options  json.RawMessage `json:"options"`
	Bots     []string        `json:"bots"`
}

// Floor is what a house has to play at.
type Floor struct {
	Tables   []Table
	Machines []Machine
}

// roomMax is the last id of a table: those above are of rooms that are made on
// demand.
const roomMax games.RoomID = 1<<20 - 1

// ReadFloor reads the tables and machines from a file, or the built-in ones if
// path is "". The options are the games' to check.
func ReadFloor(path string) (Floor, error) {
	text := tablesText
	if path != "" {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			return Floor{}, fmt.Errorf("demo: tables: %w", err)
		}
	}
	floor, err := parseFloor(text)
	if err != nil {
		return Floor{}, fmt.Errorf("demo: tables %s: %w", path, err)
	}
	return floor, nil
}

func parseFloor(text []byte) (Floor, error) {
	var file struct {
		Tables   []tableText   `json:"tables"`
		Machines []machineText `json:"machines"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return Floor{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Floor{}, errors.New("something follows the tables")
	}
	tables, err := parseTables(file.Tables)
	if err != nil {
		return Floor{}, err
	}
	machines, err := parseMachines(file.Machines)
	return Floor{tables, machines}, err
}

func parseTables(texts []tableText) ([]Table, error) {
	rooms, bots := map[games.RoomID]bool{}, map[string]bool{}
	tables := make([]Table, 0, len(texts))
	for _, t := range texts {
		currency, err := money.ParseCurrency(t.Currency)
		switch {
		case err != nil:
			return nil, err
		case t.Room <= 0 || t.Room > roomMax || rooms[t.Room]:
			return nil, fmt.Errorf("room %d is out of range or there twice", t.Room)
		case t.Name == "" || t.Game == "" || t.Rules <= 0 || len(t.Options) == 0:
			return nil, fmt.Errorf("room %d needs a name, a game, rules and options", t.Room)
		}
		for _, bot := range t.Bots {
			if bot == "" || bots[bot] {
				return nil, fmt.Errorf("bot %q has no name or sits twice", bot)
			}
			bots[bot] = true
		}
		rooms[t.Room] = true
		tables = append(tables, Table{Room: t.Room, Name: t.Name, Game: t.Game, Rules: t.Rules,
			Currency: currency, Options: t.Options, Bots: t.Bots})
	}
	return tables, nil
}
