package main

import (
	"context"
	"errors"

	"croupier/games"
	"croupier/loadtest/model"
	"croupier/rooms"
)

// What server/owner and rooms/journal's Node do, in events: join, keep the
// lease, claim what is free, open it, give up what stopped.

const (
	leaseUs   = 2_000_000
	choreUs   = 3_000_000 // a question to the database is given up after it
	rejoinUs  = 100_000
	restAskUs = 500_000
)

func (p *process) join() {
	sent := p.Mono()
	p.s.db.Join(p, leaseUs, choreUs, func(n *model.Node, now games.Moment, err error) {
		if err != nil {
			p.After(rejoinUs+p.s.below(rejoinUs), p.join)
			return
		}
		p.node, p.renewed = n, sent
		p.clock.set(now)
		p.watch(n)
		p.After(leaseUs/3, func() { p.renew(n) })
		p.claim()
	})
}

// held says whether that lease is still the process's.
func (p *process) held(n *model.Node) bool { return n != nil && p.node == n }

func (p *process) deadline() int64 { return p.renewed + 2*leaseUs/3 }

// watch stops the rooms when the lease was not renewed for two thirds of it.
func (p *process) watch(n *model.Node) {
	p.After(p.deadline()-p.Mono(), func() {
		switch {
		case !p.held(n):
		case p.Mono() >= p.deadline():
			p.lose()
		default:
			p.watch(n)
		}
	})
}

func (p *process) renew(n *model.Node) {
	if !p.held(n) {
		return
	}
	sent := p.Mono()
	left := p.deadline() - sent
	if left <= 0 {
		p.lose()
		return
	}
	n.Renew(left, func(now games.Moment, err error) {
		switch {
		case !p.held(n):
		case errors.Is(err, model.ErrNodeLost):
			p.lose()
		case err != nil:
			p.After(leaseUs/30, func() { p.renew(n) })
		default:
			p.renewed = sent
			p.clock.set(now)
			p.After(leaseUs/3-(p.Mono()-sent), func() { p.renew(n) })
		}
	})
}

// lose stops every room before anything else, and joins again as a new node.
func (p *process) lose() {
	p.s.reached("lease lost")
	n := p.node
	p.node, p.claiming = nil, false
	for _, t := range p.all() {
		t.room.Stop()
	}
	n.Leave(choreUs, func(error) {
		n.Drop()
		p.After(rejoinUs, p.join)
	})
}

// look claims again and again.
func (p *process) look() {
	p.claim()
	p.After(leaseUs/2, p.look)
}

// claim gives up what stopped, takes what is free, and opens it.
func (p *process) claim() {
	n := p.node
	if n == nil || p.claiming || p.draining {
		return
	}
	p.claiming = true
	over := func(err error) bool {
		if !p.held(n) {
			return true
		}
		if err != nil {
			p.claiming = false
		}
		return err != nil
	}
	n.Owned(choreUs, func(own []model.Taken, err error) {
		if over(err) {
			return
		}
		p.release(n, own, func(err error) {
			if over(err) {
				return
			}
			n.Claim(p.due(), true, choreUs, func(taken []model.Taken, err error) {
				if over(err) {
					return
				}
				p.claiming = false
				for _, one := range taken {
					p.open(n, one)
				}
			})
		})
	})
}

// release gives up, one after the other, the rooms whose loop has stopped.
func (p *process) release(n *model.Node, own []model.Taken, then func(error)) {
	for i, one := range own {
		if p.seats[one.Room] == nil {
			n.Release(one.Room, one.Term, choreUs, func(err error) {
				if err != nil {
					then(err)
					return
				}
				p.release(n, own[i+1:], then)
			})
			return
		}
	}
	then(nil)
}

func (p *process) due() []games.RoomID {
	var due []games.RoomID
	for _, id := range p.s.roomIDs {
		if p.Mono() >= p.rests[id] {
			due = append(due, id)
		}
	}
	return due
}

// open folds a room and begins to give it turns.
func (p *process) open(n *model.Node, one model.Taken) {
	if p.s.pass("takeover-claimed", p) {
		return
	}
	p.depth++
	n.Load(one.Room, choreUs, func(l *rooms.Loaded, err error) {
		p.depth--
		if !p.held(n) || p.draining {
			return
		}
		if p.s.pass("during-takeover", p) {
			return
		}
		if err != nil || l.Term != one.Term || p.seats[one.Room] != nil {
			return // the next look finds it again
		}
		t := &seat{p: p}
		room, err := rooms.OpenStepped(l, rooms.World{
			Journal: roomJournal{t}, Sealer: p.s.sealer, Purse: p, Directory: p, Clock: &p.clock, Registry: p.s.registry,
			Stopped: func(id games.RoomID, watching []rooms.Subscriber, why error) { p.left(id, watching, why) },
		})
		if err != nil {
			p.s.wrong("fold", "room %d does not open in term %d: %v", one.Room, one.Term, err)
			return
		}
		t.room = room
		p.seats[one.Room] = t
		p.s.opened(p, l)
		t.ring()
	})
}

// roomJournal is a seat as a room's journal.
type roomJournal struct{ *seat }

// Load is never asked for by a room.
func (j roomJournal) Load(ctx context.Context, id games.RoomID) (*rooms.Loaded, error) {
	return j.p.journal.Load(ctx, id)
}

// left sees a room off that has stopped.
func (p *process) left(id games.RoomID, watching []rooms.Subscriber, why error) {
	delete(p.seats, id)
	if p.gone {
		return
	}
	for _, sub := range watching {
		sub.(*conn).close()
	}
	switch {
	case errors.Is(why, rooms.ErrFailed):
		p.s.reached("room stopped by a step that could not be stored")
		p.rests[id] = p.Mono() + restAskUs
	case errors.Is(why, rooms.ErrStale):
		p.s.reached("stale owner told so")
	case why != nil && !errors.Is(why, context.Canceled):
		p.s.wrong("fault", "room %d stopped: %v", id, why)
		p.rests[id] = p.Mono() + restAskUs
	}
	if p.draining && len(p.seats) == 0 && p.node != nil {
		p.exit()
	}
}

// drain lets the rounds under way finish; at the deadline the process ends where
// it stands.
func (p *process) drain() {
	p.draining = true
	for _, t := range p.all() {
		t.room.Drain()
		t.ring()
	}
	p.After(5_000_000, p.exit)
	if len(p.seats) == 0 {
		p.exit()
	}
}

// exit leaves the house in order.
func (p *process) exit() {
	n := p.node
	if n == nil || p.m.up != p {
		p.m.crash(500_000 + p.s.below(500_000))
		return
	}
	p.node = nil
	for _, t := range p.all() {
		t.room.Stop()
	}
	n.Leave(choreUs, func(error) { p.m.crash(300_000 + p.s.below(700_000)) })
}
