package model

import (
	"errors"
	"fmt"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet"
	"croupier/wallet/money"
)

// errConstraint is a write that the schema refuses: the journal should have
// known better.
var errConstraint = errors.New("model: the schema refuses")

// commit is the second half of a batch: it is checked and true when the disk has
// it, all at once, and the locks go.
func (b *batch) commit(s *Session, reply func(error)) {
	d, t := s.d, s.tx
	if t == nil || t.over {
		reply(errRefused)
		return
	}
	fate, syncUs := d.cfg.Trouble.Batch(s.node, true, b.glance)
	switch fate {
	case Deadlock:
		d.Counted.Deadlocks++
		t.end()
		reply(errAgain)
		return
	case Refuse:
		d.Counted.Refused++
		t.end()
		reply(errRefused)
		return
	case CutBefore:
		s.Reset()
		return
	}
	t.syncing = &b.w
	d.time.After(syncUs, func() {
		if t.over {
			return // the database crashed meanwhile
		}
		err := d.apply(t, &b.w)
		t.syncing = nil
		t.end()
		if fate == CutAfter {
			s.Reset()
			return
		}
		reply(err)
	})
}

// apply makes a batch true, or refuses it whole.
func (d *Database) apply(t *tx, w *writes) error {
	if err := d.allowed(t, w); err != nil {
		return err
	}
	d.Counted.Commits++
	var lines []wallet.Transfer
	for i := range w.steps {
		s := &w.steps[i]
		d.write(w, s)
		lines = append(lines, s.lines...)
	}
	d.post(lines)
	for _, bet := range w.bets {
		ref := betRef{bet.Key.ID, bet.Key.Player}
		if d.bets[ref] != nil {
			d.breaks("two verdicts for %v of player %d", bet.Key.ID, bet.Key.Player)
		}
		if bet.Withdrawn {
			bet.Key.Hash = [32]byte{}
		}
		d.bets[ref] = bet
		switch {
		case bet.Withdrawn:
			d.Counted.Withdrawn++
		case bet.Answer.Accepted:
			d.Counted.Accepted++
		default:
			d.Counted.Denied++
		}
	}
	return nil
}

// allowed is what the schema itself would refuse.
func (d *Database) allowed(t *tx, w *writes) error {
	for room, term := range w.terms {
		r := d.rooms[room]
		if !d.cfg.PlainFence && (r == nil || r.term != term) {
			return fmt.Errorf("%w: a room is in its term", errConstraint)
		}
	}
	for _, bet := range w.bets {
		if d.bets[betRef{bet.Key.ID, bet.Key.Player}] != nil {
			return errAgain // the probe now sees it
		}
	}
	phases := map[games.RoundID]games.Phase{}
	for i := range w.steps {
		e := w.steps[i].e
		if e.Seal != nil && d.Round(e.Seal.Round) != nil {
			return fmt.Errorf("%w: a round is sealed once", errConstraint)
		}
		for _, m := range e.Moves {
			if l := d.locks[lockKey{tableAccounts, int64(m.Player)}]; l == nil || l.owner != t {
				d.breaks("an account of player %d was moved without its lock", m.Player)
			}
		}
		if e.Phase == games.None && e.Then == games.None || e.Phase.Ended() {
			continue
		}
		phase, seen := phases[e.Round]
		if row := d.Round(e.Round); !seen && row != nil {
			phase = row.Phase
		} else if !seen {
			return fmt.Errorf("%w: no such round", errConstraint)
		}
		if phase != e.Phase {
			return fmt.Errorf("%w: a round is in the phase that was found", errConstraint)
		}
		phases[e.Round] = e.Then
	}
	return nil
}

