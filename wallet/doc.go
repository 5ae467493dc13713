// Package wallet is the double-entry ledger: accounts, transfers between them,
// and what stands beside an account (a stop, guards). Its money part serves the
// rooms' journal, the demo's cashier and payments alike.
//
// A transfer moves one amount from one account to another, once, for ever; the
// database's own trigger posts it to the balances, and no server can write a
// balance or change a line (B14). Accounts of players authorise: a row with a
// balance that never falls below zero. House and clearing accounts only record:
// they are the sums of their lines. An escrow is three numbers on its round's row.
//
//	clearing ──top-up──► cash ──stake──► escrow ──pay, refund──► cash
//	                                       └──close──► house (or back)
//	cash ──holding──► pending ──disbursal──► clearing
//	                     └──return──► cash
//	house ──award──► cash ──reclaim──► house      corrections of ended rounds, each
//	receivable ──reclaim──► house                 line naming the one it corrects
//	cash ──repayment──► receivable
//
// A withdrawal is a hold that ends once and whole (Hold, Release, Disburse). A
// correction (Correct) is two operators' act on a round that ended: it raises
// the round's revision, takes back at most what a line paid, and what the player
// no longer has becomes a debt (Repay), never a balance below zero; the round's
// own sums stay. The database itself refuses what breaks any of this.
//
// An account's lines come in the order of their ids, which the database also
// holds writers to: so BalanceAt and ReadStatement find the balances that were
// told. Verify recomputes all of it; a Checker does so in the background.
//
// Whoever moves money locks the accounts first, in the order below, then lets a
// Till decide over them, then posts what it allowed; all in one transaction.
//
// # Lock order
//
// The whole system locks rows in this order, each kind by ascending id:
//
//	nodes → rooms → a round that ended → accounts → guards → the rest
//
// A transaction that may have to wait for a lock holds none that comes later.
// The rooms' journal skips accounts that somebody else holds and takes them in
// its next batch; payments, top-ups and corrections hold no room. Rooms lock no
// round that ended, so a correction may hold one before it asks for accounts.
// Ids for lines are taken after the accounts are locked, or the posting is refused.
package wallet
