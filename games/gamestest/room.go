package gamestest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"croupier/games"
)

const (
	players  = 4  // they act at random
	acts     = 60 // at most, before the round is driven to its end
	timeouts = 1000
)

// room plays one round.
type room struct {
	Suite
	pick  Pick
	codec *games.Codec

	round  games.RoundID
	before []byte // the carry that the round began with
	table  games.Table
	at     games.Moment
	seed   uint64
	drawn  int // drawing steps that were applied
	ids    uint64

	held []games.Step
	busy []games.Command // kept, to be asked again after the next verdict
	log  []games.Step

	books books
	carry []byte
}

func newRoom(s Suite, pick Pick, round games.RoundID, carry []byte, at games.Moment) (*room, error) {
	r := &room{
		Suite: s, pick: pick, codec: games.NewCodec(s.Rules.Types()),
		round: round, before: carry, at: at, seed: uint64(pick(1 << 30)), books: newBooks(),
	}
	var err error
	r.table, err = s.Rules.Table(round, s.Options, carry)
	if err != nil {
		return nil, err
	}
	if got := r.table.Phase(); got != games.None {
		return nil, fmt.Errorf("a new table is %v, not none", got)
	}
	return r, r.quiet()
}

// play acts at random, then lets time alone end the round.
func (r *room) play() error {
	for range acts {
		if r.table.Phase().Ended() {
			break
		}
		if err := r.act(); err != nil {
			return err
		}
	}
	for i := 0; !r.table.Phase().Ended(); i++ {
		if i == timeouts {
			return fmt.Errorf("still %v after %d timeouts", r.table.Phase(), timeouts)
		}
		if err := r.verdicts(); err != nil {
			return err
		}
		if r.table.Phase().Ended() {
			break
		}
		if r.Private && r.table.Phase() == games.None {
			if err := r.begin(); err != nil {
				return err
			}
			continue
		}
		until := r.table.Wait().Until
		if until == 0 {
			return fmt.Errorf("%v with nothing in flight, and nothing is due", r.table.Phase())
		}
		r.at = max(r.at, until)
		if err := r.system(games.Timeout{}); err != nil {
			return err
		}
	}
	if err := r.verdicts(); err != nil {
		return err
	}
	return r.end()
}

// act does one random thing.
func (r *room) act() error {
	switch n := r.pick(20); {
	case n < 9:
		return r.decide(r.player(r.Ask(r.pick)))
	case n < 14 && len(r.held) > 0:
		return r.verdict()
	case n < 16:
		r.at += games.Moment(r.pick(4000))
		return r.timeout()
	case n < 17:
		return r.forbidden()
	case n < 18 && len(r.held) == 0 && r.pick(3) == 0:
		gap := games.Moment(r.pick(60_000))
		r.at += gap
		return r.resume(int64(gap))
	case n < 19 && r.pick(10) == 0:
		return r.void()
	case n < 19 && r.House != nil && r.pick(5) == 0:
		return r.decide(games.Command{By: games.Actor{Role: games.Operator, Player: 99}, At: r.at, ID: r.id(), Ask: r.House(r.pick)})
	}
	return r.watch()
}

// timeout is the room's clock.
func (r *room) timeout() error {
	until := r.table.Wait().Until
	if until == 0 || r.at < until {
		return nil
	}
	return r.system(games.Timeout{})
}

// resume is a takeover: what was in flight is gone, and no deadline may be
// sooner than five seconds from now.
func (r *room) resume(gap int64) error {
	if err := r.system(games.Resumed{GapMs: gap}); err != nil {
		return err
	}
	if err := r.verdicts(); err != nil {
		return err
	}
	until := r.table.Wait().Until
	if r.table.Phase() == games.Open && until != 0 && until < r.at+5000 {
		return fmt.Errorf("resumed at %d, and players have until %d", r.at, until)
	}
	return nil
}

func (r *room) player(ask any) games.Command {
	p := games.PlayerID(1 + r.pick(players))
	return games.Command{
		By: games.Actor{Role: games.Player, Player: p, Name: fmt.Sprintf("player %d", p), Bot: p == 2},
		At: r.at, ID: r.id(), Ask: ask,
	}
}

func (r *room) system(ask any) error { return r.decide(games.Command{At: r.at, Ask: ask}) }

// id is a UUIDv7 that no other room's bet has by chance.
func (r *room) id() games.BetID {
	r.ids++
	id := games.BetID{0: 1, 6: 0x70, 8: 0x80}
	for i := range 4 {
		id[12+i] = byte(r.ids >> (8 * (3 - i)))
		id[8+i] |= byte(uint64(r.round)>>(8*(3-i))) & 0x3f
	}
	return id
}

// draws are those of the next drawing step, as a fresh reading of its stream.
func (r *room) draws() games.Draws {
	if r.table.Phase() == games.Open {
		return nil // the source is sealed
	}
	d := Draws(r.seed + uint64(r.drawn))
	return &d
}

