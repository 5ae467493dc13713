package rooms

import (
	"fmt"
	"slices"

	"croupier/games"
)

// newCore makes the state of a room from what the database knows of it: the
// round that is shown is the fold of its log over its carry.
func newCore(l *Loaded, registry *Registry, bodies Bodies) (*core, error) {
	c := &core{
		room: l.Room, name: l.Name, game: l.Game, currency: l.Currency, term: l.Term,
		options: slices.Clone(l.Options), version: l.Rules, registry: registry, bodies: bodies,
		now: l.LastAt, gapFrom: l.LastAt, seq: l.Seq, paused: l.Paused,
		sealed: map[games.RoundID]Sealing{}, places: placesOf(l.Term),
		byBet: map[betKey]*command{}, waitingOf: map[games.PlayerID]int{},
		answers: newAnswers(), crowd: newCrowd(),
		own:    newOwnStreams(),
		public: publicStream{ring: frameRing{countMax: publicRingCountMax, bytesMax: publicRingBytesMax}},
	}
	for _, s := range l.Sealed {
		c.sealed[s.Round] = s
	}
	c.take(l)
	if err := c.fold(l); err != nil {
		return nil, fmt.Errorf("%w: room %d: %w", ErrFault, l.Room, err)
	}
	board, err := c.board()
	if err != nil {
		return nil, err
	}
	c.public.board, c.cardDirty = board, true
	return c, nil
}

func (c *core) fold(l *Loaded) error {
	last := l.Live
	if last == nil {
		last = l.Ended
	}
	if last != nil {
		if last.Kept != nil {
			c.kept = &kept{Sealing: *last.Kept}
		}
		rules, err := c.registry.find(c.game, last.Opening.Rules)
		if err != nil {
			return err
		}
		if c.shown, err = foldRound(rules, c.bodies, last, nil); err != nil {
			return err
		}
		if c.shown.keeps != 0 && c.kept == nil {
			return fmt.Errorf("%w: round %d without the source of %d", ErrBadRecord, c.shown.id, c.shown.keeps)
		}
		c.now = max(c.now, c.shown.lastAt)
	}
	if l.Live != nil {
		c.resume = true
		return nil
	}
	if c.shown != nil && c.shown.untold() {
		_, told, err := RevealedOf(last, c.shown.keeps)
		if err != nil {
			return err
		}
		if !told {
			c.untold = c.shown.keeps
		}
	}
	return c.makeNext()
}

// foldRound applies a round's log to the table that it began with. check, if
// any, sees each step before it is applied.
func foldRound(rules ruleSet, bodies Bodies, l *LoadedRound, check func(*round, games.Step) error) (*round, error) {
	opening, err := openCarry(bodies, l.Round, l.Opening)
	if err != nil {
		return nil, err
	}
	r, err := newRound(l.Round, rules, opening)
	if err != nil {
		return nil, err
	}
	if r.keeps != l.Opening.Kept {
		return nil, fmt.Errorf("%w: round %d keeps the source of %d, stored is %d", ErrBadRecord, r.id, r.keeps, l.Opening.Kept)
	}
	r.sealed = l.Sealed
	records, err := roundRecords(l)
	if err != nil {
		return nil, err
	}
	for _, rec := range records {
		if !rec.ofGame() {
			continue
		}
		step, err := rec.step(rules.codec, bodies)
		if err != nil {
			return nil, err
		}
		if step.Phase != r.table.Phase() {
			return nil, fmt.Errorf("%w: round %d: a step of phase %v in %v", ErrBadRecord, r.id, step.Phase, r.table.Phase())
		}
		if check != nil {
			if err := check(r, step); err != nil {
				return nil, err
			}
		}
		r.table.Apply(step)
		if step.Drawn {
			r.drawn++
		}
		if err := r.plays.add(step); err != nil {
			return nil, err
		}
		r.lastAt = max(r.lastAt, step.Cmd.At)
	}
	if got := r.table.Phase(); got != l.Phase {
		return nil, fmt.Errorf("%w: round %d: folds to %v, stored as %v", ErrBadRecord, r.id, got, l.Phase)
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("%w: round %d has no log", ErrBadRecord, r.id)
	}
	return r, nil
}
