// Package journal makes the rooms' entries durable: money, verdicts and the
// rounds' logs in one transaction, many rooms at a time. It is the one door
// through which rooms reach the database, and it keeps the terms: which node
// owns a room, and since when (Node).
//
// A room belongs to one writer, by its id; a writer commits whatever queued
// while its last commit was under way. The life of an entry:
//
//	Submit ──► queue ──► batch ──► answered (Done)
//	             ▲         ├── an account is held by somebody else: next batch
//	             └─────────┴── deadlock, lost before COMMIT: again
//	                       ├── COMMIT unknown: looked up behind the rooms' rows
//	                       └── refused twice: halved, until the fault is alone
//
// A batch is two round trips. The first locks the rooms, then the accounts, and
// reads; Go decides; the second writes sets and commits:
//
//	begin · rooms (lock) · rounds · accounts (lock, skip) · bets · guards · ids
//	rounds sealed · bets · rounds opened · lines · guards · log · phases · plays · rooms · commit
//
// What must not stop the others goes aside, on a connection of its own, while
// its room waits: large settlements, and entries whose accounts were held for
// too long.
package journal
