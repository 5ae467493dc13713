package rooms

import (
	"context"
	"errors"

	"croupier/games"
)

// Voids: an operator gives all stakes of a round back (G46, L10). The rules
// decide whether that may still be, and the contract of games says when it may
// not: past the close, as long as somebody can read the source (D5).
//
//	open ─────────────────► void
//	closed ─► read the source once more ─┬─► it opens: refused, settled by it
//	                                     └─► lost: void
//
// A void that waits for bets in flight stands before everything else of its
// round, else a steady stream of bets could put it off until the close.

// Errors of Void.
var (
	// ErrNotUnderWay says that the room shows another round by now.
	ErrNotUnderWay = errors.New("rooms: that round is not under way here")
	// ErrOutcomeFixed says that the round is closed or settled: it has an
	// outcome, and will be settled by it.
	ErrOutcomeFixed = errors.New("rooms: the outcome of that round is fixed")
	// ErrWhy says that the reason is empty or longer than games.VoidWhyMax.
	ErrWhy = errors.New("rooms: a void needs a reason, at most 200 bytes")
)

// unsealRetryMs is how often a room tries a source again that could not be read:
// the keys may come back.
const unsealRetryMs = 10_000

// Void gives every stake of a round back and ends it; it returns when that is on
// the log. A round that is void already stays so, without a step, so that it may
// be asked for again after an answer that was lost. Errors: ErrNotUnderWay,
// ErrOutcomeFixed, ErrWhy, ErrInboxFull, ErrJournalFull; ErrStopped or the
// context's, in which case the outcome is not known.
func (r *Room) Void(ctx context.Context, round games.RoundID, by games.Actor, why string) error {
	if why == "" || len(why) > games.VoidWhyMax {
		return ErrWhy
	}
	by.Role = games.Operator
	told := make(chan error, 1)
	if err := r.inbox.put(inVoid{round: round, by: by, why: why, reply: func(err error) { told <- err }}); err != nil {
		return err
	}
	select {
	case err := <-told:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-r.done:
		return ErrStopped
	}
}

// voidOp is a void on its walk.
type voidOp struct {
	inVoid
	tried bool // the source was asked for once more
}

func (c *core) void(in inVoid) {
	if len(c.voids) >= pauseQueueMax {
		c.effect(fxReply{in.reply, ErrInboxFull})
		return
	}
	c.voids = append(c.voids, &voidOp{inVoid: in})
}

// nextVoid does the voids that are due, and says whether the round under way
// stands still for one.
func (c *core) nextVoid() (waits bool) {
	for len(c.voids) > 0 && !c.voiding && !c.dead {
		op := c.voids[0]
		step, err := c.decideVoid(op)
		switch {
		case errors.Is(err, games.ErrBusy):
			return !c.resume || c.shown.lost != nil // what was open resumes first
		case err == nil && step != nil:
			c.voiding = true
			c.launch(&flight{round: c.shown, step: *step, void: op})
		default:
			c.voids, c.again = c.voids[1:], true // whoever waited for it goes on
			c.effect(fxReply{op.reply, err})
		}
	}
	return c.voiding
}

// decideVoid asks the rules. Neither a step nor an error: it is void already.
func (c *core) decideVoid(op *voidOp) (*games.Step, error) {
	r := c.shown
	if r == nil || r.id != op.round {
		return nil, ErrNotUnderWay
	}
	phase := r.table.Phase()
	switch {
	case phase == games.Void:
		return nil, nil
	case phase == games.Settled:
		return nil, ErrOutcomeFixed
	case c.resuming, c.resume && phase == games.Open:
		return nil, games.ErrBusy
	case phase == games.Closed && r.source == nil && !op.tried:
		if !c.unsealing {
			op.tried = true
			c.unseal(r)
		}
		return nil, games.ErrBusy
	case c.unsealing:
		return nil, games.ErrBusy
	}
	cmd := c.systems(r, games.VoidRound{Why: op.why, SourceLost: phase == games.Closed && r.source == nil})
	cmd.By = op.by
	step, err := c.decide(r, cmd)
	var refusal *games.Refusal
	switch {
	case errors.As(err, &refusal):
		return nil, ErrOutcomeFixed
	case errors.Is(err, games.ErrBusy):
		return nil, err
	case err != nil:
		c.fault(err)
		return nil, err
	}
	return &step, nil
}

// voided ends the walk of a void whose step is on the log, or for which the
// journal had no place.
func (c *core) voided(op *voidOp, err error) {
	c.voids, c.voiding, c.again = c.voids[1:], false, true
	if err == nil {
		c.resume = false // a closed round whose source was lost has nothing to go on with
	}
	c.effect(fxReply{op.reply, err})
}

// notUnsealed marks a round whose source cannot be read. The room stands still
// with it: nothing can be drawn, and its stakes stay where they are until the
// keys are back or an operator voids the round.
func (c *core) notUnsealed(in inNotUnsealed) {
	c.unsealing, c.again = false, true
	if r := c.roundOf(in.round); r != nil {
		r.lost, c.unsealAt = in.err, c.now+unsealRetryMs
	}
	if k := c.kept; k != nil && k.Round == in.round {
		k.lost = true
	}
	if c.next != nil && c.next.id == in.round {
		c.asked = false // a source that cannot be read cannot be followed
	}
}

// sourceLost says whether the round under way waits for a source that could not
// be read.
func (c *core) sourceLost() bool {
	return c.live() && c.shown.lost != nil && c.shown.source == nil
}

// tryAgain asks for a lost source now and then.
func (c *core) tryAgain() {
	if !c.unsealing && c.now >= c.unsealAt {
		c.unseal(c.shown)
	}
}
