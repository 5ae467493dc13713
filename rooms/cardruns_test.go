package rooms

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/blackjack"
	"croupier/games/cards"
	"croupier/internal/bars"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// runGame is a card game whose shoe ends soon.
func runGame(name string, r *rand.Rand) cardGame {
	g := cardGames()[name]
	switch name {
	case "blackjack", "unlimited":
		g.options = strings.Replace(g.options, `"behindCut":150`, fmt.Sprintf(`"behindCut":%d`, []int{311, 270, 200}[r.IntN(3)]), 1)
		g.options = strings.Replace(g.options, `"hole":"peek"`, fmt.Sprintf(`"hole":%q`, []string{"peek", "peek", "none-all", "none-original"}[r.IntN(4)]), 1)
		g.options = strings.Replace(g.options, `"insurance":true,`, `"insurance":true,"surrender":true,`, 1)
	}
	return g
}

// B39, with real card games: sequences of random, repeated, reordered and senseless
// commands, with power cuts before and after commits, and takeovers of an owner that goes
// on. At the end of each: money exact, every round the same bytes again, every card in its
// place in its shoe, one verdict for each id.
func TestB39CardSequences(t *testing.T) {
	t.Parallel()
	for name := range cardGames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bar := bars.Start(t, "B39", "random, repeated, reordered commands at a card table, with power cuts and takeovers",
				bars.N{Quick: 16, Commit: 2000, Night: 25_000})
			for seed := range uint64(bar.Trials()) {
				bar.Seed(seed)
				require.NotPanics(t, func() { cardSequence(t, name, seed, bar) }, "seed %d", seed)
				bar.Trial()
			}
			if bar.Trials() < 50 {
				return // what follows needs more of them to be met for certain
			}
			bar.Must("power cut before a commit", "power cut after a commit", "takeover", "no funds", "conflict", "void", "accepted", "refused")
			if name == "blackjack" || name == "unlimited" {
				bar.Must("split", "double", "insure", "even", "cut between two decisions")
			}
			if name == "blackjack" {
				bar.Must("stake that follows", "stake that follows declined")
			}
		})
	}
}

func cardSequence(t *testing.T, name string, seed uint64, bar *bars.Run) {
	r := rand.New(rand.NewPCG(seed, 39))
	d := newCardDesk(t, runGame(name, r), seed, 100*money.Amount(4+seed%60), 100*money.Amount(4+seed%9), 8000)
	if seed%8 == 0 && name == "unlimited" {
		d.keys.order = func(_ games.RoundID, order cards.Order) { first(order, "As", "Ah", "Td", "9c") }
	}
	s := &sequence{cardDesk: d, r: r, bar: bar}
	for range 60 + r.IntN(90) {
		s.one()
		require.False(t, d.node.room.Stopped() && !d.node.dead, "seed %d: %v", seed, d.node.room.Err())
	}
	d.node.dieIn = 0
	_ = d.node.room.Pause(operator(), false, func(error) {})
	d.quiet()
	before := d.state()
	shown := d.node.room.room.core.shown.id
	again, err := PlayAgain(d.registry, d.node.room.room.core.game, d.keys.source(shown), d.keys, &d.ledger.rooms[cardRoom].rounds[shown].LoadedRound)
	require.NoError(t, err)
	require.Equal(t, string(again.Table), before, "seed %d: what the room has is not what its log says", seed)
	d.takenOver()
	require.Equal(t, before, d.state(), "seed %d: another owner has another table", seed)
	rounds, dealt := d.checked()
	require.Positive(t, rounds)
	if dealt > 0 {
		bar.Reached("cards")
	}
	s.count()
}

// sequence is a desk at which anything is asked.
type sequence struct {
	*cardDesk
	r    *rand.Rand
	bar  *bars.Run
	said []said
}

type said struct {
	p int64
	a wire.Act
}

// one is something that may happen at any moment.
func (s *sequence) one() {
	d, r := s.cardDesk, s.r
	p := int64(1 + r.IntN(cardPlayers))
	switch n := r.IntN(40); {
	case n < 12:
		d.pass(int64(1 + r.IntN(60)))
	case n < 15:
		d.pass(int64(r.IntN(400)))
	case n < 22:
		s.tell(p, "bet", d.game.bet(p, r))
	case n < 29:
		for _, w := range d.fresh() {
			if r.IntN(6) > 0 {
				s.tell(w.p, "play", w.body(w.picks(r.Uint64())))
			}
		}
	case n == 29:
		s.tell(p, []string{"undo", "clear"}[r.IntN(2)], `{}`)
	case n == 30:
		s.senseless(p)
	case n == 31 && len(s.said) > 0: // again, as it was, or with another body
		was := s.said[r.IntN(len(s.said))]
		if r.IntN(3) == 0 {
			was.a.Body = []byte(`{"spots":[{"spot":"seat:1","stake":200}]}`)
		}
		d.say(was.p, was.a)
	case n == 32:
		s.inquires(p)
	case n == 33:
		d.leave(p)
	case n == 34 && !d.seats[p-1].in:
		d.join(p)
	case n == 35 && len(d.stale) == 0:
		s.dies()
	case n == 36 && len(d.stale) == 0:
		s.taken()
	case n == 37 && r.IntN(3) == 0:
		round := d.round()
		_ = d.node.room.Void(round, operator(), "by hand", func(err error) {
			if err == nil {
				s.bar.Reached("void")
			}
		})
	case n == 38:
		_ = d.node.room.Pause(operator(), r.IntN(3) == 0, func(error) {})
	case n == 39 && r.IntN(4) == 0:
		d.keys.lost = errors.New("no such key")
		d.pass(int64(r.IntN(500)))
		if r.IntN(2) == 0 {
			_ = d.node.room.Void(d.round(), operator(), "lost", func(err error) {
				if err == nil && d.node.room.room.core.shown.lost != nil {
					s.bar.Reached("void of a round whose source is lost")
				}
			})
			d.pass(100)
		}
		d.keys.lost = nil
	}
	if d.node.dead {
		d.boot()
	}
}

