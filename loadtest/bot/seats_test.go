package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/dragontiger"
	"croupier/server/wire"
)

const seatTerms = `"decks":6,"hitsSoft17":false,"hole":"peek","natural":"3:2","resplitAces":false,"afterSplit":true,"double":"any",
	"surrender":true,"charlie":true,"pairs":"25/12/6","threes":"9:1","insurance":true,"autoHitBelow":12,"behindCut":60,"betMs":2000,"decideMs":600,
	"absentMs":200,"dealMs":10,"pauseMs":100,"stepMinor":100,"seatMinMinor":200,"seatMaxMinor":2000,"sideMinMinor":100,"sideMaxMinor":500,
	"tableMaxMinor":8000,"allowanceMinor":100000000`

// dice are draws from a bot's generator.
type dice struct{ *Rand }

func (d dice) Uintn(n uint64) uint64 { return uint64(Below(d, int64(n))) }

func (d dice) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, int(d.Uintn(uint64(i)+1)))
	}
}

// world is a table of real rules with bots at it, and neither server nor clock.
type world struct {
	t       *testing.T
	rules   games.Rules
	codec   *games.Codec
	options string
	bots    []*Bot
	table   games.Table
	round   games.RoundID
	now     games.Moment
	draws   dice
	seq     int64
	ns      []int64
	planned []planned
	best    *blackjack.Chart // nil where the page tells none

	refused map[string]map[games.Code]int // by ask and whim
	did     map[string]int                // decisions that were accepted
	system  int
	asked   map[Whim]int
	follows int
}

type planned struct {
	at  games.Moment
	bot int
	d   Decision
}

func newWorld(t *testing.T, rules games.Rules, options string, bots int) *world {
	w := &world{t: t, rules: rules, codec: games.NewCodec(rules.Types()), options: options, now: 1000, draws: dice{Seeded(4)},
		ns: make([]int64, bots), refused: map[string]map[games.Code]int{}, did: map[string]int{}, asked: map[Whim]int{}, round: games.RoomID(room).Round(1)}
	sheet, err := rules.Sheet([]byte(options))
	require.NoError(t, err)
	m, err := ReadMenu(sheet, []byte(options))
	require.NoError(t, err)
	for i := range bots {
		w.bots = append(w.bots, New(int64(i+1), room, 1_000_000, 1, m, Seeded(uint64(100+i))))
	}
	return w
}

func (w *world) encode(v any) json.RawMessage {
	text, err := json.Marshal(v)
	require.NoError(w.t, err)
	return text
}

// join gives a bot the table as it stands.
func (w *world) join(i int) {
	b := w.bots[i]
	b.Join()
	b.Snapshot(&wire.Snapshot{Room: room, Term: 1, Seq: w.seq, Round: int64(w.round), Phase: w.table.Phase().String(), View: w.encode(w.table.View(games.Everyone))})
	b.OwnSnapshot(&wire.OwnSnapshot{Room: room, Term: 1, N: w.ns[i], View: w.encode(w.table.View(games.Only(games.PlayerID(i + 1))))})
	require.Nil(w.t, b.Joined(&wire.Joined{Room: room, Term: 1, Seq: w.seq, N: w.ns[i]}))
	w.owes(i)
}

func (w *world) commit(s games.Step) {
	w.table.Hold(s)
	w.table.Apply(s)
	all := &wire.Table{Room: room, Term: 1}
	own := map[int][]wire.Event{}
	for _, e := range s.Events {
		kind, body, err := w.codec.Encode(e.Body)
		require.NoError(w.t, err)
		event := wire.Event{Round: int64(w.round), Type: kind, Body: body}
		switch body := e.Body.(type) {
		case blackjack.Acted:
			w.did[body.Do]++
			if body.By == "system" {
				w.system++
			}
		case blackjack.Chosen:
			w.did[body.Do]++
		case blackjack.Went:
			w.system += body.System
		case blackjack.Staked:
			if body.System {
				w.follows++
			}
		}
		if e.For == games.Everyone {
			all.Events = append(all.Events, event)
		} else if e.For > 0 {
			own[int(e.For)-1] = append(own[int(e.For)-1], event)
		}
	}
	if len(all.Events) > 0 {
		w.seq++
		all.Seq = w.seq
		for _, b := range w.bots {
			next, gap := b.Table(all)
			require.True(w.t, next && gap == nil)
		}
	}
	for i, events := range own {
		w.tell(i, events...)
	}
	for i := range w.bots {
		w.owes(i)
	}
}

