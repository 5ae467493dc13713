package gateway

import "time"

// pace is how fast something may come: one in every, and burst at once.
type pace struct {
	every time.Duration
	burst int64
}

// The paces of one connection (ASVS 2.4.1, B46). A person clicks a few times a
// second; a page that comes back joins its rooms and asks about its bets at
// once. Above them a message is answered by error "rate".
var (
	paceAct     = pace{50 * time.Millisecond, 40}
	paceJoin    = pace{200 * time.Millisecond, 40}
	paceInquire = pace{500 * time.Millisecond, 40}
	paceLobby   = pace{time.Second, 10}
	pacePing    = pace{500 * time.Millisecond, 10}
)

// What no client of ours does, whatever it was told: above these the connection
// is closed with CloseTooMany.
var (
	paceMessages  = pace{5 * time.Millisecond, 200}          // of any kind: 200 a second; their answers fit a queue
	paceControl   = pace{500 * time.Millisecond, 20}         // WebSocket pings and pongs
	paceBytes     = pace{time.Second / (128 << 10), 1 << 20} // on the socket: 128 KiB a second
	paceMalformed = pace{10 * time.Second, 8}                // closed with CloseBadMessage
)

// meter counts against a pace: it holds the moment at which the last token is
// paid off (GCRA), in integers. The zero value has its whole burst. One
// goroutine uses it.
type meter struct{ due time.Duration }

// take takes n tokens at now, a time since any fixed moment. If there are not
// enough it takes none and returns how long until there are.
func (m *meter) take(p pace, n int64, now time.Duration) (wait time.Duration) {
	due := max(m.due, now) + time.Duration(n)*p.every
	if wait = due - now - time.Duration(p.burst)*p.every; wait > 0 {
		return wait
	}
	m.due = due
	return 0
}
