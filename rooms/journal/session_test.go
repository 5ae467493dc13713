package journal

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet/money"
)

// session makes a player's own room for a game, claims it and seals its first
// round under a pair.
func (w *world) session(p games.PlayerID, game string, seed [32]byte) games.RoomID {
	id, err := w.j.EnsureSession(w.t.Context(), SessionConfig{Seat: p, ClientSeed: "mine", Name: "Machine", Game: game,
		Rules: 1, Options: []byte(`{}`), Currency: money.FUN})
	require.NoError(w.t, err)
	terms, err := w.node.Claim(w.t.Context(), id)
	require.NoError(w.t, err)
	require.Contains(w.t, terms, id)
	w.setTerm(id, terms[id])
	e := w.step(id.Round(1), games.None, games.None)
	e.Seal = begun(id.Round(1), "mine", seed)
	require.Equal(w.t, rooms.Applied, w.do(e).Outcome)
	return id
}

// begun is the sealing of a pair's first round.
func begun(from games.RoundID, client string, seed [32]byte) *rooms.Sealing {
	commitment := fairness.CommitPair(from, seed)
	return &rooms.Sealing{Round: from, Rules: 1, Sealed: rooms.Sealed{Commitment: commitment, Box: []byte("box")},
		Pair: &rooms.PairHead{From: from, ClientSeed: client, Commitment: commitment}}
}

// spin opens a round of a session with a stake, and leaves it in a phase.
func (w *world) spin(round games.RoundID, p games.PlayerID, then games.Phase, commitment [32]byte) *rooms.Entry {
	e := w.step(round, games.None, then)
	e.Seat = p
	e.Open = &rooms.Opening{Rules: 1, Options: []byte(`{}`)}
	e.Seal = &rooms.Sealing{Round: round.Next(), Rules: 1, Sealed: rooms.Sealed{Commitment: commitment, Box: []byte("box")}}
	e.Bet = &rooms.BetKey{ID: newID(), Player: p, Hash: [32]byte{1}}
	e.Moves = []games.Move{{Bet: e.Bet.ID, Player: p, Kind: games.Stake, Amount: 10}}
	e.Answer = rooms.Answer{Accepted: true, Ask: "spin", Stake: 10}
	if then.Ended() {
		e.Plays = []rooms.Play{{Player: p, Staked: 10}}
	}
	return e
}

// rotation leaves a round out and tells the pair that it was sealed under.
func (w *world) rotation(from, out games.RoundID, p games.PlayerID, seed, next [32]byte) *rooms.Entry {
	e := w.step(out, games.None, games.None)
	e.Seal = begun(out.Next(), "another", next)
	e.Reveal = &rooms.Reveal{To: out, Seed: seed, PairHead: rooms.PairHead{From: from, ClientSeed: "mine", Commitment: fairness.CommitPair(from, seed)}}
	e.Bet = &rooms.BetKey{ID: newID(), Player: p, Hash: [32]byte{2}}
	e.Answer = rooms.Answer{Accepted: true, Ask: "room.rotate"}
	return e
}

// A player's own room is one, however often it is asked for; what it was told
// first it keeps.
func TestEnsureSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(2, 100)
	config := SessionConfig{Seat: p[0], ClientSeed: "mine", Name: "Machine", Game: "slots-a", Rules: 1, Options: []byte(`{}`), Currency: money.FUN}
	ids := make([]games.RoomID, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			id, err := w.j.EnsureSession(context.Background(), config)
			if err == nil {
				ids[i] = id
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		require.Equal(t, ids[0], id)
		require.GreaterOrEqual(t, id, SessionRoomMin)
	}
	config.ClientSeed, config.Options, config.Rules = "other", []byte(`{"x":1}`), 2
	again, err := w.j.EnsureSession(t.Context(), config)
	require.NoError(t, err)
	require.Equal(t, ids[0], again)
	l, err := w.j.Load(t.Context(), again)
	require.NoError(t, err)
	require.Equal(t, []any{p[0], "mine", 2, `{"x":1}`}, []any{l.Seat, l.ClientSeed, l.Rules, string(l.Options)})
	require.Nil(t, l.Pair)
	config.Seat = p[1]
	other, err := w.j.EnsureSession(t.Context(), config)
	require.NoError(t, err)
	require.NotEqual(t, again, other)
	require.ErrorIs(t, w.j.EnsureRoom(t.Context(), RoomConfig{ID: again, Name: "Table", Game: "slots-a", Rules: 1, Currency: money.FUN}),
		ErrOtherRoom, "no table of the configuration takes a player's room")
	seat, err := w.j.RoomSeat(t.Context(), again)
	require.NoError(t, err)
	require.Equal(t, p[0], seat)
}

