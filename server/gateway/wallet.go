package gateway

import (
	"container/list"
	"encoding/json"
	"slices"
	"sync"

	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/rooms"
	"croupier/server/wire"
)

// walletShards spreads players over locks: the rooms' goroutines tell of
// balances while connections come and go.
const walletShards = 32

// recentMax is how many players without a connection keep their balances, so
// that a storm of reconnects reads no database (S11, B43): more than a node's
// connections. The longest gone is forgotten first.
const recentMax = ConnsMax + ConnsMax/2

// Wallet tells players' connections of their balances. It is rooms.Purse, and
// told directly of what changes outside rooms (a top-up). Safe for concurrent
// use; nothing in it waits for a socket or the database.
type Wallet struct {
	clock    rooms.Clock
	balances Balances
	log      zerolog.Logger
	shards   [walletShards]walletShard

	mu     sync.Mutex
	wanted map[games.PlayerID]struct{} // at most one per connected player
	wake   chan struct{}
}

type walletShard struct {
	mu      sync.Mutex
	holders map[games.PlayerID]*holder
	recent  list.List // of games.PlayerID without connections, longest gone first
	max     int
}

// holder is a player who is connected here or was lately.
type holder struct {
	conns  []receiver
	books  []book
	recent *list.Element // nil while connected
}

// receiver is a connection, as the wallet sees it.
type receiver interface {
	Send(frame []byte) bool
}

// book is one account: its newest balance and, while that one belongs to an
// outcome that has not landed, the one to show until then.
type book struct {
	newest  change
	landed  change
	pending bool // landed holds something older than newest
}

type change struct {
	rooms.Balance
	round   games.RoundID
	landsAt games.Moment
}

// NewWallet makes a wallet that asks balances for what it does not know.
func NewWallet(clock rooms.Clock, balances Balances, log zerolog.Logger) *Wallet {
	w := &Wallet{clock: clock, balances: balances, log: log,
		wanted: map[games.PlayerID]struct{}{}, wake: make(chan struct{}, 1)}
	for i := range w.shards {
		w.shards[i].holders = map[games.PlayerID]*holder{}
		w.shards[i].max = recentMax / walletShards
	}
	return w
}

func (w *Wallet) shard(of games.PlayerID) *walletShard {
	return &w.shards[uint64(of)%walletShards]
}

// Changed tells the player's connections on this node of a balance, unless they
// know a newer one. round and landsAt are 0 for what happened outside a round
// or may be shown at once.
func (w *Wallet) Changed(b rooms.Balance, round games.RoundID, landsAt games.Moment) {
	s := w.shard(b.Player)
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.holders[b.Player]
	if h == nil {
		return
	}
	c := change{b, round, landsAt}
	if !h.note(c, w.clock.Now()) || len(h.conns) == 0 {
		return
	}
	frame := c.frame()
	for _, conn := range h.conns {
		conn.Send(frame) // a full queue cuts that connection; it learns on resume
	}
}

// note keeps a balance if it is newer than what is known.
func (h *holder) note(c change, now games.Moment) bool {
	i := slices.IndexFunc(h.books, func(b book) bool { return b.newest.Currency == c.Currency })
	if i < 0 {
		h.books = append(h.books, book{newest: c})
		return true
	}
	b := &h.books[i]
	if c.Version <= b.newest.Version {
		return false
	}
	if b.newest.landsAt <= now {
		b.landed, b.pending = b.newest, true
	}
	b.newest = c
	return true
}

// frame is the change as a wallet message. A settlement makes one per bettor in
// the room's goroutine.
func (c change) frame() []byte {
	frame, err := json.Marshal(wire.Wallet{T: wire.TWallet, Currency: c.Currency.Code(), Kind: "cash",
		Balance: int64(c.Amount), Version: c.Version, LandsAtMs: int64(c.landsAt), Round: int64(c.round)})
	if err != nil {
		panic(err) // integers and a currency's letters always encode
	}
	return frame
}

// attach adds a player's connection, right after its welcome, and sends it the
// balances: what may be shown, then what is yet to land. held are balances that
// came with its ticket.
func (w *Wallet) attach(player games.PlayerID, conn receiver, held []rooms.Balance) {
	s := w.shard(player)
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.holders[player]
	if h == nil {
		h = &holder{}
		s.holders[player] = h
	}
	if h.recent != nil {
		s.recent.Remove(h.recent)
		h.recent = nil
	}
	now := w.clock.Now()
	for _, b := range held {
		c := change{Balance: b}
		if b.Player == player && h.note(c, now) {
			for _, other := range h.conns {
				other.Send(c.frame())
			}
		}
	}
	h.conns = append(h.conns, conn)
	for _, b := range h.books {
		if b.pending && b.newest.landsAt > now {
			conn.Send(b.landed.frame())
		}
		conn.Send(b.newest.frame())
	}
	if len(h.books) == 0 {
		w.want(player)
	}
}

// detach takes a connection out. The player's balances are kept for a while.
func (w *Wallet) detach(player games.PlayerID, conn receiver) {
	s := w.shard(player)
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.holders[player]
	if h == nil {
		return
	}
	h.conns = slices.DeleteFunc(h.conns, func(o receiver) bool { return o == conn })
	if len(h.conns) > 0 || h.recent != nil {
		return
	}
	h.recent = s.recent.PushBack(player)
	for s.recent.Len() > s.max {
		first := s.recent.Front()
		s.recent.Remove(first)
		delete(s.holders, first.Value.(games.PlayerID))
	}
}

func (w *Wallet) connected(player games.PlayerID) bool {
	s := w.shard(player)
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.holders[player]
	return h != nil && len(h.conns) > 0
}
