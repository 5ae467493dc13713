package rooms

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/blackjack"
	"croupier/games/cards"
	"croupier/internal/bars"
)

// leak is a card table that minds play out, with everything that leaves it kept: frames,
// rows of the log, carries at rest, hints, balances, errors, and what a record answers.
type leak struct {
	*cardTwin
	r        *rand.Rand
	rows     int
	failures int
	instead  map[string]string // decisions that are made otherwise
	made     []decided
}

// decided is a decision, and how much had left before it.
type decided struct {
	wish
	id   string
	from int
}

func newLeak(t *testing.T, name string, seed uint64) *leak {
	l := &leak{cardTwin: newTwin(t, name, seed, 0, ""), r: rand.New(rand.NewPCG(seed, 34))}
	l.onEntry = func(e *Entry) {
		if l.rows++; l.rows%5 == 0 {
			l.answers(e.Round)
		}
	}
	return l
}

// answers is what anybody may ask of a round on the record, and what the room says of itself.
func (l *leak) answers(round games.RoundID) {
	r := l.ledger.rooms[cardRoom].rounds[round]
	if r == nil {
		return
	}
	for p := int64(0); p <= cardPlayers; p++ {
		public, own, err := Recall(l.keys, &r.LoadedRound, games.PlayerID(p))
		require.NoError(l.t, err)
		text, err := json.Marshal([]any{public, own})
		require.NoError(l.t, err)
		l.left = append(l.left, leaving{what: "record", who: p, text: text})
	}
	carry, err := PublicCarry(r.Opening.Carry)
	require.NoError(l.t, err)
	l.left = append(l.left, leaving{what: "public carry", text: carry}, leaving{what: "status", text: fmt.Appendf(nil, "%+v", l.node.room.Status())})
}

// plays a few rounds, in which now and then a key, the journal or the power fails.
func (l *leak) plays(rounds int) {
	bet := games.RoundID(0)
	for range 20_000 {
		l.pass(10)
		switch {
		case l.node.dead, l.node.room.Stopped():
			l.keys.broken = nil
			l.now += 20
			l.boot()
			continue
		case len(l.ended()) >= rounds:
			return
		case l.failures < 3 && l.r.IntN(60) == 0:
			l.failures++
			l.fails()
		}
		c := l.node.room.room.core
		if c.live() && c.shown.table.Phase() == games.Open && bet != c.shown.id {
			bet = c.shown.id
			pick := rand.New(rand.NewPCG(l.seed, uint64(bet)))
			for p := int64(1); p <= cardPlayers; p++ {
				body := l.game.bet(p, pick)
				if l.game.legal != nil && strings.Contains(body, "behind") {
					body = l.seatBet(p)
				}
				l.act(p, "bet", body)
			}
		}
		for _, w := range l.fresh() {
			do := w.picks(l.seed)
			if other := l.instead[w.name()]; other != "" {
				do = other
			}
			id := l.act(w.p, "play", w.body(do))
			l.made = append(l.made, decided{w, id, len(l.left)})
			l.pass(25) // one after the other, so that there is something to see in between
		}
	}
	require.Fail(l.t, "the table stands still")
}

// fails lets something break: what it says about it leaves the house as well.
func (l *leak) fails() {
	switch l.r.IntN(4) {
	case 0:
		l.keys.broken = errors.New("no such key")
	case 1:
		l.node.fails = errors.New("disk full")
	case 2:
		l.keys.lost = errors.New("no such key")
		l.pass(300)
		l.keys.lost = nil
	default:
		l.node.dieIn, l.node.late = 1+l.r.IntN(3), l.r.IntN(2) == 0
	}
}

// until is how much of what left came before a shoe's cards from a place on were shown.
func (l *leak) until(shoe games.RoundID, place int) int {
	for i, one := range l.left {
		if one.ends == shoe || one.shoe == shoe && slices.ContainsFunc(one.told, func(at int) bool { return at >= place }) {
			return i
		}
	}
	return len(l.left)
}

// aces says whether two cards are a blackjack: of a card at which the dealer has looked,
// that much is known.
func aces(a, b cards.Card) bool { return total([]cards.Card{a, b}) == 21 }

