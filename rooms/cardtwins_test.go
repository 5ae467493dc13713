package rooms

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/blackjack"
	"croupier/internal/bars"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// cardTwin is a card table that minds play out, with something wrong with one player. Its
// twin is the same table without it: what the others have of both has to be the same.
type cardTwin struct {
	*cardDesk
	seed  uint64
	who   int64
	at    int    // at which of that player's decisions, from 0; -1: never
	fault string // "silent", "gone", "cut", "broke"; of a player behind: "behind", "asks", "asks before"
	twin  bool

	met    []wish // that player's decisions
	silent []wish // of them, those that the system took
	asks   []string
}

const twinRounds = 4

// seatBet is who plays where: player 1 sometimes at two seats, players 2 and 5 behind.
func (s *cardTwin) seatBet(p int64) string {
	switch {
	case p == 1 && s.seed%3 == 0:
		return `{"spots":[{"spot":"seat:1","stake":400},{"spot":"seat:2","stake":600}]}`
	case p == 2:
		return fmt.Sprintf(`{"spots":[{"spot":"behind:1","stake":400}],"follow":%v}`, !s.twin || s.fault != "behind")
	case p == 5:
		return fmt.Sprintf(`{"spots":[{"spot":"behind:3","stake":200},{"spot":"behind:1","stake":200}],"follow":%v}`, s.seed%2 == 0)
	}
	return fmt.Sprintf(`{"spots":[{"spot":"seat:%d","stake":400}]}`, p)
}

// rounds plays so many of them.
func (s *cardTwin) rounds(name string, n int) {
	bet := games.RoundID(0)
	s.onEntry = s.entry
	for range 50_000 {
		s.pass(10)
		c := s.node.room.room.core
		require.False(s.t, s.node.room.Stopped(), "%v", s.node.room.Err())
		if c.shown != nil && !c.live() && len(s.ended()) >= n {
			s.checked()
			return
		}
		if c.live() && c.shown.table.Phase() == games.Open && bet != c.shown.id && len(s.ended()) < n {
			bet = c.shown.id
			s.bets(name)
		}
		for _, w := range s.fresh() {
			s.decides(w)
		}
	}
	require.Fail(s.t, "the table stands still")
}

// plays decides, and sees it taken.
func (s *cardTwin) plays(w wish, do string) {
	id := s.act(w.p, "play", w.body(do))
	s.pass(60)
	require.Equal(s.t, wire.VerdictAccepted, s.answered[id].Verdict, "%+v of %+v: %+v", do, w, s.answered[id])
}

func (s *cardTwin) bets(name string) {
	pick := rand.New(rand.NewPCG(s.seed, uint64(s.round())))
	if s.who > 0 && !s.seats[s.who-1].in {
		s.join(s.who)
		s.pass(60)
	}
	for p := int64(1); p <= cardPlayers; p++ {
		body := s.game.bet(p, pick)
		if name == "blackjack" {
			body = s.seatBet(p)
		}
		s.asks = append(s.asks, s.act(p, "bet", body))
		if p == s.who && s.game.legal == nil && !s.twin && s.fault == "gone" {
			s.leave(p) // with the bet on its way
		}
	}
	if s.who == 2 && s.fault == "behind" {
		s.pass(60)
		s.drain(100)
	}
}

// drain takes a player's money, but for some.
func (s *cardTwin) drain(but money.Amount) {
	p := games.PlayerID(s.who)
	if b := s.ledger.balances[p]; b.Amount > but {
		s.ledger.grant(p, but-b.Amount)
		s.funds[s.who-1] += but - b.Amount
	}
}

// decides is a decision of some player's mind.
func (s *cardTwin) decides(w wish) {
	do := w.picks(s.seed)
	if w.p != s.who || s.at < 0 {
		if w.p == s.who {
			s.met = append(s.met, w)
		}
		s.plays(w, do)
		return
	}
	k := len(s.met)
	s.met = append(s.met, w)
	switch is := k == s.at; {
	case s.fault == "silent" && is, s.fault == "gone" && k >= s.at && w.round == s.met[s.at].round:
		s.silent = append(s.silent, w)
		if s.twin {
			s.plays(w, w.auto())
		} else if s.fault == "gone" && is {
			s.leave(w.p)
		}
	case s.fault == "cut" && is:
		id := s.act(w.p, "play", w.body(do))
		if !s.twin {
			s.leave(w.p)
			s.pass(4)
			s.join(w.p)
			require.NoError(s.t, s.node.room.Inquire(s.seats[w.p-1], s.seats[w.p-1].who, []string{id}, 0))
			s.pass(60)
			require.Equal(s.t, wire.VerdictAccepted, s.answered[id].Verdict)
		}
	case s.fault == "broke" && k >= s.at:
		if is {
			s.drain(100 * money.Amount(s.seed%2))
			if !s.twin {
				s.cannotPay(w)
			}
		}
		w.legal = slices.DeleteFunc(slices.Clone(w.legal), func(do string) bool { return asksMoney[do] })
		s.plays(w, w.picks(s.seed))
	default:
		s.plays(w, do)
	}
}

