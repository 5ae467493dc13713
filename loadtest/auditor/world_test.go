package auditor

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/gamestest"
	"croupier/rng/fairness"
	"croupier/server/wire"
)

// world is a room of cards played by the game's own rules, and an auditor who is told
// of it as bots and their observer would be: acts, verdicts, events, seeds, records.
type world struct {
	t       testing.TB
	rules   games.Rules
	codec   *games.Codec
	options []byte
	audit   *Auditor
	pick    gamestest.Pick
	ask     func(w *world, p games.PlayerID) any
	players int
	haste   int                                      // ms between acts, at most
	forgets bool                                     // connections are lost now and then: records tell what was missed
	poor    bool                                     // the ledger refuses some stakes of the system's
	deaf    bool                                     // every connection is lost with its first act: records alone tell
	voids   bool                                     // an operator voids rounds that are open
	lie     func(kind, body string) (string, string) // what is told in an event's place; nil: the truth

	round   games.RoundID
	carry   []byte
	table   games.Table
	at      games.Moment
	drawn   int
	ids     uint64
	term    int64
	seq     int64
	n       map[games.PlayerID]int64
	balance map[games.PlayerID]int64
	version map[games.PlayerID]int64
	lost    map[games.PlayerID]bool // for this round
	kept    games.RoundID           // whose source the round began under
	records []*Record
	mine    map[int64]map[games.PlayerID][]wire.Event // by round
	own     map[games.PlayerID][]wire.Event
	public  []wire.Event
}

const worldRoom = games.RoomID(6)

func newWorld(t testing.TB, rules games.Rules, options []byte, seed uint64) *world {
	w := &world{t: t, rules: rules, codec: games.NewCodec(rules.Types()), options: options, audit: New(),
		pick: gamestest.Seeded(seed), players: 4, haste: 300, round: worldRoom.Round(1 + int64(seed)*1000), at: 1000, term: 1,
		n: map[games.PlayerID]int64{}, balance: map[games.PlayerID]int64{}, version: map[games.PlayerID]int64{}, mine: map[int64]map[games.PlayerID][]wire.Event{}}
	require.NoError(t, w.audit.Sheet(int64(worldRoom), sheetOf(t, rules, options)))
	for p := games.PlayerID(1); int(p) <= w.players; p++ {
		w.balance[p], w.version[p] = 10_000_000, 1
		w.audit.Player(int64(p), w.balance[p], 1)
	}
	w.audit.Snapshot(&wire.Snapshot{Room: int64(worldRoom), Term: 1, Phase: "none"})
	w.tell(w.event(wire.EventSealed, w.sealed(w.round)))
	return w
}

// sheets are the pages of tables by their options: what blackjack is worth takes a while.
var sheets sync.Map

func sheetOf(t testing.TB, rules games.Rules, options []byte) []byte {
	if sheet, ok := sheets.Load(string(options)); ok {
		return sheet.([]byte)
	}
	sheet, err := rules.Sheet(options)
	require.NoError(t, err)
	sheets.Store(string(options), sheet)
	return sheet
}

func (w *world) seed(r games.RoundID) [32]byte {
	return [32]byte{byte(r), byte(r >> 8), byte(r >> 16), 77}
}

func (w *world) commitment(r games.RoundID) string {
	_, version := w.rules.ID()
	sum := fairness.Commit(r, version, w.seed(r))
	return hex.EncodeToString(sum[:])
}

func (w *world) sealed(r games.RoundID) wire.Sealed {
	return wire.Sealed{Round: int64(r), Rules: 1, Commitment: w.commitment(r)}
}

func (w *world) revealed(r games.RoundID) wire.Revealed {
	seed := w.seed(r)
	return wire.Revealed{Round: int64(r), Rules: 1, Commitment: w.commitment(r), Seed: hex.EncodeToString(seed[:])}
}

func (w *world) event(kind string, body any) wire.Event {
	text, err := json.Marshal(body)
	require.NoError(w.t, err)
	return wire.Event{Round: int64(w.round), AtMs: int64(w.at), Type: kind, Body: text}
}

// tell is a frame for everyone.
func (w *world) tell(events ...wire.Event) {
	w.public = append(w.public, events...)
	w.seq++
	w.audit.Table(&wire.Table{Room: int64(worldRoom), Term: w.term, Seq: w.seq, Events: events})
}

