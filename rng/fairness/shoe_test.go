package fairness_test

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/dragontiger"
	"croupier/games/felt"
	"croupier/rng/fairness"
	"croupier/server/wire"
)

// shoeGame is a game of cards, and what somebody bets at it.
type shoeGame struct {
	rules   fairness.Rechecker
	options string
	bet     any
}

const shoeTerms = `"betMs":1000,"pauseMs":10,"stepMinor":100,"tableMaxMinor":9000,"allowanceMinor":20000000,`

var shoeGames = map[string]shoeGame{
	"baccarat": {baccarat.New(), `{` + shoeTerms + `"spotMinMinor":100,"cardMs":10,"landMs":10,"limits":{"player":4000,"banker":4000,"tie":2000}}`,
		felt.Bet{Spots: []felt.Chip{{Spot: "player", Stake: 500}, {Spot: "banker", Stake: 300}}}},
	"dragon-tiger": {dragontiger.New(), `{` + shoeTerms + `"spotMinMinor":100,"cardMs":10,"landMs":10,"limits":{"dragon":4000,"tiger":4000,"tie":2000}}`,
		felt.Bet{Spots: []felt.Chip{{Spot: "tiger", Stake: 500}, {Spot: "dragon", Stake: 300}}}},
	"blackjack": {blackjack.Seats(), `{` + shoeTerms + `"decks":6,"hitsSoft17":false,"hole":"peek","natural":"3:2","handsMax":4,"resplitAces":false,
		"afterSplit":true,"double":"any","surrender":true,"charlie":false,"insurance":true,"autoHitBelow":17,"behindCut":60,"seats":7,"seatsEach":2,
		"decideMs":100,"absentMs":100,"dealMs":1,"seatMinMinor":100,"seatMaxMinor":4000,"sideMinMinor":0,"sideMaxMinor":0}`,
		blackjack.Bet{Spots: []blackjack.Chip{{Spot: "seat:2", Stake: 500}}}},
	"blackjack-unlimited": {blackjack.Unlimited(), `{` + shoeTerms + `"decks":6,"hitsSoft17":false,"hole":"none-all","natural":"3:2","handsMax":2,"resplitAces":false,
		"afterSplit":true,"double":"any","surrender":true,"charlie":false,"insurance":true,"autoHitBelow":17,"behindCut":60,
		"decideMs":100,"absentMs":100,"dealMs":1,"seatMinMinor":100,"seatMaxMinor":4000,"sideMinMinor":0,"sideMaxMinor":0}`,
		blackjack.Bet{Spots: []blackjack.Chip{{Spot: "seat:1", Stake: 500}}}},
}

func shoeSeed(n int64) [32]byte { return [32]byte{9, byte(n)} }

func committed(id games.RoundID) string {
	sum := fairness.Commit(id, 1, shoeSeed(id.Number()))
	return hex.EncodeToString(sum[:])
}

// dealt is two rounds of a shoe as the server exports them when it has ended: the one
// that shuffled, and the one after it.
func dealt(t testing.TB, game shoeGame) (rounds [2]map[string]any) {
	t.Helper()
	var carry []byte
	codec := games.NewCodec(game.rules.Types())
	name, _ := game.rules.ID()
	for i := range rounds {
		id := round(3 + int64(i))
		table, err := game.rules.Table(id, []byte(game.options), carry)
		require.NoError(t, err)
		source := fairness.NewSource(shoeSeed(id.Number()))
		public, own := []wire.Event{event(t, 900, id, wire.EventSealed, wire.Sealed{Round: int64(id), Rules: 1, Commitment: committed(id)})}, []wire.Event{}
		at := max(table.Wait().Until, 1000)
		do := func(c games.Command) {
			var draws games.Draws
			if table.Phase() == games.Closed {
				draws = source.Draws(1)
			}
			s, err := table.Decide(c, draws)
			require.NoError(t, err)
			table.Apply(s)
			for _, e := range s.Events {
				kind, body, err := codec.Encode(e.Body)
				require.NoError(t, err)
				told := wire.Event{Round: int64(id), AtMs: int64(c.At), Type: kind, Body: body}
				switch {
				case e.For == games.Everyone:
					public = append(public, told)
				case e.For > 0:
					own = append(own, told)
				}
			}
		}
		do(games.Command{At: at, Ask: games.Timeout{}})
		do(games.Command{By: games.Actor{Role: games.Player, Player: 5}, At: at + 1, ID: games.BetID{1, 6: 0x70, 8: 0x80, 15: byte(i)}, Ask: game.bet})
		for !table.Phase().Ended() {
			at = max(at, table.Wait().Until)
			do(games.Command{At: at, Ask: games.Timeout{}})
		}
		public = append(public, event(t, int64(at), id, wire.EventRevealed,
			wire.Revealed{Round: int64(id), Rules: 1, Commitment: committed(id), Seed: seedText(id)}))
		rounds[i] = map[string]any{
			"round": id, "room": id.Room(), "name": "Cards", "game": name, "rules": 1, "phase": "settled", "openedMs": 1000, "endedMs": int64(at),
			"commitment": committed(id), "seed": seedText(id), "options": json.RawMessage(game.options), "carry": open(t, carry), "events": public, "own": own,
			"shoe": shoeOf(round(3)),
		}
		carry = []byte(jsonOf(t, table.Carry()))
	}
	return rounds
}