// cannotPay tries every act for which the money is not there: each is refused in the words
// of the ledger, and the turn goes on.
func (s *cardTwin) cannotPay(w wish) {
	for _, do := range w.legal {
		if !asksMoney[do] {
			continue
		}
		id := s.act(w.p, "play", w.body(do))
		s.pass(60)
		v := s.answered[id]
		require.Equal(s.t, wire.VerdictRefused, v.Verdict)
		require.Equal(s.t, string(CodeNoFunds), v.Code)
		require.Equal(s.t, int64(s.ledger.balances[games.PlayerID(w.p)].Amount), v.Value)
		still := slices.ContainsFunc(s.wishes(), func(x wish) bool { return x.name() == w.name() })
		require.True(s.t, still, "the turn is over: %+v", w)
		s.silent = append(s.silent, wish{legal: []string{do}})
	}
}

// entry meddles with the stake that the system makes for a player behind a seat.
func (s *cardTwin) entry(e *Entry) {
	if s.twin || s.fault != "asks" || e.Bet == nil || !strings.HasPrefix(e.Answer.Ask, systemAsk) || e.Bet.Player != games.PlayerID(s.who) {
		return
	}
	eye := s.seats[s.who-1]
	for range 2 { // in flight, and again behind it
		require.NoError(s.t, s.node.room.Inquire(eye, eye.who, []string{e.Bet.ID.String()}, 0))
	}
	s.asks = append(s.asks, e.Bet.ID.String())
}

// came is what anybody has of the rounds. times, ids and the mark of who decided are left
// out: those differ, and are looked at on their own.
type came struct {
	public []string
	own    map[int64][]string
	cash   [cardPlayers]money.Amount
}

var (
	alone = []string{"atMs", "fromMs", "untilMs", "closesAtMs", "landsAtMs", "nextAtMs", "by", "bet", "bets", "follow"}
	sums  = append([]string{"staked", "returned"}, alone...)
)

func (s *cardTwin) came(leaveOut ...string) (out came) {
	out.own = map[int64][]string{}
	for _, r := range s.ended()[:twinRounds] { // one more may have passed with nobody in it
		for p := int64(0); p <= cardPlayers; p++ {
			public, own, err := Recall(s.keys, &r.LoadedRound, games.PlayerID(p))
			require.NoError(s.t, err)
			for _, e := range public {
				if p == 0 && e.Type != wire.EventSealed {
					out.public = append(out.public, fmt.Sprint(r.Round, " ", e.Type, " ", without(s.t, e.Body, leaveOut)))
				}
			}
			for _, e := range own {
				if e.Type != "chosen" && e.Type != "unfollowed" {
					out.own[p] = append(out.own[p], fmt.Sprint(r.Round, " ", e.Type, " ", without(s.t, e.Body, leaveOut)))
				}
			}
		}
	}
	out.public = atOnce(slices.Compact(out.public)) // the same turn comes again, while others follow
	for p := range out.cash {
		out.cash[p] = s.ledger.balances[games.PlayerID(p+1)].Amount
	}
	return out
}

// atOnce brings what all decide at once, in any order, into one.
func atOnce(lines []string) (out []string) {
	var answers []string
	for _, line := range lines {
		switch {
		case strings.Contains(line, `"stage":"insure"`):
			continue
		case strings.Contains(line, " acted ") && (strings.Contains(line, `"do":"no"`) || strings.Contains(line, `"do":"insure"`) || strings.Contains(line, `"do":"even"`)):
			answers = append(answers, line)
			continue
		}
		slices.Sort(answers)
		out, answers = append(append(out, answers...), line), nil
	}
	return out
}

// without is a body without some of its fields, wherever they are.
func without(t require.TestingT, body []byte, fields []string) string {
	var v any
	require.NoError(t, json.Unmarshal(body, &v))
	var strip func(any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				if slices.Contains(fields, name) {
					delete(v, name)
				}
				strip(inner)
			}
		case []any:
			for _, inner := range v {
				strip(inner)
			}
		}
	}
	strip(v)
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

// but is what the others have of it.
func (c came) but(p int64) came {
	own := map[int64][]string{}
	for q, events := range c.own {
		if q != p {
			own[q] = events
		}
	}
	c.own, c.cash[p-1] = own, 0
	return c
}

