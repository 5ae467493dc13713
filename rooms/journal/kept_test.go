package journal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
)

// A round that begins under the source of an earlier one is read with that source,
// sealed: whoever takes over can reveal it. The database takes the source of an ended
// round of the same room, and no other.
func TestLoadReadsTheSourceOfAShoe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shoe := w.open(1)
	w.await(w.submit(w.j, w.closing(shoe)))
	settle := w.step(shoe, games.Closed, games.Settled)
	w.await(w.submit(w.j, settle))

	next := w.opening(shoe.Next())
	next.Open.Kept = shoe
	require.Equal(t, rooms.Applied, w.await(w.submit(w.j, next))[0].Outcome)
	l, err := w.j.Load(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, shoe, l.Live.Opening.Kept)
	require.Equal(t, sealing(shoe), l.Live.Kept)
	r, err := w.j.Round(t.Context(), shoe)
	require.NoError(t, err)
	require.Nil(t, r.Kept)
	require.Equal(t, shoe.Next(), r.Shoe.Round, "the last round of the shoe")

	w.await(w.submit(w.j, w.closing(shoe.Next())))
	w.await(w.submit(w.j, w.step(shoe.Next(), games.Closed, games.Settled)))
	early := w.opening(shoe.Next().Next())
	early.Open.Kept = early.Round // of a round that has not ended
	require.Equal(t, rooms.Failed, w.await(w.submit(w.j, early))[0].Outcome)
}

// A round that began under one shoe and shuffled another is told with its own: its cards
// come from that one.
func TestRoundIsToldWithTheShoeThatItShuffled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.open(1)
	w.await(w.submit(w.j, w.closing(old)))
	w.await(w.submit(w.j, w.step(old, games.Closed, games.Settled)))
	shoe := old.Next()
	under := func(round, of games.RoundID) {
		s := w.opening(round)
		s.Open.Kept = of
		require.Equal(t, rooms.Applied, w.await(w.submit(w.j, s))[0].Outcome)
	}
	under(shoe, old)
	r, err := w.j.Round(t.Context(), shoe)
	require.NoError(t, err)
	require.Equal(t, sealing(old), r.Shoe.Kept, "until it shuffles")

	w.await(w.submit(w.j, w.closing(shoe)))
	w.await(w.submit(w.j, w.step(shoe, games.Closed, games.Settled)))
	under(shoe.Next(), shoe)
	for _, round := range []games.RoundID{shoe, shoe.Next()} {
		r, err = w.j.Round(t.Context(), round)
		require.NoError(t, err)
		require.Equal(t, sealing(shoe), r.Shoe.Kept)
		require.Equal(t, shoe.Next(), r.Shoe.Round, "the last round of that shoe")
	}
	r, err = w.j.Round(t.Context(), old)
	require.NoError(t, err)
	require.Equal(t, sealing(old), r.Shoe.Kept)
}
