// Package baccarat is punto banco: player, banker and tie, with commission, without it
// or EZ, and side bets on pairs, on seven and eight of three cards, on six, and on how
// many cards a hand takes.
//
//	        Timeout at opensAt     Timeout at closesAt        Timeout, at once
//	none ───────────────► open ───────────────► closed ──────────────────────► settled
//	        opened         │ bet → placed         │  ▲      result, paid
//	                       │ undo, clear          │  │
//	                       └─ void ► void         └──┘ where the shoe has ended:
//	                                              order (for nobody), shuffled
//
// A hand draws nothing: the shuffle of its shoe has fixed it. The round that finds no
// shoe shuffles one, after its close, from its own source; then the first card is shown
// and as many as it counts are burned. The shoe goes on in the carry, its order in the
// private part, until the cut card: the hand in which it comes out is finished, one more
// is dealt, and the next round shuffles. The source of the round that shuffled stays
// sealed as long as cards of it are to come (table.Keeps); games/cards has the rest.
//
// Two cards each, player first. Eight or nine ends the hand (natural). The player draws
// on 0 to 5; the banker by hand.go's table. The higher last digit wins.
//
//	player                 1:1, a tie pushes
//	banker                 0.95:1 | 1:1 and 0.5:1 with six | 1:1 and a push with dragon 7
//	tie                    8:1 or 9:1
//	player-pair            11:1    the first two cards have one rank
//	banker-pair            11:1
//	either-pair             5:1    at least one of them
//	perfect-pair           25:1    rank and suit; both sides 200:1
//	dragon-7               40:1    the banker wins with seven of three cards
//	panda-8                25:1    the player wins with eight of three cards
//	super-6                15:1    the banker wins with six
//	big, small           0.54:1, 1.5:1    five or six cards, four cards
//
// No price is rounded: the step of stakes is a multiple of what each price is counted
// in (20 for the commission, 50 for big), or the options are refused.
//
// The five roads (roads.go) are kept hand by hand and begin anew with each shoe.
package baccarat
