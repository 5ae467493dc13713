package gamestest

import (
	"errors"
	"fmt"
	"reflect"

	"croupier/games"
)

// void is an operator's wish to end the round with nothing won or lost, at any
// moment.
func (r *room) void() error {
	c := r.voidBy(r.pick(2) == 0)
	if len(r.held) == 0 {
		if err := r.granted(c); err != nil {
			return err
		}
	}
	return r.decide(c)
}

func (r *room) voidBy(lost bool) games.Command {
	return games.Command{
		By: games.Actor{Role: games.Operator, Player: 99, Name: "operator"}, At: r.at,
		Ask: games.VoidRound{Why: "the table was moved", SourceLost: lost},
	}
}

// granted holds the answer to a void, nothing being in flight, against the
// contract: before the close always, after it never, but for a lost source of a
// round that has paid nothing yet.
func (r *room) granted(c games.Command) error {
	lost := c.Ask.(games.VoidRound).SourceLost
	phase := r.table.Phase()
	may := phase == games.Open || phase == games.Closed && lost && r.books.paid == 0
	step, err := r.table.Decide(c, nil)
	var refusal *games.Refusal
	switch {
	case may && err != nil:
		return fmt.Errorf("in %v, source lost %v, a void is answered by: %w", phase, lost, err)
	case may && step.Then != games.Void:
		return fmt.Errorf("a void in %v leads to %v", phase, step.Then)
	case !may && !errors.As(err, &refusal):
		return fmt.Errorf("in %v, source lost %v, a void is answered by %v and not refused", phase, lost, err)
	}
	return nil
}

// sameCarry compares what a voided round leaves with what it began with, and
// with what it would leave if nobody had come.
func (r *room) sameCarry() error {
	after, err := r.kept(r.carry)
	if err != nil {
		return err
	}
	if r.before != nil {
		before, err := r.kept(r.before)
		if err != nil {
			return err
		}
		if before != after {
			return fmt.Errorf("a void changes the carry\nfrom %s\nto   %s", before, after)
		}
	}
	if r.Private {
		return nil // nobody can void what nobody has begun
	}
	empty, err := newRoom(r.Suite, Seeded(r.seed), r.round, r.before, r.at)
	if err != nil {
		return err
	}
	empty.at = max(r.at, empty.table.Wait().Until)
	for _, c := range []games.Command{{At: empty.at, Ask: games.Timeout{}}, r.voidBy(false)} {
		c.At = empty.at
		step, err := empty.table.Decide(c, nil)
		if err != nil {
			return fmt.Errorf("opening an empty round and voiding it: %w", err)
		}
		empty.table.Apply(step)
		if empty.table.Phase() == games.Closed || empty.table.Phase() == games.Settled {
			return nil // a game whose rounds begin with the outcome
		}
	}
	body, err := r.encode(empty.table.Carry())
	if err != nil {
		return err
	}
	untouched, err := r.kept(body)
	if err != nil {
		return err
	}
	if untouched != after {
		return fmt.Errorf("a void with bets leaves %s, one without %s", after, untouched)
	}
	return nil
}

// kept is the part of an encoded carry that a void does not touch.
func (r *room) kept(body []byte) (string, error) {
	name, _, err := r.codec.Encode(r.table.Carry())
	if err != nil {
		return "", err
	}
	carry, err := r.codec.Decode(name, body)
	if err != nil {
		return "", fmt.Errorf("carry: %w", err)
	}
	if r.Kept != nil {
		carry = r.Kept(carry)
	}
	again, err := r.encode(carry)
	return string(again), err
}

// decideAgain asks the rules for every step of the log once more, in the log's
// order with nothing in flight: they must say the same. Where verdicts came in
// any order, the log's is not that of the decisions.
func (r *room) decideAgain() error {
	if r.Commutes {
		return nil
	}
	fresh := *r
	fresh.drawn = 0
	var err error
	if fresh.table, err = r.fold(nil); err != nil {
		return err
	}
	for i, stored := range r.log {
		if stored, err = r.reread(stored); err != nil {
			return err
		}
		step, err := fresh.table.Decide(stored.Cmd, fresh.draws())
		if err != nil {
			return fmt.Errorf("step %d, %T, decided again: %w", i, stored.Cmd.Ask, err)
		}
		if step, err = r.reread(step); err != nil {
			return err
		}
		if !reflect.DeepEqual(step, stored) {
			return fmt.Errorf("step %d, %T, decided again is another\nlog   %+v\nagain %+v", i, stored.Cmd.Ask, stored, step)
		}
		fresh.table.Apply(step)
		if step.Drawn {
			fresh.drawn++
		}
	}
	return nil
}