func (w *world) tell(i int, events ...wire.Event) {
	w.ns[i]++
	next, gap := w.bots[i].Own(&wire.Own{Room: room, Term: 1, N: w.ns[i], Events: events})
	require.True(w.t, next && gap == nil)
}

func (w *world) owes(i int) {
	if d, ok := w.bots[i].Owes(int64(w.now)); ok {
		w.asked[d.Whim]++
		w.planned = append(w.planned, planned{w.now + games.Moment(d.AfterMs), i, d})
	}
}

// ask gives an act to the table and its verdict to the bot.
func (w *world) ask(i int, act wire.Act, whim string) {
	ask, err := w.codec.Decode(act.Ask, act.Body)
	require.NoError(w.t, err, "%s", act.Body)
	var id games.BetID
	require.NoError(w.t, id.UnmarshalText([]byte(act.ID)))
	if play, ok := ask.(blackjack.Play); ok && whim == string(WhimChart) && w.best != nil {
		w.byChart(play)
	}
	s, err := w.table.Decide(games.Command{By: games.Actor{Role: games.Player, Player: games.PlayerID(i + 1), Name: fmt.Sprint(i)}, At: w.now, ID: id, Ask: ask}, nil)
	v := &wire.Verdict{ID: act.ID, Verdict: wire.VerdictAccepted}
	if err != nil {
		var refusal *games.Refusal
		require.True(w.t, errors.As(err, &refusal), "%v", err)
		v.Verdict, v.Code = wire.VerdictRefused, string(refusal.Code)
		key := act.Ask + " " + whim
		if w.refused[key] == nil {
			w.refused[key] = map[games.Code]int{}
		}
		w.refused[key][refusal.Code]++
	}
	require.True(w.t, w.bots[i].Verdict(v))
	if err == nil {
		w.commit(s)
	}
}

// byChart says that a decision about a hand is the game's own best play of the cards
// that lie there.
func (w *world) byChart(play blackjack.Play) {
	view := w.table.View(games.Everyone)
	table, ok := view.(blackjack.View)
	if common, is := view.(blackjack.CommonView); is {
		table = blackjack.View{Dealer: common.Dealer, Turn: common.Turn, Seats: []blackjack.SeatShown{{Seat: 1, Hands: common.Hands}}}
	} else {
		require.True(w.t, ok)
	}
	if table.Turn.Stage != stageAct {
		return
	}
	i := slices.IndexFunc(table.Seats, func(s blackjack.SeatShown) bool { return s.Seat == play.Seat })
	require.Equal(w.t, w.best.Best(table.Seats[i].Hands[play.Hand].Cards, table.Dealer[0], table.Turn.Legal), play.Do)
}

// play plays a round; between its steps lost says whether a bot loses its connection.
func (w *world) play(carry []byte, lost func() bool) []byte {
	var err error
	w.table, err = w.rules.Table(w.round, []byte(w.options), carry)
	require.NoError(w.t, err)
	if w.seq == 0 {
		for i := range w.bots {
			w.join(i)
		}
	}
	for !w.table.Phase().Ended() {
		due := w.table.Wait().Until
		slices.SortStableFunc(w.planned, func(x, y planned) int { return int(x.at - y.at) })
		switch {
		case len(w.planned) > 0 && w.planned[0].at < due:
			p := w.planned[0]
			w.planned = w.planned[1:]
			w.now = max(w.now, p.at)
			for _, act := range w.bots[p.bot].Play(p.d, int64(w.now)) {
				w.ask(p.bot, act, string(p.d.Whim))
			}
		case w.table.Phase() == games.Open && w.now+150 < due:
			w.now += 50
			i := int(Below(w.draws, int64(len(w.bots))))
			if act, idle := w.bots[i].Act(int64(w.now)); idle == "" {
				w.ask(i, act, "")
			}
		default:
			w.now = max(w.now, due)
			s, err := w.table.Decide(games.Command{By: games.Actor{Role: games.System}, At: w.now, Ask: games.Timeout{}}, w.draws)
			require.NoError(w.t, err)
			w.commit(s)
		}
		if lost() {
			i := int(Below(w.draws, int64(len(w.bots))))
			w.bots[i].Lost()
			w.join(i)
		}
	}
	carry = w.encode(w.table.Carry())
	w.round = w.round.Next()
	return carry
}

