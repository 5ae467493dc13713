// Package money holds amounts of money: integer minor units and the currency
// that they count. Arithmetic is checked: a result that does not fit is an
// error, never a wrapped number, and no float comes near (bars B8, B9).
//
// The package is pure: it is the one part of the wallet that a game may see.
package money

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
)

// ErrOverflow says that a result does not fit into 64 bits.
var ErrOverflow = errors.New("money: amount out of range")

// Amount is money in minor units of a currency that the context names (a table
// has one, an account has one). It may be negative where a difference is meant.
type Amount int64

// Add returns a+b, or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	sum := a + b
	if (sum > a) != (b > 0) && b != 0 {
		return 0, ErrOverflow
	}
	return sum, nil
}

// Sub returns a-b, or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	diff := a - b
	if (diff < a) != (b > 0) && b != 0 {
		return 0, ErrOverflow
	}
	return diff, nil
}

// Mul returns a*n, or ErrOverflow.
func (a Amount) Mul(n int64) (Amount, error) {
	hi, lo := bits.Mul64(magnitude(int64(a)), magnitude(n))
	negative := (a < 0) != (n < 0)
	switch {
	case hi != 0 || lo > 1<<63 || (lo == 1<<63 && !negative):
		return 0, ErrOverflow
	case lo == 1<<63:
		return math.MinInt64, nil
	case negative:
		return -Amount(lo), nil
	}
	return Amount(lo), nil
}

// Sum adds all amounts, or returns ErrOverflow.
func Sum(amounts ...Amount) (Amount, error) {
	var total Amount
	for _, a := range amounts {
		var err error
		if total, err = total.Add(a); err != nil {
			return 0, err
		}
	}
	return total, nil
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Currency is the 12-bit code that an account's id carries: ISO 4217's number,
// or a code from 1000 on for money that ISO does not know.
type Currency uint16

// FUN is play money: two decimals, worth nothing (G37).
const FUN Currency = 1000

// EUR and USD are here for the ledger's tests of currencies that must not mix.
const (
	EUR Currency = 978
	USD Currency = 840
)

type unit struct {
	code     string
	decimals int
}

func (c Currency) unit() unit {
	switch c {
	case FUN:
		return unit{"FUN", 2}
	case EUR:
		return unit{"EUR", 2}
	case USD:
		return unit{"USD", 2}
	}
	return unit{"#" + strconv.Itoa(int(c)), 0}
}

// Code is the currency's letters, such as "FUN".
func (c Currency) Code() string { return c.unit().code }

// Decimals is how many digits of an amount stand behind the point.
func (c Currency) Decimals() int { return c.unit().decimals }

// Known says whether the currency has a unit in this build.
func (c Currency) Known() bool { return c == FUN || c == EUR || c == USD }

// ParseCurrency finds a currency by its letters.
func ParseCurrency(code string) (Currency, error) {
	for _, c := range []Currency{FUN, EUR, USD} {
		if c.Code() == code {
			return c, nil
		}
	}
	return 0, errors.New("money: unknown currency " + strconv.Quote(code))
}

// Format writes an amount for logs and command lines, such as "12.50 FUN".
// Pages format with the player's own locale.
func (c Currency) Format(a Amount) string {
	digits := strconv.FormatUint(magnitude(int64(a)), 10)
	n := c.Decimals()
	for len(digits) <= n {
		digits = "0" + digits
	}
	if n > 0 {
		digits = digits[:len(digits)-n] + "." + digits[len(digits)-n:]
	}
	if a < 0 {
		digits = "-" + digits
	}
	return digits + " " + c.Code()
}
