package felt

import (
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// bets is the bets of a round: those that stand, and in sums those in flight. Each
// change costs what the bet is long, whatever the number of players.
type bets struct {
	prices *Prices

	bettors map[games.PlayerID]*bettor
	held    map[actKey]heldAct
	backs   int // of held: bets being taken back

	totals  []money.Amount // by spot, standing
	players []int          // by spot, with a standing stake there
	staked  money.Amount   // standing
	flying  money.Amount   // held stakes

	// liable is for each outcome the most that the room could lose by it: of
	// each bet, standing or held, what it would win there beyond its own stake,
	// and nothing where it loses. Stakes that lose are not counted against it,
	// because they may still be taken back or refused; so the sum only grows by
	// a bet and only falls by one undone, and the room's loss stays below it
	// whichever of the others remain.
	liable []money.Amount
	loss   []money.Amount // of one bet, for counting: no part of the state

	owing money.Amount // stakes that rounds before left (Owe)

	first, last *bettor // seated: those with a standing bet, in order
	seated      int
}

// bettor is one player's part of the round. It exists while anything is in it.
type bettor struct {
	player games.PlayerID
	name   string
	bot    bool

	bets   []wager // standing, in the order of their verdicts
	on     []stack // by spot, ascending, without empty ones
	staked money.Amount
	flying money.Amount
	held   int // stakes in flight
	backs  int // acts in flight that take bets back
	owed   int // bets that rounds before left
	paid   *Paid

	before, after *bettor // among the seated
}

// stack is a player's chips on one spot.
type stack struct {
	spot             int
	standing, flying money.Amount
}

// wager is a bet.
type wager struct {
	id    games.BetID
	chips []chip
	total money.Amount
}

type chip struct {
	spot  int
	stake money.Amount
}

// actKey names an act in flight.
type actKey struct {
	player games.PlayerID
	id     games.BetID
}

// heldAct is an act in flight: a stake, or with none something taken back.
type heldAct struct {
	stake *wager
}

func newBets(p *Prices) bets {
	return bets{
		prices:  p,
		bettors: map[games.PlayerID]*bettor{},
		held:    map[actKey]heldAct{},
		totals:  make([]money.Amount, len(p.spots)),
		players: make([]int, len(p.spots)),
		liable:  make([]money.Amount, p.outcomes),
		loss:    make([]money.Amount, p.outcomes),
	}
}

// bettor finds a player's part and makes it if there is none.
func (f *bets) bettor(p games.PlayerID) *bettor {
	b := f.bettors[p]
	if b == nil {
		b = &bettor{player: p}
		f.bettors[p] = b
	}
	return b
}

// tidy forgets a player of whom nothing is left.
func (f *bets) tidy(b *bettor) {
	if len(b.bets) == 0 && b.held == 0 && b.backs == 0 && b.owed == 0 && b.paid == nil {
		delete(f.bettors, b.player)
	}
}

func (f *bets) holdStake(key actKey, w wager) {
	f.mustBeNew(key)
	f.held[key] = heldAct{stake: &w}
	b := f.bettor(key.player)
	b.held++
	b.flying += w.total
	f.flying += w.total
	for _, c := range w.chips {
		b.stack(c.spot).flying += c.stake
	}
	f.addLiability(&w, 1)
}

func (f *bets) holdBack(key actKey) {
	f.mustBeNew(key)
	f.held[key] = heldAct{}
	f.bettor(key.player).backs++
	f.backs++
}

func (f *bets) mustBeNew(key actKey) {
	if _, ok := f.held[key]; ok {
		panic("felt: one act held twice")
	}
}

// release undoes what holding an act did, and says whether it was held.
func (f *bets) release(key actKey) bool {
	act, ok := f.held[key]
	if !ok {
		return false
	}
	delete(f.held, key)
	b := f.bettors[key.player]
	if w := act.stake; w != nil {
		b.held--
		b.flying -= w.total
		f.flying -= w.total
		for _, c := range w.chips {
			b.stack(c.spot).flying -= c.stake
		}
		b.sweep()
		f.addLiability(w, -1)
	} else {
		b.backs--
		f.backs--
	}
	f.tidy(b)
	return true
}

// place makes a bet stand.
func (f *bets) place(p games.PlayerID, by games.Actor, w wager) {
	b := f.bettor(p)
	b.name, b.bot = by.Name, by.Bot
	if len(b.bets) == 0 {
		f.sit(b)
	}
	b.bets = append(b.bets, w)
	b.staked += w.total
	f.staked += w.total
	for _, c := range w.chips {
		s := b.stack(c.spot)
		if s.standing == 0 {
			f.players[c.spot]++
		}
		s.standing += c.stake
		f.totals[c.spot] += c.stake
	}
	f.addLiability(&w, 1)
}

// takeBack removes a standing bet.
func (f *bets) takeBack(p games.PlayerID, id games.BetID) {
	b := f.bettors[p]
	// From the end: what is taken back is nearly always the newest.
	i := len(b.bets) - 1
	for b.bets[i].id != id {
		i--
	}
	w := b.bets[i]
	b.bets = slices.Delete(b.bets, i, i+1)
	b.staked -= w.total
	f.staked -= w.total
	for _, c := range w.chips {
		s := b.stack(c.spot)
		s.standing -= c.stake
		f.totals[c.spot] -= c.stake
		if s.standing == 0 {
			f.players[c.spot]--
		}
	}
	b.sweep()
	f.addLiability(&w, -1)
	if len(b.bets) == 0 {
		f.rise(b)
	}
	f.tidy(b)
}

// addLiability adds a bet's part of the room's largest loss, or takes it away.
func (f *bets) addLiability(w *wager, sign money.Amount) {
	f.prices.liability(w, f.loss)
	for n, loss := range f.loss {
		f.liable[n] += sign * loss
	}
}

// stack finds a player's chips on a spot and makes room for them if there are
// none. A player has few spots: the search is short.
func (b *bettor) stack(spot int) *stack {
	i, found := slices.BinarySearchFunc(b.on, spot, func(s stack, spot int) int { return s.spot - spot })
	if !found {
		b.on = slices.Insert(b.on, i, stack{spot: spot})
	}
	return &b.on[i]
}

// sweep forgets the spots on which nothing is left.
func (b *bettor) sweep() {
	b.on = slices.DeleteFunc(b.on, func(s stack) bool { return s.standing == 0 && s.flying == 0 })
}

// onSpot is what a player has on a spot, standing and in flight.
func (b *bettor) onSpot(spot int) money.Amount {
	i, found := slices.BinarySearchFunc(b.on, spot, func(s stack, spot int) int { return s.spot - spot })
	if !found {
		return 0
	}
	return b.on[i].standing + b.on[i].flying
}

// sit puts a player behind the others who have a bet.
func (f *bets) sit(b *bettor) {
	b.before, b.after = f.last, nil
	if f.last != nil {
		f.last.after = b
	} else {
		f.first = b
	}
	f.last = b
	f.seated++
}

// rise takes a player out of the seated.
func (f *bets) rise(b *bettor) {
	if b.before != nil {
		b.before.after = b.after
	} else {
		f.first = b.after
	}
	if b.after != nil {
		b.after.before = b.before
	} else {
		f.last = b.before
	}
	b.before, b.after = nil, nil
	f.seated--
}
