package rooms

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// Rounds whose node dies, or whose commit fails, before and after their outcome
// is fixed.

// lone is a house with one wheel and its players, of whose rounds the journal
// can be told to lose entries.
type lone struct {
	*house
	wheel
	r     *rand.Rand
	table *tableOf
	all   []*seat // of every life
}

const loneGuests = 5

func newLone(t *testing.T, seed uint64) *lone {
	l := &lone{
		house: newWheels(t, pace{bet: 600, land: 100, pause: 4000}, loneGuests, nil),
		wheel: wheels[seed%uint64(len(wheels))], r: rand.New(rand.NewPCG(seed, 35)),
	}
	for id := range l.ledger.rooms {
		if id != l.room {
			delete(l.ledger.rooms, id)
		}
	}
	return l
}

// sit opens the room on the node that is up.
func (l *lone) sit() {
	l.table = l.sitDown(loneGuests)[0]
	l.all = append(l.all, l.table.seats...)
	rest(60 * time.Millisecond)
}

// dies arms the journal: it loses the first entry that meets a condition, and
// with it its power, after the commit (late) or before. The channel says when.
func (l *lone) dies(late bool, when func(*Entry) bool) <-chan struct{} {
	l.journal.set(func(j *journal) { j.dieWhen, j.dieLate = when, late })
	return l.journal.died
}

// again ends the node where it stands and starts another one.
func (l *lone) again() {
	l.kill()
	rest(time.Duration(l.r.IntN(400)) * time.Millisecond)
	l.boot()
}

// cash is what every player has.
func (l *lone) cash() (all [loneGuests]money.Amount) {
	for p := range all {
		all[p] = l.balance(games.PlayerID(p + 1))
	}
	return all
}

// told says whether any frame of any life speaks of a round's outcome.
func (l *lone) told(round games.RoundID) bool {
	for _, s := range l.all {
		s.mu.Lock()
		frames := s.frames
		s.mu.Unlock()
		for _, frame := range frames {
			var f struct{ Events []wire.Event }
			if json.Unmarshal(frame, &f) != nil {
				return true
			}
			for _, e := range f.Events {
				switch e.Type {
				case "result", "paid", wire.EventRevealed:
					if e.Round == int64(round) {
						return true
					}
				}
			}
		}
	}
	return false
}

// requireSettled holds an ended round against the source that was sealed for it,
// and against its own record.
func (l *lone) requireSettled(t *testing.T, id games.RoundID) {
	t.Helper()
	r := l.round(id)
	require.Equal(t, games.Settled, r.Phase)
	require.Equal(t, l.number(&r), l.draws(&r), "the outcome is the one that was sealed")
	again, err := PlayAgain(NewRegistry(l.house.rules...), l.game(), source(r.Sealed.Box), l.sealer, &r.LoadedRound)
	require.NoError(t, err)
	require.NoError(t, again.Agrees(r.books()))
	require.Equal(t, 1, r.ends)
}

func (l *lone) draws(r *ledgerRound) int {
	pockets := 37
	if l.name == "american" {
		pockets = 38
	}
	return int(source(r.Sealed.Box).Draws(1).Uintn(uint64(pockets)))
}

func (l *lone) number(r *ledgerRound) int {
	for _, line := range r.Records {
		if n, ok := numberIn(line.Body); ok {
			return n
		}
	}
	return -1
}

// numberIn finds the result in a record.
func numberIn(body []byte) (int, bool) {
	rec, err := decodeRecord(body)
	if err != nil {
		return 0, false
	}
	for _, e := range rec.Events {
		var result struct{ Number int }
		if e.Type == "result" && json.Unmarshal(e.Body, &result) == nil {
			return result.Number, true
		}
	}
	return 0, false
}

func settles(e *Entry) bool { return e.Kind == EntryStep && e.Then == games.Settled }
func closes(e *Entry) bool {
	return e.Kind == EntryStep && e.Phase == games.Open && e.Then == games.Closed
}
func bets(e *Entry) bool { return e.Kind == EntryStep && e.Bet != nil }

