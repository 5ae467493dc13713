package baccarat

import (
	"encoding/json"
	"fmt"
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
	"tableMaxMinor":9000,"allowanceMinor":200000,%s"limits":{"player":4000,"banker":4000,"tie":2000,"playerPair":2000,
	"bankerPair":2000,"eitherPair":2000,"perfectPair":700,"dragon7":1000,"panda8":1000,"super6":1000,"big":2000,"small":2000}}`

func suiteAsk(pick gamestest.Pick) any {
	switch pick(8) {
	case 0, 1:
		return felt.Undo{}
	case 2:
		return felt.Clear{}
	}
	names := []string{"player", "banker", "tie", "player-pair", "banker-pair", "either-pair", "perfect-pair",
		"dragon-7", "panda-8", "super-6", "big", "small", "medium"}
	var b felt.Bet
	for range pick(5) {
		b.Spots = append(b.Spots, felt.Chip{Spot: names[pick(len(names))], Stake: money.Amount(100 * pick(22))})
	}
	return b
}

func suiteResult(body any) (money.Amount, money.Amount, bool) {
	r, ok := body.(Result)
	return r.Staked, r.Returned, ok
}

// kept is what a void leaves as it was: all but when the next round opens.
func kept(carry any) any {
	c := carry.(Carry)
	c.OpensAt = 0
	return c
}

// late is rules whose first round finds a shoe near its end, so that three rounds see
// the cut card, a last hand and a shuffle.
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
		c := Carry{cards.Kept[Bead]{Shoe: &shoe, Beads: []Bead{{Win: Tie}, {Win: Banker, Points: 7}},
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
		Rules: rules, Options: fmt.Appendf(nil, suiteOptions, more), Ask: suiteAsk, Result: suiteResult, Kept: kept,
	}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	gamestest.Run(t, suite(late{New(), 3}, `"variant":"ez","tiePays":9,"decks":6,"roads":false,`))
}

// The same suite on the other variants and at the other ends of a shoe, on known seeds.
func TestConformanceOfTheOthers(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]gamestest.Suite{
		"first shoe":         suite(New(), ``),
		"last hand":          suite(late{New(), 0}, `"variant":"noCommission","decks":6,`),
		"verdicts any order": suite(late{New(), 6}, ``),
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

func TestOptions(t *testing.T) {
	t.Parallel()
	good := fmt.Sprintf(suiteOptions, "")
	_, err := ParseOptions([]byte(good))
	require.NoError(t, err)
	for name, change := range map[string][2]string{
		"unknown field":         {`"betMs"`, `"tip":1,"betMs"`},
		"no time to bet":        {`"betMs":12000`, `"betMs":0`},
		"a card a minute":       {`"cardMs":900`, `"cardMs":60000`},
		"lands before it falls": {`"landMs":1500`, `"landMs":-1`},
		"no main bet":           {`"tie":2000,`, ``},
		"commission rounds":     {`"stepMinor":100,"spotMinMinor":100`, `"stepMinor":10,"spotMinMinor":100`},
		"no such variant":       {`"betMs"`, `"variant":"super","betMs"`},
		"four packs":            {`"betMs"`, `"decks":4,"betMs"`},
		"ten to one":            {`"betMs"`, `"tiePays":10,"betMs"`},
		"cut too deep":          {`"betMs"`, `"cutCards":10,"betMs"`},
		"cut too high":          {`"betMs"`, `"cutCards":300,"betMs"`},
		"a limit below least":   {`"dragon7":1000`, `"dragon7":50`},
		"allowance too small":   {`"allowanceMinor":200000`, `"allowanceMinor":3900`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad, name)
		_, err := ParseOptions([]byte(bad))
		require.Error(t, err, name)
	}
	_, err = ParseOptions([]byte(good + `{}`))
	require.Error(t, err)
	// Without the bets that ask for a coarse step a finer one will do.
	fine := strings.NewReplacer(`"stepMinor":100,"spotMinMinor":100`, `"stepMinor":20,"spotMinMinor":20`, `"big":2000,`, ``).Replace(good)
	_, err = ParseOptions([]byte(fine))
	require.NoError(t, err)
}

func TestSheet(t *testing.T) {
	t.Parallel()
	text, err := New().Sheet(fmt.Appendf(nil, suiteOptions, `"variant":"ez",`))
	require.NoError(t, err)
	var s sheet
	require.NoError(t, json.Unmarshal(text, &s))
	require.Len(t, s.Spots, 12)
	require.Equal(t, felt.SheetSpot{Spot: "banker", Pays: "1:1; a tie and three cards of seven push", Most: 4000, Return: "0.989816992429", Edge: "0.010183007571"}, s.Spots[1])
	require.Equal(t, "0.856403712213", s.Return, "the worst is the tie")
	require.Equal(t, 8, s.Decks)

	few := strings.Replace(fmt.Sprintf(suiteOptions, ""), `"perfectPair":700,"dragon7":1000,`, "", 1)
	text, err = New().Sheet([]byte(few))
	require.NoError(t, err)
	require.NotContains(t, string(text), "dragon-7", "a bet that is not at the table is not on its sheet")
}
