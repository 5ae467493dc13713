package swarm

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"croupier/loadtest/auditor"
)

// counters count what the swarm did. Each is used by many goroutines.
type counters struct {
	frames, bytes                     atomic.Int64
	joined, resumed, snapshots        atomic.Int64
	reconnects, dropped, slow, silent atomic.Int64
	arrivals, delayed, overflow, sent atomic.Int64
	offline, repeats, twists, cut     atomic.Int64
}

// versions remembers what the server says of itself.
type versions struct {
	mu       sync.Mutex
	server   string
	protocol int
}

func (v *versions) set(server string, protocol int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.server, v.protocol = server, protocol
}

// Report is a run in numbers, as it is written to the JSON file. Latencies are
// in milliseconds, money is in minor units.
type Report struct {
	Bots       int   `json:"bots"`
	Rounds     int64 `json:"rounds"` // whose source was verified and whose payouts were recounted
	Void       int64 `json:"rounds_void"`
	InShoe     int64 `json:"rounds_in_shoe"` // of rounds: dealt from a shoe that is still in use, whose order nobody may know yet
	Shoes      int64 `json:"shoes"`          // that ended: all that came out of them was held against their seed
	Bets       int64 `json:"bets"`           // acts with a verdict
	Violations int64 `json:"violations"`

	// AckMs runs from the moment at which a bet was due to its verdict.
	AckMs Quantiles `json:"ack_ms"`
	// ResultMs runs from the settlement's moment to its frame at each bot.
	ResultMs Quantiles `json:"result_ms"`

	Accepted int64            `json:"accepted"`
	Refused  map[string]int64 `json:"refused"` // by code
	Errors   map[string]int64 `json:"errors"`  // by code
	Staked   int64            `json:"staked_minor"`
	Returned int64            `json:"returned_minor"`

	Arrivals  int64 `json:"arrivals"`
	Delayed   int64 `json:"arrivals_delayed"` // waited for an opening
	Overflow  int64 `json:"arrivals_lost"`    // a bounded queue of the swarm's own was full
	Offline   int64 `json:"arrivals_offline"` // the bot was not in its room
	Repeats   int64 `json:"repeated"`         // sent twice on purpose
	Compared  int64 `json:"repeats_compared"` // answers that were the same as before
	Twists    int64 `json:"twisted"`          // sent with another body on purpose
	Conflicts int64 `json:"conflicts"`        // of them, refused as they must be

	// Of tables of turns: what bots decided, and by which whim; what they left to the
	// system, and what the system staked for who stood behind a seat.
	Decisions       map[string]int64 `json:"decisions,omitempty"`
	Whims           map[string]int64 `json:"decision_whims,omitempty"`
	SystemDecisions int64            `json:"system_decisions"`
	Followed        int64            `json:"followed"`
	Unfollowed      int64            `json:"unfollowed"` // for want of money

	// Unplayed are the tables at which nobody of the swarm sat, and why.
	Unplayed []string `json:"unplayed,omitempty"`

	Cut        int64 `json:"cut"` // connections cut on purpose
	Reconnects int64 `json:"reconnects"`
	Resumed    int64 `json:"resumed"`   // joins again that missed nothing
	Snapshots  int64 `json:"snapshots"` // joins again that began afresh
	Dropped    int64 `json:"dropped"`   // connections that ended without a word
	Slow       int64 `json:"slow"`      // connections cut because their queue was full
	Silent     int64 `json:"silent"`    // connections given up without a pong

	FramesIn int64 `json:"frames_in"`
	BytesIn  int64 `json:"bytes_in"`

	Seed      uint64  `json:"seed"`
	Rate      float64 `json:"rate"`
	Seconds   float64 `json:"seconds"`
	Client    string  `json:"client"`
	Server    string  `json:"server"`
	Protocol  int     `json:"protocol"`
	ServerRTT float64 `json:"rtt_ms_min"`

	List []auditor.Violation `json:"violation_list"` // the first ones
}

// Report is what was seen up to now.
func (s *Swarm) Report() Report {
	r := Report{
		Bots: len(s.clients), AckMs: s.ack.quantiles(), ResultMs: s.result.quantiles(),
		Arrivals: s.n.arrivals.Load(), Delayed: s.n.delayed.Load(), Overflow: s.n.overflow.Load(), Offline: s.n.offline.Load(),
		Repeats: s.n.repeats.Load(), Twists: s.n.twists.Load(),
		Cut: s.n.cut.Load(), Reconnects: s.n.reconnects.Load(), Resumed: s.n.resumed.Load(), Snapshots: s.n.snapshots.Load(),
		Dropped: s.n.dropped.Load(), Slow: s.n.slow.Load(), Silent: s.n.silent.Load(),
		FramesIn: s.n.frames.Load(), BytesIn: s.n.bytes.Load(),
		Seed: s.config.Seed, Rate: s.config.Rate, Seconds: time.Since(s.began).Seconds(), Client: s.config.Version,
	}
	s.decided.report(&r)
	r.Unplayed = s.unplayed
	s.versions.mu.Lock()
	r.Server, r.Protocol = s.versions.server, s.versions.protocol
	s.versions.mu.Unlock()
	s.clock.mu.Lock()
	r.ServerRTT = float64(s.clock.rtt.Microseconds()) / 1000
	s.clock.mu.Unlock()
	s.audit(func(a *auditor.Auditor) {
		count := a.Count()
		r.Rounds, r.Void, r.Bets, r.Accepted = count.Rounds, count.Void, count.Bets, count.Accepted
		r.InShoe, r.Shoes = count.InShoe, count.Shoes
		r.Refused, r.Errors = maps.Clone(count.Refused), maps.Clone(count.Errors)
		r.Staked, r.Returned, r.Compared, r.Conflicts = count.Staked, count.Returned, count.Repeats, count.Conflict
		list, total := a.Violations()
		r.List, r.Violations = append([]auditor.Violation{}, list...), total
	})
	return r
}
