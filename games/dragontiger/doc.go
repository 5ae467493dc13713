// Package dragontiger is dragon tiger: one card for each, the higher wins, ace low.
//
//	        Timeout at opensAt     Timeout at closesAt        Timeout, at once
//	none ───────────────► open ───────────────► closed ──────────────────────► settled
//	        opened         │ bet → placed         │  ▲      result, paid
//	                       │ undo, clear          │  │
//	                       └─ void ► void         └──┘ where the shoe has ended:
//	                                              order (for nobody), shuffled
//
// The round that finds no shoe shuffles one, after its close, from its own source, and
// burns its first card unseen. The shoe goes on in the carry, its order in the private
// part, until the cut card: the round in which it comes out is finished, one more is
// dealt, and the next one shuffles. The source of the round that shuffled stays sealed
// as long as cards of it are to come (table.Keeps); games/cards has the rest.
//
//	dragon, tiger              1:1; at a tie half of the stake comes back, or nothing
//	tie                        8:1, 10:1 or 11:1   one rank
//	suited-tie                50:1                 one rank and one suit
//	dragon-big, tiger-big      1:1                 8 to king
//	dragon-small, tiger-small  1:1                 ace to 6; seven loses both
//
// Where half comes back the step of stakes is even: nothing is rounded.
package dragontiger
