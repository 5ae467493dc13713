package journal

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet"
	"croupier/wallet/money"
)

// A refusal and a bet under one id meet: refusals lock no account, so the
// database's key decides, and the loser runs again.
func TestB03RefusalMeetsBet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.journal(nil)
	here, there := w.open(1), w.open(2)
	for _, p := range w.rich(60, 100) {
		bet := w.stake(here, p, 10)
		no := &rooms.Entry{Kind: rooms.EntryRefusal, Room: 2, Term: w.term(2), Round: there, Bet: bet.Bet,
			Answer: rooms.Answer{Ask: "bet", Code: games.CodeBadSpot}}
		answers := append(w.submit(w.j, bet), w.submit(other, no)...)
		vs := w.await(answers)
		require.Equal(t, 1, count(vs, rooms.Applied))
		require.Equal(t, 1, count(vs, rooms.Repeated))
		require.Equal(t, vs[0].Answer, vs[1].Answer)
	}
	w.verify()
}

// hold locks a player's account in a transaction of its own until released.
func (w *world) hold(p games.PlayerID) (release func()) {
	tx, err := w.db.App.Begin(context.Background())
	require.NoError(w.t, err)
	_, err = tx.Exec(context.Background(), wallet.LockSQL, []int64{int64(wallet.CashOf(p, money.FUN))})
	require.NoError(w.t, err)
	return func() { require.NoError(w.t, tx.Rollback(context.Background())) }
}

// An account that somebody else holds puts off its room, in order, and no other
// room; it is waited for in the end.
func TestCaseHeldAccountPutsOffItsRoomAlone(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	p := w.rich(2, 100)
	slow, quick := w.open(1), w.open(2)
	release := w.hold(p[0])
	held := w.submit(w.j, w.stake(slow, p[0], 10), w.stake(slow, p[1], 10), w.closing(slow))
	for range 30 { // far more turns than an entry is put off
		require.Equal(t, rooms.Applied, w.do(w.stake(quick, p[1], 1)).Outcome)
	}
	for _, a := range held {
		require.Empty(t, a)
	}
	release()
	vs := w.await(held)
	require.Equal(t, 3, count(vs, rooms.Applied))
	require.Equal(t, []int64{3, 4, 5}, []int64{vs[0].Seq, vs[1].Seq, vs[2].Seq})
	w.verify()
}

// A settlement of many goes aside; its room's next entries come behind it, other
// rooms' beside it.
func TestCaseLargeSettlementGoesAside(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	players := w.rich(largeMoves+100, 100)
	large, small := w.open(1), w.open(2)
	var bets []*rooms.Entry
	var pays []games.Move
	var plays []rooms.Play
	for _, p := range players {
		bets = append(bets, w.stake(large, p, 10))
		pays = append(pays, pay(p, 20))
		plays = append(plays, rooms.Play{Player: p, Staked: 10, Returned: 20})
	}
	require.Equal(t, len(bets), count(w.await(w.submit(w.j, bets...)), rooms.Applied))
	release := w.hold(players[7])
	answers := w.submit(w.j, w.closing(large), w.settle(large, pays, plays...), w.opening(large.Next()))
	require.Equal(t, rooms.Applied, w.await(answers[:1])[0].Outcome)
	for range 3 {
		require.Equal(t, rooms.Applied, w.do(w.closing(w.openNext(&small))).Outcome)
		require.Equal(t, rooms.Applied, w.do(w.settle(small, nil)).Outcome)
	}
	require.Empty(t, answers[1])
	require.Empty(t, answers[2])
	release()
	require.Equal(t, 2, count(w.await(answers[1:]), rooms.Applied))
	require.Equal(t, money.Amount(110), w.balance(players[7]))
	require.Zero(t, skips(w.j), "it waited beside the others, and was never put off among them")
	w.verify()
}

// openNext opens the next round if the one given has ended.
func (w *world) openNext(round *games.RoundID) games.RoundID {
	if one[int](w.t, w.db.App, `select phase::int from rounds where id=$1`, int64(*round)) > 2 {
		*round = round.Next()
		require.Equal(w.t, rooms.Applied, w.do(w.opening(*round)).Outcome)
	}
	return *round
}

// The same races at the database itself: whatever a server does, it pays once.
func TestB10DatabasePaysARoundOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 100)[0]
	for id := games.RoomID(1); id <= 20; id++ {
		round := w.open(id)
		w.do(w.stake(round, p, 1))
		w.do(w.closing(round))
		var wg sync.WaitGroup
		errs := make(chan error, 4)
		for range 4 { // no lock of the room, no term, no check in Go
			wg.Go(func() {
				errs <- pgx.BeginFunc(t.Context(), w.db.App, func(tx pgx.Tx) error {
					escrow, cash := wallet.EscrowOf(round, money.FUN), wallet.CashOf(p, money.FUN)
					_, err := wallet.Post(t.Context(), tx, []wallet.Transfer{
						{Debit: escrow, Credit: cash, Amount: 3, Kind: wallet.Pay, Round: round},
						{Debit: wallet.HouseOf(id, money.FUN), Credit: escrow, Amount: 2, Kind: wallet.Close, Round: round}})
					if err != nil {
						return err
					}
					_, err = tx.Exec(t.Context(), phaseSQL, []int64{int64(round)}, []int16{2}, []int16{3}, []int64{5}, []time.Time{time.Now()}, 1)
					if err == nil {
						_, err = tx.Exec(t.Context(), `insert into plays values($1,$2,1,3,now())`, int64(p), int64(round))
					}
					return err
				})
			})
		}
		wg.Wait()
		paid := 0
		for range 4 {
			if err := <-errs; err == nil {
				paid++
			}
		}
		require.Equal(t, 1, paid)
	}
	require.Equal(t, money.Amount(140), w.balance(p))
	r, err := wallet.Verify(t.Context(), w.db.App)
	require.NoError(t, err)
	for _, f := range r.Findings { // the raw settles wrote no log, nothing else is missing
		require.Equal(t, "a room's log has no gap", f.Check, fmt.Sprint(f))
	}
}

// Two copies of an id wait for one account, on two journals: whoever gets it
// second probes after the wait, and sees the first's answer without a failure
// of its batch (B3).
func TestB03OneIDBehindAHeldAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.journal(nil)
	here, there := w.open(1), w.open(2)
	for _, p := range w.rich(3, 100) {
		e := w.stake(here, p, 10)
		copy_ := *e
		copy_.Room, copy_.Round, copy_.Term = 2, there, w.term(2)
		release := w.hold(p)
		answers := append(w.submit(w.j, e), w.submit(other, &copy_)...)
		waitsForLock(t, w, 2)
		release()
		vs := w.await(answers)
		require.Equal(t, 1, count(vs, rooms.Applied))
		require.Equal(t, 1, count(vs, rooms.Repeated))
		require.Equal(t, money.Amount(90), w.balance(p))
	}
	require.LessOrEqual(t, retries(w.j)+retries(other), int64(2*(1+asideMax)), "once a lane: from then on it asks")
	w.verify()
}
