package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/api"
	"croupier/wallet/money"
)

const shoeRoom = games.RoomID(8)

// shoeSecret is the seed of a round, and shoeSealing what stands in its place.
func shoeSecret(n int64) string { return strings.Repeat(fmt.Sprintf("%02x", 0xa0+n), 32) }

func shoeSealing(n int64) rooms.Sealing {
	return rooms.Sealing{Round: shoeRoom.Round(n), Rules: 1, Sealed: rooms.Sealed{Commitment: [32]byte{0xc0, byte(n)}, Box: []byte("sealed")}}
}

// shoeRound is a round as it is loaded: it began under a shoe, and its log tells of events.
func shoeRound(n, kept int64, phase games.Phase, events ...string) rooms.LoadedRound {
	line := fmt.Sprintf(`{"v":1,"round":%d,"at":1000,"by":{"role":0},"ask":{"type":"timeout","body":{}},"phase":2,"then":%d,"events":[%s]}`,
		shoeRoom.Round(n), phase, strings.Join(events, ","))
	r := rooms.LoadedRound{Round: shoeRoom.Round(n), Phase: phase, Opening: rooms.Opening{Rules: 1, Options: []byte(`{}`), Carry: []byte(`{}`)},
		Sealed: shoeSealing(n).Sealed, Records: []rooms.Record{{Seq: 1, At: 1000, Body: []byte(line)}}}
	if kept != 0 {
		of := shoeSealing(kept)
		r.Opening.Kept, r.Kept = of.Round, &of
	}
	return r
}

func shoeReveals(n int64) string {
	return fmt.Sprintf(`{"type":"room.revealed","body":{"round":%d,"rules":1,"commitment":"c0%02x","seed":%q}}`, shoeRoom.Round(n), n, shoeSecret(n))
}

func shoeShuffled(n int64) string {
	return fmt.Sprintf(`{"type":"shuffled","body":{"shoe":{"shoe":%d,"decks":8,"cut":402,"dealt":1}}}`, shoeRoom.Round(n))
}

// What proves the cards of a round (G24): the shoe's round and its commitment at once, its
// seed when the last of its cards is out, and not a byte of it before.
func TestRoundTellsOfItsShoe(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const result = `{"type":"result","body":{}}`
	// Round 1 shuffles, 2 is in mid-shoe, 3 is the last of it, 4 shuffles anew under the old
	// one's order and nothing has begun under its own yet.
	first := shoeRound(1, 0, games.Settled, shoeShuffled(1), result)
	middle := shoeRound(2, 1, games.Settled, result, shoeReveals(2))
	playing := shoeRound(3, 1, games.Closed)
	last := shoeRound(3, 1, games.Settled, result, shoeReveals(1), shoeReveals(3))
	anew := shoeRound(4, 3, games.Settled, shoeShuffled(4), result, shoeReveals(3))
	for name, c := range map[string]struct {
		round rooms.LoadedRound
		shoe  *rooms.LoadedRound // that began last under it
		seed  string             // of the round itself
		of    *api.RoundShoe
	}{
		"shuffled, and cards are to come":    {first, &playing, "", &api.RoundShoe{Round: shoeRoom.Round(1), Rules: 1, Commitment: "c001"}},
		"shuffled, and the shoe has ended":   {first, &last, shoeSecret(1), &api.RoundShoe{Round: shoeRoom.Round(1), Rules: 1, Commitment: "c001", Seed: shoeSecret(1)}},
		"mid-shoe, and cards are to come":    {middle, &playing, shoeSecret(2), &api.RoundShoe{Round: shoeRoom.Round(1), Rules: 1, Commitment: "c001"}},
		"mid-shoe, and the shoe has ended":   {middle, &last, shoeSecret(2), &api.RoundShoe{Round: shoeRoom.Round(1), Rules: 1, Commitment: "c001", Seed: shoeSecret(1)}},
		"the last of a shoe":                 {last, &last, shoeSecret(3), &api.RoundShoe{Round: shoeRoom.Round(1), Rules: 1, Commitment: "c001", Seed: shoeSecret(1)}},
		"shuffled anew, and nobody is under": {anew, &anew, "", &api.RoundShoe{Round: shoeRoom.Round(4), Rules: 1, Commitment: "c004"}},
		"the table's first, and no next one": {first, nil, "", &api.RoundShoe{Round: shoeRoom.Round(1), Rules: 1, Commitment: "c001"}},
		"still playing":                      {playing, &last, "", nil},
		"no shoe":                            {shoeRound(5, 0, games.Settled, result, shoeReveals(5)), nil, shoeSecret(5), nil},
	} {
		h.rounds[c.round.Round] = &journal.RoundRecord{LoadedRound: c.round, Room: shoeRoom, Name: "Punto", Game: "baccarat",
			Currency: money.FUN, OpenedAt: 900, EndedAt: 1000, Shoe: c.shoe}
		answer := h.get(t, fmt.Sprintf("/api/rounds/%d", c.round.Round), "")
		require.Equal(t, 200, answer.StatusCode, name)
		told := into[api.Round](t, answer)
		require.Equal(t, c.seed, told.Seed, name)
		if c.of != nil {
			require.True(t, strings.HasPrefix(told.Shoe.Commitment, c.of.Commitment), name)
			c.of.Commitment = told.Shoe.Commitment
		}
		require.Equal(t, c.of, told.Shoe, name)
		if c.of == nil || c.of.Seed == "" {
			require.NotContains(t, answer.text, shoeSecret(1), "%s: the shoe's seed, in whatever field", name)
		}
	}
}
