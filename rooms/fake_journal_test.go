package rooms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"croupier/games"
	"croupier/wallet/money"
)

// ledger is what survives: a database in memory with the journal's rules.
type ledger struct {
	mu       sync.Mutex
	rooms    map[games.RoomID]*ledgerRoom
	balances map[games.PlayerID]Balance
	bets     map[betKey]ledgerBet
	house    money.Amount
	granted  money.Amount
	commits  int
}

type ledgerRoom struct {
	Loaded
	rounds map[games.RoundID]*ledgerRound
	order  []games.RoundID // as they opened
	told   []Reveal
}

type ledgerRound struct {
	LoadedRound
	escrow money.Amount
	ends   int
	plays  []Play
	moved  map[games.PlayerID]*Moved
}

// books is what this ledger says of a round.
func (r *ledgerRound) books() Books {
	b := Books{Plays: r.plays}
	for _, m := range r.moved {
		b.Moved = append(b.Moved, *m)
		b.Staked += m.Staked
		b.Returned += m.Paid + m.Refunded
	}
	slices.SortFunc(b.Moved, func(a, b Moved) int { return int(a.Player - b.Player) })
	return b
}

func (r *ledgerRound) book(m games.Move) {
	if r.moved == nil {
		r.moved = map[games.PlayerID]*Moved{}
	}
	if r.moved[m.Player] == nil {
		r.moved[m.Player] = &Moved{Player: m.Player}
	}
	switch of := r.moved[m.Player]; m.Kind {
	case games.Stake:
		of.Staked += m.Amount
	case games.Pay:
		of.Paid += m.Amount
	default:
		of.Refunded += m.Amount
	}
}

type ledgerBet struct {
	hash   *[32]byte
	answer Answer
	room   games.RoomID
	round  games.RoundID
	times  int // that money moved under it
}

func newLedger() *ledger {
	return &ledger{
		rooms: map[games.RoomID]*ledgerRoom{}, balances: map[games.PlayerID]Balance{},
		bets: map[betKey]ledgerBet{},
	}
}

func (l *ledger) addRoom(id games.RoomID, game string, rules int, options []byte) {
	l.rooms[id] = &ledgerRoom{rounds: map[games.RoundID]*ledgerRound{}, Loaded: Loaded{
		Room: id, Name: fmt.Sprintf("Table %d", id), Game: game, Rules: rules, Options: options, Currency: money.FUN,
	}}
}

func (l *ledger) fund(p games.PlayerID, amount money.Amount) {
	b := l.balances[p]
	l.balances[p] = Balance{Player: p, Currency: money.FUN, Amount: b.Amount + amount, Version: b.Version + 1}
}

// grant brings money in from outside.
func (l *ledger) grant(p games.PlayerID, amount money.Amount) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.granted += amount
	l.fund(p, amount)
}

// load raises the term, as a takeover does, and reads.
func (l *ledger) load(id games.RoomID) *Loaded {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.rooms[id]
	r.Term++
	out := r.Loaded
	out.Sealed, out.Live, out.Ended = slices.Clone(r.Sealed), nil, nil
	if n := len(r.order); n > 0 {
		last := r.rounds[r.order[n-1]].LoadedRound
		last.Records = slices.Clone(last.Records)
		if last.Phase.Ended() {
			out.Ended = &last
		} else {
			out.Live = &last
		}
	}
	return &out
}

// commit decides one entry and stores it, all or nothing.
func (l *ledger) commit(e *Entry, now games.Moment) Verdict {
	r, ok := l.rooms[e.Room]
	if !ok || r.Term != e.Term {
		return Verdict{Outcome: Stale, Err: errors.New("the term is over")}
	}
	if e.Bet != nil {
		if was, ok := l.bets[betKey{e.Bet.Player, e.Bet.ID}]; ok {
			if e.Kind != EntryInquiry && was.hash != nil && *was.hash != e.Bet.Hash {
				return Verdict{Outcome: Conflict}
			}
			return Verdict{Outcome: Repeated, Answer: was.answer, Room: was.room, Round: was.round}
		}
	}
	switch e.Kind {
	case EntryRefusal:
		l.store(e, e.Answer, 0)
		return Verdict{Outcome: Applied, Answer: e.Answer}
	case EntryInquiry:
		answer := Answer{Code: CodeWithdrawn}
		l.bets[betKey{e.Bet.Player, e.Bet.ID}] = ledgerBet{answer: answer, room: e.Room, round: e.Round}
		return Verdict{Outcome: Applied, Answer: answer}
	}
	return l.step(r, e, now)
}

