package swarm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"croupier/loadtest/auditor"
)

// Bounds of the questions at the end.
const (
	askersMax    = 16                     // requests at once
	pollEvery    = 200 * time.Millisecond // while something is on its way
	agreeWithin  = 20 * time.Second       // a settlement may be on its way to the bot
	inquireAtMax = 64                     // ids in one message
	hazyTurns    = 8                      // records are asked for at each so many-th poll
	askTurns     = 15                     // an inquiry that nothing answered is sent again at each so many-th
)

// ErrNotCalm says that answers were still missing when the time was over.
var ErrNotCalm = errors.New("swarm: answers are still missing")

// poll asks again until it is so, or the time is over.
func poll(ctx context.Context, within time.Duration, so func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for !so() {
		select {
		case <-ctx.Done():
			return so()
		case <-tick.C:
		}
	}
	return true
}

// Seated waits until every bot is in its room.
func (s *Swarm) Seated(ctx context.Context, within time.Duration) error {
	if poll(ctx, within, func() bool { return s.Connected() == len(s.clients) }) {
		return nil
	}
	return fmt.Errorf("%w: %d of %d bots are in their rooms", ErrNotCalm, s.Connected(), len(s.clients))
}

// Calm waits until every bot is in its room and nothing sent is in doubt. At
// the end of its time it inquires about what no connection loss explains.
func (s *Swarm) Calm(ctx context.Context, within time.Duration) error {
	doubts := 0
	calm := func() bool {
		s.audit(func(a *auditor.Auditor) { doubts = a.InDoubt() })
		return doubts == 0 && s.Connected() == len(s.clients)
	}
	if poll(ctx, within, calm) {
		return nil
	}
	for _, c := range s.clients {
		c.mu.Lock()
		var ids []string
		for _, d := range c.bot.Doubts() { // at most as many as one inquiry may name
			ids = append(ids, d.Act.ID)
		}
		if len(ids) > 0 && c.conn != nil {
			c.inquire(ids)
		}
		c.mu.Unlock()
	}
	if poll(ctx, agreeWithin, calm) {
		return nil
	}
	return fmt.Errorf("%w: %d of %d bots are in their rooms, %d acts are in doubt", ErrNotCalm, s.Connected(), len(s.clients), doubts)
}

// AskAgain inquires about every id of the last rounds that has a verdict, until
// each was compared; the auditor compares (O2, B41).
func (s *Swarm) AskAgain(ctx context.Context, within time.Duration) (asked int, err error) {
	s.audit(func(a *auditor.Auditor) { a.NewPass() })
	asked = s.askAll()
	left := 0
	turn := 0
	if poll(ctx, within, func() bool {
		awaited := 0
		left = 0
		s.audit(func(a *auditor.Auditor) {
			awaited = a.Awaited()
			for _, c := range s.clients {
				left += len(a.Acknowledged(c.who.ID))
			}
		})
		// A full queue of the server's answers by an error: ask once more.
		if turn++; left > 0 && (awaited == 0 || turn%askTurns == 0) {
			s.askAll()
		}
		return left == 0
	}) {
		return asked, nil
	}
	return asked, fmt.Errorf("%w: %d of %d inquiries", ErrNotCalm, left, asked)
}

// askAll asks about what was not compared yet.
func (s *Swarm) askAll() (asked int) {
	for _, c := range s.clients {
		c.mu.Lock()
		var ids []string
		s.audit(func(a *auditor.Auditor) { ids = a.Acknowledged(c.who.ID) })
		asked += len(ids)
		for len(ids) > 0 && c.conn != nil {
			n := min(len(ids), inquireAtMax)
			c.inquire(ids[:n])
			ids = ids[n:]
		}
		c.mu.Unlock()
	}
	return asked
}

