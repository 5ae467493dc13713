package blackjack

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/gamestest"
	"croupier/internal/bars"
	"croupier/wallet/money"
)

// suiteOptions has limits so low that random bets meet all of them.
func suiteOptions(change func(*Options)) Options { // bets end soon, decisions last: most acts are decisions
	o := Options{
		Terms:     Terms{Decks: 6, Hole: Peek, Natural: ThreeToTwo, HandsMax: 4, AfterSplit: true, ResplitAces: true, Double: DoubleAny, Surrender: true},
		Pairs:     "25/12/6",
		Threes:    "100/40/30/10/5",
		Insurance: true, BehindCut: 60,
		Seats: 4, SeatsEach: 2, BehindMax: 2,
		BetMs: 1500, DecideMs: 40_000, AbsentMs: 9000, DealMs: 10, PauseMs: 300,
		StepMinor: 100, SeatMinMinor: 200, SeatMaxMinor: 2000, SideMinMinor: 100, SideMaxMinor: 1000,
		TableMaxMinor: 6000, AllowanceMinor: 400_000,
	}
	if change != nil {
		change(&o)
	}
	return o
}

// smallOptions is a table of few seats and packs: a random round is soon played.
func smallOptions(change func(*Options)) Options {
	return suiteOptions(func(o *Options) {
		o.Decks, o.BehindCut, o.Seats, o.HandsMax, o.Pairs = 1, 10, 2, 3, ""
		if change != nil {
			change(o)
		}
	})
}

func encode(t testing.TB, v any) []byte {
	body, err := json.Marshal(v)
	require.NoError(t, err)
	return body
}

// spied is rules whose tables tell what they were last asked, so that random
// players ask for what may be granted.
type spied struct {
	games.Rules
	last *games.Table
	rich bool // shoes that begin with aces, eights and tens: pairs, naturals, insurance
}

type spiedTable struct {
	games.Table
	spied
}

// richDraws shuffles, and then lays some cards first, by swaps alone.
type richDraws struct{ games.Draws }

func (r richDraws) Shuffle(n int, swap func(i, j int)) {
	order := cards.Packs(n / cards.PackSize)
	both := func(i, j int) { order[i], order[j] = order[j], order[i]; swap(i, j) }
	r.Draws.Shuffle(n, both)
	first := 0
	for i, c := range order {
		if p := points(c); p == ace || p == 8 || p == ten {
			both(first, i)
			first++
		}
	}
}

func (s spied) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	t, err := s.Rules.Table(round, options, carry)
	return spiedTable{t, s}, err
}

func (t spiedTable) Decide(c games.Command, d games.Draws) (games.Step, error) {
	*t.last = t.Table
	if t.rich && d != nil {
		d = richDraws{d}
	}
	return t.Table.Decide(c, d)
}

func (t spiedTable) MarshalJSON() ([]byte, error) { return json.Marshal(t.Table) }

var acts = []string{Hit, Stand, DoubleUp, Split, Surrender, Insure, Decline, Even}

// asks makes what random players ask: bets on anything, and decisions about the
// hand whose turn it is.
func (s spied) asks(o Options, common bool) func(gamestest.Pick) any {
	spots := []string{"seat:8", "behind:0", "hand:1", "seat:01"}
	for _, at := range o.spots(common) {
		spots = append(spots, at.String(), at.String())
	}
	return func(pick gamestest.Pick) any {
		if *s.last != nil && (*s.last).Phase() == games.Closed && pick(8) > 0 {
			return playFor(*s.last, pick)
		}
		switch pick(12) {
		case 0:
			return Undo{}
		case 1:
			return Clear{}
		case 2:
			return Play{Seat: pick(9) - 1, Hand: pick(4) - 1, Seen: pick(5), Do: acts[pick(len(acts))]}
		}
		b := Bet{Follow: pick(2) == 0}
		for range 1 + pick(3) {
			b.Spots = append(b.Spots, Chip{Spot: spots[pick(len(spots))], Stake: money.Amount(100 * pick(22))})
		}
		return b
	}
}

