package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/rooms"
	"croupier/server/wire"
	"croupier/wallet"
)

// Room is a live room as a bot uses it; *rooms.Room is one.
type Room interface {
	Join(sub rooms.Subscriber, who games.Actor, p rooms.Point, inquire []games.BetID, cid int64) error
	Leave(sub rooms.Subscriber)
	Act(sub rooms.Subscriber, who games.Actor, act wire.Act) error
	Done() <-chan struct{}
}

// Finder finds the rooms that are open here.
type Finder func(games.RoomID) (Room, bool)

// InHall finds rooms in a hall.
func InHall(hall *rooms.Hall) Finder {
	return func(id games.RoomID) (Room, bool) {
		room, ok := hall.Room(id)
		if !ok {
			return nil, false
		}
		return room, true
	}
}

// Bots keep the demo's tables company. Start does not wait; Stop does. Each may
// be called once.
type Bots struct {
	bots   []*bot
	cancel context.CancelFunc
	all    sync.WaitGroup
}

// refillMax bounds a bot's visit to the cashier.
const refillMax = 5 * time.Second

// NewBots seats bots at the tables that they were seeded for. They play every
// table game: another game's table may have none, or it is an error.
func (d *Demo) NewBots(find Finder, clock rooms.Clock, tables []Table, seated []Seated) (*Bots, error) {
	tastes := map[games.RoomID]taste{}
	for _, t := range tables {
		if len(t.Bots) == 0 {
			continue
		}
		taste, err := tasteOf(t)
		if err != nil {
			return nil, fmt.Errorf("demo: bots at table %d: %w", t.Room, err)
		}
		tastes[t.Room] = taste
	}
	b := &Bots{}
	for _, s := range seated {
		taste, ok := tastes[s.Room]
		if !ok {
			return nil, fmt.Errorf("demo: bot %s sits at room %d, which is no table", s.Player.Name, s.Room)
		}
		if h, ok := taste.(hand); ok {
			taste = h.another()
		}
		b.bots = append(b.bots, &bot{
			who:   games.Actor{Role: games.Player, Player: s.Player.ID, Name: s.Player.Name, Bot: true},
			room:  s.Room,
			find:  find,
			clock: clock,
			mind:  mind{rand: rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())), taste: taste},
			// A mind of its own makes no outcome: math/rand will do.
			refill: func(ctx context.Context) error { return d.refill(ctx, s.Player.ID) },
			log:    d.Log.With().Str("bot", s.Player.Name).Logger(),
		})
	}
	return b, nil
}

// Start lets the bots play until Stop, or until ctx ends.
func (b *Bots) Start(ctx context.Context) {
	ctx, b.cancel = context.WithCancel(ctx)
	for _, one := range b.bots {
		b.all.Go(func() { one.run(ctx) })
	}
}

// Stop sends the bots home and waits until the last has left. Bets stand.
func (b *Bots) Stop() {
	b.cancel()
	b.all.Wait()
}

// refill tops a bot up that could not pay its bet.
func (d *Demo) refill(ctx context.Context, player games.PlayerID) error {
	ctx, cancel := context.WithTimeout(ctx, refillMax)
	defer cancel()
	_, err := d.give(ctx, player, topUpMinor)
	if errors.Is(err, wallet.ErrNotBroke) {
		return nil // a payout came in between
	}
	return err
}

// inbox is a bot's end of a subscription.
type inbox struct {
	frames chan []byte
	full   chan struct{} // closed when a frame did not fit
	once   sync.Once
}

// inboxMax is as long as a connection's queue (D11). A bot that falls behind by
// as much joins again.
const inboxMax = 64

func newInbox() *inbox {
	return &inbox{frames: make(chan []byte, inboxMax), full: make(chan struct{})}
}

// Send queues a frame. False: the queue is full, the bot joins again.
func (i *inbox) Send(frame []byte) bool {
	select {
	case i.frames <- frame:
		return true
	default:
		i.once.Do(func() { close(i.full) })
		return false
	}
}

// bot is one player that plays by itself.
type bot struct {
	who    games.Actor
	room   games.RoomID
	find   Finder
	clock  rooms.Clock
	mind   mind
	refill func(context.Context) error
	log    zerolog.Logger
}

// When a bot looks again: for a room that is not here, and after a table was
// silent for longer than any betting time of the demo.
const (
	againAfter = time.Second
	quietMax   = 2 * time.Minute
)

func (b *bot) run(ctx context.Context) {
	for ctx.Err() == nil {
		if room, ok := b.find(b.room); ok {
			b.sit(ctx, room)
		}
		select {
		case <-ctx.Done():
		case <-time.After(againAfter/2 + b.mind.upTo(againAfter)):
		}
	}
}

// sit plays at a room until the bot or the room goes.
func (b *bot) sit(ctx context.Context, room Room) {
	in := newInbox()
	if err := room.Join(in, b.who, rooms.Point{}, nil, 0); err != nil {
		b.log.Debug().Err(err).Msg("bot could not join")
		return
	}
	defer room.Leave(in)
	b.mind.forget()
	alarm := time.NewTimer(quietMax)
	defer alarm.Stop()
	for {
		quiet := true
		wait := quietMax
		if at, ok := b.mind.next(); ok {
			quiet, wait = false, time.Duration(at-b.clock.Now())*time.Millisecond
		}
		alarm.Reset(max(wait, 0))
		select {
		case <-ctx.Done():
			return
		case <-room.Done():
			return
		case <-in.full:
			return
		case frame := <-in.frames:
			if b.mind.see(frame, b.clock.Now()) {
				if err := b.refill(ctx); err != nil {
					b.log.Warn().Err(err).Msg("bot could not be topped up")
				}
			}
		case <-alarm.C:
			if quiet {
				return // the table said nothing for long: look whether it is still there
			}
			b.act(in, room)
		}
	}
}

// act places the bet that is due, or makes the decision. A refusal, whatever it
// is, costs a bet; for a hand without a decision the table makes the published one.
func (b *bot) act(in *inbox, room Room) {
	act, ok := b.mind.act(b.room)
	if !ok {
		return
	}
	if err := room.Act(in, b.who, act); err != nil {
		b.log.Debug().Err(err).Msg("bot's bet was not taken")
	}
}
