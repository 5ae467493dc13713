package rooms

import (
	"bytes"
	crand "crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
)

// watch looks at everything that leaves a house, at the moment at which it does:
// frames, hints, balances, log rows, errors.
type watch struct {
	vault  *vaultSealer
	ledger *ledger

	mu     sync.Mutex
	ids    map[string]games.PlayerID // of bets: the player's own
	finds  []string
	looked int
}

// spellings are the ways in which a seed could be written down.
func spellings(seed [32]byte) [][]byte {
	list := make([]string, len(seed))
	for i, b := range seed {
		list[i] = fmt.Sprint(b)
	}
	return [][]byte{
		seed[:], []byte(hex.EncodeToString(seed[:])), []byte(strings.ToUpper(hex.EncodeToString(seed[:]))),
		[]byte(base64.StdEncoding.EncodeToString(seed[:])[:42]), []byte(base64.URLEncoding.EncodeToString(seed[:])[:42]),
		[]byte(strings.Join(list, ",")), []byte(strings.Join(list, " ")),
	}
}

// secrets are the seeds of a room's rounds that have not ended by what is stored.
func (w *watch) secrets(room games.RoomID) [][]byte {
	w.vault.mu.Lock()
	defer w.vault.mu.Unlock()
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	var all [][]byte
	stored := w.ledger.rooms[room]
	if stored == nil {
		return nil
	}
	newest := games.RoundID(0)
	if n := len(stored.order); n > 0 {
		newest = stored.order[n-1]
	}
	for round := max(newest, room.Round(1)); round <= max(newest, room.Round(1))+2; round++ {
		seed, made := w.vault.seeds[round]
		if r := stored.rounds[round]; made && (r == nil || !r.Phase.Ended()) {
			all = append(all, spellings(seed)...)
		}
	}
	return all
}

// see looks for what may not be there. who is whose eyes it is for: 0 is
// everyone's, -1 the house's own.
func (w *watch) see(where string, room games.RoomID, who games.PlayerID, text []byte) {
	secrets := w.secrets(room)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looked++
	for _, secret := range secrets {
		if bytes.Contains(text, secret) {
			w.finds = append(w.finds, fmt.Sprintf("%s: a seed before its round's end: %.200s", where, text))
		}
	}
	if bytes.Contains(text, []byte("canary-")) {
		w.finds = append(w.finds, fmt.Sprintf("%s: what is for nobody: %.200s", where, text))
	}
	if who < 0 {
		return
	}
	for i := 0; i+36 <= len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if j := i + 37; j < len(text) && text[j] == '"' {
			if owner, ok := w.ids[string(text[i+1:j])]; ok && owner != who {
				w.finds = append(w.finds, fmt.Sprintf("%s: a bet of player %d, for %d: %.200s", where, owner, who, text))
			}
		}
	}
}

// eyes is a connection that is watched.
type eyes struct {
	*watch
	room games.RoomID
	who  games.Actor
}

func (e *eyes) Send(frame []byte) bool {
	e.see("frame", e.room, e.who.Player, frame)
	return true
}

// hints watches what goes to Redis.
type hints struct{ *watch }

func (d hints) Announce(c Card) { d.see("card", c.Room, 0, fmt.Appendf(nil, "%+v %s", c, c.Extra)) }

// B34: unique marks in seeds, hidden bodies and the ids of bets are looked for in
// every frame, hint, log row and error, at the moment at which it leaves.
func TestB34Canaries(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B34", "canaries in seeds, hidden bodies and bets", bars.N{Quick: 20, Commit: 500, Night: 10_000})
	vault := newVault(t, filepath.Join(t.TempDir(), "keys"), crand.Reader)
	for seed, made := uint64(1), 0; made < bar.Trials(); seed++ {
		bar.Seed(seed)
		synctest.Test(t, func(t *testing.T) { made += watched(t, seed, vault, bar) })
	}
	require.Empty(t, vault.breaches)
	bar.Must("restart", "void", "sealed body", "seed revealed", "error of keys")
}