// play plays a round to its end.
func (w *world) play() {
	var err error
	w.table, err = w.rules.Table(w.round, w.options, w.carry)
	require.NoError(w.t, err)
	w.kept = w.table.(games.Keeper).Keeps(games.Step{})
	w.drawn, w.public, w.own, w.lost = 0, nil, map[games.PlayerID][]wire.Event{}, map[games.PlayerID]bool{}
	for i := 0; !w.table.Phase().Ended(); i++ {
		require.Less(w.t, i, 2000)
		wait := w.table.Wait()
		if w.voids && w.table.Phase() == games.Open && w.pick(60) == 0 {
			s, err := w.decide(games.Command{By: games.Actor{Role: games.Operator, Player: 99}, At: w.at, Ask: games.VoidRound{Why: "a test"}})
			require.NoError(w.t, err)
			w.commit(s)
			break
		}
		acts := w.pick(4) > 0 && (w.table.Phase() == games.Open || w.table.Phase() == games.Closed && wait.Role == games.Player)
		if acts && w.at < wait.Until {
			if w.pick(3) == 0 {
				w.at += games.Moment(w.pick(w.haste))
			}
			p := games.PlayerID(1 + w.pick(w.players))
			if n := len(wait.For); n > 0 {
				p = wait.For[w.pick(n)]
			}
			w.act(p, w.ask(w, p))
			continue
		}
		w.at = max(w.at, wait.Until)
		w.system(games.Timeout{})
	}
	w.end()
}

// decide asks the table.
func (w *world) decide(c games.Command) (games.Step, error) {
	var draws games.Draws
	if w.table.Phase() == games.Closed {
		draws = fairness.NewSource(w.seed(w.round)).Draws(w.drawn + 1)
	}
	return w.table.Decide(c, draws)
}

func (w *world) system(ask any) {
	s, err := w.decide(games.Command{At: w.at, Ask: ask})
	require.NoError(w.t, err)
	for _, e := range s.Events {
		for _, m := range e.Moves {
			if m.Kind == games.Stake && w.poor && w.pick(3) == 0 {
				w.table.Hold(s)
				w.table.Drop(s)
				w.system(games.Declined{Bet: m.Bet})
				return
			}
		}
	}
	w.commit(s)
}

// act is a player's ask and its verdict.
func (w *world) act(p games.PlayerID, ask any) {
	if ask == nil {
		return
	}
	w.ids++
	id := games.BetID{0: 1, 6: 0x70, 8: 0x80, 9: byte(w.round), 10: byte(w.round >> 8), 13: byte(w.ids >> 8), 14: byte(w.ids), 15: byte(p)}
	name, body, err := w.codec.Encode(ask)
	require.NoError(w.t, err)
	w.audit.Sent(int64(p), &wire.Act{Cid: int64(w.ids), Room: int64(worldRoom), Round: int64(w.round), ID: id.String(), Ask: name, Body: body})
	if w.lost[p] {
		w.audit.Lost(int64(p))
	}
	v := wire.Verdict{Room: int64(worldRoom), Round: int64(w.round), ID: id.String(), Verdict: wire.VerdictAccepted, Ask: name}
	s, err := w.decide(games.Command{By: games.Actor{Role: games.Player, Player: p, Name: "p"}, At: w.at, ID: id, Ask: ask})
	var refusal *games.Refusal
	if errors.As(err, &refusal) {
		v.Verdict, v.Code = wire.VerdictRefused, string(refusal.Code)
		w.ownFrame(p, w.event(wire.EventVerdict, v))
		return
	}
	require.NoError(w.t, err)
	for _, e := range s.Events {
		for _, m := range e.Moves {
			if m.Kind == games.Stake {
				v.Stake += int64(m.Amount)
			} else {
				v.Back += int64(m.Amount)
			}
		}
	}
	if !w.lost[p] && (w.deaf || w.forgets && w.pick(40) == 0) {
		w.lose(p)
	}
	w.commit(s)
	w.ownFrame(p, w.event(wire.EventVerdict, v))
}

// ownFrame is a frame for one player, who may have lost the connection: then the
// verdict comes by an inquiry, and no event at all.
func (w *world) ownFrame(p games.PlayerID, e wire.Event) {
	if e.Type != wire.EventVerdict {
		w.own[p] = append(w.own[p], e)
	}
	if !w.lost[p] {
		w.n[p]++
		w.audit.Own(int64(p), &wire.Own{Room: int64(worldRoom), Term: 1, N: w.n[p], Events: []wire.Event{e}})
		return
	}
	if e.Type == wire.EventVerdict {
		var v wire.Verdict
		require.NoError(w.t, json.Unmarshal(e.Body, &v))
		w.audit.Inquired(int64(p), []string{v.ID})
		w.audit.Verdict(int64(p), &v)
	}
}

