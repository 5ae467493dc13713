package journal

import (
	"fmt"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/require"

	"croupier/wallet/money"
)

// A history is what clients saw: each operation with the moments of its call and
// its return. It is linearizable if there is an order of the operations that the
// model below could have gone through, in which none is outside of its moments
// (O7). An account and a round are histories of their own.

type opKind uint8

const (
	opBet     opKind = iota + 1 // from the account, into the round
	opUndo                      // back
	opDeposit                   // into the account
	opRead                      // the account's balance, the round's sums
)

type result uint8

const (
	ok       result = iota + 1
	fail            // refused; the value is the balance that was too low
	unknown_        // nobody told the client, ever
)

// asked is an operation as it was called, told as it returned.
type asked struct {
	key    string // the account or the round
	kind   opKind
	amount money.Amount
}

type told struct {
	result          result
	value, returned money.Amount // read: the balance, or what was staked and returned
}

func (a asked) String() string {
	return fmt.Sprintf("%s %s(%d)", a.key, []string{"", "bet", "undo", "deposit", "read"}[a.kind], a.amount)
}

// byKey parts a history into those of its accounts and rounds.
func byKey(history []porcupine.Operation) [][]porcupine.Operation {
	place := map[string]int{}
	var out [][]porcupine.Operation
	for _, o := range history {
		key := o.Input.(asked).key
		i, known := place[key]
		if !known {
			i, place[key] = len(out), len(out)
			out = append(out, nil)
		}
		out[i] = append(out[i], o)
	}
	return out
}

// accounts is the model of an account: a balance that never falls below nought.
func accounts(initial money.Amount) porcupine.Model {
	m := porcupine.NondeterministicModel{
		Partition: byKey,
		Init:      func() []any { return []any{initial} },
		Step: func(state, input, output any) []any {
			balance, in, out := state.(money.Amount), input.(asked), output.(told)
			after := balance + in.amount
			if in.kind == opBet {
				after = balance - in.amount
			}
			switch {
			case in.kind == opRead && out.value == balance:
				return []any{balance}
			case in.kind == opRead:
				return nil
			case out.result == fail && after < 0 && out.value == balance:
				return []any{balance}
			case out.result == ok && after >= 0:
				return []any{after}
			case out.result == unknown_ && after >= 0:
				return []any{balance, after}
			case out.result == unknown_:
				return []any{balance}
			}
			return nil
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprint(input, " → ", output) },
	}
	return m.ToModel()
}

// roundSums is the state of the model of an open round: what was staked in it and returned.
type roundSums struct{ staked, returned money.Amount }

func rounds() porcupine.Model {
	m := porcupine.NondeterministicModel{
		Partition: byKey,
		Init:      func() []any { return []any{roundSums{}} },
		Step: func(state, input, output any) []any {
			s, in, out := state.(roundSums), input.(asked), output.(told)
			after := roundSums{s.staked + in.amount, s.returned}
			if in.kind == opUndo {
				after = roundSums{s.staked, s.returned + in.amount}
			}
			switch {
			case in.kind == opRead && s == roundSums{out.value, out.returned}, out.result == fail:
				return []any{s}
			case in.kind == opRead:
				return nil
			case out.result == unknown_:
				return []any{s, after}
			}
			return []any{after}
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprint(input, " → ", output) },
	}
	return m.ToModel()
}

// checkMax bounds the search; a history that takes longer is not one that passes.
const checkMax = time.Minute