// write makes one step true.
func (d *Database) write(w *writes, s *step) {
	e := s.e
	r := d.rooms[e.Room]
	r.seq++
	row := LogRow{Seq: r.seq, Term: e.Term, Batch: w.batch, Round: e.Round, At: max(w.at, r.lastAt),
		Phase: e.Phase, Then: e.Then, Body: e.Record}
	if e.Term < r.wrote || e.Term != r.term {
		d.breaks("room %d: a row under term %d, in term %d, after one of term %d", e.Room, e.Term, r.term, r.wrote)
	}
	if r.seq != s.seq {
		d.breaks("room %d: place %d was promised, %d given", e.Room, s.seq, r.seq)
	}
	r.wrote, r.lastAt = max(r.wrote, e.Term), row.At
	r.log = append(r.log, row)
	if e.Paused != nil {
		r.paused = *e.Paused
	}
	if e.Seal != nil {
		if n := int64(len(r.rounds)) + 1; e.Seal.Round.Number() != n {
			d.breaks("room %d: round %d is sealed where %d is due", e.Room, e.Seal.Round.Number(), n)
			return
		}
		r.rounds = append(r.rounds, &Round{ID: e.Seal.Round, Sealing: *e.Seal})
	}
	if row := d.Round(e.Round); row != nil && !(e.Phase == games.None && e.Then == games.None) && !e.Phase.Ended() {
		d.advance(r, row, s)
	}
	if d.cfg.Written != nil {
		d.cfg.Written(e.Room, &r.log[len(r.log)-1])
	}
}

func (d *Database) advance(r *roomRow, row *Round, s *step) {
	e := s.e
	if e.Open != nil {
		row.Opening, row.Opened = *e.Open, r.seq
	}
	for _, l := range s.lines {
		switch l.Kind {
		case wallet.Stake:
			row.Staked += l.Amount
		case wallet.Pay, wallet.Refund:
			row.Returned += l.Amount
		}
	}
	if row.Staked != s.staked || row.Returned != s.returned {
		d.breaks("round %d: staked %d and returned %d, was to be %d and %d", row.ID, row.Staked, row.Returned, s.staked, s.returned)
	}
	row.Phase, row.Plays = e.Then, append(row.Plays, e.Plays...)
	if e.Then.Ended() {
		row.Ended = r.seq
	}
}

// Load is what a room needs to go on, as it is committed now.
func (d *Database) Load(id games.RoomID) *rooms.Loaded {
	r := d.rooms[id]
	if r == nil {
		return nil
	}
	l := &rooms.Loaded{Room: id, Name: r.Name, Game: r.Game, Rules: r.Rules, Options: r.Options, Currency: money.FUN,
		Term: r.term, Seq: r.seq, Paused: r.paused, LastAt: r.lastAt}
	for i := len(r.rounds) - 1; i >= 0; i-- {
		switch row := r.rounds[i]; {
		case row.Phase == games.None:
			l.Sealed = append([]rooms.Sealing{row.Sealing}, l.Sealed...)
		case row.Phase.Ended():
			if l.Ended == nil {
				l.Ended = d.LoadRound(row.ID)
			}
			return l
		case l.Live == nil:
			l.Live = d.LoadRound(row.ID)
		}
	}
	return l
}

// LoadRound is one round with its log.
func (d *Database) LoadRound(id games.RoundID) *rooms.LoadedRound {
	row := d.Round(id)
	if row == nil {
		return nil
	}
	l := &rooms.LoadedRound{Round: id, Phase: row.Phase, Opening: row.Opening, Sealed: row.Sealing.Sealed}
	if row.Opened == 0 {
		return l
	}
	if of := d.Round(row.Opening.Kept); row.Opening.Kept != 0 && of != nil {
		l.Kept = &rooms.Sealing{Round: of.ID, Rules: of.Sealing.Rules, Sealed: of.Sealing.Sealed}
	}
	log := d.rooms[id.Room()].log
	until := row.Ended
	if until == 0 {
		until = int64(len(log))
	}
	for _, line := range log[row.Opened-1 : until] { // rows are numbered from 1 without a gap
		if line.Round == id {
			l.Records = append(l.Records, rooms.Record{Seq: line.Seq, At: line.At, Body: line.Body})
		}
	}
	return l
}
