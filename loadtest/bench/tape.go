package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/loadtest/bot"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// tape is what real rooms wrote, to be fed to journals again: one entry of a bet
// on one spot for each player, and the settlement of a round in which every
// player has money and wins.
type tape struct {
	game    string
	rules   int
	options []byte
	bets    []slip
	stake   money.Amount   // of each bettor of the round that is settled
	settle  *rooms.Entry   // that round's last step
	opening *rooms.Opening // what rounds open with
}

// slip is the entry of one bet.
type slip struct {
	record []byte
	idAt   int // where the bet's id stands in it
	text   bool
	answer rooms.Answer
}

// copy is the slip's record with another bet's id.
func (s *slip) copy(id games.BetID) []byte {
	r := bytes.Clone(s.record)
	switch {
	case s.idAt < 0:
	case s.text:
		copy(r[s.idAt:], id.String())
	default:
		copy(r[s.idAt:], id[:])
	}
	return r
}

func newSlip(e *rooms.Entry) slip {
	s := slip{record: e.Record, answer: e.Answer, text: true}
	if s.idAt = bytes.Index(e.Record, []byte(e.Bet.ID.String())); s.idAt < 0 {
		s.idAt, s.text = bytes.Index(e.Record, e.Bet.ID[:]), false
	}
	return s
}

// tableOptions are of a table that takes whatever anybody bets, for an hour.
const tableOptions = `{"betMs":3600000,"landMs":0,"pauseMs":0,"stepMinor":1,"spotMinMinor":1,"limits":{"straight":1000000000,` +
	`"split":1000000000,"street":1000000000,"trio":1000000000,"corner":1000000000,"firstFour":1000000000,"line":1000000000,` +
	`"column":1000000000,"dozen":1000000000,"even":1000000000},"tableMaxMinor":1000000000000,"allowanceMinor":1000000000000000}`

// record plays a table of roulette in memory and keeps what it hands to its
// journal.
func record(ctx context.Context, keys string, players int, seed uint64) (*tape, error) {
	entropy, err := rng.OpenEntropy()
	if err != nil {
		return nil, err
	}
	ring, err := fairness.OpenKeyring(keys, entropy)
	if err != nil {
		return nil, err
	}
	rules := roulette.European()
	t := &tape{options: []byte(tableOptions)}
	t.game, t.rules = rules.ID()
	r := &studio{tape: t, players: players, random: bot.Seeded(seed), clock: &leapClock{}, sink: newSink()}
	defer r.sink.close()
	r.hall = rooms.NewHall(rooms.World{Journal: r.sink, Sealer: sealer{fairness.NewVault(ring, entropy, func(fairness.Unsealing) {})},
		Purse: deaf{}, Directory: deaf{}, Clock: r.clock, Registry: rooms.NewRegistry(rules)})
	defer r.hall.Close()
	return t, r.play(ctx)
}

// studio is a table that is recorded.
type studio struct {
	tape    *tape
	players int
	random  *bot.Rand
	clock   *leapClock
	sink    *sink
	hall    *rooms.Hall
	room    *rooms.Room
	seats   []*seat
}

const studioRoom games.RoomID = 1_000_000

func (r *studio) play(ctx context.Context) (err error) {
	r.room, err = r.hall.Open(&rooms.Loaded{Room: studioRoom, Name: "Studio", Game: r.tape.game, Rules: r.tape.rules,
		Options: r.tape.options, Currency: money.FUN, Term: 1})
	if err != nil {
		return err
	}
	opened, err := r.next(ctx, func(e *rooms.Entry) bool { return e.Open != nil })
	if err != nil {
		return err
	}
	r.tape.opening = opened.Open
	for i := range r.players {
		s := &seat{who: games.Actor{Role: games.Player, Player: games.PlayerID(i + 1), Name: fmt.Sprintf("Player %d", i+1)}, in: make(chan struct{}, 1)}
		r.seats = append(r.seats, s)
		if err := r.room.Join(s, s.who, rooms.Point{}, nil, 1); err != nil {
			return err
		}
	}
	for _, s := range r.seats {
		if err := s.entered(ctx); err != nil {
			return err
		}
	}
	if err := r.bet(ctx, opened.Round, func() string {
		return fmt.Sprintf(`{"spots":[{"spot":"straight:%d","stake":%d}]}`, bot.Below(r.random, 37), 1+bot.Below(r.random, 500))
	}, func(e *rooms.Entry) { r.tape.bets = append(r.tape.bets, newSlip(e)) }); err != nil {
		return err
	}
	if _, err = r.end(ctx); err != nil {
		return err
	}
	if opened, err = r.next(ctx, func(e *rooms.Entry) bool { return e.Open != nil }); err != nil {
		return err
	}
	// Red, black and zero: whatever is drawn, every bettor is paid.
	const all = `{"spots":[{"spot":"red","stake":100},{"spot":"black","stake":100},{"spot":"straight:0","stake":100}]}`
	if err := r.bet(ctx, opened.Round, func() string { return all }, func(e *rooms.Entry) { r.tape.stake = e.Answer.Stake }); err != nil {
		return err
	}
	r.tape.settle, err = r.end(ctx)
	if err == nil && len(r.tape.settle.Moves) != r.players {
		err = fmt.Errorf("%d payments to %d bettors", len(r.tape.settle.Moves), r.players)
	}
	return err
}

