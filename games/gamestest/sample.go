package gamestest

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

// Sample is what some bets brought back in what was dealt, per unit of stake, beside what
// was counted.
type Sample struct {
	n            float64
	sum, squares []float64
}

// Add takes the mean returns of the bets in one independent part: a shoe, not a hand of it.
func (s *Sample) Add(returns []float64) {
	if s.sum == nil {
		s.sum, s.squares = make([]float64, len(returns)), make([]float64, len(returns))
	}
	s.n++
	for i, is := range returns {
		s.sum[i] += is
		s.squares[i] += is * is
	}
}

// Agrees holds every bet, in the order of the returns, within five standard errors of its
// odds, and logs it with its interval of 99 %.
func (s *Sample) Agrees(t testing.TB, bets []games.Odds) {
	t.Helper()
	require.Len(t, bets, len(s.sum))
	for i, odds := range bets {
		want, err := strconv.ParseFloat(odds.Return.Decimal, 64)
		require.NoError(t, err)
		mean := s.sum[i] / s.n
		sigma := math.Sqrt((s.squares[i]/s.n - mean*mean) / s.n)
		t.Logf("%s: %.6f ± %.6f dealt, %s counted", odds.Bet, mean, 2.576*sigma, odds.Return.Decimal)
		require.LessOrEqual(t, math.Abs(mean-want), 5*sigma, odds.Bet)
	}
}
