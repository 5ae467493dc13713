package fairness

import (
	"encoding/binary"
	"fmt"

	"croupier/games"
)

// The boxes of sessions. Each round of a pair has its own, as every round has:
//
//	Begin: a fresh server seed ──► box of the pair's first round
//	Follow: box of round n ──► box of round n+1
//	Pair: box of round n ──► the pair
//
// Their keys are derived for sessions alone: the box of a shared round is not
// one of a session, nor the reverse.

// payload of a box: version (1) ‖ server seed (32) ‖ u64be from ‖ client seed.
const (
	pairVersion = 1
	pairHead    = 1 + 32 + 8
)

func pairPurpose(round games.RoundID, rules int) purpose {
	return purpose{label: "croupier.pair-box.v1", derive: []int64{int64(round.Room()), int64(round)}, numbers: []int64{int64(rules)}}
}

// Begin makes a fresh server seed for the rounds from one on, and returns the
// commitment to publish and that round's box to store. Errors: ErrClientSeed, or
// the entropy's.
func (v *Vault) Begin(from games.RoundID, rules int, clientSeed string) (commitment [32]byte, box []byte, err error) {
	if err := named(from, rules); err != nil {
		return [32]byte{}, nil, err
	}
	if err := CheckClientSeed(clientSeed); err != nil {
		return [32]byte{}, nil, err
	}
	seed, err := v.entropy.Seed()
	if err != nil {
		return [32]byte{}, nil, err
	}
	pair := NewPair(from, seed, clientSeed)
	box, err = v.sealPair(pair, from, rules)
	return pair.Commitment(), box, err
}

// Follow makes the box of the round after one from that round's box. It reads
// the server seed to do so, which is told as an unsealing of its own kind, and
// hands nothing of it out. Errors as Pair's.
func (v *Vault) Follow(round games.RoundID, rules int, commitment [32]byte, box []byte, nextRules int) (next []byte, err error) {
	pair, err := v.openPair(Following, round, rules, commitment, box)
	if err != nil {
		return nil, err
	}
	return v.sealPair(pair, round.Next(), nextRules)
}

// Pair opens the box of a session's round: to draw that round, or to reveal the
// pair when it is rotated out (why says which). Errors: ErrSealed, ErrNoKey,
// ErrCommitment, as of Unseal.
func (v *Vault) Pair(why Why, round games.RoundID, rules int, commitment [32]byte, box []byte) (*Pair, error) {
	return v.openPair(why, round, rules, commitment, box)
}

func (v *Vault) sealPair(p *Pair, round games.RoundID, rules int) ([]byte, error) {
	plain := append(make([]byte, 0, pairHead+len(p.clientSeed)), pairVersion)
	plain = append(plain, p.seed[:]...)
	plain = binary.BigEndian.AppendUint64(plain, uint64(p.from))
	plain = append(plain, p.clientSeed...)
	id, key := v.ring.sealing()
	return v.ring.sealWith(id, key, pairPurpose(round, rules), plain)
}

func (v *Vault) openPair(why Why, round games.RoundID, rules int, commitment [32]byte, box []byte) (*Pair, error) {
	pair, err := v.readPair(round, rules, commitment, box)
	if err != nil {
		err = fmt.Errorf("pair of round %d: %w", round, err)
	}
	id, _ := keyOf(box)
	v.unsealed(Unsealing{Round: round, Rules: rules, Key: id, Why: why, Err: err})
	return pair, err
}

func (v *Vault) readPair(round games.RoundID, rules int, commitment [32]byte, box []byte) (*Pair, error) {
	plain, err := v.ring.openWith(pairPurpose(round, rules), box)
	if err != nil {
		return nil, err
	}
	if len(plain) <= pairHead || plain[0] != pairVersion {
		return nil, ErrSealed
	}
	from := games.RoundID(binary.BigEndian.Uint64(plain[33:pairHead]))
	if from.Room() != round.Room() || from > round {
		return nil, ErrSealed
	}
	seed := [32]byte(plain[1:33])
	if err := VerifyPair(from, seed, commitment); err != nil {
		return nil, err
	}
	return NewPair(from, seed, string(plain[pairHead:])), nil
}
