package baccarat

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/felt"
	"croupier/internal/bars"
	"croupier/wallet/money"
)

const room = games.RoomID(7)

var tableOptions = fmt.Sprintf(suiteOptions, "")

// live plays rounds one after the other, through the codec like a room's log.
type live struct {
	t       *testing.T
	options string
	codec   *games.Codec
	round   games.RoundID
	carry   []byte
	table   games.Table
	at      games.Moment
	ids     uint64
	log     []games.Step
	seed    mix
}

func newLive(t *testing.T, options string) *live {
	l := &live{t: t, options: options, codec: games.NewCodec(types()), round: room.Round(1), at: 1000}
	l.begin()
	return l
}

func (l *live) begin() {
	l.t.Helper()
	made, err := New().Table(l.round, []byte(l.options), l.carry)
	require.NoError(l.t, err)
	l.table, l.log = made, nil
	l.seed = mix(uint64(l.round) * 77)
}

// next is the room's next round.
func (l *live) next() {
	l.t.Helper()
	l.carry = l.encode(l.table.Carry())
	l.round = l.round.Next()
	l.begin()
}

func (l *live) encode(v any) []byte {
	l.t.Helper()
	_, body, err := l.codec.Encode(v)
	require.NoError(l.t, err)
	return body
}

func (l *live) id() games.BetID {
	l.ids++
	return games.BetID{1, 2, 3, 4, 5, 6, 0x70, 0, 0x80, 13: byte(l.ids >> 16), 14: byte(l.ids >> 8), 15: byte(l.ids)}
}

// decide gives fresh draws of the round's one drawing step.
func (l *live) decide(c games.Command) (games.Step, error) {
	if l.table.Phase() != games.Closed {
		return l.table.Decide(c, nil)
	}
	draws := l.seed
	return l.table.Decide(c, &draws)
}

func (l *live) must(c games.Command) games.Step {
	l.t.Helper()
	s, err := l.decide(c)
	require.NoError(l.t, err)
	l.table.Hold(s)
	l.table.Apply(s)
	l.log = append(l.log, s)
	return s
}

func (l *live) timeout() games.Step {
	l.t.Helper()
	l.at = max(l.at, l.table.Wait().Until)
	return l.must(games.Command{At: l.at, Ask: games.Timeout{}})
}

func (l *live) bet(p games.PlayerID, pairs ...any) games.Step {
	l.t.Helper()
	var b felt.Bet
	for i := 0; i < len(pairs); i += 2 {
		b.Spots = append(b.Spots, felt.Chip{Spot: pairs[i].(string), Stake: money.Amount(pairs[i+1].(int))})
	}
	return l.must(games.Command{By: games.Actor{Role: games.Player, Player: p, Name: "ann"}, At: l.at, ID: l.id(), Ask: b})
}

// finish deals the round out and returns its result.
func (l *live) finish() Result {
	l.t.Helper()
	for !l.table.Phase().Ended() {
		l.timeout()
	}
	for _, e := range l.log[len(l.log)-1].Events {
		if r, ok := e.Body.(Result); ok {
			return r
		}
	}
	l.t.Fatal("no result")
	return Result{}
}

// bodies are the log's, for everyone and for one player.
func (l *live) bodies() (public, own []any) {
	for _, s := range l.log {
		for _, e := range s.Events {
			switch {
			case e.For == games.Everyone:
				public = append(public, e.Body)
			case e.For > 0:
				own = append(own, e.Body)
			}
		}
	}
	return public, own
}