func playFor(table games.Table, pick gamestest.Pick) any {
	p := Play{Seat: 1, Seen: 2, Do: acts[pick(len(acts))]}
	var turn *Turn
	switch v := table.View(games.Everyone).(type) {
	case View:
		if turn = v.Turn; turn == nil || len(v.Seats) == 0 {
			return p
		}
		p.Seat, p.Hand = turn.Seat, turn.Hand
		if p.Seat == 0 {
			p.Seat = v.Seats[pick(len(v.Seats))].Seat
		}
		for _, s := range v.Seats {
			if s.Seat == p.Seat && p.Hand < len(s.Hands) {
				p.Seen = len(s.Hands[p.Hand].Cards)
			}
		}
	case CommonView:
		if turn = v.Turn; turn == nil || turn.Hand >= len(v.Hands) {
			return p
		}
		p.Hand, p.Seen = turn.Hand, len(v.Hands[turn.Hand].Cards)
	}
	if legal := turn.Legal; len(legal) > 0 && pick(8) > 0 {
		p.Do = legal[pick(len(legal))]
	}
	if p.Do == Insure && pick(3) == 0 {
		p.Stake = money.Amount(50 * pick(12))
	}
	return p
}

func resultOf(body any) (money.Amount, money.Amount, bool) {
	r, ok := body.(Result)
	return r.Staked, r.Returned, ok
}

// keptOf is what a void leaves as it was: all but when the next round opens, and
// the shoe, of which cards may have been shown (TestAShoeOfAVoidedHand).
func keptOf(carry any) any {
	c := carry.(Carry)
	c.OpensAt, c.Shoe = 0, nil
	if c.Private != nil {
		c.Private = &Secret{Order: c.Private.Order[:0], Seats: c.Private.Seats}
	}
	return c
}

// conforms plays the suite at one table, and some rounds at others.
func conforms(t *testing.T, r *Rules, tables map[string]Options) {
	for name, o := range tables {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := spied{r, new(games.Table), name != "plain"}
			suite := gamestest.Suite{
				Rules: s, Options: encode(t, o), Ask: s.asks(o, r.common), Result: resultOf, Kept: keptOf,
				Commutes: name == "any order",
			}
			if name == "whole" && (!r.common || bars.Level() != "quick") {
				gamestest.Run(t, suite)
				return
			}
			for seed := range uint64(bars.N{Quick: 10, Commit: 200, Night: 5000}.Of(bars.Level())) {
				require.NoError(t, gamestest.Check(suite, gamestest.Seeded(seed)), "seed %d", seed)
			}
		})
	}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	conforms(t, Seats(), map[string]Options{
		"whole":     smallOptions(nil),
		"plain":     suiteOptions(nil),
		"any order": smallOptions(nil),
		"behind":    smallOptions(func(o *Options) { o.Seats, o.SeatsEach, o.BehindMax, o.Pairs, o.Threes = 2, 1, 3, "", "" }),
		"original":  smallOptions(func(o *Options) { o.Hole, o.HitsSoft17, o.Charlie = NoneOriginal, true, true }),
		"all":       smallOptions(func(o *Options) { o.Hole, o.AutoHitBelow, o.HandsMax, o.AfterSplit = NoneAll, 12, 2, false }),
		"6:5":       smallOptions(func(o *Options) { o.Seats, o.SeatsEach, o.Natural = 2, 2, SixToFive }),
	})
}

// commonOptions is a table with one hand for all.
func commonOptions(change func(*Options)) Options {
	return suiteOptions(func(o *Options) {
		o.Seats, o.SeatsEach, o.BehindMax, o.HandsMax, o.ResplitAces = 0, 0, 0, 2, false
		if change != nil {
			change(o)
		}
	})
}

func TestConformanceOfTheCommonHand(t *testing.T) {
	t.Parallel()
	few := func(change func(*Options)) Options {
		o := commonOptions(change)
		o.Decks, o.BehindCut, o.Pairs = 1, 10, ""
		return o
	}
	conforms(t, Unlimited(), map[string]Options{
		"whole":     few(nil),
		"any order": few(nil),
		"original":  few(func(o *Options) { o.Hole, o.HitsSoft17, o.Charlie, o.AutoHitBelow = NoneOriginal, true, true, 12 }),
		"all":       few(func(o *Options) { o.Hole, o.AfterSplit = NoneAll, false }),
		"plain":     commonOptions(func(o *Options) { o.HandsMax = 1 }),
	})
}

var _, _ games.Priced = Seats(), Unlimited()