func watched(t *testing.T, seed uint64, vault *vaultSealer, bar *bars.Run) (rounds int) {
	const players = 4
	r := rand.New(rand.NewPCG(seed, 34))
	h := newWheels(t, pace{bet: 300, land: 50, pause: 50}, players, vault)
	h.rules = append(h.rules, tossRules{})
	h.ledger.addRoom(tossRoom, "toss", 1, tossOptions{BetMs: 300, SpinMs: 50, LandMs: 50, PauseMs: 50, PlayerMax: 5000, TableMax: 50_000}.json())
	w := &watch{vault: vault, ledger: h.ledger, ids: map[string]games.PlayerID{}}
	for range 2 {
		h.kill()
		h.boot()
		h.hall.world.Directory = hints{w}
		bar.Reached("restart")
		w.play(t, h, r)
	}
	vault.mu.Lock()
	vault.lost = errors.New("no such key")
	vault.mu.Unlock()
	w.play(t, h, r)
	bar.Reached("error of keys")
	for id, why := range h.stopped {
		w.see("error", id, 0, fmt.Append(nil, why))
	}
	vault.mu.Lock()
	vault.lost = nil
	vault.mu.Unlock()
	h.kill()
	w.rows(h, bar)
	require.Empty(t, w.finds)
	require.Greater(t, w.looked, 500)
	for _, round := range h.ended() {
		rounds++
		bar.Trial()
		if round.Phase == games.Void {
			bar.Reached("void")
		}
		if logHas(round, "room.revealed") {
			bar.Reached("seed revealed")
		}
	}
	return rounds
}

// play lets players act for a while, all of them watched; one room of the house
// is opened anew each time.
func (w *watch) play(t *testing.T, h *house, r *rand.Rand) {
	type seated struct {
		room *Room
		wheel
		eyes []*eyes
	}
	var all []seated
	for _, id := range append([]games.RoomID{tossRoom}, roomsOf(wheels)...) {
		room, open := h.hall.Room(id)
		if !open {
			room = h.open(id)
		}
		s := seated{room: room}
		if id != tossRoom {
			s.wheel = wheelOf(id.Round(1))
		}
		for p := range int64(5) { // the last of them only watches
			who := player(p + 1)
			if p == 4 {
				who = games.Actor{}
			}
			s.eyes = append(s.eyes, &eyes{w, id, who})
			require.NoError(t, room.Join(s.eyes[p], who, Point{}, nil, 0))
		}
		all = append(all, s)
	}
	for i := range 60 {
		for _, s := range all {
			ask, body := "bet", fmt.Sprintf(`{"Number":%d,"Stake":%d}`, r.IntN(10), 1+r.IntN(90))
			if s.rules != nil {
				ask, body = s.ask(r)
			}
			e := s.eyes[r.IntN(4)]
			id := newBetID()
			w.mu.Lock()
			w.ids[id.String()] = e.who.Player
			w.mu.Unlock()
			_ = s.room.Act(e, e.who, act(s.room, id, ask, body)) // stopped rooms take none
			if i == 20 && r.IntN(2) == 0 {
				_ = s.room.Void(background(), s.room.Status().Round, operator(), "a void of the test")
			}
		}
		rest(25 * time.Millisecond)
	}
}

// rows looks at what is stored: private bodies are sealed there.
func (w *watch) rows(h *house, bar *bars.Run) {
	for id, room := range h.ledger.rooms {
		for _, r := range room.rounds {
			for _, line := range r.Records {
				w.see("log row", id, -1, line.Body)
				for _, private := range []string{`"spots"`, `"Stake"`, `"wins"`, `"takenBack","body"`} {
					if bytes.Contains(asJSON(line.Body), []byte(private)) {
						w.finds = append(w.finds, fmt.Sprintf("log row: %s in the clear: %.200s", private, line.Body))
					}
				}
				if bytes.Contains(asJSON(line.Body), []byte(`"box"`)) {
					bar.Reached("sealed body")
				}
			}
		}
	}
}

func roomsOf(wheels []wheel) []games.RoomID {
	var all []games.RoomID
	for _, w := range wheels {
		all = append(all, w.room)
	}
	return all
}
