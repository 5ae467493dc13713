package wallet

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/wallet/money"
)

var (
	round  = games.RoomID(1).Round(1)
	escrow = EscrowOf(round, money.FUN)
	anna   = CashOf(1, money.FUN)
	bert   = CashOf(2, money.FUN)
)

func stake(a AccountID, amount money.Amount) Transfer {
	return Transfer{Debit: a, Credit: escrow, Amount: amount, Kind: Stake, Round: round}
}

func back(a AccountID, amount money.Amount, k TransferKind) Transfer {
	return Transfer{Debit: escrow, Credit: a, Amount: amount, Kind: k, Round: round}
}

func TestTill(t *testing.T) {
	t.Parallel()
	guard := func(k GuardKind, used, cap money.Amount) Guard {
		return Guard{Account: anna, Kind: k, Until: 1000, Used: used, Cap: cap}
	}
	for _, c := range []struct {
		name    string
		account Locked
		at      games.Moment
		lines   []Transfer
		denial  *Denial
		err     error
		balance money.Amount
		used    []money.Amount
	}{
		{"all of it", Locked{ID: anna, Balance: 100}, 0, []Transfer{stake(anna, 100)}, nil, nil, 0, nil},
		{"too much", Locked{ID: anna, Balance: 100}, 0, []Transfer{stake(anna, 101)}, &Denial{Reason: NoFunds, Value: 100}, nil, 100, nil},
		{"all or nothing", Locked{ID: anna, Balance: 100}, 0, []Transfer{stake(anna, 60), stake(anna, 60)}, &Denial{Reason: NoFunds, Value: 40}, nil, 100, nil},
		{"no account", Locked{ID: bert, Balance: 100}, 0, []Transfer{stake(anna, 1)}, &Denial{Reason: NoFunds}, nil, 0, nil},
		{"won, then staked", Locked{ID: anna}, 0, []Transfer{back(anna, 50, Pay), stake(anna, 50)}, nil, nil, 0, nil},
		{"stopped", Locked{ID: anna, Balance: 100, Stop: PlayerStop}, 0, []Transfer{stake(anna, 1)}, &Denial{Reason: Stopped}, nil, 100, nil},
		{"stopped, but paid", Locked{ID: anna, Balance: 100, Stop: OperatorStop}, 0, []Transfer{back(anna, 5, Pay)}, nil, nil, 105, nil},
		{"up to the cap", Locked{ID: anna, Balance: 100, Guards: []Guard{guard(StakeGuard, 90, 100)}}, 0, []Transfer{stake(anna, 10)}, nil, nil, 90, []money.Amount{100}},
		{"over the cap", Locked{ID: anna, Balance: 100, Guards: []Guard{guard(StakeGuard, 90, 100)}}, 0, []Transfer{stake(anna, 11)}, &Denial{Reason: Guarded, Limit: 100}, nil, 100, nil},
		{"over the second cap", Locked{ID: anna, Balance: 100, Guards: []Guard{guard(StakeGuard, 0, 100), guard(LossGuard, 5, 9)}}, 0,
			[]Transfer{stake(anna, 5)}, &Denial{Reason: Guarded, Limit: 9}, nil, 100, nil},
		{"its time is over", Locked{ID: anna, Balance: 100, Guards: []Guard{guard(StakeGuard, 90, 100)}}, 1000, []Transfer{stake(anna, 50)}, nil, nil, 50, nil},
		{"refunds count back", Locked{ID: anna, Guards: []Guard{guard(StakeGuard, 10, 100), guard(LossGuard, 10, 100)}}, 0,
			[]Transfer{back(anna, 30, Refund)}, nil, nil, 30, []money.Amount{0, -20}},
		{"wins count for losses", Locked{ID: anna, Guards: []Guard{guard(StakeGuard, 10, 100), guard(LossGuard, 10, 100)}}, 0,
			[]Transfer{back(anna, 30, Pay)}, nil, nil, 30, []money.Amount{10, -20}},
		{"past int64", Locked{ID: anna, Balance: math.MaxInt64}, 0, []Transfer{back(anna, 1, Pay)}, nil, money.ErrOverflow, math.MaxInt64, nil},
		{"to nobody", Locked{ID: bert}, 0, []Transfer{back(anna, 1, Pay)}, nil, ErrNoAccount, 0, nil},
		{"nothing", Locked{ID: anna, Balance: 5}, 0, []Transfer{stake(anna, 0)}, nil, ErrBadTransfer, 5, nil},
		{"less than nothing", Locked{ID: anna, Balance: 5}, 0, []Transfer{stake(anna, -1)}, nil, ErrBadTransfer, 5, nil},
		{"another currency", Locked{ID: anna, Balance: 5}, 0, []Transfer{{Debit: anna, Credit: EscrowOf(round, money.EUR), Amount: 1, Kind: Stake}}, nil, ErrBadTransfer, 5, nil},
	} {
		till := NewTill(c.at, []Locked{c.account})
		denial, err := till.Allow(c.lines)
		require.ErrorIs(t, err, c.err, c.name)
		require.Equal(t, c.denial, denial, c.name)
		b, _ := till.Balance(anna)
		require.Equal(t, c.balance, b.Amount, c.name)
		var used []money.Amount
		for _, g := range till.Guards() {
			used = append(used, g.Used)
		}
		require.Equal(t, c.used, used, c.name)
	}
}

// Whatever is asked: no balance below zero, no cap passed, money neither made
// nor lost, and what was denied leaves no trace (B1, B2, O9).
func TestTillKeepsMoney(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const capMax = 300
		locked := []Locked{
			{ID: anna, Balance: 200, Guards: []Guard{{Account: anna, Kind: StakeGuard, Until: 9, Cap: capMax}, {Account: anna, Kind: LossGuard, Until: 9, Cap: 150}}},
			{ID: bert, Balance: 100},
		}
		till := NewTill(1, locked)
		held := money.Amount(0)
		snapshot := func() []any {
			a, _ := till.Balance(anna)
			b, _ := till.Balance(bert)
			return []any{a, b, append([]Guard(nil), till.Guards()...)}
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			var lines []Transfer
			moved := money.Amount(0)
			for range rapid.IntRange(1, 3).Draw(t, "lines") {
				who := rapid.SampledFrom([]AccountID{anna, bert, CashOf(3, money.FUN)}).Draw(t, "who")
				amount := money.Amount(rapid.IntRange(-1, 120).Draw(t, "amount"))
				kind := rapid.SampledFrom([]TransferKind{Stake, Pay, Refund}).Draw(t, "kind")
				if kind == Stake {
					lines, moved = append(lines, stake(who, amount)), moved+amount
				} else {
					lines, moved = append(lines, back(who, amount, kind)), moved-amount
				}
			}
			before := snapshot()
			denial, err := till.Allow(lines)
			if denial != nil || err != nil {
				require.Equal(t, before, snapshot())
				continue
			}
			held += moved
			a, _ := till.Balance(anna)
			b, _ := till.Balance(bert)
			require.GreaterOrEqual(t, min(a.Amount, b.Amount), money.Amount(0))
			require.Equal(t, money.Amount(300), a.Amount+b.Amount+held)
			for _, g := range till.Guards() {
				require.LessOrEqual(t, g.Used, g.Cap)
			}
		}
	})
}
