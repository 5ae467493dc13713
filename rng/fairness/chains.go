package fairness

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
)

// ErrNotYet says that a link is not at hand: it is being fetched, or its chain
// made. Whoever asked asks again soon.
var ErrNotYet = errors.New("fairness: the link is not at hand yet")

// Beginner is a pool.
type Beginner interface {
	Querier
	Begin(ctx context.Context) (pgx.Tx, error)
}

const (
	// ChainRounds is the length of a chain: two weeks of a table with a round every
	// 20 s. It is made in about a second.
	ChainRounds = 1 << 16
	// windowRounds is how many links of a room are kept at hand.
	windowRounds = 256
	// chainsRest is the pause after an error.
	chainsRest = time.Second
)

// Chains hands out the links of rooms whose rounds are chained, and makes their
// chains ahead: the first when a room first asks, each following one, announced,
// when an eighth of the one before is left.
//
//	Seal ──► the window of the room ──► a link
//	           │ too short                     ErrNotYet
//	           └──► one goroutine: read links, make what is missing
//
// Start and Stop once each; Seal may be called concurrently and never waits.
type Chains struct {
	vault  *Vault
	table  Table
	db     Beginner
	rounds int
	failed func(error)

	mu      sync.Mutex
	windows map[games.RoomID]*window
	kick    chan struct{}

	cancel context.CancelFunc
	done   chan struct{}
}

// window is a room's next links.
type window struct {
	next  games.RoundID // the round that was asked for last
	rules int
	links map[games.RoundID]Link
	wants bool // to be filled
}

// NewChains makes chains of so many rounds, ChainRounds but in tests. failed is
// told of every error; what failed is tried again.
func NewChains(v *Vault, db Beginner, rounds int, failed func(error)) *Chains {
	return &Chains{vault: v, table: Table{DB: db}, db: db, rounds: rounds, failed: failed,
		windows: map[games.RoomID]*window{}, kick: make(chan struct{}, 1), done: make(chan struct{})}
}

// Start begins to work.
func (c *Chains) Start(ctx context.Context) {
	ctx, c.cancel = context.WithCancel(ctx)
	go c.run(ctx)
}

// Stop ends the work and waits for it.
func (c *Chains) Stop() {
	c.cancel()
	<-c.done
}

// Seal is the link of a round: its commitment and its box. Error: ErrNotYet.
func (c *Chains) Seal(round games.RoundID, rules int) (commitment [32]byte, box []byte, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.windows[round.Room()]
	if w == nil || w.rules != rules {
		w = &window{rules: rules, links: map[games.RoundID]Link{}}
		c.windows[round.Room()] = w
	}
	w.next = round
	for earlier := range w.links {
		if earlier < round {
			delete(w.links, earlier)
		}
	}
	if len(w.links) <= windowRounds/2 && !w.wants {
		w.wants = true
	}
	if w.wants {
		select {
		case c.kick <- struct{}{}:
		default: // it looks already
		}
	}
	link, ok := w.links[round]
	if !ok {
		return [32]byte{}, nil, ErrNotYet
	}
	return link.Commitment, link.Box, nil
}

func (c *Chains) run(ctx context.Context) {
	defer close(c.done)
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.kick:
		}
		for room, round, rules := c.wanted(); round != 0; room, round, rules = c.wanted() {
			err := c.fill(ctx, room, round, rules)
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				continue
			}
			c.failed(err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(chainsRest):
			}
		}
	}
}

// wanted is a room whose window is too short; round 0: none.
func (c *Chains) wanted() (room games.RoomID, round games.RoundID, rules int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for room, w := range c.windows {
		if w.wants {
			return room, w.next, w.rules
		}
	}
	return 0, 0, 0
}

// fill reads a room's next links and makes the chain that they come from, if
// there is none, and the next one in time.
func (c *Chains) fill(ctx context.Context, room games.RoomID, round games.RoundID, rules int) error {
	links, err := c.table.links(ctx, round, rules, windowRounds)
	if err != nil {
		return err
	}
	if len(links) == 0 || links[0].Round != round {
		if err := announce(ctx, c.db, c.vault, round, c.rounds, rules); err != nil {
			return err
		}
		if links, err = c.table.links(ctx, round, rules, windowRounds); err != nil {
			return err
		}
	}
	c.take(room, rules, links)
	last, err := c.table.lastChain(ctx, room, rules)
	if err != nil {
		return err
	}
	end := last.First + games.RoundID(last.Count)
	if int64(end-round) <= int64(c.rounds/8)+windowRounds {
		err = announce(ctx, c.db, c.vault, end, c.rounds, rules)
	}
	if err == nil {
		c.filled(room)
	}
	return err
}

func (c *Chains) take(room games.RoomID, rules int, links []Link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.windows[room]
	for _, l := range links {
		if w.rules == rules && l.Round >= w.next {
			w.links[l.Round] = l
		}
	}
}

func (c *Chains) filled(room games.RoomID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.windows[room]
	_, at := w.links[w.next]
	w.wants = !at // another round was asked for meanwhile
}
