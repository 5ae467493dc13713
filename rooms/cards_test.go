package rooms

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/cards"
	"croupier/games/dragontiger"
	"croupier/server/wire"
	"croupier/wallet/money"
)

const cardRoom games.RoomID = 9

const feltCards = `{"betMs":200,"cardMs":10,"landMs":20,"pauseMs":20,"shuffleMs":50,"stepMinor":100,"spotMinMinor":100,
	"tableMaxMinor":100000,"allowanceMinor":100000000,"decks":6,"cutCards":150,"limits":%s}`

const blackjackCards = `{"decks":6,"hole":"peek","natural":"3:2","handsMax":%d,"double":"any","afterSplit":true,
	"insurance":true,"autoHitBelow":12,"behindCut":150,%s"betMs":200,"decideMs":300,"absentMs":200,"dealMs":5,"pauseMs":20,
	"stepMinor":100,"seatMinMinor":100,"seatMaxMinor":2000,"sideMinMinor":100,"sideMaxMinor":1000,
	"tableMaxMinor":20000,"allowanceMinor":10000000}`

// cardGame is a card game as these tests play it.
type cardGame struct {
	rules   games.Rules
	options string
	bet     func(p int64, pick *rand.Rand) string
	// legal is what a table waits for, of a player: nil where the game has no decisions.
	legal func(view any, p int64, pick *rand.Rand) (body string)
}

func cardGames() map[string]cardGame {
	spots := func(names ...string) func(int64, *rand.Rand) string {
		return func(_ int64, pick *rand.Rand) string {
			return fmt.Sprintf(`{"spots":[{"spot":%q,"stake":%d}]}`, names[pick.IntN(len(names))], 100*(1+pick.IntN(3)))
		}
	}
	seats := func(p int64, _ *rand.Rand) string {
		if p == 2 || p == 5 {
			return `{"spots":[{"spot":"behind:1","stake":400}],"follow":true}`
		}
		return fmt.Sprintf(`{"spots":[{"spot":"seat:%d","stake":400}]}`, p)
	}
	return map[string]cardGame{
		"baccarat": {rules: baccarat.New(), bet: spots("player", "banker", "tie", "super-6"),
			options: fmt.Sprintf(feltCards, `{"player":4000,"banker":4000,"tie":2000,"super6":1000}`)},
		"dragontiger": {rules: dragontiger.New(), bet: spots("dragon", "tiger", "tie", "suited-tie"),
			options: fmt.Sprintf(feltCards, `{"dragon":4000,"tiger":4000,"tie":2000,"suitedTie":1000}`)},
		"blackjack": {rules: blackjack.Seats(), bet: seats, legal: decisionAtSeats,
			options: fmt.Sprintf(blackjackCards, 4, `"seats":4,"seatsEach":2,"behindMax":4,`)},
		"unlimited": {rules: blackjack.Unlimited(), legal: decisionOfAll,
			bet:     func(int64, *rand.Rand) string { return `{"spots":[{"spot":"seat:1","stake":400}]}` },
			options: fmt.Sprintf(blackjackCards, 2, "")},
	}
}

// decisionAtSeats plays a seat's turn: doubles and splits where it may, so that stakes
// follow; player 4 is never there.
func decisionAtSeats(view any, p int64, pick *rand.Rand) string {
	v := view.(blackjack.View)
	if v.Turn == nil || len(v.Turn.Legal) == 0 || v.Turn.Seat != int(p) || p == 4 {
		return ""
	}
	for _, s := range v.Seats {
		if s.Seat == int(p) && v.Turn.Hand < len(s.Hands) {
			return decision(v.Turn, len(s.Hands[v.Turn.Hand].Cards), pick)
		}
	}
	return ""
}

func decisionOfAll(view any, p int64, pick *rand.Rand) string {
	v := view.(blackjack.CommonView)
	if v.Turn == nil || len(v.Turn.Legal) == 0 || p == 4 || v.Turn.Hand >= len(v.Hands) {
		return ""
	}
	return decision(v.Turn, len(v.Hands[v.Turn.Hand].Cards), pick)
}

