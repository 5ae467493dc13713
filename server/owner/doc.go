// Package owner keeps this node's rooms: it joins the house as a node, claims
// rooms, opens them from the journal, opens them again when they stopped by a
// fault, takes over those of nodes that died, and gives all of them up when the
// node's lease is over.
//
//	        ┌──────────────── lost (all rooms stop) ◄──────────────┐
//	        ▼                                                      │
//	Start ► join ─► claim ─► open ─► kept: look every half lease ──┘
//	                                   │ orphans: take over, open
//	                                   │ stopped by a fault: release, claim, open
//	                                   ▼
//	                          Stop ► rooms have drained ─► release ─► leave
//
// Players' own rooms are claimed and opened when their player asks (demand.go),
// on the node that was asked, and given up when they stop by themselves. After a
// death only those with a round under way are opened again.
//
// What follows from a room's term stands in rooms/journal; here is only who
// asks, and when.
package owner
