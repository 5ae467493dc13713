package journal

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// model is what the journal must be: a few maps and no database.
type model struct {
	w       *world
	room    games.RoomID
	round   games.RoundID
	phase   games.Phase
	seq     int64
	players []games.PlayerID
	balance map[games.PlayerID]money.Amount
	bets    map[games.PlayerID]money.Amount // of this round, not taken back
	staked  map[games.PlayerID]money.Amount // of this round, all
	back    map[games.PlayerID]money.Amount
	sent    []sentBet
	house   money.Amount
}

type sentBet struct {
	entry  *rooms.Entry
	answer rooms.Answer
}

// The journal agrees with the model after every operation, and the books are in
// order after every operation (B1, O1): bets, undos, repeats, conflicts,
// inquiries, rounds that settle and rounds that are void, alone and in batches.
func TestB01JournalAgreesWithModel(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	id := games.RoomID(0)
	rapid.Check(t, func(rt *rapid.T) {
		id++
		m := &model{w: w, room: id, round: w.open(id), phase: games.Open, seq: 2, balance: map[games.PlayerID]money.Amount{}}
		m.players = w.rich(3, 1000)
		for _, p := range m.players {
			m.balance[p] = 1000
		}
		m.begin()
		rt.Repeat(map[string]func(*rapid.T){
			"bets":     m.placeBets,
			"undo":     m.undo,
			"again":    m.again,
			"withdraw": m.withdraw,
			"end":      m.end,
			"":         m.check,
		})
	})
	w.verify()
}

func (m *model) begin() {
	m.bets, m.staked, m.back = map[games.PlayerID]money.Amount{}, map[games.PlayerID]money.Amount{}, map[games.PlayerID]money.Amount{}
}

// placeBets stakes one or more bets in one batch, some of them too large.
func (m *model) placeBets(t *rapid.T) {
	var entries []*rooms.Entry
	for range rapid.IntRange(1, 6).Draw(t, "bets") {
		p := rapid.SampledFrom(m.players).Draw(t, "player")
		entries = append(entries, m.w.stake(m.round, p, money.Amount(rapid.IntRange(1, 700).Draw(t, "amount"))))
	}
	for i, v := range m.w.doAll(entries...) {
		e := entries[i]
		p, amount := e.Bet.Player, e.Answer.Stake
		want := e.Answer
		if amount > m.balance[p] {
			require.Equal(t, rooms.Refused, v.Outcome)
			want = rooms.Answer{Ask: "bet", Code: rooms.CodeNoFunds, Value: m.balance[p]}
		} else {
			require.Equal(t, rooms.Applied, v.Outcome)
			m.seq++
			require.Equal(t, m.seq, v.Seq)
			m.balance[p] -= amount
			m.bets[p] += amount
			m.staked[p] += amount
		}
		require.Equal(t, want, v.Answer)
		m.sent = append(m.sent, sentBet{e, want})
	}
}

// undo takes back all of a player's bets.
func (m *model) undo(t *rapid.T) {
	p := rapid.SampledFrom(m.players).Draw(t, "player")
	if m.bets[p] == 0 {
		t.Skip("nothing to take back")
	}
	e := m.w.step(m.round, games.Open, games.Open)
	e.Bet = &rooms.BetKey{ID: newID(), Player: p, Hash: [32]byte{2}}
	e.Answer = rooms.Answer{Accepted: true, Ask: "clear", Back: m.bets[p]}
	e.Moves = []games.Move{refund(p, m.bets[p])}
	m.applied(t, m.w.do(e))
	m.balance[p] += m.bets[p]
	m.back[p] += m.bets[p]
	m.bets[p] = 0
	m.sent = append(m.sent, sentBet{e, e.Answer})
}