// Settled waits until every round that holds the bots' money has ended for
// them, by their streams or by its record.
func (s *Swarm) Settled(ctx context.Context, within time.Duration) error {
	var open []auditor.Open
	var failed error
	turn := 0
	if poll(ctx, within, func() bool {
		if turn++; turn%hazyTurns == 1 {
			failed = s.readHazy(ctx)
		}
		s.audit(func(a *auditor.Auditor) { open = a.Unproved() })
		return len(open) == 0
	}) {
		return nil
	}
	return errors.Join(fmt.Errorf("%w: %d books of rounds have no end", ErrNotCalm, len(open)), failed)
}

// Check compares what was seen with the server's own word: the record of every
// round that ended, and the balance of every bot. Nothing may be in doubt.
func (s *Swarm) Check(ctx context.Context) error {
	if err := s.readHazy(ctx); err != nil {
		return err
	}
	if err := s.readRounds(ctx); err != nil {
		return err
	}
	return s.each(ctx, func(ctx context.Context, c *client) error { return s.compare(ctx, c) })
}

// readHazy reads the records that a lost connection made necessary.
func (s *Swarm) readHazy(ctx context.Context) error {
	var open []auditor.Open
	s.audit(func(a *auditor.Auditor) { open = a.Unproved() })
	tokens := map[int64]string{}
	for _, c := range s.clients {
		tokens[c.who.ID] = c.who.Token
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(askersMax)
	for _, o := range open {
		if !o.Hazy {
			continue
		}
		group.Go(func() error {
			record, err := s.api.record(ctx, o.Round, o.Player, tokens[o.Player])
			if err != nil {
				return fmt.Errorf("reading round %d for player %d: %w", o.Round, o.Player, err)
			}
			record.Over = o.Over
			s.audit(func(a *auditor.Auditor) { a.Record(record) })
			return nil
		})
	}
	return group.Wait()
}

// readRounds reads the public record of every round that was seen and has
// ended, once.
func (s *Swarm) readRounds(ctx context.Context) error {
	var rounds []auditor.Seen
	s.audit(func(a *auditor.Auditor) {
		for _, seen := range a.Rounds() {
			if !s.recorded[seen.Round] {
				rounds = append(rounds, seen)
			}
		}
	})
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(askersMax)
	for _, seen := range rounds {
		group.Go(func() error {
			record, err := s.api.record(ctx, seen.Round, 0, "")
			if err != nil {
				return fmt.Errorf("reading round %d: %w", seen.Round, err)
			}
			record.Over = seen.Over
			s.audit(func(a *auditor.Auditor) {
				a.Record(record)
				s.recorded[seen.Round] = record.Ended()
			})
			return nil
		})
	}
	return group.Wait()
}

// compare reads a bot's balance until it is the recounted one, or the time is
// over: a settlement may be on its way.
func (s *Swarm) compare(ctx context.Context, c *client) error {
	var balance, version int64
	var err error
	agrees := false
	turn := 0
	poll(ctx, agreeWithin, func() bool {
		// A connection that was lost meanwhile leaves its payout to the record.
		if turn++; turn%hazyTurns == 0 {
			if err = s.readHazy(ctx); err != nil {
				return true
			}
		}
		if balance, version, err = s.api.me(ctx, c.who.Token, c.room.currency); err != nil {
			return true
		}
		s.audit(func(a *auditor.Auditor) {
			if agrees = a.Agrees(c.who.ID, balance, version); agrees {
				a.Me(c.who.ID, balance, version)
			}
		})
		return agrees
	})
	if err != nil {
		return fmt.Errorf("reading the balance of player %d: %w", c.who.ID, err)
	}
	if !agrees {
		s.audit(func(a *auditor.Auditor) { a.Me(c.who.ID, balance, version) })
	}
	return nil
}

func (s *Swarm) each(ctx context.Context, do func(context.Context, *client) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(askersMax)
	for _, c := range s.clients {
		group.Go(func() error { return do(ctx, c) })
	}
	return group.Wait()
}

// Finish is the end of the audit: everything that was sent must be answered.
func (s *Swarm) Finish() {
	s.audit(func(a *auditor.Auditor) { a.Finish() })
}
