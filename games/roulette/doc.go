// Package roulette is roulette on three wheels: European and French with one zero
// and 157 spots, American with two and 161. They are data (wheels.go); layout,
// prices and table are the same for all.
//
//	        Timeout at opensAt     Timeout at closesAt      Timeout, at once
//	none ───────────────► open ───────────────► closed ───────────────► settled
//	        opened, held   │ bet → placed         closed    result, paid
//	                       │ undo, clear → takenBack
//	                       └─ void ► void (every stake back)
//
// Bets commute: what they count against limits are sums, so it does not matter
// in which order verdicts come. The close waits for the verdicts of what is in
// flight (ErrBusy) and takes nothing new meanwhile; the draw is one step that
// draws Uintn(37), or Uintn(38) where there is a double zero, tells everyone the
// number, and pays each player. A round without bets spins as well.
//
// Names of spots, as bets and events say them:
//
//	straight:0 … straight:36     one number                      35 to 1
//	split:8/11, split:0/2        two numbers, low/high           17 to 1
//	street:1, 4 … 34             three in a row, by the first    11 to 1
//	trio:0/1/2, trio:0/2/3       zero and two of its neighbours  11 to 1
//	corner:1, 2, 4 … 32          four that meet, by the lowest    8 to 1
//	first-four                   0, 1, 2, 3                       8 to 1
//	line:1, 4 … 31               two rows, by the first           5 to 1
//	column:1 … 3, dozen:1 … 3    twelve numbers                   2 to 1
//	red black odd even low high  eighteen numbers                 1 to 1
//
// Beside the double zero, which log and wire count as number 37 and names write
// as 00, zeros first: straight:00, split:0/00 0/1 0/2 00/2 00/3, trio:0/1/2
// 0/00/2 00/2/3, and instead of the first four top-line: 0, 00, 1, 2, 3 at 6 to 1.
//
// The European wheel keeps 1/37 of what is staked, the American one 2/38, and
// 3/38 of the top line. A French table gives half of every even-money stake back
// at zero, and keeps 1/74 of them (la partage); its step of stakes is even, so
// that a half is whole and nothing is ever rounded (figures d1).
//
// Or it takes them prisoner, and keeps 1/74 as well (en prison). No stake lies in
// two rounds: at zero it is lost, and the rules owe it a release. The carry names
// it to the next round, whose number decides: its spot wins, and the stake comes
// back, with nothing won; it loses, and so is the stake; zero, and it stays.
//
//	          zero            its spot wins
//	standing ─────► in prison ─────────────► released: paid as its first bet
//	                 │ ▲  │ any other
//	                 └─┘  └────────────────► lost
//	              zero, void
package roulette
