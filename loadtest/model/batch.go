package model

import (
	"errors"
	"fmt"
	"slices"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet"
	"croupier/wallet/money"
)

// batch is one transaction over the entries of some rooms: what was found under
// the locks, and what was decided.
type batch struct {
	items    []*item
	force    bool
	glance   Glance
	found    found
	verdicts []rooms.Verdict // of each item; Outcome 0: deferred
	deferred []*item
	w        writes
}

// found is a copy of what the locks protect.
type found struct {
	batch    int64
	at       games.Moment
	rooms    map[games.RoomID]*foundRoom
	rounds   map[games.RoundID]*foundRound
	accounts map[games.PlayerID]money.Amount
	versions map[games.PlayerID]int64
	held     map[games.PlayerID]bool // by somebody else
	bets     map[betRef]*Bet
}

type foundRoom struct {
	term, seq int64
	halted    error
}

type foundRound struct {
	phase            games.Phase
	staked, returned money.Amount
}

// writes is what a batch makes true.
type writes struct {
	batch int64
	at    games.Moment
	terms map[games.RoomID]int64
	steps []step
	bets  []*Bet
}

type step struct {
	e                *rooms.Entry
	seq              int64
	lines            []wallet.Transfer
	staked, returned money.Amount // of the round, after it
}

func newBatch(items []*item, force bool) *batch {
	b := &batch{items: items, force: force, verdicts: make([]rooms.Verdict, len(items))}
	for _, it := range items {
		b.glance.Rooms = append(b.glance.Rooms, int64(it.e.Room))
		b.glance.Bets = b.glance.Bets || it.e.Bet != nil
		b.glance.Ends = b.glance.Ends || it.e.Then.Ended()
	}
	b.glance.Entries = len(items)
	b.glance.Rooms = sorted(b.glance.Rooms)
	return b
}

func sorted(ids []int64) []int64 {
	slices.Sort(ids)
	return slices.Compact(ids)
}

func keysOf(table uint8, ids []int64) []lockKey {
	keys := make([]lockKey, len(ids))
	for i, id := range ids {
		keys[i] = lockKey{table, id}
	}
	return keys
}

// read locks the rooms, then the accounts, then reads: ids after the locks.
func (b *batch) read(s *Session, reply func(error)) {
	d := s.d
	t := s.begin()
	switch fate, _ := d.cfg.Trouble.Batch(s.node, false, b.glance); fate {
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
	case CutBefore, CutAfter:
		s.Reset()
		return
	}
	rows := keysOf(tableRooms, b.glance.Rooms)
	if d.cfg.PlainFence {
		rows = nil
	}
	t.lockAll(rows, false, func() {
		players := b.players()
		accounts := keysOf(tableAccounts, players)
		t.lockAll(accounts, !b.force, func() {
			b.look(t, players)
			reply(nil)
		})
	})
}

func (b *batch) players() []int64 {
	var ids []int64
	for _, it := range b.items {
		for _, m := range it.e.Moves {
			ids = append(ids, int64(m.Player))
		}
	}
	return sorted(ids)
}

func (b *batch) look(t *tx, players []int64) {
	d := t.d
	d.batches++
	f := &b.found
	*f = found{batch: d.batches, at: d.now(), rooms: map[games.RoomID]*foundRoom{}, rounds: map[games.RoundID]*foundRound{},
		accounts: map[games.PlayerID]money.Amount{}, versions: map[games.PlayerID]int64{}, held: map[games.PlayerID]bool{}, bets: map[betRef]*Bet{}}
	for _, id := range b.glance.Rooms {
		if r := d.rooms[games.RoomID(id)]; r != nil {
			f.rooms[r.ID] = &foundRoom{term: r.term, seq: r.seq}
		}
	}
	for _, id := range players {
		p := games.PlayerID(id)
		a := d.accounts[p]
		if l := d.locks[lockKey{tableAccounts, id}]; l != nil && l.owner != t {
			f.held[p] = a != nil
		} else if a != nil {
			f.accounts[p], f.versions[p] = a.Balance, a.Version
		}
	}
	for _, it := range b.items {
		ids := []games.RoundID{it.e.Round}
		if it.e.Seal != nil {
			ids = append(ids, it.e.Seal.Round)
		}
		for _, id := range ids {
			if r := d.Round(id); id != 0 && r != nil {
				f.rounds[id] = &foundRound{r.Phase, r.Staked, r.Returned}
			}
		}
		if k := it.e.Bet; k != nil {
			if bet := d.bets[betRef{k.ID, k.Player}]; bet != nil {
				f.bets[betRef{k.ID, k.Player}] = bet
			}
		}
	}
}