// Bots at a blackjack table play whole rounds: who decides by the chart is never
// refused, with or without lost connections, whims are refused by the codes that the
// rules have for them, and what is silent is left to the system.
func TestAtSeats(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules   games.Rules
		options string
		lossy   int64
	}{
		"seats":           {blackjack.Seats(), `{` + seatTerms + `,"handsMax":4,"seats":7,"seatsEach":3,"behindMax":3}`, 0},
		"seats, cuts":     {blackjack.Seats(), `{` + seatTerms + `,"handsMax":4,"seats":7,"seatsEach":3,"behindMax":3}`, 100},
		"seats, no hints": {blackjack.Seats(), `{` + seatTerms + `,"handsMax":2,"seats":3,"seatsEach":2,"behindMax":0,"hints":false}`, 0},
		"unlimited":       {blackjack.Unlimited(), `{` + seatTerms + `,"handsMax":2}`, 0},
		"unlimited, cuts": {blackjack.Unlimited(), `{` + seatTerms + `,"handsMax":2}`, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, c.rules, c.options, 10)
			if name != "seats, no hints" {
				o, err := c.rules.(*blackjack.Rules).Options([]byte(c.options))
				require.NoError(t, err)
				w.best = blackjack.BestPlay(o.Terms)
			}
			var carry []byte
			for range 120 {
				carry = w.play(carry, func() bool { return perMille(w.draws, c.lossy) })
			}
			for _, do := range []string{doHit, doStand, doInsure, doNo} {
				require.Positive(t, w.did[do], do)
			}
			if name != "seats, no hints" {
				for _, do := range []string{doDouble, doSplit, doSurrender} {
					require.Positive(t, w.did[do], do)
				}
			}
			for _, v := range whims {
				require.Positive(t, w.asked[v.whim], v.whim)
			}
			require.Greater(t, w.asked[WhimChart], 10*w.asked[WhimTwice])
			require.Positive(t, w.system)
			if c.lossy == 0 {
				require.Empty(t, w.refused["play "+string(WhimChart)])
				require.LessOrEqual(t, w.system, w.asked[WhimSilent]+w.asked[WhimLate]+w.asked[WhimEdge])
			}
			require.NotEmpty(t, w.refused["play "+string(WhimTwice)], "the second is too late")
			wrong := w.refused["play "+string(WhimWrong)]
			for _, code := range []games.Code{blackjack.CodeIllegal, blackjack.CodeStale, games.CodeNotYourTurn} {
				require.Positive(t, wrong[code], "%s of %v", code, wrong)
			}
			for _, code := range []games.Code{games.CodeBadSpot, games.CodeAboveSpot, games.CodeTwiceSpot} {
				require.Positive(t, w.refused["bet "][code], "%s of %v", code, w.refused)
			}
			if name == "seats" {
				require.Positive(t, w.follows)
				require.Positive(t, w.refused["bet "][blackjack.CodeSeatTaken])
			}
			for _, b := range w.bots {
				require.Empty(t, b.Doubts())
			}
		})
	}
}

