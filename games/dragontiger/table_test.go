package dragontiger

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
	"croupier/games/gamestest"
	"croupier/wallet/money"
)

// Limits are low and the allowance lower, so that random bets meet all of them.
const suiteOptions = `{"betMs":12000,"cardMs":900,"landMs":1500,"pauseMs":4000,"stepMinor":100,"spotMinMinor":100,
	"tableMaxMinor":9000,"allowanceMinor":60000,%s"limits":{"dragon":4000,"tiger":4000,"tie":2000,"suitedTie":1000,"big":2000,"small":2000}}`

func suiteAsk(pick gamestest.Pick) any {
	switch pick(8) {
	case 0, 1:
		return felt.Undo{}
	case 2:
		return felt.Clear{}
	}
	names := []string{"dragon", "tiger", "tie", "suited-tie", "dragon-big", "dragon-small", "tiger-big", "tiger-small", "lion"}
	var b felt.Bet
	for range pick(5) {
		b.Spots = append(b.Spots, felt.Chip{Spot: names[pick(len(names))], Stake: money.Amount(100 * pick(22))})
	}
	return b
}

// mix is seeded draws.
type mix = gamestest.Draws

// late is rules whose first round finds a shoe near its end, so that three rounds see
// the cut card, a last round and a shuffle.
type late struct {
	games.Rules
	left int // cards before the cut card
}

func (l late) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	if carry == nil {
		draws := mix(uint64(round))
		shoe := cards.New(round, 6, 14)
		order := cards.Shuffle(6, &draws)
		shoe.Dealt, shoe.Final = shoe.Cut-l.left, l.left == 0
		c := Carry{cards.Kept[Bead]{Shoe: &shoe, Beads: []Bead{{Win: Tie, Suited: true}, {Win: Tiger}},
			Private: &cards.Hidden{Shoe: round, Order: order}}}
		var err error
		if carry, err = json.Marshal(c); err != nil {
			return nil, err
		}
	}
	return l.Rules.Table(round, options, carry)
}

func suite(rules games.Rules, more string) gamestest.Suite {
	return gamestest.Suite{
		Rules: rules, Options: fmt.Appendf(nil, suiteOptions, more), Ask: suiteAsk,
		Result: func(body any) (money.Amount, money.Amount, bool) {
			r, ok := body.(Result)
			return r.Staked, r.Returned, ok
		},
		Kept: func(carry any) any { // all but when the next round opens
			c := carry.(Carry)
			c.OpensAt = 0
			return c
		},
	}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	gamestest.Run(t, suite(late{New(), 1}, `"decks":6,"stats":false,`))
}

// The same suite at the other ends of a shoe, on known seeds.
func TestConformanceOfTheOthers(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]gamestest.Suite{
		"first shoe":         suite(New(), `"tie":"all","tiePays":10,`),
		"last round":         suite(late{New(), 0}, `"decks":6,`),
		"verdicts any order": suite(late{New(), 2}, ``),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.Commutes = strings.Contains(name, "any order")
			for seed := range uint64(10) {
				require.NoError(t, gamestest.Check(s, gamestest.Seeded(seed)), "seed %d", seed)
			}
		})
	}
}

var code = regexp.MustCompile(`"[A23456789TJQK][cdhs]"`)

// G24, B34: over some shoes, the cards are those of each shuffle one after the other, and
// nobody sees one before; the record rechecks, with another source or another card it
// does not.
func TestShoes(t *testing.T) {
	t.Parallel()
	options := fmt.Appendf(nil, suiteOptions, `"decks":6,`)
	codec := games.NewCodec(types())
	encode := func(v any) []byte {
		_, body, err := codec.Encode(v)
		require.NoError(t, err)
		return body
	}
	var carry []byte
	var order cards.Order
	var shoeSeed mix
	shoes, at := 0, 0
	for n := range int64(320) {
		round := games.RoomID(7).Round(n + 1)
		made, err := New().Table(round, options, carry)
		require.NoError(t, err)
		table := made.(*table)
		fresh := table.shoes.Empty()
		public, own := []any{}, []any{}
		now := games.Moment(1000)
		step := func(c games.Command) games.Step {
			now = max(now, table.Wait().Until)
			c.At = now
			var d games.Draws
			if table.Phase() == games.Closed {
				seed := mix(round)
				d = &seed
			}
			if c.Ask != (any)(games.Timeout{}) {
				c.At = now - 1
			}
			s, err := table.Decide(c, d)
			require.NoError(t, err)
			table.Hold(s)
			table.Apply(s)
			for _, e := range s.Events {
				switch {
				case e.For == games.Everyone:
					public = append(public, e.Body)
				case e.For > 0:
					own = append(own, e.Body)
				}
			}
			return s
		}
		secret := func() {
			c := table.Carry().(Carry)
			c.Private = nil
			for _, v := range []any{table.View(games.Everyone), table.Card(), table.Board(), table.View(1), c} {
				if table.Phase() != games.Settled {
					require.Empty(t, code.FindAll(encode(v), -1))
				}
			}
			require.Less(t, len(encode(table.View(games.Everyone)))+len(encode(table.Board())), 16<<10)
		}
		timeout := games.Command{Ask: games.Timeout{}}
		step(timeout)
		step(games.Command{By: games.Actor{Role: games.Player, Player: 1}, ID: games.BetID{6: 0x70, 8: 0x80, 15: 1},
			Ask: felt.Bet{Spots: []felt.Chip{{Spot: "dragon", Stake: 300}, {Spot: "tie", Stake: 100}}}})
		for !table.Phase().Ended() {
			secret()
			if s := step(timeout); s.Drawn {
				require.True(t, fresh)
				shoeSeed = mix(round)
				seed := shoeSeed
				order, at = cards.Shuffle(6, &seed), 1
				shoes++
				require.Equal(t, games.Nobody, s.Events[0].For)
				require.Equal(t, cards.Hidden{Shoe: round, Order: order}, s.Events[0].Body)
				require.Empty(t, code.FindAll(encode(s.Events[1].Body), -1), "the burned card is not seen")
			}
		}
		secret()
		r := *table.result
		require.Equal(t, at, r.Shoe.Dealt)
		require.Equal(t, order[at], r.Cards[0].Card)
		require.Equal(t, order[at+1], r.Cards[1].Card)
		at += 2
		recheck(t, options, public, own, shoeSeed, fresh)
		c := table.Carry().(Carry)
		if c.Shoe == nil {
			require.Zero(t, table.Keeps(games.Step{}))
			// 298 cards lie before the cut card: it comes out with the second of a
			// round's, and one more is dealt.
			require.Equal(t, 301, at)
		} else {
			require.Equal(t, c.Shoe.ID, table.Keeps(games.Step{}))
		}
		carry = encode(table.Carry())
	}
	require.Equal(t, 3, shoes)
}

