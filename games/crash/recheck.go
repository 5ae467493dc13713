package crash

import (
	"errors"
	"fmt"

	"croupier/games"
)

// Recheck plays an ended round again from its source and compares: the point with
// the draw, and each bet of a player with what that player's events and the curve
// make of it. public and own are the bodies of events in their order, as Types
// lists them; own may be empty. A round that was voided has no point and passes.
// draws gives the randomness of the k-th drawing step, k from 1 on.
func (r *Rules) Recheck(options []byte, public, own []any, draws func(k int) games.Draws) error {
	o, err := r.Options(options)
	if err != nil {
		return err
	}
	run, err := readRun(public)
	if err != nil {
		return err
	}
	if run.result == nil {
		return nil
	}
	if point := o.point(draws(1)); point != run.result.Point {
		return fmt.Errorf("crash: the source gives %d, the round says %d", point, run.result.Point)
	}
	if ended := run.startsAt + games.Moment(bustsAfter(run.result.Point)); ended != run.result.EndedAt {
		return fmt.Errorf("crash: the curve ended at %d, the round says %d", ended, run.result.EndedAt)
	}
	if run.beatAt >= run.result.EndedAt && run.beatAt != run.startsAt {
		return errors.New("crash: the curve was heard after its end")
	}
	return run.recheckOwn(&o, own)
}

// curveRun is what everyone was told of a curve.
type curveRun struct {
	startsAt, beatAt games.Moment
	rescue           *Rescued
	result           *Result // nil: voided
}

func readRun(public []any) (*curveRun, error) {
	run, ends := &curveRun{}, 0
	for _, body := range public {
		switch body := body.(type) {
		case Started:
			run.startsAt, run.beatAt = body.StartsAt, body.StartsAt
		case Beat:
			run.beatAt = body.At
		case Rescued:
			if body.BeatAt != run.beatAt || body.Times != At(int64(run.beatAt-run.startsAt)) || run.rescue != nil {
				return nil, fmt.Errorf("crash: rescued %+v, and the last beat was at %d", body, run.beatAt)
			}
			run.rescue = &body
		case Result:
			run.result = &body
			ends++
		case Voided:
			ends++
		}
	}
	if ends != 1 {
		return nil, fmt.Errorf("crash: %d ends", ends)
	}
	return run, nil
}

// recheckOwn plays a player's bets again and compares with what was paid.
func (run *curveRun) recheckOwn(o *Options, own []any) error {
	const someone = games.PlayerID(1)
	p := newPot(o)
	var paid *Paid
	for _, body := range own {
		switch body := body.(type) {
		case Placed:
			if o.allows(Bet{Stake: body.Stake, CashAt: body.CashAt}) != nil {
				return fmt.Errorf("crash: the table takes no bet like %+v", body)
			}
			p.place(games.Actor{Player: someone}, p.wagerOf(body))
		case TakenBack:
			for _, id := range body.Bets {
				if p.find(someone, id) == nil {
					return fmt.Errorf("crash: bet %s taken back, but it does not stand", id)
				}
				p.takeBack(someone, id)
			}
		case CashedOut:
			w := p.find(someone, body.Bet)
			if w == nil || w.times > 0 {
				return fmt.Errorf("crash: bet %s cashed out, but it does not stand", body.Bet)
			}
			if want := run.fair(w, body); body != want {
				return fmt.Errorf("crash: cashed out %+v, by the rules it is %+v", body, want)
			}
			p.leave(w, body)
		case Paid:
			paid = &body
		}
	}
	return run.recheckPaid(p.bettors[someone], paid)
}

// fair is how a bet leaves the curve that leaves it by a player's hand, by itself
// or by a rescue; a bet that may not leave it so, leaves with nothing.
func (run *curveRun) fair(w *wager, out CashedOut) CashedOut {
	want := CashedOut{Bet: w.id, At: out.At, By: out.By}
	switch {
	case out.By == ByRescue && run.rescue != nil && w.cashAt == 0 && run.rescue.Times < w.target:
		want.At, want.Times = run.rescue.BeatAt, run.rescue.Times
	case out.By == ByHand && out.At >= run.startsAt && out.At < run.result.EndedAt:
		if want.Times = At(int64(out.At - run.startsAt)); want.Times >= w.target {
			want.Times, want.By = w.target, w.why
		}
	case out.By == w.why && w.target <= run.result.Point:
		want.Times = w.target
		// By itself at its moment, or by a hand that came before the table did.
		if due := run.startsAt + games.Moment(Reaches(w.target)); out.At < due || out.At > due && out.At >= run.result.EndedAt {
			want.At = due
		}
	}
	want.Back = back(w.stake, want.Times)
	return want
}

// recheckPaid compares the end with what left the curve.
func (run *curveRun) recheckPaid(b *bettor, paid *Paid) error {
	switch {
	case b == nil && paid == nil:
		return nil
	case b == nil:
		return errors.New("crash: paid without a bet")
	case paid == nil:
		return errors.New("crash: a bet stands, and nothing says what it was paid")
	}
	for _, w := range b.bets {
		if w.times == 0 && (w.target <= run.result.Point || run.rescue != nil && w.cashAt == 0) {
			return fmt.Errorf("crash: bet %s was to be cashed out and was not", w.id)
		}
	}
	want, _ := b.pay(run.result.Point, nil)
	same := want.Point == paid.Point && want.Staked == paid.Staked && want.Returned == paid.Returned && len(want.Bets) == len(paid.Bets)
	for i := 0; same && i < len(want.Bets); i++ {
		same = want.Bets[i] == paid.Bets[i]
	}
	if !same {
		return fmt.Errorf("crash: paid %+v, by the rules it is %+v", *paid, want)
	}
	return nil
}
