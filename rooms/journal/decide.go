package journal

import (
	"bytes"
	"errors"
	"fmt"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet"
	"croupier/wallet/money"
)

// decided is what a batch writes.
type decided struct {
	seals  []*rooms.Sealing
	told   []toldPair
	begun  []begunPair
	opens  []opening
	bets   []bet
	lines  []wallet.Transfer
	plays  []played
	logged []*roomState // rooms with steps, in the order of their first
}

type opening struct {
	round games.RoundID
	room  *roomState
	seq   int64
	*rooms.Opening
}

type bet struct {
	betRef
	stored
	stake   money.Amount
	verdict int16
}

type played struct {
	rooms.Play
	round games.RoundID
	room  *roomState
}

// The verdicts as bets have them.
const (
	accepted  int16 = 1
	denied    int16 = 2
	withdrawn int16 = 3
)

// Faults of an entry: its room stops.
var (
	errNoRoom   = errors.New("journal: no such room")
	errPhase    = errors.New("journal: the round is not in the phase that the step must find")
	errBadStep  = errors.New("journal: not a step")
	errStopped  = errors.New("journal: a step before could not be stored")
	errTermOver = errors.New("journal: the term is over")
	// errDoubt: what makes no sense under an id may be a repeat of what did.
	errDoubt = errors.New("journal: an id is not known to be new")
)

// decide goes through the entries in order: each sees what the ones before it
// did, in this batch as in those before. It does no I/O.
func (b *batch) decide(j *Journal) {
	deferred := map[games.RoomID]bool{}
	for i, it := range b.items {
		e := it.e
		if deferred[e.Room] || b.waits(e) {
			deferred[e.Room] = true
			b.deferred = append(b.deferred, it)
			continue
		}
		b.verdicts[i] = b.entry(j, e)
	}
	told := make([]rooms.Balance, 0, b.moves) // of all verdicts, in one piece
	for i := range b.items {
		if v := &b.verdicts[i]; v.Outcome == rooms.Applied && b.items[i].e.Kind == rooms.EntryStep {
			from := len(told)
			told = b.balances(told, b.items[i].e)
			v.Balances = told[from:len(told):len(told)]
		}
	}
}

// waits says whether somebody else holds an account that the entry needs.
func (b *batch) waits(e *rooms.Entry) bool {
	r := b.rooms[e.Room]
	if len(b.held) == 0 || r == nil {
		return false
	}
	for i := range e.Moves {
		if id, err := wallet.NewAccountID(wallet.Cash, int64(e.Moves[i].Player), r.currency); err == nil && b.held[id] {
			return true
		}
	}
	return false
}

func (b *batch) entry(j *Journal, e *rooms.Entry) rooms.Verdict {
	r := b.rooms[e.Room]
	switch {
	case r == nil:
		return rooms.Verdict{Outcome: rooms.Failed, Err: fmt.Errorf("%w: %d", errNoRoom, e.Room)}
	case r.term != e.Term:
		return rooms.Verdict{Outcome: rooms.Stale, Err: fmt.Errorf("%w: room %d is in term %d, not %d", errTermOver, e.Room, r.term, e.Term)}
	case r.halted != nil:
		return rooms.Verdict{Outcome: rooms.Failed, Err: r.halted}
	case j.failedTerm(e.Room, e.Term):
		return rooms.Verdict{Outcome: rooms.Failed, Err: errStopped}
	}
	if e.Bet != nil {
		if s, ok := b.answers[betRef{e.Bet.ID, e.Bet.Player}]; ok {
			return repeated(e, s)
		}
	}
	var v rooms.Verdict
	var err error
	switch e.Kind {
	case rooms.EntryStep:
		v, err = b.step(r, e)
	case rooms.EntryRefusal:
		v, err = b.refuse(e, e.Answer, denied)
		v.Outcome = rooms.Applied
	case rooms.EntryInquiry:
		v, err = b.refuse(e, rooms.Answer{Ask: e.Answer.Ask, Code: rooms.CodeWithdrawn}, withdrawn)
		v.Outcome = rooms.Applied
	default:
		err = fmt.Errorf("%w: kind %d", errBadStep, e.Kind)
	}
	if err != nil {
		b.doubt = b.doubt || e.Bet != nil && !b.probe
		r.halted = fmt.Errorf("%w; before: %w", errStopped, err)
		return rooms.Verdict{Outcome: rooms.Failed, Err: err}
	}
	return v
}

// repeated answers an id that has a verdict. An id that was asked about before
// its request was ever seen has no hash: every copy gets that answer.
func repeated(e *rooms.Entry, s stored) rooms.Verdict {
	if e.Kind != rooms.EntryInquiry && s.hash != nil && !bytes.Equal(s.hash, e.Bet.Hash[:]) {
		return rooms.Verdict{Outcome: rooms.Conflict}
	}
	a, err := decodeAnswer(s.answer)
	if err != nil {
		return rooms.Verdict{Outcome: rooms.Failed, Err: err}
	}
	return rooms.Verdict{Outcome: rooms.Repeated, Answer: a, Room: s.room, Round: s.round}
}