func decision(turn *blackjack.Turn, seen int, pick *rand.Rand) string {
	do := turn.Legal[pick.IntN(len(turn.Legal))]
	for _, rather := range []string{blackjack.Split, blackjack.DoubleUp} {
		if slices.Contains(turn.Legal, rather) {
			do = rather
		}
	}
	return fmt.Sprintf(`{"seat":%d,"hand":%d,"seen":%d,"do":%q}`, turn.Seat, turn.Hand, seen, do)
}

// spy keeps every frame of a connection with its moment.
type spy struct {
	mu     sync.Mutex
	frames [][]byte
	at     []games.Moment
}

func (s *spy) Send(frame []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.frames, s.at = append(s.frames, frame), append(s.at, vclock{}.Now())
	return true
}

// cardSeat is one player's connection.
type cardSeat struct{ *spy }

// cardHouse is a node with one card table that dies now and then.
type cardHouse struct {
	*house
	game   cardGame
	pick   *rand.Rand
	eyes   *spy
	seats  [5]*cardSeat
	room   *Room
	kills  map[games.Phase]int
	midway int // kills in mid-shoe
}

func newCardHouse(t *testing.T, game cardGame, seed uint64) *cardHouse {
	h := &cardHouse{house: newHouse(t, tossDefaults), game: game, pick: rand.New(rand.NewPCG(seed, 1)), eyes: &spy{}, kills: map[games.Phase]int{}}
	h.rules = append(h.rules, game.rules)
	name, version := game.rules.ID()
	h.ledger.addRoom(cardRoom, name, version, []byte(game.options))
	for p, funds := range map[int64]int64{1: 1e8, 2: 3000, 3: 1e8, 4: 1e8, 5: 1e8} { // 2 is soon broke
		h.ledger.grant(games.PlayerID(p), money.Amount(funds))
	}
	h.journal.kill()
	h.boot()
	return h
}

// live plays until the journal dies, or for a number of rounds.
func (h *cardHouse) live(rounds int64) {
	h.room = h.open(cardRoom)
	for p := range int64(5) {
		h.seats[p] = &cardSeat{h.eyes}
		require.NoError(h.t, h.room.Join(h.seats[p], player(p+1), Point{}, nil, 0))
	}
	said := map[string]bool{}
	died, bet, from := h.journal.died, games.RoundID(0), h.room.Status().Round
	for range 100_000 {
		rest(10 * time.Millisecond)
		select {
		case <-died:
			return
		default:
		}
		require.NoError(h.t, h.room.failure())
		s := h.room.Status()
		switch {
		case s.Round.Number()-from.Number() >= rounds:
			return
		case s.Card.Phase == games.Open && bet != s.Round:
			bet = s.Round
			for p := range int64(5) {
				h.act(p+1, "bet", h.game.bet(p+1, h.pick))
			}
		case s.Card.Phase == games.Closed && h.game.legal != nil:
			view := h.room.core.shown.table.View(games.Everyone) // the room rests until the first act
			var bodies [5]string
			for p := range bodies {
				bodies[p] = h.game.legal(view, int64(p+1), h.pick)
			}
			h.room.Leave(&spy{}) // of nobody: the room goes on after what was read here
			for p := range int64(5) {
				body := bodies[p]
				asked, _, _ := strings.Cut(body, `"do"`)
				once := fmt.Sprint(s.Round, p, asked)
				if body != "" && !said[once] && h.pick.IntN(8) > 0 {
					said[once] = true
					h.act(p+1, "play", body)
				}
			}
		}
	}
	require.Fail(h.t, "the table stands still")
}

func (h *cardHouse) act(p int64, ask, body string) {
	err := h.room.Act(h.seats[p-1], player(p), wire.Act{Round: int64(h.room.Status().Round), ID: newBetID().String(), Ask: ask, Body: []byte(body)})
	require.NoError(h.t, err)
}

