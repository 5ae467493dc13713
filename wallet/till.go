package wallet

import (
	"errors"
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// Stop says that an account may not stake, and on whose word. 0: it may.
type Stop int16

// The stops.
const (
	NoStop       Stop = 0
	PlayerStop   Stop = 1 // the player's own: exclusion, a break
	OperatorStop Stop = 2
)

// GuardKind says what a guard counts.
type GuardKind int16

// The kinds of guards.
const (
	StakeGuard GuardKind = 1 // what was staked
	LossGuard  GuardKind = 2 // what was staked less what came back; may be below zero
)

// Guard is a limit of the player's own: until then, used may not pass the cap.
type Guard struct {
	Account AccountID
	Kind    GuardKind
	Until   games.Moment
	Used    money.Amount
	Cap     money.Amount
}

// Locked is an account as the database has it, read under its lock.
type Locked struct {
	ID      AccountID
	Balance money.Amount
	Version int64
	Stop    Stop
	Last    int64 // the account's last line, 0 before the first
	Guards  []Guard
}

// Reason says why a stake was denied.
type Reason uint8

// The reasons.
const (
	NoFunds Reason = 1 + iota // Value is the balance
	Stopped
	Guarded // Limit is the guard's cap
)

// Denial is the ledger's no: nothing of what was asked happened.
type Denial struct {
	Reason Reason
	Limit  money.Amount
	Value  money.Amount
}

// Errors of a Till that are faults of the caller, not verdicts.
var (
	ErrNoAccount   = errors.New("wallet: no such account, or not locked")
	ErrBadTransfer = errors.New("wallet: not a transfer")
)

// Till decides over locked accounts: each transfer sees what the ones before it
// did. It is pure and used by one goroutine. What it allows must be posted in
// the transaction that holds the locks, or the Till thrown away.
type Till struct {
	at       games.Moment
	accounts map[AccountID]*held
	guarded  []*held
	undos    []undo              // of the transfers at hand
	owed     map[AccountID]int64 // receivable accounts and their last lines, where any is named
}

type held struct {
	Locked
	moved, guards bool
}

// NewTill takes the accounts that the transaction has locked, and the moment
// against which guards are judged.
func NewTill(at games.Moment, locked []Locked) *Till {
	t := &Till{at: at, accounts: make(map[AccountID]*held, len(locked))}
	all := make([]held, len(locked))
	for i := range locked {
		all[i].Locked = locked[i]
		t.accounts[locked[i].ID] = &all[i]
	}
	return t
}

// undo is an account as it was before a transfer.
type undo struct {
	account *held
	was     held
	guards  []Guard
}

// Allow decides over transfers that belong together: all of them, or none. A
// denial is the player's to hear; an error says that they make no sense.
func (t *Till) Allow(lines []Transfer) (*Denial, error) {
	guarded := len(t.guarded)
	t.undos = t.undos[:0]
	for i := range lines {
		denial, err := t.allow(&lines[i])
		if denial != nil || err != nil {
			for j := len(t.undos) - 1; j >= 0; j-- {
				u := &t.undos[j]
				*u.account = u.was
				u.account.Guards = u.guards
			}
			t.guarded = t.guarded[:guarded]
			return denial, err
		}
	}
	return nil, nil
}

func (t *Till) allow(l *Transfer) (*Denial, error) {
	if l.Amount <= 0 || l.Debit == l.Credit || l.Debit.Currency() != l.Credit.Currency() {
		return nil, fmt.Errorf("%w: %d from %s to %s", ErrBadTransfer, l.Amount, l.Debit, l.Credit)
	}
	if l.Debit.Kind().Authorises() {
		if denial, err := t.debit(l); denial != nil || err != nil {
			return denial, err
		}
	}
	if l.Credit.Kind().Authorises() {
		return nil, t.credit(l)
	}
	return nil, nil
}

func (t *Till) debit(l *Transfer) (*Denial, error) {
	a := t.accounts[l.Debit]
	if a == nil {
		return &Denial{Reason: NoFunds}, nil
	}
	t.remember(a)
	if l.Kind == Stake {
		if a.Stop != NoStop {
			return &Denial{Reason: Stopped}, nil
		}
		if denial, err := t.count(a, l.Amount, StakeGuard, LossGuard); denial != nil || err != nil {
			return denial, err
		}
	}
	if a.Balance < l.Amount {
		return &Denial{Reason: NoFunds, Value: a.Balance}, nil
	}
	a.Balance, a.moved = a.Balance-l.Amount, true
	return nil, nil
}

func (t *Till) credit(l *Transfer) error {
	a := t.accounts[l.Credit]
	if a == nil {
		return fmt.Errorf("%w: %s", ErrNoAccount, l.Credit)
	}
	balance, err := a.Balance.Add(l.Amount)
	if err != nil {
		return err
	}
	t.remember(a)
	a.Balance, a.moved = balance, true
	switch l.Kind {
	case Refund:
		_, err = t.count(a, -l.Amount, StakeGuard, LossGuard)
	case Pay:
		_, err = t.count(a, -l.Amount, LossGuard)
	}
	return err
}

// count adds to the guards of the kinds that are in force. A stake guard never
// counts below zero: a refund may belong to a stake from before it began.
func (t *Till) count(a *held, amount money.Amount, kinds ...GuardKind) (*Denial, error) {
	for i := range a.Guards {
		g := &a.Guards[i]
		if t.at >= g.Until || (g.Kind != kinds[0] && g.Kind != kinds[len(kinds)-1]) {
			continue
		}
		used, err := g.Used.Add(amount)
		if err != nil {
			return nil, err
		}
		if amount > 0 && used > g.Cap {
			return &Denial{Reason: Guarded, Limit: g.Cap}, nil
		}
		if g.Kind == StakeGuard {
			used = max(used, 0)
		}
		g.Used = used
		if !a.guards {
			a.guards = true
			t.guarded = append(t.guarded, a)
		}
	}
	return nil, nil
}

func (t *Till) remember(a *held) {
	u := undo{account: a, was: *a}
	if len(a.Guards) > 0 {
		u.guards = append([]Guard(nil), a.Guards...)
	}
	t.undos = append(t.undos, u)
}

// Balance is the account after everything that was allowed, with the version
// that posting will give it. ok is false for an account that was not locked.
func (t *Till) Balance(id AccountID) (b Balance, ok bool) {
	a := t.accounts[id]
	if a == nil {
		return Balance{}, false
	}
	b = Balance{Account: id, Amount: a.Balance, Version: a.Version, Stop: a.Stop}
	if a.moved {
		b.Version++
	}
	return b, true
}

// Guards are those whose count changed, to be written with the lines.
func (t *Till) Guards() []Guard {
	var changed []Guard
	for _, a := range t.guarded {
		changed = append(changed, a.Guards...)
	}
	return changed
}
