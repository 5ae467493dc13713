// Package slots is slot machines as data. A machine is a file: symbols, reels,
// lines or ways, scatters, wilds, free spins, tumbles, bonuses, a gamble. The
// same tables deal it and prove it: its PAR sheet judges every outcome.
//
//	file ──Parse──► Machine ──Check──► may be played (G13, G15)
//	                   │  ├─ Rules      the contract of a game
//	                   │  ├─ PAR        every outcome; free spins by a Markov chain
//	                   │  └─ Simulate   rounds from draws, for the interval beside it
//	                   ▼
//	mode (paid, free): one number below Π stops ──► stops ──► wins
//
// # A round
//
// A room of one seat. A spin without a question is one step from nothing to
// settled; free spins and the gamble keep the round closed, and no other begins
// before it has ended (G18, G44).
//
//	                spin: stake, draw
//	none ──────────────────────────────► settled
//	  │ spin: free spins, or a gamble       ▲
//	  ▼                                     │ the last free spin, nothing to gamble;
//	closed ─────────────────────────────────┘ collect, a gamble lost, the bound met
//	  │ ▲ next, or Timeout: a free spin, drawn (G45)
//	  └─┘ gamble: doubled, drawn
//
// The k-th drawing step of a round reads stream k. It draws Uintn(S), S the
// product of the reels' sizes: the first reel's number is the rest of dividing by
// its size, the next one's of what remains, and so on. Each bonus that was won
// then draws Uintn of its weights' total, once for each of its draws. A gamble
// draws Uintn(2): 0 is red, 1 is black.
//
// # How a spin is judged
//
// Lines: the rules of one line (judge) are tried on every combination of symbols
// once and minimised to a graph that ends where nothing more can matter. A spin
// looks up what the first two reels have decided for all lines at once and
// follows those that are left. Ways: a symbol runs as far as each reel shows it
// or a wild; its ways are the product of the places. Where the machine tumbles,
// what won goes, the strip comes down, and the next drop is judged, multiplied by
// the ladder.
package slots