// B35: the settlement's commit is lost, up to three times, with its node or by
// an error of the database. Nothing of the outcome is told before it is stored,
// and whoever comes next stores the same.
func TestB35SettleCommitFails(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B35", "fail the settle commit, then retry on a new owner", bars.N{Quick: 20, Commit: 200, Night: 3000})
	for seed := range uint64(bar.Trials()) {
		bar.Seed(seed)
		synctest.Test(t, func(t *testing.T) { settleFails(t, newLone(t, seed), bar) })
		bar.Trial()
	}
	bar.Must("lost with the node", "refused by the database", "committed, nobody told", "three deep")
}

func settleFails(t *testing.T, l *lone, bar *bars.Run) {
	defer func() { l.close() }()
	l.sit()
	round := l.table.room.Status().Round
	play(t, []*tableOf{l.table}, l.r, 400*time.Millisecond)
	var mu sync.Mutex
	numbers := map[int]bool{}
	look := func(e *Entry) {
		if settles(e) && e.Round == round {
			n, ok := numberIn(e.Record)
			mu.Lock()
			defer mu.Unlock()
			numbers[n] = ok
		}
	}
	deep := 1 + l.r.IntN(3)
	if deep == 3 {
		bar.Reached("three deep")
	}
	for i := range deep {
		before := l.cash()
		mode := l.r.IntN(3)
		if mode == 2 && i+1 < deep {
			mode = 0 // once committed there is nothing to try again
		}
		var failed <-chan struct{}
		if mode == 1 {
			l.journal.set(func(j *journal) { j.before, j.meddle = look, diskFull })
		} else {
			failed = l.dies(mode == 2, func(e *Entry) bool { look(e); return settles(e) })
		}
		if i > 0 { // armed before it goes on: a closed round settles at once
			l.table = l.sitDown(loneGuests)[0]
			l.all = append(l.all, l.table.seats...)
		}
		if mode == 1 {
			failed = l.table.room.Done()
		}
		select {
		case <-failed:
		case <-time.After(20 * time.Second):
			require.Fail(t, "the round never settles")
		}
		rest(120 * time.Millisecond) // whatever was to be told is told by then
		if mode == 1 {
			require.ErrorIs(t, l.table.room.Err(), ErrFailed)
		}
		bar.Reached([]string{"lost with the node", "refused by the database", "committed, nobody told"}[mode])
		bar.Landed("settle commit lost", "closed", 1)
		require.False(t, l.told(round), "an outcome was told that is not stored, or not known to be")
		if mode != 2 {
			require.Equal(t, before, l.cash())
		}
		l.again()
	}
	l.journal.set(func(j *journal) { j.before = look })
	l.sit()
	rest(3 * time.Second)
	require.NoError(t, l.table.room.failure())
	require.Len(t, numbers, 1, "one outcome, whoever stores it")
	l.requireSettled(t, round)
	l.audit()
}

func diskFull(e *Entry) *Verdict {
	if settles(e) {
		return &Verdict{Outcome: Failed, Err: errors.New("disk full")}
	}
	return nil
}

// B36: the node dies before the outcome is fixed, or after. Before: an operator
// may void, and everybody's stakes come back, whoever they are; or the round
// goes on. After: it is settled by what was sealed, and no void is granted.
func TestB36CrashAndVoid(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B36", "crash before and after the outcome is fixed", bars.N{Quick: 24, Commit: 200, Night: 3000})
	for seed := range uint64(bar.Trials()) {
		bar.Seed(seed)
		synctest.Test(t, func(t *testing.T) {
			l := newLone(t, seed)
			defer func() { l.close() }()
			[]func(*testing.T, *lone, *bars.Run){voidedAfterCrash, playedAfterCrash, fixedAtCrash}[seed/5%3](t, l, bar)
			rest(2 * time.Second)
			require.NoError(t, l.table.room.failure())
			l.audit()
		})
		bar.Trial()
	}
	bar.Must("void after a crash", "void crashed", "void asked for again", "played on", "void refused past the close")
}

