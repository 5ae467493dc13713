package rooms

import (
	"encoding/json"
	"fmt"

	"croupier/games"
	"croupier/internal/failpoint"
	"croupier/server/wire"
)

// A flight is an entry that the journal has: its step is held, and nobody has
// seen anything of it.
type flight struct {
	entry  *Entry
	cmd    *command // of a player; nil for the system's and the room's own
	round  *round   // whose table holds the step; nil where there is none
	step   games.Step
	events []flown
	pause  *inPause
	void   *voidOp
	rotate *rotation

	timeout bool // it is the table's Timeout
}

// flown is an event as it will be told: encoded once, for the log and the wire.
type flown struct {
	audience games.Audience
	event    wire.Event
}

// launch puts a decided step on its way: encoded, held, handed to the journal.
func (c *core) launch(f *flight) {
	r, step := f.round, f.step
	if step.Drawn {
		failpoint.Hit(failpoint.AfterDraw)
	}
	if err := c.load(f); err != nil {
		c.fault(err)
		return
	}
	r.table.Hold(step)
	r.flying++
	r.drawing = r.drawing || step.Drawn
	r.lastAt = max(r.lastAt, step.Cmd.At)
	c.send(f)
}

// load makes the entry of a game's step.
func (c *core) load(f *flight) (err error) {
	r, step := f.round, f.step
	e := &Entry{Kind: EntryStep, Round: r.id, Phase: step.Phase, Then: step.Then}
	f.entry = e
	for _, event := range step.Events {
		for _, m := range event.Moves {
			if m.Amount <= 0 {
				return fmt.Errorf("round %d: a move of %d", r.id, m.Amount)
			}
			e.Moves = append(e.Moves, m)
		}
	}
	if cmd := f.cmd; cmd != nil {
		e.Bet = &BetKey{ID: cmd.key.id, Player: cmd.key.player, Hash: cmd.hash}
		if e.Answer, err = answerFor(cmd.key.player, cmd.ask, step); err != nil {
			return err
		}
	}
	if f.cmd == nil {
		if err := f.stakes(c.room); err != nil {
			return err
		}
	}
	if step.Then.Ended() {
		if e.Plays, err = r.plays.with(step); err != nil {
			return err
		}
	}
	var own []any
	if step.Phase == games.None && step.Then != games.None {
		opening := r.opening
		if opening.Carry, err = sealCarry(c.bodies, r.id, &c.places, opening.Carry); err != nil {
			return err
		}
		e.Open, e.Seal, e.Seat = &opening, c.spare, c.seat
		own = append(own, sealedEvent(c.spare))
	}
	if resumed, ok := step.Cmd.Ask.(games.Resumed); ok {
		own = append(own, wire.RoomResumed(resumed))
	}
	if step.Then.Ended() && c.seat == 0 { // a pair is told by its rotation alone
		own = append(own, c.reveals(r, step)...)
	}
	return c.write(f, own)
}

// systemAsk begins the ask by which a stake of the system's own is stored. No request
// of a player's hashes to the same.
const systemAsk = "system."

// stakes gives a step of the system that stakes a player's money, by earlier consent,
// the id of that stake: whoever takes the room over sends it again and meets the same
// verdict.
func (f *flight) stakes(room games.RoomID) (err error) {
	for _, m := range f.entry.Moves {
		if m.Kind != games.Stake {
			continue
		}
		if f.entry.Bet != nil {
			return fmt.Errorf("round %d: the system stakes twice in one step", f.round.id)
		}
		name, body, err := f.round.rules.codec.Encode(f.step.Cmd.Ask)
		if err != nil {
			return err
		}
		name = systemAsk + name
		f.entry.Bet = &BetKey{ID: m.Bet, Player: m.Player, Hash: requestHash(room, f.round.id, name, body)}
		if f.entry.Answer, err = answerFor(m.Player, name, f.step); err != nil {
			return err
		}
	}
	return nil
}

// write encodes a game's step for the log and for the wire.
func (c *core) write(f *flight, own []any) error {
	r, step := f.round, f.step
	rec := &record{
		V: recordVersion, Round: r.id, At: step.Cmd.At, By: step.Cmd.By,
		Drawn: step.Drawn, Phase: step.Phase, Then: step.Then, LandsAt: step.LandsAt,
	}
	var err error
	if rec.Ask.Type, rec.Ask.Body, err = r.rules.codec.Encode(step.Cmd.Ask); err != nil {
		return err
	}
	if f.cmd != nil {
		// What a player asked is that player's, as the events are that follow.
		rec.ID = &f.cmd.key.id
		if err := rec.Ask.seal(c.bodies, r.id, &c.places); err != nil {
			return err
		}
	}
	for _, event := range step.Events {
		name, body, err := r.rules.codec.Encode(event.Body)
		if err != nil {
			return err
		}
		line := recordEvent{For: event.For, Moves: event.Moves, recordBody: recordBody{Type: name, Body: body}}
		f.tell(event.For, r.id, step.Cmd.At, name, body)
		if event.For != games.Everyone {
			if err := line.seal(c.bodies, r.id, &c.places); err != nil {
				return err
			}
		}
		rec.Events = append(rec.Events, line)
	}
	return c.finish(f, rec, own)
}

// finish adds the room's own events, which are for everyone, and encodes.
func (c *core) finish(f *flight, rec *record, own []any) error {
	for _, v := range own {
		body, err := json.Marshal(v)
		if err != nil {
			return err
		}
		name := ownEventName(v)
		rec.Events = append(rec.Events, recordEvent{recordBody: recordBody{Type: name, Body: body}})
		f.tell(games.Everyone, rec.Round, rec.At, name, body)
	}
	var err error
	f.entry.Record, err = rec.encode()
	return err
}

func (f *flight) tell(who games.Audience, round games.RoundID, at games.Moment, name string, body []byte) {
	f.events = append(f.events, flown{who, wire.Event{Round: int64(round), AtMs: int64(at), Type: name, Body: body}})
}

// refuse stores a refusal under the bet's id: "refused" is told once it stands.
func (c *core) refuse(cmd *command, why *games.Refusal) {
	c.send(&flight{cmd: cmd, entry: &Entry{
		Kind: EntryRefusal, Round: cmd.round,
		Bet:    &BetKey{ID: cmd.key.id, Player: cmd.key.player, Hash: cmd.hash},
		Answer: Answer{Ask: cmd.ask, Code: why.Code, Spot: why.Spot, Limit: why.Limit, Value: why.Value},
	}})
}

// send hands a flight to the journal, behind all that it has of this room.
func (c *core) send(f *flight) {
	f.entry.Room, f.entry.Term = c.room, c.term
	c.flights = append(c.flights, f)
	c.effect(fxSubmit{f})
}
