package fairness

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"unicode"
	"unicode/utf8"

	"croupier/games"
)

// The labels of the text of sessions, and their version.
const (
	pairLabel    = "croupier.pair.v1"
	sessionLabel = "croupier.session.v1"
)

// ClientSeedBytesMax bounds a client seed.
const ClientSeedBytesMax = 64

// ErrClientSeed says that a client seed is empty, too long, or not printable.
var ErrClientSeed = errors.New("fairness: a client seed is 1 to 64 bytes of printable text")

// CheckClientSeed says whether a text may be a client seed: 1 to 64 bytes of
// UTF-8, each of its characters printable. nil, or ErrClientSeed.
func CheckClientSeed(seed string) error {
	if seed == "" || len(seed) > ClientSeedBytesMax || !utf8.ValidString(seed) {
		return ErrClientSeed
	}
	for _, r := range seed {
		if !unicode.IsPrint(r) {
			return ErrClientSeed
		}
	}
	return nil
}

// CommitPair is the commitment to the server seed of a pair, bound to the round
// from which it is in force, and so to its room.
func CommitPair(from games.RoundID, seed [32]byte) [32]byte {
	preimage := make([]byte, 0, 64)
	preimage = append(preimage, pairLabel...)
	preimage = binary.BigEndian.AppendUint64(preimage, uint64(from.Room()))
	preimage = binary.BigEndian.AppendUint64(preimage, uint64(from))
	preimage = append(preimage, seed[:]...)
	return sha256.Sum256(preimage)
}

// VerifyPair says whether a server seed is the one that was committed to: nil,
// or ErrCommitment.
func VerifyPair(from games.RoundID, seed, commitment [32]byte) error {
	want := CommitPair(from, seed)
	if subtle.ConstantTimeCompare(want[:], commitment[:]) != 1 {
		return ErrCommitment
	}
	return nil
}

// SessionSeed is the seed of one round of a pair: its draws come from it as any
// round's do from its own.
func SessionSeed(from, round games.RoundID, seed [32]byte, clientSeed string) [32]byte {
	mac := hmac.New(sha256.New, seed[:])
	message := make([]byte, 0, len(sessionLabel)+16+len(clientSeed))
	message = append(message, sessionLabel...)
	message = binary.BigEndian.AppendUint64(message, uint64(round.Room()))
	message = binary.BigEndian.AppendUint64(message, uint64(round-from))
	message = append(message, clientSeed...)
	mac.Write(message)
	return [32]byte(mac.Sum(nil))
}

// Pair is the server seed and the client seed that a session plays by, from a
// round on. It is a secret until it is rotated out.
type Pair struct {
	from       games.RoundID
	seed       [32]byte
	clientSeed string
}

// NewPair is a pair that is already public.
func NewPair(from games.RoundID, seed [32]byte, clientSeed string) *Pair {
	return &Pair{from, seed, clientSeed}
}

// From is the first round of the pair.
func (p *Pair) From() games.RoundID { return p.from }

// ClientSeed is the player's part of the pair.
func (p *Pair) ClientSeed() string { return p.clientSeed }

// ServerSeed is the house's, to be told by the rotation and by nothing before.
func (p *Pair) ServerSeed() [32]byte { return p.seed }

// Commitment is what was published when the pair began.
func (p *Pair) Commitment() [32]byte { return CommitPair(p.from, p.seed) }

// Source is where one round of the pair draws from.
func (p *Pair) Source(round games.RoundID) *Source {
	return &Source{seed: SessionSeed(p.from, round, p.seed, p.clientSeed)}
}

// String hides the pair.
func (*Pair) String() string { return "fairness.Pair(hidden)" }

// GoString hides the pair.
func (*Pair) GoString() string { return "fairness.Pair(hidden)" }

// MarshalJSON refuses.
func (*Pair) MarshalJSON() ([]byte, error) {
	return nil, errors.New("fairness: a pair is not for marshalling")
}