// Whose stake on a hand is refused for want of money decides again, without one.
func TestPoorAtSeats(t *testing.T) {
	t.Parallel()
	m, err := ReadMenu([]byte(`{"game":"blackjack","spots":["seat:1"],"best":[["11","D","D","D","D","D","D","D","D","D","D"]],"options":{"seats":1,"seatsEach":1}}`), nil)
	require.NoError(t, err)
	b := New(7, room, 0, 1, m, Seeded(2))
	b.Join()
	b.Snapshot(&wire.Snapshot{Room: room, Term: 1, Seq: 1, Round: round, Phase: "closed", View: json.RawMessage(
		`{"dealer":["9c"],"turn":{"stage":"act","seat":1,"hand":0,"untilMs":9000,"legal":["hit","stand","double"]},"seats":[{"seat":1,"hands":[{"cards":["5c","6d"]}]}]}`)})
	b.OwnSnapshot(&wire.OwnSnapshot{Room: room, Term: 1, N: 1, View: json.RawMessage(`{"bets":[{"bet":"x","spots":[{"spot":"seat:1","stake":5}]}]}`)})
	b.Joined(&wire.Joined{Room: room, Term: 1, Seq: 1, N: 1})
	d, ok := b.Owes(1000)
	require.True(t, ok)
	require.Equal(t, doDouble, d.Do)
	d.Whim = WhimChart
	acts := b.Play(d, 1100)
	require.Len(t, acts, 1)
	require.JSONEq(t, `{"seat":1,"hand":0,"seen":2,"do":"double"}`, string(acts[0].Body))
	_, ok = b.Owes(1200)
	require.False(t, ok, "it waits for its verdict")
	b.Verdict(&wire.Verdict{ID: acts[0].ID, Verdict: wire.VerdictRefused, Code: codeNoFunds})
	d, ok = b.Owes(1300)
	require.True(t, ok)
	require.Equal(t, doHit, d.Do)
	_, ok = b.Owes(1300)
	require.False(t, ok, "once")
}

// The chart is read as the page writes it: pairs, soft and hard hands, against each
// open card, the first legal letter of a cell; without it bots play as a dealer.
func TestChart(t *testing.T) {
	t.Parallel()
	terms := blackjack.Terms{Decks: 8, Hole: blackjack.Peek, Natural: blackjack.ThreeToTwo, HandsMax: 4, AfterSplit: true, Double: blackjack.DoubleAny, Surrender: true}
	c := readChart(blackjack.BestPlay(terms).Rows())
	all := []string{doHit, doStand, doDouble, doSplit, doSurrender}
	for _, at := range []struct {
		hand  string
		up    string
		legal []string
		do    string
	}{
		{"8c8d", "Tc", all, doSplit}, {"AcAd", "6c", all, doSplit}, {"5c5d", "6c", all, doDouble}, {"TcTd", "6c", all, doStand},
		{"Ac7d", "9c", all, doHit}, {"Ac7d", "3c", all, doDouble}, {"Ac7d", "3c", all[:2], doStand}, {"9c7d", "Tc", all, doSurrender},
		{"9c7d", "Tc", all[:2], doHit}, {"9c7d", "6c", all, doStand}, {"6c5d", "Ac", all[:2], doHit}, {"TcAd", "6c", all[:2], doStand},
		{"2c2d", "Tc", all[:2], doHit}, {"2c3d4c8h", "Tc", all[:2], doStand},
	} {
		var hand []string
		for i := 0; i < len(at.hand); i += 2 {
			hand = append(hand, at.hand[i:i+2])
		}
		require.Equal(t, at.do, c.best(hand, at.up, at.legal), "%+v", at)
	}
	require.Equal(t, doHit, chart{}.best([]string{"Tc", "6d"}, "2c", all))
	require.Equal(t, doStand, chart{}.best([]string{"Tc", "7d"}, "2c", all))
}

// At baccarat and dragon tiger names and limits are the page's own.
func TestMenuOfCards(t *testing.T) {
	t.Parallel()
	const terms = `{"betMs":1000,"cardMs":9,"landMs":9,"pauseMs":9,"stepMinor":100,"spotMinMinor":100,"tableMaxMinor":9000,"allowanceMinor":600000,"limits":`
	for _, c := range []struct {
		rules   games.Rules
		options string
		spots   []Spot
	}{
		{baccarat.New(), terms + `{"player":4000,"banker":3000,"tie":2000,"super6":100}}`, []Spot{{"player", 4000}, {"banker", 3000}, {"tie", 2000}, {"super-6", 100}}},
		{dragontiger.New(), terms + `{"dragon":4000,"tiger":3000,"tie":2000,"suitedTie":500}}`, []Spot{{"dragon", 4000}, {"tiger", 3000}, {"tie", 2000}, {"suited-tie", 500}}},
	} {
		sheet, err := c.rules.Sheet([]byte(c.options))
		require.NoError(t, err)
		m, err := ReadMenu(sheet, []byte(c.options))
		require.NoError(t, err)
		require.Equal(t, Menu{Step: 100, Min: 100, Spots: c.spots}, m)
	}
	_, err := ReadMenu([]byte(`{"game":"blackjack","spots":[]}`), nil)
	require.ErrorIs(t, err, ErrNoMenu)
}
