package naive

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

func TestMain(m *testing.M) { dbtest.Main(m, func() error { return goleak.Find() }) }

// books makes the tables, with players 1 to n who hold 1,000 each.
func books(t *testing.T, n int) *store.DB {
	db := dbtest.New(t)
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	require.NoError(t, Schema(t.Context(), owner, store.AppRole))
	require.NoError(t, owner.Close(t.Context()))
	var players []games.PlayerID
	for p := range n {
		players = append(players, games.PlayerID(p+1))
	}
	require.NoError(t, Fund(t.Context(), db.App, players, money.FUN, 1000))
	return db
}

func sums(t *testing.T, db *store.DB) Sums {
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, owner.Close(context.Background())) }()
	s, err := Count(t.Context(), owner)
	require.NoError(t, err)
	return s
}

var seq int64

func bet(p games.PlayerID, stake money.Amount) *Bet {
	seq++
	return &Bet{BetKey: rooms.BetKey{ID: games.BetID(uuid.Must(uuid.NewV7())), Player: p, Hash: [32]byte{byte(stake)}}, Room: 1, Round: games.RoomID(1).Round(1),
		Term: 1, Seq: seq, Stake: stake, Currency: money.FUN, Answer: rooms.Answer{Accepted: true, Ask: "bet", Stake: stake}, Record: []byte("{}")}
}

// The yardstick makes the checks that it is compared by: funds, stops, limits,
// ids that were there before.
func TestBetsAreChecked(t *testing.T) {
	db := books(t, 3)
	crew, release, err := Workers(t.Context(), db.App, 1, true)
	require.NoError(t, err)
	defer release()
	place := func(b *Bet) rooms.Verdict {
		v, err := crew[0].Place(t.Context(), b)
		require.NoError(t, err)
		return v
	}
	first := bet(1, 400)
	v := place(first)
	require.Equal(t, rooms.Applied, v.Outcome)
	require.Equal(t, []rooms.Balance{{Player: 1, Currency: money.FUN, Amount: 600, Version: 1}}, v.Balances)

	v = place(first)
	require.Equal(t, rooms.Repeated, v.Outcome)
	require.Equal(t, first.Answer, v.Answer)
	other := *first
	other.Hash[0]++
	require.Equal(t, rooms.Conflict, place(&other).Outcome)

	v = place(bet(1, 601))
	require.Equal(t, rooms.Refused, v.Outcome)
	require.Equal(t, rooms.Answer{Ask: "bet", Code: rooms.CodeNoFunds, Value: 600}, v.Answer)

	require.NoError(t, Guard(t.Context(), db.App, []games.PlayerID{2}, money.FUN, 500, time.Now().Add(time.Hour)))
	require.Equal(t, rooms.Applied, place(bet(2, 300)).Outcome)
	v = place(bet(2, 201))
	require.Equal(t, rooms.Answer{Ask: "bet", Code: rooms.CodeGuarded, Limit: 500}, v.Answer)
	require.Equal(t, rooms.Applied, place(bet(2, 200)).Outcome)

	_, err = db.App.Exec(t.Context(), `update naive.accounts set stop=1 where id=$1`, int64(wallet.CashOf(3, money.FUN)))
	require.NoError(t, err)
	require.Equal(t, rooms.CodeStopped, place(bet(3, 1)).Answer.Code)

	require.Equal(t, Sums{Balances: 3000 - 900, Staked: 900, Bets: 900, House: 900, Lines: 3, Logged: 3}, sums(t, db))
}

// answers is a journal behind that says yes after a while.
type answers struct{ rooms.Journal }

func (answers) Submit(e *rooms.Entry) error {
	go func() {
		time.Sleep(time.Millisecond)
		e.Done(rooms.Verdict{Outcome: rooms.Applied})
	}()
	return nil
}

// A room hears its verdicts in the order in which it submitted, whichever worker
// was quicker and whether the journal behind answered; every bet is in the books.
func TestARoomHearsItsVerdictsInOrder(t *testing.T) {
	db := books(t, 0)
	j, err := NewJournal(t.Context(), Config{DB: db.App, Rest: answers{}, Workers: 4, Currency: money.FUN, Funds: 1000})
	require.NoError(t, err)
	defer j.Stop()
	const all, inTables = 200, 2
	var mu sync.Mutex
	var left sync.WaitGroup
	heard := map[games.RoomID][]int{}
	for i := range all {
		room := games.RoomID(i%inTables + 1)
		b := bet(games.PlayerID(i%7+1), 1)
		e := &rooms.Entry{Kind: rooms.EntryStep, Room: room, Term: 1, Round: room.Round(1), Phase: games.Open, Then: games.Open, Record: b.Record}
		if i%10 < 8 {
			e.Bet, e.Answer = &b.BetKey, b.Answer
			e.Moves = []games.Move{{Bet: b.ID, Player: b.Player, Kind: games.Stake, Amount: 1}}
		}
		left.Add(1)
		e.Done = func(v rooms.Verdict) {
			defer left.Done()
			mu.Lock()
			defer mu.Unlock()
			if v.Outcome != rooms.Applied {
				t.Errorf("%+v", v)
			}
			heard[room] = append(heard[room], i)
		}
		require.NoError(t, j.Submit(e))
	}
	left.Wait()
	for room, order := range heard {
		require.Len(t, order, all/inTables)
		require.IsIncreasing(t, order, "room %d", room)
	}
	s := sums(t, db)
	require.Equal(t, Sums{Balances: 7*1000 - all*8/10, Staked: all * 8 / 10, Bets: all * 8 / 10, Lines: all * 8 / 10, Logged: all * 8 / 10}, s)
}
