package model_test

import (
	"context"
	"fmt"
	"math/bits"
	"sort"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/internal/dbtest"
	"croupier/loadtest/model"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// side is a journal with its nodes: the real one, or the model.
type side interface {
	do(entries []*rooms.Entry) []rooms.Verdict
	fund(p games.PlayerID, amount money.Amount, ref [16]byte)
	ensure(room games.RoomID)
	claim(node int, room games.RoomID) int64 // the term, 0: it stays where it is
	release(node int, room games.RoomID, term int64)
	leave(node int) // and another joins in its place
	load(room games.RoomID) *rooms.Loaded
	balance(p games.PlayerID) money.Amount
}

// real is rooms/journal on PostgreSQL.
type real struct {
	t     *testing.T
	db    *store.DB
	j     *journal.Journal
	nodes [2]*journal.Node
}

func newReal(t *testing.T) *real {
	r := &real{t: t, db: dbtest.New(t)}
	var err error
	r.j, err = journal.New(t.Context(), journal.Config{DB: r.db.App, Writers: 1, Log: zerolog.Nop()})
	require.NoError(t, err)
	r.j.Start()
	t.Cleanup(func() { require.NoError(t, r.j.Stop(context.Background())) })
	for i := range r.nodes {
		r.join(i)
	}
	t.Cleanup(func() {
		for _, n := range r.nodes {
			require.NoError(t, n.Leave(context.Background()))
		}
	})
	return r
}

func (r *real) join(i int) {
	var err error
	r.nodes[i], err = journal.Join(r.t.Context(), r.db.App, journal.NodeConfig{Name: fmt.Sprint(i), Lease: time.Minute, Log: zerolog.Nop()})
	require.NoError(r.t, err)
}

func (r *real) do(entries []*rooms.Entry) []rooms.Verdict {
	type told struct {
		i int
		v rooms.Verdict
	}
	verdicts, answers := make([]rooms.Verdict, len(entries)), make(chan told, len(entries))
	for i, e := range entries {
		e.Done = func(v rooms.Verdict) { answers <- told{i, v} }
		require.NoError(r.t, r.j.Submit(e))
	}
	for range entries {
		select {
		case one := <-answers:
			verdicts[one.i] = one.v
		case <-time.After(time.Minute):
			require.Fail(r.t, "no verdict")
		}
	}
	return verdicts
}

func (r *real) fund(p games.PlayerID, amount money.Amount, ref [16]byte) {
	require.NoError(r.t, store.InTx(r.t.Context(), r.db.App, func(tx pgx.Tx) error {
		if err := wallet.Open(r.t.Context(), tx, wallet.CashOf(p, money.FUN)); err != nil {
			return err
		}
		_, err := wallet.TopUps(r.t.Context(), tx, wallet.Deposit{Player: p, Currency: money.FUN, Amount: amount, Ref: ref})
		return err
	}))
}

func (r *real) ensure(room games.RoomID) {
	require.NoError(r.t, r.j.EnsureRoom(r.t.Context(), journal.RoomConfig{ID: room, Name: "T", Game: "g", Rules: 1, Options: []byte(`{}`), Currency: money.FUN}))
}

func (r *real) claim(node int, room games.RoomID) int64 {
	terms, err := r.nodes[node].Claim(r.t.Context(), room)
	require.NoError(r.t, err)
	return terms[room]
}

func (r *real) release(node int, room games.RoomID, term int64) {
	require.NoError(r.t, r.nodes[node].Release(r.t.Context(), room, term))
}

func (r *real) leave(node int) {
	require.NoError(r.t, r.nodes[node].Leave(r.t.Context()))
	r.join(node)
}

func (r *real) load(room games.RoomID) *rooms.Loaded {
	l, err := r.j.Load(r.t.Context(), room)
	require.NoError(r.t, err)
	return l
}

func (r *real) balance(p games.PlayerID) money.Amount {
	id := wallet.CashOf(p, money.FUN)
	b, err := wallet.Balances(r.t.Context(), r.db.App, id)
	require.NoError(r.t, err)
	return b[id].Amount
}

// desk drives the model: one machine whose messages arrive at once.
type desk struct {
	now    int64
	n      int
	events []event
}

type event struct {
	at int64
	n  int
	do func()
}

func (d *desk) Now() int64             { return 1_700_000_000_000_000 + d.now }
func (d *desk) Mono() int64            { return d.now }
func (d *desk) ToDatabase(do func())   { d.After(1, do) }
func (d *desk) FromDatabase(do func()) { d.After(1, do) }
func (d *desk) After(us int64, do func()) {
	d.n++
	d.events = append(d.events, event{d.now + us, d.n, do})
}

// until runs events until it is so.
func (d *desk) until(t *testing.T, so func() bool) {
	for !so() {
		require.NotEmpty(t, d.events, "nothing happens any more")
		sort.Slice(d.events, func(i, j int) bool {
			return d.events[i].at < d.events[j].at || d.events[i].at == d.events[j].at && d.events[i].n < d.events[j].n
		})
		e := d.events[0]
		d.events = d.events[1:]
		d.now = e.at
		e.do()
	}
	d.events = nil // timeouts of what was answered
}

// modelled is the model.
type modelled struct {
	t     *testing.T
	desk  *desk
	db    *model.Database
	j     *model.Journal
	nodes [2]*model.Node
}

const askUs = 1_000_000

func newModelled(t *testing.T) *modelled {
	m := &modelled{t: t, desk: &desk{}}
	m.db = model.New(m.desk, model.Config{Trouble: model.Calm(10), IdleUs: 2_000_000})
	cfg := model.Defaults()
	cfg.Writers = 1
	m.j = m.db.NewJournal(m.desk, 1, cfg)
	for i := range m.nodes {
		m.join(i)
	}
	return m
}

// ask waits for the answer to a question.
func (m *modelled) ask(question func(got func(error))) {
	var answered bool
	var failed error
	question(func(err error) { answered, failed = true, err })
	m.desk.until(m.t, func() bool { return answered })
	require.NoError(m.t, failed)
}

func (m *modelled) join(i int) {
	m.ask(func(got func(error)) {
		m.db.Join(m.desk, 60_000_000_000, askUs, func(n *model.Node, _ games.Moment, err error) { m.nodes[i] = n; got(err) })
	})
}

func (m *modelled) do(entries []*rooms.Entry) []rooms.Verdict {
	verdicts, left := make([]rooms.Verdict, len(entries)), len(entries)
	for i, e := range entries {
		e.Done = func(v rooms.Verdict) { verdicts[i] = v; left-- }
		require.NoError(m.t, m.j.Submit(e))
	}
	m.desk.until(m.t, func() bool { return left == 0 })
	return verdicts
}

func (m *modelled) fund(p games.PlayerID, amount money.Amount, _ [16]byte) { m.db.Fund(p, amount) }

func (m *modelled) ensure(room games.RoomID) {
	m.db.EnsureRoom(model.Room{ID: room, Name: "T", Game: "g", Rules: 1, Options: []byte(`{}`)})
}

func (m *modelled) claim(node int, room games.RoomID) (term int64) {
	m.ask(func(got func(error)) {
		m.nodes[node].Claim([]games.RoomID{room}, false, askUs, func(taken []model.Taken, err error) {
			for _, one := range taken {
				term = one.Term
			}
			got(err)
		})
	})
	return term
}

func (m *modelled) release(node int, room games.RoomID, term int64) {
	m.ask(func(got func(error)) { m.nodes[node].Release(room, term, askUs, got) })
}

func (m *modelled) leave(node int) {
	m.ask(func(got func(error)) { m.nodes[node].Leave(askUs, got) })
	m.join(node)
}

func (m *modelled) load(room games.RoomID) *rooms.Loaded {
	l, err := m.j.Load(m.t.Context(), room)
	require.NoError(m.t, err)
	return l
}

func (m *modelled) balance(p games.PlayerID) money.Amount { return m.db.Account(p).Balance }

// script is one random walk through a room's life, told to both sides alike.
type script struct {
	t       *testing.T
	sides   [2]side
	r       uint64
	room    games.RoomID
	term    int64
	owner   int
	round   games.RoundID
	phase   games.Phase
	players []games.PlayerID
	sent    []*rooms.Entry
	ids     uint64
	kinds   map[string]int
}

func (s *script) below(n int) int {
	s.r = s.r*6364136223846793005 + 1442695040888963407
	hi, _ := bits.Mul64(s.r^s.r>>29, uint64(n))
	return int(hi)
}

// newID is a UUIDv7 of these days, the same on both sides.
func (s *script) newID() games.BetID {
	s.ids++
	ms := uint64(time.Now().UnixMilli())
	var id games.BetID
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	for i := range 8 {
		id[8+i] = byte(s.ids >> (56 - 8*i))
	}
	id[6], id[7], id[8] = 0x70, byte(s.room), 0x80
	id[9], id[10] = byte(s.room>>8), byte(s.room)
	return id
}

// both tells both sides the same and compares their verdicts.
func (s *script) both(kind string, entries ...*rooms.Entry) []rooms.Verdict {
	s.kinds[kind] += len(entries)
	var got [2][]rooms.Verdict
	for i := range s.sides {
		mine := make([]*rooms.Entry, len(entries))
		for j, e := range entries {
			clone := *e
			mine[j] = &clone
		}
		got[i] = s.sides[i].do(mine)
	}
	for j := range entries {
		a, b := got[0][j], got[1][j]
		for _, v := range []*rooms.Verdict{&a, &b} {
			v.Err = nil
			for k := range v.Balances {
				v.Balances[k].Version = 0 // counts batches, which the real one divides as it comes
			}
			if len(entries) > 1 {
				v.Balances = nil
			}
			if len(v.Balances) == 0 {
				v.Balances = nil
			}
		}
		require.Equal(s.t, a, b, "%s %d: %+v", kind, j, *entries[j])
	}
	return got[0]
}

func (s *script) entry(kind rooms.EntryKind, phase, then games.Phase) *rooms.Entry {
	s.ids++
	return &rooms.Entry{Kind: kind, Room: s.room, Term: s.term, Round: s.round, Phase: phase, Then: then,
		Record: fmt.Appendf(nil, `{"n":%d}`, s.ids)}
}

func (s *script) key(p games.PlayerID) *rooms.BetKey {
	return &rooms.BetKey{ID: s.newID(), Player: p, Hash: [32]byte{byte(s.below(250)), 1}}
}

func (s *script) any() games.PlayerID { return s.players[s.below(len(s.players))] }

func (s *script) bet() *rooms.Entry {
	e := s.entry(rooms.EntryStep, games.Open, games.Open)
	p := s.any()
	e.Bet = s.key(p)
	amount := money.Amount(1 + s.below(600))
	e.Answer = rooms.Answer{Accepted: true, Ask: "bet", Stake: amount}
	e.Moves = []games.Move{{Bet: e.Bet.ID, Player: p, Kind: games.Stake, Amount: amount}}
	if s.below(8) == 0 { // somebody else's stake with it: all or nothing
		e.Moves = append(e.Moves, games.Move{Bet: e.Bet.ID, Player: s.any(), Kind: games.Stake, Amount: 400})
	}
	s.sent = append(s.sent, e)
	return e
}

func (s *script) seal(round games.RoundID) *rooms.Sealing {
	return &rooms.Sealing{Round: round, Rules: 1, Sealed: rooms.Sealed{Commitment: [32]byte{byte(round.Number())}, Box: []byte("box")}}
}

// step makes one move of the walk.
func (s *script) step() {
	switch what := s.below(20); {
	case what < 6 && s.phase == games.Open:
		entries := []*rooms.Entry{s.bet()}
		for range s.below(5) {
			entries = append(entries, s.bet())
		}
		s.both("bets", entries...)
	case what < 8 && s.phase == games.Open: // gives something back, too much perhaps
		e := s.entry(rooms.EntryStep, games.Open, games.Open)
		p := s.any()
		e.Bet = s.key(p)
		e.Answer = rooms.Answer{Accepted: true, Ask: "undo", Back: 50}
		e.Moves = []games.Move{{Bet: e.Bet.ID, Player: p, Kind: games.Refund, Amount: 50}}
		s.sent = append(s.sent, e)
		if l := s.sides[1].load(s.room); l.Live != nil && s.escrow() >= 50 {
			s.both("undo", e)
		}
	case what < 11 && len(s.sent) > 0: // an old id: as it was, with another body, as a question
		e := *s.sent[s.below(len(s.sent))]
		bet := *e.Bet
		e.Bet, e.Round, e.Term, e.Phase, e.Then = &bet, s.round, s.term, s.phase, s.phase
		kind := "again"
		switch s.below(3) {
		case 0:
			bet.Hash[31]++
			kind = "another body"
		case 1:
			e.Kind, bet.Hash, e.Moves, kind = rooms.EntryInquiry, [32]byte{}, nil, "inquiry"
		}
		s.both(kind, &e)
	case what == 11:
		e := s.entry(rooms.EntryRefusal, 0, 0)
		e.Bet = s.key(s.any())
		e.Answer = rooms.Answer{Ask: "bet", Code: "above_spot", Spot: "red", Limit: 5, Value: 6}
		s.sent = append(s.sent, e)
		s.both("refusal", e)
	case what == 12:
		e := s.entry(rooms.EntryInquiry, 0, 0)
		e.Bet = &rooms.BetKey{ID: s.newID(), Player: s.any()}
		s.sent = append(s.sent, e)
		s.both("unknown id", e)
	case what == 13: // of a term that is over, or not yet
		e := s.bet()
		s.sent = s.sent[:len(s.sent)-1]
		e.Term += int64(2*s.below(2) - 1)
		s.both("another term", e)
	case what == 14:
		s.broken()
	case what == 15:
		s.moves()
	case what == 16:
		e := s.entry(rooms.EntryStep, games.None, games.None)
		on := s.below(2) == 0
		e.Round, e.Paused = s.round.Next(), &on
		if s.phase == games.None {
			e.Round = s.round
		}
		s.both("pause", e)
	default:
		s.advance()
	}
}

// escrow is what the round holds, by the model's row.
func (s *script) escrow() money.Amount {
	row := s.sides[1].(*modelled).db.Round(s.round)
	return row.Staked - row.Returned
}

// broken is an entry that cannot be stored: its room's term is over, on both
// sides, and is claimed anew.
func (s *script) broken() {
	e := s.entry(rooms.EntryStep, s.phase, s.phase)
	switch s.below(4) {
	case 0:
		e.Phase, e.Then = games.Closed, games.Settled
		if s.phase == games.Closed {
			e.Phase = games.Open
		}
	case 1:
		e.Round = s.round.Next().Next().Next()
		e.Phase, e.Then = games.Open, games.Closed
	case 2:
		e.Phase, e.Then = games.None, games.None
		e.Seal = s.seal(1)
		e.Seal.Round = s.room.Round(1)
	case 3:
		e.Kind = rooms.EntryRefusal // without an id
	}
	next := s.entry(rooms.EntryInquiry, 0, 0)
	next.Bet = &rooms.BetKey{ID: s.newID(), Player: s.any()}
	for _, v := range s.both("broken", e, next) {
		require.Equal(s.t, rooms.Failed, v.Outcome)
	}
	for _, side := range s.sides {
		side.release(s.owner, s.room, s.term)
	}
	s.claim(s.owner)
}

// moves gives the room to another node, in one way or another.
func (s *script) moves() {
	other := 1 - s.owner
	s.claims(other, 0) // not while its owner lives
	if s.below(2) == 0 {
		for _, side := range s.sides {
			side.release(s.owner, s.room, s.term)
		}
	} else {
		for _, side := range s.sides {
			side.leave(s.owner)
		}
	}
	s.claim(other)
}

func (s *script) claims(node int, want int64) int64 {
	a, b := s.sides[0].claim(node, s.room), s.sides[1].claim(node, s.room)
	require.Equal(s.t, a, b)
	if want == 0 {
		require.Zero(s.t, a)
	}
	return a
}

func (s *script) claim(node int) {
	s.kinds["claim"]++
	s.term, s.owner = s.claims(node, 1), node
	require.NotZero(s.t, s.term)
}

// advance takes the round to its next phase.
func (s *script) advance() {
	switch s.phase {
	case games.None:
		e := s.entry(rooms.EntryStep, games.None, games.Open)
		e.Open = &rooms.Opening{Rules: 1, Options: []byte(`{}`), Carry: []byte(`{"c":1}`)}
		if n := s.round.Number(); n > 1 && s.below(2) == 0 { // a shoe that some round before shuffled
			e.Open.Kept = s.room.Round(1 + int64(s.below(int(n-1))))
			s.kinds["open in a shoe"]++
		}
		e.Seal = s.seal(s.round.Next())
		s.both("open", e)
		s.phase = games.Open
	case games.Open:
		s.both("close", s.entry(rooms.EntryStep, games.Open, games.Closed))
		s.phase = games.Closed
	case games.Closed:
		e := s.entry(rooms.EntryStep, games.Closed, games.Settled)
		if held := s.escrow(); held > 0 {
			play := rooms.Play{Player: s.any(), Staked: held}
			if s.below(3) > 0 {
				play.Returned = 1 + money.Amount(s.below(int(3*held)))
				e.Moves = []games.Move{{Player: play.Player, Kind: games.Pay, Amount: play.Returned}}
			}
			e.Plays = []rooms.Play{play}
		}
		vs := s.both("settle", e)
		require.Equal(s.t, rooms.Applied, vs[0].Outcome, "%v", vs[0].Err)
		s.phase, s.round = games.None, s.round.Next()
	}
}

// same compares everything that a next owner would read.
func (s *script) same() {
	a, b := s.sides[0].load(s.room), s.sides[1].load(s.room)
	for _, l := range []*rooms.Loaded{a, b} {
		l.LastAt = 0
		for _, round := range []*rooms.LoadedRound{l.Ended, l.Live} {
			for i := 0; round != nil && i < len(round.Records); i++ {
				round.Records[i].At = 0
			}
		}
	}
	require.Equal(s.t, a, b)
	for _, p := range s.players {
		require.Equal(s.t, s.sides[0].balance(p), s.sides[1].balance(p))
	}
	require.Empty(s.t, s.sides[1].(*modelled).db.Verify(false))
}

// The model is the journal: random scripts of entries, repeats, conflicts,
// inquiries, broken steps, pauses, rounds and owners get the same verdicts, the
// same balances and the same logs from both (B1).
func TestB1ModelIsTheJournal(t *testing.T) {
	r := bars.Start(t, "B1", "the same random scripts on the journal and on its model", bars.N{Quick: 12, Commit: 300, Night: 3000})
	actual, mirror := newReal(t), newModelled(t)
	kinds := map[string]int{}
	for n := range r.Trials() {
		s := &script{t: t, sides: [2]side{actual, mirror}, r: uint64(n)*0x9e3779b97f4a7c15 + 7, room: games.RoomID(n + 1), kinds: kinds}
		s.round = s.room.Round(1)
		for i := range 3 {
			p := games.PlayerID(1000*(n+1) + i)
			s.players = append(s.players, p)
			for _, side := range s.sides {
				side.fund(p, 1000, s.newID())
			}
		}
		for _, side := range s.sides {
			side.ensure(s.room)
		}
		s.claim(0)
		first := s.entry(rooms.EntryStep, games.None, games.None)
		first.Seal = s.seal(s.round)
		s.both("seal", first)
		for range 60 {
			s.step()
		}
		s.same()
		r.Trial()
	}
	for kind, times := range kinds {
		r.Landed(kind, "", times)
		r.Reached(kind)
	}
	r.Must("bets", "undo", "again", "another body", "inquiry", "refusal", "unknown id", "another term", "broken", "claim", "pause", "open", "open in a shoe", "close", "settle")
	report, err := wallet.Verify(t.Context(), actual.db.App)
	require.NoError(t, err)
	for _, f := range report.Findings { // the scripts' results are nobody's: a room's rules make them
		require.Contains(t, f.Check, "result", "%+v", f)
	}
}