// refuse stores a refusal under the entry's id, if it has one.
func (b *batch) refuse(e *rooms.Entry, a rooms.Answer, verdict int16) (rooms.Verdict, error) {
	a.Accepted = false
	if e.Bet == nil && e.Kind != rooms.EntryStep {
		return rooms.Verdict{}, fmt.Errorf("%w: a refusal without an id", errBadStep)
	}
	b.store(e, a, verdict, 0)
	return rooms.Verdict{Outcome: rooms.Refused, Answer: a}, nil
}

// store keeps a verdict under the entry's id; what comes later in the batch
// meets it.
func (b *batch) store(e *rooms.Entry, a rooms.Answer, verdict int16, stake money.Amount) {
	if e.Bet == nil {
		return
	}
	from := len(b.texts)
	b.texts = appendAnswer(b.texts, a)
	s := stored{room: e.Room, round: e.Round, answer: b.texts[from:len(b.texts):len(b.texts)]}
	if verdict != withdrawn {
		s.hash = e.Bet.Hash[:]
	}
	ref := betRef{e.Bet.ID, e.Bet.Player}
	b.answers[ref] = s
	b.bets = append(b.bets, bet{betRef: ref, stored: s, verdict: verdict, stake: stake})
}

// step accepts a step or refuses it for the ledger's reasons. An error is a
// fault in the step: nothing of the batch has changed then.
func (b *batch) step(r *roomState, e *rooms.Entry) (rooms.Verdict, error) {
	round, err := b.checkStep(r, e)
	if err != nil {
		return rooms.Verdict{}, err
	}
	if under := b.unfinished(e); under != 0 {
		return b.refuse(e, rooms.Answer{Ask: e.Answer.Ask, Code: rooms.CodeUnfinished, Value: money.Amount(under)}, denied)
	}
	from := len(b.lines)
	sums, err := b.transfers(r, round, e)
	var denial *wallet.Denial
	if err == nil {
		denial, err = b.till.Allow(b.lines[from:])
	}
	if err != nil || denial != nil {
		b.lines = b.lines[:from]
	}
	switch {
	case err != nil:
		return rooms.Verdict{}, err
	case denial != nil:
		return b.refuse(e, denialAnswer(e, denial), denied)
	}
	if r.steps == 0 {
		b.logged = append(b.logged, r)
	}
	r.steps++
	seq := r.seq + r.steps
	r.body = appendFrame(r.body, e.Round, e.Record)
	if e.Paused != nil {
		r.paused = e.Paused
	}
	if e.Seal != nil {
		b.seals = append(b.seals, e.Seal)
		b.rounds[e.Seal.Round] = &roundState{id: e.Seal.Round}
	}
	b.pairs(r, e)
	if round != nil {
		b.advance(r, round, e, seq, sums)
	}
	for _, p := range e.Plays {
		b.plays = append(b.plays, played{Play: p, round: e.Round, room: r})
	}
	b.store(e, e.Answer, accepted, sums.own)
	return rooms.Verdict{Outcome: rooms.Applied, Answer: e.Answer, Seq: seq}, nil
}

// advance moves the round on.
func (b *batch) advance(r *roomState, round *roundState, e *rooms.Entry, seq int64, s sums) {
	if e.Open != nil {
		b.opens = append(b.opens, opening{round: round.id, room: r, seq: seq, Opening: e.Open})
		round.found = games.Open // as the statement before the phases' leaves it
	}
	if e.Then.Ended() && !e.Phase.Ended() {
		round.endedSeq = seq
	}
	round.phase, round.staked, round.returned = e.Then, s.staked, s.returned
}

