package money

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Every operation agrees with big.Int, or says that it cannot (B9).
func TestArithmeticAgreesWithBigInt(t *testing.T) {
	edge := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, math.MinInt64 + 1, 1 << 32, -(1 << 32)}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := edge.Draw(t, "a"), edge.Draw(t, "b")
		x, y := big.NewInt(a), big.NewInt(b)
		check := func(name string, want *big.Int, got Amount, err error) {
			if !want.IsInt64() {
				require.ErrorIs(t, err, ErrOverflow, name)
				return
			}
			require.NoError(t, err, name)
			require.Equal(t, want.Int64(), int64(got), name)
		}
		got, err := Amount(a).Add(Amount(b))
		check("add", new(big.Int).Add(x, y), got, err)
		got, err = Amount(a).Sub(Amount(b))
		check("sub", new(big.Int).Sub(x, y), got, err)
		got, err = Amount(a).Mul(b)
		check("mul", new(big.Int).Mul(x, y), got, err)
	})
}

func TestSum(t *testing.T) {
	total, err := Sum(1, 2, -5)
	require.NoError(t, err)
	require.Equal(t, Amount(-2), total)
	_, err = Sum(math.MaxInt64, 1)
	require.ErrorIs(t, err, ErrOverflow)
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		currency Currency
		amount   Amount
		want     string
	}{
		{FUN, 0, "0.00 FUN"},
		{FUN, 5, "0.05 FUN"},
		{FUN, 1250, "12.50 FUN"},
		{FUN, -7, "-0.07 FUN"},
		{EUR, math.MinInt64, "-92233720368547758.08 EUR"},
		{Currency(7), 12, "12 #7"},
	} {
		require.Equal(t, c.want, c.currency.Format(c.amount))
	}
}

func TestParseCurrency(t *testing.T) {
	c, err := ParseCurrency("FUN")
	require.NoError(t, err)
	require.Equal(t, FUN, c)
	require.True(t, c.Known())
	_, err = ParseCurrency("XXX")
	require.Error(t, err)
}
