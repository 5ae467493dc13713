package journal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// observed is what the clients of one run saw.
type observed struct {
	began time.Time

	mu       sync.Mutex
	accounts []porcupine.Operation
	rounds   []porcupine.Operation
	versions map[games.PlayerID]map[int64]money.Amount // balances as they were told
	differ   []string                                  // two balances under one version
	results  map[result]int
}

func (o *observed) now() int64 { return int64(time.Since(o.began)) }

// add records an operation that was called at a moment and returns now; one that
// is never known returns at the end of time.
func (o *observed) add(client int, call int64, account, round string, kind opKind, amount money.Amount, out told) {
	end := o.now()
	if out.result == unknown_ {
		end = 1 << 62
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.results[out.result]++
	if account != "" {
		o.accounts = append(o.accounts, porcupine.Operation{ClientId: client, Call: call, Return: end, Input: asked{account, kind, amount}, Output: out})
	}
	if round != "" && out.result != fail {
		o.rounds = append(o.rounds, porcupine.Operation{ClientId: client, Call: call, Return: end, Input: asked{round, kind, amount}, Output: out})
	}
}

// balance notes a balance as a client is told it: with one version there is one.
func (o *observed) balance(p games.PlayerID, version int64, amount money.Amount) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if was, seen := o.versions[p][version]; seen && was != amount {
		o.differ = append(o.differ, fmt.Sprintf("player %d, version %d: %d and %d", p, version, was, amount))
	}
	if o.versions[p] == nil {
		o.versions[p] = map[int64]money.Amount{}
	}
	o.versions[p][version] = amount
}

// client is one of several that bet at two nodes for the same players.
type client struct {
	d       *doors
	o       *observed
	id      int
	random  *rand.Rand
	players []games.PlayerID
	tables  []games.RoundID
	mine    []*rooms.Entry // bets that may be undone
	silent  int            // operations that it may leave unknown
}

// one does one operation. It may be called by one goroutine.
func (c *client) one() error {
	p := c.players[c.random.IntN(len(c.players))]
	round := c.tables[c.random.IntN(len(c.tables))]
	account, table := fmt.Sprint("account ", p), fmt.Sprint("round ", round)
	call := c.o.now()
	switch n := c.random.IntN(100); {
	case n < 60:
		amount := money.Amount(1 + c.random.IntN(60))
		bet := c.d.stake(round, p, amount)
		return c.step(call, bet, account, table, opBet, amount)
	case n < 75 && len(c.mine) > 0:
		bet := c.mine[len(c.mine)-1]
		c.mine = c.mine[:len(c.mine)-1]
		amount := bet.Answer.Stake
		undo := c.d.step(bet.Round, games.Open, games.Open)
		undo.Bet = &rooms.BetKey{ID: newID(), Player: bet.Bet.Player, Hash: [32]byte{7}}
		undo.Answer = rooms.Answer{Accepted: true, Ask: "undo", Back: amount}
		undo.Moves = []games.Move{{Bet: bet.Bet.ID, Player: bet.Bet.Player, Kind: games.Refund, Amount: amount}}
		return c.step(call, undo, fmt.Sprint("account ", bet.Bet.Player), fmt.Sprint("round ", bet.Round), opUndo, amount)
	case n < 85:
		amount := money.Amount(1 + c.random.IntN(40))
		err := store.InTx(context.Background(), c.d.db.App, func(tx pgx.Tx) error {
			_, err := wallet.TopUps(context.Background(), tx, wallet.Deposit{Player: p, Currency: money.FUN, Amount: amount, Ref: uuid.Must(uuid.NewV7())})
			return err
		})
		c.o.add(c.id, call, account, "", opDeposit, amount, told{result: ok})
		return err
	case n < 93:
		var s roundSums
		err := c.d.db.App.QueryRow(context.Background(), `select staked,returned from rounds where id=$1`, int64(round)).Scan(&s.staked, &s.returned)
		c.o.add(c.id, call, "", table, opRead, 0, told{ok, s.staked, s.returned})
		return err
	default:
		id := wallet.CashOf(p, money.FUN)
		b, err := wallet.Balances(context.Background(), c.d.db.App, id)
		c.o.balance(p, b[id].Version, b[id].Amount)
		c.o.add(c.id, call, account, "", opRead, 0, told{result: ok, value: b[id].Amount})
		return err
	}
}