// G24: over two shoes, the cards are those of the shuffle, one after the other, none
// twice; what was burned is what the first card counts; the cut card ends a shoe with the
// hand after the one in which it came out; and the next one is another.
func TestShoesAreDealtInTheirOrder(t *testing.T) {
	t.Parallel()
	l := newLive(t, tableOptions)
	shoes := 0
	var order cards.Order
	at, final := 0, false
	for range 200 {
		l.timeout()
		began := l.table.(*table).shoes.Shoe()
		r := l.finish()
		if first, ok := l.log[2].Events[0].Body.(cards.Hidden); ok {
			require.Nil(t, began, "a shoe is shuffled only where there is none")
			require.Equal(t, games.Nobody, l.log[2].Events[0].For)
			require.True(t, l.log[2].Drawn)
			draws := mix(uint64(l.round) * 77)
			order = cards.Shuffle(8, &draws)
			require.Equal(t, order, first.Order)
			shuffled := l.log[2].Events[1].Body.(cards.Shuffled)
			require.Equal(t, order[0], shuffled.Top)
			require.Equal(t, 1+min(int(order[0].Rank()), 10), shuffled.Burned)
			at, final = shuffled.Burned, false
			shoes++
			require.Len(t, l.table.(*table).shoes.Beads(2), 1, "beads begin with the shoe")
		} else {
			require.Len(t, l.log, 3, "open, close, deal")
			require.False(t, l.log[2].Drawn, "a hand draws nothing")
		}
		now := l.table.(*table)
		require.Equal(t, newRoads(now.shoes.Beads(beadsMax)), now.roads, "roads are of this shoe's beads")
		require.Equal(t, at, r.Shoe.Dealt)
		for i, turn := range r.Cards {
			require.Equal(t, order[at+i], turn.Card)
		}
		at += len(r.Cards)
		require.Less(t, len(l.encode(l.table.View(games.Everyone))), 10<<10, "a snapshot has 16 KiB, the board's part included")
		carry := l.table.Carry().(Carry)
		switch {
		case final:
			require.Nil(t, carry.Shoe)
			require.Nil(t, carry.Private)
			require.Zero(t, l.table.(*table).Keeps(games.Step{}))
		default:
			final = at >= 416-14
			require.Equal(t, final, carry.Shoe.Final)
			require.Equal(t, carry.Shoe.ID, l.table.(*table).Keeps(games.Step{}), "the source stays sealed while cards are to come")
			require.Equal(t, at, carry.Shoe.Dealt)
		}
		l.next()
	}
	require.Equal(t, 3, shoes, "a shoe has some eighty hands")
}

var code = regexp.MustCompile(`"[A23456789TJQK][cdhs]"`)

// B34: no view, board, card or public event ever holds a card but those that were dealt,
// at any moment of a shoe; the public carry neither.
func TestB34NoCardBeforeItsMoment(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B34", "no card of baccarat in any view, public event or public carry before its moment",
		bars.N{Quick: 120, Commit: 500, Night: 10_000})
	l := newLive(t, tableOptions)
	for range bar.Trials() {
		shown := map[string]bool{}
		look := func(s games.Step) {
			for _, e := range s.Events {
				switch body := e.Body.(type) {
				case cards.Shuffled:
					shown[fmt.Sprintf("%q", body.Top)] = true
				case Result:
					for _, turn := range body.Cards {
						shown[fmt.Sprintf("%q", turn.Card)] = true
					}
				}
			}
			seen := [][]byte{l.encode(l.table.View(games.Everyone)), l.encode(l.table.Board()), l.encode(l.table.Card()), l.encode(l.table.View(1))}
			for _, e := range s.Events {
				if e.For != games.Nobody {
					seen = append(seen, l.encode(e.Body))
				}
			}
			if l.table.Phase().Ended() {
				c := l.table.Carry().(Carry)
				c.Private = nil
				seen = append(seen, l.encode(c))
			}
			for _, text := range seen {
				for _, c := range code.FindAll(text, -1) {
					require.True(t, shown[string(c)], "%s in %s", c, text)
				}
			}
		}
		look(l.timeout())
		look(l.bet(1, "player", 100, "tie", 100))
		for !l.table.Phase().Ended() {
			s := l.timeout()
			look(s)
			if s.Drawn {
				bar.Reached("a shoe was shuffled")
			}
		}
		if l.table.Carry().(Carry).Shoe == nil {
			bar.Reached("a shoe ended")
		}
		bar.Trial()
		l.next()
	}
	bar.Must("a shoe was shuffled", "a shoe ended")
}

// A record without the order follows the log to the same public end, and cannot deal.
func TestARecordWithoutTheOrder(t *testing.T) {
	t.Parallel()
	l := newLive(t, tableOptions)
	for range 90 {
		l.timeout()
		l.bet(1, "banker", 100)
		l.finish()

		var carry []byte
		if l.carry != nil {
			var c Carry
			require.NoError(t, json.Unmarshal(l.carry, &c))
			c.Private = nil
			carry = l.encode(c)
		}
		blind, err := New().Table(l.round, []byte(l.options), carry)
		require.NoError(t, err)
		for _, s := range l.log {
			if _, first := s.Events[0].Body.(cards.Hidden); first {
				s.Events = s.Events[1:]
			}
			if s.Phase == games.Closed && s.Then == games.Settled {
				_, err := blind.Decide(s.Cmd, nil)
				require.ErrorIs(t, err, cards.ErrBlind)
			}
			blind.Apply(s)
		}
		require.Equal(t, l.table.View(games.Everyone), blind.View(games.Everyone))
		c := l.table.Carry().(Carry)
		c.Private = nil
		require.Equal(t, c, blind.Carry())
		l.next()
	}
}