// bySystem counts the decisions that are marked as the system's.
func (s *cardTwin) bySystem() (n int, did []string) {
	for _, r := range s.ended() {
		public, _, err := Recall(s.keys, &r.LoadedRound, 0)
		require.NoError(s.t, err)
		for _, e := range public {
			var body struct {
				By     string `json:"by"`
				Do     string `json:"do"`
				Seat   int    `json:"seat"`
				System int    `json:"system"`
			}
			switch require.NoError(s.t, json.Unmarshal(e.Body, &body)); e.Type {
			case "acted":
				if body.By == "system" {
					n++
					did = append(did, fmt.Sprint(r.Round, " ", body.Seat, " ", body.Do))
				}
			case "went":
				n += body.System
			}
		}
	}
	return n, did
}

func playTwin(t *testing.T, name string, seed uint64, who int64, at int, fault string, twin bool) *cardTwin {
	s := newTwin(t, name, seed, who, fault)
	s.at, s.twin = at, twin
	s.rounds(name, twinRounds)
	return s
}

func newTwin(t *testing.T, name string, seed uint64, who int64, fault string) *cardTwin {
	game := runGame(name, rand.New(rand.NewPCG(seed, 37)))
	game.options = strings.Replace(game.options, `"decideMs":300,"absentMs":200`, `"decideMs":3000,"absentMs":2000`, 1)
	return &cardTwin{cardDesk: newCardDesk(t, game, seed, 1_000_000), seed: seed, who: who, at: -1, fault: fault}
}

// B37, B38: at every decision of a hand one player is silent, is gone for the rest of it,
// or loses the connection with the answer on its way. What the system does is the published
// act, and marked as its own; the cards and everybody's outcome are those of the twin in
// which the player was there and decided that.
func TestB38CardsAtEveryDecision(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"blackjack", "unlimited"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bar := bars.Start(t, "B38", "one player silent, gone or cut off at a decision of a hand, with a twin", bars.N{Quick: 9, Commit: 400, Night: 8000})
			for seed := range uint64(bar.Trials()) {
				bar.Seed(seed)
				who := []int64{1, 3, 4}[seed%3]
				base := playTwin(t, name, seed, who, -1, "", false)
				require.NotEmpty(t, base.met)
				at := int(seed/9) % len(base.met)
				fault := []string{"silent", "gone", "cut"}[seed/3%3]
				twin := playTwin(t, name, seed, who, at, fault, true)
				hit := playTwin(t, name, seed, who, at, fault, false)
				require.Equal(t, twin.came(append(alone, "system")...), hit.came(append(alone, "system")...), "seed %d, player %d %s at decision %d: %+v", seed, who, fault, at, hit.met[at])
				n, did := twin.bySystem()
				require.Zero(t, n, "%v", did)
				var published []string
				for _, w := range hit.silent {
					published = append(published, fmt.Sprint(w.round, " ", w.seat, " ", w.auto()))
				}
				n, did = hit.bySystem()
				require.Equal(t, len(hit.silent), n)
				if name == "blackjack" {
					require.Equal(t, published, did, "seed %d", seed)
				}
				w := hit.met[at]
				bar.Landed(fault, w.stage, 1)
				for _, do := range append(slices.Clone(w.legal), w.auto()) {
					bar.Reached(fault + " where one may " + do)
				}
				if w.hand > 0 {
					bar.Reached(fault + " on a second half")
				}
				bar.Trial()
			}
			if bar.Trials() < 50 {
				return
			}
			bar.Must("silent where one may hit", "silent where one may double", "gone where one may hit", "cut where one may hit")
		})
	}
}

// B38: a player whose money is gone at a decision tries every act that costs some. Each is
// refused with the balance, the turn goes on, and everything is as in the twin in which the
// player did not try.
func TestB38CardsBrokeAtADecision(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"blackjack", "unlimited"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bar := bars.Start(t, "B38", "a player broke at a decision of a hand, with a twin who does not try", bars.N{Quick: 8, Commit: 300, Night: 5000})
			for seed, made := uint64(0), 0; made < bar.Trials(); seed++ {
				who := []int64{1, 3, 4}[seed%3]
				base := playTwin(t, name, seed, who, -1, "", false)
				var costly []int
				for i, w := range base.met {
					if w.may(blackjack.Split, blackjack.DoubleUp, blackjack.Insure) {
						costly = append(costly, i)
					}
				}
				if len(costly) == 0 {
					continue
				}
				bar.Seed(seed)
				at := costly[int(seed/3)%len(costly)]
				twin := playTwin(t, name, seed, who, at, "broke", true)
				broke := playTwin(t, name, seed, who, at, "broke", false)
				require.Equal(t, twin.came(alone...), broke.came(alone...), "seed %d, player %d at decision %d: %+v", seed, who, at, broke.met[at])
				for _, tried := range broke.silent {
					bar.Reached("refused " + tried.legal[0])
				}
				if broke.met[at].hand > 0 {
					bar.Reached("refused on a second half")
				}
				made++
				bar.Trial()
			}
			if bar.Trials() < 50 {
				return
			}
			bar.Must("refused split", "refused double", "refused insure")
		})
	}
}

