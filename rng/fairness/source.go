package fairness

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"

	"croupier/games"
	"croupier/rng"
)

// The labels of the text, and their version.
const (
	sealLabel = "croupier.seal.v1"
	drawLabel = "croupier.draw.v1"
)

// ErrCommitment says that a seed is not the one that was committed to.
var ErrCommitment = errors.New("fairness: the seed does not match its commitment")

// Commit is the commitment to a seed, bound to its room, its round and the
// version of its rules, so that no seed can stand in for another.
func Commit(round games.RoundID, rules int, seed [32]byte) [32]byte {
	preimage := make([]byte, 0, 72)
	preimage = append(preimage, sealLabel...)
	preimage = binary.BigEndian.AppendUint64(preimage, uint64(round.Room()))
	preimage = binary.BigEndian.AppendUint64(preimage, uint64(round))
	preimage = binary.BigEndian.AppendUint64(preimage, uint64(rules))
	preimage = append(preimage, seed[:]...)
	return sha256.Sum256(preimage)
}

// Verify says whether a seed is the one that was committed to: nil, or
// ErrCommitment.
func Verify(round games.RoundID, rules int, seed, commitment [32]byte) error {
	want := Commit(round, rules, seed)
	if subtle.ConstantTimeCompare(want[:], commitment[:]) != 1 {
		return ErrCommitment
	}
	return nil
}

// Source is where a round's draws come from, unsealed. Its draws may be taken
// concurrently; one Draws may not.
type Source struct {
	seed [32]byte
}

// NewSource is the source of a seed that is already public.
func NewSource(seed [32]byte) *Source { return &Source{seed: seed} }

// Draws is the randomness of the k-th drawing step of the round, k from 1 on:
// from its beginning, however often it is asked for.
func (s *Source) Draws(k int) games.Draws {
	if k < 1 {
		panic("fairness: drawing steps count from 1")
	}
	return rng.NewStream(s.seed, drawLabel, uint64(k))
}

// Seed is what is revealed when the round has ended.
func (s *Source) Seed() [32]byte { return s.seed }

// A source must not end up in a log or a frame by accident (B34).

// String hides the seed.
func (*Source) String() string { return "fairness.Source(hidden)" }

// GoString hides the seed.
func (*Source) GoString() string { return "fairness.Source(hidden)" }

// MarshalJSON refuses.
func (*Source) MarshalJSON() ([]byte, error) {
	return nil, errors.New("fairness: a source is not for marshalling")
}