// The checker finds what it is for (O7): each history is made by hand.
func TestHistoriesThatCannotBe(t *testing.T) {
	t.Parallel()
	op := func(call, end int64, kind opKind, amount money.Amount, r result, value money.Amount) porcupine.Operation {
		return porcupine.Operation{Call: call, Return: end, Input: asked{"a", kind, amount}, Output: told{result: r, value: value}}
	}
	const never = 1 << 40
	for _, c := range []struct {
		name string
		ops  []porcupine.Operation
		want porcupine.CheckResult
	}{
		{"one after the other", []porcupine.Operation{op(1, 2, opBet, 80, ok, 0), op(3, 4, opBet, 80, fail, 20), op(5, 6, opRead, 0, ok, 20)}, porcupine.Ok},
		{"at once, one of them", []porcupine.Operation{op(1, 5, opBet, 80, ok, 0), op(2, 4, opBet, 80, fail, 20), op(6, 7, opRead, 0, ok, 20)}, porcupine.Ok},
		{"double spend", []porcupine.Operation{op(1, 5, opBet, 80, ok, 0), op(2, 4, opBet, 80, ok, 0), op(6, 7, opRead, 0, ok, 20)}, porcupine.Illegal},
		{"double spend, covered too late", []porcupine.Operation{op(1, 5, opBet, 80, ok, 0), op(2, 4, opBet, 80, ok, 0), op(6, 7, opDeposit, 100, ok, 0)}, porcupine.Illegal},
		{"lost update", []porcupine.Operation{op(1, 5, opDeposit, 50, ok, 0), op(2, 4, opDeposit, 30, ok, 0), op(6, 7, opRead, 0, ok, 130)}, porcupine.Illegal},
		{"lost bet", []porcupine.Operation{op(1, 2, opBet, 80, ok, 0), op(3, 4, opRead, 0, ok, 100)}, porcupine.Illegal},
		{"refused with the money there", []porcupine.Operation{op(1, 2, opBet, 80, fail, 100)}, porcupine.Illegal},
		{"refused by a balance of yesterday", []porcupine.Operation{op(1, 2, opBet, 80, ok, 0), op(3, 4, opDeposit, 5, ok, 0), op(5, 6, opBet, 50, fail, 20)}, porcupine.Illegal},
		{"a stale look", []porcupine.Operation{op(1, 2, opDeposit, 50, ok, 0), op(3, 4, opRead, 0, ok, 100)}, porcupine.Illegal},
		{"unknown, and it was", []porcupine.Operation{op(1, never, opBet, 80, unknown_, 0), op(3, 4, opRead, 0, ok, 20)}, porcupine.Ok},
		{"unknown, and it was not", []porcupine.Operation{op(1, never, opBet, 80, unknown_, 0), op(3, 4, opRead, 0, ok, 100)}, porcupine.Ok},
		{"unknown, and taken back", []porcupine.Operation{op(1, never, opBet, 80, unknown_, 0), op(3, 4, opRead, 0, ok, 20), op(5, 6, opRead, 0, ok, 100)}, porcupine.Illegal},
		{"unknown, and twice", []porcupine.Operation{op(1, never, opBet, 40, unknown_, 0), op(3, 4, opRead, 0, ok, 20)}, porcupine.Illegal},
	} {
		require.Equal(t, c.want, porcupine.CheckOperationsTimeout(accounts(100), c.ops, checkMax), c.name)
	}
	read := func(call, end int64, staked, returned money.Amount) porcupine.Operation {
		return porcupine.Operation{Call: call, Return: end, Input: asked{"a", opRead, 0}, Output: told{ok, staked, returned}}
	}
	two := []porcupine.Operation{op(1, 5, opBet, 80, ok, 0), op(2, 4, opUndo, 30, ok, 0)}
	require.Equal(t, porcupine.Ok, porcupine.CheckOperationsTimeout(rounds(), append(two, read(6, 7, 80, 30)), checkMax))
	require.Equal(t, porcupine.Ok, porcupine.CheckOperationsTimeout(rounds(), append(two, read(3, 7, 80, 0)), checkMax))
	require.Equal(t, porcupine.Illegal, porcupine.CheckOperationsTimeout(rounds(), append(two, read(6, 7, 80, 0)), checkMax), "lost update")
	require.Equal(t, porcupine.Illegal, porcupine.CheckOperationsTimeout(rounds(), append(two, read(6, 7, 160, 30)), checkMax), "twice")
}
