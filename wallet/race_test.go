package wallet

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/internal/dbtest"
	"croupier/store"
	"croupier/wallet/money"
)

// arena is a house with one open round, for acts at once.
type arena struct {
	t     testing.TB
	db    *store.DB
	round games.RoundID
	next  games.PlayerID
}

func newArena(t testing.TB) *arena {
	db := dbtest.New(t)
	_, err := db.App.Exec(t.Context(), `insert into rooms(id,name,game,rules,options,currency) values(1,'a','g',1,'',1000)`)
	require.NoError(t, err)
	_, err = db.App.Exec(t.Context(), `insert into rounds(id,room,rules,commitment,sealed) values($1,1,1,decode(repeat('00',32),'hex'),'')`, int64(round))
	require.NoError(t, err)
	_, err = db.App.Exec(t.Context(), `update rounds set phase=1,options='',opened_seq=1,opened_at=now() where id=$1`, int64(round))
	require.NoError(t, err)
	return &arena{t: t, db: db, round: round}
}

// player is a new one with funds.
func (a *arena) player(funds money.Amount) games.PlayerID {
	a.next++
	require.NoError(a.t, Open(a.t.Context(), a.db.App, CashOf(a.next, money.FUN), PendingOf(a.next, money.FUN)))
	if funds > 0 {
		_, err := topUp(a.t, a.db, Deposit{Player: a.next, Currency: money.FUN, Amount: funds, Ref: ref()})
		require.NoError(a.t, err)
	}
	return a.next
}

func (a *arena) tx(do func(tx pgx.Tx) error) error {
	return store.InTx(context.Background(), a.db.App, do)
}

func (a *arena) hold(w Withdrawal) error {
	return a.tx(func(tx pgx.Tx) error { _, err := Hold(context.Background(), tx, w); return err })
}

// withdraw is out at once: held and disbursed in one transaction.
func (a *arena) withdraw(w Withdrawal) error {
	return a.tx(func(tx pgx.Tx) error {
		if _, err := Hold(context.Background(), tx, w); err != nil {
			return err
		}
		_, err := Disburse(context.Background(), tx, w.Ref, Demo)
		return err
	})
}

func (a *arena) bet(p games.PlayerID, amount money.Amount) error {
	return a.tx(func(tx pgx.Tx) error {
		till, err := lockedTill(context.Background(), tx, CashOf(p, money.FUN))
		if err != nil {
			return err
		}
		id := ref()
		line := stake(CashOf(p, money.FUN), amount)
		line.Ref = id
		if err := till.post(context.Background(), tx, line); err != nil {
			return err
		}
		_, err = tx.Exec(context.Background(), `insert into bets(bet_id,player,hash,room,round,batch,stake,verdict,answer)
values($1,$2,decode(repeat('00',32),'hex'),1,$3,1,$4,1,'')`, id, int64(p), int64(a.round), int64(amount))
		return err
	})
}

func (a *arena) balances(p games.PlayerID) (cash, pending money.Amount) {
	b, err := Balances(context.Background(), a.db.App, CashOf(p, money.FUN), PendingOf(p, money.FUN))
	require.NoError(a.t, err)
	return b[CashOf(p, money.FUN)].Amount, b[PendingOf(p, money.FUN)].Amount
}

// out is what went to the provider less what came from it.
func (a *arena) out() (sum money.Amount) {
	err := a.db.App.QueryRow(context.Background(), `select coalesce(sum(case when credit=$1 then amount else -amount end),0)::bigint
from transfers where credit=$1 or debit=$1`, int64(ClearingOf(Demo, money.FUN))).Scan(&sum)
	require.NoError(a.t, err)
	return sum
}

// at once runs n acts that may begin together, and counts what came of them:
// done, refused for the one reason that is right. Any other error fails.
func (a *arena) atOnce(run *bars.Run, n int, reason error, act func(i int) error) (done int) {
	var wg sync.WaitGroup
	var ok, no atomic.Int64
	begin := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-begin
			switch err := act(i); {
			case err == nil:
				ok.Add(1)
			case errors.Is(err, reason):
				no.Add(1)
			default:
				a.t.Error(err)
			}
		})
	}
	close(begin)
	wg.Wait()
	run.Ops(int(ok.Load()), int(no.Load()), 0)
	return int(ok.Load())
}

// B2: 64 at once take from one balance, by holds, withdrawals and bets, with
// funds for exactly k of them; and 64 top-ups at once, of which exactly k find
// the balance low enough.
func TestB02FundsForExactlyK(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B2", "64 holds, withdrawals and bets at once with funds for exactly k; 64 top-ups at once below a mark",
		bars.N{Quick: 6, Commit: 300, Night: 5000})
	a := newArena(t)
	for i := range run.Trials() {
		k := 1 + i*7%40
		p := a.player(money.Amount(k * 10))
		done := a.atOnce(run, 64, ErrNoFunds, func(i int) error {
			w := Withdrawal{Player: p, Currency: money.FUN, Amount: 10, Ref: ref()}
			switch i % 3 {
			case 0:
				return a.hold(w)
			case 1:
				return a.withdraw(w)
			}
			return a.bet(p, 10)
		})
		require.Equal(t, k, done)
		cash, pending := a.balances(p)
		require.Zero(t, cash)
		run.Landed("race for the last funds", "", 64-done)
		if pending > 0 {
			run.Reached("a hold among those that had funds")
		}

		broke := a.player(0)
		done = a.atOnce(run, 64, ErrNotBroke, func(int) error {
			_, err := topUpOf(a.db, Deposit{Player: broke, Currency: money.FUN, Amount: 10, Ref: ref(), Below: money.Amount(k * 10)})
			return err
		})
		require.Equal(t, k, done)
		run.Trial()
	}
	run.Must("a hold among those that had funds")
	verified(t, a.db)
}