func seedText(id games.RoundID) string {
	seed := shoeSeed(id.Number())
	return hex.EncodeToString(seed[:])
}

// shoeOf is what a file says of a shoe that a round shuffled.
func shoeOf(id games.RoundID) map[string]any {
	return map[string]any{"round": id, "rules": 1, "commitment": committed(id), "seed": seedText(id)}
}

// open is the part of a carry that anyone may read.
func open(t testing.TB, carry []byte) json.RawMessage {
	t.Helper()
	if carry == nil {
		return json.RawMessage("null")
	}
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(carry, &fields))
	delete(fields, "private")
	return json.RawMessage(jsonOf(t, fields))
}

func verifyShoe(t *testing.T, game shoeGame, r map[string]any) map[string]fairness.Check {
	t.Helper()
	report, err := fairness.VerifyRound([]byte(jsonOf(t, r)), func(name string, rules int) (fairness.Rechecker, bool) {
		is, version := game.rules.ID()
		return game.rules, is == name && version == rules
	})
	require.NoError(t, err)
	checks := map[string]fairness.Check{}
	for _, c := range report.Checks {
		checks[c.What] = c
	}
	return checks
}

const (
	shoeSeedCheck = "the shoe's seed is the one committed to"
	cardsCheck    = "the cards come from the shoe"
	seedCheck     = "the seed is the one committed to"
	outcomeCheck  = "the outcome comes from the seed"
)

// A round that shuffled, and one in mid-shoe, before and after the shoe has ended.
func TestAShoeIsVerifiedOffline(t *testing.T) {
	t.Parallel()
	for name, game := range shoeGames {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rounds := dealt(t, game)
			for i, r := range rounds {
				for what, c := range verifyShoe(t, game, r) {
					require.NoError(t, c.Err, "round %d: %s", i, what)
					require.False(t, c.Absent, "round %d: %s", i, what)
				}
			}
			require.Contains(t, verifyShoe(t, game, rounds[1]), cardsCheck)
			require.NotContains(t, verifyShoe(t, game, rounds[0]), cardsCheck, "its own source is the shoe's")

			// While cards of the shoe are to come nobody has its seed, and nothing is wrong.
			for i, r := range rounds {
				sealed := maps.Clone(r)
				shoe := maps.Clone(r["shoe"].(map[string]any))
				delete(shoe, "seed")
				if sealed["shoe"] = shoe; i == 0 {
					delete(sealed, "seed")
				}
				checks := verifyShoe(t, game, sealed)
				for what, c := range checks {
					require.NoError(t, c.Err, "round %d: %s", i, what)
				}
				if i == 0 {
					require.True(t, checks[seedCheck].Absent)
					require.False(t, checks["the outcome comes from the cards"].Absent, "what follows from the cards is checked all the same")
					spoilt := maps.Clone(sealed)
					spoilt["own"] = sealed["own"].([]wire.Event)[:1]
					require.Error(t, verifyShoe(t, game, spoilt)["the outcome comes from the cards"].Err, "the payout is not there")
				} else {
					require.True(t, checks[shoeSeedCheck].Absent)
					require.NotContains(t, checks, cardsCheck)
					require.False(t, checks[outcomeCheck].Absent, "what follows from the cards is checked all the same")
				}
			}
		})
	}
}

