package wallet

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/wallet/money"
)

// What the model does beside play: withdrawals, corrections, repayments, and
// lines that no till allowed.

func (m *model) hold(run *bars.Run) {
	w := Withdrawal{Player: m.player(), Currency: money.FUN, Amount: m.amount(), Ref: ref()}
	var want error
	if m.cash[w.Player] < w.Amount {
		want = ErrNoFunds
	} else {
		m.cash[w.Player] -= w.Amount
		m.pending[w.Player] += w.Amount
		m.holds[w.Ref] = &heldModel{w, OnHold}
	}
	var b []Balance
	err := m.tx(func(tx pgx.Tx) (err error) { b, err = Hold(context.Background(), tx, w); return err })
	m.judge(run, "hold", err, want, b...)
}

func (m *model) anyHold() *heldModel {
	if len(m.holds) == 0 {
		return nil
	}
	refs := slices.SortedFunc(maps.Keys(m.holds), func(a, b [16]byte) int { return slices.Compare(a[:], b[:]) })
	return m.holds[rapid.SampledFrom(refs).Draw(m.t, "hold")]
}

func (m *model) endHold(run *bars.Run) {
	h := m.anyHold()
	if h == nil {
		return
	}
	end := rapid.SampledFrom([]HoldState{Returned, Disbursed}).Draw(m.t, "end")
	name, want := map[HoldState]string{Returned: "return", Disbursed: "disbursal"}[end], error(nil)
	switch h.state {
	case OnHold:
		m.finish(h, end)
	case end:
		name = "hold ended again"
	default:
		name, want = "hold ended twice", ErrHoldEnded
	}
	var b []Balance
	err := m.tx(func(tx pgx.Tx) (err error) {
		if end == Returned {
			b, err = Release(context.Background(), tx, h.Ref)
		} else {
			b, err = Disburse(context.Background(), tx, h.Ref, Demo)
		}
		return err
	})
	m.judge(run, name, err, want, b...)
}

func (m *model) finish(h *heldModel, end HoldState) {
	h.state = end
	m.pending[h.Player] -= h.Amount
	if end == Returned {
		m.cash[h.Player] += h.Amount
	} else {
		m.out -= h.Amount
	}
}

// withdraw holds and disburses in one transaction, or asks for the same
// withdrawal as before with another amount.
func (m *model) withdraw(run *bars.Run) {
	w := Withdrawal{Player: m.player(), Currency: money.FUN, Amount: m.amount(), Ref: ref()}
	if rapid.Bool().Draw(m.t, "all") {
		w.Amount = max(1, m.cash[w.Player])
	}
	if was := m.anyHold(); was != nil && rapid.IntRange(0, 3).Draw(m.t, "again") == 0 {
		w = was.Withdrawal
		w.Amount++
		err := m.tx(func(tx pgx.Tx) error { _, err := Hold(context.Background(), tx, w); return err })
		m.judge(run, "hold conflict", err, ErrRefTaken)
		return
	}
	var want error
	if m.cash[w.Player] < w.Amount {
		want = ErrNoFunds
	} else {
		m.cash[w.Player] -= w.Amount
		m.out -= w.Amount
		m.holds[w.Ref] = &heldModel{w, Disbursed}
		m.version[PendingOf(w.Player, money.FUN)]++ // two postings, of which the last is told
	}
	err := m.tx(func(tx pgx.Tx) error {
		if _, err := Hold(context.Background(), tx, w); err != nil {
			return err
		}
		_, err := Disburse(context.Background(), tx, w.Ref, Demo)
		return err
	})
	if m.judge(run, "withdrawal", err, want) {
		got, err := Balances(context.Background(), m.db.App, CashOf(w.Player, money.FUN), PendingOf(w.Player, money.FUN))
		if err != nil {
			m.t.Fatal(err)
		}
		for _, b := range got {
			m.remember(b)
		}
	}
}

