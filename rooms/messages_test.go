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
	"croupier/games/roulette"
	"croupier/internal/bars"
	"croupier/server/wire"
	"croupier/wallet/money"
)

func act(room *Room, id games.BetID, ask, body string) wire.Act {
	return wire.Act{Round: int64(room.Status().Round), ID: id.String(), Ask: ask, Body: []byte(body)}
}

// desk is a core at a wheel without a loop: every message is answered before the
// next one comes, so that what it did can be seen.
type desk struct {
	t      require.TestingT
	core   *core
	ledger *ledger
	sealer *sealer
	now    games.Moment
	queue  []*flight
	seats  []*seat
}

func newDesk(t require.TestingT, w wheel) *desk {
	d := &desk{t: t, ledger: newLedger(), sealer: &sealer{}, now: 1_000_000}
	d.ledger.addRoom(w.room, w.game(), 1, w.options(pace{bet: 5000, land: 100, pause: 100}))
	var err error
	d.core, err = newCore(d.ledger.load(w.room), NewRegistry(w.rules), d.sealer)
	require.NoError(t, err)
	for p := range int64(3) {
		d.ledger.grant(games.PlayerID(p+1), 4000)
		d.seats = append(d.seats, &seat{who: player(p + 1)})
		d.feed(inJoin{sub: d.seats[p], who: d.seats[p].who})
	}
	d.pass(200)
	return d
}

func (d *desk) feed(what any) {
	inputs := []any{what}
	for len(inputs) > 0 {
		in := inputs[0]
		inputs = inputs[1:]
		for _, fx := range d.core.step(input{d.now, in}) {
			switch fx := fx.(type) {
			case fxSubmit:
				d.queue = append(d.queue, fx.flight)
			case fxSeal:
				sealed, _ := d.sealer.Seal(fx.round, fx.rules)
				inputs = append(inputs, inSealed{Sealing{Round: fx.round, Rules: fx.rules, Sealed: sealed}})
			case fxUnseal:
				inputs = append(inputs, inUnsealed{fx.round, source(fx.sealed.Box)})
			case fxToPlayer:
				for _, w := range d.core.own.of[fx.player].conns {
					w.sub.Send(fx.frame)
				}
			case fxToOne:
				fx.sub.Send(fx.frame)
			case fxStop:
				require.NoError(d.t, fx.err)
			}
		}
	}
}

// pass lets time go by, and the journal answer.
func (d *desk) pass(ms int) {
	for range max(1, ms/50) {
		d.now += games.Moment(min(ms, 50))
		d.settle()
	}
}

func (d *desk) settle() {
	for again := true; again; again = len(d.queue) > 0 {
		for len(d.queue) > 0 {
			f := d.queue[0]
			d.queue = d.queue[1:]
			d.feed(inVerdict{f, d.ledger.commit(f.entry, d.now)})
		}
		d.feed(inTick{})
		d.feed(inTick{})
		d.feed(inAdmit{})
	}
}

// state is everything that a message may not change unless it is accepted.
func (d *desk) state() string {
	table, err := json.Marshal(d.core.onView().table)
	require.NoError(d.t, err)
	text := string(table)
	for p := range d.seats {
		text += fmt.Sprint(d.ledger.balances[games.PlayerID(p+1)].Amount, " ")
	}
	return text
}

// at is where the room stands.
func (d *desk) at() string {
	r := d.core.onView()
	return fmt.Sprintf("round %d %v", r.id, r.table.Phase())
}

// message is one that a client may send, by fault or on purpose.
type message struct {
	from    int // whose connection it comes by
	who     games.Actor
	act     wire.Act
	mayPass bool // it is of a shape that may be accepted
}

