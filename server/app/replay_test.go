package app

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/players"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/owner"
	"croupier/server/wire"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

func TestMain(m *testing.M) { dbtest.Main(m, func() error { return goleak.Find() }) }

// The tables of the house: one that plays round after round, and one whose bets
// stay open until its round is voided.
const (
	quickRoom games.RoomID = 1
	voidRoom  games.RoomID = 2
	soonMax                = 60 * time.Second // nothing waits so long unless broken

	limits = `"stepMinor":100,"spotMinMinor":100,"limits":{"straight":50000,"split":50000,"street":50000,"trio":50000,"corner":50000,
"firstFour":50000,"line":50000,"column":50000,"dozen":50000,"even":50000},"tableMaxMinor":200000,"allowanceMinor":100000000`
)

// record is a database with what real rooms played in it, and the keys to it.
type record struct {
	*store.DB
	keys    string
	settled []int64 // rounds with money of both players
	void    int64
	both    [2]games.PlayerID
}

// play has two players bet in a room that settles rounds and in one that is
// voided, and closes the rooms again.
func play(t *testing.T, rounds int) *record {
	r := &record{DB: dbtest.New(t), keys: filepath.Join(t.TempDir(), "keys"), both: [2]games.PlayerID{1001, 1002}}
	ctx := t.Context()
	require.NoError(t, store.InTx(ctx, r.App, func(tx pgx.Tx) error {
		deposits := make([]wallet.Deposit, len(r.both))
		for i, p := range r.both {
			if err := wallet.Open(ctx, tx, wallet.CashOf(p, money.FUN)); err != nil {
				return err
			}
			deposits[i] = wallet.Deposit{Player: p, Currency: money.FUN, Amount: 1_000_000, Ref: uuid.Must(uuid.NewV7())}
		}
		_, err := wallet.TopUps(ctx, tx, deposits...)
		return err
	}))
	entropy, err := rng.OpenEntropy()
	require.NoError(t, err)
	ring, err := fairness.OpenKeyring(r.keys, entropy)
	require.NoError(t, err)
	require.NoError(t, fairness.Bind(ctx, ring, fairness.Table{DB: r.App}))
	hall, closeHall := r.open(t, sealer{Vault: fairness.NewVault(ring, entropy, func(fairness.Unsealing) {})})
	r.playQuick(t, hall, rounds)
	r.playVoid(t, hall)
	closeHall()
	return r
}

// open is the two tables, open on this database, with all that stands under them.
func (r *record) open(t *testing.T, vault sealer) (*rooms.Hall, func()) {
	j, err := journal.New(t.Context(), journal.Config{DB: r.App})
	require.NoError(t, err)
	for id, times := range map[games.RoomID]string{quickRoom: `{"betMs":400,"landMs":100,"pauseMs":100,`, voidRoom: `{"betMs":600000,"landMs":100,"pauseMs":600000,`} {
		require.NoError(t, j.EnsureRoom(t.Context(), journal.RoomConfig{ID: id, Name: "French", Game: "roulette-french", Rules: 1,
			Options: []byte(times + limits + `}`), Currency: money.FUN}))
	}
	j.Start()
	clock := &owner.Clock{}
	var o *owner.Owner
	hall := rooms.NewHall(rooms.World{Journal: j, Sealer: vault, Purse: nobody{}, Directory: nobody{}, Clock: clock,
		Registry: rooms.NewRegistry(rules()...),
		Stopped:  func(room games.RoomID, _ []rooms.Subscriber, why error) { o.Stopped(room, why) }})
	o = owner.New(owner.Config{DB: r.DB, Journal: j, Hall: hall, Clock: clock, Rooms: []games.RoomID{quickRoom, voidRoom},
		Name: "test", Lease: 10 * time.Second, Log: zerolog.Nop()})
	require.NoError(t, o.Start(t.Context()))
	closed := false
	stop := func() {
		if closed {
			return
		}
		closed = true
		hall.Close()
		require.NoError(t, o.Stop())
		require.NoError(t, j.Stop(context.Background()))
	}
	t.Cleanup(stop)
	return hall, stop
}

type nobody struct{}

func (nobody) Changed(rooms.Balance, games.RoundID, games.Moment) {}
func (nobody) Announce(rooms.Card)                                {}

// seat is a player's connection, which waits for nothing but to be seated.
type seat struct {
	games.Actor
	joined chan struct{} // one place
}