// correct takes back a part of what a line paid, or awards something for a
// stake; sometimes more than the line moved, under another revision, by one
// person, or to a line of another round.
func (m *model) correct(run *bars.Run) {
	if len(m.lines) == 0 {
		return
	}
	at := rapid.IntRange(0, len(m.lines)-1).Draw(m.t, "line")
	l := &m.lines[at]
	amount := m.amount()
	if l.left > 0 && rapid.Bool().Draw(m.t, "whole") {
		amount = l.left
	}
	c := Correction{Ref: ref(), Round: l.round, Revision: m.revision[l.round] + 1, By: m.by, Why: "another number", Lines: []CorrectionLine{{l.id, amount}}}
	name, want := "correction", error(nil)
	fault := rapid.SampledFrom([]string{"", "", "", "", "", "revision", "one person", "round"}).Draw(m.t, "fault")
	switch {
	case fault == "revision":
		c.Revision, want = c.Revision+1, ErrRevision
	case fault == "one person":
		c.By[1], want = c.By[0], ErrTwoPersons
	case fault == "round" && l.round != m.lines[0].round:
		c.Round, c.Revision, want = m.lines[0].round, m.revision[m.lines[0].round]+1, ErrBadCorrection
	case l.kind != Stake && amount > l.left:
		want = ErrBadCorrection
	case l.kind == Stake:
		m.cash[l.player] += amount
		m.revision[l.round]++
	default:
		owed := max(0, amount-m.cash[l.player])
		if owed > 0 {
			name = "correction into debt"
		}
		m.cash[l.player] -= amount - owed
		m.owed[l.player] += owed
		l.left -= amount
		m.revision[l.round]++
	}
	var done Corrected
	err := m.tx(func(tx pgx.Tx) (err error) { done, err = Correct(context.Background(), tx, c); return err })
	if m.judge(run, name, err, want, done.Balances...) && rapid.Bool().Draw(m.t, "again") {
		again := done
		err := m.tx(func(tx pgx.Tx) (err error) { again, err = Correct(context.Background(), tx, c); return err })
		if m.judge(run, "correction again", err, nil) && (again.Taken != done.Taken || again.Given != done.Given || again.Owed != done.Owed) {
			m.t.Fatalf("told %+v, then %+v", done, again)
		}
	}
}

func (m *model) repay(run *bars.Run) {
	p, amount := m.player(), m.amount()
	if rapid.IntRange(0, 3).Draw(m.t, "debtor") > 0 {
		for _, debtor := range m.who {
			if m.owed[debtor] > 0 && m.cash[debtor] > 0 {
				p, amount = debtor, min(m.owed[debtor], m.cash[debtor])
			}
		}
	}
	var want error
	switch {
	case amount > m.owed[p]:
		want = ErrNotOwed
	case amount > m.cash[p]:
		want = ErrNoFunds
	default:
		m.cash[p] -= amount
		m.owed[p] -= amount
	}
	var b Balance
	var owed money.Amount
	err := m.tx(func(tx pgx.Tx) (err error) {
		b, owed, err = Repay(context.Background(), tx, Repaying{Ref: ref(), Player: p, Currency: money.FUN, Amount: amount})
		return err
	})
	if want != nil {
		m.judge(run, "repayment", err, want)
	} else if m.judge(run, "repayment", err, nil, b) && owed != m.owed[p] {
		m.t.Fatalf("%d owed, told %d", m.owed[p], owed)
	}
}

// force posts lines that no till has allowed: the database itself refuses them,
// with every other line of the posting.
func (m *model) force(run *bars.Run) {
	a, b := m.who[0], m.who[1]
	cash, pending := CashOf(a, money.FUN), PendingOf(a, money.FUN)
	good := Transfer{Debit: ClearingOf(Demo, money.FUN), Credit: CashOf(b, money.FUN), Amount: 5, Kind: TopUp}
	ended := games.RoundID(0)
	if len(m.lines) > 0 {
		ended = m.lines[0].round
	}
	bad := rapid.SampledFrom([]Transfer{
		{Debit: cash, Credit: EscrowOf(m.round, money.FUN), Amount: m.cash[a] + 1, Kind: Stake, Round: m.round},
		{Debit: cash, Credit: CashOf(b, money.FUN), Amount: 1, Kind: Pay},
		{Debit: cash, Credit: pending, Amount: m.cash[a] + 1, Kind: Holding, Ref: ref()},
		{Debit: pending, Credit: ClearingOf(Demo, money.FUN), Amount: m.pending[a] + 1, Kind: Disbursal, Ref: ref()},
		{Debit: cash, Credit: cash.of(Receivable), Amount: m.owed[a] + 1, Kind: Repayment, Ref: ref()},
		{Debit: ClearingOf(Demo, money.FUN), Credit: CashOf(b+50, money.FUN), Amount: 1, Kind: TopUp},
		{Debit: EscrowOf(ended+1<<40, money.FUN), Credit: cash, Amount: 1, Kind: Pay, Round: ended + 1<<40},
	}).Draw(m.t, "bad")
	err := m.tx(func(tx pgx.Tx) error {
		_, err := Post(context.Background(), tx, []Transfer{good, bad})
		var pe *pgconn.PgError
		if errors.As(err, &pe) && slices.Contains([]string{"23514", "23503", "CR002", "CR004", "CR005"}, pe.Code) {
			return errDB
		}
		return err
	})
	m.judge(run, "force", err, errDB)
}
