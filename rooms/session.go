package rooms

import (
	"encoding/hex"
	"fmt"

	"croupier/games"
	"croupier/rng/fairness"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// Rooms of one seat: a player's own machine, made on demand (G18, G44).
//
// Their rounds draw from a pair of seeds, the house's and the player's. A pair
// is in force from one round on; each round sealed ahead has a box of its own
// with the pair in it, and the next one's is made from it:
//
//	first step: pair 1 begins with round 1
//	spin n: stake, draws, round n+1 sealed under the same pair, all in one step
//	rotate: pair 1 told, pair 2 begins with round s+1; s was sealed under pair 1
//	        and is left out for ever: a seed that was told prices no bet
//
// The source of the round that has not begun is read when its player asks to
// spin, not before. A room that nobody watches stops after a while.

// idleMaxMs is how long a room of one seat stays open with nobody in it and no
// round under way.
const idleMaxMs = 10 * 60 * 1000

// seats is what a core knows of its one seat; zero at a table that all share.
type seats struct {
	seat       games.PlayerID
	clientSeed string        // of the first pair
	pair       *PairHead     // in force for the next round; nil before the first sealing
	least      games.RoundID // no round below it begins any more
	rotation   *rotation     // on its way to being decided
	rotating   bool          // a rotation is in flight
	emptySince games.Moment  // nobody is here and nothing goes on; 0: somebody is
}

// rotation is a player's wish for another pair, and what it takes.
type rotation struct {
	cmd     *command
	round   games.RoundID // sealed under the old pair, to be left out
	ready   bool
	reveal  Reveal
	sealing Sealing
}

// roomCodec reads the room's own asks.
var roomCodec = func() *games.Codec {
	asks := map[string]any{}
	for _, ask := range wire.RoomAsks() {
		asks[ask.Type] = ask.Zero
	}
	return games.NewCodec(asks)
}()

// take reads of the database what is the seat's.
func (c *core) take(l *Loaded) {
	if l.Seat == 0 {
		return
	}
	c.seats = seats{seat: l.Seat, clientSeed: l.ClientSeed, pair: l.Pair}
	for i, s := range l.Sealed {
		if i == 0 || s.Round < c.least {
			c.least = s.Round
		}
	}
}

// admits says whether somebody may know of the room at all.
func (c *core) admits(who games.Actor) bool { return c.seat == 0 || c.seat == who.Player }

// orderSeal asks for the source of a round that is to be sealed ahead.
func (c *core) orderSeal(id games.RoundID) {
	fx := fxSeal{round: id, rules: c.version}
	if before, ok := c.sealed[c.nextID()]; c.seat != 0 && ok {
		fx.after = &before
	} else {
		fx.begin = c.clientSeed
	}
	c.effect(fx)
}

// unsealNext orders the source of the round that has not begun: its player asks
// to spin.
func (c *core) unsealNext(r *round) {
	s, ok := c.sealed[r.id]
	if !ok || c.unsealing {
		return // its sealing, or it, is on its way
	}
	c.unsealing = true
	c.effect(fxUnseal{round: r.id, rules: r.rules.version, sealed: s.Sealed})
}

// ahead is the randomness of a spin that opens its round.
func (r *round) ahead() games.Draws { return r.source.Draws(r.drawn + 1) }

// lostFor says whether the source of a round that has not begun could not be
// read, not long ago. Later it is tried again.
func (c *core) lostFor(r *round) bool {
	return c.seat != 0 && r != nil && r.lost != nil && r.source == nil && c.now < c.unsealAt
}

// askRotate puts a player's rotation on its way; false says that it waits. It is
// of the round that comes next, so that a late copy ends no later pair.
func (c *core) askRotate(cmd *command, ask wire.Rotate) bool {
	refuse := func(why games.Refusal) bool {
		c.rotation = nil
		c.refuse(cmd, &why)
		return true
	}
	switch {
	case c.draining && !c.live():
		c.rotation = nil
		c.giveUp(cmd, wire.ErrorNoOwner)
		return true
	case cmd.round != c.nextID():
		return refuse(games.Refusal{Code: games.CodeWrongRound})
	case c.live():
		return refuse(games.Refusal{Code: CodeUnfinished, Value: money.Amount(c.shown.id)})
	case fairness.CheckClientSeed(ask.ClientSeed) != nil:
		return refuse(games.Refusal{Code: games.CodeBadAsk})
	case c.lostFor(c.next):
		c.rotation = nil
		c.giveUp(cmd, wire.ErrorBusy)
		return true
	case c.next.flying > 0 || c.opFlying || c.due || c.rotating || !c.sealedFor(cmd.round):
		return c.keep(cmd)
	case c.rotation == nil || c.rotation.cmd != cmd || c.rotation.round != cmd.round:
		c.rotation = &rotation{cmd: cmd, round: cmd.round}
		c.effect(fxRotate{sealing: c.sealed[cmd.round], rules: c.version, clientSeed: ask.ClientSeed})
		return c.keep(cmd)
	case !c.rotation.ready:
		return c.keep(cmd)
	}
	c.rotating = true
	c.sendRotation(c.rotation)
	return true
}

// rotationReady takes what a rotation is made of.
func (c *core) rotationReady(in inRotation) {
	c.again = true
	if in.err != nil {
		c.rotation = nil
		c.notUnsealed(inNotUnsealed{in.round, in.err})
		return
	}
	if c.rotation != nil && c.rotation.round == in.round {
		c.rotation.ready, c.rotation.reveal, c.rotation.sealing = true, in.reveal, in.sealing
	}
}

// sendRotation hands the journal the one step that tells a pair and begins
// another.
func (c *core) sendRotation(o *rotation) {
	cmd := o.cmd
	f := &flight{cmd: cmd, rotate: o, entry: &Entry{
		Kind: EntryStep, Round: o.round, Seal: &o.sealing, Reveal: &o.reveal,
		Bet:    &BetKey{ID: cmd.key.id, Player: cmd.key.player, Hash: cmd.hash},
		Answer: Answer{Accepted: true, Ask: cmd.ask},
	}}
	rec := &record{V: recordVersion, Round: o.round, At: c.now, By: cmd.by, ID: &cmd.key.id}
	var err error
	if rec.Ask.Type, rec.Ask.Body, err = roomCodec.Encode(cmd.value); err == nil {
		err = c.finish(f, rec, []any{rotatedEvent(o)})
	}
	if err != nil {
		c.fault(err)
		return
	}
	c.send(f)
}

// rotated makes a committed rotation true: the round under the old pair never
// begins.
func (c *core) rotated(f *flight) {
	delete(c.sealed, f.rotate.round)
	c.least = f.entry.Seal.Round
	c.rotation, c.rotating = nil, false
	if err := c.makeNext(); err != nil {
		c.fault(err)
	}
}

// closeIdle lets a room of one seat stop when nobody has been in it for long.
func (c *core) closeIdle() {
	busy := c.live() || c.crowd.size() > 0 || len(c.joining) > 0 || len(c.flights) > 0 || len(c.waiting) > 0
	switch {
	case c.seat == 0 || c.dead:
	case busy:
		c.emptySince = 0
	case c.emptySince == 0:
		c.emptySince = max(c.now, 1)
	case c.now >= c.emptySince+idleMaxMs:
		c.draining = true
	}
}

// idleAt is when the room wants to be asked whether it stops; 0: never.
func (c *core) idleAt() games.Moment {
	if c.emptySince == 0 {
		return 0
	}
	return c.emptySince + idleMaxMs
}

func pairEvent(p *PairHead, next games.RoundID) wire.Pair {
	return wire.Pair{From: int64(p.From), Commitment: hex.EncodeToString(p.Commitment[:]), ClientSeed: p.ClientSeed, Next: int64(next)}
}

func rotatedEvent(o *rotation) wire.Rotated {
	old := o.reveal
	return wire.Rotated{
		From: int64(old.From), To: int64(old.To), Commitment: hex.EncodeToString(old.Commitment[:]),
		ClientSeed: old.ClientSeed, ServerSeed: hex.EncodeToString(old.Seed[:]), Pair: pairEvent(o.sealing.Pair, o.sealing.Round),
	}
}

// wirePair is the pair in force as a page gets it; nil where there is none.
func (c *core) wirePair() *wire.Pair {
	if c.pair == nil {
		return nil
	}
	p := pairEvent(c.pair, c.nextID())
	return &p
}

// What the loop does for rooms of one seat.

func (r *Room) sealPair(fx fxSeal) {
	sealing := Sealing{Round: fx.round, Rules: fx.rules}
	var err error
	if fx.after != nil {
		sealing.Sealed, err = r.world.Pairs.Follow(fx.after.Round, fx.after.Rules, fx.after.Sealed, fx.rules)
		if err != nil {
			r.feed(inNotUnsealed{fx.after.Round, err})
			return
		}
		r.feed(inSealed{sealing})
		return
	}
	if sealing, err = r.beginPair(fx.round, fx.rules, fx.begin); err != nil {
		r.feed(inFault{fmt.Errorf("seal round %d: %w", fx.round, err)})
		return
	}
	r.feed(inSealed{sealing})
}

func (r *Room) beginPair(from games.RoundID, rules int, clientSeed string) (Sealing, error) {
	sealed, err := r.world.Pairs.Begin(from, rules, clientSeed)
	return Sealing{Round: from, Rules: rules, Sealed: sealed,
		Pair: &PairHead{From: from, ClientSeed: clientSeed, Commitment: sealed.Commitment}}, err
}

func (r *Room) openPair(fx fxUnseal) {
	pair, err := r.world.Pairs.Open(fx.round, fx.rules, fx.sealed, false)
	if err != nil {
		r.feed(inNotUnsealed{fx.round, err})
		return
	}
	r.feed(inUnsealed{fx.round, pair.Source})
}

// rotate reads the pair that is to be told and begins the next.
func (r *Room) rotate(fx fxRotate) {
	in := inRotation{round: fx.sealing.Round}
	pair, err := r.world.Pairs.Open(fx.sealing.Round, fx.sealing.Rules, fx.sealing.Sealed, true)
	if err == nil {
		in.reveal = Reveal{To: fx.sealing.Round, Seed: pair.Seed,
			PairHead: PairHead{From: pair.From, ClientSeed: pair.ClientSeed, Commitment: fx.sealing.Commitment}}
		in.sealing, err = r.beginPair(fx.sealing.Round.Next(), fx.rules, fx.clientSeed)
	}
	in.err = err
	r.feed(in)
}
