package rooms

import (
	"bufio"
	"bytes"
	"compress/gzip"
	crand "crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/rng/fairness"
)

// The golden log: rounds as this and every earlier version stored them, to be
// played again by every later one (B23, G48). testdata/golden/README.md says how
// a version's rounds are added. A file that is there is never written again.

var update = flag.Bool("update", false, "write the golden files of this version that are not there yet")

// goldenVersion is the folder that -update writes to: a new one for each version
// of the rules, of the record or of the sealing.
const goldenVersion = "v2"

const goldenRounds = 30

// goldenRound is one line of a golden file: all that the database had of a round
// and all that must come of it.
type goldenRound struct {
	Game       string          `json:"game"`
	Round      games.RoundID   `json:"round"`
	Phase      games.Phase     `json:"phase"`
	Rules      int             `json:"rules"`
	Options    json.RawMessage `json:"options"`
	Carry      json.RawMessage `json:"carry,omitempty"`
	Commitment string          `json:"commitment"`
	Box        []byte          `json:"box"`
	Seed       string          `json:"seed,omitempty"` // of a settled round
	Records    []goldenRecord  `json:"records"`

	Table json.RawMessage `json:"table"` // the table's bytes after the last step
	Plays []Play          `json:"plays"`
	Moved []Moved         `json:"moved"`
	Hash  string          `json:"hash"`
}

type goldenRecord struct {
	Seq  int64        `json:"seq"`
	At   games.Moment `json:"at"`
	Body string       `json:"body,omitempty"`   // of version 1, as text: these bytes and no others
	Pack []byte       `json:"packed,omitempty"` // of later ones
}

func (g *goldenRound) loaded(t *testing.T) *LoadedRound {
	l := &LoadedRound{Round: g.Round, Phase: g.Phase, Opening: Opening{Rules: g.Rules, Options: g.Options, Carry: g.Carry}}
	raw, err := hex.DecodeString(g.Commitment)
	require.NoError(t, err)
	l.Sealed = Sealed{Commitment: [32]byte(raw), Box: g.Box}
	for _, rec := range g.Records {
		l.Records = append(l.Records, Record{Seq: rec.Seq, At: rec.At, Body: append([]byte(rec.Body), rec.Pack...)})
	}
	return l
}

func goldenOf(t *testing.T, vault *vaultSealer, l *LoadedRound, game string, again *Replayed) *goldenRound {
	g := &goldenRound{Game: game, Round: l.Round, Phase: l.Phase, Rules: l.Opening.Rules, Options: l.Opening.Options,
		Carry: l.Opening.Carry, Commitment: hex.EncodeToString(l.Sealed.Commitment[:]), Box: l.Sealed.Box,
		Table: again.Table, Plays: again.Plays, Moved: again.Moved, Hash: hex.EncodeToString(again.Hash[:])}
	if source := vault.reads(t, l); source != nil {
		seed := source.Seed()
		g.Seed = hex.EncodeToString(seed[:])
	}
	for _, rec := range l.Records {
		g.Records = append(g.Records, goldenRecord{Seq: rec.Seq, At: rec.At, Pack: rec.Body})
	}
	return g
}

// registry is every set of rules that this build knows.
func goldenRegistry() *Registry {
	return NewRegistry(roulette.European(), roulette.American(), roulette.French())
}

// B23: every round of every version's golden log is played again: its source
// opens with that version's keys and is the one committed to, each step is the
// stored one, and table, payouts and hash are the same, byte for byte.
func TestB23GoldenLog(t *testing.T) {
	t.Parallel()
	if *update {
		writeGolden(t)
	}
	versions, err := os.ReadDir("testdata/golden")
	require.NoError(t, err)
	rounds := 0
	for _, version := range versions {
		if !version.IsDir() {
			continue
		}
		folder := filepath.Join("testdata/golden", version.Name())
		vault := newVault(t, unpackKeys(t, folder), crand.Reader)
		files, err := filepath.Glob(filepath.Join(folder, "*.jsonl.gz"))
		require.NoError(t, err)
		require.NotEmpty(t, files, folder)
		for _, file := range files {
			for _, g := range readGolden(t, file) {
				requireGolden(t, vault, g)
				rounds++
			}
		}
	}
	require.GreaterOrEqual(t, rounds, len(wheels)*goldenRounds)
}