func (w *world) lose(p games.PlayerID) {
	w.lost[p] = true
	w.audit.Lost(int64(p))
	w.audit.OwnSnapshot(int64(p), &wire.OwnSnapshot{Room: int64(worldRoom), Term: 1, N: w.n[p], Round: int64(w.round), View: w.view(p)})
}

func (w *world) view(p games.PlayerID) []byte {
	body, err := json.Marshal(w.table.View(games.Only(p)))
	require.NoError(w.t, err)
	return body
}

// commit makes a step true and tells it.
func (w *world) commit(s games.Step) {
	w.table.Hold(s)
	w.table.Apply(s)
	if s.Drawn {
		w.drawn++
	}
	var public []wire.Event
	for _, e := range s.Events {
		name, body, err := w.codec.Encode(e.Body)
		require.NoError(w.t, err)
		told := wire.Event{Round: int64(w.round), AtMs: int64(w.at), Type: name, Body: body}
		if w.lie != nil {
			var text string
			told.Type, text = w.lie(name, string(body))
			told.Body = json.RawMessage(text)
		}
		for _, m := range e.Moves {
			if w.version[m.Player]++; m.Kind == games.Stake {
				w.balance[m.Player] -= int64(m.Amount)
			} else {
				w.balance[m.Player] += int64(m.Amount)
			}
		}
		switch {
		case e.For == games.Everyone:
			public = append(public, told)
		case e.For > 0:
			w.ownFrame(games.PlayerID(e.For), told)
		}
	}
	if s.Phase == games.None {
		public = append(public, w.event(wire.EventSealed, w.sealed(w.round.Next())))
	}
	if keeps := w.table.(games.Keeper).Keeps(games.Step{}); s.Then == games.Settled {
		if w.kept != 0 && w.kept != keeps && w.kept != w.round {
			public = append(public, w.event(wire.EventRevealed, w.revealed(w.kept)))
		}
		if keeps != w.round {
			public = append(public, w.event(wire.EventRevealed, w.revealed(w.round)))
		}
	}
	if len(public) > 0 {
		w.tell(public...)
	}
	if w.forgets && w.pick(60) == 0 { // what the observer missed, records tell
		w.term++
		w.seq = 0
		w.audit.Snapshot(&wire.Snapshot{Room: int64(worldRoom), Term: w.term, Round: int64(w.round), Rules: 1,
			Phase: w.table.Phase().String(), Commitment: w.commitment(w.round), AtMs: int64(w.at)})
	}
}

// end keeps the records of a round, and goes on to the next.
func (w *world) end() {
	shared, err := json.Marshal(w.table.Carry())
	require.NoError(w.t, err)
	before := map[string]json.RawMessage{}
	if w.carry != nil {
		require.NoError(w.t, json.Unmarshal(w.carry, &before))
		delete(before, "private")
	}
	carry, err := json.Marshal(before)
	require.NoError(w.t, err)
	rec := Record{Over: true, Round: int64(w.round), Room: int64(worldRoom), Rules: 1, Phase: w.table.Phase().String(),
		Commitment: w.commitment(w.round), Events: slices.Clone(w.public), Carry: carry}
	if keeps := w.table.(games.Keeper).Keeps(games.Step{}); keeps != w.round && w.table.Phase() == games.Settled {
		rec.Seed = w.revealed(w.round).Seed
	}
	w.records = append(w.records, &rec)
	w.mine[rec.Round] = w.own
	if w.pick(2) == 0 {
		w.hazy()
	}
	w.carry, w.round = shared, w.round.Next()
	w.at += 50
}

// hazy reads the records that lost connections made necessary.
func (w *world) hazy() {
	for _, open := range w.audit.Unproved() {
		for _, rec := range w.records {
			if rec.Round == open.Round && open.Hazy {
				mine := *rec
				mine.Player, mine.Own = open.Player, w.mine[rec.Round][games.PlayerID(open.Player)]
				w.audit.Record(&mine)
			}
		}
	}
}

// finish is the end of the audit: the records, the balances, and what was wrong.
func (w *world) finish() []Violation {
	w.hazy()
	for _, rec := range w.records {
		w.audit.Record(rec)
	}
	for p := range w.balance {
		w.audit.Me(int64(p), w.balance[p], w.version[p])
	}
	w.audit.Finish()
	list, _ := w.audit.Violations()
	return list
}
