// Package blackjack is blackjack at seats, and with one common hand for any
// number of players (common.go). Terms are data: packs, S17 or H17, a card face
// down or none, the price of a blackjack, splits, doubles, late surrender, six
// cards. The package also knows exactly what they are worth.
//
//	        Timeout           Timeout at closesAt                      Timeout
//	none ───────────► open ───────────────────────► closed ─ stages ─────────► settled
//	        opened     │ bet → placed                closed            result, paid
//	                   │ undo, clear → takenBack     unbacked
//	                   └─ void ► void (every stake back)
//
// # The stages of a closed round
//
//	shuffle ──► deal ──► insure ──► look ──► act ──► … ──► act ──► dealer
//	new shoe    two      an ace     ace or    │  ▲
//	only        each                ten       ▼  │ the cards
//	                                         cards: double, split
//
// What the table waits for is a turn: its stage, whose hand, until when, and every
// legal act (G26). It follows from the cards alone (deal.next), so that a log folded
// anywhere asks the same question. A decision names how many cards its player saw:
// a late or a second click does not meet another hand.
//
// Only a shuffle draws. Its order is an event for nobody, and lies in the private
// part of the carry from round to round, until the cut card has come out or fewer
// cards are left than so many hands may need; then all of it is shown (G24). Every
// other card follows from it: the same cards follow after a takeover.
//
// A double or a split stakes and deals nothing. When its stake has committed, the
// players behind the seat who agreed to it follow, each by a step of the system
// with an id of the round and its place there; then the cards come. Where the ledger
// refuses such a stake, rooms says Declined, and the fallback applies to that bet
// alone: it stays undoubled, on its first hand.
//
// Who says nothing has the published act done, marked as the system's (G45): no
// insurance; below autoHitBelow a hit, else stand. A seat that has missed one
// decision is waited for absentMs from then on, not decideMs.
//
// Steps of stakes are even, at 6:5 tens: nothing is ever rounded. All that a
// round pays it pays in the step that ends it.
//
// # What the rules leave open elsewhere, and not here
//
// A dealer's blackjack beats six cards, and takes a surrendered hand whole. Where
// it comes late and takes the first stake only (none-original), doubles and splits
// come back even if their hands are broken. A player behind a seat does not insure
// and is offered no even money. Tens of two ranks are a pair.
//
// # Played again
//
// An ended round is held against these rules from its record alone (recheck*.go): by what
// everyone was told, and by one player's own events. The cards are held against the shoe
// where its seed is told, from the place that the carry names.
//
// # What it is worth
//
//	oracle.go     endless packs, best play of every hand, in fractions
//	chart.go      that play as a table: bots, and the page's hint
//	finite.go     any chart from a shoe of 1 to 8 packs, through every hand
//	splitting.go  splits of it, exactly
//	side.go       perfect pairs and 21+3, through every set of cards
//	par.go        all of it for the odds of a table
package blackjack
