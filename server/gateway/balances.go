package gateway

import (
	"context"
	"slices"
	"time"

	"croupier/games"
)

// want asks for a player's balances in the next batch.
func (w *Wallet) want(player games.PlayerID) {
	w.mu.Lock()
	w.wanted[player] = struct{}{}
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default: // awake already
	}
}

// How balances are read that no room, ticket or earlier connection brought:
// whatever was wanted while the last read was under way is one read.
const (
	loadMax     = 500 // players in one read
	loadTimeout = 5 * time.Second
	loadRetry   = time.Second
)

// loadUntil reads wanted balances until ctx ends.
func (w *Wallet) loadUntil(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		}
		for players := w.takeWanted(); len(players) > 0; players = w.takeWanted() {
			if err := w.load(ctx, players); err == nil {
				continue
			} else if ctx.Err() == nil {
				w.log.Warn().Err(err).Int("players", len(players)).Msg("balances could not be read; trying again")
			}
			for _, p := range players {
				w.want(p)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(loadRetry):
			}
		}
	}
}

func (w *Wallet) load(ctx context.Context, players []games.PlayerID) error {
	ctx, done := context.WithTimeout(ctx, loadTimeout)
	defer done()
	balances, err := w.balances.Balances(ctx, players)
	for _, b := range balances {
		w.Changed(b, 0, 0)
	}
	return err
}

// takeWanted takes at most loadMax players who are still connected.
func (w *Wallet) takeWanted() []games.PlayerID {
	w.mu.Lock()
	var players []games.PlayerID
	for p := range w.wanted {
		if len(players) == loadMax {
			break
		}
		players = append(players, p)
		delete(w.wanted, p)
	}
	w.mu.Unlock()
	connected := slices.DeleteFunc(players, func(p games.PlayerID) bool { return !w.connected(p) })
	if len(connected) == 0 && len(players) > 0 {
		return w.takeWanted()
	}
	return connected
}
