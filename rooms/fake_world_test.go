package rooms

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/wallet/money"
)

// vclock is room time in a bubble of virtual time.
type vclock struct{}

func (vclock) Now() games.Moment { return games.Moment(time.Now().UnixMilli()) }

// sealer keeps seeds in the open and watches over when they are asked for.
type sealer struct {
	mu       sync.Mutex
	made     uint64 // every Seal is another seed, as in life
	unseals  map[games.RoundID]int
	mayOpen  func(games.RoundID) bool
	breaches []string
	broken   error
	lost     error // sources cannot be read
}

func (s *sealer) lose(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = why
}

func (s *sealer) Seal(round games.RoundID, _ int) (Sealed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return Sealed{}, s.broken
	}
	s.made++
	seed := sha256.Sum256(fmt.Appendf(nil, "seed %d of %d", s.made, round))
	return Sealed{Commitment: sha256.Sum256(seed[:]), Box: seed[:]}, nil
}

func (s *sealer) Unseal(round games.RoundID, _ int, sealed Sealed) (Source, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost != nil {
		return nil, s.lost
	}
	if s.mayOpen != nil && !s.mayOpen(round) {
		s.breaches = append(s.breaches, fmt.Sprintf("round %d was unsealed before its close", round))
	}
	if s.unseals == nil {
		s.unseals = map[games.RoundID]int{}
	}
	s.unseals[round]++
	return source(sealed.Box), nil
}

func boxKey(round games.RoundID, place int64, body []byte) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%d/%d/%s", round, place, body))
}

func (s *sealer) SealBody(round games.RoundID, place int64, body []byte) ([]byte, error) {
	tag := boxKey(round, place, body)
	box := append([]byte{}, tag[:8]...)
	for _, b := range body {
		box = append(box, b^0x5a)
	}
	return box, nil
}

func (s *sealer) OpenBody(round games.RoundID, place int64, box []byte) ([]byte, error) {
	var body []byte
	for _, b := range box[8:] {
		body = append(body, b^0x5a)
	}
	if tag := boxKey(round, place, body); string(tag[:8]) != string(box[:8]) {
		return nil, errors.New("sealer: not the body of this place")
	}
	return body, nil
}

type source []byte

func (s source) Seed() (seed [32]byte) { copy(seed[:], s); return seed }

func (s source) Draws(k int) games.Draws { return &draws{seed: s, k: k} }

type draws struct {
	seed []byte
	k, n int
}

func (d *draws) Uintn(n uint64) uint64 {
	d.n++
	sum := sha256.Sum256(fmt.Appendf(nil, "%x/%d/%d", d.seed, d.k, d.n))
	return binary.BigEndian.Uint64(sum[:]) % n
}

func (d *draws) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, int(d.Uintn(uint64(i+1))))
	}
}

// purse and lobby keep what they were told.
type purse struct {
	mu   sync.Mutex
	told []toldBalance
}

type toldBalance struct {
	Balance
	round   games.RoundID
	landsAt games.Moment
}

func (p *purse) Changed(b Balance, round games.RoundID, landsAt games.Moment) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told = append(p.told, toldBalance{b, round, landsAt})
}

type lobby struct {
	mu    sync.Mutex
	cards []Card
	at    []games.Moment
}

func (l *lobby) Announce(c Card) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cards = append(l.cards, c)
	l.at = append(l.at, vclock{}.Now())
}

// house is a node with its rooms over a ledger that outlives it.
type house struct {
	t       *testing.T
	ledger  *ledger
	journal *journal
	sealer  *sealer
	vault   Sealer // instead of the sealer, if any
	pairs   Pairs
	purse   *purse
	lobby   *lobby
	rules   []games.Rules
	hall    *Hall

	mu      sync.Mutex
	stopped map[games.RoomID]error
	sentTo  map[games.RoomID]int // subscribers told that the room stopped
}

const tossRoom games.RoomID = 7

func newHouse(t *testing.T, options tossOptions) *house {
	h := &house{
		t: t, ledger: newLedger(), sealer: &sealer{}, purse: &purse{}, lobby: &lobby{},
		rules: []games.Rules{tossRules{}}, stopped: map[games.RoomID]error{}, sentTo: map[games.RoomID]int{},
	}
	h.ledger.addRoom(tossRoom, "toss", 1, options.json())
	h.sealer.mayOpen = func(id games.RoundID) bool {
		h.ledger.mu.Lock()
		defer h.ledger.mu.Unlock()
		r := h.ledger.rooms[id.Room()].rounds[id]
		return r != nil && r.Phase >= games.Closed // a shoe's source is read when its last round ends
	}
	h.boot()
	return h
}

// boot starts a node: a journal and a hall, no rooms yet.
func (h *house) boot() {
	h.journal = newJournal(h.ledger, vclock{})
	var keys Sealer = h.sealer
	if h.vault != nil {
		keys = h.vault
	}
	h.hall = NewHall(World{
		Journal: h.journal, Sealer: keys, Purse: h.purse, Directory: h.lobby, Clock: vclock{},
		Registry: NewRegistry(h.rules...), Pairs: h.pairs,
		Stopped: func(id games.RoomID, subs []Subscriber, why error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.stopped[id] = why
			h.sentTo[id] = len(subs)
		},
	})
}

func (h *house) open(id games.RoomID) *Room {
	h.t.Helper()
	room, err := h.hall.Open(h.ledger.load(id))
	require.NoError(h.t, err)
	return room
}

// kill ends the node as a power cut would: what was not committed is gone.
func (h *house) kill() {
	h.journal.kill()
	h.hall.Close()
}

func (h *house) close() {
	h.hall.Close()
	h.journal.kill()
	h.sealer.mu.Lock()
	defer h.sealer.mu.Unlock()
	require.Empty(h.t, h.sealer.breaches)
}

// audit checks that no money was made or lost and that every round ended once.
func (h *house) audit() {
	h.t.Helper()
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	sum := h.ledger.house
	for _, b := range h.ledger.balances {
		require.GreaterOrEqual(h.t, b.Amount, money.Amount(0))
		sum += b.Amount
	}
	for _, room := range h.ledger.rooms {
		for _, r := range room.rounds {
			sum += r.escrow
			if r.Phase.Ended() {
				require.Equal(h.t, 1, r.ends)
			}
		}
	}
	require.Equal(h.t, h.ledger.granted, sum, "money was made or lost")
	for key, b := range h.ledger.bets {
		require.LessOrEqual(h.t, b.times, 1, "%v", key)
	}
}

func player(p int64) games.Actor {
	return games.Actor{Role: games.Player, Player: games.PlayerID(p), Name: fmt.Sprintf("P%d", p)}
}

var betIDs struct {
	sync.Mutex
	n uint64
}

// newBetID makes a UUIDv7 of this moment in virtual time.
func newBetID() games.BetID { return betIDAt(vclock{}.Now()) }

func betIDAt(at games.Moment) games.BetID {
	betIDs.Lock()
	betIDs.n++
	n := betIDs.n
	betIDs.Unlock()
	var u uuid.UUID
	binary.BigEndian.PutUint64(u[:8], uint64(at)<<16)
	binary.BigEndian.PutUint64(u[8:], n)
	u[6] = 0x70 | u[6]&0x0f
	u[8] = 0x80 | u[8]&0x3f
	return games.BetID(u)
}

func background() context.Context { return context.Background() }

// failure is why the room stopped, if it has.
func (r *Room) failure() error {
	if r.stopped() {
		return r.Err()
	}
	return nil
}
