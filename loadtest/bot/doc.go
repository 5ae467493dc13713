// Package bot is one player of a load test as a pure value: what it knows is a
// fold of the frames that it was given, and what it does next comes from that
// and from a generator that the caller seeds. It opens no socket and reads no
// clock, so that a run can be told again from its seed and its frames.
//
// A bot follows a room as a page does. Each of the room's two streams must go
// on by one; where it does not, the bot says so (Gap), asks to resume from the
// last place that it has, and takes nothing else until the answer:
//
//	       snapshot                 frame = last + 1
//	lost ───────────► joining ───┐  ┌──────────────┐
//	 ▲                   │ joined └► live ◄─────────┘
//	 │ connection ends   ▼             │ any other frame: Gap
//	 └───────────────── live ◄──────── resyncing (Join is sent again)
//	                          joined
//
// At a blackjack table it also folds the cards (hands.go) and says what it owes the
// table (Owes): the caller waits as long as the decision says, and has it made (Play).
// Most are by the chart on the table's page; some by a whim (Whim).
//
//	turn of the bot ──► Owes ── AfterMs ──► Play ──► in doubt ──► verdict
//
// A Spinner is the same at a slot machine, in a room of its own.
//
// An act is in doubt from before it is sent until its verdict, or an error
// that says that its id is unused, has come. After a lost connection Join asks
// about every id in doubt; a bot never sends a bet again by itself (B6, D7).
package bot