func topUpOf(db *store.DB, d Deposit) (b []Balance, err error) {
	err = store.InTx(context.Background(), db.App, func(tx pgx.Tx) (err error) {
		b, err = TopUps(context.Background(), tx, d)
		return err
	})
	return b, err
}

// B13: fifty withdrawals at once under 25 references, each sent twice, with
// funds for ten; then each is disbursed and released at once by several: one end
// for each, one payout per reference, and no balance below zero. Beside them,
// withdrawals race bets for the same money.
func TestB13WithdrawalsAtOnce(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B13", "50 withdrawals at once, each id twice; every hold paid out and released at once; withdrawals against bets",
		bars.N{Quick: 6, Commit: 200, Night: 2000})
	a := newArena(t)
	for range run.Trials() {
		before := a.out()
		p := a.player(100)
		refs := make([][16]byte, 25)
		for i := range refs {
			refs[i] = ref()
		}
		a.atOnce(run, 50, ErrNoFunds, func(i int) error {
			return a.hold(Withdrawal{Player: p, Currency: money.FUN, Amount: 10, Ref: refs[i%25]})
		})
		cash, pending := a.balances(p)
		require.Equal(t, [2]money.Amount{0, 100}, [2]money.Amount{cash, pending})
		var held [][16]byte
		for _, r := range refs {
			if a.tx(func(tx pgx.Tx) error { _, err := readHold(context.Background(), tx, r); return err }) == nil {
				held = append(held, r)
			}
		}
		require.Len(t, held, 10)
		var paid, released [10]atomic.Int64
		a.atOnce(run, 50, ErrHoldEnded, func(i int) error {
			h := i % 10
			if i%5 < 3 {
				err := a.tx(func(tx pgx.Tx) error { _, err := Disburse(context.Background(), tx, held[h], Demo); return err })
				if err == nil {
					paid[h].Add(1)
				}
				return err
			}
			err := a.tx(func(tx pgx.Tx) error { _, err := Release(context.Background(), tx, held[h]); return err })
			if err == nil {
				released[h].Add(1)
			}
			return err
		})
		out := money.Amount(0)
		for h := range held {
			require.NotEqual(t, paid[h].Load() > 0, released[h].Load() > 0, "one end")
			if paid[h].Load() > 0 {
				out += 10
				run.Reached("paid out before it was released")
			} else {
				run.Reached("released before it was paid out")
			}
		}
		cash, pending = a.balances(p)
		require.Equal(t, [2]money.Amount{100 - out, 0}, [2]money.Amount{cash, pending})
		require.Equal(t, before-100+out, a.out(), "one payout per id")

		both := a.player(100)
		done := a.atOnce(run, 50, ErrNoFunds, func(i int) error {
			if i%2 == 0 {
				return a.bet(both, 10)
			}
			return a.withdraw(Withdrawal{Player: both, Currency: money.FUN, Amount: 10, Ref: ref()})
		})
		require.Equal(t, 10, done)
		cash, pending = a.balances(both)
		require.Zero(t, cash+pending)
		run.Landed("withdrawal against bet", "open", 50-done)
		run.Trial()
	}
	verified(t, a.db)
}

// A hold is for one withdrawal: its reference means no other, and what ended
// one way does not end the other.
func TestHolds(t *testing.T) {
	t.Parallel()
	a := newArena(t)
	p, other := a.player(100), a.player(100)
	w := Withdrawal{Player: p, Currency: money.FUN, Amount: 30, Ref: ref()}
	require.NoError(t, a.hold(w))
	require.NoError(t, a.hold(w), "the same again changes nothing")
	for _, bad := range []Withdrawal{{w.Ref, p, money.FUN, 31}, {w.Ref, other, money.FUN, 30}} {
		require.ErrorIs(t, a.hold(bad), ErrRefTaken)
	}
	require.ErrorIs(t, a.hold(Withdrawal{ref(), p, money.FUN, 71}), ErrNoFunds)
	require.ErrorIs(t, a.hold(Withdrawal{ref(), p, money.FUN, 0}), ErrBadTransfer)
	require.ErrorIs(t, a.hold(Withdrawal{ref(), 999, money.FUN, 1}), ErrNoAccount)
	release := func(r [16]byte) error {
		return a.tx(func(tx pgx.Tx) error { _, err := Release(context.Background(), tx, r); return err })
	}
	require.ErrorIs(t, release(ref()), ErrNoHold)
	require.NoError(t, release(w.Ref))
	require.NoError(t, release(w.Ref))
	require.ErrorIs(t, a.withdraw(w), ErrHoldEnded)
	cash, pending := a.balances(p)
	require.Equal(t, "100 0", fmt.Sprint(int64(cash), int64(pending)))
	verified(t, a.db)
}