func (l *ledger) store(e *Entry, a Answer, times int) {
	if e.Bet != nil {
		hash := e.Bet.Hash
		l.bets[betKey{e.Bet.Player, e.Bet.ID}] = ledgerBet{&hash, a, e.Room, e.Round, times}
	}
}

func (l *ledger) step(r *ledgerRoom, e *Entry, now games.Moment) Verdict {
	failed := func(why string, args ...any) Verdict {
		return Verdict{Outcome: Failed, Err: fmt.Errorf(why, args...)}
	}
	round := r.rounds[e.Round]
	switch {
	case e.Phase == games.None && e.Then == games.None:
		if round != nil || len(e.Moves) > 0 {
			return failed("round %d has begun", e.Round)
		}
	case e.Phase == games.None:
		i := slices.IndexFunc(r.Sealed, func(s Sealing) bool { return s.Round == e.Round })
		if i < 0 || round != nil || e.Open == nil || e.Seal == nil {
			return failed("round %d cannot open", e.Round)
		}
		if r.Seat != e.Seat {
			return failed("round %d opens for seat %d, not %d", e.Round, e.Seat, r.Seat)
		}
		for _, t := range r.told {
			if e.Round <= t.To {
				return failed("round %d opens under a pair that was told", e.Round)
			}
		}
		if other := l.unfinished(r); other != 0 {
			answer := Answer{Ask: e.Answer.Ask, Code: CodeUnfinished, Value: money.Amount(other)}
			l.store(e, answer, 0)
			return Verdict{Outcome: Refused, Answer: answer}
		}
		round = &ledgerRound{LoadedRound: LoadedRound{Round: e.Round, Opening: *e.Open, Sealed: r.Sealed[i].Sealed}}
		if k := r.rounds[e.Open.Kept]; k != nil {
			round.Kept = &Sealing{Round: k.Round, Rules: k.Opening.Rules, Sealed: k.Sealed}
		}
		r.rounds[e.Round] = round
		r.order = append(r.order, e.Round)
		r.Sealed = slices.Delete(slices.Clone(r.Sealed), i, i+1)
	case round == nil || round.Phase != e.Phase || e.Phase.Ended():
		return failed("round %d is not in phase %v", e.Round, e.Phase)
	}
	for _, m := range e.Moves {
		if b := l.balances[m.Player]; m.Kind == games.Stake && b.Amount < m.Amount {
			answer := Answer{Ask: e.Answer.Ask, Code: CodeNoFunds, Value: b.Amount}
			l.store(e, answer, 0)
			return Verdict{Outcome: Refused, Answer: answer}
		}
	}
	return l.write(r, round, e, now)
}

// unfinished is a round of the same seat's that is under way in another room.
func (l *ledger) unfinished(r *ledgerRoom) games.RoundID {
	for _, other := range l.rooms {
		if n := len(other.order); r.Seat != 0 && other.Seat == r.Seat && other.Room != r.Room && n > 0 {
			if last := other.rounds[other.order[n-1]]; !last.Phase.Ended() {
				return last.Round
			}
		}
	}
	return 0
}

