package roulette

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
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
			recompute(rt, l.table, held)
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
func recompute(t *rapid.T, l *table, held []games.Step) {
	var standing, flying []wager
	players := make([]int, len(spots))
	totals := make([]money.Amount, len(spots))
	for _, b := range l.felt.bettors {
		mine := make([]money.Amount, len(spots))
		var staked money.Amount
		for _, w := range b.bets {
			standing = append(standing, w)
			staked += w.total
			for _, c := range w.chips {
				mine[c.spot] += c.stake
			}
		}
		require.Equal(t, staked, b.staked)
		require.LessOrEqual(t, b.staked+b.flying, l.options.TableMaxMinor)
		for i, stake := range mine {
			if totals[i] += stake; stake > 0 {
				players[i]++
			}
			require.LessOrEqual(t, b.onSpot(i), l.options.Limits.of(spots[i].Kind))
		}
	}
	for _, s := range held {
		if isStake(s) {
			flying = append(flying, l.felt.odds.wagerOf(placedIn(s)))
		}
	}
	require.Equal(t, totals, l.felt.totals)
	require.Equal(t, players, l.felt.players)

	var liable, loss [pocketsMax]money.Amount
	var staked, inFlight money.Amount
	for i, w := range append(slices.Clone(standing), flying...) {
		for n := range pockets {
			net := plain.returns(&w, n) - w.total
			liable[n] += max(net, 0)
			if i < len(standing) {
				loss[n] += net
			}
		}
		if i < len(standing) {
			staked += w.total
		} else {
			inFlight += w.total
		}
	}
	require.Equal(t, staked, l.felt.staked)
	require.Equal(t, inFlight, l.felt.flying)
	require.Equal(t, liable, l.felt.liable)
	for n := range pockets {
		require.LessOrEqual(t, l.felt.liable[n], l.options.AllowanceMinor)
		require.LessOrEqual(t, loss[n], l.felt.liable[n], "what the room really loses is below")
	}
}

// B9: what a bet wins is exact against whole numbers, at the largest stakes
// that options allow, and above them it is refused.
func TestPayoutsAreExactAtTheLargest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var w wager
		total := new(big.Int)
		want := map[int]*big.Int{}
		for range rapid.IntRange(1, 64).Draw(t, "spots") {
			c := chip{
				spot:  rapid.IntRange(0, len(spots)-1).Draw(t, "spot"),
				stake: money.Amount(rapid.Int64Range(int64(amountMax)-1000, int64(amountMax)).Draw(t, "stake")),
			}
			w.chips = append(w.chips, c)
			w.total += c.stake
			total.Add(total, big.NewInt(int64(c.stake)))
			for _, n := range spots[c.spot].Covers {
				if want[n] == nil {
					want[n] = new(big.Int)
				}
				back := new(big.Int).Mul(big.NewInt(int64(c.stake)), big.NewInt(spots[c.spot].Pays+1))
				want[n].Add(want[n], back)
			}
		}
		liability := plain.liability(&w)
		require.Equal(t, total.String(), big.NewInt(int64(w.total)).String())
		for n := range pockets {
			back := want[n]
			if back == nil {
				back = new(big.Int)
			}
			require.Equal(t, back.String(), big.NewInt(int64(plain.returns(&w, n))).String())
			net := new(big.Int).Sub(back, total)
			if net.Sign() < 0 {
				net.SetInt64(0)
			}
			require.Equal(t, net.String(), big.NewInt(int64(liability[n])).String())
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