// A void of the round that shuffled forgets its shoe: the next one shuffles by its own
// source. One later in a shoe leaves it as it was.
func TestAVoidLeavesTheShoe(t *testing.T) {
	t.Parallel()
	l := newLive(t, tableOptions)
	lost := func() games.Command {
		return games.Command{By: games.Actor{Role: games.Operator, Player: 9}, At: l.at, ID: l.id(), Ask: games.VoidRound{SourceLost: true}}
	}
	l.timeout()
	l.bet(1, "player", 500)
	l.timeout()
	l.timeout() // shuffles
	require.False(t, l.table.(*table).shoes.Empty())
	s := l.must(lost())
	require.Equal(t, money.Amount(500), s.Events[1].Moves[0].Amount)
	require.Nil(t, l.table.Carry().(Carry).Shoe)
	require.Nil(t, l.table.Carry().(Carry).Private)
	l.next()
	l.timeout()
	l.finish()
	l.next()
	before := string(l.carry)
	l.timeout()
	l.timeout()
	l.must(lost())
	var was, is Carry
	require.NoError(t, json.Unmarshal([]byte(before), &was))
	is = l.table.Carry().(Carry)
	is.OpensAt = was.OpensAt
	require.Equal(t, was, is)
}

func TestAHandIsToldInItsTime(t *testing.T) {
	t.Parallel()
	l := newLive(t, strings.Replace(tableOptions, `"landMs"`, `"shuffleMs":7000,"landMs"`, 1))
	l.timeout()
	first := l.finish()
	require.Equal(t, l.log[1].Events[0].Body.(felt.ClosedBets).At+7000+900, first.Cards[0].At, "a new shoe takes its time")
	l.next()
	l.timeout()
	l.bet(1, "player", 100, "banker", 100, "big", 100)
	r := l.finish()
	closed := l.log[2].Events[0].Body.(felt.ClosedBets).At
	require.Len(t, l.log, 4, "open, bet, close, deal")
	for i, turn := range r.Cards {
		require.Equal(t, closed+games.Moment(900*(i+1)), turn.At)
	}
	require.Equal(t, r.Cards[len(r.Cards)-1].At+1500, r.LandsAt)
	require.Equal(t, r.LandsAt+4000, r.NextAt)
	require.Equal(t, r.LandsAt, l.log[len(l.log)-1].LandsAt)
	require.Equal(t, r.NextAt, l.table.Carry().(Carry).OpensAt)
	v := l.table.View(games.Everyone).(View)
	require.Equal(t, &r, v.Hand)
	require.Len(t, v.Beads, 2)
	require.NotNil(t, v.Roads)
	own := l.table.View(1).(felt.Own)
	require.Equal(t, money.Amount(300), own.Paid.Staked)
	require.Equal(t, r.Returned, own.Paid.Returned)
}

// fixed deals known cards: what each variant pays, to the minor unit (B9: whole, never
// rounded).
func TestPayments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		variant Variant
		hand    string // player, banker, player, banker, thirds
		back    map[string]money.Amount
	}{
		{Commission, "9c Kd Kc 2d", map[string]money.Amount{"player": 200, "small": 250}},
		{Commission, "2c Kd Kc 9d", map[string]money.Amount{"banker": 195, "small": 250}},
		{Commission, "9c Kd Kc 9d", map[string]money.Amount{"player": 100, "banker": 100, "tie": 900, "small": 250}},
		// Player 0 draws 2; banker 5 stands against it and wins.
		{NoCommission, "Tc 2d Kc 3d 2h", map[string]money.Amount{"banker": 200, "big": 154}},
		// Banker 6 stands against the player's third card, and wins.
		{NoCommission, "Tc 2d Kc 4d 2h", map[string]money.Amount{"banker": 150, "super-6": 1600, "big": 154}},
		{Commission, "Tc 2d Kc 4d 2h", map[string]money.Amount{"banker": 195, "super-6": 1600, "big": 154}},
		{EZ, "Tc 2d Kc 4d 2h", map[string]money.Amount{"banker": 200, "super-6": 1600, "big": 154}},
		// Player stands on 6; banker 5 draws 2.
		{EZ, "Tc 2d 6c 3d 2h", map[string]money.Amount{"banker": 100, "dragon-7": 4100, "big": 154}},
		{NoCommission, "Tc 2d 6c 3d 2h", map[string]money.Amount{"banker": 200, "dragon-7": 4100, "big": 154}},
		// Player 2 draws 6; banker 3 draws 2.
		{EZ, "2c Kd Kc 3d 6h 2h", map[string]money.Amount{"player": 200, "panda-8": 2600, "big": 154}},
		{EZ, "4c Kd 4c 2d", map[string]money.Amount{"player": 200, "player-pair": 1200, "either-pair": 600, "perfect-pair": 2600, "small": 250}},
		{EZ, "4c Kd 4d Kd", map[string]money.Amount{"player": 200, "player-pair": 1200, "banker-pair": 1200, "either-pair": 600, "perfect-pair": 2600, "small": 250}},
		{EZ, "4c Kd 4c Kd", map[string]money.Amount{"player": 200, "player-pair": 1200, "banker-pair": 1200, "either-pair": 600, "perfect-pair": 20100, "small": 250}},
	} {
		dealt, err := cards.Parse(c.hand)
		require.NoError(t, err)
		next := 0
		h := play(func() cards.Card { next++; return dealt[next-1] })
		require.Equal(t, len(dealt), next, c.hand)
		o := h.outcome()
		for _, p := range pricesOf(c.variant, 8) {
			require.Equal(t, c.back[p.name], 100*money.Amount(p.back(o))/money.Amount(p.per), "%s: %s", c.hand, p.name)
		}
	}
}