// answered says how a message was answered: accepted, or anything else.
func (d *desk) say(m message) (accepted bool) {
	s := d.seats[m.from]
	s.mu.Lock()
	was := len(s.frames)
	s.mu.Unlock()
	d.feed(inAct{s, m.who, m.act})
	d.settle()
	d.now += 60 // what is told is told by then
	d.settle()
	answers := 0
	for _, frame := range s.frames[was:] {
		var f struct {
			T       string
			ID      string
			Verdict string
			Events  []wire.Event
		}
		require.NoError(d.t, json.Unmarshal(frame, &f))
		switch f.T {
		case wire.TVerdict, wire.TError:
			answers++ // a repeat's verdict is no new acceptance
		}
		for _, e := range f.Events {
			var v wire.Verdict
			if e.Type == wire.EventVerdict && json.Unmarshal(e.Body, &v) == nil && v.ID == m.act.ID {
				answers++
				accepted = v.Verdict == wire.VerdictAccepted
			}
		}
	}
	require.Equal(d.t, 1, answers, "%+v is answered once", m.act)
	return accepted
}

// legal says by itself, from the rules' text and the public views, whether a
// message may change anything.
func (d *desk) legal(w wheel, m message) bool {
	shown := d.core.onView()
	view := shown.table.View(games.Everyone).(roulette.View)
	own, _ := shown.table.View(games.Only(m.who.Player)).(roulette.Own)
	id, good := d.core.goodID(m.act.ID)
	_, known := d.ledger.bets[betKey{m.who.Player, id}]
	switch {
	case !m.mayPass, !good, known, m.who != d.seats[m.from].who:
		return false
	case m.act.Round != int64(shown.id), view.Phase != "open", d.now >= view.ClosesAt:
		return false
	case m.act.Ask == "undo", m.act.Ask == "clear":
		return len(own.Bets) > 0
	}
	var bet roulette.Bet
	if json.Unmarshal(m.act.Body, &bet) != nil || len(bet.Spots) == 0 || len(bet.Spots) > 64 {
		return false
	}
	total, on := own.Staked, map[string]money.Amount{}
	for _, b := range own.Bets {
		for _, c := range b.Spots {
			on[c.Spot] += c.Stake
		}
	}
	seen := map[string]bool{}
	for _, c := range bet.Spots {
		at := slices.IndexFunc(w.rules.Spots(), func(s roulette.Spot) bool { return s.Name == c.Spot })
		if at < 0 || seen[c.Spot] || c.Stake < 100 || c.Stake > 5000 || c.Stake%100 != 0 || on[c.Spot]+c.Stake > 5000 {
			return false
		}
		seen[c.Spot] = true
		total += c.Stake
	}
	return total <= 20_000 && total-own.Staked <= d.ledger.balances[m.who.Player].Amount
}

var (
	stakes = []string{"100", "200", "500", "100", "300", "0", "-100", "150", "99999999999", "9223372036854775807",
		"-9223372036854775808", "9223372036854775808", "1e3", "100.0", `"100"`, "null", "NaN", "true", "[100]"}
	bodies = []string{`{}`, `{"why":"mine"}`, `{"why":"mine","sourceLost":true}`, `{"gapMs":600000}`, `{"spots":[]}`, `{"spots":null}`, `null`, ``, `[]`, `{`,
		`{"spots":[{"spot":"red","stake":100}],"odds":99}`, `{"spots":[{"spot":"red","stake":100,"pays":35}]}`,
		`{"spots":[{"spot":"red","stake":100}],"spots":[{"spot":"red","stake":500}]}`,
		`{"spots":[{"spot":"red","stake":100,"Stake":500}]}`, `{"spots":[{"spot":"red","stake":100},{"spot":"red","stake":100}]}`,
		`{"spots":[{"spot":"red","stake":100}]} {"spots":[]}`, `{"number":17,"returned":99999}`,
		`{"bet":"0192f0c1-2b3c-7d4e-8f50-112233445566","spots":[{"spot":"red","stake":100}],"total":100}`,
		`{"spots":[` + strings.Repeat(`{"spot":"red","stake":100},`, 64) + `{"spot":"black","stake":100}]}`}
	oddAsks = []string{"bet", "undo", "clear", "void", "timeout", "resumed", "room.pause", "room.seal", "result", "paid", "placed", "carry", "spin", ""}
)