// A spin from nothing to settled, one that stays, a rotation: what is loaded
// afterwards is what goes on.
func TestSessionSteps(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 100)[0]
	seed, next := [32]byte{1}, [32]byte{2}
	id := w.session(p, "slots-a", seed)
	commitment := fairness.CommitPair(id.Round(1), seed)
	require.Equal(t, rooms.Applied, w.do(w.spin(id.Round(1), p, games.Settled, commitment)).Outcome)
	require.EqualValues(t, 90, w.balance(p))
	require.Equal(t, rooms.Applied, w.do(w.spin(id.Round(2), p, games.Closed, commitment)).Outcome)
	end := w.settle(id.Round(2), []games.Move{pay(p, 25)}, rooms.Play{Player: p, Staked: 10, Returned: 25})
	require.Equal(t, rooms.Applied, w.do(end).Outcome)
	require.Equal(t, rooms.Applied, w.do(w.rotation(id.Round(1), id.Round(3), p, seed, next)).Outcome)

	l, err := w.j.Load(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, id.Round(4), l.Pair.From)
	require.Equal(t, "another", l.Pair.ClientSeed)
	require.Len(t, l.Sealed, 1, "the round that was left out is not loaded")
	require.Equal(t, id.Round(4), l.Sealed[0].Round)
	pairs, err := w.j.Pairs(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, pairs, 2)
	require.Nil(t, pairs[0].Told)
	require.Equal(t, id.Round(3), pairs[1].Told.To)
	require.Equal(t, seed, pairs[1].Told.Seed)
	r, err := w.j.Round(t.Context(), id.Round(2))
	require.NoError(t, err)
	require.Equal(t, p, r.Seat)
	require.Equal(t, seed, r.Pair.Told.Seed)

	require.Equal(t, rooms.Applied, w.do(w.spin(id.Round(4), p, games.Settled, fairness.CommitPair(id.Round(4), next))).Outcome)
	require.EqualValues(t, 95, w.balance(p))
	w.verify()
}

// What is no step of a room of one seat stops the room and writes nothing.
func TestSessionStepsThatAreNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seed, next := [32]byte{1}, [32]byte{2}
	for name, of := range map[string]func(id games.RoomID, p games.PlayerID) *rooms.Entry{
		"a spin of nobody's": func(id games.RoomID, p games.PlayerID) *rooms.Entry {
			e := w.spin(id.Round(1), p, games.Settled, fairness.CommitPair(id.Round(1), seed))
			e.Seat = 0
			return e
		},
		"a spin at another's seat": func(id games.RoomID, p games.PlayerID) *rooms.Entry {
			e := w.spin(id.Round(1), p, games.Settled, fairness.CommitPair(id.Round(1), seed))
			e.Seat = p + 1
			return e
		},
		"a rotation with another seed": func(id games.RoomID, p games.PlayerID) *rooms.Entry {
			return w.rotation(id.Round(1), id.Round(1), p, next, next)
		},
		"a rotation of a round that is not its own": func(id games.RoomID, p games.PlayerID) *rooms.Entry {
			e := w.rotation(id.Round(1), id.Round(1), p, seed, next)
			e.Reveal.To = id.Round(2)
			return e
		},
		"a rotation without another pair": func(id games.RoomID, p games.PlayerID) *rooms.Entry {
			e := w.rotation(id.Round(1), id.Round(1), p, seed, next)
			e.Seal = nil
			return e
		},
		"a rotation while a round is under way": func(id games.RoomID, p games.PlayerID) *rooms.Entry {
			commitment := fairness.CommitPair(id.Round(1), seed)
			require.Equal(w.t, rooms.Applied, w.do(w.spin(id.Round(1), p, games.Closed, commitment)).Outcome)
			require.Equal(w.t, rooms.Applied, w.doOn(w.j, &rooms.Entry{Kind: rooms.EntryStep, Room: id, Term: w.term(id), Round: id.Round(1),
				Phase: games.Closed, Then: games.Closed, Record: []byte(`{}`), Moves: []games.Move{pay(p, 10)}}).Outcome)
			return w.rotation(id.Round(1), id.Round(2), p, seed, next)
		},
		"a second pair": func(id games.RoomID, p games.PlayerID) *rooms.Entry {
			e := w.step(id.Round(1), games.None, games.None)
			e.Seal = begun(id.Round(2), "second", next)
			return e
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := w.rich(1, 100)[0]
			id := w.session(p, "slots-a", seed)
			require.Equal(t, rooms.Failed, w.do(of(id, p)).Outcome)
			require.EqualValues(t, 100, w.balance(p))
			require.Equal(t, 1, one[int](t, w.db.App, `select count(*)::int from seed_pairs where room=$1`, int64(id)))
			require.Zero(t, one[int](t, w.db.App, `select count(*)::int from seed_reveals where room=$1`, int64(id)))
		})
	}
}

