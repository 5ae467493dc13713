package journal

import (
	"errors"
	"math"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

func newDB(t testing.TB) *store.DB { return dbtest.New(t) }

// An id has one answer for ever: accepted, refused by the rules, by the ledger,
// or withdrawn, it is repeated word for word (B3, B4, B5).
func TestB05AnIDHasOneAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 100)
	round := w.open(1)
	again := func(e *rooms.Entry) *rooms.Entry { c := *e; return &c }
	inquiry := func(e *rooms.Entry) *rooms.Entry {
		return &rooms.Entry{Kind: rooms.EntryInquiry, Room: e.Room, Term: e.Term, Round: e.Round,
			Bet: &rooms.BetKey{ID: e.Bet.ID, Player: e.Bet.Player}}
	}

	accepted := w.stake(round, p[0], 60)
	poor := w.stake(round, p[0], 60)
	ruled := &rooms.Entry{Kind: rooms.EntryRefusal, Room: 1, Term: w.term(1), Round: round,
		Bet:    &rooms.BetKey{ID: newID(), Player: p[0], Hash: [32]byte{9}},
		Answer: rooms.Answer{Ask: "bet", Code: games.CodeAboveSpot, Spot: "straight:17", Limit: 100, Value: 160}}
	for _, c := range []struct {
		name  string
		entry *rooms.Entry
		first rooms.Outcome
		want  rooms.Answer
	}{
		{"accepted", accepted, rooms.Applied, accepted.Answer},
		{"no funds", poor, rooms.Refused, rooms.Answer{Ask: "bet", Code: rooms.CodeNoFunds, Value: 41}}, // 40 and the deposit
		{"by the rules", ruled, rooms.Applied, ruled.Answer},
	} {
		v := w.do(c.entry)
		require.Equal(t, c.first, v.Outcome, c.name)
		require.Equal(t, c.want, v.Answer, c.name)
		lines := one[int](t, w.db.App, `select count(*)::int from transfers`)
		steps := one[int64](t, w.db.App, `select seq from rooms where id=1`)

		w.rich(1, 1000)
		deposit(t, w, p[0], 1)
		for _, copy_ := range []*rooms.Entry{again(c.entry), inquiry(c.entry)} {
			v = w.do(copy_)
			require.Equal(t, rooms.Repeated, v.Outcome, c.name)
			require.Equal(t, c.want, v.Answer, c.name)
			require.Equal(t, games.RoomID(1), v.Room)
			require.Equal(t, round, v.Round)
			require.Empty(t, v.Balances)
		}
		other := again(c.entry)
		other.Bet = &rooms.BetKey{ID: c.entry.Bet.ID, Player: p[0], Hash: [32]byte{77}}
		require.Equal(t, rooms.Conflict, w.do(other).Outcome, c.name)
		require.Equal(t, lines+2, one[int](t, w.db.App, `select count(*)::int from transfers`), "two top-ups, nothing else")
		require.Equal(t, steps, one[int64](t, w.db.App, `select seq from rooms where id=1`))
	}

	// Asked about before it was known: no later copy is accepted, whatever it says.
	late := w.stake(round, p[0], 1)
	v := w.do(inquiry(late))
	require.Equal(t, rooms.Applied, v.Outcome)
	require.Equal(t, rooms.CodeWithdrawn, v.Answer.Code)
	for _, copy_ := range []*rooms.Entry{again(late), inquiry(late)} {
		v = w.do(copy_)
		require.Equal(t, rooms.Repeated, v.Outcome)
		require.Equal(t, rooms.CodeWithdrawn, v.Answer.Code)
	}
	w.verify()
}

func deposit(t testing.TB, w *world, p games.PlayerID, amount money.Amount) {
	require.NoError(t, store.InTx(t.Context(), w.db.App, func(tx pgx.Tx) error {
		_, err := wallet.TopUps(t.Context(), tx, wallet.Deposit{Player: p, Currency: money.FUN, Amount: amount, Ref: uuid.Must(uuid.NewV7())})
		return err
	}))
}

// The same id in one batch, in this room or another: the first one counts.
func TestB04RepeatsInOneBatch(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	p := w.rich(2, 100)
	round, elsewhere := w.open(1), w.open(2)
	first := w.stake(round, p[0], 10)
	same, other, there, stranger := *first, *w.stake(round, p[0], 20), *w.stake(elsewhere, p[0], 10), *w.stake(round, p[1], 10)
	other.Bet = &rooms.BetKey{ID: first.Bet.ID, Player: p[0], Hash: [32]byte{5}}
	there.Bet = &rooms.BetKey{ID: first.Bet.ID, Player: p[0], Hash: first.Bet.Hash}
	stranger.Bet = &rooms.BetKey{ID: first.Bet.ID, Player: p[1], Hash: first.Bet.Hash} // ids are the player's own
	stranger.Moves = []games.Move{{Bet: first.Bet.ID, Player: p[1], Kind: games.Stake, Amount: 10}}
	vs := w.doAll(first, &same, &other, &there, &stranger)
	require.Equal(t, []rooms.Outcome{rooms.Applied, rooms.Repeated, rooms.Conflict, rooms.Repeated, rooms.Applied}, outcomes(vs))
	require.Equal(t, vs[0].Answer, vs[1].Answer)
	require.Equal(t, round, vs[3].Round)
	require.Equal(t, money.Amount(90), w.balance(p[0]))
	w.verify()
}

