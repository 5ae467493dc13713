package blackjack

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/cards"
	"croupier/internal/bars"
)

// takenOver is a table folded again from its log, each step through the codec.
func (l *live) takenOver(r *Rules, o Options, carry []byte) games.Table {
	table, err := r.Table(testRound, encode(l.t, o), carry)
	require.NoError(l.t, err)
	codec := games.NewCodec(r.Types())
	again := func(v any) any {
		name, body, err := codec.Encode(v)
		require.NoError(l.t, err)
		back, err := codec.Decode(name, body)
		require.NoError(l.t, err)
		return back
	}
	for _, s := range l.log {
		s.Cmd.Ask = again(s.Cmd.Ask)
		s.Events = slices.Clone(s.Events)
		for i := range s.Events {
			s.Events[i].Body = again(s.Events[i].Body)
		}
		table.Apply(s)
	}
	return table
}

// B37: the table dies after every single step of a hand and is taken over by its
// log: the same cards follow, and every player is paid what the twin at the
// undisturbed table is. A step that was decided and not stored is decided again
// by the new owner, and is the same.
func TestB37TheSameCardsFollow(t *testing.T) {
	t.Parallel()
	r := bars.Start(t, "B37", "a table taken over after every step, and a step lost before each", bars.N{Quick: 12, Commit: 200, Night: 5000})
	for i := range r.Trials() {
		change := func(o *Options) { o.Hole = holes[i%3] }
		dying, twin := scene(t, uint64(i), change), scene(t, uint64(i), change)
		o := *dying.table.(*table).o
		dying.after = func(l *live) {
			r.Landed("takeover", l.table.Phase().String(), 1)
			l.table = l.takenOver(Seats(), o, nil)
			if l.table.Phase().Ended() {
				return
			}
			c := games.Command{At: l.table.Wait().Until, Ask: games.Timeout{}}
			lost, err := l.decide(c)
			require.NoError(t, err)
			l.table.Hold(lost)
			l.table = l.takenOver(Seats(), o, nil)
			again, err := l.decide(c)
			require.NoError(t, err)
			require.Equal(t, lost, again)
		}
		any := func(*seat, []string) string { return "" }
		// The shuffle asks its draws more than once: each reading begins anew.
		dying.draws, twin.draws = fresh(i), fresh(i)
		dying.plays(uint64(i), any)
		twin.plays(uint64(i), any)
		require.Equal(t, twin.net, dying.net)
		mine, paid := dying.outcome()
		theirs, paidTwin := twin.outcome()
		require.Equal(t, theirs, mine)
		require.Equal(t, paidTwin, paid)
		require.Equal(t, encode(t, twin.table.Carry()), encode(t, dying.table.Carry()))
		r.Trial()
	}
}

// fresh is a stream that begins anew with each shuffle.
type fresh uint64

func (f fresh) Uintn(uint64) uint64 { panic("only shuffles draw") }

func (f fresh) Shuffle(n int, swap func(i, j int)) {
	d := splitmix(f)
	richDraws{&d}.Shuffle(n, swap)
}

// B34: what nobody has seen leaves no trace. Two shoes agree in all cards that
// are on the table and in no other: everything that anybody was told or may see
// is the same, byte for byte.
func TestB34HiddenCardsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	r := bars.Start(t, "B34", "two shoes that differ in the hidden cards alone, at every step of a hand", bars.N{Quick: 60, Commit: 500, Night: 10_000})
	for i := range r.Trials() {
		for _, rules := range []*Rules{Seats(), Unlimited()} {
			o := suiteOptions(func(o *Options) { o.Hole = holes[i%3] })
			if rules.common {
				o = commonOptions(func(o *Options) { o.Hole = holes[i%3] })
			}
			hidden(t, rules, o, splitmix(i), r)
		}
		r.Trial()
	}
	r.Must("a hidden card under an ace or a ten")
}

func hidden(t *testing.T, rules *Rules, o Options, pick splitmix, r *bars.Run) {
	order := cards.Shuffle(o.Decks, richDraws{&pick})
	l := sitOn(t, rules, o, carryOf(t, o, order))
	l.bet(1, chip("seat:1", 1000), chip("pairs:1", 100), chip("threes:1", 100))
	l.timeout()
	for range pick.Uintn(12) {
		if s, err := l.decide(l.anything(&pick)); err == nil {
			l.commit(s)
		} else if l.timeout(); l.table.Phase().Ended() {
			break
		}
	}
	if l.table.Phase().Ended() {
		return
	}
	shown, hole, looked, up := l.shown(o)
	other := slices.Clone(order)
	secret := []int{}
	for i := range other {
		if i >= shown || i == hole {
			secret = append(secret, i)
		}
	}
	mix := func() {
		pick.Shuffle(len(secret), func(i, j int) { other[secret[i]], other[secret[j]] = other[secret[j]], other[secret[i]] })
	}
	// Of a card at which the dealer has looked, one thing is known.
	for mix(); looked && natural([]cards.Card{up, other[hole]}); mix() {
	}
	if hole >= 0 && looked {
		r.Reached("a hidden card under an ace or a ten")
	}
	twin := sitOn(t, rules, o, carryOf(t, o, other))
	for _, s := range l.log[1:] {
		s, err := twin.decide(s.Cmd)
		require.NoError(t, err)
		twin.commit(s)
	}
	require.Equal(t, everything(t, l), everything(t, twin))
}

func carryOf(t *testing.T, o Options, order []cards.Card) []byte {
	shoe := cards.New(5<<24|1, o.Decks, o.BehindCut)
	return encode(t, Carry{Shoe: &shoe, Private: &Secret{Order: order, Seats: []KeptFor{}}})
}

// anything is some decision of the one player.
func (l *live) anything(pick *splitmix) games.Command {
	p := playFor(l.table, func(n int) int { return int(pick.Uintn(uint64(n))) }).(Play)
	return l.by(1, p)
}

// shown is how many cards of the shoe are on the table, and which of them lies
// face down; -1: none does.
func (l *live) shown(o Options) (taken, hole int, looked bool, up cards.Card) {
	dealt, natural, dealer := false, false, []cards.Card{}
	switch t := l.table.(type) {
	case *table:
		dealt, taken, looked, natural, dealer = t.deal.Dealt, t.deal.Taken, t.deal.Looked, t.deal.Natural, t.deal.Dealer
	case *common:
		dealt, taken, looked, natural, dealer = t.lay.Dealt, t.lay.Taken, t.lay.Looked, t.lay.Natural, t.lay.Dealer
	}
	if !dealt {
		return 0, -1, false, ""
	}
	hole = -1
	if o.Hole == Peek && !natural {
		hole = 3 // one player: the fourth card
	}
	return taken, hole, looked && hole >= 0, dealer[0]
}

// everything is all that the player, or anybody, was told and may see.
func everything(t *testing.T, l *live) string {
	var all strings.Builder
	for _, body := range append(slices.Clone(l.all), l.own[1]...) {
		fmt.Fprintf(&all, "%T %s\n", body, encode(t, body))
	}
	for _, v := range []any{l.table.View(games.Everyone), l.table.View(games.Only(1)), l.table.View(games.Only(2)), l.table.Board(), l.table.Card(), l.table.Wait()} {
		fmt.Fprintf(&all, "%s\n", encode(t, v))
	}
	return all.String()
}
