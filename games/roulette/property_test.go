package roulette

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/games/felt"
	"croupier/wallet/money"
)

// Whatever is bet, held, dropped, committed and taken back, in whichever order
// verdicts come: the sums kept on the way equal the sums over the bets that are
// there, and the room's largest loss stays within its allowance.
func TestSumsEqualTheirBets(t *testing.T) {
	t.Parallel()
	o := testTable()
	o.AllowanceMinor, o.TableMaxMinor = 900_000, 60_000
	options := encode(t, o)
	rapid.Check(t, func(rt *rapid.T) {
		made, err := European().Table(testRound, options, nil)
		require.NoError(rt, err)
		l := &live{t: t, table: made.(*table), at: 1000}
		l.must(l.system(games.Timeout{}))
		var held []games.Step
		for range rapid.IntRange(1, 60).Draw(rt, "acts") {
			if len(held) > 0 && rapid.IntRange(0, 2).Draw(rt, "verdict") == 0 {
				i := rapid.IntRange(0, len(held)-1).Draw(rt, "which")
				if rapid.Bool().Draw(rt, "commits") {
					l.Apply(held[i])
				} else {
					l.Drop(held[i])
				}
				held = slices.Delete(held, i, i+1)
			} else if s, err := l.Decide(l.by(games.PlayerID(rapid.IntRange(1, 4).Draw(rt, "player")), drawAsk(rt)), nil); err == nil {
				l.Hold(s)
				held = append(held, s)
			}
			recompute(rt, l, held)
		}
	})
}

func drawAsk(t *rapid.T) any {
	switch rapid.IntRange(0, 9).Draw(t, "ask") {
	case 0, 1:
		return Undo{}
	case 2:
		return Clear{}
	}
	var b Bet
	for range rapid.IntRange(1, 6).Draw(t, "spots") {
		b.Spots = append(b.Spots, Chip{
			Spot:  spots[rapid.IntRange(0, len(spots)-1).Draw(t, "spot")].Name,
			Stake: money.Amount(100 * rapid.IntRange(1, 150).Draw(t, "chips")),
		})
	}
	return b
}

// recompute adds everything up from nothing.
func recompute(t *rapid.T, l *live, held []games.Step) {
	is := l.counts()
	want := counted{Totals: make([]money.Amount, len(spots)), Players: make([]int, len(spots))}
	var loss [pockets]money.Amount
	add := func(bet Placed, stands money.Amount) {
		var net [pockets]money.Amount
		for _, c := range bet.Spots {
			for n, back := range backs(&spots[spotIndex[c.Spot]], c.Stake) {
				net[n] += back - c.Stake
			}
		}
		for n := range net {
			want.Liable[n] += max(net[n], 0)
			loss[n] += net[n] * stands
		}
		want.Staked += bet.Total * stands
		want.Flying += bet.Total * (1 - stands)
	}
	for _, b := range is.Bettors {
		var staked money.Amount
		mine := make([]money.Amount, len(spots))
		for _, bet := range b.Bets {
			add(bet, 1)
			staked += bet.Total
			for _, c := range bet.Spots {
				mine[spotIndex[c.Spot]] += c.Stake
			}
		}
		require.Equal(t, staked, b.Staked)
		require.LessOrEqual(t, b.Staked+b.Flying, l.options.TableMaxMinor)
		for i, stake := range mine {
			if want.Totals[i] += stake; stake > 0 {
				want.Players[i]++
			}
		}
		for _, on := range b.On {
			require.LessOrEqual(t, on[1]+on[2], l.options.Limits.of(spots[on[0]].Kind))
		}
	}
	for _, s := range held {
		if placed, ok := s.Events[0].Body.(Placed); ok {
			add(placed, 0)
		}
	}
	want.Bettors, want.Held = is.Bettors, is.Held
	require.Len(t, is.Held, len(held))
	require.Equal(t, want, is)
	for n := range pockets {
		require.LessOrEqual(t, is.Liable[n], l.options.AllowanceMinor)
		require.LessOrEqual(t, loss[n], is.Liable[n], "what the room really loses is below")
	}
}

// B9: what a stake brings back is exact against whole numbers, at the largest stakes
// that options allow.
func TestPayoutsAreExactAtTheLargest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		spot := rapid.IntRange(0, len(spots)-1).Draw(t, "spot")
		stake := rapid.Int64Range(int64(felt.AmountMax)-1000, int64(felt.AmountMax)).Draw(t, "stake")
		for n := range pockets {
			want := new(big.Int)
			if slices.Contains(spots[spot].Covers, n) {
				want.Mul(big.NewInt(stake), big.NewInt(spots[spot].Pays+1))
			}
			require.Equal(t, want.String(), big.NewInt(int64(plain.prices.Back(spot, money.Amount(stake), n))).String())
		}
	})
}

// G10: the number is the draw, whatever was bet and by whom.
func TestTheNumberDependsOnTheDrawAlone(t *testing.T) {
	t.Parallel()
	for n := range pockets {
		for _, bets := range [][]Bet{nil, {bet("straight:17", 20_000)}, {bet("red", 100), bet("black", 300_000)}} {
			l := opened(t, nil)
			for i, b := range bets {
				l.must(l.by(games.PlayerID(i+1), b))
			}
			l.at = 13_000
			l.must(l.system(games.Timeout{}))
			s, err := l.Decide(l.system(games.Timeout{}), fixed(n))
			require.NoError(t, err)
			require.Equal(t, n, s.Events[0].Body.(Result).Number)
		}
	}
}

// Figures d1, through the table: over the 37 outcomes the room keeps exactly
// one stake of any set of bets.
func TestTheRoomKeepsOneStakeIn37Outcomes(t *testing.T) {
	t.Parallel()
	options := testOptions(t)
	rapid.Check(t, func(rt *rapid.T) {
		asks := []any{}
		for range rapid.IntRange(1, 8).Draw(rt, "bets") {
			asks = append(asks, drawAsk(rt))
		}
		var staked, returned money.Amount
		for n := range pockets {
			made, err := European().Table(testRound, options, nil)
			require.NoError(rt, err)
			l := &live{t: t, table: made.(*table), at: 1000}
			l.must(l.system(games.Timeout{}))
			for i, ask := range asks {
				if s, err := l.Decide(l.by(games.PlayerID(1+i%3), ask), nil); err == nil {
					l.Apply(s)
				}
			}
			l.at = 13_000
			l.must(l.system(games.Timeout{}))
			s, err := l.Decide(l.system(games.Timeout{}), fixed(n))
			require.NoError(rt, err)
			var paid money.Amount
			for _, e := range s.Events {
				for _, m := range e.Moves {
					paid += m.Amount
				}
			}
			result := s.Events[0].Body.(Result)
			require.Equal(rt, result.Returned, paid)
			staked = result.Staked
			returned += result.Returned
		}
		require.Equal(rt, 36*staked, returned)
	})
}
