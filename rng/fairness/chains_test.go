package fairness_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/rng/fairness"
)

const chainedRoom = games.RoomID(7)

// linked waits for a link as a room does: it asks again.
func linked(t *testing.T, c *fairness.Chains, round games.RoundID) ([32]byte, []byte) {
	t.Helper()
	for range 500 {
		commitment, box, err := c.Seal(round, 1)
		if err == nil {
			return commitment, box
		}
		require.ErrorIs(t, err, fairness.ErrNotYet)
		time.Sleep(10 * time.Millisecond)
	}
	require.Fail(t, "no link")
	return [32]byte{}, nil
}

// Links come round by round, across the end of a chain; the next chain is announced
// before the last one ends; every revealed seed leads to what was announced, and to
// all seeds before it; and a second node goes on where the first one was.
func TestChainsHandOutWhatWasAnnounced(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	ctx := t.Context()
	_, err := db.App.Exec(ctx, `insert into rooms(id,name,game,rules,options,currency) values (7,'A','crash',1,'{}',1000)`)
	require.NoError(t, err)
	v := fresh(t)
	table := fairness.Table{DB: db.App}
	var failed []error
	open := func() *fairness.Chains {
		c := fairness.NewChains(v, db.App, 40, func(err error) { failed = append(failed, err) })
		c.Start(ctx)
		return c
	}
	c := open()
	seeds := map[games.RoundID][32]byte{}
	const from, rounds = 5, 100
	for n := int64(from); n < from+rounds; n++ {
		if n == 30 {
			c.Stop()
			c = open() // another node
		}
		round := chainedRoom.Round(n)
		commitment, box := linked(t, c, round)
		_, err := db.App.Exec(ctx, `insert into rounds(id,room,rules,commitment,sealed) values ($1,7,1,$2,$3)`, int64(round), commitment[:], box)
		require.NoError(t, err)
		source, err := v.Unseal(round, 1, commitment, box)
		require.NoError(t, err)
		seeds[round] = source.Seed()
		again, _, err := c.Seal(round, 1)
		require.NoError(t, err, "asked twice")
		require.Equal(t, commitment, again)
	}
	c.Stop()
	require.Empty(t, failed)
	all, err := table.Chains(ctx, chainedRoom)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(all), 3)
	for i, chain := range all {
		require.Equal(t, chainedRoom.Round(from+40*int64(len(all)-1-i)), chain.First, "one after the other")
		require.Equal(t, 40, chain.Count)
		require.Nil(t, chain.Salt)
		require.WithinDuration(t, time.Now(), chain.At, time.Minute)
	}
	for round, seed := range seeds {
		chain, err := table.ChainOf(ctx, round, 1)
		require.NoError(t, err)
		require.NoError(t, chain.Verify(round, seed))
		if earlier := round - 1; earlier >= chain.First {
			link, err := chain.Earlier(round, seed, earlier)
			require.NoError(t, err)
			require.Equal(t, seeds[earlier], link, "a later seed gives the earlier ones")
		}
	}
	none, err := table.ChainOf(ctx, chainedRoom.Round(1), 1)
	require.NoError(t, err)
	require.Nil(t, none)
	none, err = table.ChainOf(ctx, chainedRoom.Round(20), 2)
	require.NoError(t, err)
	require.Nil(t, none, "of other rules")

	// Other rules begin a chain of their own where they are first asked for.
	c = open()
	defer c.Stop()
	require.Eventually(t, func() bool { _, _, err := c.Seal(chainedRoom.Round(from+rounds), 2); return err == nil }, 5*time.Second, 10*time.Millisecond)
	chain, err := table.ChainOf(ctx, chainedRoom.Round(from+rounds), 2)
	require.NoError(t, err)
	require.Equal(t, chainedRoom.Round(from+rounds), chain.First)
}

// The database holds a chain to its announcement: nothing of it is changed, a round
// with a link is sealed with nothing else, and no chain comes after its rounds.
func TestB34ChainsAreKeptByTheDatabase(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	ctx := t.Context()
	_, err := db.App.Exec(ctx, `insert into rooms(id,name,game,rules,options,currency) values (7,'A','crash',1,'{}',1000)`)
	require.NoError(t, err)
	c := fairness.NewChains(fresh(t), db.App, 20, func(err error) { t.Error(err) })
	c.Start(ctx)
	defer c.Stop()
	first := chainedRoom.Round(1)
	commitment, box := linked(t, c, first)
	other, _ := linked(t, c, first+1)
	const refused, noRight = "CR007", "42501"
	terminal := make([]byte, 32)
	for name, attempt := range map[string]struct {
		code, sql string
		args      []any
	}{
		"another source":      {refused, `insert into rounds(id,room,rules,commitment,sealed) values ($1,7,1,$2,$3)`, []any{int64(first), other[:], box}},
		"another box":         {refused, `insert into rounds(id,room,rules,commitment,sealed) values ($1,7,1,$2,$3)`, []any{int64(first), commitment[:], []byte{1}}},
		"a link changed":      {noRight, `update chain_links set box = ''`, nil},
		"a link taken out":    {noRight, `delete from chain_links`, nil},
		"another terminal":    {noRight, `update chains set terminal = $1`, []any{terminal}},
		"a salt afterwards":   {noRight, `update chains set salt = 'x'`, nil},
		"a chain without":     {refused, `insert into chains(room,first_round,rules,rounds,terminal) values (7,$1,1,20,$2)`, []any{int64(chainedRoom.Round(900)), terminal}},
		"announced later":     {refused, `insert into chains(room,first_round,rules,rounds,terminal) values (7,$1,2,20,$2)`, []any{int64(first), terminal}},
		"of two rooms":        {refused + " 23514", `insert into chains(room,first_round,rules,rounds,terminal) values (8,$1,1,20,$2)`, []any{int64(chainedRoom.Round(41)), terminal}},
		"a second of a round": {"23505", `insert into chain_links(round,rules,commitment,box) values ($1,1,$2,'')`, []any{int64(first), terminal}},
	} {
		_, err := db.App.Exec(ctx, attempt.sql, attempt.args...)
		var is *pgconn.PgError
		require.True(t, errors.As(err, &is), "%s: %v", name, err)
		require.Contains(t, attempt.code, is.Code, "%s: %s", name, is.Message) // of two rooms: the next chain's links may be there by now
	}
	_, err = db.App.Exec(ctx, `insert into rounds(id,room,rules,commitment,sealed) values ($1,7,1,$2,$3)`, int64(first), commitment[:], box)
	require.NoError(t, err)
}

// A chain that cannot be stored leaves nothing, is told, and is tried again.
func TestChainsTryAgain(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	ctx := t.Context()
	failed := make(chan error, 10)
	c := fairness.NewChains(fresh(t), db.App, 20, func(err error) { failed <- err })
	c.Start(ctx)
	defer c.Stop()
	_, _, err := c.Seal(chainedRoom.Round(1), 1)
	require.ErrorIs(t, err, fairness.ErrNotYet)
	require.Error(t, <-failed, "there is no such room")
	var links int
	require.NoError(t, db.App.QueryRow(ctx, `select count(*) from chain_links`).Scan(&links))
	require.Zero(t, links)
	_, err = db.App.Exec(ctx, `insert into rooms(id,name,game,rules,options,currency) values (7,'A','crash',1,'{}',1000)`)
	require.NoError(t, err)
	linked(t, c, chainedRoom.Round(1))
}