// checkStep says whether the step can follow what the database has. round is
// nil for a step that touches no round that has begun.
func (b *batch) checkStep(r *roomState, e *rooms.Entry) (*roundState, error) {
	if e.Seal != nil && (e.Seal.Round.Room() != e.Room || b.rounds[e.Seal.Round] != nil) {
		return nil, fmt.Errorf("%w: round %d cannot be sealed", errBadStep, e.Seal.Round)
	}
	if err := checkSeat(r, e); err != nil {
		return nil, err
	}
	if e.Round != 0 && e.Round.Room() != e.Room {
		return nil, fmt.Errorf("%w: round %d is not of room %d", errBadStep, e.Round, e.Room)
	}
	quiet := len(e.Moves) == 0 && len(e.Plays) == 0 && e.Open == nil
	if e.Phase == games.None && e.Then == games.None {
		if round := b.rounds[e.Round]; !quiet || (round != nil && round.phase != games.None) {
			return nil, fmt.Errorf("%w: round %d has begun", errPhase, e.Round)
		}
		return nil, nil
	}
	round := b.rounds[e.Round]
	switch {
	case round == nil:
		return nil, fmt.Errorf("%w: room %d has no round %d", errBadStep, e.Room, e.Round)
	case round.phase != e.Phase:
		return nil, fmt.Errorf("%w: round %d is %s, not %s", errPhase, e.Round, round.phase, e.Phase)
	case e.Then < e.Phase, e.Then > games.Void, e.Phase.Ended() && (e.Then != e.Phase || !quiet):
		return nil, fmt.Errorf("%w: from %s to %s", errBadStep, e.Phase, e.Then)
	case (e.Phase == games.None) != (e.Open != nil):
		return nil, fmt.Errorf("%w: a round opens once, with what it inherits", errBadStep)
	case len(e.Plays) > 0 && !e.Then.Ended():
		return nil, fmt.Errorf("%w: results of a round that goes on", errBadStep)
	}
	if e.Phase.Ended() {
		return nil, nil
	}
	return round, nil
}

// sums are a round's after a step; own is what the step's own id stakes.
type sums struct{ staked, returned, own money.Amount }

// transfers turns the step's moves into lines of the batch and adds the closing
// one.
func (b *batch) transfers(r *roomState, round *roundState, e *rooms.Entry) (s sums, err error) {
	if round == nil {
		return s, nil
	}
	s.staked, s.returned = round.staked, round.returned
	escrow := wallet.EscrowOf(round.id, r.currency)
	for _, m := range e.Moves {
		cash, err := wallet.NewAccountID(wallet.Cash, int64(m.Player), r.currency)
		if err != nil {
			return s, err
		}
		line := wallet.Transfer{Debit: escrow, Credit: cash, Amount: m.Amount, Round: round.id, Ref: m.Bet}
		sum := &s.returned
		switch m.Kind {
		case games.Stake:
			line.Debit, line.Credit, line.Kind = cash, escrow, wallet.Stake
			sum = &s.staked
			if e.Bet != nil && e.Bet.Player == m.Player {
				line.Ref = e.Bet.ID // the act under which the player is asked for it
				if s.own, err = s.own.Add(m.Amount); err != nil {
					return s, err
				}
			}
		case games.Pay:
			line.Kind = wallet.Pay
		case games.Refund:
			line.Kind = wallet.Refund
		default:
			return s, fmt.Errorf("%w: move of kind %d", errBadStep, m.Kind)
		}
		if *sum, err = sum.Add(m.Amount); err != nil {
			return s, err
		}
		b.lines = append(b.lines, line)
	}
	if e.Then.Ended() {
		b.lines = closing(b.lines, escrow, wallet.HouseOf(r.id, r.currency), round.id, s)
	}
	return s, nil
}

// closing adds the one line between escrow and house that empties the escrow.
func closing(lines []wallet.Transfer, escrow, house wallet.AccountID, round games.RoundID, s sums) []wallet.Transfer {
	line := wallet.Transfer{Debit: escrow, Credit: house, Amount: s.staked - s.returned, Kind: wallet.Close, Round: round}
	switch {
	case line.Amount == 0:
		return lines
	case line.Amount < 0:
		line.Debit, line.Credit, line.Amount = house, escrow, -line.Amount
	}
	return append(lines, line)
}

func denialAnswer(e *rooms.Entry, d *wallet.Denial) rooms.Answer {
	a := rooms.Answer{Ask: e.Answer.Ask, Limit: d.Limit, Value: d.Value}
	switch d.Reason {
	case wallet.NoFunds:
		a.Code = rooms.CodeNoFunds
	case wallet.Stopped:
		a.Code = rooms.CodeStopped
	case wallet.Guarded:
		a.Code = rooms.CodeGuarded
	}
	return a
}

// balances adds those of the step's players, as the batch leaves them.
func (b *batch) balances(out []rooms.Balance, e *rooms.Entry) []rooms.Balance {
	if len(e.Moves) == 0 {
		return out
	}
	currency := b.rooms[e.Room].currency
	var seen map[games.PlayerID]bool
	if len(e.Moves) > 1 {
		seen = make(map[games.PlayerID]bool, len(e.Moves))
	}
	for i := range e.Moves {
		p := e.Moves[i].Player
		if seen[p] {
			continue
		}
		if seen != nil {
			seen[p] = true
		}
		if balance, ok := b.till.Balance(wallet.CashOf(p, currency)); ok {
			out = append(out, rooms.Balance{Player: p, Currency: currency, Amount: balance.Amount, Version: balance.Version})
		}
	}
	return out
}
