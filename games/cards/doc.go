// Package cards is playing cards for every game that deals them: their codes, packs
// in a fixed order, and the shoe that a room carries from round to round.
//
// A card is two letters, rank and suit, the same on the log and on the wire:
//
//	rank  A 2 3 4 5 6 7 8 9 T J Q K
//	suit  c d h s                     clubs, diamonds, hearts, spades: "As", "Td", "2c"
//
// A shoe is some packs of 52, shuffled once and dealt from its first card on.
// Dealt cards do not come back, and nothing is shuffled again before the cut card
// has come out (G24). Its id is the round in which it was shuffled:
//
//	round R, closed, the one drawing step of its stream 1
//	   Packs(decks) ──Shuffle──► Order ──► sealed: an event for nobody
//	                              │
//	                              ├─ cards 0 … Dealt−1 have been dealt or burned
//	                              ├─ card Dealt is the next                        Shoe: public
//	                              └─ the cut card lies before card Cut
//
// The shuffle is after the close of round R, so that nobody, the house included,
// can know a card of the shoe while the first bets on it are taken. Whoever has the
// source of round R knows every card of its shoe: it stays sealed until the shoe has
// ended, and not only until round R has. From then on anyone can shuffle again and
// compare all the cards that came out of it with Order[from:to].
//
// What is public of a shoe (Shoe) and what is not (Order) are two types, so that
// no view can show the second by showing the first. In a carry the order stands
// in the field named "private".
//
// Box is such a shoe in use; Shoes is all that a table of one outcome needs of it: the
// shuffle as a step, what stays sealed for how long, the beads of what came out, and what
// the next round inherits (Kept). A game says how its cards are burned (Dealing), and its
// result says what it dealt (Dealt).
//
// A source of 256 bits reaches 2^256 of the 2^2229 orders of eight packs (G5);
// a source that is a tape as long as its draws reaches all. The shuffle is the
// same for both.
package cards