func (l *ledger) write(r *ledgerRoom, round *ledgerRound, e *Entry, now games.Moment) Verdict {
	v := Verdict{Outcome: Applied, Answer: e.Answer}
	for _, m := range e.Moves {
		amount := m.Amount
		if m.Kind == games.Stake {
			amount = -amount
		}
		round.escrow -= amount
		round.book(m)
		l.fund(m.Player, amount)
	}
	for _, m := range e.Moves {
		v.Balances = append(v.Balances, l.balances[m.Player])
	}
	if e.Seal != nil {
		r.Sealed = append(slices.Clone(r.Sealed), *e.Seal)
		if e.Seal.Pair != nil {
			r.Pair = e.Seal.Pair
		}
	}
	if e.Reveal != nil {
		r.told = append(r.told, *e.Reveal)
		r.Sealed = slices.DeleteFunc(r.Sealed, func(s Sealing) bool { return s.Round <= e.Reveal.To })
	}
	if e.Paused != nil {
		r.Paused = *e.Paused
	}
	r.Seq++
	r.LastAt = now
	v.Seq = r.Seq
	if round != nil {
		round.Phase = e.Then
		round.Records = append(round.Records, Record{Seq: r.Seq, At: now, Body: e.Record})
		if e.Then.Ended() {
			l.house += round.escrow
			round.escrow = 0
			round.ends++
			round.plays = e.Plays
		}
	}
	l.store(e, e.Answer, 1)
	l.commits++
	return v
}

// journal is the fake of the port: what was queued while the last commit was
// under way is the next batch, and every commit takes a while.
type journal struct {
	ledger *ledger
	clock  Clock

	mu      sync.Mutex
	queue   []*Entry
	full    bool
	closed  bool
	delay   func() time.Duration
	meddle  func(*Entry) *Verdict // an answer instead of a commit, or nil
	hold    chan struct{}         // if any: answers wait until it is closed
	before  func(*Entry)          // sees an entry before it is committed
	batches int
	seen    int
	dieAt   int               // the power goes at this entry, from 1 on; 0: never
	dieLate bool              // after its commit instead of before
	dieWhen func(*Entry) bool // at this entry as well
	died    chan struct{}
	signal  chan struct{}
	quit    chan struct{}
	done    chan struct{}
}

func newJournal(l *ledger, clock Clock) *journal {
	j := &journal{
		ledger: l, clock: clock, delay: func() time.Duration { return 2 * time.Millisecond },
		signal: make(chan struct{}, 1), quit: make(chan struct{}), died: make(chan struct{}), done: make(chan struct{}),
	}
	go j.run()
	return j
}

func (j *journal) Submit(e *Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return ErrStopped
	}
	if j.full {
		return ErrJournalFull
	}
	j.queue = append(j.queue, e)
	select {
	case j.signal <- struct{}{}:
	default:
	}
	return nil
}

func (j *journal) Load(_ context.Context, room games.RoomID) (*Loaded, error) {
	return j.ledger.load(room), nil
}

func (j *journal) run() {
	defer close(j.done)
	for {
		select {
		case <-j.quit:
			return
		case <-j.signal:
		}
		j.mu.Lock()
		batch := j.queue
		j.queue = nil
		delay := j.delay()
		j.mu.Unlock()
		select {
		case <-j.quit: // killed before the commit: nothing of the batch happened
			return
		case <-time.After(delay):
		}
		j.commit(batch)
	}
}

func (j *journal) commit(batch []*Entry) {
	j.mu.Lock()
	before, meddle, hold, dieWhen := j.before, j.meddle, j.hold, j.dieWhen
	j.batches++
	j.mu.Unlock()
	verdicts := make([]Verdict, len(batch))
	for i, e := range batch {
		j.seen++
		if j.seen == j.dieAt || dieWhen != nil && dieWhen(e) {
			if j.dieLate {
				j.ledger.mu.Lock()
				j.ledger.commit(e, j.clock.Now())
				j.ledger.mu.Unlock()
			}
			close(j.died)
			<-j.quit
			return
		}
		if before != nil {
			before(e)
		}
		if meddle != nil {
			if v := meddle(e); v != nil {
				verdicts[i] = *v
				continue
			}
		}
		j.ledger.mu.Lock()
		verdicts[i] = j.ledger.commit(e, j.clock.Now())
		j.ledger.mu.Unlock()
	}
	select {
	case <-j.quit: // killed after the commit, before anybody was told
		return
	default:
	}
	if hold != nil {
		<-hold
	}
	for i, e := range batch {
		e.Done(verdicts[i])
	}
}

func (j *journal) set(change func(*journal)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(j)
}

// kill ends the journal where it stands.
func (j *journal) kill() {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	close(j.quit)
	<-j.done
}
