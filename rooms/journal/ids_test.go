package journal

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/rooms"
	"croupier/wallet/money"
)

// doors are two nodes on one database, each with a journal. A journal takes
// what it is given in a room's term, so that one id can be sent to both.
type doors struct {
	*world
	second *Node
	both   [2]*Journal
}

func newDoors(t *testing.T) *doors {
	w := newWorld(t)
	return &doors{world: w, second: w.join("second", time.Minute, nil), both: [2]*Journal{w.j, w.journal(nil)}}
}

// resend is the same request once more, as a client sends it: the id and what was
// asked stay, wherever it is sent.
func resend(e *rooms.Entry) *rooms.Entry {
	c := *e
	c.Done = nil
	return &c
}

// in is the same id and request, arriving at another room.
func (w *world) in(round games.RoundID, e *rooms.Entry) *rooms.Entry {
	c := resend(e)
	c.Room, c.Round, c.Term = round.Room(), round, w.term(round.Room())
	return c
}

// atOnce submits entries from as many goroutines, at doors in turn, and returns
// the verdicts in the entries' order.
func (d *doors) atOnce(entries ...*rooms.Entry) []rooms.Verdict {
	answers := make([]chan rooms.Verdict, len(entries))
	start := make(chan struct{})
	var sent sync.WaitGroup
	for i, e := range entries {
		done := make(chan rooms.Verdict, 2)
		answers[i], e.Done = done, func(v rooms.Verdict) { done <- v }
		sent.Go(func() {
			<-start
			if err := d.both[i%2].Submit(e); err != nil {
				d.t.Error(err)
				done <- rooms.Verdict{Outcome: rooms.Failed, Err: err}
			}
		})
	}
	close(start)
	sent.Wait()
	return d.await(answers)
}

// n bets of a player with funds for exactly k, from many rooms and two journals:
// k are accepted, and the others hear what was left (B2).
func TestB02FundsForExactlyK(t *testing.T) {
	t.Parallel()
	d := newDoors(t)
	run := bars.Start(t, "B2", "64 bets at two nodes at once, funds for exactly k", bars.N{Quick: 15, Commit: 300, Night: 5000})
	var rounds []games.RoundID
	for id := games.RoomID(1); id <= 8; id++ {
		rounds = append(rounds, d.open(id))
	}
	for i := range run.Trials() {
		k := 1 + i%10
		p := d.rich(1, money.Amount(k*10))[0]
		var bets []*rooms.Entry
		for b := range 64 {
			bets = append(bets, d.stake(rounds[b%8], p, 10)) // a room's bets go to one door
		}
		vs := d.atOnce(bets...)
		require.Equal(t, k, count(vs, rooms.Applied))
		require.Equal(t, 64-k, count(vs, rooms.Refused))
		for _, v := range vs {
			if v.Outcome == rooms.Refused {
				require.Less(t, v.Answer.Value, money.Amount(10))
			}
		}
		require.Equal(t, money.Amount(0), d.balance(p))
		run.Landed("race for funds", "open", 1)
		run.Ops(k, 64-k, 0)
		run.Trial()
	}
	// Whoever decides has the account: the database never had to refuse.
	require.Zero(t, d.met.times(refused))
	d.verify()
}

// One id, sent twenty times at once to two journals at two rooms: one bet, and
// every copy hears the same answer (B3).
func TestB03OneIDOnTwoJournals(t *testing.T) {
	t.Parallel()
	d := newDoors(t)
	run := bars.Start(t, "B3", "one bet id 20 times at two nodes and two rooms", bars.N{Quick: 30, Commit: 500, Night: 5000})
	here, there := d.open(1), d.open(2)
	for range run.Trials() {
		p := d.rich(1, 1000)[0]
		first := d.stake(here, p, 10)
		var copies []*rooms.Entry
		for i := range 20 {
			copies = append(copies, d.in([]games.RoundID{here, there}[i/2%2], first))
		}
		vs := d.atOnce(copies...)
		require.Equal(t, 1, count(vs, rooms.Applied))
		require.Equal(t, 19, count(vs, rooms.Repeated))
		for _, v := range vs {
			require.Equal(t, vs[0].Answer, v.Answer)
			if v.Outcome == rooms.Repeated {
				run.Landed("repeat", "open", 1)
			}
		}
		require.Equal(t, money.Amount(990), d.balance(p))
		run.Ops(20, 0, 0)
		run.Trial()
	}
	// The key decides once a lane; from then on the lane asks, behind the lock, and
	// sees what the other stored.
	require.LessOrEqual(t, retries(d.both[0])+retries(d.both[1]), int64(4*(1+asideMax)))
	d.verify()
}

