package auditor

import (
	"fmt"

	"croupier/server/wire"
)

// waitingMax bounds the balances that wait to be explained, and pathMax the
// states that may explain them.
const (
	waitingMax = 1024
	pathMax    = 4096
)

// account is one player's purse as the auditor counts it.
//
// The server may tell any of the account's states and leave others out, and a
// balance may come before what explains it. So the states are a path, and what
// was told must lie on it, in order:
//
//	path     100 ── 95 ── 90 ── 270 ── 265
//	told      100 ──────── 90 ──────── 265      fine
//	told      100 ──────── 91                   waits, and is wrong in the end
type account struct {
	player  int64
	balance int64
	version int64 // the highest told
	toldAt  int64 // the balance at that version

	path    []int64 // states from the last one told on
	waiting []told  // not explained yet
	loose   bool    // something was missed: only Me compares, until it agrees

	acts   map[string]*act
	books  map[int64]*book
	oldest int64 // rounds before it whose book is gone were proved
	fresh  bool  // no frame of its own stream yet
}

type told struct{ version, balance int64 }

// Player begins an account with what the server says that it holds.
func (a *Auditor) Player(player, balance, version int64) {
	a.accounts[player] = &account{player: player, balance: balance, version: version, toldAt: balance,
		path: []int64{balance}, acts: map[string]*act{}, books: map[int64]*book{}, fresh: true}
}

// Wallet takes a balance that a connection was told.
func (a *Auditor) Wallet(player int64, w *wire.Wallet) {
	acc := a.accounts[player]
	switch {
	case acc == nil || w.Kind != "cash":
		return
	case w.Balance < 0:
		a.wrong(Violation{Kind: KindWallet, Player: player, Text: fmt.Sprintf("a balance of %d (O9)", w.Balance)})
	case w.Version == acc.version && w.Balance != acc.toldAt:
		a.wrong(Violation{Kind: KindWallet, Player: player,
			Text: fmt.Sprintf("version %d was told as %d and as %d", w.Version, acc.toldAt, w.Balance)})
	}
	if w.Version <= acc.version {
		return
	}
	acc.version, acc.toldAt = w.Version, w.Balance
	if acc.loose {
		return
	}
	if len(acc.waiting) >= waitingMax {
		a.unexplained(acc)
		return
	}
	acc.waiting = append(acc.waiting, told{w.Version, w.Balance})
	acc.explain()
}

func (acc *account) post(amount int64) {
	acc.balance += amount
	if acc.loose {
		return
	}
	acc.path = append(acc.path, acc.balance)
	if len(acc.path) > pathMax {
		acc.path = acc.path[len(acc.path)-pathMax/2:]
	}
	acc.explain()
}

// explain finds the told balances on the path, each as early as may be.
func (acc *account) explain() {
	for len(acc.waiting) > 0 {
		at := -1
		for i, state := range acc.path {
			if state == acc.waiting[0].balance {
				at = i
				break
			}
		}
		if at < 0 {
			return
		}
		acc.path, acc.waiting = acc.path[at:], acc.waiting[1:]
	}
}

func (a *Auditor) unexplained(acc *account) {
	first := acc.waiting[0]
	a.wrong(Violation{Kind: KindWallet, Player: acc.player, Text: fmt.Sprintf(
		"version %d was told as %d, which the account never held (recounted %d)", first.version, first.balance, acc.balance)})
	acc.loosen()
}

// loosen gives up on the order of what was told, until Me agrees again.
func (acc *account) loosen() {
	acc.loose, acc.path, acc.waiting = true, nil, nil
}

// Agrees says whether a balance read from the server is the recounted one, and
// no older than what was told. A settlement may be on its way, to the reader or
// to the stream; the caller asks again for a while and then calls Me.
func (a *Auditor) Agrees(player, balance, version int64) bool {
	acc := a.accounts[player]
	return acc != nil && acc.balance == balance && version >= acc.version
}

// Me compares the server's own balance with the recounted one, at a moment at
// which nothing of the player is in doubt or on its way. Whatever it finds, the
// audit goes on from what the server said.
func (a *Auditor) Me(player, balance, version int64) {
	acc := a.accounts[player]
	if acc == nil {
		return
	}
	if balance != acc.balance {
		a.wrong(Violation{Kind: KindBalance, Player: player, Text: fmt.Sprintf(
			"the server has %d at version %d, recounted %d: %+d", balance, version, acc.balance, balance-acc.balance)})
	}
	if version < acc.version {
		a.wrong(Violation{Kind: KindWallet, Player: player, Text: fmt.Sprintf(
			"the server is at version %d after it told of version %d", version, acc.version)})
	}
	if len(acc.waiting) > 0 && !acc.loose {
		a.unexplained(acc)
	}
	acc.balance, acc.version, acc.toldAt = balance, version, balance
	acc.path, acc.waiting, acc.loose = []int64{balance}, nil, false
}
