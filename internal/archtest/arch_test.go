package archtest

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestTheHouseStands(t *testing.T) {
	packages, err := readTree(os.DirFS("../.."))
	require.NoError(t, err)
	require.Greater(t, len(packages), 10, "this is not the tree")
	for _, wrong := range check(packages) {
		t.Error(wrong)
	}
}

func TestEveryPackageHasOneFloor(t *testing.T) {
	seen := map[string]int{}
	for _, f := range floors {
		for _, name := range strings.Fields(f.packages) {
			was, twice := seen[name]
			require.False(t, twice, "%s is on floor %d and on floor %d", name, was, f.number)
			seen[name] = f.number
		}
	}
}

// Every rule is seen to fail on an import that was planted.
func TestPlantedImports(t *testing.T) {
	for _, c := range []struct {
		is      pkg
		because string // "" if nothing is wrong
	}{
		{pkg{"rooms", "rooms", []string{"croupier/games", "context", "time"}}, ""},
		{pkg{"rooms", "rooms", []string{"croupier/rooms/journal"}}, "rooms (floor 3) imports rooms/journal (floor 4): up"},
		{pkg{"rooms", "rooms", []string{"croupier/wallet"}}, "rooms (floor 3) imports wallet: sideways"},
		{pkg{"server/api", "api", []string{"croupier/server/gateway"}}, "server/api (floor 6) imports server/gateway: sideways"},
		{pkg{"games/roulette", "roulette", []string{"croupier/rng"}}, ""},
		{pkg{"games", "games", []string{"croupier/wallet"}}, "games (floor 1) imports wallet (floor 3): up"},
		{pkg{"games", "games", []string{"croupier/wallet/money"}}, ""},

		{pkg{"rooms/newthing", "newthing", nil}, "rooms/newthing has no floor"},
		{pkg{"store", "main", nil}, "floor 8 is for programs"},
		{pkg{"server", "server", nil}, "floor 8 is for programs"},
		{pkg{"server", "main", []string{"croupier/server/app"}}, ""},
		{pkg{"rooms", "common", nil}, `rooms: "common" says nothing`},
		{pkg{"players/util", "crm", nil}, `players/util: "util" says nothing`},

		{pkg{"rooms/journal", "journal", []string{"croupier/internal/dbtest"}}, "imports internal/dbtest outside of its tests"},
		{pkg{"rooms", "rooms", []string{"croupier/games/gamestest"}}, "imports games/gamestest outside of its tests"},

		{pkg{"rooms", "rooms", []string{"github.com/redis/go-redis/v9"}}, "whose home is rooms/cluster"},
		{pkg{"rooms/cluster", "cluster", []string{"github.com/redis/go-redis/v9", "github.com/alicebob/miniredis/v2"}}, ""},
		{pkg{"server/api", "api", []string{"github.com/alicebob/miniredis/v2/server"}}, "whose home is rooms/cluster"},
		{pkg{"server/api", "api", []string{"github.com/coder/websocket"}}, "whose home is server/gateway"},
		{pkg{"server/gateway", "gateway", []string{"github.com/coder/websocket/wsjson"}}, ""},
		{pkg{"rooms", "rooms", []string{"crypto/rand"}}, "whose home is rng players"},
		{pkg{"rng", "rng", []string{"crypto/rand"}}, ""},
		{pkg{"rng", "rng", []string{"math/rand/v2"}}, "whose home is"},
		{pkg{"rooms/journal", "journal", []string{"database/sql"}}, "whose home is store"},
		{pkg{"server/app", "app", []string{"github.com/jackc/pgx/v5/pgxpool"}}, "which is for the floors below 5"},
		{pkg{"rooms/cluster", "cluster", []string{"github.com/jackc/pgx/v5"}}, "which is for the floors below 5"},
		{pkg{"rooms/journal", "journal", []string{"github.com/jackc/pgx/v5"}}, ""},

		{pkg{"games/roulette", "roulette", []string{"encoding/json", "slices"}}, ""},
		{pkg{"games/roulette", "roulette", []string{"time"}}, "games/roulette is pure and imports time"},
		{pkg{"games", "games", []string{"math/rand"}}, "games is pure and imports math/rand"},
		{pkg{"wallet/money", "money", []string{"fmt"}}, "wallet/money is pure and imports fmt"},
		{pkg{"server/wire", "wire", []string{"context"}}, "server/wire is pure and imports context"},
		{pkg{"loadtest/bot", "bot", []string{"github.com/google/uuid"}}, "loadtest/bot is pure and imports github.com/google/uuid"},
		{pkg{"games/gamestest", "gamestest", []string{"testing", "pgregory.net/rapid"}}, ""},
		{pkg{"loadtest/auditor", "auditor", []string{"croupier/server/wire", "crypto/hmac"}}, ""},
		{pkg{"loadtest/auditor", "auditor", []string{"croupier/games/roulette"}}, "of the house it may know games server/wire wallet/money only"},
	} {
		wrong := strings.Join(check([]pkg{c.is}), "\n")
		if c.because == "" {
			require.Empty(t, wrong, "%+v", c.is)
		} else {
			require.Contains(t, wrong, c.because, "%+v", c.is)
		}
	}
}

// The tree is read as it is: other platforms' files count, tests do not, and
// folders that Go does not look into do not either.
func TestReadTree(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	packages, err := readTree(fstest.MapFS{
		"rooms/a.go":                     file("package rooms\nimport \"croupier/games\"\n"),
		"rooms/b_windows.go":             file("//go:build windows\n\npackage rooms\nimport w \"croupier/wallet\"\nimport _ \"croupier/games\"\n"),
		"rooms/a_test.go":                file("package rooms_test\nimport \"croupier/internal/dbtest\"\n"),
		"web/node_modules/x/flatted.go":  file("package flatted\n"),
		"rooms/testdata/broken/nogo.go":  file("this is no Go"),
		"onlytests/only_test.go":         file("package onlytests\n"),
		"web/embed.go":                   file("package web\nimport \"embed\"\n"),
		".cache/pkg/mod/somewhere/it.go": file("package it\n"),
	})
	require.NoError(t, err)
	require.Equal(t, []pkg{
		{"rooms", "rooms", []string{"croupier/games", "croupier/wallet"}},
		{"web", "web", []string{"embed"}},
	}, packages)
}