func recheck(t *testing.T, options []byte, public, own []any, seed mix, fresh bool) {
	t.Helper()
	again := func() games.Draws { d := seed; return &d }
	wrong := mix(5)
	require.NoError(t, New().RecheckShoe(options, public, own, again()))
	require.NoError(t, New().Recheck(options, public, own, func(int) games.Draws { return again() }))
	require.Error(t, New().RecheckShoe(options, public, own, &wrong))
	if fresh {
		require.Error(t, New().Recheck(options, public, own, func(int) games.Draws { return &wrong }))
	}
	require.Error(t, New().Recheck(options, public, own[:1], func(int) games.Draws { return again() }))
	for what, spoil := range map[string]func(r *Result){
		"another card":   func(r *Result) { r.Cards[1].Card = cards.Of(1+r.Cards[1].Card.Rank()%13, r.Cards[1].Card.Suit()) },
		"another winner": func(r *Result) { r.Winner = map[Side]Side{Dragon: Tiger, Tiger: Tie, Tie: Dragon}[r.Winner] },
		"another place":  func(r *Result) { r.Shoe.Dealt += 2 },
		"three cards":    func(r *Result) { r.Cards = append(r.Cards, r.Cards[0]) },
		"no card":        func(r *Result) { r.Cards[0].Card = "" },
	} {
		bad := append([]any{}, public...)
		for i := range bad {
			if r, ok := bad[i].(Result); ok {
				r.Cards = append([]Turn{}, r.Cards...)
				spoil(&r)
				bad[i] = r
			}
		}
		require.Error(t, New().RecheckShoe(options, bad, own, again()), what)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	good := fmt.Sprintf(suiteOptions, "")
	_, err := ParseOptions([]byte(good))
	require.NoError(t, err)
	for name, change := range map[string][2]string{
		"unknown field":       {`"betMs"`, `"tip":1,"betMs"`},
		"half of an odd step": {`"stepMinor":100,"spotMinMinor":100`, `"stepMinor":25,"spotMinMinor":100`},
		"no such tie":         {`"betMs"`, `"tie":"none","betMs"`},
		"a tie of 67 percent": {`"betMs"`, `"tiePays":8,"betMs"`},
		"four packs":          {`"betMs"`, `"decks":4,"betMs"`},
		"cut too deep":        {`"betMs"`, `"cutCards":2,"betMs"`},
		"no main bet":         {`"tiger":4000,`, ``},
		"allowance too small": {`"allowanceMinor":60000`, `"allowanceMinor":4900`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad, name)
		_, err := ParseOptions([]byte(bad))
		require.Error(t, err, name)
	}
	odd := strings.Replace(good, `"stepMinor":100,"spotMinMinor":100`, `"tie":"all","stepMinor":25,"spotMinMinor":100`, 1)
	_, err = ParseOptions([]byte(odd))
	require.NoError(t, err, "nothing is halved where a tie takes all")
}

func TestSheet(t *testing.T) {
	t.Parallel()
	text, err := New().Sheet(fmt.Appendf(nil, suiteOptions, `"tie":"all",`))
	require.NoError(t, err)
	var s sheet
	require.NoError(t, json.Unmarshal(text, &s))
	require.Len(t, s.Spots, 8)
	require.Equal(t, felt.SheetSpot{Spot: "dragon", Pays: "1:1, a tie loses all", Most: 4000, Return: "0.925301204819", Edge: "0.074698795181"}, s.Spots[0])
	require.Equal(t, "0.860240963855", s.Return)
}
