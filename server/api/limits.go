package api

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how often one address may do something: Burst at once, then one more
// per Every.
type Rate struct {
	Every time.Duration
	Burst int
}

// Limits are the rates per address (B46, B50). Zero values take the defaults.
type Limits struct {
	SignIn   Rate
	Register Rate
	Guest    Rate
	Ticket   Rate // generous: behind one address may sit a load test or a company
	Recall   Rate // each reads and opens a round's log
}

// LimitsDefault slows a guesser, not a family: the lock of a pair of name and
// network stands behind it.
var LimitsDefault = Limits{
	SignIn:   Rate{Every: 2 * time.Second, Burst: 20},
	Register: Rate{Every: 5 * time.Second, Burst: 10},
	Guest:    Rate{Every: 2 * time.Second, Burst: 30},
	Ticket:   Rate{Every: 5 * time.Millisecond, Burst: 3000}, // B43: 2,000 sockets come back at once
	Recall:   Rate{Every: 50 * time.Millisecond, Burst: 300},
}

func (l Limits) orDefaults() Limits {
	for _, r := range []struct{ rate, otherwise *Rate }{
		{&l.SignIn, &LimitsDefault.SignIn}, {&l.Register, &LimitsDefault.Register},
		{&l.Guest, &LimitsDefault.Guest}, {&l.Ticket, &LimitsDefault.Ticket},
		{&l.Recall, &LimitsDefault.Recall},
	} {
		if *r.rate == (Rate{}) {
			*r.rate = *r.otherwise
		}
	}
	return l
}

// addressesMax bounds a table of limiters. A full one forgets its older half:
// whoever sprays from 8,192 addresses has their budgets anyway.
const addressesMax = 8192

// limiters is one rate for every address, in two generations: what was not
// asked for in the last one is dropped when the young one is full.
type limiters struct {
	rate Rate

	mu         sync.Mutex
	young, old map[netip.Addr]*rate.Limiter
}

func newLimiters(r Rate) *limiters {
	return &limiters{rate: r, young: map[netip.Addr]*rate.Limiter{}}
}

// wait is zero if the address may go on now, else when it may.
func (l *limiters) wait(from netip.Addr, now time.Time) time.Duration {
	reservation := l.of(network(from)).ReserveN(now, 1)
	delay := reservation.DelayFrom(now)
	if delay > 0 {
		reservation.CancelAt(now)
	}
	return delay
}

func (l *limiters) of(from netip.Addr) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if found, ok := l.young[from]; ok {
		return found
	}
	if len(l.young) >= addressesMax/2 {
		l.old, l.young = l.young, map[netip.Addr]*rate.Limiter{}
	}
	found, ok := l.old[from]
	if !ok {
		found = rate.NewLimiter(rate.Every(l.rate.Every), l.rate.Burst)
	}
	l.young[from] = found
	return found
}

// network is whose budget an address uses: its own, or that of the /64 around
// an IPv6 one, which one subscriber owns whole.
func network(from netip.Addr) netip.Addr {
	from = from.Unmap().WithZone("")
	if from.Is6() {
		if prefix, err := from.Prefix(64); err == nil {
			return prefix.Addr()
		}
	}
	return from
}
