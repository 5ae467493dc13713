package rooms

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// wheel is one room of the house of wheels: each kind of wheel with each rule at
// zero that it may have.
type wheel struct {
	room  games.RoomID
	name  string
	rules *roulette.Rules
	zero  roulette.ZeroRule
	stats bool
}

var wheels = []wheel{
	{101, "european", roulette.European(), "", true},
	{102, "american", roulette.American(), "", false},
	{103, "french-partage", roulette.French(), roulette.Partage, true},
	{104, "french-loses", roulette.French(), roulette.ZeroLoses, true},
	{105, "french-prison", roulette.French(), roulette.Prison, true},
}

func (w wheel) game() string { game, _ := w.rules.ID(); return game }

// pace is how long the phases of a test's rounds are, in milliseconds.
type pace struct{ bet, land, pause int64 }

func (w wheel) options(p pace) []byte {
	limits := map[string]int{}
	for _, kind := range []string{"straight", "split", "street", "trio", "corner", "line", "column", "dozen", "even"} {
		limits[kind] = 5_000
	}
	limits[map[bool]string{true: "topLine", false: "firstFour"}[w.rules == roulette.American() || w.name == "american"]] = 5_000
	body, err := json.Marshal(map[string]any{
		"betMs": p.bet, "landMs": p.land, "pauseMs": p.pause, "stepMinor": 100, "spotMinMinor": 100,
		"limits": limits, "tableMaxMinor": 20_000, "allowanceMinor": 2_000_000, "zero": w.zero, "stats": w.stats,
	})
	if err != nil {
		panic(err)
	}
	return body
}

// ask is what a player may ask, mostly what the table accepts.
func (w wheel) ask(r *rand.Rand) (ask, body string) {
	switch n := r.IntN(10); {
	case n == 0:
		return "undo", `{}`
	case n == 1:
		return "clear", `{}`
	}
	spots := w.rules.Spots()
	var bet roulette.Bet
	seen := map[string]bool{}
	for range 1 + r.IntN(4) {
		spot := spots[r.IntN(len(spots))].Name
		if r.IntN(3) == 0 {
			spot = []string{"red", "black", "odd", "even", "low", "high"}[r.IntN(6)] // zero's rules are theirs
		}
		if !seen[spot] {
			seen[spot] = true
			bet.Spots = append(bet.Spots, roulette.Chip{Spot: spot, Stake: money.Amount(100 * (1 + r.IntN(9)))})
		}
	}
	text, err := json.Marshal(bet)
	if err != nil {
		panic(err)
	}
	return "bet", string(text)
}

// newWheels is a house with a room for every wheel, funded players, and, where
// vault is true, the sealer that seals in life.
func newWheels(t *testing.T, p pace, players int, vault *vaultSealer) *house {
	h := newHouse(t, tossDefaults)
	delete(h.ledger.rooms, tossRoom)
	h.rules = []games.Rules{roulette.European(), roulette.American(), roulette.French()}
	for _, w := range wheels {
		h.ledger.addRoom(w.room, w.game(), 1, w.options(p))
	}
	for id := range players {
		h.ledger.grant(games.PlayerID(id+1), 1_000_000)
	}
	if vault != nil {
		vault.mayOpen = h.sealer.mayOpen
		h.vault = vault
	}
	h.journal.kill()
	h.boot()
	return h
}

// vaultSealer is the vault of rng/fairness as rooms see it. It watches over when
// sources are asked for, and remembers seeds for a test to look for.
type vaultSealer struct {
	*fairness.Vault
	look *fairness.Vault // the same keys, unwatched

	mu       sync.Mutex
	mayOpen  func(games.RoundID) bool
	seeds    map[games.RoundID][32]byte
	breaches []string
	lost     error
}

func newVault(t *testing.T, folder string, entropy io.Reader) *vaultSealer {
	t.Helper()
	e, err := rng.NewEntropy(entropy)
	require.NoError(t, err)
	ring, err := fairness.OpenKeyring(folder, e)
	require.NoError(t, err)
	return &vaultSealer{
		Vault: fairness.NewVault(ring, e, func(fairness.Unsealing) {}),
		look:  fairness.NewVault(ring, e, func(fairness.Unsealing) {}),
		seeds: map[games.RoundID][32]byte{},
	}
}