func TestRecheck(t *testing.T) {
	t.Parallel()
	l := newLive(t, tableOptions)
	var shoe mix
	for n := range 12 {
		l.timeout()
		l.bet(1, "player", 100, "banker", 200, "small", 100)
		l.bet(1, "tie", 100)
		l.must(games.Command{By: games.Actor{Role: games.Player, Player: 1, Name: "ann"}, At: l.at, ID: l.id(), Ask: felt.Undo{}})
		l.finish()
		public, own := l.bodies()
		if n == 0 {
			shoe = l.seed
		}
		drawn := func(int) games.Draws { d := l.seed; return &d }
		again := func() games.Draws { d := shoe; return &d }
		options := []byte(l.options)
		require.NoError(t, New().Recheck(options, public, own, drawn))
		require.NoError(t, New().RecheckShoe(options, public, own, again()))
		require.NoError(t, New().RecheckShoe(options, public, nil, again()))
		wrong := mix(5)
		require.Error(t, New().RecheckShoe(options, public, own, &wrong))
		if n == 0 {
			require.Error(t, New().Recheck(options, public, own, func(int) games.Draws { return &wrong }))
		}
		for what, spoil := range map[string]func(r *Result){
			"another card":   func(r *Result) { r.Cards[1].Card = cards.Of(1+r.Cards[1].Card.Rank()%13, r.Cards[1].Card.Suit()) },
			"one card less":  func(r *Result) { r.Cards = r.Cards[:len(r.Cards)-1] },
			"one card more":  func(r *Result) { r.Cards = append(r.Cards, Turn{To: Banker, Card: "2c"}) },
			"another winner": func(r *Result) { r.Winner = map[Side]Side{Player: Banker, Banker: Tie, Tie: Player}[r.Winner] },
			"another place":  func(r *Result) { r.Shoe.Dealt++ },
			"no card":        func(r *Result) { r.Cards[0].Card = "" },
			"a pair":         func(r *Result) { r.PlayerPair += "!" },
		} {
			bad := append([]any{}, public...)
			r := bad[len(bad)-1].(Result)
			r.Cards = append([]Turn{}, r.Cards...)
			spoil(&r)
			bad[len(bad)-1] = r
			require.Error(t, New().RecheckShoe(options, bad, own, again()), what)
		}
		paid := own[len(own)-1].(felt.Paid)
		paid.Returned++
		require.Error(t, New().Recheck(options, public, append(append([]any{}, own[:len(own)-1]...), paid), drawn))
		require.Error(t, New().Recheck(options, public, own[:len(own)-1], drawn))
		l.next()
	}
	require.NoError(t, New().Recheck([]byte(l.options), []any{felt.Voided{}}, nil, nil))
	require.Error(t, New().Recheck([]byte(l.options), nil, nil, nil))
}

func TestStoredCarriesAreLookedAt(t *testing.T) {
	t.Parallel()
	l := newLive(t, tableOptions)
	l.timeout()
	l.finish()
	good := string(l.encode(l.table.Carry()))
	_, err := New().Table(room.Round(2), []byte(l.options), []byte(good))
	require.NoError(t, err)
	for name, change := range map[string][2]string{
		"unknown field":      {`"beads"`, `"tip":1,"beads"`},
		"before all time":    {`"opensAtMs":`, `"opensAtMs":-`},
		"no such winner":     {`"win":"`, `"win":"x`},
		"a card that is not": {`"order":["`, `"order":["x`},
		"too many dealt":     {`"dealt":`, `"dealt":99`},
		"another shoe":       {`"private":{"shoe":`, `"private":{"shoe":9`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad, name)
		_, err := New().Table(room.Round(2), []byte(l.options), []byte(bad))
		require.Error(t, err, name)
		require.False(t, code.MatchString(err.Error()), "an error tells no card: %v", err)
	}
}