// again sends an old id: as it was, with another body, or as a question.
func (m *model) again(t *rapid.T) {
	if len(m.sent) == 0 {
		t.Skip("nothing sent")
	}
	old := rapid.SampledFrom(m.sent).Draw(t, "old")
	e := *old.entry
	bet := *e.Bet
	e.Bet, e.Round, e.Phase, e.Then = &bet, m.round, m.phase, m.phase
	kind := rapid.SampledFrom([]string{"same", "other", "inquiry"}).Draw(t, "kind")
	switch kind {
	case "other":
		bet.Hash[31]++
	case "inquiry":
		e.Kind, bet.Hash, e.Moves = rooms.EntryInquiry, [32]byte{}, nil
	}
	v := m.w.do(&e)
	if kind == "other" && old.answer.Code != rooms.CodeWithdrawn {
		require.Equal(t, rooms.Conflict, v.Outcome)
		return
	}
	require.Equal(t, rooms.Repeated, v.Outcome)
	require.Equal(t, old.answer, v.Answer)
}

// withdraw asks about an id that nobody knows.
func (m *model) withdraw(t *rapid.T) {
	e := m.w.stake(m.round, rapid.SampledFrom(m.players).Draw(t, "player"), 1)
	q := &rooms.Entry{Kind: rooms.EntryInquiry, Room: m.room, Term: e.Term, Round: m.round, Bet: &rooms.BetKey{ID: e.Bet.ID, Player: e.Bet.Player}}
	want := rooms.Answer{Code: rooms.CodeWithdrawn}
	v := m.w.do(q)
	require.Equal(t, rooms.Applied, v.Outcome)
	require.Equal(t, want, v.Answer)
	m.sent = append(m.sent, sentBet{e, want})
}

// end closes the round, settles it or makes it void, and opens the next.
func (m *model) end(t *rapid.T) {
	var moves []games.Move
	var plays []rooms.Play
	void := rapid.Bool().Draw(t, "void")
	for _, p := range m.players {
		amount := m.bets[p]
		if !void {
			amount *= money.Amount(rapid.IntRange(0, 4).Draw(t, "odds"))
		}
		if amount > 0 {
			move := pay(p, amount)
			if void {
				move.Kind = games.Refund
			}
			moves = append(moves, move)
			m.balance[p] += amount
			m.back[p] += amount
		}
		if m.staked[p] > 0 {
			plays = append(plays, rooms.Play{Player: p, Staked: m.staked[p], Returned: m.back[p]})
			m.house += m.staked[p] - m.back[p]
		}
	}
	last := m.w.settle(m.round, moves, plays...)
	if void {
		last.Then = games.Void
	}
	vs := m.w.doAll(m.w.closing(m.round), last, m.w.opening(m.round.Next()))
	for _, v := range vs {
		m.applied(t, v)
	}
	m.round = m.round.Next()
	m.begin()
}

func (m *model) applied(t *rapid.T, v rooms.Verdict) {
	require.Equal(t, rooms.Applied, v.Outcome, "%v", v.Err)
	m.seq++
	require.Equal(t, m.seq, v.Seq)
	for _, b := range v.Balances {
		require.Equal(t, m.w.balance(b.Player), b.Amount)
	}
}

// check compares the books with the model, and with themselves.
func (m *model) check(t *rapid.T) {
	for _, p := range m.players {
		require.Equal(t, m.balance[p], m.w.balance(p))
	}
	require.Equal(t, int64(m.house), one[int64](m.w.t, m.w.db.App, `select coalesce(sum(kept),0)::bigint from rounds where room=$1`, int64(m.room)))
	require.Equal(t, m.seq, one[int64](m.w.t, m.w.db.App, `select seq from rooms where id=$1`, int64(m.room)))
	wrong := one[int](m.w.t, m.w.db.App, `
with l as (select account, sum(amount) s from (select debit account, -amount amount from transfers union all select credit, amount from transfers) x group by 1)
select (select count(*) from accounts a left join l on l.account=a.id where a.balance<>coalesce(l.s,0) or a.balance<0)::int
     + (select count(*) from rounds r left join l on l.account=(r.id<<16|16000|3) where r.staked-r.returned-r.kept<>coalesce(l.s,0))::int
     + (select case when coalesce(sum(s),0)=0 then 0 else 1 end from l)::int`)
	require.Zero(t, wrong)
}
