package rooms

import (
	"bytes"
	crand "crypto/rand"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/rng"
)

// B23: rounds of every wheel, played by real rooms over restarts, with undo,
// clear and voids, are played again from their record alone: each step, outcome
// and payout is the stored one byte for byte, and the ledger agrees.
func TestB23StoredRoundsReplay(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B23", "play stored rounds again from their log, carry and seed", bars.N{Quick: 60, Commit: 10_000, Night: 100_000})
	vault := newVault(t, filepath.Join(t.TempDir(), "keys"), crand.Reader)
	for seed, made := uint64(1), 0; made < bar.Trials(); seed++ {
		bar.Seed(seed)
		synctest.Test(t, func(t *testing.T) {
			h := playedWheels(t, seed, vault, bar)
			for _, r := range h.ended() {
				made++
				requireReplays(t, h, vault, r, bar)
			}
			h.audit()
		})
	}
	require.Empty(t, vault.breaches)
	bar.Must("void", "settled", "resumed", "taken back", "many bettors")
	if bar.Trials() >= 1000 { // a zero at the table with prisons comes once in 185 rounds
		bar.Must("prisoners carried")
	}
}

// playedWheels plays at all wheels over four lives of the node.
func playedWheels(t *testing.T, seed uint64, vault *vaultSealer, bar *bars.Run) *house {
	const players = 8
	r := rand.New(rand.NewPCG(seed, 23))
	h := newWheels(t, pace{bet: 400, land: 100, pause: 50}, players, vault)
	for life := range 4 {
		all := h.sitDown(players)
		for range 3 {
			play(t, all, r, time.Duration(300+r.IntN(900))*time.Millisecond)
			one := all[r.IntN(len(all))]
			_ = one.room.Void(background(), one.room.Status().Round, operator(), "a void of the test") // refused past the close
		}
		for _, one := range all {
			require.NoError(t, one.room.failure())
		}
		h.kill()
		if life < 3 {
			bar.Landed("restart", "", 1)
			rest(time.Duration(r.IntN(300)) * time.Millisecond)
			h.boot()
		}
	}
	return h
}

func requireReplays(t *testing.T, h *house, vault *vaultSealer, r *ledgerRound, bar *bars.Run) {
	t.Helper()
	again, err := PlayAgain(NewRegistry(h.rules...), wheelOf(r.Round).game(), vault.reads(t, &r.LoadedRound), vault, &r.LoadedRound)
	require.NoError(t, err)
	require.NoError(t, again.Agrees(r.books()))
	twice, err := PlayAgain(NewRegistry(h.rules...), wheelOf(r.Round).game(), vault.reads(t, &r.LoadedRound), vault, &r.LoadedRound)
	require.NoError(t, err)
	require.Equal(t, again.Hash, twice.Hash)
	require.Equal(t, string(again.Table), string(twice.Table))
	bar.Trial()
	bar.Ops(len(again.Plays), 0, 0)
	bar.Reached(r.Phase.String())
	for name, reached := range map[string]bool{
		"prisoners carried": strings.Contains(string(r.Opening.Carry), `"private"`),
		"resumed":           logHas(r, `"resumed"`), "taken back": logHas(r, `"undo"`) || logHas(r, `"clear"`),
		"many bettors": len(again.Plays) > 5,
	} {
		if reached {
			bar.Reached(name)
		}
	}
}

func logHas(r *ledgerRound, text string) bool {
	for _, line := range r.Records {
		if bytes.Contains(asJSON(line.Body), []byte(text)) {
			return true
		}
	}
	return false
}

