// Package failpoint names the places at which a server may die (B17). In a
// build with the tag "failpoints", CROUPIER_FAILPOINT=PLACE:N ends the process
// as kill -9 does when it passes that place for the N-th time; in every other
// build Hit is nothing, and costs nothing.
package failpoint

// Place is where a process may be told to die.
type Place string

// The places, in the order in which a round passes them.
const (
	BeforeBetCommit    Place = "before-bet-commit"    // decided, not written
	AfterBetCommit     Place = "after-bet-commit"     // committed, no room knows
	BeforeAck          Place = "before-ack"           // applied, nobody was told
	AfterClose         Place = "after-close"          // the close is committed, the source sealed
	AfterDraw          Place = "after-draw"           // the outcome is known to the process alone
	BeforeSettleCommit Place = "before-settle-commit" // outcome and payouts decided, not written
	AfterSettleCommit  Place = "after-settle-commit"  // committed, no room knows
	MidBroadcast       Place = "mid-broadcast"        // half of the watchers have the frame
	AfterReveal        Place = "after-reveal"         // everybody has the seed
	DuringTakeover     Place = "during-takeover"      // the term is raised, the log not folded
	Outbox             Place = "outbox"               // committed, the hint to others not given
	Drain              Place = "drain"                // told to stop, rounds under way
)

// Places are all of them.
var Places = []Place{
	BeforeBetCommit, AfterBetCommit, BeforeAck, AfterClose, AfterDraw, BeforeSettleCommit,
	AfterSettleCommit, MidBroadcast, AfterReveal, DuringTakeover, Outbox, Drain,
}

// Env is the variable that arms a place.
const Env = "CROUPIER_FAILPOINT"