// Two machines of one player's take a spin that stays at once, on two nodes: one
// does, and the other says which round comes first (G18, G44, B38).
func TestB38OneRoundAtATime(t *testing.T) {
	t.Parallel()
	d := newDoors(t)
	run := bars.Start(t, "B38", "spins at two machines of one player's at once, from two nodes", bars.N{Quick: 25, Commit: 300, Night: 2000})
	seed := [32]byte{1}
	for i := range run.Trials() {
		p := d.rich(1, 100)[0]
		var spins []*rooms.Entry
		for _, game := range []string{"slots-a", "slots-b", "slots-c"} {
			id := d.session(p, game, seed)
			spins = append(spins, d.spin(id.Round(1), p, games.Closed, fairness.CommitPair(id.Round(1), seed)))
		}
		vs := d.atOnce(spins...)
		if i%5 == 0 { // in one batch as well
			other := d.rich(1, 100)[0]
			spins = nil
			for _, game := range []string{"slots-a", "slots-b", "slots-c"} {
				id := d.session(other, game, seed)
				spins = append(spins, d.spin(id.Round(1), other, games.Closed, fairness.CommitPair(id.Round(1), seed)))
			}
			vs, p = d.doAll(spins...), other
			run.Reached("in one journal")
		}
		require.Equal(t, 1, count(vs, rooms.Applied))
		var under games.RoundID
		for j, v := range vs {
			if v.Outcome == rooms.Applied {
				under = spins[j].Round
			}
		}
		for _, v := range vs {
			if v.Outcome != rooms.Applied {
				require.Equal(t, rooms.Refused, v.Outcome)
				require.Equal(t, rooms.CodeUnfinished, v.Answer.Code)
				require.EqualValues(t, under, v.Answer.Value)
			}
		}
		require.EqualValues(t, 90, d.balance(p), "one stake")
		found, err := d.j.UnfinishedOf(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, under, found.Round)

		// When it has ended, the next machine takes one.
		require.Equal(t, rooms.Applied, d.do(d.settle(under, nil, rooms.Play{Player: p, Staked: 10})).Outcome)
		for _, e := range spins {
			if e.Round != under {
				e.Bet.ID = newID()
				e.Moves[0].Bet = e.Bet.ID
				require.Equal(t, rooms.Applied, d.do(e).Outcome)
				break
			}
		}
		run.Landed("second spin", "closed", 2)
		run.Ops(1, 2, 0)
		run.Trial()
	}
	run.Must("in one journal")
	d.verify()
}

// The last guard: a pair is told and a round of it opened at the same time, by
// writers that ask nobody. One of them happens (B34).
func TestB34RevealedSeedPricesNoBet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := bars.Start(t, "B34", "tell a pair of seeds and open a round of it, at once and past the journal", bars.N{Quick: 100, Commit: 1000, Night: 5000})
	seed := [32]byte{1}
	for i := range run.Trials() {
		p := w.rich(1, 100)[0]
		id := w.session(p, "slots-a", seed)
		round := id.Round(1)
		begin, errs := make(chan struct{}), make([]error, 2)
		var both sync.WaitGroup
		for k, act := range []func(tx pgx.Tx) error{
			func(tx pgx.Tx) error {
				_, err := tx.Exec(context.Background(), `insert into seed_reveals(room,from_round,to_round,seed,at) values($1,$2,$2,$3,now())`,
					int64(id), int64(round), seed[:])
				return err
			},
			func(tx pgx.Tx) error {
				_, err := tx.Exec(context.Background(), `update rounds set phase=2,options='',opened_seq=1,opened_at=now() where id=$1 and phase=0`, int64(round))
				return err
			},
		} {
			both.Go(func() {
				<-begin
				if i%3 == k { // not always the same one first
					_ = one[int](t, w.db.App, `select 1`)
				}
				errs[k] = store.InTx(context.Background(), w.db.App, act)
			})
		}
		close(begin)
		both.Wait()
		told := one[bool](t, w.db.App, `select exists(select 1 from seed_reveals where room=$1)`, int64(id))
		opened := one[int](t, w.db.App, `select phase::int from rounds where id=$1`, int64(round)) > 0
		require.Equal(t, []bool{errs[0] == nil, errs[1] == nil}, []bool{told, opened})
		require.False(t, told && opened, "a seed that was told prices a bet")
		require.True(t, told || opened, "%v, %v", errs[0], errs[1])
		for _, err := range errs {
			if err != nil {
				require.ErrorContains(t, err, "CR006")
			}
		}
		run.Reached(fmt.Sprintf("told %v", told))
		run.Landed("a pair told", "", 1)
		run.Trial()
	}
	run.Must("told true", "told false")
}

// Nothing that was committed to or told can be changed or taken back.
func TestPairsStand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 100)[0]
	id := w.session(p, "slots-a", [32]byte{1})
	require.Equal(t, rooms.Applied, w.do(w.rotation(id.Round(1), id.Round(1), p, [32]byte{1}, [32]byte{2})).Outcome)
	for _, sql := range []string{
		`update seed_pairs set client_seed='other'`, `delete from seed_pairs`, `update seed_reveals set to_round=to_round+1`,
		`delete from seed_reveals`, `update rooms set seat=99`, `update rooms set client_seed='x'`,
	} {
		_, err := w.db.App.Exec(t.Context(), sql)
		require.ErrorContains(t, err, "permission denied", sql)
	}
	_, err := w.db.App.Exec(t.Context(), `insert into seed_pairs(room,from_round,commitment,client_seed,at) values($1,$2,$3,'x',now())`,
		int64(id), int64(id.Round(3)), make([]byte, 32))
	require.ErrorContains(t, err, "in force")
}
