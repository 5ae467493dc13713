package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"croupier/rooms"
	"croupier/server/wire"
)

// lobbyEvery is how often the lobby is looked at while anybody watches it, once
// for all of this node's watchers.
const lobbyEvery = 500 * time.Millisecond

// lobby sends the cards of all rooms to the connections that watch them: encoded
// once, and only when something on them changed.
type lobby struct {
	source Lobby
	clock  rooms.Clock
	log    zerolog.Logger

	mu       sync.Mutex
	watchers map[*conn]struct{}
	cards    []byte // as last sent, without the time; nil: nothing is fresh
	frame    []byte
	wake     chan struct{}
}

func newLobby(source Lobby, clock rooms.Clock, log zerolog.Logger) *lobby {
	return &lobby{source: source, clock: clock, log: log,
		watchers: map[*conn]struct{}{}, wake: make(chan struct{}, 1)}
}

// watch turns the cards on or off for a connection. Turned on, they are sent at
// once if they are being looked at anyway, or after the next look.
func (l *lobby) watch(c *conn, on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !on {
		delete(l.watchers, c)
		return
	}
	l.watchers[c] = struct{}{}
	if l.cards != nil {
		c.Send(l.frame)
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// pollUntil looks at the lobby until ctx ends, and sleeps while nobody watches.
func (l *lobby) pollUntil(ctx context.Context) {
	for {
		if l.idle() {
			select {
			case <-ctx.Done():
				return
			case <-l.wake:
			}
		}
		l.poll(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(lobbyEvery):
		}
	}
}

// idle says that nobody watches, and forgets the cards: they will be old.
func (l *lobby) idle() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.watchers) > 0 {
		return false
	}
	l.cards = nil
	return true
}

func (l *lobby) poll(ctx context.Context) {
	ctx, done := context.WithTimeout(ctx, loadTimeout)
	defer done()
	cards, err := l.source.Cards(ctx)
	if err != nil {
		// Watchers keep what they have: hints, and the rooms say what is so.
		if ctx.Err() == nil {
			l.log.Warn().Err(err).Msg("the lobby could not be read")
		}
		return
	}
	if cards == nil {
		cards = []wire.Card{}
	}
	encoded, err := json.Marshal(cards)
	if err != nil {
		l.log.Error().Err(err).Msg("encode the lobby")
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cards != nil && bytes.Equal(encoded, l.cards) {
		return
	}
	frame, err := json.Marshal(wire.Cards{T: wire.TCards, NowMs: int64(l.clock.Now()), Cards: cards})
	if err != nil {
		l.log.Error().Err(err).Msg("encode the lobby")
		return
	}
	l.cards, l.frame = encoded, frame
	for c := range l.watchers {
		c.Send(frame)
	}
}
