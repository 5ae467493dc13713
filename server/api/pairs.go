package api

import (
	"context"
	"encoding/hex"
	"errors"

	"croupier/games"
	"croupier/players"
	"croupier/rooms/journal"
)

// Pair is a pair of seeds of a room of one seat.
type Pair struct {
	From       games.RoundID `json:"from" doc:"Its first round; a round's nonce is its id less this"`
	To         games.RoundID `json:"to,omitempty" doc:"Its last, which is never played; once it is told"`
	Commitment string        `json:"commitment" doc:"Hex, to the server seed; public before its first round"`
	ClientSeed string        `json:"clientSeed"`
	ServerSeed string        `json:"serverSeed,omitempty" doc:"Hex; once it is rotated out"`
	BeganMs    games.Moment  `json:"beganMs"`
	ToldMs     games.Moment  `json:"toldMs,omitempty"`
}

// RoundPair is the pair that a round was drawn from.
type RoundPair struct {
	Pair
	Nonce int64 `json:"nonce"`
}

type pairsOutput struct {
	Body struct {
		Pairs []Pair `json:"pairs" doc:"Newest first, at most 200"`
	}
}

func pairOf(p *journal.PairRecord) Pair {
	pair := Pair{From: p.From, Commitment: hex.EncodeToString(p.Commitment[:]), ClientSeed: p.ClientSeed, BeganMs: p.BeganAt}
	if p.Told != nil {
		pair.To, pair.ServerSeed, pair.ToldMs = p.Told.To, hex.EncodeToString(p.Told.Seed[:]), p.Told.At
	}
	return pair
}

// doPairs tells the seat's player, and operators; to anybody else there is no
// such room.
func (a *API) doPairs(ctx context.Context, in *roomInput) (*pairsOutput, error) {
	session, err := a.People.Caller(ctx)
	if err != nil {
		return nil, err
	}
	seat, err := a.Seats.RoomSeat(ctx, in.Room)
	if errors.Is(err, journal.ErrNoRoom) || err == nil && (seat == 0 || !mayRead(session.Player, seat)) {
		return nil, errNoRoom()
	}
	if err != nil {
		return nil, err
	}
	pairs, err := a.Seats.Pairs(ctx, in.Room)
	if err != nil {
		return nil, err
	}
	out := &pairsOutput{}
	out.Body.Pairs = make([]Pair, len(pairs))
	for i := range pairs {
		out.Body.Pairs[i] = pairOf(&pairs[i])
	}
	return out, nil
}

// mayRead says whether somebody may read of a player's own room.
func mayRead(who players.Player, seat games.PlayerID) bool {
	return seat == 0 || who.ID == seat || who.Role == players.RoleOperator
}