// B34: what nobody has seen leaves no trace. Two tables have shoes that differ from one card
// on, and sources that differ: until that card is shown, all that leaves the one is what
// leaves the other, byte for byte. Errors, records and carries at rest among it.
func TestB34CardsToComeLeaveNoTrace(t *testing.T) {
	t.Parallel()
	for name := range cardGames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bar := bars.Start(t, "B34", "two tables whose cards to come differ", bars.N{Quick: 12, Commit: 500, Night: 10_000})
			for seed := range uint64(bar.Trials()) {
				bar.Seed(seed)
				one := newLeak(t, name, seed)
				one.plays(3)
				shoe, place := one.somewhere()
				moment := one.until(shoe, place)

				other := newLeak(t, name, seed)
				other.keys.salt = func(round games.RoundID) string {
					if round == shoe {
						return " other"
					}
					return ""
				}
				other.keys.order = one.mixed(shoe, place)
				other.plays(3)
				require.GreaterOrEqual(t, len(other.left), moment, "seed %d", seed)
				for i, is := range other.left[:moment] {
					was := one.left[i]
					require.Equal(t, was.what+" "+string(was.text), is.what+" "+string(is.text), "seed %d: from card %d of shoe %d on, in %d of %d", seed, place, shoe, i, moment)
					require.Equal(t, was.who, is.who)
					bar.Reached(is.what)
				}
				if moment < len(one.left) {
					bar.Reached("shown later")
					if string(one.left[moment].text) != string(other.left[moment].text) {
						bar.Reached("and then it differs")
					}
				}
				if one.table.isHole(shoe, place) {
					bar.Reached("from the card face down on")
				}
				bar.Trial()
			}
			if bar.Trials() < 50 {
				return
			}
			bar.Must("frame", "row", "carry", "hint", "balance", "error", "record", "public carry", "status", "shown later", "and then it differs")
			if name == "blackjack" || name == "unlimited" {
				bar.Must("from the card face down on")
			}
		})
	}
}

// somewhere is a place of a shoe: one that was shown, the card face down, or one behind all.
func (l *leak) somewhere() (shoe games.RoundID, place int) {
	var shoes []games.RoundID
	for id := range l.table.decks {
		shoes = append(shoes, id)
	}
	slices.Sort(shoes)
	shoe = shoes[l.r.IntN(len(shoes))]
	var places []int
	for at := range l.table.shown[shoe] {
		places = append(places, at)
	}
	slices.Sort(places)
	places = append(places, l.table.decks[shoe]*cards.PackSize/2)
	for _, h := range l.table.holes[shoe] {
		places = append(places, h[1], h[1], h[1])
	}
	return shoe, places[l.r.IntN(len(places))]
}

// mixed puts the cards of a shoe from a place on into another order.
func (l *leak) mixed(of games.RoundID, place int) func(games.RoundID, cards.Order) {
	return func(shoe games.RoundID, order cards.Order) {
		if shoe != of {
			return
		}
		was, pick := slices.Clone(order), rand.New(rand.NewPCG(l.seed, 35))
		mix := func() {
			pick.Shuffle(len(order)-place, func(i, j int) { order[place+i], order[place+j] = order[place+j], order[place+i] })
		}
		looked := func() bool {
			return slices.ContainsFunc(l.table.holes[of], func(h [2]int) bool {
				return h[0] < place && h[1] >= place && aces(was[h[0]], was[h[1]]) != aces(order[h[0]], order[h[1]])
			})
		}
		for mix(); looked(); {
			mix()
		}
	}
}

// B34: at a table of one common hand a decision is its player's alone until the hand goes
// on. Two tables differ in one of them: nothing that anybody else gets differs before.
func TestB34CardsAnothersDecision(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B34", "two tables that differ in one player's decision", bars.N{Quick: 12, Commit: 500, Night: 10_000})
	for seed, made := uint64(0), 0; made < bar.Trials(); seed++ {
		one := newLeak(t, "unlimited", seed)
		one.plays(2)
		w, do, ok := one.another()
		if !ok {
			continue
		}
		bar.Seed(seed)
		other := newLeak(t, "unlimited", seed)
		other.instead = map[string]string{w.name(): do}
		other.plays(2)
		mine, theirs := one.othersBefore(w), other.othersBefore(w)
		require.NotEmpty(t, mine)
		require.Equal(t, mine, theirs, "seed %d: %+v %s instead of %s", seed, w, do, w.picks(seed))
		bar.Reached(do)
		made++
		bar.Trial()
	}
	if bar.Trials() < 50 {
		return
	}
	bar.Must(blackjack.DoubleUp, blackjack.Stand, blackjack.Hit)
}

// another is a decision and what could have been decided instead.
func (l *leak) another() (w decided, do string, ok bool) {
	for _, i := range l.r.Perm(len(l.made)) {
		w := l.made[i]
		legal := slices.DeleteFunc(slices.Clone(w.legal), func(do string) bool { return do == w.picks(l.seed) })
		if l.answered[w.id].Verdict == "accepted" && len(legal) > 0 {
			return w, legal[l.r.IntN(len(legal))], true
		}
	}
	return w, "", false
}

// othersBefore is what everybody but one player got until the hand went on after a decision.
// Rows of the log are the house's own, and what is sealed in them may be longer.
func (l *leak) othersBefore(w decided) (list []string) {
	for i, one := range l.left {
		switch {
		case i > w.from && one.what == "row" && strings.Contains(string(one.text), `"type":"went"`):
			return list
		case one.who != w.p && one.what != "row":
			list = append(list, fmt.Sprint(one.what, " ", one.who, " ", string(one.text)))
		}
	}
	return list
}