// step sends a step to one of the doors. Now and then the answer does not reach
// the client: it asks again at the other door, or never learns it.
func (c *client) step(call int64, e *rooms.Entry, account, table string, kind opKind, amount money.Amount) error {
	door := c.random.IntN(2)
	answer, err := c.send(c.d.both[door], e)
	if err != nil {
		return err
	}
	var v rooms.Verdict
	switch n := c.random.IntN(1000); {
	case n < 20: // cut, and asked again: which of the two copies comes first is open
		again, err := c.send(c.d.both[1-door], resend(e))
		if err != nil {
			return err
		}
		v = <-again
	case n < 25 && c.silent > 0:
		c.silent--
		c.o.add(c.id, call, account, table, kind, amount, told{result: unknown_})
		return nil
	default:
		v = <-answer
	}
	for _, b := range v.Balances {
		c.o.balance(b.Player, b.Version, b.Amount)
	}
	switch {
	case v.Outcome != rooms.Applied && v.Outcome != rooms.Refused && v.Outcome != rooms.Repeated:
		return fmt.Errorf("outcome %d: %w", v.Outcome, v.Err)
	case !v.Answer.Accepted:
		c.o.add(c.id, call, account, table, kind, amount, told{result: fail, value: v.Answer.Value})
	default:
		c.o.add(c.id, call, account, table, kind, amount, told{result: ok})
		if kind == opBet {
			c.mine = append(c.mine, e)
		}
	}
	return nil
}

func (c *client) send(j *Journal, e *rooms.Entry) (chan rooms.Verdict, error) {
	done := make(chan rooms.Verdict, 2)
	e.Done = func(v rooms.Verdict) { done <- v }
	return done, j.Submit(e)
}

// Eight clients bet, undo, deposit and read at two nodes whose connections are
// cut now and then; what they saw can be put in an order, for each account and
// each round, in which no money was spent twice and no update lost (B15, O7).
func TestB15Linearizable(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B15", "8 clients x 2,000 mixed operations at two nodes", bars.N{Quick: 1, Commit: 10, Night: 200})
	ops := 2000
	if bars.Level() == "quick" {
		ops = 100
	}
	for i := range run.Trials() {
		seed := uint64(time.Now().UnixNano())
		run.Seed(seed)
		t.Run(fmt.Sprint(i+1), func(t *testing.T) { linearizable(t, run, seed, ops) })
		run.Trial()
	}
}

func linearizable(t *testing.T, run *bars.Run, seed uint64, ops int) {
	c := newCutter(t)
	cfg := dbtest.NewConfig(t)
	db, err := store.Open(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	pool := poolThrough(t, cfg, c.dial)
	w := newWorldOn(t, db, func(c *Config) { c.DB = pool })
	d := &doors{world: w, both: [2]*Journal{w.j, w.journal(func(c *Config) { c.DB = pool })}}
	const initial, clients = 500, 8
	players := d.rich(4, initial)
	var tables []games.RoundID
	for id := games.RoomID(1); id <= 4; id++ {
		tables = append(tables, d.open(id))
	}
	o := &observed{began: time.Now(), versions: map[games.PlayerID]map[int64]money.Amount{}, results: map[result]int{}}
	errs := make(chan error, clients)
	cuts := 0
	for id := range clients {
		cl := &client{d: d, o: o, id: id, random: rand.New(rand.NewPCG(seed, uint64(id))), players: players, tables: tables, silent: 3}
		go func() {
			for n := range ops {
				if err := cl.one(); err != nil {
					errs <- fmt.Errorf("client %d: %w", id, err)
					return
				}
				if id == 0 && n%100 == 50 {
					cuts += c.cutNow()
				}
			}
			errs <- nil
		}()
	}
	for range clients {
		require.NoError(t, <-errs)
	}
	for _, p := range players {
		call := o.now()
		o.add(clients, call, fmt.Sprint("account ", p), "", opRead, 0, told{result: ok, value: d.balance(p)})
	}
	require.Empty(t, o.differ, "balances were told that nobody had")
	require.Zero(t, d.met.times(refused), "the database had to refuse what was decided: %v", d.met.codes)
	require.Equal(t, porcupine.Ok, porcupine.CheckOperationsTimeout(accounts(initial), o.accounts, checkMax), "seed %d", seed)
	require.Equal(t, porcupine.Ok, porcupine.CheckOperationsTimeout(rounds(), o.rounds, checkMax), "seed %d", seed)
	run.Ops(o.results[ok], o.results[fail], o.results[unknown_])
	run.Landed("connections cut", "open", cuts)
	run.Landed("batches run again", "open", d.met.times(lost)+d.met.times(unknown))
	d.verify()
}