// crashInOpen bets and dies at a random bet, or at the close, whose commit is
// lost: the outcome is not fixed.
func crashInOpen(t *testing.T, l *lone, bar *bars.Run) (round games.RoundID, before [loneGuests]money.Amount) {
	l.sit()
	before = l.cash()
	round = l.table.room.Status().Round
	n := 1 + l.r.IntN(12)
	died := l.dies(l.r.IntN(2) == 0, func(e *Entry) bool {
		if bets(e) {
			n--
		}
		return n == 0 && bets(e)
	})
	if l.r.IntN(4) == 0 {
		died = l.dies(false, closes)
	}
	for alive := true; alive; {
		select {
		case <-died:
			alive = false
		default:
			play(t, []*tableOf{l.table}, l.r, 30*time.Millisecond)
		}
	}
	require.Equal(t, games.Open, l.round(round).Phase)
	bar.Landed("crash", "open", 1)
	l.again()
	l.sit()
	return round, before
}

func voidedAfterCrash(t *testing.T, l *lone, bar *bars.Run) {
	round, before := crashInOpen(t, l, bar)
	play(t, []*tableOf{l.table}, l.r, 100*time.Millisecond)
	for range l.r.IntN(3) { // the void's own step dies as well, before or after its commit
		died := l.dies(l.r.IntN(2) == 0, func(e *Entry) bool { return e.Kind == EntryStep && e.Then == games.Void })
		ctx, cancel := context.WithTimeout(background(), time.Second)
		err := l.table.room.Void(ctx, round, operator(), "the ball was lost")
		cancel()
		if err == nil {
			break // it was void already
		}
		<-died
		bar.Landed("crash", "void", 1)
		bar.Reached("void crashed")
		l.again()
		l.sit()
	}
	l.journal.set(func(j *journal) { j.dieWhen = nil })
	for range 1 + l.r.IntN(3) {
		require.NoError(t, l.table.room.Void(background(), round, operator(), "the ball was lost"))
		bar.Reached("void asked for again")
	}
	bar.Reached("void after a crash")
	r := l.round(round)
	require.Equal(t, games.Void, r.Phase)
	require.Equal(t, before, l.cash(), "everybody has what they had before the round")
	require.Equal(t, 1, r.ends)
	for _, m := range r.books().Moved {
		require.Equal(t, m.Staked, m.Refunded, "player %d", m.Player)
	}
	again, err := PlayAgain(NewRegistry(l.house.rules...), l.game(), nil, l.sealer, &r.LoadedRound)
	require.NoError(t, err)
	require.NoError(t, again.Agrees(r.books()))
}

func playedAfterCrash(t *testing.T, l *lone, bar *bars.Run) {
	round, _ := crashInOpen(t, l, bar)
	play(t, []*tableOf{l.table}, l.r, 100*time.Millisecond)
	rest(8 * time.Second) // a takeover leaves five seconds to bet
	l.requireSettled(t, round)
	bar.Reached("played on")
}

// fixedAtCrash dies behind the close: at its commit, at the settlement, before
// and after it is stored.
func fixedAtCrash(t *testing.T, l *lone, bar *bars.Run) {
	l.sit()
	round := l.table.room.Status().Round
	play(t, []*tableOf{l.table}, l.r, 300*time.Millisecond)
	at, late := closes, true
	if l.r.IntN(2) == 0 {
		at, late = settles, l.r.IntN(2) == 0
	}
	<-l.dies(late, at)
	stored := l.round(round).Phase == games.Settled
	bar.Landed("crash", l.round(round).Phase.String(), 1)
	l.again()
	l.table = l.sitDown(loneGuests)[0]
	l.all = append(l.all, l.table.seats...)
	if l.r.IntN(2) == 0 {
		for range 3 {
			require.ErrorIs(t, l.table.room.Void(background(), round, operator(), "I do not like it"), ErrOutcomeFixed)
			rest(5 * time.Millisecond)
		}
		bar.Reached("void refused past the close")
	}
	rest(time.Second)
	l.requireSettled(t, round)
	r := l.round(round)
	require.True(t, stored || logHas(&r, `"resumed"`), "what goes on says that it does")
}

// twin is what came of a round.
type twin struct {
	number  int
	cash    [loneGuests]money.Amount
	plays   []Play
	others  []string // what the others were told of their payouts
	settled games.Moment
	own     []string // of player 1, on the record
}