func (v *vaultSealer) Seal(round games.RoundID, rules int) (Sealed, error) {
	commitment, box, err := v.Vault.Seal(round, rules)
	if err != nil {
		return Sealed{}, err
	}
	source, err := v.look.Unseal(round, rules, commitment, box)
	if err != nil {
		return Sealed{}, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.seeds[round] = source.Seed()
	return Sealed{Commitment: commitment, Box: box}, nil
}

func (v *vaultSealer) Unseal(round games.RoundID, rules int, s Sealed) (Source, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.mayOpen != nil && !v.mayOpen(round) {
		v.breaches = append(v.breaches, fmt.Sprintf("round %d was unsealed before its close", round))
	}
	if v.lost != nil {
		return nil, v.lost
	}
	source, err := v.Vault.Unseal(round, rules, s.Commitment, s.Box)
	if err != nil {
		return nil, err
	}
	return source, nil
}

// reads is the source of an ended round, or nil where it was never revealed.
func (v *vaultSealer) reads(t require.TestingT, l *LoadedRound) Source {
	seed, told, err := Revealed(l)
	require.NoError(t, err)
	if !told {
		return nil
	}
	require.NoError(t, fairness.Verify(l.Round, l.Opening.Rules, seed, l.Sealed.Commitment))
	return fairness.NewSource(seed)
}

// seat is a connection that keeps what it is sent.
type seat struct {
	who games.Actor

	mu     sync.Mutex
	frames [][]byte
	deaf   bool // takes nothing: the room cuts it
}

func (s *seat) Send(frame []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deaf {
		return false
	}
	s.frames = append(s.frames, frame)
	return true
}

// own are the events that this connection alone was told, in their order.
func (s *seat) own(t require.TestingT) []wire.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []wire.Event
	for _, frame := range s.frames {
		var own wire.Own
		require.NoError(t, json.Unmarshal(frame, &own))
		if own.T == wire.TOwn {
			all = append(all, own.Events...)
		}
	}
	return all
}

// table is a room with its guests, in one life of its node.
type tableOf struct {
	wheel
	room  *Room
	seats []*seat
}

// sitDown opens every room of the house and lets the players in.
func (h *house) sitDown(players int) []*tableOf {
	var all []*tableOf
	for _, w := range wheels {
		if _, ok := h.ledger.rooms[w.room]; !ok {
			continue
		}
		t := &tableOf{wheel: w, room: h.open(w.room)}
		for p := range players {
			s := &seat{who: player(int64(p + 1))}
			t.seats = append(t.seats, s)
			require.NoError(h.t, t.room.Join(s, s.who, Point{}, nil, 0))
		}
		all = append(all, t)
	}
	return all
}

// act lets a random player ask something at a table.
func (t *tableOf) act(tb require.TestingT, r *rand.Rand) {
	s := t.seats[r.IntN(len(t.seats))]
	ask, body := t.ask(r)
	err := t.room.Act(s, s.who, wire.Act{Round: int64(t.room.Status().Round), ID: newBetID().String(), Ask: ask, Body: []byte(body)})
	if !errors.Is(err, ErrStopped) {
		require.NoError(tb, err)
	}
}

// play lets everybody act for a while of virtual time.
func play(tb require.TestingT, all []*tableOf, r *rand.Rand, long time.Duration) {
	for until := time.Now().Add(long); time.Now().Before(until); {
		for _, t := range all {
			for range r.IntN(3) {
				t.act(tb, r)
			}
		}
		rest(time.Duration(5+r.IntN(30)) * time.Millisecond)
	}
}

// ended lists the rounds that have ended, by room and number.
func (h *house) ended() []*ledgerRound {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	var all []*ledgerRound
	for _, room := range h.ledger.rooms {
		for _, id := range room.order {
			if r := room.rounds[id]; r.Phase.Ended() {
				all = append(all, r)
			}
		}
	}
	slices.SortFunc(all, func(a, b *ledgerRound) int { return int(a.Round - b.Round) })
	return all
}

func wheelOf(id games.RoundID) wheel {
	i := slices.IndexFunc(wheels, func(w wheel) bool { return w.room == id.Room() })
	return wheels[i]
}