// dies lets the power go at an entry to come, and comes back.
func (h *cardHouse) dies() {
	h.journal.set(func(j *journal) { j.dieAt, j.dieLate = j.seen+1+h.pick.IntN(40), h.pick.IntN(2) == 0 })
	h.live(1 << 20)
	c := h.room.core
	h.kills[c.onView().table.Phase()]++
	if c.kept != nil {
		h.midway++
	}
	h.kill()
	rest(100 * time.Millisecond)
	h.boot()
}

// stored is the rounds that ended, in their order, as a load gives them.
func (h *cardHouse) stored() (all []*ledgerRound) {
	for _, id := range h.ledger.rooms[cardRoom].order {
		if r := h.ledger.rooms[cardRoom].rounds[id]; r.Phase.Ended() {
			all = append(all, r)
		}
	}
	return all
}

// shoes plays every stored round again from its source, checks which of them were
// revealed and when, and returns the orders of the shoes.
func (h *cardHouse) shoes() map[games.RoundID]cards.Order {
	t, registry := h.t, NewRegistry(h.rules...)
	name, _ := h.game.rules.ID()
	sources, orders := map[games.RoundID]Source{}, map[games.RoundID]cards.Order{}
	kept := games.RoundID(0)
	for _, r := range h.stored() {
		l := r.LoadedRound
		sources[l.Round] = source(l.Sealed.Box)
		require.Equal(t, kept, l.Opening.Kept, "round %d", l.Round)
		again, err := PlayAgain(registry, name, sources[l.Round], h.sealer, &l)
		require.NoError(t, err)
		require.NoError(t, again.Agrees(r.books()))
		require.NotContains(t, string(l.Opening.Carry), `"private"`, "a carry at rest shows what is to come")
		_, own, err := Revealed(&l)
		require.NoError(t, err)
		require.Equal(t, again.Keeps != l.Round, own, "round %d, keeps %d", l.Round, again.Keeps)
		if kept != 0 {
			seed, told, err := RevealedOf(&l, kept)
			require.NoError(t, err)
			require.Equal(t, again.Keeps != kept, told, "round %d, the shoe of %d", l.Round, kept)
			if told {
				require.Equal(t, sources[kept].Seed(), seed)
			}
		}
		h.recheck(&l, sources, orders)
		kept = again.Keeps
	}
	return orders
}

// recheck holds a round's cards against the shuffle of its shoe.
func (h *cardHouse) recheck(l *LoadedRound, sources map[games.RoundID]Source, orders map[games.RoundID]cards.Order) {
	public, _, err := Recall(h.sealer, l, 0)
	require.NoError(h.t, err)
	codec := games.NewCodec(h.game.rules.Types())
	var all []any
	for _, e := range public {
		if ownName(e.Type) {
			continue
		}
		body, err := codec.Decode(e.Type, e.Body)
		require.NoError(h.t, err)
		all = append(all, body)
		var shoe cards.Shoe
		switch body := body.(type) {
		case cards.Shuffled:
			shoe = body.Shoe
		case blackjack.Shuffled:
			shoe = body.Shoe
			if body.Before != nil {
				require.Equal(h.t, orders[body.Before.Shoe.ID], cards.Order(body.Before.Order))
			}
		default:
			continue
		}
		require.Equal(h.t, l.Round, shoe.ID)
		orders[shoe.ID] = cards.Shuffle(shoe.Decks, sources[shoe.ID].Draws(1))
	}
	rules, ok := h.game.rules.(interface {
		RecheckShoe(options []byte, public, own []any, shoe games.Draws) error
	})
	if !ok {
		return
	}
	shoe := l.Opening.Kept
	if shoe == 0 {
		shoe = l.Round
	}
	require.NoError(h.t, rules.RecheckShoe([]byte(h.game.options), all, nil, sources[shoe].Draws(1)))
}

