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
