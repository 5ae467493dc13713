package cluster

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"croupier/games"
)

// fieldsMax is how many fields one command sets: variadic writes of 512 are 60
// times as fast as single ones (S17).
const fieldsMax = 512

// run writes what changed, at most once per Every, and a heartbeat often enough
// that the hash lives.
func (c *Cluster) run() {
	defer close(c.done)
	beat := time.NewTicker(c.cfg.TTL / beatsPerTTL)
	defer beat.Stop()
	pause := time.NewTimer(c.cfg.Every)
	defer pause.Stop()
	for {
		select {
		case <-c.stop:
			c.farewell()
			return
		case <-c.wake:
		case <-beat.C:
		}
		if err := c.write(); err != nil {
			c.wakeUp() // all of it again
		}
		pause.Reset(c.cfg.Every)
		select {
		case <-c.stop: // seen again above
			c.farewell()
			return
		case <-pause.C:
		}
	}
}

// batch is what one write says.
type batch struct {
	whole  bool // replace the hash
	set    []string
	remove []string
	fields int64 // that the hash must have then
}

// write says everything that changed in one transaction, and checks that Redis
// still knew the rest.
func (c *Cluster) write() error {
	err := c.send(c.collect())
	c.turn(err)
	return err
}

// collect takes what is dirty.
func (c *Cluster) collect() batch {
	c.mu.Lock()
	defer c.mu.Unlock()
	// A node without rooms is there as well: its hash is never empty.
	b := batch{whole: c.all, set: []string{aliveField, "1"}, fields: 1}
	for room, r := range c.own {
		if c.all || c.dirty[room] {
			if err := b.add(room, *r); err != nil {
				c.cfg.Log.Error().Err(err).Int64("room", int64(room)).Msg("a card that cannot be written")
				r.carded = false
			}
		}
		if r.carded {
			b.fields++
		}
		if r.present > 0 {
			b.fields++
		}
		if !r.carded && r.present == 0 {
			delete(c.own, room)
		}
	}
	clear(c.dirty)
	c.all = false
	return b
}

func (b *batch) add(room games.RoomID, r ownRoom) error {
	if r.present > 0 {
		b.set = append(b.set, fieldOf(presentField, room), strconv.FormatInt(r.present, 10))
	} else {
		b.remove = append(b.remove, fieldOf(presentField, room))
	}
	if !r.carded {
		b.remove = append(b.remove, fieldOf(cardField, room))
		return nil
	}
	text, err := encodeCard(r)
	if err != nil {
		b.remove = append(b.remove, fieldOf(cardField, room))
		return err
	}
	b.set = append(b.set, fieldOf(cardField, room), text)
	return nil
}

func (c *Cluster) send(b batch) error {
	ctx, cancel := context.WithTimeout(context.Background(), callMax)
	defer cancel()
	var has *redis.IntCmd
	_, err := c.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		if b.whole {
			p.Del(ctx, c.keys.own)
		} else {
			for _, some := range chunks(b.remove, fieldsMax) {
				p.HDel(ctx, c.keys.own, some...)
			}
		}
		for _, some := range chunks(b.set, 2*fieldsMax) {
			p.HSet(ctx, c.keys.own, some)
		}
		p.PExpire(ctx, c.keys.own, c.cfg.TTL)
		p.SAdd(ctx, c.keys.nodes, c.cfg.Node)
		has = p.HLen(ctx, c.keys.own)
		return nil
	})
	if err != nil {
		c.writeAll()
		return fmt.Errorf("%w: %w", ErrDegraded, err)
	}
	if has.Val() != b.fields { // it was emptied, or had expired
		c.writeAll()
		c.wakeUp()
	}
	return nil
}

// writeAll lets the next write replace the hash: nobody knows what is in it.
func (c *Cluster) writeAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = true
}

// farewell takes this node's hints back, so that nobody sees them for a TTL.
func (c *Cluster) farewell() {
	ctx, cancel := context.WithTimeout(context.Background(), callMax)
	defer cancel()
	_, err := c.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, c.keys.own)
		p.SRem(ctx, c.keys.nodes, c.cfg.Node)
		return nil
	})
	if err != nil {
		c.cfg.Log.Debug().Err(err).Msg("Redis did not hear that this node ends; it will forget it")
	}
}

// chunks cuts a list into pieces of at most n.
func chunks(all []string, n int) [][]string {
	var out [][]string
	for len(all) > n {
		out, all = append(out, all[:n]), all[n:]
	}
	if len(all) > 0 {
		out = append(out, all)
	}
	return out
}
