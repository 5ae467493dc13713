package fairness

import (
	"errors"
	"fmt"
	"strings"

	"croupier/games"
)

// SessionPair is the pair of seeds that a session's round was drawn from, as GET
// /api/rounds/{round} gives it.
type SessionPair struct {
	From       games.RoundID `json:"from"`
	To         games.RoundID `json:"to"` // 0 until it is told
	Nonce      int64         `json:"nonce"`
	Commitment string        `json:"commitment"` // hex
	ClientSeed string        `json:"clientSeed"`
	ServerSeed string        `json:"serverSeed"` // hex; empty until it is told
	BeganMs    int64         `json:"beganMs"`
	ToldMs     int64         `json:"toldMs"`
}

// verifySession checks a session's round against its pair: what was committed
// to, the round's place in the pair, and the outcome. A pair that has not been
// told proves nothing yet, which is no fault.
func (r *Round) verifySession(add func(what string, err error), registry Registry) {
	add("the commitment was published before the round opened", r.checkBegan())
	add("the round's place in its pair is its nonce", r.checkNonce())
	var seed, commitment [32]byte
	err := unhex(r.Pair.Commitment, &commitment)
	if err == nil && !strings.EqualFold(r.Commitment, r.Pair.Commitment) {
		err = errors.New("the round and its pair have other commitments")
	}
	if err == nil && r.Pair.ServerSeed == "" {
		add("the server seed is the one committed to", errAbsent)
		return // it is told when the player rotates
	}
	if err == nil {
		err = unhex(r.Pair.ServerSeed, &seed)
	}
	if err == nil {
		err = VerifyPair(r.Pair.From, seed, commitment)
	}
	add("the server seed is the one committed to", err)
	add("the server seed was told after the round ended", r.checkTold())
	if err != nil {
		return // without the right seed there is nothing to play from
	}
	pair := NewPair(r.Pair.From, seed, r.Pair.ClientSeed)
	add("the outcome comes from the pair", r.recheck(registry, pair.Source(r.Round)))
}

func (r *Round) checkBegan() error {
	if r.Pair.BeganMs > r.OpenedMs {
		return fmt.Errorf("the pair began at %d, the round opened at %d", r.Pair.BeganMs, r.OpenedMs)
	}
	return nil
}

func (r *Round) checkNonce() error {
	p := r.Pair
	switch {
	case p.From.Room() != r.Room || p.From > r.Round:
		return fmt.Errorf("the pair begins with round %d", p.From)
	case int64(r.Round-p.From) != p.Nonce:
		return fmt.Errorf("round %d of a pair from %d has nonce %d, the file says %d", r.Round, p.From, r.Round-p.From, p.Nonce)
	case p.To != 0 && r.Round >= p.To:
		return fmt.Errorf("the pair ended before round %d, which is never played", p.To)
	}
	return CheckClientSeed(p.ClientSeed)
}

func (r *Round) checkTold() error {
	if r.Pair.ToldMs < r.EndedMs {
		return fmt.Errorf("told at %d, the round ended at %d", r.Pair.ToldMs, r.EndedMs)
	}
	return nil
}
