package rng

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Words is a sequence of uniform 64-bit words.
type Words interface {
	Uint64() uint64
}

// Stream is the k-th sequence of words of a seed: the blocks b = 0, 1, 2 … of
// HMAC-SHA256(key = seed, label ‖ u64be k ‖ u64be b), end to end, read as
// big-endian words. The same seed, label and k give the same words for ever.
// Not for concurrent use.
type Stream struct {
	mac     hash.Hash // keyed once: three times as fast as a new one per block
	message []byte    // label ‖ k ‖ b
	block   uint64    // the next b
	words   [sha256.Size]byte
	next    int // in words; its length: empty
}

// NewStream starts the k-th stream of a seed. The label separates uses of one
// seed (G7).
func NewStream(seed [32]byte, label string, k uint64) *Stream {
	message := append(make([]byte, 0, len(label)+16), label...)
	message = binary.BigEndian.AppendUint64(message, k)
	message = binary.BigEndian.AppendUint64(message, 0)
	return &Stream{mac: hmac.New(sha256.New, seed[:]), message: message, next: sha256.Size}
}

// Uint64 is the next word.
func (s *Stream) Uint64() uint64 {
	if s.next == len(s.words) {
		binary.BigEndian.PutUint64(s.message[len(s.message)-8:], s.block)
		s.mac.Reset()
		s.mac.Write(s.message)
		s.mac.Sum(s.words[:0])
		s.block++
		s.next = 0
	}
	word := binary.BigEndian.Uint64(s.words[s.next:])
	s.next += 8
	return word
}

// Uintn is uniform over [0,n), n > 0.
func (s *Stream) Uintn(n uint64) uint64 { return Uintn(s, n) }

// Shuffle permutes n things.
func (s *Stream) Shuffle(n int, swap func(i, j int)) { Shuffle(s, n, swap) }
