package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"croupier/games"
	"croupier/loadtest/bot"
	"croupier/rooms"
)

// settler plays whole rounds in a room of its own, for a crowd that bets nowhere
// else: each round is settled by one entry that pays every bettor.
type settler struct {
	h     *house
	round games.RoundID // open
	c     client
}

func newSettler(h *house, round games.RoundID) *settler {
	return &settler{h: h, round: round, c: client{h: h, random: bot.Seeded(uint64(round))}}
}

// measureSettle plays rounds in which everybody has a bet, and times their
// settlements.
func (b *bench) measureSettle(ctx context.Context, round int) error {
	for _, h := range b.houses {
		if err := b.server.checkpoint(ctx); err != nil {
			return err
		}
		var took []time.Duration
		for range b.plan.settles {
			d, err := h.settler.play(ctx, true)
			if err != nil {
				return err
			}
			took = append(took, d)
		}
		what := fmt.Sprintf("settling a round of %d bettors by one entry%s", len(h.crowd), h.note)
		b.figures.add(h.prefix+"settle.ms", what+", median", "ms", ms(median(took)))
		b.figures.add(h.prefix+"settle.max_ms", what+", the longest", "ms", ms(slices.Max(took)))
		if each, ok := b.figures.last("naive.plain.per_s", round); ok && h.prefix == "" {
			b.figures.add("x.settle", "as many transactions one by one / settling by one entry", "x",
				float64(len(h.crowd))/each/median(took).Seconds())
		}
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// play plays the round that is open to its end and opens the next one. It
// returns how long the settlement took, from its submission to its verdict.
// Without stakes the house pays what was never staked, which costs the same.
func (s *settler) play(ctx context.Context, stakes bool) (time.Duration, error) {
	if stakes {
		if err := s.stakes(ctx); err != nil {
			return 0, fmt.Errorf("the stakes: %w", err)
		}
	}
	if err := s.h.do(ctx, s.h.step(s.round, games.Open, games.Closed)); err != nil {
		return 0, fmt.Errorf("the close: %w", err)
	}
	took, err := s.h.timed(ctx, s.settlement(stakes))
	if err != nil {
		return 0, fmt.Errorf("the settlement: %w", err)
	}
	s.round = s.round.Next()
	return took, s.h.do(ctx, s.h.opening(s.round))
}

// stakes lets the whole crowd bet at once.
func (s *settler) stakes(ctx context.Context) error {
	said := make(chan error, len(s.h.crowd))
	for i, p := range s.h.crowd {
		e := s.h.entry(&s.c, s.round, p, &s.h.tape.bets[i], s.h.tape.stake)
		e.Done = func(v rooms.Verdict) { said <- applied(v) }
		if err := s.h.journal.Submit(e); err != nil {
			return err
		}
	}
	var errs error
	for range s.h.crowd {
		select {
		case err := <-said:
			errs = errors.Join(errs, err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errs
}

// settlement is the recorded one, paid to the crowd.
func (s *settler) settlement(stakes bool) *rooms.Entry {
	from := s.h.tape.settle
	e := s.h.step(s.round, games.Closed, games.Settled)
	e.Record, e.Moves, e.Plays = from.Record, slices.Clone(from.Moves), slices.Clone(from.Plays)
	shift := s.h.crowd[0] - 1 // the recorded players are 1, 2, …
	for i := range e.Moves {
		e.Moves[i].Player += shift
	}
	for i := range e.Plays {
		e.Plays[i].Player += shift
		if !stakes {
			e.Plays[i].Staked = 0
		}
	}
	return e
}
