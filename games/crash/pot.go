package crash

import (
	"cmp"
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// pot is the bets: those that stand, and in sums those in flight.
type pot struct {
	options *Options

	bettors map[games.PlayerID]*bettor
	held    map[actKey]heldAct
	backs   int // of held: bets being taken back

	staked   money.Amount // standing
	returned money.Amount // of bets that left the curve
	// liable is the most that the room could lose: of each bet, standing or held,
	// what it would win at its target. Stakes that lose are not counted against
	// it, because they may still be taken back.
	liable money.Amount

	first, last *bettor // seated: those with a standing bet, in order
	seated      int
	bets        int // standing
	hands       int // of them: on the curve, without a cash-out of their own

	// Once the curve is armed: the bets by target, then in the order of seats;
	// all before next have left the curve.
	order []*wager
	next  int
	left  int
	outs  []Out // newest first; replaced, never changed
}

// bettor is one player's part of the round. It exists while anything is in it.
type bettor struct {
	player games.PlayerID
	name   string
	bot    bool

	bets     []*wager // standing, in the order of their verdicts
	staked   money.Amount
	returned money.Amount
	held     int // stakes in flight
	backs    int // acts in flight that take bets back
	paid     *Paid

	before, after *bettor // among the seated
}

// wager is a bet.
type wager struct {
	id     games.BetID
	of     *bettor // nil while in flight
	stake  money.Amount
	cashAt Multiplier
	target Multiplier // where it leaves the curve at the latest
	why    By         // of target
	due    int64      // ms of the curve at which it reaches target, once armed

	times   Multiplier // 0: not cashed out
	back    money.Amount
	by      By
	leaving bool // a step in flight cashes it out
}

func (w *wager) liability() money.Amount { return back(w.stake, w.target) - w.stake }

// standing says whether a bet is on the curve for all that is known.
func (w *wager) standing() bool { return w.times == 0 && !w.leaving }

// actKey names an act in flight.
type actKey struct {
	player games.PlayerID
	id     games.BetID
}

// heldAct is a player's act in flight: a stake, a bet that leaves the curve, or
// with neither something taken back.
type heldAct struct {
	stake *wager
	out   *wager
}

func newPot(o *Options) pot {
	return pot{options: o, bettors: map[games.PlayerID]*bettor{}, held: map[actKey]heldAct{}}
}

func (p *pot) bettor(id games.PlayerID) *bettor {
	b := p.bettors[id]
	if b == nil {
		b = &bettor{player: id}
		p.bettors[id] = b
	}
	return b
}

// tidy forgets a player of whom nothing is left.
func (p *pot) tidy(b *bettor) {
	if len(b.bets) == 0 && b.held == 0 && b.backs == 0 {
		delete(p.bettors, b.player)
	}
}

// wagerOf reads a bet as the log has it.
func (p *pot) wagerOf(body Placed) *wager {
	w := &wager{id: body.Bet, stake: body.Stake, cashAt: body.CashAt}
	w.target, w.why = p.options.target(w.stake, w.cashAt)
	return w
}

// find is a player's standing bet of that id, nil if there is none.
func (p *pot) find(id games.PlayerID, bet games.BetID) *wager {
	b := p.bettors[id]
	if b == nil {
		return nil
	}
	for _, w := range b.bets {
		if w.id == bet {
			return w
		}
	}
	return nil
}

func (p *pot) holdStake(key actKey, w *wager) {
	p.keep(key, heldAct{stake: w})
	p.bettor(key.player).held++
	p.liable += w.liability()
}

func (p *pot) holdBack(key actKey) {
	p.keep(key, heldAct{})
	p.bettor(key.player).backs++
	p.backs++
}

func (p *pot) holdOut(key actKey, w *wager) {
	p.keep(key, heldAct{out: w})
	w.leaving = true
}

func (p *pot) keep(key actKey, act heldAct) {
	if _, ok := p.held[key]; ok {
		panic("crash: one act held twice")
	}
	p.held[key] = act
}

// release undoes what holding an act did, and says whether it was held.
func (p *pot) release(key actKey) bool {
	act, ok := p.held[key]
	if !ok {
		return false
	}
	delete(p.held, key)
	switch {
	case act.out != nil:
		act.out.leaving = false
		return true
	case act.stake != nil:
		p.bettors[key.player].held--
		p.liable -= act.stake.liability()
	default:
		p.bettors[key.player].backs--
		p.backs--
	}
	p.tidy(p.bettors[key.player])
	return true
}

// place makes a bet stand.
func (p *pot) place(by games.Actor, w *wager) {
	b := p.bettor(by.Player)
	b.name, b.bot = by.Name, by.Bot
	if len(b.bets) == 0 {
		p.sit(b)
	}
	w.of = b
	b.bets = append(b.bets, w)
	b.staked += w.stake
	p.staked += w.stake
	p.bets++
	p.liable += w.liability()
	p.count(w, 1)
}

// count counts a bet that comes, or leaves, if it is played by hand.
func (p *pot) count(w *wager, n int) {
	if w.cashAt == 0 {
		p.hands += n
	}
}

// takeBack removes a standing bet.
func (p *pot) takeBack(id games.PlayerID, bet games.BetID) {
	b := p.bettors[id]
	i := slices.IndexFunc(b.bets, func(w *wager) bool { return w.id == bet })
	w := b.bets[i]
	b.bets = slices.Delete(b.bets, i, i+1)
	b.staked -= w.stake
	p.staked -= w.stake
	p.bets--
	p.liable -= w.liability()
	p.count(w, -1)
	if len(b.bets) == 0 {
		p.rise(b)
	}
	p.tidy(b)
}

func (p *pot) sit(b *bettor) {
	b.before, b.after = p.last, nil
	if p.last != nil {
		p.last.after = b
	} else {
		p.first = b
	}
	p.last = b
	p.seated++
}

func (p *pot) rise(b *bettor) {
	if b.before != nil {
		b.before.after = b.after
	} else {
		p.first = b.after
	}
	if b.after != nil {
		b.after.before = b.before
	} else {
		p.last = b.before
	}
	b.before, b.after = nil, nil
	p.seated--
}

// arm puts the bets in the order in which they leave the curve by themselves.
func (p *pot) arm() {
	p.order = []*wager{}
	for b := p.first; b != nil; b = b.after {
		p.order = append(p.order, b.bets...)
	}
	for _, w := range p.order {
		w.due = Reaches(w.target)
	}
	slices.SortStableFunc(p.order, func(a, b *wager) int { return cmp.Compare(a.target, b.target) })
}

// leave takes a bet off the curve.
func (p *pot) leave(w *wager, out CashedOut) {
	w.times, w.back, w.by = out.Times, out.Back, out.By
	w.of.returned += w.back
	p.returned += w.back
	p.left++
	p.count(w, -1)
	kept := min(len(p.outs), outsShown-1)
	p.outs = append(append(make([]Out, 0, kept+1),
		Out{Name: w.of.name, Times: w.times, Back: w.back, Bot: w.of.bot}), p.outs[:kept]...)
	for p.next < len(p.order) && p.order[p.next].times > 0 {
		p.next++
	}
}

// nextOut is the bet that leaves the curve by itself next, nil if none does
// before a point.
func (p *pot) nextOut(point Multiplier) *wager {
	for _, w := range p.order[p.next:] {
		if w.target > point {
			return nil
		}
		if w.standing() {
			return w
		}
	}
	return nil
}
