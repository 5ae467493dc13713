// Package rng is where chance comes from, and the only place from which an
// outcome may take it (G1).
//
//	operating system ──► Entropy ──► a round's seed (32 bytes)
//	                        │ health tests: a failure stops sealing (G8)
//	seed, label, k ──► Stream ──► Uint64 ──► Uintn, Shuffle ──► an outcome
//
// Entropy reads the operating system's generator and watches what comes out of
// it. It is asked once per round, for a seed of its own (G2): never for time,
// never for what another round had.
//
// Stream stretches a seed into 64-bit words with HMAC-SHA256, so that a drawing
// step asked again gives the same. Streams of one seed with different k have
// nothing in common.
//
// Uintn and Shuffle map words to outcomes without bias (G3): a word that would
// favour some outcomes is discarded and the next one taken, and nothing else is
// ever discarded (G4). A seed of 256 bits reaches each order of one deck (52! is
// about 2^225.6), but not each order of a shoe of eight (G5): a shoe needs a
// longer source.
//
// The tests judge the mapped output by the seven statistics of G6 at 99 %.
package rng
