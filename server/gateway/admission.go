package gateway

import (
	"net/netip"
	"sync"
)

// Bounds of the connections of a node (B46). An address that passes its bound
// gets 429, a full node 503, before anything is upgraded; browsers back off.
const (
	ConnsMax        = 20_000
	ConnsAddressMax = 256 // a home, an office; loopback is bound by ConnsMax alone
)

// ConnsSessionMax is how many connections one session may have on a node: the
// windows of one browser. One more is closed with CloseTooMany and the others
// stay (B46).
const ConnsSessionMax = 16

type admission struct {
	max, addressMax int

	mu        sync.Mutex
	total     int
	byAddress map[string]int
}

func newAdmission(total, perAddress int) *admission {
	if total == 0 {
		total = ConnsMax
	}
	if perAddress == 0 {
		perAddress = ConnsAddressMax
	}
	return &admission{max: total, addressMax: perAddress, byAddress: map[string]int{}}
}

type admitted uint8

const (
	admit admitted = iota
	fullNode
	fullAddress
)

// enter counts a connection from an address in; leave counts it out. Loopback
// is a proxy or a test, which speaks for many.
func (a *admission) enter(address string) admitted {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.total >= a.max {
		return fullNode
	}
	if a.byAddress[address] >= a.addressMax && address != loopback {
		return fullAddress
	}
	a.total++
	a.byAddress[address]++
	return admit
}

func (a *admission) leave(address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total--
	if a.byAddress[address]--; a.byAddress[address] <= 0 {
		delete(a.byAddress, address)
	}
}

const loopback = "loopback"

// addressKey is what connections of one place have in common: the IPv4 address,
// or the /64 that an IPv6 subscriber has to itself.
func addressKey(remote string) string {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	a := at.Addr().Unmap()
	switch {
	case a.IsLoopback():
		return loopback
	case a.Is6():
		p, _ := a.WithZone("").Prefix(64)
		return p.String()
	}
	return a.String()
}