func (s *seat) Send(frame []byte) bool {
	if bytes.Contains(frame, []byte(`"t":"joined"`)) {
		s.joined <- struct{}{}
	}
	return true
}

// sit seats both players at a table.
func (r *record) sit(t *testing.T, room *rooms.Room) []*seat {
	seats := make([]*seat, len(r.both))
	for i, p := range r.both {
		seats[i] = &seat{games.Actor{Role: games.Player, Player: p, Name: "P"}, make(chan struct{}, 1)}
		require.NoError(t, room.Join(seats[i], seats[i].Actor, rooms.Point{}, nil, 1))
		<-seats[i].joined
	}
	return seats
}

// bet has both players bet in a round, one on red and one on black, each with a
// chip on zero: whatever comes, money goes back to somebody.
func (r *record) bet(t *testing.T, room *rooms.Room, seats []*seat, round games.RoundID) {
	for i, spot := range []string{"red", "black"} {
		act := wire.Act{T: "act", Room: int64(round.Room()), Round: int64(round), ID: uuid.Must(uuid.NewV7()).String(), Ask: "bet",
			Body: []byte(`{"spots":[{"spot":"` + spot + `","stake":1000},{"spot":"straight:0","stake":100}]}`)}
		require.NoError(t, room.Act(seats[i], seats[i].Actor, act))
	}
}

// waitOpen waits for a round after another one that takes bets.
func (r *record) waitOpen(t *testing.T, hall *rooms.Hall, id games.RoomID, after games.RoundID) (*rooms.Room, games.RoundID) {
	var room *rooms.Room
	require.Eventually(t, func() bool {
		found, ok := hall.Room(id)
		room = found
		return ok && found.Card().Phase == games.Open && found.Status().Round > after
	}, soonMax, 5*time.Millisecond, "no round opens")
	return room, room.Status().Round
}

// playQuick bets round after round until enough of them were settled with bets
// of both; on a busy machine some bets come too late.
func (r *record) playQuick(t *testing.T, hall *rooms.Hall, rounds int) {
	room, last := r.waitOpen(t, hall, quickRoom, 0)
	seats := r.sit(t, room)
	for deadline := time.Now().Add(soonMax); len(r.settled) < rounds; {
		require.True(t, time.Now().Before(deadline), "%d rounds", len(r.settled))
		room, round := r.waitOpen(t, hall, quickRoom, last)
		r.bet(t, room, seats, round)
		last = round
		rows, err := r.App.Query(t.Context(), `select id from rounds where phase=3 and room=$1 and (select count(*) from plays where round=rounds.id)=2 order by id`, int64(quickRoom))
		require.NoError(t, err)
		r.settled, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		require.NoError(t, err)
	}
}

func (r *record) playVoid(t *testing.T, hall *rooms.Hall) {
	room, round := r.waitOpen(t, hall, voidRoom, 0)
	r.bet(t, room, r.sit(t, room), round)
	require.Eventually(t, func() bool { return room.Card().Players == 2 }, soonMax, 5*time.Millisecond)
	require.NoError(t, room.Void(t.Context(), round, games.Actor{Role: games.Operator, Player: 7, Name: "Olivia"}, "a fault of the table"))
	r.void = int64(round)
}

// correct takes back a part of what a round paid, by two operators.
func (r *record) correct(t *testing.T, round int64) {
	people := players.New(r.App, players.Options{Argon: players.Argon{MemoryKiB: 64, Time: 1, Threads: 1}})
	require.NoError(t, store.InTx(t.Context(), r.App, func(tx pgx.Tx) error {
		c := wallet.Correction{Ref: uuid.Must(uuid.NewV7()), Round: games.RoundID(round), Revision: 1, Why: "the wheel was read wrongly"}
		for i, name := range []string{"olivia", "oscar"} {
			p, _, err := people.EnsureDemo(t.Context(), tx, players.DemoPerson{Name: name, Password: "demo-" + name, Role: players.RoleOperator})
			if err != nil {
				return err
			}
			c.By[i] = p.ID
		}
		var line wallet.CorrectionLine
		if err := tx.QueryRow(t.Context(), `select id from transfers where round=$1 and kind=2 order by id limit 1`, round).Scan(&line.Corrects); err != nil {
			return err
		}
		line.Amount = 10
		c.Lines = []wallet.CorrectionLine{line}
		done, err := wallet.Correct(t.Context(), tx, c)
		require.Equal(t, money.Amount(10), done.Taken)
		return err
	}))
}

