package wallet

import (
	"encoding/hex"

	"croupier/wallet/money"
)

// ToldStatement is a page of a statement as the doors tell it.
type ToldStatement struct {
	Kind     string       `json:"kind" enum:"cash,bonus,pending,receivable"`
	Currency string       `json:"currency" example:"FUN"`
	Opening  money.Amount `json:"opening" doc:"Minor units, at from"`
	Closing  money.Amount `json:"closing" doc:"Minor units, at to"`
	Lines    []ToldLine   `json:"lines" doc:"Newest first"`
	Next     int64        `json:"next,omitempty" doc:"Goes into before for the next page; absent on the last"`
}

// ToldLine is a line of it.
type ToldLine struct {
	ID       int64        `json:"id"`
	AtMs     int64        `json:"atMs"`
	Kind     string       `json:"kind" enum:"stake,pay,refund,top-up,reclaim,award,repayment,holding,return,disbursal"`
	Amount   money.Amount `json:"amount" doc:"Minor units; what went out is below zero"`
	Balance  money.Amount `json:"balance" doc:"Minor units, after the line"`
	Round    int64        `json:"round,omitempty"`
	Ref      string       `json:"ref,omitempty" doc:"Hex: of the bet, the withdrawal or the correction"`
	Corrects int64        `json:"corrects,omitempty" doc:"The line that this one corrects"`
}

// Told is the page for the doors; lists in it are never null.
func (s *Statement) Told() ToldStatement {
	told := ToldStatement{Kind: s.Account.Kind().String(), Currency: s.Account.Currency().Code(), Opening: s.Opening, Closing: s.Closing,
		Lines: make([]ToldLine, len(s.Lines)), Next: s.Next}
	for i, l := range s.Lines {
		told.Lines[i] = ToldLine{ID: l.ID, AtMs: l.At.UnixMilli(), Kind: l.Kind.String(), Amount: l.Amount, Balance: l.Balance,
			Round: int64(l.Round), Corrects: l.Corrects}
		if l.Ref != [16]byte{} {
			told.Lines[i].Ref = hex.EncodeToString(l.Ref[:])
		}
	}
	return told
}

// ParsePlayerKind finds the kind of a player's account by its name.
func ParsePlayerKind(name string) (Kind, bool) {
	for _, k := range []Kind{Cash, Bonus, Pending, Receivable} {
		if k.String() == name {
			return k, true
		}
	}
	return 0, false
}
