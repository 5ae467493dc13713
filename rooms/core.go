package rooms

import (
	"errors"
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// Bounds of a room's queues.
const (
	// flightsMax is how many entries of a room may be with the journal: a full
	// table (10,000) that bets at once. An act beyond them is answered by the
	// error "busy", its id unused.
	flightsMax = 16384
	// waitingMax is how many commands may wait for a verdict that they depend
	// on, and waitingPerPlayer how many of one player, so that nobody fills the
	// queue for all; beyond them, the error "busy".
	waitingMax       = 1024
	waitingPerPlayer = 16
	// echoesMax is how many copies of one act or inquiry wait for its verdict;
	// beyond them, the error "pending".
	echoesMax = 16
)

// journalRetryMs is how long the room's own steps wait when the journal's queue
// was full.
const journalRetryMs = 50

// sealRetryMs is how long a room waits before it asks again for a source that was
// not there yet.
const sealRetryMs = 50

// Errors that stop a room. The loop reports them loudly.
var (
	// ErrFault says that rules, a record or a key did what none may do.
	ErrFault = errors.New("rooms: fault")
	// ErrStale says that the room belongs to another node by now.
	ErrStale = errors.New("rooms: the term is over")
	// ErrFailed says that the journal could not store a step.
	ErrFailed = errors.New("rooms: a step could not be stored")
)

// core is the state of a room. It has no clock, no goroutine and no I/O; step is
// its one door. The bodies of private events pass through Bodies here, which
// changes nothing that the rules could see.
type core struct {
	room     games.RoomID
	name     string
	game     string
	currency money.Currency
	term     int64
	options  []byte
	version  int // of the rules by which new sources are sealed
	registry *Registry
	bodies   Bodies

	fx   []any        // effects of the input at hand
	now  games.Moment // of the input at hand
	dead bool         // a stop was ordered: nothing follows

	shown  *round // the newest round that opened; nil before the first
	next   *round // the one that has not; nil while shown is under way
	sealed map[games.RoundID]Sealing
	kept   *kept         // a source of an earlier round that stays sealed
	untold games.RoundID // a shoe that ended without its source: nobody could read it
	spare  *Sealing      // fresh, for the next opening (or sealing) step
	asked  bool          // a spare is on order

	seats // of a room of one seat

	unsealing bool // the source of the shown round, or of the next, is on order
	places    places
	seq       int64 // of the room's log

	resume   bool // the round under way goes on with Resumed first
	resuming bool // which is in flight
	gapFrom  games.Moment
	due      bool         // the table's Timeout, or a sealing step, is in flight
	declined *games.BetID // a stake of the system's that the table is to be told of
	retryAt  games.Moment
	paused   bool
	draining bool
	ops      []inPause // pauses to do, one after the other
	opFlying bool
	voids    []*voidOp    // voids to do, one after the other
	voiding  bool         // the first of them is in flight
	unsealAt games.Moment // when a lost source is tried again

	flights []*flight
	byBet   map[betKey]*command // waiting or in flight
	waiting []*command
	answers answers

	waitingOf map[games.PlayerID]int
	again     bool // a verdict came: ask the waiting ones

	public  publicStream
	own     ownStreams
	crowd   crowd
	joining []inJoin // wait for the next public frame

	cardDirty bool
	cardAt    games.Moment
	card      Card
	carded    bool
}

// round is one round of the room and what the room counts of it.
type round struct {
	id      games.RoundID
	rules   ruleSet
	table   games.Table
	opening Opening
	sealed  Sealed
	source  Source        // nil until the close has committed
	lost    error         // why the source could not be read, the last time
	keeps   games.RoundID // whose source it began under (games.Keeper); 0: none
	drawn   int           // drawing steps applied
	drawing bool          // one is in flight
	flying  int           // steps in flight
	plays   *plays
	lastAt  games.Moment // of the newest step on its way or on the log
}

// step takes an input and returns what is to be done. The slice is valid until
// the next call.
func (c *core) step(in input) []any {
	c.fx = c.fx[:0]
	if c.dead {
		return nil
	}
	c.now = max(c.now, in.at)
	switch in := in.what.(type) {
	case inAct:
		c.act(in)
	case inInquire:
		c.inquire(in)
	case inJoin:
		c.join(in)
	case inLeave:
		c.leave(in.sub)
	case inPause:
		c.pause(in)
	case inVoid:
		c.void(in)
	case inDrain:
		c.draining = true
	case inTick:
		c.tick()
	case inAdmit:
		c.admit()
	case inVerdict:
		c.verdict(in.flight, in.verdict)
	case inNotQueued:
		c.notQueued(in.flight, in.err)
	case inSealed:
		c.asked, c.again = false, true
		c.spare = &in.sealing
	case inNotSealed:
		c.asked, c.retryAt = false, c.now+sealRetryMs
	case inUnsealed:
		c.unsealing, c.again = false, true
		if r := c.roundOf(in.round); r != nil {
			r.source, r.lost = in.source, nil
		} else if k := c.kept; k != nil && k.Round == in.round {
			k.source = in.source
		}
	case inNotUnsealed:
		c.notUnsealed(in)
	case inRotation:
		c.rotationReady(in)
	case inFault:
		c.fault(in.err)
	default:
		c.fault(fmt.Errorf("unknown input %T", in))
	}
	return c.fx
}

func (c *core) effect(fx any) { c.fx = append(c.fx, fx) }

// stop ends the room: no later input has an effect.
func (c *core) stop(err error) {
	if !c.dead {
		c.dead = true
		c.effect(fxStop{err})
	}
}

func (c *core) fault(err error) { c.stop(fmt.Errorf("%w: room %d: %w", ErrFault, c.room, err)) }

// live says whether a round is under way.
func (c *core) live() bool { return c.shown != nil && !c.shown.table.Phase().Ended() }

// onView is the round that is shown: the newest that opened, or the first one.
func (c *core) onView() *round {
	if c.shown != nil {
		return c.shown
	}
	return c.next
}

// active is the round whose table waits for something.
func (c *core) active() *round {
	if c.live() {
		return c.shown
	}
	return c.next
}

// nextID names the round that has not begun. A rotation leaves one out.
func (c *core) nextID() games.RoundID {
	next := c.room.Round(1)
	if c.shown != nil {
		next = c.shown.id.Next()
	}
	return max(next, c.least)
}

// roundOf is the round of an id, of those that are here; nil if it is none.
func (c *core) roundOf(id games.RoundID) *round {
	switch {
	case c.shown != nil && c.shown.id == id:
		return c.shown
	case c.next != nil && c.next.id == id:
		return c.next
	}
	return nil
}

// makeNext lays the table of the next round over what the last one left. Its
// rules are those that its source was sealed for.
func (c *core) makeNext() error {
	id, version := c.nextID(), c.version
	if s, ok := c.sealed[id]; ok {
		version = s.Rules
	}
	rules, err := c.registry.find(c.game, version)
	if err != nil {
		return err
	}
	opening := Opening{Rules: version, Options: c.options}
	if c.shown != nil {
		if _, opening.Carry, err = c.shown.rules.codec.Encode(c.shown.table.Carry()); err != nil {
			return fmt.Errorf("carry of round %d: %w", c.shown.id, err)
		}
	}
	if c.next, err = newRound(id, rules, opening); err != nil {
		return err
	}
	return c.keepSource()
}

// sealedFor says whether a round's source is sealed in the database.
func (c *core) sealedFor(id games.RoundID) bool {
	_, ok := c.sealed[id]
	return ok
}

func newRound(id games.RoundID, rules ruleSet, opening Opening) (*round, error) {
	table, err := rules.Table(id, opening.Options, opening.Carry)
	if err != nil {
		return nil, fmt.Errorf("table of round %d: %w", id, err)
	}
	r := &round{id: id, rules: rules, table: table, opening: opening, plays: newPlays()}
	r.keeps = keepsOf(table, games.Step{})
	r.opening.Kept = r.keeps
	return r, nil
}

// decide asks the rules. Draws are handed out only once the close has committed,
// and always by their place: asked again, the answer is the same. In a room of
// one seat stake and draw are one step, and what is refused has shown nothing.
func (c *core) decide(r *round, cmd games.Command) (games.Step, error) {
	var draws games.Draws
	switch {
	case c.seat != 0 && r.table.Phase() == games.None && cmd.By.Role == games.Player:
		if r.source == nil {
			c.unsealNext(r)
			return games.Step{}, games.ErrBusy
		}
		draws = r.ahead()
	case r.table.Phase() == games.Closed:
		_, voids := cmd.Ask.(games.VoidRound)
		switch {
		case r.source != nil:
			draws = r.source.Draws(r.drawn + 1)
		case r.lost == nil || !voids:
			return games.Step{}, games.ErrBusy
		}
	}
	step, err := r.table.Decide(cmd, draws)
	if err != nil {
		return games.Step{}, err
	}
	step.Cmd = cmd
	opens := step.Phase == games.None && step.Then != games.None
	switch {
	case opens && (!c.sealedFor(r.id) || c.spare == nil || c.opFlying || c.rotating):
		return games.Step{}, games.ErrBusy // its source, and the next one's, come first
	case step.Drawn && draws == nil:
		return games.Step{}, fmt.Errorf("round %d: drawn without draws", r.id)
	case step.Drawn && r.drawing, step.Then.Ended() && r.flying > 0:
		// One drawing step at a time; and what ends a round stands behind all
		// of its steps, so that it knows who had money in it.
		return games.Step{}, games.ErrBusy
	case step.Then < step.Phase || step.Phase.Ended():
		return games.Step{}, fmt.Errorf("round %d: from %v to %v", r.id, step.Phase, step.Then)
	case step.Then.Ended() && c.mustTell(r, step):
		return games.Step{}, games.ErrBusy // what it reveals is read first
	}
	return step, nil
}
