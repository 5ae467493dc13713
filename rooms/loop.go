package rooms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"croupier/games"
	"croupier/internal/failpoint"
	"croupier/server/wire"
)

// run is the loop: inputs in, effects out, until an effect says stop.
func (r *Room) run() {
	defer r.finish()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		wake, stopped := r.turn()
		if stopped {
			return
		}
		if wake != 0 {
			left := time.Duration(wake-r.world.Clock.Now()) * time.Millisecond
			timer.Reset(max(left, time.Millisecond))
		} else {
			timer.Stop()
		}
		select {
		case <-r.inbox.signal:
		case <-timer.C:
		case <-r.quit:
			r.err = context.Canceled
			return
		}
	}
}

// turn does all that there is to do by now, and says when the room wants its
// next turn if nothing comes before; 0: never. A panic of the rules ends this
// room alone, and says so.
func (r *Room) turn() (wake games.Moment, stopped bool) {
	defer func() {
		if p := recover(); p != nil {
			r.err = fmt.Errorf("%w: room %d: panic: %v\n%s", ErrFault, r.id, p, debug.Stack())
			wake, stopped = 0, true
		}
	}()
	if r.batch() {
		return 0, true
	}
	return r.core.wake(), false
}

// batch takes all that waits, then what is due by now.
func (r *Room) batch() (stopped bool) {
	items, now := r.inbox.take(r.took)
	for i := range items {
		if _, stopped = r.do(items[i]); stopped {
			return true
		}
		items[i] = input{}
	}
	r.took = items
	for again := true; again; {
		if again, stopped = r.do(input{now, inTick{}}); stopped {
			return true
		}
	}
	_, stopped = r.do(input{now, inAdmit{}})
	r.publish()
	return stopped
}

// do takes a step of the core and does what it asks for; answers that are there
// at once become inputs before anything else does. fed says that there were.
func (r *Room) do(in input) (fed, stopped bool) {
	if r.perform(r.core.step(in)) {
		return false, true
	}
	for len(r.fed) > 0 {
		what := r.fed[0]
		r.fed = r.fed[1:]
		if r.perform(r.core.step(input{in.at, what})) {
			return false, true
		}
		fed = true
	}
	r.fed = nil
	return fed, false
}

func (r *Room) perform(effects []any) (stopped bool) {
	for _, fx := range effects {
		switch fx := fx.(type) {
		case fxSubmit:
			r.submit(fx.flight)
		case fxSeal:
			r.seal(fx)
		case fxUnseal:
			r.unseal(fx)
		case fxRotate:
			r.rotate(fx)
		case fxToAll:
			r.sendAll(fx)
		case fxToPlayer:
			for _, w := range r.core.own.of[fx.player].conns {
				r.send(w.sub, fx.frame)
			}
		case fxToOne:
			r.send(fx.sub, fx.frame)
		case fxBalance:
			r.world.Purse.Changed(fx.balance, fx.round, fx.landsAt)
		case fxCard:
			failpoint.Hit(failpoint.Outbox)
			r.world.Directory.Announce(fx.card)
		case fxReply:
			fx.reply(fx.err)
		case fxStop:
			r.err = fx.err
			return true
		}
	}
	return false
}

func (r *Room) feed(what any) { r.fed = append(r.fed, what) }

// sendAll sends a public frame, the same bytes to everybody.
func (r *Room) sendAll(fx fxToAll) {
	for i, w := range r.core.crowd.list {
		if i == len(r.core.crowd.list)/2 {
			failpoint.Hit(failpoint.MidBroadcast)
		}
		r.send(w.sub, fx.frame)
	}
	if failpoint.On && bytes.Contains(fx.frame, []byte(wire.EventRevealed)) {
		failpoint.Hit(failpoint.AfterReveal)
	}
}

// send cuts a connection that does not keep up (D11): it leaves the room before
// anything else is said, and resumes when it comes back.
func (r *Room) send(sub Subscriber, frame []byte) {
	if !sub.Send(frame) {
		r.feed(inLeave{sub})
	}
}

func (r *Room) submit(f *flight) {
	f.entry.Done = func(v Verdict) { r.inbox.putAlways(inVerdict{f, v}) }
	if err := r.world.Journal.Submit(f.entry); err != nil {
		r.feed(inNotQueued{f, err})
	}
}

func (r *Room) seal(fx fxSeal) {
	if r.core.seat != 0 {
		r.sealPair(fx)
		return
	}
	sealed, err := r.world.Sealer.Seal(fx.round, fx.rules)
	if errors.Is(err, ErrNotYet) {
		r.feed(inNotSealed{})
		return
	}
	if err != nil {
		r.feed(inFault{fmt.Errorf("seal round %d: %w", fx.round, err)})
		return
	}
	r.feed(inSealed{Sealing{Round: fx.round, Rules: fx.rules, Sealed: sealed}})
}

func (r *Room) unseal(fx fxUnseal) {
	if r.core.seat != 0 {
		r.openPair(fx)
		return
	}
	source, err := r.world.Sealer.Unseal(fx.round, fx.rules, fx.sealed)
	if err != nil {
		r.feed(inNotUnsealed{fx.round, err})
		return
	}
	r.feed(inUnsealed{fx.round, source})
}

// publish lets others read where the room stands.
func (r *Room) publish() {
	c := r.core
	s := &Status{
		Card: c.card, Term: c.term, Log: c.seq, Seq: c.public.ring.last, Draining: c.draining,
		Waiting: len(c.waiting), Flights: len(c.flights), Joining: len(c.joining), Remembers: len(c.own.of),
		Round: c.onView().id, SourceLost: c.sourceLost(), Untold: c.untold,
	}
	r.status.Store(s)
}

// finish ends the room for everybody: nothing more is taken, those who watched
// are named, and whoever waits for it goes on.
func (r *Room) finish() {
	defer close(r.done)
	r.inbox.close()
	if r.world.Stopped != nil {
		r.world.Stopped(r.id, r.core.subscribers(), r.err)
	}
}
