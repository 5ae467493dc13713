package gamestest

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"croupier/games"
	"croupier/wallet/money"
)

// Pick chooses one of n, n > 0: rapid's choice in Run, a seed's in Check.
type Pick func(n int) int

// Suite says what there is to test.
type Suite struct {
	Rules   games.Rules
	Options []byte
	// Ask makes what a player may ask next: mostly what the table accepts, at
	// times what it refuses.
	Ask func(pick Pick) any
	// House makes what an operator may ask beside a void; nil: nothing.
	House func(pick Pick) any
	// Kept is what a void leaves of the carry as it was before the round: the
	// carry without its times; nil: all of it.
	Kept func(carry any) any
	// Result reads staked and returned from the event that ends a round, and
	// says false for any other; nil: the game has no such event.
	Result func(body any) (staked, returned money.Amount, ok bool)
	// Commutes says that verdicts may come in any order. A journal keeps a
	// room's order; sums do not need it.
	Commutes bool
	// Later says that a round may pay for bets of the rounds before it, at most
	// what they staked: the carry keeps them.
	Later bool
	// Private says that the room is a session of one seat: a round begins with its
	// player's stake, which may draw in the same step, and waits for it as long as
	// it takes.
	Private bool
	// PublicBytesMax bounds the public view and the board together; 0: 16 KiB.
	PublicBytesMax int
}

// Run tests a game.
func Run(t *testing.T, s Suite) {
	t.Run("types", func(t *testing.T) {
		t.Parallel()
		if err := checkTypes(s.Rules); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("bodies", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(rt *rapid.T) {
			if err := checkBodies(s.Rules, rapidPick(rt)); err != nil {
				rt.Fatal(err)
			}
		})
	})
	t.Run("rounds", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(rt *rapid.T) {
			if err := Check(s, rapidPick(rt)); err != nil {
				rt.Fatal(err)
			}
		})
	})
}

func rapidPick(t *rapid.T) Pick {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") }
}

// Seeded is a Pick that needs no testing.T.
func Seeded(seed uint64) Pick {
	d := Draws(seed)
	return func(n int) int { return int(d.Uintn(uint64(n))) }
}

// Check plays three rounds, each on the carry of the one before, and returns
// the first thing that is wrong.
func Check(s Suite, pick Pick) error {
	if s.PublicBytesMax == 0 {
		s.PublicBytesMax = 16 << 10
	}
	round := games.RoomID(1 + pick(1000)).Round(1)
	var carry []byte
	var owed map[key]money.Amount
	var kept games.RoundID
	at := games.Moment(1)
	for n := range 3 {
		r, err := newRoom(s, pick, round, carry, at)
		if err == nil && n > 0 && r.keeps(games.Step{}) != kept {
			err = fmt.Errorf("the source of round %d was to stay sealed, and by its carry it is %d", kept, r.keeps(games.Step{}))
		}
		if err == nil {
			if s.Later {
				r.books.owed = owed
			}
			err = r.play()
		}
		if err != nil {
			return fmt.Errorf("round %d: %w", round.Number(), err)
		}
		carry, at, round, owed, kept = r.carry, r.at, round.Next(), r.books.left(), r.keeps(games.Step{})
	}
	return nil
}

// Draws is a small generator for tests (splitmix64): seeded and fast, not good enough to
// deal from.
type Draws uint64

// Uintn is one of n.
func (d *Draws) Uintn(n uint64) uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return (z ^ z>>31) % n
}

// Shuffle is as games.Draws has it.
func (d *Draws) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, int(d.Uintn(uint64(i)+1)))
	}
}

// bytesOf is a table's whole state.
func bytesOf(t games.Table) (string, error) {
	m, ok := t.(json.Marshaler)
	if !ok {
		return "", fmt.Errorf("%T is no json.Marshaler: nobody can compare it", t)
	}
	body, err := m.MarshalJSON()
	return string(body), err
}