// decide asks the table, twice, and holds what it answers.
func (r *room) decide(c games.Command) error {
	before, err := bytesOf(r.table)
	if err != nil {
		return err
	}
	step, err := r.table.Decide(c, r.draws())
	again, errAgain := r.table.Decide(c, r.draws())
	if after, _ := bytesOf(r.table); after != before {
		return fmt.Errorf("deciding %T changed the table\nfrom %s\nto   %s", c.Ask, before, after)
	}
	if !reflect.DeepEqual(step, again) || !reflect.DeepEqual(err, errAgain) {
		return fmt.Errorf("deciding %T again gave another answer\nfirst  %+v, %v\nsecond %+v, %v", c.Ask, step, err, again, errAgain)
	}
	var refusal *games.Refusal
	switch {
	case errors.Is(err, games.ErrBusy):
		if len(r.held) == 0 {
			return fmt.Errorf("%T is busy, and nothing is in flight", c.Ask)
		}
		if len(r.busy) < 64 {
			r.busy = append(r.busy, c)
		}
		return nil
	case errors.As(err, &refusal):
		if c.By.Role == games.System {
			return fmt.Errorf("the system's %T was refused: %s", c.Ask, refusal.Code)
		}
		return nil
	case err != nil:
		return fmt.Errorf("deciding %T in %v: %w", c.Ask, r.table.Phase(), err)
	}
	if err := r.wellFormed(c, step); err != nil {
		return fmt.Errorf("the step of %T: %w", c.Ask, err)
	}
	return r.hold(step)
}

// hold puts a step on its way; nobody may see it.
func (r *room) hold(step games.Step) error {
	before, err := r.seen()
	if err != nil {
		return err
	}
	bare, err := bytesOf(r.table)
	if err != nil {
		return err
	}
	r.table.Hold(step)
	if r.pick(4) == 0 { // refused before anything else happens
		r.table.Drop(step)
		if now, _ := bytesOf(r.table); now != bare {
			return fmt.Errorf("a dropped %T left a trace\nbefore %s\nafter  %s", step.Cmd.Ask, bare, now)
		}
		r.table.Hold(step)
	}
	r.held = append(r.held, step)
	after, err := r.seen()
	if err != nil {
		return err
	}
	if before != after {
		return fmt.Errorf("a view shows a held %T\nbefore %s\nafter  %s", step.Cmd.Ask, before, after)
	}
	return nil
}

// verdict is the journal's, for the oldest step in flight, or for any where
// acts commute. The system's steps are never refused by the ledger.
func (r *room) verdict() error {
	i := 0
	if r.Commutes {
		i = r.pick(len(r.held))
	}
	step := r.held[i]
	r.held = slices.Delete(r.held, i, i+1)
	if step.Cmd.By.Role == games.Player && r.pick(4) == 0 {
		r.table.Drop(step)
	} else if err := r.apply(step); err != nil {
		return err
	}
	if len(r.held) == 0 {
		if err := r.quiet(); err != nil {
			return err
		}
	}
	kept := r.busy
	r.busy = nil
	for _, c := range kept {
		if c.By.Role == games.System {
			c.At = r.at
		}
		if r.stale(c) {
			continue
		}
		if err := r.decide(c); err != nil {
			return err
		}
	}
	return nil
}

// stale says whether a kept command of the system has lost its reason.
func (r *room) stale(c games.Command) bool {
	if c.By.Role != games.System {
		return false
	}
	until := r.table.Wait().Until
	return r.table.Phase().Ended() || until == 0 || r.at < until
}

func (r *room) verdicts() error {
	for len(r.held) > 0 {
		if err := r.verdict(); err != nil {
			return err
		}
	}
	return nil
}

// apply makes a step true, in the books as well.
func (r *room) apply(step games.Step) error {
	if got := r.table.Phase(); got != step.Phase {
		return fmt.Errorf("%T was to find %v, and by its verdict the round is %v", step.Cmd.Ask, step.Phase, got)
	}
	kept := r.keeps(step)
	r.table.Apply(step)
	if got := r.keeps(games.Step{}); got != kept {
		return fmt.Errorf("%T was to keep the source of round %d sealed, and with it applied it is %d", step.Cmd.Ask, kept, got)
	}
	if step.Drawn {
		r.drawn++
	}
	r.log = append(r.log, step)
	if got := r.table.Phase(); got != step.Then {
		return fmt.Errorf("%T led to %v, and the table says %v", step.Cmd.Ask, step.Then, got)
	}
	return r.books.post(step)
}

// keeps is the round whose source stays sealed once a step is true, 0 for a game that
// deals from no earlier round.
func (r *room) keeps(s games.Step) games.RoundID {
	if k, ok := r.table.(games.Keeper); ok {
		return k.Keeps(s)
	}
	return 0
}

// quiet compares the table with a fold of its log, nothing being in flight.
func (r *room) quiet() error {
	folded, err := r.fold(r.log)
	if err != nil {
		return err
	}
	want, err := bytesOf(folded)
	if err != nil {
		return err
	}
	got, err := bytesOf(r.table)
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("the table is not the fold of its log\ntable %s\nfold  %s", got, want)
	}
	return nil
}

// fold replays a log that went through the codec.
func (r *room) fold(log []games.Step) (games.Table, error) {
	table, err := r.Rules.Table(r.round, slices.Clone(r.Options), slices.Clone(r.before))
	if err != nil {
		return nil, err
	}
	for _, step := range log {
		read, err := r.reread(step)
		if err != nil {
			return nil, err
		}
		table.Apply(read)
	}
	return table, nil
}

// reread writes a step to the log and reads it back.
func (r *room) reread(step games.Step) (games.Step, error) {
	read := step
	var err error
	if read.Cmd.Ask, err = throughCodec(r.codec, step.Cmd.Ask); err != nil {
		return read, err
	}
	read.Events = slices.Clone(step.Events)
	for i := range read.Events {
		if read.Events[i].Body, err = throughCodec(r.codec, step.Events[i].Body); err != nil {
			return read, err
		}
		read.Events[i].Moves = slices.Clone(step.Events[i].Moves)
	}
	return read, nil
}
