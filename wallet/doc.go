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
//
// Whoever moves money locks the accounts first, in the order below, then lets a
// Till decide over them, then posts what it allowed; all in one transaction.
//
// # Lock order
//
// The whole system locks rows in this order, each kind by ascending id:
//
//	nodes → rooms → accounts → guards → the rest
//
// A transaction that may have to wait for a lock holds none that comes later.
// The rooms' journal skips accounts that somebody else holds and takes them in
// its next batch; payments and top-ups hold no room.
package wallet
