package naive

import (
	"context"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// Journal commits the bets of a real server's rooms one by one, with a pool of
// workers; all other entries (rounds opening, closing, ending; refusals) go to
// the journal that it stands before. The bets' money lies in the naive tables
// alone.
type Journal struct {
	rest     rooms.Journal
	currency money.Currency
	funds    money.Amount
	pool     *pgxpool.Pool

	queue   chan *ticket
	cancel  context.CancelFunc
	workers sync.WaitGroup
	release func()

	mu      sync.Mutex
	rooms   map[games.RoomID]*line
	players map[games.PlayerID]bool
}

var _ rooms.Journal = (*Journal)(nil)

// line is a room's entries in the order in which they were submitted.
type line struct {
	mu  sync.Mutex
	seq int64
	all []*ticket
}

type ticket struct {
	entry *rooms.Entry
	seq   int64
	of    *line
	done  bool
	v     rooms.Verdict
}

// Config says how a Journal works.
type Config struct {
	DB       *pgxpool.Pool // of the serving role
	Rest     rooms.Journal // for everything but bets
	Workers  int
	House    bool // every bet updates the house's row as well
	Currency money.Currency
	Funds    money.Amount // what an account holds when it is met for the first time
}

// queueMax bounds the bets that wait for a worker; then Submit says ErrJournalFull.
const queueMax = 32 << 10

// NewJournal starts the workers, each on a connection of its own.
func NewJournal(ctx context.Context, c Config) (*Journal, error) {
	run, cancel := context.WithCancel(context.Background())
	j := &Journal{rest: c.Rest, currency: c.Currency, funds: c.Funds, pool: c.DB, cancel: cancel,
		queue: make(chan *ticket, queueMax), rooms: map[games.RoomID]*line{}, players: map[games.PlayerID]bool{}}
	workers, release, err := Workers(ctx, c.DB, c.Workers, c.House)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("naive: %w", err)
	}
	j.release = release
	for _, w := range workers {
		j.workers.Go(func() { j.work(run, w) })
	}
	return j, nil
}

// Stop ends the workers and waits. Bets that no worker has taken are not
// answered.
func (j *Journal) Stop() {
	j.cancel()
	j.workers.Wait()
	j.release()
}

// Load reads a room from the journal behind.
func (j *Journal) Load(ctx context.Context, room games.RoomID) (*rooms.Loaded, error) {
	return j.rest.Load(ctx, room)
}

// Submit queues an entry; see rooms.Journal.
func (j *Journal) Submit(e *rooms.Entry) error {
	j.mu.Lock()
	l := j.rooms[e.Room]
	if l == nil {
		l = &line{}
		j.rooms[e.Room] = l
	}
	j.mu.Unlock()
	t := &ticket{entry: e, of: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Kind == rooms.EntryStep && e.Bet != nil && len(e.Moves) == 1 && e.Moves[0].Kind == games.Stake {
		t.seq = l.seq + 1
		select {
		case j.queue <- t:
		default:
			return rooms.ErrJournalFull
		}
		l.seq++
	} else {
		behind := *e
		behind.Done = t.answer
		if err := j.rest.Submit(&behind); err != nil {
			return err
		}
	}
	l.all = append(l.all, t)
	return nil
}

// answer notes a verdict and tells those whose turn it is: a room hears them in
// the order in which it submitted.
func (t *ticket) answer(v rooms.Verdict) {
	l := t.of
	l.mu.Lock()
	defer l.mu.Unlock()
	t.done, t.v = true, v
	n := 0
	for ; n < len(l.all) && l.all[n].done; n++ {
		l.all[n].entry.Done(l.all[n].v)
		l.all[n] = nil
	}
	l.all = l.all[n:]
}

func (j *Journal) work(ctx context.Context, w *Worker) {
	for {
		select {
		case <-ctx.Done():
			return
		case t := <-j.queue:
			v, err := j.place(ctx, w, t)
			if err != nil {
				v = rooms.Verdict{Outcome: rooms.Failed, Err: err}
			}
			t.answer(v)
		}
	}
}

func (j *Journal) place(ctx context.Context, w *Worker, t *ticket) (rooms.Verdict, error) {
	e := t.entry
	if err := j.fund(ctx, e.Bet.Player); err != nil {
		return rooms.Verdict{}, err
	}
	return w.Place(ctx, &Bet{BetKey: *e.Bet, Room: e.Room, Round: e.Round, Term: e.Term, Seq: t.seq,
		Stake: e.Moves[0].Amount, Currency: j.currency, Answer: e.Answer, Record: e.Record})
}

// fund makes a player's account at its first bet.
func (j *Journal) fund(ctx context.Context, p games.PlayerID) error {
	j.mu.Lock()
	known := j.players[p]
	j.mu.Unlock()
	if known {
		return nil
	}
	if err := Fund(ctx, j.pool, []games.PlayerID{p}, j.currency, j.funds); err != nil {
		return err
	}
	j.mu.Lock()
	j.players[p] = true
	j.mu.Unlock()
	return nil
}