// Faults of an entry: its room stops.
var (
	errNoRoom   = errors.New("model: no such room")
	errBadStep  = errors.New("model: not a step")
	errPhase    = errors.New("model: another phase")
	errHalted   = errors.New("model: a step before could not be stored")
	errTermOver = errors.New("model: the term is over")
)

// decide goes through the entries in order: each sees what those before it did.
func (b *batch) decide(j *Journal) {
	b.w = writes{batch: b.found.batch, at: b.found.at, terms: map[games.RoomID]int64{}}
	behind := map[games.RoomID]bool{} // something of the room was deferred
	for i, it := range b.items {
		if behind[it.e.Room] || b.waits(it.e) {
			behind[it.e.Room] = true
			b.deferred = append(b.deferred, it)
			continue
		}
		b.verdicts[i] = b.entry(j, it.e)
	}
	for i, it := range b.items {
		if v := &b.verdicts[i]; v.Outcome == rooms.Applied && it.e.Kind == rooms.EntryStep {
			v.Balances = b.balances(it.e)
		}
	}
}

func (b *batch) waits(e *rooms.Entry) bool {
	return slices.ContainsFunc(e.Moves, func(m games.Move) bool { return b.found.held[m.Player] })
}

func (b *batch) entry(j *Journal, e *rooms.Entry) rooms.Verdict {
	r := b.found.rooms[e.Room]
	switch {
	case r == nil:
		return rooms.Verdict{Outcome: rooms.Failed, Err: errNoRoom}
	case r.term != e.Term:
		return rooms.Verdict{Outcome: rooms.Stale, Err: fmt.Errorf("%w: %d is in term %d, not %d", errTermOver, e.Room, r.term, e.Term)}
	case r.halted != nil:
		return rooms.Verdict{Outcome: rooms.Failed, Err: r.halted}
	case e.Term <= j.failed[e.Room]:
		return rooms.Verdict{Outcome: rooms.Failed, Err: errHalted}
	}
	if e.Bet != nil {
		if was := b.found.bets[betRef{e.Bet.ID, e.Bet.Player}]; was != nil {
			if e.Kind != rooms.EntryInquiry && !was.Withdrawn && was.Key.Hash != e.Bet.Hash {
				return rooms.Verdict{Outcome: rooms.Conflict}
			}
			return rooms.Verdict{Outcome: rooms.Repeated, Answer: was.Answer, Room: was.Room, Round: was.Round}
		}
	}
	switch {
	case e.Kind == rooms.EntryStep:
		v, err := b.step(r, e)
		if err != nil {
			r.halted = fmt.Errorf("%w: %w", errHalted, err)
			return rooms.Verdict{Outcome: rooms.Failed, Err: err}
		}
		return v
	case e.Bet == nil:
		r.halted = errHalted
		return rooms.Verdict{Outcome: rooms.Failed, Err: errBadStep}
	case e.Kind == rooms.EntryInquiry:
		a := rooms.Answer{Ask: e.Answer.Ask, Code: rooms.CodeWithdrawn}
		b.store(e, a, true, 0)
		return rooms.Verdict{Outcome: rooms.Applied, Answer: a}
	}
	a := e.Answer
	a.Accepted = false
	b.store(e, a, false, 0)
	return rooms.Verdict{Outcome: rooms.Applied, Answer: a}
}

func (b *batch) store(e *rooms.Entry, a rooms.Answer, withdrawn bool, stake money.Amount) {
	if e.Bet == nil {
		return
	}
	bet := &Bet{Key: *e.Bet, Withdrawn: withdrawn, Room: e.Room, Round: e.Round, Answer: a, Batch: b.found.batch, Stake: stake}
	b.found.bets[betRef{e.Bet.ID, e.Bet.Player}] = bet
	b.w.bets = append(b.w.bets, bet)
	b.w.terms[e.Room] = e.Term
}

// step accepts a step, or refuses it for want of money.
func (b *batch) step(r *foundRoom, e *rooms.Entry) (rooms.Verdict, error) {
	round, err := b.mayFollow(e)
	if err != nil {
		return rooms.Verdict{}, err
	}
	before := map[games.PlayerID]money.Amount{}
	s, own, poor, err := b.pay(e, round, before)
	if poor != nil || err != nil {
		for p, was := range before {
			b.found.accounts[p] = was
		}
	}
	switch {
	case err != nil:
		return rooms.Verdict{}, err
	case poor != nil:
		a := rooms.Answer{Ask: e.Answer.Ask, Code: rooms.CodeNoFunds, Value: *poor}
		b.store(e, a, false, 0)
		return rooms.Verdict{Outcome: rooms.Refused, Answer: a}, nil
	}
	if round != nil {
		if e.Then.Ended() {
			s.lines = closing(s.lines, e.Round, s.staked-s.returned)
		}
		round.phase, round.staked, round.returned = e.Then, s.staked, s.returned
	}
	if e.Seal != nil {
		b.found.rounds[e.Seal.Round] = &foundRound{}
	}
	r.seq++
	s.seq = r.seq
	b.w.steps = append(b.w.steps, s)
	b.w.terms[e.Room] = e.Term
	b.store(e, e.Answer, false, own)
	return rooms.Verdict{Outcome: rooms.Applied, Answer: e.Answer, Seq: s.seq}, nil
}