// bet lets every player bet once, and hands over the entries.
func (r *studio) bet(ctx context.Context, round games.RoundID, body func() string, keep func(*rooms.Entry)) error {
	for i, s := range r.seats {
		act := wire.Act{T: wire.TAct, Room: int64(studioRoom), Round: int64(round), ID: bot.Mint(r.random, int64(r.clock.Now())).String(),
			Ask: "bet", Body: json.RawMessage(body())}
		if err := r.room.Act(s, s.who, act); err != nil {
			return fmt.Errorf("bet %d: %w", i, err)
		}
	}
	for range r.seats {
		e, err := r.next(ctx, func(e *rooms.Entry) bool { return e.Bet != nil })
		if err != nil {
			return err
		}
		if e.Kind != rooms.EntryStep {
			return fmt.Errorf("a bet was refused: %+v", e.Answer)
		}
		keep(e)
	}
	return nil
}

// end lets the clock leap over the rest of the round and returns its last step.
func (r *studio) end(ctx context.Context) (*rooms.Entry, error) {
	r.clock.leap(time.Hour)
	r.room.Leave(&seat{}) // the room looks at the clock whenever something comes
	e, err := r.next(ctx, func(e *rooms.Entry) bool { return e.Then.Ended() })
	r.room.Leave(&seat{})
	return e, err
}

// recordMax bounds the wait for one entry.
const recordMax = 20 * time.Second

func (r *studio) next(ctx context.Context, want func(*rooms.Entry) bool) (*rooms.Entry, error) {
	late := time.NewTimer(recordMax)
	defer late.Stop()
	for {
		select {
		case e := <-r.sink.kept:
			if want(e) {
				return e, nil
			}
		case <-r.room.Done():
			return nil, fmt.Errorf("the recorded table stopped: %w", r.room.Err())
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-late.C:
			return nil, errors.New("the recorded table says nothing")
		}
	}
}

// sink is a journal that commits everything at once, to nothing.
type sink struct {
	queue, kept chan *rooms.Entry
	done        chan struct{}
}

// sinkMax is more than a room has in flight.
const sinkMax = 1 << 16

func newSink() *sink {
	s := &sink{queue: make(chan *rooms.Entry, sinkMax), kept: make(chan *rooms.Entry, sinkMax), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		var seq int64
		for e := range s.queue {
			v := rooms.Verdict{Outcome: rooms.Applied, Answer: e.Answer}
			if e.Kind == rooms.EntryStep {
				seq++
				v.Seq = seq
			}
			s.kept <- e
			e.Done(v)
		}
	}()
	return s
}

func (s *sink) Submit(e *rooms.Entry) error {
	select {
	case s.queue <- e:
		return nil
	default:
		return rooms.ErrJournalFull
	}
}

// Load is not asked for: the table is opened from nothing.
func (s *sink) Load(context.Context, games.RoomID) (*rooms.Loaded, error) {
	return nil, errors.New("the sink keeps nothing")
}

// close ends the sink, once no room submits any more.
func (s *sink) close() {
	close(s.queue)
	<-s.done
}

// seat is a player's connection, which cares for nothing but being let in.
type seat struct {
	who games.Actor
	in  chan struct{}
}

var joined = []byte(`{"t":"` + wire.TJoined + `"`)

func (s *seat) Send(frame []byte) bool {
	if bytes.HasPrefix(frame, joined) {
		select {
		case s.in <- struct{}{}:
		default:
		}
	}
	return true
}

// entered waits until the seat was let in.
func (s *seat) entered(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, recordMax)
	defer cancel()
	select {
	case <-s.in:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s is not let in: %w", s.who.Name, ctx.Err())
	}
}

// deaf is whoever else a room tells things to.
type deaf struct{}

func (deaf) Changed(rooms.Balance, games.RoundID, games.Moment) {}
func (deaf) Announce(rooms.Card)                                {}

// leapClock is room time that can leap.
type leapClock struct{ ahead atomic.Int64 }

func (c *leapClock) Now() games.Moment { return games.Moment(time.Now().UnixMilli() + c.ahead.Load()) }

func (c *leapClock) leap(d time.Duration) { c.ahead.Add(d.Milliseconds()) }

// sealer gives rooms a vault.
type sealer struct{ *fairness.Vault }

func (s sealer) Seal(round games.RoundID, rules int) (rooms.Sealed, error) {
	commitment, box, err := s.Vault.Seal(round, rules)
	return rooms.Sealed{Commitment: commitment, Box: box}, err
}

func (s sealer) Unseal(round games.RoundID, rules int, sealed rooms.Sealed) (rooms.Source, error) {
	source, err := s.Vault.Unseal(round, rules, sealed.Commitment, sealed.Box)
	if err != nil {
		return nil, err
	}
	return source, nil
}
