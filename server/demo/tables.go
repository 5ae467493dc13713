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

// The demo's tables and their limits, all in this one file.
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

// Tables reads the tables from a file, or the built-in ones if path is "". The
// options are the game's to check.
func Tables(path string) ([]Table, error) {
	text := tablesText
	if path != "" {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("demo: tables: %w", err)
		}
	}
	tables, err := parseTables(text)
	if err != nil {
		return nil, fmt.Errorf("demo: tables %s: %w", path, err)
	}
	return tables, nil
}

func parseTables(text []byte) ([]Table, error) {
	var file struct {
		Tables []tableText `json:"tables"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the tables")
	}
	rooms, bots := map[games.RoomID]bool{}, map[string]bool{}
	tables := make([]Table, 0, len(file.Tables))
	for _, t := range file.Tables {
		currency, err := money.ParseCurrency(t.Currency)
		switch {
		case err != nil:
			return nil, err
		case t.Room <= 0 || t.Room > games.RoomIDMax || rooms[t.Room]:
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