// any is a message out of all that a client can think of.
func (d *desk) any(w wheel, r *rand.Rand, n int, said []message) message {
	from := r.IntN(len(d.seats))
	m := message{from: from, who: d.seats[from].who, mayPass: true}
	round := d.core.onView().id
	m.act = wire.Act{Round: int64(round), ID: scriptID(d.now, n).String()}
	m.act.Ask = "bet"
	switch r.IntN(12) {
	case 0, 1, 2, 3:
		ask, body := w.ask(r)
		m.act.Ask, m.act.Body = ask, []byte(body)
	case 4, 5: // stakes as they should not be
		stake := stakes[r.IntN(len(stakes))]
		m.act.Body = fmt.Appendf(nil, `{"spots":[{"spot":"red","stake":%s}]}`, stake)
		m.mayPass = strings.Trim(stake, "-0123456789") == ""
	case 6: // an ask and a body that do not belong together, or to nobody
		m.act.Ask, m.act.Body = oddAsks[r.IntN(len(oddAsks))], []byte(bodies[r.IntN(len(bodies))])
		plain := string(m.act.Body) == `{}`
		m.mayPass = plain && (m.act.Ask == "undo" || m.act.Ask == "clear")
	case 7: // another round
		_, body := "bet", `{"spots":[{"spot":"red","stake":100}]}`
		m.act.Body = []byte(body)
		m.act.Round = []int64{0, -1, int64(round) - 1, int64(round) + 1, 1 << 62}[r.IntN(5)]
	case 8: // another's seat, or a role that a client cannot have
		m.act.Body = []byte(`{"spots":[{"spot":"red","stake":100}]}`)
		m.who = []games.Actor{{}, {Role: games.Player, Player: 99}, {Role: games.System, Player: m.who.Player}, d.seats[(from+1)%3].who}[r.IntN(4)]
		m.mayPass = false
	case 9: // an id as it should not be
		m.act.Body = []byte(`{"spots":[{"spot":"red","stake":100}]}`)
		m.act.ID = []string{"", "x", strings.ToUpper(m.act.ID), "0192f0c1-2b3c-4d4e-8f50-112233445566", scriptID(d.now-2*betIDSkewMaxMs, n).String()}[r.IntN(5)]
		m.mayPass = false
	default: // again, word for word or with another body, however long ago
		if len(said) > 0 {
			m = said[r.IntN(len(said))]
			if r.IntN(3) == 0 {
				m.act.Body = []byte(`{"spots":[{"spot":"black","stake":200}]}`)
				m.mayPass = m.act.Ask == "bet"
			}
		} else {
			m.act.Body = []byte(`{"spots":[{"spot":"red","stake":100}]}`)
		}
	}
	return m
}

// B39: random, repeated and reordered messages. What is not legal is refused and
// changes nothing; what is legal is accepted, once.
func TestB39Messages(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B39", "random, repeated, reordered client messages", bars.N{Quick: 60, Commit: 2000, Night: 100_000})
	for seed := range uint64(bar.Trials()) {
		bar.Seed(seed)
		r := rand.New(rand.NewPCG(seed, 39))
		w := wheels[seed%uint64(len(wheels))]
		d := newDesk(t, w)
		var said []message
		for n := range 40 {
			m := d.any(w, r, n, said)
			at, before, legal := d.at(), d.state(), d.legal(w, m)
			accepted := d.say(m)
			require.Equal(t, legal, accepted, "seed %d, message %d: %+v %s", seed, n, m.act, m.act.Body)
			if accepted {
				bar.Ops(1, 0, 0)
			} else {
				bar.Ops(0, 1, 0)
				bar.Landed("illegal message", at[strings.LastIndex(at, " ")+1:], 1)
			}
			if !accepted && at == d.at() { // else the round went on by itself
				require.Equal(t, before, d.state(), "seed %d: %+v %s", seed, m.act, m.act.Body)
			}
			said = append(said, m)
			if r.IntN(6) == 0 {
				d.pass(r.IntN(2500))
			}
		}
		require.Empty(t, d.core.waiting)
		require.Empty(t, d.core.byBet)
		bar.Trial()
	}
}