// twinRound plays one round by a script. Player 1 bets, and undoes each bet while
// it is on its way, until the moment at which lose is called; from then on that
// player says nothing.
func twinRound(t *testing.T, seed uint64, at time.Duration, lose func(*lone, *seat)) (out twin) {
	synctest.Test(t, func(t *testing.T) {
		l := newLone(t, seed)
		defer func() { l.close() }()
		l.sit()
		round := l.table.room.Status().Round
		one := l.table.seats[0]
		const slot = 10 * time.Millisecond
		silent := false
		for i := range 90 {
			who := l.table.seats[i%loneGuests]
			ask, body := l.ask(l.r)
			if who != one || !silent {
				l.say(t, who, round, ask, body)
			}
			if who == one && !silent && ask == "bet" && i > 0 {
				l.say(t, who, round, "undo", `{}`)
			}
			if at/slot == time.Duration(i) {
				rest(at % slot)
				silent = true
				lose(l, one)
				rest(slot - at%slot)
			} else {
				rest(slot)
			}
		}
		rest(300 * time.Millisecond)
		r := l.round(round)
		l.requireSettled(t, round)
		out = twin{number: l.number(&r), plays: r.plays, cash: l.cash(), settled: r.Records[len(r.Records)-1].At}
		for _, s := range l.table.seats[1:] {
			for _, e := range s.own(t) {
				if e.Round == int64(round) && e.Type == "paid" {
					out.others = append(out.others, string(e.Body))
				}
			}
		}
		_, own, err := Recall(l.sealer, &r.LoadedRound, 1)
		require.NoError(t, err)
		for _, e := range own {
			out.own = append(out.own, e.Type)
		}
		l.audit()
	})
	return out
}

func (l *lone) say(t *testing.T, who *seat, round games.RoundID, ask, body string) {
	t.Helper()
	require.NoError(t, l.table.room.Act(who, who.who, wire.Act{
		Round: int64(round), ID: newBetID().String(), Ask: ask, Body: []byte(body),
	}))
}

// moments are when a connection is lost: with a bet in flight, among bets, at
// the deadline, between close and outcome, while the ball rolls, after the round.
var moments = []struct {
	name string
	at   time.Duration
}{
	{"a bet in flight", 51 * time.Millisecond}, {"open", 203 * time.Millisecond}, {"open, late", 501 * time.Millisecond},
	{"at the deadline", 537 * time.Millisecond}, {"closed", 546 * time.Millisecond}, {"landing", 603 * time.Millisecond},
}

// B37: two rounds are alike but for one player's connection, which is lost at
// every phase. Outcome, payouts and everybody's purse are the same.
func TestB37DisconnectedTwin(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B37", "disconnect a twin player at every phase", bars.N{Quick: 18, Commit: 200, Night: 5000})
	for seed := range uint64(bar.Trials()) {
		bar.Seed(seed)
		moment := moments[seed%uint64(len(moments))]
		stays := twinRound(t, seed, moment.at, func(*lone, *seat) {})
		leaves := twinRound(t, seed, moment.at, func(l *lone, s *seat) { l.table.room.Leave(s) })
		require.Equal(t, stays, leaves, "seed %d, lost %s", seed, moment.name)
		bar.Landed("disconnect", moment.name, 1)
		if len(leaves.own) > 0 {
			bar.Reached("money on the felt")
		}
		bar.Trial()
	}
	bar.Must("money on the felt")
}

// B38, as far as roulette has it: a player who bets and then takes nothing and
// says nothing keeps nobody waiting, and is paid by the rules.
func TestB38SilentPlayer(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B38", "one player silent, its connection full", bars.N{Quick: 10, Commit: 100, Night: 2000})
	for seed := range uint64(bar.Trials()) {
		bar.Seed(seed)
		moment := moments[seed%uint64(len(moments))]
		stays := twinRound(t, seed, moment.at, func(*lone, *seat) {})
		silent := twinRound(t, seed, moment.at, func(_ *lone, s *seat) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.deaf = true
		})
		require.Equal(t, stays, silent, "seed %d, silent %s", seed, moment.name)
		bar.Landed("silent", moment.name, 1)
		bar.Trial()
	}
}
