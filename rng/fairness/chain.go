package fairness

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"croupier/games"
	"croupier/rng"
)

// A hash chain is the sources of many rounds of a room, fixed together before the
// first of them: the link of a round is the hash of the next round's, so that
// anybody who knows a link can work out all earlier ones, and none to come.
//
//	a fresh seed = link of the last round
//	      │ NextLink
//	      ▼
//	link of the round before … ──► link of the first round ──► Terminal, announced
//
//	NextLink(link) = SHA-256(link in lower-case hexadecimal text)     (figures d5)
//	announcement   = SHA-256("croupier.chain.v1" ‖ u64be room ‖ u64be first round ‖
//	                 u64be number of rounds ‖ u64be rules version ‖ terminal)
//	key of streams = HMAC-SHA256(key = salt, link), or the link itself without a salt
//
// Each link is sealed by itself when the chain is made: a box like any other
// source's, with the commitment of its round, so that unsealing one round reads
// no other. A link is revealed as the seed of its round.
//
// The salt anchors the chain: randomness that was public, and nobody's, only after
// the announcement, such as a beacon's round named in it. Without one, whoever
// makes the chain could make many and announce the one that he likes.
const chainLabel = "croupier.chain.v1"

// chainMax bounds a chain: what it takes to make it, and to walk it.
const chainMax = 1_000_000

// ErrChain says that a link is not of the chain, or not of that round.
var ErrChain = errors.New("fairness: not a link of the chain")

// Chain is what is announced of a hash chain.
type Chain struct {
	First    games.RoundID
	Count    int // rounds, from First on
	Rules    int // version
	Terminal [32]byte
}

// Link is the sealed source of one round of a chain.
type Link struct {
	Round      games.RoundID
	Commitment [32]byte // published by the round before
	Box        []byte
}

// NextLink is the link of the round before, or the terminal.
func NextLink(link [32]byte) [32]byte {
	var text [64]byte
	hex.Encode(text[:], link[:])
	return sha256.Sum256(text[:])
}

// Announcement is the hash by which the chain is published before its first round.
func (c Chain) Announcement() [32]byte {
	b := append(make([]byte, 0, 96), chainLabel...)
	for _, n := range []uint64{uint64(c.First.Room()), uint64(c.First), uint64(c.Count), uint64(c.Rules)} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return sha256.Sum256(append(b, c.Terminal[:]...))
}

// place is how many hashes lead from a round's link to the terminal.
func (c Chain) place(round games.RoundID) (int, error) {
	place := int64(round) - int64(c.First) + 1
	if round.Room() != c.First.Room() || place < 1 || place > int64(c.Count) {
		return 0, fmt.Errorf("%w: round %d is none of %d from %d on", ErrChain, round, c.Count, c.First)
	}
	return int(place), nil
}

// Verify says whether a link is the one that the announcement fixed for a round:
// nil, or ErrChain.
func (c Chain) Verify(round games.RoundID, link [32]byte) error {
	place, err := c.place(round)
	if err != nil {
		return err
	}
	for range place {
		link = NextLink(link)
	}
	if link != c.Terminal {
		return fmt.Errorf("%w: round %d", ErrChain, round)
	}
	return nil
}

// Earlier works the link of an earlier round out from a later one's, which it
// verifies: with one link anyone can check all rounds before it.
func (c Chain) Earlier(later games.RoundID, link [32]byte, round games.RoundID) ([32]byte, error) {
	if err := c.Verify(later, link); err != nil {
		return [32]byte{}, err
	}
	if _, err := c.place(round); err != nil {
		return [32]byte{}, err
	}
	if round > later {
		return [32]byte{}, fmt.Errorf("%w: round %d comes after %d", ErrChain, round, later)
	}
	for range later - round {
		link = NextLink(link)
	}
	return link, nil
}

// MakeChain makes the sources of count rounds from first on and seals each by
// itself. store gets the links from the last round to the first, and may keep or
// write them; its error ends the making. Nothing else of the chain is left but what
// is returned, to be announced. Nothing of it may be used before all is stored.
func (v *Vault) MakeChain(first games.RoundID, count, rules int, store func(Link) error) (Chain, error) {
	if err := named(first, rules); err != nil {
		return Chain{}, err
	}
	if count < 1 || count > chainMax || (first+games.RoundID(count)-1).Room() != first.Room() {
		return Chain{}, fmt.Errorf("fairness: a chain of %d rounds from %d on", count, first)
	}
	link, err := v.entropy.Seed()
	if err != nil {
		return Chain{}, err
	}
	for n := count - 1; n >= 0; n-- {
		round := first + games.RoundID(n)
		id, key := v.ring.sealing()
		box, err := v.ring.sealWith(id, key, boxPurpose(round, rules), link[:])
		if err != nil {
			return Chain{}, err
		}
		if err := store(Link{Round: round, Commitment: Commit(round, rules, link), Box: box}); err != nil {
			return Chain{}, fmt.Errorf("fairness: storing the link of round %d: %w", round, err)
		}
		link = NextLink(link)
	}
	return Chain{First: first, Count: count, Rules: rules, Terminal: link}, nil
}

// ChainSource is the source of a round whose seed is a link. Its draws may be taken
// concurrently; one Draws may not.
type ChainSource struct {
	*Source          // the link: what is revealed, and what the commitment is of
	key     [32]byte // of the streams
}

// Salted is the source of a link in a chain with a salt; without one its streams
// are those of any other seed.
func (s *Source) Salted(salt []byte) *ChainSource {
	if len(salt) == 0 {
		return &ChainSource{Source: s, key: s.seed}
	}
	mac := hmac.New(sha256.New, salt)
	mac.Write(s.seed[:])
	return &ChainSource{Source: s, key: [32]byte(mac.Sum(nil))}
}

// Draws is the randomness of the k-th drawing step of the round, k from 1 on.
func (s *ChainSource) Draws(k int) games.Draws {
	if k < 1 {
		panic("fairness: drawing steps count from 1")
	}
	return rng.NewStream(s.key, drawLabel, uint64(k))
}
