package main

import (
	"slices"

	"croupier/games"
)

// stage is where a run stands: see the package's drawing.
type stage struct {
	at       int
	quiet    bool // no more bets
	done     bool
	healedAt int64
	quietAt  int64
	askedAt  int64
	paused   map[games.RoomID]bool // as the operator wants it
}

const (
	stageFaults = iota
	stageHealed
	stageQuiet
	stageAsked
)

// How long the house may take for each (O10, O3), and for the faults to land.
const (
	steerUs    = 100_000
	faultsUs   = 240_000_000
	againUs    = 10_000_000
	overUs     = 30_000_000
	answersUs  = 8_000_000
	askAgainUs = 2_000_000
)

func (s *sim) begin() {
	s.paused = map[games.RoomID]bool{}
	s.q.after(1_500_000, s.strike)
	s.q.after(steerUs, s.steer)
}

// steer takes the run from stage to stage.
func (s *sim) steer() {
	s.q.after(steerUs, s.steer)
	s.operate()
	now := s.q.now
	switch s.at {
	case stageFaults:
		if s.landedAll >= s.cfg.Faults || now-beginUs > faultsUs {
			s.healAll()
			s.at, s.healedAt = stageHealed, now
		}
	case stageHealed:
		late := now-s.healedAt > againUs
		for _, id := range s.roomIDs {
			if s.acceptedAt[id] > s.healedAt {
				continue
			}
			if !late {
				return
			}
			s.wrong("liveness", "room %d takes no bets %d s after everything healed (O10)", id, againUs/1_000_000)
		}
		s.at, s.quiet, s.quietAt = stageQuiet, true, now
		for _, id := range s.roomIDs {
			s.paused[id] = true
		}
	case stageQuiet:
		if !s.calm() {
			if now-s.quietAt > overUs {
				s.wrong("terminal", "not every round is over %d s after everything healed (O3): %s", overUs/1_000_000, s.rest())
				s.done = true
			}
			return
		}
		s.at, s.askedAt = stageAsked, now
		s.auditor.NewPass()
		s.askAll()
	case stageAsked:
		left := 0 // not what is awaited: a copy that came first has the verdict on the stream
		for _, c := range s.clients {
			left += len(s.auditor.Acknowledged(int64(c.id)))
		}
		if left == 0 && s.rest() == "" {
			s.done = true
		} else if now-s.askedAt > answersUs {
			s.wrong("unanswered", "%d inquiries have no answer, or: %s", left, s.rest())
			s.done = true
		} else if s.auditor.Awaited() == 0 || (now-s.askedAt)%askAgainUs < steerUs {
			s.askAll() // a full queue answers by an error, a lost line by nothing
		}
	}
}

// operate makes the rooms as the operator wants them: paused or not.
func (s *sim) operate() {
	by := games.Actor{Role: games.Operator, Name: "pit"}
	for _, id := range s.roomIDs {
		if t := s.seatOf(id); t != nil && t.room.Status().Card.Paused != s.paused[id] {
			_ = t.room.Pause(by, s.paused[id], func(err error) {
				if err == nil {
					s.reached("operator answered")
				}
			}) // asked again until it is so
			t.ring()
		}
	}
}

// seatOf is the newest seat of a room; nil if nobody has it.
func (s *sim) seatOf(id games.RoomID) *seat {
	var best *seat
	for _, m := range s.machines {
		if m.up == nil || m.up.stopped {
			continue
		}
		if t := m.up.seats[id]; t != nil && (best == nil || t.room.Term() > best.room.Term()) {
			best = t
		}
	}
	return best
}

// calm says that every round is over, every player is at the table and nothing
// is in doubt.
func (s *sim) calm() bool { return s.rest() == "" && s.q.now-s.quietAt > 1_000_000 }

// rest says what is not over yet.
func (s *sim) rest() string {
	for _, id := range s.roomIDs {
		t := s.seatOf(id)
		switch {
		case t == nil:
			return "a room has no owner"
		case s.db.Live(id) != nil:
			return "a round is under way"
		case !t.room.Status().Card.Paused || t.room.Status().Flights > 0 || t.room.Status().Waiting > 0:
			return "a room is not paused, or has entries under way"
		}
	}
	for _, c := range s.clients {
		if c.conn == nil || !c.bot.Ready() || len(c.bot.Doubts()) > 0 {
			return "a player is offline or in doubt"
		}
	}
	if s.auditor.InDoubt() > 0 {
		return "acts are in doubt"
	}
	for _, open := range s.auditor.Unproved() {
		// Prisoners wait for a round that has not begun, and will not.
		if row := s.db.Round(games.RoundID(open.Round)); !open.Hazy && row != nil && row.Phase != games.None {
			return "a payout is on its way to a player"
		}
	}
	return ""
}

// askAll asks once more about every id of the last rounds that has a verdict.
func (s *sim) askAll() {
	const idsMax = 64
	for _, c := range s.clients {
		ids := s.auditor.Acknowledged(int64(c.id))
		slices.Sort(ids)
		for len(ids) > 0 {
			n := min(len(ids), idsMax)
			c.inquire(ids[:n])
			ids = ids[n:]
		}
	}
}