func requireGolden(t *testing.T, vault *vaultSealer, g *goldenRound) {
	t.Helper()
	l := g.loaded(t)
	var source Source
	if g.Seed != "" {
		opened, err := vault.Unseal(g.Round, g.Rules, l.Sealed)
		require.NoError(t, err, "round %d", g.Round)
		seed := opened.Seed()
		require.Equal(t, g.Seed, hex.EncodeToString(seed[:]))
		require.NoError(t, fairness.Verify(g.Round, g.Rules, seed, l.Sealed.Commitment))
		source = opened
	}
	again, err := PlayAgain(goldenRegistry(), g.Game, source, vault, l)
	require.NoError(t, err)
	require.Equal(t, string(g.Table), string(again.Table), "round %d", g.Round)
	require.Equal(t, g.Plays, again.Plays)
	require.Equal(t, g.Moved, again.Moved)
	require.Equal(t, g.Hash, hex.EncodeToString(again.Hash[:]))
}

func readGolden(t *testing.T, file string) (all []*goldenRound) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	require.NoError(t, err)
	lines := bufio.NewReader(unzipped)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		g := &goldenRound{}
		require.NoError(t, json.Unmarshal(line, g))
		all = append(all, g)
	}
}

// keyFile is the keyring of a golden folder as one file: a checkout keeps no
// modes, and keys are refused that others may read.
const keyFile = "keys.json"

func unpackKeys(t *testing.T, folder string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(folder, keyFile))
	require.NoError(t, err)
	files := map[string][]byte{}
	require.NoError(t, json.Unmarshal(body, &files))
	keys := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, os.Mkdir(keys, 0o700))
	for name, body := range files {
		require.NoError(t, os.WriteFile(filepath.Join(keys, name), body, 0o600))
	}
	return keys
}

// writeNew writes a file that is not there, and leaves one that is.
func writeNew(t *testing.T, path string, body []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return
	}
	require.NoError(t, err)
	_, err = f.Write(body)
	require.NoError(t, errors.Join(err, f.Close()))
	t.Log("written:", path)
}

// writeGolden plays rounds of the wheels whose files are missing.
func writeGolden(t *testing.T) {
	folder := filepath.Join("testdata/golden", goldenVersion)
	require.NoError(t, os.MkdirAll(folder, 0o755))
	if _, err := os.Stat(filepath.Join(folder, keyFile)); errors.Is(err, fs.ErrNotExist) {
		keys := filepath.Join(t.TempDir(), "keys")
		newVault(t, keys, crand.Reader)
		files := map[string][]byte{}
		entries, err := os.ReadDir(keys)
		require.NoError(t, err)
		for _, e := range entries {
			if files[e.Name()], err = os.ReadFile(filepath.Join(keys, e.Name())); err != nil || len(files[e.Name()]) == 0 {
				delete(files, e.Name()) // the lock
			}
		}
		body, err := json.MarshalIndent(files, "", " ")
		require.NoError(t, err)
		writeNew(t, filepath.Join(folder, keyFile), append(body, '\n'))
	}
	vault := newVault(t, unpackKeys(t, folder), crand.Reader)
	rounds := map[games.RoomID][]*goldenRound{}
	synctest.Test(t, func(t *testing.T) {
		h := playGolden(t, vault)
		for _, r := range worthKeeping(h.ended()) {
			game := wheelOf(r.Round).game()
			again, err := PlayAgain(goldenRegistry(), game, vault.reads(t, &r.LoadedRound), vault, &r.LoadedRound)
			require.NoError(t, err)
			require.NoError(t, again.Agrees(r.books()))
			rounds[r.Round.Room()] = append(rounds[r.Round.Room()], goldenOf(t, vault, &r.LoadedRound, game, again))
		}
	})
	for _, w := range wheels {
		require.Len(t, rounds[w.room], goldenRounds)
		var zipped bytes.Buffer
		z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
		require.NoError(t, err)
		for _, g := range rounds[w.room] {
			line, err := json.Marshal(g)
			require.NoError(t, err)
			_, err = z.Write(append(line, '\n'))
			require.NoError(t, err)
		}
		require.NoError(t, z.Close())
		writeNew(t, filepath.Join(folder, w.name+".jsonl.gz"), zipped.Bytes())
	}
}

