package cluster

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"croupier/games"
)

// reading is the last that was read of the other nodes.
type reading struct {
	at      time.Time // zero: never
	err     error
	hints   []Hint
	present map[games.RoomID]int64
	nodes   []string
}

// Cards lists the rooms of all nodes, by room: what Redis knew at most Every
// ago of the others, and this node's own of this moment. If the error is
// ErrDegraded, the cards are this node's own.
func (c *Cluster) Cards(ctx context.Context) ([]Hint, error) {
	r := c.others(ctx)
	newest := map[games.RoomID]Hint{}
	for _, h := range append(c.ownHints(), r.hints...) {
		if was, ok := newest[h.Room]; !ok || h.At.After(was.At) {
			newest[h.Room] = h
		}
	}
	hints := make([]Hint, 0, len(newest))
	for _, h := range newest {
		hints = append(hints, h)
	}
	slices.SortFunc(hints, func(a, b Hint) int { return int(a.Room - b.Room) })
	return hints, r.err
}

// Presence counts players by room over all nodes. If the error is ErrDegraded,
// it is this node's own count.
func (c *Cluster) Presence(ctx context.Context) (Presence, error) {
	r := c.others(ctx)
	p := Presence{Nodes: append([]string{c.cfg.Node}, r.nodes...), Rooms: map[games.RoomID]int64{}}
	for room, n := range r.present {
		p.Rooms[room] += n
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for room, own := range c.own {
		if own.present > 0 {
			p.Rooms[room] += own.present
		}
	}
	slices.Sort(p.Nodes)
	return p, r.err
}

func (c *Cluster) ownHints() []Hint {
	c.mu.Lock()
	defer c.mu.Unlock()
	var hints []Hint
	for _, r := range c.own {
		if r.carded {
			hints = append(hints, Hint{Card: r.card, Node: c.cfg.Node, At: r.at})
		}
	}
	return hints
}

// others reads the other nodes' hashes, at most once per Every, whoever asks
// and however often: an answer that failed counts as well.
func (c *Cluster) others(ctx context.Context) reading {
	c.readMu.Lock()
	defer c.readMu.Unlock()
	if !c.read.at.IsZero() && time.Since(c.read.at) < c.cfg.Every {
		return c.read
	}
	ctx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	r, err := c.readOthers(ctx)
	if err != nil {
		if ctxErr := context.Cause(ctx); ctxErr != nil && ctx.Err() == context.Canceled {
			return reading{err: fmt.Errorf("%w: %w", ErrDegraded, ctxErr)} // the caller went, which says nothing of Redis
		}
		r = reading{err: fmt.Errorf("%w: %w", ErrDegraded, err)}
		c.turn(r.err)
		c.writeAll()
		c.wakeUp() // the next write finds out when it is back
	}
	r.at = time.Now()
	c.read = r
	return r
}

func (c *Cluster) readOthers(ctx context.Context) (reading, error) {
	r := reading{present: map[games.RoomID]int64{}}
	names, err := c.client.SMembers(ctx, c.keys.nodes).Result()
	if err != nil {
		return r, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == c.cfg.Node })
	if len(names) == 0 {
		return r, nil
	}
	hashes := make([]*redis.MapStringStringCmd, len(names))
	_, err = c.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, name := range names {
			hashes[i] = p.HGetAll(ctx, c.keys.prefix+name)
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	var gone []any
	for i, name := range names {
		fields := hashes[i].Val()
		if len(fields) == 0 { // it died, or has nothing to say: its next write names it again
			gone = append(gone, name)
			continue
		}
		r.nodes = append(r.nodes, name)
		r.take(name, fields)
	}
	if len(gone) > 0 {
		return r, c.client.SRem(ctx, c.keys.nodes, gone...).Err()
	}
	return r, nil
}

// take reads a node's fields, and leaves out what it does not know.
func (r *reading) take(node string, fields map[string]string) {
	for field, text := range fields {
		if strings.HasPrefix(field, cardField) {
			if h, ok := decodeCard(node, field, text); ok {
				r.hints = append(r.hints, h)
			}
			continue
		}
		room, ok := roomIn(field, presentField)
		n, err := strconv.ParseInt(text, 10, 64)
		if ok && err == nil && n > 0 {
			r.present[room] += n
		}
	}
}
