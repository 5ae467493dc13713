package roulette

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/felt"
	"croupier/internal/bars"
	"croupier/wallet/money"
)

// wideStake is near what a table takes at most, or near the edge of 64 bits.
func wideStake(r *rand.Rand) money.Amount {
	switch r.IntN(6) {
	case 0:
		return money.Amount(math.MaxInt64 - int64(r.IntN(4)))
	case 1:
		return money.Amount((int64(1) << r.IntN(63)) + int64(r.IntN(3)) - 1)
	case 2:
		return money.Amount(-int64(r.Uint64() >> (1 + r.IntN(60))))
	case 3:
		return felt.AmountMax - money.Amount(r.IntN(2))
	}
	return money.Amount(1 + r.Int64N(int64(felt.AmountMax)/4))
}

// B9: stakes up to the edge of 64 bits at a table with the widest limits that
// there are: what is taken is exact to the unit, on every spot and by every
// number, and stays within what the room may lose; what is not exact is refused.
func TestB09PayoutsNearTheEdge(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B9", "bets up to 2^63 at the widest table, against big.Int", bars.N{Quick: 20_000, Commit: 1_000_000, Night: 20_000_000})
	seed := rand.Uint64()
	run.Seed(seed)
	r := rand.New(rand.NewPCG(seed, 37))
	l := opened(t, func(o *Options) {
		o.StepMinor, o.SpotMinMinor = 1, 1
		o.TableMaxMinor, o.AllowanceMinor, o.Limits = felt.AmountMax, felt.AllowanceMax/100, limitsOf(felt.AmountMax)
	})
	o := l.odds
	// One player has a chip on every spot: a stake near 2^63 on top of it must not
	// wrap to something small.
	const everywhere = 9
	for first := 0; first < len(o.spots); first += felt.SpotsMax {
		var ask Bet
		for _, s := range o.spots[first:min(first+felt.SpotsMax, len(o.spots))] {
			ask.Spots = append(ask.Spots, Chip{Spot: s.Name, Stake: 1})
		}
		l.must(l.by(everywhere, ask))
	}
	standing := l.counts()
	taken, refused := 0, 0
	for range run.Trials() {
		ask, first := Bet{}, r.IntN(len(o.spots))
		for i := range 1 + r.IntN(4) {
			ask.Spots = append(ask.Spots, Chip{Spot: o.spots[(first+i*7)%len(o.spots)].Name, Stake: wideStake(r)})
		}
		s, err := l.Decide(l.by(games.PlayerID(1+r.IntN(3)), ask), nil)
		var total, worst big.Int
		allowed := true
		for _, c := range ask.Spots {
			total.Add(&total, big.NewInt(int64(c.Stake)))
			allowed = allowed && c.Stake >= 1 && c.Stake <= felt.AmountMax
		}
		n := r.IntN(o.pockets)
		back := new(big.Int)
		for pocket := range o.pockets {
			loss := new(big.Int).Neg(&total)
			for _, c := range ask.Spots {
				loss.Add(loss, wideBack(o, c, pocket))
			}
			if pocket == n {
				back.Add(loss, &total)
			}
			if loss.Sign() > 0 && loss.Add(loss, big.NewInt(int64(standing.Liable[pocket]))).Cmp(&worst) > 0 {
				worst.Set(loss)
			}
		}
		allowed = allowed && total.Cmp(big.NewInt(int64(felt.AmountMax))) <= 0 && worst.Cmp(big.NewInt(int64(felt.AllowanceMax/100))) <= 0
		var refusal *games.Refusal
		if !allowed {
			_, err := l.Decide(l.by(everywhere, ask), nil)
			require.ErrorAs(t, err, &refusal, "seed %d: %+v beside a chip on every spot", seed, ask)
		}
		switch {
		case allowed != (err == nil):
			t.Fatalf("seed %d: %+v: allowed %v, %v", seed, ask, allowed, err)
		case err != nil:
			require.ErrorAs(t, err, &refusal)
			require.False(t, errors.Is(err, games.ErrBusy))
			refused++
		default:
			l.Hold(s)
			moved := s.Events[0].Moves[0].Amount
			for _, m := range s.Events[0].Moves[1:] {
				moved += m.Amount
			}
			var returns money.Amount
			for i, c := range ask.Spots {
				returns += o.prices.Back((first+i*7)%len(o.spots), c.Stake, n)
			}
			if big.NewInt(int64(moved)).Cmp(&total) != 0 || big.NewInt(int64(returns)).Cmp(back) != 0 {
				t.Fatalf("seed %d: %+v: moves %d of %v, %d returns %d of %v", seed, ask, moved, &total, n, returns, back)
			}
			l.Drop(s)
			taken++
		}
		run.Trial()
	}
	run.Ops(taken, refused, 0)
	run.Landed("past a limit or 64 bits", "open", refused)
	require.Positive(t, taken)
	require.Positive(t, refused)
	require.Equal(t, standing, l.counts())
}

// wideBack is what a chip returns by a number, without the table's arithmetic.
func wideBack(o *odds, c Chip, pocket int) *big.Int {
	for i := range o.spots {
		s := &o.spots[i]
		if s.Name != c.Spot {
			continue
		}
		for _, n := range s.Covers {
			if n == pocket {
				return new(big.Int).Mul(big.NewInt(int64(c.Stake)), big.NewInt(int64(s.Pays+1)))
			}
		}
	}
	return new(big.Int)
}