// worthKeeping is goldenRounds of each wheel: first those with something rare in
// them, then those that came first, in the order of their ids.
func worthKeeping(all []*ledgerRound) (kept []*ledgerRound) {
	of := map[games.RoomID]int{}
	for _, rare := range []bool{true, false} {
		for _, r := range all {
			special := r.Phase == games.Void || strings.Contains(string(r.Opening.Carry), `"private"`)
			for _, ask := range []string{`"resumed"`, `"undo"`, `"clear"`, `"number":0,`, `"number":37,`} {
				special = special || logHas(r, ask)
			}
			if special == rare && of[r.Round.Room()] < goldenRounds {
				of[r.Round.Room()]++
				kept = append(kept, r)
			}
		}
	}
	slices.SortFunc(kept, func(a, b *ledgerRound) int { return int(a.Round - b.Round) })
	return kept
}

// playGolden plays with few bets, restarts and voids; the wheels' zeros come by
// seeds that were tried for them, so that every rule at zero is in the log.
func playGolden(t *testing.T, vault *vaultSealer) *house {
	const guests = 3
	r := rand.New(rand.NewPCG(1, 2))
	h := newWheels(t, pace{bet: 200, land: 50, pause: 50}, guests, nil)
	h.vault = &zeroVault{vaultSealer: vault, of: map[games.RoundID]bool{}}
	vault.mayOpen = h.sealer.mayOpen
	h.journal.kill()
	h.boot()
	for life := range 4 {
		if life > 0 {
			h.kill()
			rest(100 * time.Millisecond)
			h.boot()
		}
		all := h.sitDown(guests)
		for range 420 { // longer than the five seconds to bet after a takeover
			for _, one := range all {
				if r.IntN(4) == 0 {
					one.act(t, r)
				}
				if r.IntN(300) == 0 {
					_ = one.room.Void(background(), one.room.Status().Round, operator(), "the ball was lost")
				}
			}
			rest(25 * time.Millisecond)
		}
		for _, one := range all {
			require.NoError(t, one.room.failure(), one.name)
		}
	}
	h.kill()
	return h
}

// zeroVault seals every fifth round with a source whose first number is a zero.
type zeroVault struct {
	*vaultSealer
	of map[games.RoundID]bool
}

func (z *zeroVault) Seal(round games.RoundID, rules int) (Sealed, error) {
	for {
		sealed, err := z.vaultSealer.Seal(round, rules)
		if err != nil || round.Number()%5 != 0 {
			return sealed, err
		}
		source, err := z.look.Unseal(round, rules, sealed.Commitment, sealed.Box)
		if err != nil || source.Draws(1).Uintn(37) == 0 {
			return sealed, err
		}
	}
}

// A golden file holds what it is there for: each wheel's zeros, voids, restarts.
func TestGoldenLogIsWorthIt(t *testing.T) {
	t.Parallel()
	all := ""
	for _, w := range wheels {
		for _, g := range readGolden(t, filepath.Join("testdata/golden", goldenVersion, w.name+".jsonl.gz")) {
			all += w.name + string(g.Table) + string(g.Carry)
			for _, rec := range g.Records {
				all += string(asJSON(append([]byte(rec.Body), rec.Pack...)))
			}
		}
	}
	for _, part := range []string{`"partage"`, `"prison"`, `"private"`, `"released"`, `"resumed"`, `"voided"`, `"undo"`, `"clear"`, `"number":0`, `"room.revealed"`} {
		require.Contains(t, all, part)
	}
}
