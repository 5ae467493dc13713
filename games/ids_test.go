package games_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
)

func TestRoundIDNamesItsRoomAndNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		room := games.RoomID(rapid.Int64Range(1, int64(games.RoomIDMax)).Draw(t, "room"))
		n := rapid.Int64Range(1, 1<<24-2).Draw(t, "n")
		round := room.Round(n)
		require.Equal(t, games.RoundID(int64(room)<<24|n), round)
		require.Equal(t, room, round.Room())
		require.Equal(t, n, round.Number())
		require.Equal(t, room.Round(n+1), round.Next())
		require.Less(t, int64(round), int64(1)<<47, "an escrow account carries it in 47 bits")
		require.Positive(t, int64(round)<<16, "and stays positive")
	})
}

func TestRoundIDStaysInRange(t *testing.T) {
	t.Parallel()
	for _, bad := range []func(){
		func() { games.RoomID(0).Round(1) },
		func() { games.RoomID(-1).Round(1) },
		func() { (games.RoomIDMax + 1).Round(1) },
		func() { games.RoomID(1).Round(0) },
		func() { games.RoomID(1).Round(1 << 24) },
		func() { games.RoomID(1).Round(1<<24 - 1).Next() },
	} {
		require.Panics(t, bad)
	}
}

func TestBetIDHasOneSpelling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "raw")
		id := games.BetID(raw)
		require.Equal(t, uuid.UUID(raw).String(), id.String())
		var back games.BetID
		require.NoError(t, back.UnmarshalText([]byte(id.String())))
		require.Equal(t, id, back)
	})
	good := "0192f0c1-2b3c-7d4e-8f50-112233445566"
	for _, bad := range []string{
		"", good[:35], good + "0", strings.ToUpper(good), "{" + good[1:35] + "}",
		strings.ReplaceAll(good, "-", "_"), "g" + good[1:], strings.ReplaceAll(good, "-", ""),
		good[:8] + good[9:] + "-", "urn:uuid:" + good[9:],
	} {
		var id games.BetID
		require.ErrorIs(t, id.UnmarshalText([]byte(bad)), games.ErrBadBetID, bad)
	}
}

func TestBetIDTellsWhenItWasMinted(t *testing.T) {
	t.Parallel()
	v7, err := uuid.NewV7()
	require.NoError(t, err)
	sec, nsec := v7.Time().UnixTime()
	at, ok := games.BetID(v7).Minted()
	require.True(t, ok)
	require.Equal(t, games.Moment(sec*1000+nsec/1e6), at)

	_, ok = games.BetID(uuid.New()).Minted() // version 4
	require.False(t, ok)
	_, ok = games.BetID{}.Minted()
	require.False(t, ok)
	foreign := games.BetID(v7)
	foreign[8] &= 0x3f // another variant
	_, ok = foreign.Minted()
	require.False(t, ok)
}

// An id that the rules make is of its bet's moment, of its place, and no client's.
func TestDerivedIDs(t *testing.T) {
	t.Parallel()
	v7, err := uuid.NewV7()
	require.NoError(t, err)
	bet := games.BetID(v7)
	require.False(t, bet.Derived())
	was, _ := bet.Minted()
	ids := map[games.BetID]bool{}
	for _, room := range []games.RoomID{1, 2, 1<<23 - 1} {
		for _, number := range []int64{1, 2, 256, 1<<24 - 1} {
			for place := range 1000 {
				round, place := room.Round(number), uint16(place*61)
				id := bet.Derive(round, place)
				require.True(t, id.Derived())
				require.Equal(t, id, games.BetID{0: bet[0], 1: bet[1], 2: bet[2], 3: bet[3], 4: bet[4], 5: bet[5], 6: 0x71, 9: 9, 15: 1}.Derive(round, place),
					"nothing but the moment is the client's to choose")
				at, ok := id.Minted()
				require.True(t, ok)
				require.Equal(t, was, at)
				require.Equal(t, uuid.Version(8), uuid.UUID(id).Version())
				require.Equal(t, uuid.RFC4122, uuid.UUID(id).Variant())
				ids[id] = true
			}
		}
	}
	require.Len(t, ids, 12_000)
}

func TestPhases(t *testing.T) {
	t.Parallel()
	for phase, want := range map[games.Phase]struct {
		name  string
		ended bool
	}{
		games.None: {"none", false}, games.Open: {"open", false}, games.Closed: {"closed", false},
		games.Settled: {"settled", true}, games.Void: {"void", true}, 9: {"invalid", false},
	} {
		require.Equal(t, want.name, phase.String())
		require.Equal(t, want.ended, phase.Ended())
	}
}