// damage changes the record as only a superuser can who switches every guard off.
func (r *record) damage(t *testing.T, sql string, args ...any) {
	conn, err := r.Owner(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.Background())) }()
	_, err = conn.Exec(t.Context(), `set session_replication_role=replica`)
	require.NoError(t, err)
	tag, err := conn.Exec(t.Context(), sql, args...)
	require.NoError(t, err)
	require.EqualValues(t, 1, tag.RowsAffected(), sql)
}

// B23: what rooms played is played again and nothing is found, a void round and
// a corrected one included; then each damage to the record is named, with its
// round, and nothing else is.
func TestB23StoredRoundsPlayedAgain(t *testing.T) {
	t.Parallel()
	r := play(t, 7)
	r.correct(t, r.settled[0])
	before, err := replayAll(t.Context(), r.DB, r.keys, rooms.NewRegistry(rules()...))
	require.NoError(t, err)
	require.Empty(t, before.Findings)
	require.True(t, before.OK())
	require.GreaterOrEqual(t, before.Rounds, 8)
	require.Len(t, before.Of, 1)
	of := before.Of[0]
	require.Equal(t, []any{"roulette-french", 1, before.Rounds, 1, before.Rounds - 1}, []any{of.Game, of.Version, of.Rounds, of.Void, of.Drawn})
	require.GreaterOrEqual(t, of.Played, 16)
	again, err := replayAll(t.Context(), r.DB, r.keys, rooms.NewRegistry(rules()...))
	require.NoError(t, err)
	require.Equal(t, before.Hash, again.Hash, "the same record, the same hash")

	a, b := int64(wallet.CashOf(r.both[0], money.FUN)), int64(wallet.CashOf(r.both[1], money.FUN))
	for i, c := range []struct {
		name, sql, says string
		round           int64
		args            []any
	}{
		{"a payout moved to the other player", `update transfers set credit=case credit when $2 then $3 else $2 end
			where id=(select min(id) from transfers where round=$1 and kind=2)`, "the ledger moved", r.settled[1], []any{a, b}},
		{"a payout of one more", `update transfers set amount=amount+1 where id=(select min(id) from transfers where round=$1 and kind=2)`,
			"the ledger moved", r.settled[2], nil},
		{"a play that won more", `update plays set returned=returned+100 where (player,round)=(select min(player),$1::bigint from plays where round=$1)`,
			"the histories say", r.settled[3], nil},
		{"a sum of the round", `update rounds set staked=staked+1,kept=kept+1 where id=$1`, "the round's row says", r.settled[4], nil},
		{"another commitment", `update rounds set commitment=sha256(commitment) where id=$1`, "commitment", r.settled[5], nil},
		{"a refund to the other player of a void round", `update transfers set credit=case credit when $2 then $3 else $2 end
			where id=(select min(id) from transfers where round=$1 and kind=3)`, "the ledger moved", r.void, []any{a, b}},
		{"one letter of the log", `with of as (select room,seq,position('"number":'::bytea in body)+8 as at from log join rounds r using (room)
			where r.id=$1 and seq<=r.ended_seq and last>=r.ended_seq)
			update log set body=set_byte(body,of.at,case get_byte(body,of.at) when 49 then 50 else 49 end) from of
			where log.room=of.room and log.seq=of.seq and of.at>8`, "", r.settled[6], nil},
	} {
		r.damage(t, c.sql, append([]any{c.round}, c.args...)...)
		report, err := replayAll(t.Context(), r.DB, r.keys, rooms.NewRegistry(rules()...))
		require.NoError(t, err, c.name)
		require.Equal(t, i+1, report.Wrong, "%s: %+v", c.name, report.Findings)
		said := map[int64]string{}
		for _, f := range report.Findings {
			said[int64(f.Round)] = f.What
		}
		require.Contains(t, said, c.round, c.name)
		require.Contains(t, said[c.round], c.says, c.name)
		t.Logf("%s: %.160s", c.name, said[c.round])
	}
}

// Without the keys that sealed the rounds nothing can be said about them: that
// is an error, and no finding.
func TestReplayNeedsItsKeys(t *testing.T) {
	t.Parallel()
	r := play(t, 1)
	_, err := replayAll(t.Context(), r.DB, filepath.Join(t.TempDir(), "others"), rooms.NewRegistry(rules()...))
	require.ErrorIs(t, err, fairness.ErrWrongKeys)
}
