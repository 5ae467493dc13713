package api

import (
	"context"
	"encoding/hex"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"croupier/games"
	"croupier/rng/fairness"
)

// Chains is what was announced of hash chains.
type Chains interface {
	// Chains lists those of a room, the newest first.
	Chains(ctx context.Context, room games.RoomID) ([]fairness.Announced, error)
	// ChainOf is the chain that a round's source is a link of; nil: of none.
	ChainOf(ctx context.Context, round games.RoundID, rules int) (*fairness.Announced, error)
}

// Chain is the announcement of a hash chain. The seed of its round r, written as 64
// lower-case hexadecimal digits and hashed by SHA-256, is the seed of round r - 1;
// r - first + 1 hashes lead to terminal.
type Chain struct {
	First        games.RoundID `json:"first" doc:"Its first round"`
	Count        int           `json:"count" doc:"How many rounds it has"`
	Rules        int           `json:"rules" doc:"The version of the rules"`
	Terminal     string        `json:"terminal" doc:"Hex: what every revealed seed of it leads to"`
	Announcement string        `json:"announcement" doc:"Hex: the hash of all of the above"`
	Salt         string        `json:"salt,omitempty" doc:"Hex: with one, draws come from HMAC-SHA256(salt, seed)"`
	AnnouncedMs  games.Moment  `json:"announcedMs" doc:"Before its first round"`
}

type chainsOutput struct {
	Body struct {
		Chains []Chain `json:"chains" doc:"Newest first, at most 200"`
	}
}

func (a *API) registerChains(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "chains", Method: http.MethodGet, Path: "/api/rooms/{room}/chains",
		Summary: "The hash chains that a table's seeds are links of", Tags: []string{"rooms"},
		Errors:      []int{http.StatusNotFound, http.StatusTooManyRequests},
		Middlewares: huma.Middlewares{limit(a.limits.recall, a.Now)}}, a.doChains)
}

// doChains tells anyone: an announcement that is not public is none.
func (a *API) doChains(ctx context.Context, in *roomInput) (*chainsOutput, error) {
	if _, ok, err := a.Rooms.Rules(ctx, in.Room); err != nil || !ok {
		if err == nil {
			err = errNoRoom()
		}
		return nil, err
	}
	all, err := a.Chains.Chains(ctx, in.Room)
	if err != nil {
		return nil, err
	}
	out := &chainsOutput{}
	out.Body.Chains = make([]Chain, len(all))
	for i := range all {
		out.Body.Chains[i] = chainOf(&all[i])
	}
	return out, nil
}

func chainOf(c *fairness.Announced) Chain {
	announcement := c.Announcement()
	return Chain{First: c.First, Count: c.Count, Rules: c.Rules, Terminal: hex.EncodeToString(c.Terminal[:]),
		Announcement: hex.EncodeToString(announcement[:]), Salt: hex.EncodeToString(c.Salt), AnnouncedMs: games.Moment(c.At.UnixMilli())}
}