// B37: where the only decision is the bet, a player who leaves with it on the way, or has
// no money for it, changes nothing for anybody else.
func TestB37CardsOneOutcomeForAll(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"baccarat", "dragontiger"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bar := bars.Start(t, "B37", "one player gone with the bet on its way, absent or broke", bars.N{Quick: 4, Commit: 200, Night: 5000})
			for seed := range uint64(bar.Trials()) {
				bar.Seed(seed)
				who := int64(1 + seed%cardPlayers)
				stays := playTwin(t, name, seed, who, -1, "", true)
				gone := playTwin(t, name, seed, who, -1, "gone", false)
				require.Equal(t, stays.came(alone...), gone.came(alone...), "seed %d", seed)
				bar.Landed("gone", "open", 1)

				broke := newTwin(t, name, seed, who, "broke")
				broke.drain(money.Amount(seed % 100))
				broke.rounds(name, twinRounds)
				mine, theirs := broke.came(sums...).but(who), stays.came(sums...).but(who)
				require.Equal(t, theirs, mine, "seed %d", seed)
				require.Empty(t, broke.came().own[who])
				for i, id := range broke.asks {
					if int64(i%cardPlayers) == who-1 {
						require.Equal(t, string(CodeNoFunds), broke.answered[id].Code)
						bar.Reached("bet refused")
					}
				}
				bar.Trial()
			}
			bar.Must("bet refused")
		})
	}
}

// B37: a player behind a seat has agreed to follow it. Broke by the time it doubles or
// splits, that player stays undoubled and nobody else notices. What was agreed to cannot be
// taken back once cards are seen: who computes the id of the stake can neither use it up nor
// ask it away, before it is made or while it is on its way.
func TestB37CardsBehindASeat(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B37", "a player behind a seat broke or asking when the seat doubles or splits", bars.N{Quick: 5, Commit: 200, Night: 4000})
	for seed, made := uint64(0), 0; made < bar.Trials(); seed++ {
		base := playTwin(t, "blackjack", seed, 2, -1, "", false)
		follows := slices.DeleteFunc(slices.Clone(base.follows), func(k betKey) bool { return k.player != 2 })
		if len(follows) == 0 {
			continue
		}
		bar.Seed(seed)
		broke, undoubled := playTwin(t, "blackjack", seed, 2, -1, "behind", false), playTwin(t, "blackjack", seed, 2, -1, "behind", true)
		require.Equal(t, undoubled.came(alone...), broke.came(alone...), "seed %d", seed)
		for _, key := range broke.follows {
			bet := broke.ledger.bets[key]
			if key.player == 2 {
				require.False(t, bet.answer.Accepted)
				require.Equal(t, CodeNoFunds, bet.answer.Code)
				bar.Landed("declined", "closed", 1)
			}
		}

		asked := playTwin(t, "blackjack", seed, 2, -1, "asks", false)
		require.Equal(t, base.came(alone...), asked.came(alone...), "seed %d", seed)
		require.Equal(t, base.follows, asked.follows)
		asked.kept(follows)
		bar.Landed("asked in flight", "closed", len(follows))
		askedBefore(t, seed, base, follows)
		bar.Landed("asked and used before", "open", len(follows))
		made++
		bar.Trial()
	}
}

// askedBefore has the player ask for the ids, and bet under them, before the system has made
// them.
func askedBefore(t *testing.T, seed uint64, base *cardTwin, follows []betKey) {
	s := newTwin(t, "blackjack", seed, 2, "asks before")
	var ids []string
	for _, key := range follows {
		ids = append(ids, key.id.String())
	}
	s.pass(100)
	require.NoError(t, s.node.room.Inquire(s.seats[1], s.seats[1].who, ids, 0))
	for _, id := range ids {
		s.say(2, wire.Act{Round: int64(s.round()), ID: id, Ask: "clear", Body: []byte(`{}`)})
	}
	s.rounds("blackjack", twinRounds)
	require.Equal(t, base.came(alone...), s.came(alone...), "seed %d", seed)
	s.kept(follows)
}

// kept holds that the system's stakes stand, once each, whatever was asked about them.
func (s *cardTwin) kept(follows []betKey) {
	for _, key := range follows {
		require.Equal(s.t, wire.ErrorBadID, s.unused[key.id.String()])
		require.Equal(s.t, 1, s.ledger.bets[key].times)
		require.True(s.t, s.ledger.bets[key].answer.Accepted)
	}
}