// The same id for another amount, room or round is a conflict, before and after
// the first has its answer: nothing moves. Another player's id is another id (B4).
func TestB04SameIDOtherRequest(t *testing.T) {
	t.Parallel()
	d := newDoors(t)
	run := bars.Start(t, "B4", "one bet id for another amount, room or player", bars.N{Quick: 20, Commit: 200, Night: 2000})
	here, there := d.open(1), d.open(2)
	for i := range run.Trials() {
		p := d.rich(2, 100)
		first := d.stake(here, p[0], 10)
		as := func(round games.RoundID, amount money.Amount) *rooms.Entry { // what a room makes of such a request
			e := d.stake(round, p[0], amount)
			e.Bet.ID, e.Bet.Hash[0] = first.Bet.ID, byte(round.Room())
			e.Moves[0].Bet = first.Bet.ID
			return e
		}
		others := []*rooms.Entry{as(here, 20), as(there, 20), as(there, 10), as(here, 30)}
		if i%2 == 0 { // one of the four wins, the others conflict, at once
			vs := d.atOnce(others...)
			require.Equal(t, 1, count(vs, rooms.Applied))
			require.Equal(t, 3, count(vs, rooms.Conflict))
			run.Reached("two requests of one id at once")
			run.Ops(1, 3, 0)
		} else {
			require.Equal(t, rooms.Applied, d.do(first).Outcome)
			lines, steps := d.lines(), d.steps()
			require.Equal(t, 4, count(d.atOnce(others...), rooms.Conflict))
			require.Equal(t, []int64{lines, steps}, []int64{d.lines(), d.steps()})
			require.Equal(t, money.Amount(90), d.balance(p[0]))
			run.Reached("another request under an answered id")
			run.Ops(1, 4, 0)
		}
		before := d.balance(p[0])
		stranger := d.stake(there, p[1], 10)
		stranger.Bet.ID = first.Bet.ID
		require.Equal(t, rooms.Applied, d.doOn(d.both[1], stranger).Outcome, "ids are a player's own")
		require.Equal(t, before, d.balance(p[0]))
		require.Equal(t, money.Amount(90), d.balance(p[1]))
		run.Landed("conflict", "open", 3)
		run.Trial()
	}
	run.Must("two requests of one id at once", "another request under an answered id")
	d.verify()
}

func (w *world) lines() int64 { return one[int64](w.t, w.db.App, `select count(*) from transfers`) }

func (w *world) steps() int64 { return one[int64](w.t, w.db.App, `select sum(seq)::bigint from rooms`) }

