package swarm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"croupier/loadtest/auditor"
	"croupier/loadtest/bot"
	"croupier/server/wire"
)

// spinner is one bot at a machine, with its connection.
type spinner struct {
	p       *Parlour
	who     player
	machine *machineSheet
	random  *bot.Rand
	room    int64

	mu     sync.Mutex
	bot    *bot.Spinner
	conn   *connection
	sentAt time.Time
	pingAt time.Time
	rotor  string // the last act: a rotation
	done   bool   // it was answered
	bad    error
}

// play is a spinner's whole life.
func (s *spinner) play(ctx context.Context, places chan struct{}, until time.Time) error {
	places <- struct{}{}
	err := s.sit(ctx)
	<-places
	if err != nil {
		return fmt.Errorf("sitting down: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.conn.read(s.frame) }()
	err = s.turns(ctx, ended, until)
	s.conn.end()
	<-ended
	if err != nil {
		return err
	}
	balance, version, err := s.p.api.me(ctx, s.who.Token, s.machine.Card.Currency)
	if err != nil {
		return fmt.Errorf("reading the balance: %w", err)
	}
	s.p.audit(func(a *auditor.Sessions) { a.Me(s.who.ID, balance, version) })
	return nil
}

// sit asks for the room, and opens the connection.
func (s *spinner) sit(ctx context.Context) error {
	var seat struct {
		Room int64 `json:"room"`
	}
	seed := map[string]string{"clientSeed": fmt.Sprintf("spinner %d", s.who.ID)}
	if err := s.p.api.call(ctx, http.MethodPost, "/api/machines/"+s.machine.Card.Game+"/sit", s.who.Token, seed, &seat); err != nil {
		return err
	}
	s.room, s.bot = seat.Room, bot.NewSpinner(seat.Room, s.machine.Options.Coins, s.random)
	var err error
	s.p.audit(func(a *auditor.Sessions) {
		err = a.Seat(s.who.ID, seat.Room, s.machine.Card.Game, s.who.Balance, s.who.Version)
	})
	if err != nil {
		return err
	}
	base := s.p.api.locate(0)
	ticket, err := s.p.api.ticket(ctx, base, s.who.Token)
	if err != nil {
		return err
	}
	if s.conn, err = dial(ctx, base, s.p.api.client, s.p.config.Version); err != nil {
		return err
	}
	s.send(wire.Hello{T: wire.THello, VMin: wire.VersionMin, VMax: wire.VersionMax, Client: s.p.config.Version, Ticket: ticket})
	return nil
}

func (s *spinner) send(message any) {
	text, err := json.Marshal(message)
	if err == nil && !s.conn.queue(text) {
		err = errors.New("its queue is full")
	}
	if err != nil && s.bad == nil {
		s.bad = err
	}
}

// turns acts until the time is over, ends what is under way, rotates, and waits
// for the answer.
func (s *spinner) turns(ctx context.Context, ended chan error, until time.Time) error {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-ended:
			ended <- err
			return fmt.Errorf("the connection ended: %w", err)
		case now := <-tick.C:
			if over, err := s.turn(now, now.After(until)); over || err != nil {
				return err
			}
			if now.After(until.Add(windWithin)) {
				return errors.New("its round does not end")
			}
		}
	}
}

func (s *spinner) turn(now time.Time, wind bool) (over bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.pingAt) > pingEveryMax {
		s.pingAt = now
		s.send(wire.Ping{T: wire.TPing, N: now.UnixMilli()})
	}
	switch {
	case s.bad != nil || s.done:
		return s.done, s.bad
	case s.bot.Doubt() != "":
		if now.Sub(s.sentAt) > answerMax {
			return false, fmt.Errorf("no answer to %s", s.bot.Doubt())
		}
		return false, nil
	case wind && s.bot.Between():
		act := s.bot.Rotate(s.p.clock.ms(now))
		s.rotor = act.ID
		s.act(act, now)
		return false, nil
	}
	if act, ok := s.bot.Act(s.p.clock.ms(now), wind); ok {
		s.act(act, now)
	}
	return false, nil
}

func (s *spinner) act(act wire.Act, now time.Time) {
	s.p.audit(func(a *auditor.Sessions) { a.Sent(s.who.ID, act) })
	s.sentAt = now
	s.send(act)
}

// frame takes a frame in the reader's goroutine.
func (s *spinner) frame(raw []byte, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var head struct {
		T string `json:"t"`
	}
	err := json.Unmarshal(raw, &head)
	if err == nil {
		err = s.take(head.T, raw, at)
	}
	if err != nil && s.bad == nil {
		s.bad = err
	}
}

func (s *spinner) take(kind string, raw []byte, at time.Time) error {
	switch kind {
	case wire.TWelcome:
		s.send(wire.Join{T: wire.TJoin, Cid: 1, Room: s.room})
	case wire.TPong:
		return decode(raw, func(p *wire.Pong) { s.p.clock.measured(time.UnixMilli(p.N), at, p.NowMs) })
	case wire.TSnapshot:
		return decode(raw, func(m *wire.Snapshot) {
			s.bot.Snapshot(m)
			if m.Pair != nil {
				s.p.audit(func(a *auditor.Sessions) { a.Pair(s.who.ID, *m.Pair) })
			}
		})
	case wire.TOwnSnapshot:
		return decode(raw, s.bot.OwnSnapshot)
	case wire.TJoined:
		s.bot.Joined()
	case wire.TTable:
		return decode(raw, func(m *wire.Table) { s.gap(s.bot.Table(m)); s.events(m.Events, at) })
	case wire.TOwn:
		return decode(raw, func(m *wire.Own) { s.gap(s.bot.Own(m)); s.events(m.Events, at) })
	case wire.TWallet:
		return decode(raw, func(w *wire.Wallet) { s.p.audit(func(a *auditor.Sessions) { a.Wallet(s.who.ID, w) }) })
	case wire.TError:
		var refused error
		err := decode(raw, func(e *wire.Error) {
			s.bot.Unused(e.ID)
			s.p.audit(func(a *auditor.Sessions) { a.Unused(s.who.ID, e.ID) })
			if !e.Retry {
				refused = fmt.Errorf("the server answered %s", e.Code)
			}
		})
		return errors.Join(err, refused)
	}
	return nil // the protocol may grow on this side
}

func (s *spinner) gap(g *bot.Gap) {
	if g != nil {
		s.p.audit(func(a *auditor.Sessions) { a.Gap(s.who.ID, fmt.Sprintf("%+v", *g)) })
	}
}

func (s *spinner) events(events []wire.Event, at time.Time) {
	for i := range events {
		e := &events[i]
		s.p.audit(func(a *auditor.Sessions) { a.Event(s.who.ID, e) })
		if e.Type != wire.EventVerdict {
			continue
		}
		var v wire.Verdict
		if json.Unmarshal(e.Body, &v) == nil {
			s.p.ack.add(at.Sub(s.sentAt))
			s.done = s.done || v.ID == s.rotor && v.Verdict == wire.VerdictAccepted
		}
	}
}
