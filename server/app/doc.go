// Package app puts the house together: constructors and wiring, and the one
// place that knows every other package. It decides nothing that a test would
// want to call; adapters here translate between a room that offers and one that
// asks, and do no more.
//
// The order of a start (D17: no connection is taken before recovery is done):
//
//	configuration ─► database ─► keys ─► journal ─► tables ─► self-test ─► node's
//	lease ─► rooms are claimed and folded ─► demo ─► HTTP and sockets ─► ready
//
// The self-test comes before anything is owned: the generator's health and known
// answers, the keys, every table's rules, PostgreSQL's settings, and the newest
// books. One that fails is one sentence, exit code 2, and no room was touched.
//
// and of a drain, which is the other way round:
//
//	not ready ─► rooms finish their rounds or stop at the deadline ─► sockets are
//	told to come back ─► HTTP ─► journal ─► lease ─► database
package app