// An id that was refused stays refused, whatever was deposited since, at either
// door, and whoever asks (B5).
func TestB05RefusedStaysRefused(t *testing.T) {
	t.Parallel()
	d := newDoors(t)
	run := bars.Start(t, "B5", "an id refused for funds, a deposit, the id again", bars.N{Quick: 20, Commit: 200, Night: 2000})
	here, there := d.open(1), d.open(2)
	for i := range run.Trials() {
		p := d.rich(1, 5)[0]
		e := d.stake(here, p, 10)
		first := d.doOn(d.both[i%2], e)
		require.Equal(t, rooms.Refused, first.Outcome)
		require.Equal(t, rooms.Answer{Ask: "bet", Code: rooms.CodeNoFunds, Value: 5}, first.Answer)
		deposit(t, d.world, p, 1000)
		inquiry := d.inquiry(e)
		for _, v := range d.atOnce(resend(e), resend(e), d.in(there, e), d.in(there, e), inquiry) {
			require.Equal(t, rooms.Repeated, v.Outcome)
			require.Equal(t, first.Answer, v.Answer)
		}
		require.Equal(t, money.Amount(1005), d.balance(p))
		require.Equal(t, rooms.Applied, d.do(d.stake(here, p, 10)).Outcome, "a new id is judged anew")
		run.Landed("resend after deposit", "open", 5)
		run.Ops(1, 5, 0)
		run.Trial()
	}
	d.verify()
}

func (w *world) inquiry(e *rooms.Entry) *rooms.Entry {
	return &rooms.Entry{Kind: rooms.EntryInquiry, Room: e.Room, Term: w.term(e.Room), Round: e.Round,
		Bet: &rooms.BetKey{ID: e.Bet.ID, Player: e.Bet.Player}}
}

// The client's line is cut after the commit and before the answer; it asks again
// at the other node, by then perhaps the owner: the same answer, one debit (B6).
func TestB06CutBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	d := newDoors(t)
	run := bars.Start(t, "B6", "client cut after the commit, asks again at the other node", bars.N{Quick: 20, Commit: 300, Night: 3000})
	round := d.open(1)
	owners := [2]*Node{d.node, d.second}
	owner := 0
	for i := range run.Trials() {
		p := d.rich(1, 100)[0]
		amount := money.Amount(10)
		if i%5 == 4 {
			amount = 101 // refusals are answers, too
		}
		bet := d.stake(round, p, amount)
		unheard := d.submit(d.both[owner], bet) // nobody reads it: the line is cut
		require.Eventually(t, func() bool {
			return one[int](t, d.db.App, `select count(*)::int from bets where bet_id=$1`, [16]byte(bet.Bet.ID)) == 1
		}, answerMax, time.Millisecond, "never committed")
		if i%3 == 2 { // the node dies with the line
			require.NoError(t, owners[owner].Release(t.Context(), 1, d.term(1)))
			owner = 1 - owner
			terms, err := owners[owner].Claim(t.Context(), 1)
			require.NoError(t, err)
			d.setTerm(1, terms[1])
			run.Reached("the other node owns the room by then")
		}
		retry := resend(bet) // the same id
		retry.Term = d.term(1)
		vs := append(d.await(d.submit(d.both[1-i%2], retry, d.inquiry(bet))), d.await(d.submit(d.both[i%2], d.inquiry(bet)))...)
		told := d.await(unheard)[0]
		for _, v := range vs {
			require.Equal(t, rooms.Repeated, v.Outcome)
			require.Equal(t, told.Answer, v.Answer)
			require.Equal(t, round, v.Round)
		}
		want := money.Amount(90)
		if amount > 100 {
			want = 100
			run.Ops(0, 1, 0)
		} else {
			run.Ops(1, 0, 0)
		}
		require.Equal(t, want, d.balance(p))
		run.Landed("cut before the answer", "open", 1)
		run.Trial()
	}
	run.Must("the other node owns the room by then")
	d.verify()
}

// Known ids sent on purpose cost one batch that is run again, not each: the lane
// asks for ids from then on.
func TestKnownIDsCostOneBatch(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	p := w.rich(1, 1000)[0]
	round := w.open(1)
	e := w.stake(round, p, 10)
	require.Equal(t, rooms.Applied, w.do(e).Outcome)
	for range 20 {
		again := *e
		require.Equal(t, rooms.Repeated, w.do(&again).Outcome)
		require.Equal(t, rooms.Applied, w.do(w.stake(round, p, 1)).Outcome)
	}
	require.Equal(t, int64(1), retries(w.j))
	require.Equal(t, money.Amount(970), w.balance(p))
	w.verify()
}