// pay makes the lines of a step's moves, in order, and moves the found balances;
// before keeps what they were. own is what the step's own id stakes, poor the
// balance of whoever cannot pay.
func (b *batch) pay(e *rooms.Entry, round *foundRound, before map[games.PlayerID]money.Amount) (s step, own money.Amount, poor *money.Amount, err error) {
	s.e = e
	if round != nil {
		s.staked, s.returned = round.staked, round.returned
	}
	for _, m := range e.Moves {
		had, ok := b.found.accounts[m.Player]
		if _, seen := before[m.Player]; !seen && ok {
			before[m.Player] = had
		}
		line := wallet.Transfer{Debit: wallet.EscrowOf(e.Round, money.FUN), Credit: wallet.CashOf(m.Player, money.FUN),
			Amount: m.Amount, Round: e.Round, Ref: m.Bet, Kind: wallet.Pay}
		switch {
		case round == nil || m.Amount <= 0 || !ok && m.Kind != games.Stake:
			return s, 0, nil, errBadStep
		case m.Kind == games.Stake && (!ok || had < m.Amount):
			return s, 0, &had, nil
		case m.Kind == games.Stake:
			line.Debit, line.Credit, line.Kind = line.Credit, line.Debit, wallet.Stake
			if e.Bet != nil && e.Bet.Player == m.Player {
				line.Ref = e.Bet.ID
				own += m.Amount
			}
			s.staked += m.Amount
			b.found.accounts[m.Player] = had - m.Amount
		default:
			if m.Kind == games.Refund {
				line.Kind = wallet.Refund
			}
			s.returned += m.Amount
			b.found.accounts[m.Player] = had + m.Amount
		}
		s.lines = append(s.lines, line)
	}
	return s, own, nil, nil
}

// closing is the line that empties a round's escrow.
func closing(lines []wallet.Transfer, round games.RoundID, kept money.Amount) []wallet.Transfer {
	l := wallet.Transfer{Debit: wallet.EscrowOf(round, money.FUN), Credit: wallet.HouseOf(round.Room(), money.FUN), Amount: kept, Kind: wallet.Close, Round: round}
	switch {
	case kept == 0:
		return lines
	case kept < 0:
		l.Debit, l.Credit, l.Amount = l.Credit, l.Debit, -kept
	}
	return append(lines, l)
}

// mayFollow says whether the step can follow what was found; the round is nil
// where it touches none that has begun.
func (b *batch) mayFollow(e *rooms.Entry) (*foundRound, error) {
	if s := e.Seal; s != nil && (s.Round.Room() != e.Room || b.found.rounds[s.Round] != nil) {
		return nil, errBadStep
	}
	if e.Round != 0 && e.Round.Room() != e.Room {
		return nil, errBadStep
	}
	round := b.found.rounds[e.Round]
	quiet := len(e.Moves) == 0 && len(e.Plays) == 0 && e.Open == nil
	switch {
	case e.Phase == games.None && e.Then == games.None:
		if !quiet || round != nil && round.phase != games.None {
			return nil, errPhase
		}
		return nil, nil
	case round == nil:
		return nil, errBadStep
	case round.phase != e.Phase:
		return nil, errPhase
	case e.Then < e.Phase, e.Then > games.Void, e.Phase.Ended() && (e.Then != e.Phase || !quiet),
		(e.Phase == games.None) != (e.Open != nil), len(e.Plays) > 0 && !e.Then.Ended():
		return nil, errBadStep
	case e.Phase.Ended():
		return nil, nil
	}
	return round, nil
}

// balances are those of the step's players, as the whole batch leaves them.
func (b *batch) balances(e *rooms.Entry) []rooms.Balance {
	var out []rooms.Balance
	for i, m := range e.Moves {
		if slices.ContainsFunc(e.Moves[:i], func(x games.Move) bool { return x.Player == m.Player }) {
			continue
		}
		out = append(out, rooms.Balance{Player: m.Player, Currency: money.FUN,
			Amount: b.found.accounts[m.Player], Version: b.found.versions[m.Player] + 1})
	}
	return out
}
