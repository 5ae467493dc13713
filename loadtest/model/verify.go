package model

import (
	"fmt"

	"croupier/games"
	"croupier/wallet"
	"croupier/wallet/money"
)

// Verify recounts everything from the lines and the logs, as the checker of the
// real ledger does and with none of the code that wrote them (O1, O3, O6, O9).
// over says that every round that opened must have ended.
func (d *Database) Verify(over bool) []string {
	found := append([]string{}, d.broken...)
	wrong := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	sums := map[wallet.AccountID]money.Amount{}
	stakes := map[betRef]money.Amount{}
	for _, l := range d.lines {
		if l.Amount <= 0 || l.Debit == l.Credit || l.Debit.Currency() != l.Credit.Currency() {
			wrong("a line of %d from %s to %s", l.Amount, l.Debit, l.Credit)
		}
		sums[l.Debit] -= l.Amount
		sums[l.Credit] += l.Amount
		if l.Kind == wallet.Stake {
			stakes[betRef{l.Ref, l.Debit.Player()}] += l.Amount
		}
	}
	var total money.Amount
	for _, sum := range sums {
		total += sum
	}
	if total != 0 {
		wrong("all accounts together are %d", total)
	}
	for _, p := range d.people {
		if a := d.accounts[p]; a.Balance != sums[wallet.CashOf(p, money.FUN)] || a.Balance < 0 {
			wrong("player %d has %d, its lines say %d", p, a.Balance, sums[wallet.CashOf(p, money.FUN)])
		}
	}
	for _, bet := range d.bets {
		if got := stakes[betRef{bet.Key.ID, bet.Key.Player}]; got != bet.Stake || got != 0 && !bet.Answer.Accepted {
			wrong("bet %v of player %d staked %d, its lines say %d", bet.Key.ID, bet.Key.Player, bet.Stake, got)
		}
	}
	for _, id := range d.order {
		d.verifyRoom(d.rooms[id], over, sums, wrong)
	}
	return found
}

func (d *Database) verifyRoom(r *roomRow, over bool, sums map[wallet.AccountID]money.Amount, wrong func(string, ...any)) {
	var last LogRow
	phases := map[games.RoundID]games.Phase{}
	for i, row := range r.log {
		switch {
		case row.Seq != int64(i+1):
			wrong("room %d: place %d stands at %d", r.ID, row.Seq, i+1)
		case row.Term < last.Term:
			wrong("room %d: term %d follows %d", r.ID, row.Term, last.Term)
		case row.At < last.At:
			wrong("room %d: its time runs back at place %d", r.ID, row.Seq)
		case row.Phase != phases[row.Round] || row.Then < row.Phase || row.Phase.Ended():
			wrong("round %d: from %v to %v, was %v", row.Round, row.Phase, row.Then, phases[row.Round])
		}
		phases[row.Round] = row.Then
		last = row
	}
	live := 0
	for _, row := range r.rounds {
		escrow := sums[wallet.EscrowOf(row.ID, money.FUN)]
		if row.Phase.Ended() && escrow != 0 || !row.Phase.Ended() && escrow != row.Staked-row.Returned {
			wrong("round %d is %v and its escrow has %d", row.ID, row.Phase, escrow)
		}
		if row.Phase != phases[row.ID] {
			wrong("round %d is %v, its log says %v", row.ID, row.Phase, phases[row.ID])
		}
		if row.Phase == games.Open || row.Phase == games.Closed {
			live++
		}
	}
	if live > 1 || over && live > 0 {
		wrong("room %d: %d rounds under way", r.ID, live)
	}
}
