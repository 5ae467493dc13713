package gen

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/crash"
	"croupier/games/dragontiger"
	"croupier/games/roulette"
	"croupier/games/slots"
	"croupier/server/wire"
)

const repository = "../.."

func theGames() Games {
	all := Games{}
	known := []games.Rules{roulette.European(), roulette.American(), roulette.French(), crash.New(),
		baccarat.New(), dragontiger.New(), blackjack.Seats(), blackjack.Unlimited()}
	for _, machine := range slots.Builtin() {
		known = append(known, machine)
	}
	for _, rules := range known {
		id, _ := rules.ID()
		all[id] = rules.Types()
	}
	return all
}

// The files in the repository are what would be generated now.
func TestGeneratedFilesAreFresh(t *testing.T) {
	t.Parallel()
	require.NoError(t, Check(repository, theGames()))
	require.FileExists(t, filepath.Join(repository, asyncapiFile))
	made, err := os.ReadFile(filepath.Join(repository, asyncapiFile))
	require.NoError(t, err)
	require.Equal(t, string(made), string(wire.AsyncAPI), "the server serves it")
}

// copyWire makes a repository with nothing but the protocol's source.
func copyWire(t *testing.T) string {
	root := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, "server/wire"), 0o755))
	names, err := filepath.Glob(filepath.Join(repository, "server/wire/*.go"))
	require.NoError(t, err)
	for _, name := range names {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(root, "server/wire", filepath.Base(name)), b, 0o644))
	}
	return root
}

func TestStaleIsSeen(t *testing.T) {
	t.Parallel()
	root := copyWire(t)
	require.ErrorIs(t, Check(root, nil), ErrStale, "nothing is there yet")
	require.NoError(t, Write(root, nil))
	require.NoError(t, Check(root, nil))
	require.ErrorIs(t, Check(root, theGames()), ErrStale, "another game")

	path := filepath.Join(root, typescriptFile)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, append(b, '\n'), 0o644))
	err = Check(root, nil)
	require.ErrorIs(t, err, ErrStale)
	require.ErrorContains(t, err, typescriptFile)
	require.NotContains(t, err.Error(), asyncapiFile)

	require.Error(t, Write(t.TempDir(), nil), "no source")
}

type sample struct {
	T     string          `json:"t"`
	Text  string          `json:"text,omitempty"`
	Count *int64          `json:"count"`
	Maybe *bool           `json:"maybe,omitempty"`
	Many  [][]*inner      `json:"many"`
	Bet   games.BetID     `json:"bet"`
	Body  json.RawMessage `json:"body"`
	Skip  int             `json:"-"`
	inner
}

type inner struct {
	N int `json:"n"`
}

func TestShapes(t *testing.T) {
	t.Parallel()
	root := copyWire(t)
	types := map[string]any{"round.end": sample{}, "nothing": struct{}{}}
	p, err := readProtocol(root, Games{"big-six": types})
	require.NoError(t, err)
	ts := string(p.typescript())
	require.Contains(t, ts, `export interface BigSixRoundEnd {
  t: string;
  text?: string;
  count: number | null;
  maybe?: boolean;
  many: (BigSixInner | null)[][];
  bet: string;
  body: unknown;
  n: number;
}`)
	require.Contains(t, ts, "export interface BigSixNothing {}\n")
	require.Contains(t, ts, `export interface BigSix {
  "nothing": BigSixNothing;
  "round.end": BigSixRoundEnd;
}`)

	for name, bad := range map[string]any{
		"a map":       struct{ M map[string]int }{},
		"a float":     struct{ F float64 }{},
		"an any":      struct{ A any }{},
		"bytes":       struct{ B []byte }{},
		"a function":  struct{ F func() }{},
		"a number":    struct{ N json.Number }{},
		"its own way": struct{ T time.Time }{},
		"no struct":   7,
	} {
		_, err := readProtocol(root, Games{"g": {"x": bad}})
		require.Error(t, err, name)
	}
	_, err = readProtocol(root, Games{"g": {"a-b": struct{ A int }{}, "a.b": struct{ B int }{}}})
	require.ErrorContains(t, err, "two types")
}

func TestTypeScriptOfTheProtocol(t *testing.T) {
	t.Parallel()
	p, err := readProtocol(repository, theGames())
	require.NoError(t, err)
	ts := string(p.typescript())
	for _, want := range []string{
		`export const Subprotocol = "croupier.v1+json";`,
		`export const MessageBytesMax = 16384;`,
		`export const CloseSlow = 4001;`,
		"/** the queue was full: resume */\nexport const CloseSlow",
		"  t: \"hello\";\n  vMin: number;",
		"  | (Verdict & { t: \"verdict\" })",
		"export interface WireError {",
		"  events?: Event[];\n",
		"  watching?: number;\n",
		`  "room.sealed": Sealed;`,
		`  "roulette-european": RouletteEuropean;`,
		`  "roulette-american": RouletteAmerican;`,
		`  "roulette-french": RouletteFrench;`,
		`  "slots-harbour": SlotsHarbour;`,
		`  "room.rotated": Rotated;`,
		"export interface Rotate {",
		"export interface SlotsSpun {",
		"  partage?: RouletteShared[];",
		`  "paid": RoulettePaid;`,
		"export interface FeltBet {",
		"  paid: RoulettePaid | null;",
	} {
		require.Contains(t, ts, want)
	}
	for _, m := range wire.Messages() {
		require.Contains(t, ts, `"`+m.Kind+`"`)
	}
}

// The document holds every message under its operation, and no reference leads
// nowhere.
func TestAsyncAPI(t *testing.T) {
	t.Parallel()
	p, err := readProtocol(repository, theGames())
	require.NoError(t, err)
	b, err := p.asyncapi()
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, json.Unmarshal(b, &doc))
	at := func(path string) any {
		var v any = doc
		for _, part := range strings.Split(path, "/") {
			m, _ := v.(map[string]any)
			v = m[part]
		}
		return v
	}
	require.Equal(t, "3.0.0", doc["asyncapi"])
	n := 0
	for _, op := range []string{"fromClient", "toClient"} {
		n += len(at("operations/" + op + "/messages").([]any))
	}
	require.Equal(t, len(wire.Messages()), n)
	require.Equal(t, false, at("components/schemas/Act/additionalProperties"))
	require.Nil(t, at("components/schemas/Welcome/additionalProperties"))
	require.Equal(t, "hello", at("components/schemas/Hello/properties/t/const"))

	followed := 0
	var follow func(v any)
	follow = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if to, ok := v["$ref"].(string); ok {
				followed++
				require.NotNil(t, at(strings.TrimPrefix(to, "#/")), to)
			}
			for _, one := range v {
				follow(one)
			}
		case []any:
			for _, one := range v {
				follow(one)
			}
		}
	}
	follow(doc)
	require.Greater(t, followed, 60)
}
