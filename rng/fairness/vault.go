package fairness

import (
	"fmt"

	"croupier/games"
	"croupier/rng"
)

// Vault seals and unseals the sources of rounds. It may be used concurrently.
type Vault struct {
	ring     *Keyring
	entropy  *rng.Entropy
	unsealed func(Unsealing)
}

// Why says what a source is read for.
type Why uint8

// The reasons to read a source.
const (
	Drawing   Why = iota // the round's draws
	Following            // the next round of its session is sealed under the same pair
	Revealing            // its pair is rotated out, and told
)

func (w Why) String() string {
	switch w {
	case Drawing:
		return "drawing"
	case Following:
		return "following"
	case Revealing:
		return "revealing"
	}
	return "invalid"
}

// Unsealing is one reading of a source, tried or done.
type Unsealing struct {
	Round games.RoundID
	Rules int
	Key   KeyID // 0: the box names none
	Why   Why
	Err   error // nil: the source was read
}

// NewVault seals with a keyring's keys. unsealed is told of every unsealing,
// before the source is handed out; it may be called concurrently.
func NewVault(ring *Keyring, entropy *rng.Entropy, unsealed func(Unsealing)) *Vault {
	return &Vault{ring: ring, entropy: entropy, unsealed: unsealed}
}

// Seal makes a fresh source for a round that has not begun, and returns the
// commitment to publish and the box to store. The seed itself is forgotten. An
// error of the entropy is an error: without a source no round opens (B40).
func (v *Vault) Seal(round games.RoundID, rules int) (commitment [32]byte, box []byte, err error) {
	if err := named(round, rules); err != nil {
		return [32]byte{}, nil, err
	}
	seed, err := v.entropy.Seed()
	if err != nil {
		return [32]byte{}, nil, err
	}
	id, key := v.ring.sealing()
	box, err = v.ring.sealWith(id, key, boxPurpose(round, rules), seed[:])
	if err != nil {
		return [32]byte{}, nil, err
	}
	return Commit(round, rules, seed), box, nil
}

// Unseal opens a round's source. The caller does so only once the close of
// the round has committed. ErrSealed: the box is not this round's, or was
// changed; ErrNoKey: another keyring sealed it; ErrCommitment: it opens, and is
// not what was published.
func (v *Vault) Unseal(round games.RoundID, rules int, commitment [32]byte, box []byte) (*Source, error) {
	source, err := v.unseal(round, rules, commitment, box)
	if err != nil {
		err = fmt.Errorf("source of round %d: %w", round, err)
	}
	id, _ := keyOf(box)
	v.unsealed(Unsealing{Round: round, Rules: rules, Key: id, Err: err})
	return source, err
}

func (v *Vault) unseal(round games.RoundID, rules int, commitment [32]byte, box []byte) (*Source, error) {
	seed, err := v.ring.openWith(boxPurpose(round, rules), box)
	if err != nil {
		return nil, err
	}
	if len(seed) != 32 {
		return nil, ErrSealed
	}
	if err := Verify(round, rules, [32]byte(seed), commitment); err != nil {
		return nil, err
	}
	return NewSource([32]byte(seed)), nil
}

// SealBody encrypts the body of an event that is not for everyone, bound to
// its round and its place on the round's log.
func (v *Vault) SealBody(round games.RoundID, place int64, body []byte) ([]byte, error) {
	if err := named(round, 0); err != nil {
		return nil, err
	}
	id, key := v.ring.sealing()
	return v.ring.sealWith(id, key, bodyPurpose(round, place), body)
}

// OpenBody reads what SealBody wrote at the same round and place.
func (v *Vault) OpenBody(round games.RoundID, place int64, sealed []byte) ([]byte, error) {
	body, err := v.ring.openWith(bodyPurpose(round, place), sealed)
	if err != nil {
		return nil, fmt.Errorf("event %d of round %d: %w", place, round, err)
	}
	return body, nil
}

// named refuses what is no round.
func named(round games.RoundID, rules int) error {
	if round.Room() <= 0 || round.Room() > games.RoomIDMax || round.Number() <= 0 || rules < 0 {
		return fmt.Errorf("fairness: no round: %d, rules %d", round, rules)
	}
	return nil
}
