package fairness

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"croupier/games"
)

// ChainRecord is a chain as the record of a round names it.
type ChainRecord struct {
	First        games.RoundID `json:"first"`
	Count        int           `json:"count"`
	Rules        int           `json:"rules"`
	Terminal     string        `json:"terminal"`     // hex
	Announcement string        `json:"announcement"` // hex
	Salt         string        `json:"salt"`         // hex
	AnnouncedMs  int64         `json:"announcedMs"`
}

// Chain is what the record says, read, and its salt.
func (c *ChainRecord) Chain() (chain Chain, salt []byte, err error) {
	chain = Chain{First: c.First, Count: c.Count, Rules: c.Rules}
	if err := unhex(c.Terminal, &chain.Terminal); err != nil {
		return chain, nil, fmt.Errorf("terminal: %w", err)
	}
	if salt, err = hex.DecodeString(c.Salt); err != nil {
		return chain, nil, fmt.Errorf("salt: %w", err)
	}
	if c.Count < 1 || c.Count > chainMax {
		return chain, nil, fmt.Errorf("%w: %d rounds", ErrChain, c.Count)
	}
	announcement := chain.Announcement()
	if !strings.EqualFold(hex.EncodeToString(announcement[:]), c.Announcement) {
		return chain, nil, errors.New("the announcement is of another chain")
	}
	return chain, salt, nil
}

// chained checks the chain that the round names, if any, and says what the round
// drew from.
func (r *Round) chained(add func(string, error), seed [32]byte) (drawer, error) {
	if r.Chain == nil {
		return NewSource(seed), nil
	}
	chain, salt, err := r.Chain.Chain()
	if err == nil && chain.Rules != r.Rules {
		err = fmt.Errorf("%w: it is of rules %d", ErrChain, chain.Rules)
	}
	if err == nil {
		err = chain.Verify(r.Round, seed)
	}
	add("the seed is the round's link of the announced chain", err)
	if err != nil {
		return nil, err
	}
	var late error
	if r.Chain.AnnouncedMs > r.OpenedMs {
		late = fmt.Errorf("announced at %d, opened at %d", r.Chain.AnnouncedMs, r.OpenedMs)
	}
	add("the chain was announced before the round opened", late)
	return NewSource(seed).Salted(salt), nil
}