func (s *sequence) tell(p int64, ask, body string) {
	a := wire.Act{Round: int64(s.round()), ID: s.newID().String(), Ask: ask, Body: []byte(body)}
	s.said = append(s.said, said{p, a})
	s.say(p, a)
}

// senseless is an ask that means nothing here, or not now, or not by this player.
func (s *sequence) senseless(p int64) {
	bodies := [][2]string{
		{"play", `{"seat":1,"hand":0,"seen":2,"do":"hit"}`}, {"play", `{"seat":7,"hand":-1,"seen":0,"do":"hit"}`},
		{"play", `{"seat":1,"hand":99,"seen":2,"do":"stand"}`}, {"play", `{"seat":0,"hand":0,"seen":2,"do":"insure","stake":-4}`},
		{"play", `{"seat":3,"hand":0,"seen":2,"do":"insure","stake":100000}`}, {"play", `{"seat":4,"hand":1,"seen":9,"do":"split"}`},
		{"bet", `{"spots":[]}`}, {"bet", `{"spots":[{"spot":"seat:1","stake":-400}]}`}, {"bet", `{"spots":[{"spot":"banker","stake":150}]}`},
		{"bet", `{"spots":[{"spot":"behind:3","stake":400},{"spot":"behind:3","stake":400}]}`}, {"void", `{"why":"mine"}`},
		{"declined", `{"bet":"00000000-0000-7000-8000-000000000000"}`}, {"timeout", `{}`}, {"order", `{"shoe":1,"order":[]}`}, {"nothing", `{}`},
	}
	body := bodies[s.r.IntN(len(bodies))]
	a := wire.Act{Round: int64(s.round()) + int64(s.r.IntN(3)-1)*int64(s.r.IntN(2)), ID: s.newID().String(), Ask: body[0], Body: []byte(body[1])}
	s.say(p, a)
}

// inquires asks for the verdict of an id: known, unknown, another's, or one that the
// system may have made.
func (s *sequence) inquires(p int64) {
	ids := []said{{p, wire.Act{ID: s.newID().String()}}}
	if len(s.said) > 0 {
		ids = append(ids, s.said[s.r.IntN(len(s.said))])
	}
	if n := len(s.follows); n > 0 {
		key := s.follows[n-1]
		ids = append(ids, said{int64(key.player), wire.Act{ID: key.id.String()}})
	}
	for _, was := range ids {
		if e := s.seats[was.p-1]; e.in && !s.node.room.Stopped() {
			require.NoError(s.t, s.node.room.Inquire(e, e.who, []string{was.a.ID}, 0))
		}
	}
}

func (s *sequence) dies() {
	s.node.late = s.r.IntN(2) == 0
	s.node.dieIn = 1 + s.r.IntN(6)
	mid := len(s.wishes()) > 0
	for range 20 {
		if s.node.dead {
			break
		}
		for _, w := range s.fresh() {
			s.tell(w.p, "play", w.body(w.picks(s.r.Uint64())))
		}
		s.pass(40)
	}
	if !s.node.dead {
		s.node.dieIn = 0
		return
	}
	phase := games.None
	if c := s.node.room.room.core; c.shown != nil {
		phase = c.shown.table.Phase()
	}
	s.bar.Landed("power cut", phase.String(), 1)
	s.bar.Reached(map[bool]string{true: "power cut after a commit", false: "power cut before a commit"}[s.node.late])
	if mid {
		s.bar.Reached("cut between two decisions")
	}
	s.boot()
}

// taken has another node take the room in mid-flight: what the old one sends from then on
// is too late.
func (s *sequence) taken() {
	s.node.slow = s.r.IntN(2) == 0
	s.pass(int64(s.r.IntN(30)))
	if s.node.dead || s.node.room.room.core.shown == nil {
		s.node.slow = false
		return
	}
	rests := len(s.node.queue) == 0 && len(s.node.room.room.core.flights) == 0
	was := s.state()
	s.takenOver()
	if rests {
		require.Equal(s.t, was, s.state(), "another owner has another table")
	}
	s.bar.Reached("takeover")
	s.pass(20)
}

// count notes what happened.
func (s *sequence) count() {
	for _, v := range s.answered {
		switch {
		case v.Verdict == wire.VerdictAccepted:
			s.bar.Reached("accepted")
		case v.Code == string(CodeNoFunds):
			s.bar.Reached("no funds")
		default:
			s.bar.Reached("refused")
		}
	}
	for _, why := range s.unused {
		if why == wire.ErrorConflict {
			s.bar.Reached("conflict")
		}
	}
	for _, r := range s.ended() {
		for p := range s.seats {
			public, own, err := Recall(s.keys, &r.LoadedRound, games.PlayerID(p+1))
			require.NoError(s.t, err)
			for _, e := range append(public, own...) {
				switch body := string(e.Body); {
				case e.Type == "staked" && strings.Contains(body, `"system":true`):
					s.bar.Reached("stake that follows")
				case e.Type == "unfollowed":
					s.bar.Reached("stake that follows declined")
				}
				if e.Type == "acted" || e.Type == "chosen" {
					for _, do := range []string{blackjack.Split, blackjack.DoubleUp, blackjack.Insure, blackjack.Even} {
						if strings.Contains(string(e.Body), fmt.Sprintf(`"do":%q`, do)) {
							s.bar.Reached(do)
						}
					}
				}
			}
		}
	}
}
