package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/dragontiger"
	"croupier/loadtest/bot"
	"croupier/rooms"
	"croupier/server/demo"
)

// The tables of the load test of cards are tables: all three games, both ways to sit at
// blackjack, every variant of baccarat, and bots can read each.
func TestTablesOfCards(t *testing.T) {
	t.Parallel()
	floor, err := demo.ReadFloor(filepath.Join("testdata", "cards.json"))
	require.NoError(t, err)
	registry := rooms.NewRegistry(baccarat.New(), dragontiger.New(), blackjack.Seats(), blackjack.Unlimited())
	played := map[string]int{}
	for _, table := range floor.Tables {
		rules, err := registry.Rules(table.Game, table.Rules)
		require.NoError(t, err)
		_, err = rules.Table(table.Room.Round(1), table.Options, nil)
		require.NoError(t, err, table.Name)
		sheet, err := rules.Sheet(table.Options)
		require.NoError(t, err)
		_, err = bot.ReadMenu(sheet, table.Options)
		require.NoError(t, err)
		played[table.Game]++
	}
	require.Equal(t, map[string]int{baccarat.Game: 3, dragontiger.Game: 2, blackjack.Game: 3, blackjack.GameCommon: 2}, played)
	require.Equal(t, games.RoomID(1), floor.Tables[0].Room)
}