// Stops and guards of the player's own, at the stake (R4).
func TestStopsAndGuards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(3, 1000)
	round := w.open(1)
	cash := func(i int) wallet.AccountID { return wallet.CashOf(p[i], money.FUN) }
	require.NoError(t, store.InTx(t.Context(), w.db.App, func(tx pgx.Tx) error {
		soon := w.node.Now() + 3600_000
		return errors.Join(
			wallet.SetStop(t.Context(), tx, cash(0), wallet.PlayerStop),
			wallet.SetGuard(t.Context(), tx, wallet.Guard{Account: cash(1), Kind: wallet.StakeGuard, Until: soon, Cap: 100}),
			wallet.SetGuard(t.Context(), tx, wallet.Guard{Account: cash(1), Kind: wallet.LossGuard, Until: soon, Cap: 1000}),
			wallet.SetGuard(t.Context(), tx, wallet.Guard{Account: cash(2), Kind: wallet.StakeGuard, Until: w.node.Now() - 1, Cap: 1}),
		)
	}))
	v := w.do(w.stake(round, p[0], 1))
	require.Equal(t, rooms.CodeStopped, v.Answer.Code)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p[1], 60)).Outcome)
	vs := w.doAll(w.stake(round, p[1], 30), w.stake(round, p[1], 30), w.stake(round, p[1], 10))
	require.Equal(t, []rooms.Outcome{rooms.Applied, rooms.Refused, rooms.Applied}, outcomes(vs))
	require.Equal(t, rooms.Answer{Ask: "bet", Code: rooms.CodeGuarded, Limit: 100}, vs[1].Answer)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p[2], 500)).Outcome, "its time is over")

	undo := w.step(round, games.Open, games.Open)
	undo.Moves = []games.Move{refund(p[1], 60)}
	require.Equal(t, rooms.Applied, w.do(undo).Outcome)
	guards, err := wallet.Guards(t.Context(), w.db.App, cash(1))
	require.NoError(t, err)
	require.Equal(t, []money.Amount{40, 40}, []money.Amount{guards[0].Used, guards[1].Used})
	w.do(w.closing(round))
	w.do(w.settle(round, []games.Move{pay(p[1], 90)}, rooms.Play{Player: p[1], Staked: 100, Returned: 150}, rooms.Play{Player: p[2], Staked: 500}))
	guards, err = wallet.Guards(t.Context(), w.db.App, cash(1))
	require.NoError(t, err)
	require.Equal(t, []money.Amount{40, -50}, []money.Amount{guards[0].Used, guards[1].Used})
	w.verify()
}

// A player without an account has no money; ids without a place are not taken.
func TestStrangersAndStrangeIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	round := w.open(1)
	v := w.do(w.stake(round, 4711, 5))
	require.Equal(t, rooms.Refused, v.Outcome)
	require.Equal(t, rooms.CodeNoFunds, v.Answer.Code)
	old := newID()
	old[0] = 0
	for _, id := range []games.BetID{{}, games.BetID(uuid.New()), old} {
		e := w.stake(round, 4711, 5)
		e.Bet.ID = id
		require.ErrorIs(t, w.j.Submit(e), rooms.ErrBadID)
	}
}

func TestAnswersAndFramesComeBack(t *testing.T) {
	t.Parallel()
	amount := rapid.Custom(func(t *rapid.T) money.Amount { return money.Amount(rapid.Int64().Draw(t, "amount")) })
	rapid.Check(t, func(t *rapid.T) {
		a := rooms.Answer{Accepted: rapid.Bool().Draw(t, "accepted"), Ask: rapid.String().Draw(t, "ask"),
			Code: games.Code(rapid.String().Draw(t, "code")), Spot: rapid.String().Draw(t, "spot"),
			Limit: amount.Draw(t, "limit"), Value: amount.Draw(t, "value"), Stake: amount.Draw(t, "stake"), Back: amount.Draw(t, "back")}
		stored := appendAnswer(nil, a)
		got, err := decodeAnswer(stored)
		require.NoError(t, err)
		require.Equal(t, a, got)
		require.Equal(t, stored, appendAnswer(nil, got))
		_, err = decodeAnswer(stored[:rapid.IntRange(0, len(stored)-1).Draw(t, "cut")])
		require.Error(t, err)

		bodies := rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 1, 5).Draw(t, "records")
		var body []byte
		for i, b := range bodies {
			body = appendFrame(body, games.RoomID(3).Round(int64(i+1)), b)
		}
		row := logRow{seq: 10, last: 10 + int64(len(bodies)) - 1, at: 5, body: body}
		n := 0
		require.NoError(t, row.split(func(number int64, r rooms.Record) {
			require.Equal(t, int64(n+1), number)
			require.Equal(t, int64(10+n), r.Seq)
			require.Equal(t, len(bodies[n]), len(r.Body))
			if len(r.Body) > 0 {
				require.Equal(t, bodies[n], r.Body)
			}
			n++
		}))
		require.Equal(t, len(bodies), n)
		row.last++
		require.Error(t, row.split(func(int64, rooms.Record) {}))
	})
}

func FuzzDecodeAnswer(f *testing.F) {
	f.Add(appendAnswer(nil, rooms.Answer{Accepted: true, Ask: "bet", Stake: math.MaxInt64}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if a, err := decodeAnswer(b); err == nil {
			got, err := decodeAnswer(appendAnswer(nil, a))
			require.NoError(t, err)
			require.Equal(t, a, got)
		}
	})
}
