package gamestest

import (
	"fmt"

	"croupier/games"
)

// begins are at most how many asks a session's round may take to begin.
const begins = 2000

// begin plays a private session's round until it has left none: nothing is ever
// due before its player stakes, so that time alone would wait for ever.
func (r *room) begin() error {
	for range begins {
		if r.table.Phase() != games.None || len(r.held) > 0 {
			return nil
		}
		if until := r.table.Wait().Until; until != 0 {
			return fmt.Errorf("a session that nobody has begun is due at %d", until)
		}
		r.at += 5000
		if err := r.decide(r.player(r.Ask(r.pick))); err != nil {
			return err
		}
	}
	return fmt.Errorf("%d asks did not begin a round", begins)
}

// mayDraw says whether a step may draw: past the close, or where it takes the
// stake of a private session and draws in one.
func (r *room) mayDraw(s games.Step) bool {
	switch s.Phase {
	case games.Closed:
		return true
	case games.None:
		return s.Then.Ended() || r.Private && s.Then == games.Closed
	}
	return false
}