// Every refusal of what a file says of its shoe.
func TestAShoeThatIsNotItsOwnIsRefused(t *testing.T) {
	t.Parallel()
	for name, game := range shoeGames {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			honest := dealt(t, game)[1]
			shoe := func(r map[string]any, field string, value any) {
				changed := maps.Clone(r["shoe"].(map[string]any))
				changed[field] = value
				r["shoe"] = changed
			}
			for what, c := range map[string]struct {
				spoil func(r map[string]any)
				check string
			}{
				"another seed":                      {func(r map[string]any) { shoe(r, "seed", strings.Repeat("00", 32)) }, shoeSeedCheck},
				"a seed in words":                   {func(r map[string]any) { shoe(r, "seed", "seed") }, shoeSeedCheck},
				"a short seed":                      {func(r map[string]any) { shoe(r, "seed", "00") }, shoeSeedCheck},
				"another commitment":                {func(r map[string]any) { shoe(r, "commitment", strings.Repeat("00", 32)) }, shoeSeedCheck},
				"no commitment":                     {func(r map[string]any) { shoe(r, "commitment", "x") }, shoeSeedCheck},
				"rules of another":                  {func(r map[string]any) { shoe(r, "rules", 2) }, shoeSeedCheck},
				"a shoe of later":                   {func(r map[string]any) { r["shoe"] = shoeOf(round(5)) }, shoeSeedCheck},
				"a shoe of elsewhere":               {func(r map[string]any) { r["shoe"] = shoeOf(games.RoomID(6).Round(2)) }, shoeSeedCheck},
				"no such game":                      {func(r map[string]any) { r["game"] = "snap" }, cardsCheck},
				"options of nobody":                 {func(r map[string]any) { r["options"] = json.RawMessage(`{}`) }, cardsCheck},
				"an event of no game":               {func(r map[string]any) { r["events"] = append(r["events"].([]wire.Event), wire.Event{Type: "snap"}) }, cardsCheck},
				"an own event of none":              {func(r map[string]any) { r["own"] = []wire.Event{{Type: "snap"}} }, cardsCheck},
				"other cards":                       {otherSuits, cardsCheck},
				"another shoe, whose seed is right": {func(r map[string]any) { r["shoe"] = shoeOf(round(2)) }, cardsCheck},
			} {
				r := maps.Clone(honest)
				c.spoil(r)
				require.Error(t, verifyShoe(t, game, r)[c.check].Err, "%s", what)
			}
			if name == "blackjack" || name == "blackjack-unlimited" {
				return // their results name no shoe
			}
			r := maps.Clone(honest)
			changed := append([]wire.Event{}, r["events"].([]wire.Event)...)
			for i, e := range changed {
				changed[i].Body = json.RawMessage(strings.Replace(string(e.Body), `"shoe":{"shoe":`+jsonOf(t, round(3)), `"shoe":{"shoe":`+jsonOf(t, round(2)), 1))
			}
			r["events"] = changed
			require.ErrorContains(t, verifyShoe(t, game, r)[cardsCheck].Err, "its cards are of the shoe of round")
		})
	}
}

// otherSuits deals cards of other suits, and of the same ranks.
func otherSuits(r map[string]any) {
	changed := append([]wire.Event{}, r["events"].([]wire.Event)...)
	for i, e := range changed {
		changed[i].Body = json.RawMessage(aCard.ReplaceAllStringFunc(string(e.Body), func(card string) string {
			return card[:2] + map[byte]string{'c': "d", 'd': "h", 'h': "s", 's': "c"}[card[2]] + card[3:]
		}))
	}
	r["events"] = changed
}

var aCard = regexp.MustCompile(`"[A2-9TJQK][cdhs]"`)

// Rules that know nothing of shoes cannot say where the cards come from: that is absent,
// not wrong.
func TestRulesWithoutAShoe(t *testing.T) {
	t.Parallel()
	game := shoeGames["baccarat"]
	r := dealt(t, game)[1]
	game.rules = bare{game.rules}
	checks := verifyShoe(t, game, r)
	require.NoError(t, checks[shoeSeedCheck].Err)
	require.True(t, checks[cardsCheck].Absent)

	// Nor are they asked without their source, whatever a file says.
	r["shoe"], r["seed"] = map[string]any{"round": r["round"], "rules": 1, "commitment": r["commitment"]}, ""
	require.True(t, verifyShoe(t, game, r)["the outcome comes from the cards"].Absent)
	r["game"] = "snap"
	require.Error(t, verifyShoe(t, game, r)["the outcome comes from the cards"].Err)
}

type bare struct{ fairness.Rechecker }

// Whatever a file says, reading it ends with a report or an error.
func FuzzVerifyShoe(f *testing.F) {
	for _, game := range shoeGames {
		for _, r := range dealt(f, game) {
			f.Add([]byte(jsonOf(f, r)))
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		_, err := fairness.VerifyRound(file, func(name string, rules int) (fairness.Rechecker, bool) {
			game, ok := shoeGames[name]
			return game.rules, ok && rules == 1
		})
		_ = err
	})
}