// unseen looks for what is sealed in all that left the house before its moment: a
// shoe's seed, and the cards at its end, in every frame, hint and row of the log.
func (h *cardHouse) unseen(orders map[games.RoundID]cards.Order) (looked int) {
	ended := map[games.RoundID]games.Moment{} // when a shoe's cards were told
	rows := map[games.RoundID]int{}           // and by which row
	var log []Record
	for _, r := range h.stored() {
		log = append(log, r.Records...)
	}
	for i, line := range log {
		for id, order := range orders {
			if ended[id] == 0 && (bytes.Contains(line.Body, tail(order)) || bytes.Contains(line.Body, []byte(wire.EventRevealed)) &&
				bytes.Contains(line.Body, spellings(h.seedOf(id))[1])) {
				ended[id], rows[id] = line.At, i
			}
		}
	}
	for id, order := range orders {
		secrets := append(spellings(h.seedOf(id)), tail(order))
		clean := func(where string, text []byte) {
			looked++
			for _, secret := range secrets {
				require.NotContains(h.t, string(text), string(secret), "%s: shoe %d before its end", where, id)
			}
		}
		for i, frame := range h.eyes.frames {
			if ended[id] == 0 || h.eyes.at[i] < ended[id] {
				clean("frame", frame)
			}
		}
		for i, line := range log {
			if ended[id] == 0 || i < rows[id] {
				clean("log", line.Body)
			}
		}
		for i, card := range h.lobby.cards {
			if ended[id] == 0 || h.lobby.at[i] < ended[id] {
				clean("hint", card.Extra)
			}
		}
		for _, r := range h.stored() {
			clean("carry", r.Opening.Carry)
		}
	}
	return looked
}

func (h *cardHouse) seedOf(id games.RoundID) [32]byte {
	return source(h.ledger.rooms[cardRoom].rounds[id].Sealed.Box).Seed()
}

// tail is the last cards of an order as JSON writes them.
func tail(order cards.Order) []byte {
	text, _ := json.Marshal(order[len(order)-10:])
	return bytes.Trim(text, "[]")
}

// Card tables in rooms, with the power going at every phase and in mid-shoe: the same
// cards follow, each shoe's source stays sealed until its last round has ended and is
// told then, and no card of it is anywhere before its moment (B34, G24, G47).
func TestB34CardsInARoom(t *testing.T) {
	t.Parallel()
	for name, game := range cardGames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newCardHouse(t, game, 7)
				defer func() { h.close() }()
				for range 60 {
					h.dies()
				}
				h.live(45)
				for _, phase := range []games.Phase{games.Open, games.Closed, games.Settled} {
					require.Positive(t, h.kills[phase], "%v of %v", phase, h.kills)
				}

				require.Positive(t, h.midway, "%v", h.kills)
				orders := h.shoes()
				require.Greater(t, len(orders), 1, "no shoe was changed")
				require.Greater(t, h.unseen(orders), 1000)
				h.audit()
				if strings.HasPrefix(name, "blackjack") {
					h.followed()
				}
			})
		})
	}
}

// followed checks the stakes that the system placed by consent: both kinds came, and
// each id has the verdict that its round's log says.
func (h *cardHouse) followed() {
	staked, declined := 0, 0
	for _, r := range h.stored() {
		for _, p := range []games.PlayerID{2, 5} {
			_, own, err := Recall(h.sealer, &r.LoadedRound, p)
			require.NoError(h.t, err)
			for _, e := range own {
				var body struct {
					Bet    games.BetID `json:"bet"`
					System bool        `json:"system"`
				}
				if e.Type == "staked" || e.Type == "unfollowed" {
					require.NoError(h.t, json.Unmarshal(e.Body, &body))
					bet, ok := h.ledger.bets[betKey{p, body.Bet}]
					require.True(h.t, ok)
					require.Equal(h.t, e.Type == "staked", bet.answer.Accepted)
					if e.Type == "staked" && body.System {
						staked++
					} else if e.Type == "unfollowed" {
						declined++
					}
				}
			}
		}
	}
	require.Positive(h.t, staked)
	require.Positive(h.t, declined)
}