// Whatever is changed in a record is found: outcome, payout, moment, order.
func TestReplayFindsWhatWasChanged(t *testing.T) {
	t.Parallel()
	vault := newVault(t, filepath.Join(t.TempDir(), "keys"), crand.Reader)
	synctest.Test(t, func(t *testing.T) {
		bar := bars.Start(t, "B23", "change a stored round", bars.N{Quick: 1, Commit: 1, Night: 1})
		h := playedWheels(t, 7, vault, bar)
		registry := NewRegistry(h.rules...)
		found := 0
		for _, r := range h.ended() {
			source := vault.reads(t, &r.LoadedRound)
			if r.Phase != games.Settled || len(r.plays) < 3 {
				continue
			}
			for name, change := range changes {
				l := r.LoadedRound
				l.Records = append([]Record{}, l.Records...)
				if !change(&l) {
					continue
				}
				found++
				_, err := PlayAgain(registry, wheelOf(r.Round).game(), source, vault, &l)
				require.Error(t, err, name)
			}
			books := r.books()
			books.Plays = append([]Play{}, books.Plays...)
			books.Plays[0].Returned++
			again, err := PlayAgain(registry, wheelOf(r.Round).game(), source, vault, &r.LoadedRound)
			require.NoError(t, err)
			require.ErrorIs(t, again.Agrees(books), ErrNotReplayed)
			books = r.books()
			books.Moved[len(books.Moved)-1].Paid++
			require.ErrorIs(t, again.Agrees(books), ErrNotReplayed)
			books = r.books()
			books.Staked--
			require.ErrorIs(t, again.Agrees(books), ErrNotReplayed)
			_, err = PlayAgain(registry, wheelOf(r.Round).game(), source2(), vault, &r.LoadedRound)
			require.Error(t, err, "another source")
			_, err = PlayAgain(registry, wheelOf(r.Round).game(), nil, vault, &r.LoadedRound)
			require.Error(t, err, "no source")
		}
		require.Greater(t, found, 50)
		bar.Trial()
	})
}

func source2() Source { return fakeSource{} }

type fakeSource struct{}

func (fakeSource) Seed() (seed [32]byte) { return seed }
func (fakeSource) Draws(k int) games.Draws {
	return rng.NewStream([32]byte{}, "croupier.draw.v1", uint64(k))
}

// changes are ways to forge a line; each says whether the round has such a line.
var changes = map[string]func(*LoadedRound) bool{
	"the number": changeBody("result", `"number":`, func(n int) string { return fmt.Sprint((n + 1) % 37) }),
	"the sum":    changeBody("result", `"returned":`, func(n int) string { return fmt.Sprint(n + 100) }),
	"the moment": changeBody("opened", `"closesAtMs":`, func(n int) string { return fmt.Sprint(n + 1) }),
	"a payout": func(l *LoadedRound) bool {
		return changeLast(l, func(rec *record) bool {
			for i := range rec.Events {
				for j := range rec.Events[i].Moves {
					rec.Events[i].Moves[j].Amount++
					return true
				}
			}
			return false
		})
	},
	"a player less": func(l *LoadedRound) bool {
		return changeLast(l, func(rec *record) bool {
			rec.Events = append(rec.Events[:1], rec.Events[2:]...)
			return true
		})
	},
	"two lines change places": func(l *LoadedRound) bool {
		n := len(l.Records)
		l.Records[n-1], l.Records[n-2] = l.Records[n-2], l.Records[n-1]
		return true
	},
	"a line less": func(l *LoadedRound) bool {
		l.Records = append(l.Records[:1], l.Records[2:]...)
		return len(l.Records) > 3
	},
	"a field more": func(l *LoadedRound) bool {
		last := &l.Records[len(l.Records)-1]
		last.Body = []byte(`{"extra":1,` + string(last.Body[1:]))
		return true
	},
}

func changeLast(l *LoadedRound, change func(*record) bool) bool {
	return changeLine(&l.Records[len(l.Records)-1], change)
}

func changeLine(line *Record, change func(*record) bool) bool {
	rec, err := decodeRecord(line.Body)
	if err != nil || !change(rec) {
		return false
	}
	line.Body, err = rec.encode()
	return err == nil
}

func changeBody(event, field string, to func(int) string) func(*LoadedRound) bool {
	return func(l *LoadedRound) bool {
		for i := range l.Records {
			changed := changeLine(&l.Records[i], func(rec *record) bool {
				for j := range rec.Events {
					e := &rec.Events[j]
					if e.Type != event {
						continue
					}
					before, after, ok := strings.Cut(string(e.Body), field)
					var n int
					if _, err := fmt.Sscanf(after, "%d", &n); !ok || err != nil {
						return false
					}
					e.Body = json.RawMessage(before + field + to(n) + strings.TrimLeft(after, "0123456789"))
					return true
				}
				return false
			})
			if changed {
				return true
			}
		}
		return false
	}
}
