package crash

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/wallet/money"
)

const (
	tableOptions = `{"betMs":5000,"leadMs":1000,"pauseMs":3000,"stepMinor":100,"betMinMinor":100,
		"betMaxMinor":1000000,"winMaxMinor":1000000000,"allowanceMinor":1000000000000}`
	roundID = games.RoundID(7<<24 | 3)
)

// fixed draws one number; the point that it gives is what a test wants.
type fixed struct{ r uint64 }

func (f fixed) Uintn(n uint64) uint64 {
	if n != space {
		panic("crash draws from 2^52")
	}
	return f.r
}

func (fixed) Shuffle(int, func(i, j int)) { panic("crash shuffles nothing") }

// drawOf is the first draw whose point is at least m.
func drawOf(m Multiplier, edge int64) fixed { return fixed{uint64(space) - chances(m, edge)} }

// drive is a room in virtual time: every step commits at once.
type drive struct {
	t     *testing.T
	table games.Table
	opts  string
	draws fixed
	at    games.Moment
	log   []games.Step
	ids   int
}

func newDrive(t *testing.T, options string, draws fixed) *drive {
	t.Helper()
	table, err := New().Table(roundID, []byte(options), nil)
	require.NoError(t, err)
	return &drive{t: t, table: table, opts: options, draws: draws, at: 1_000_000}
}

func (d *drive) do(c games.Command) (games.Step, error) {
	d.at = max(d.at, c.At)
	var draws games.Draws
	if d.table.Phase() == games.Closed {
		draws = d.draws
	}
	s, err := d.table.Decide(c, draws)
	if err == nil {
		d.table.Hold(s)
		d.table.Apply(s)
		d.log = append(d.log, s)
	}
	return s, err
}

func (d *drive) id() games.BetID {
	d.ids++
	return games.BetID{6: 0x70, 8: 0x80, 14: byte(d.ids >> 8), 15: byte(d.ids)}
}

// act is a player's, now.
func (d *drive) act(player games.PlayerID, ask any) (games.Step, error) {
	return d.do(games.Command{By: games.Actor{Role: games.Player, Player: player, Name: "p"}, At: d.at, ID: d.id(), Ask: ask})
}

func (d *drive) bet(player games.PlayerID, stake money.Amount, cashAt Multiplier) games.BetID {
	d.t.Helper()
	s, err := d.act(player, Bet{Stake: stake, CashAt: cashAt})
	require.NoError(d.t, err)
	return s.Cmd.ID
}

// until lets the clock send what is due before a moment, and stands there.
func (d *drive) until(at games.Moment) {
	d.t.Helper()
	for range 10_000 {
		due := d.table.Wait().Until
		if due == 0 || due > at {
			d.at = max(d.at, at)
			return
		}
		_, err := d.do(games.Command{At: max(d.at, due), Ask: games.Timeout{}})
		require.NoError(d.t, err)
	}
	require.Fail(d.t, "the clock never stops")
}

// toPhase lets the clock run into a phase, or to the arming of the curve.
func (d *drive) toPhase(p games.Phase) {
	d.t.Helper()
	for d.table.Phase() != p {
		d.next()
	}
}

// next lets the clock send the one thing that is due next.
func (d *drive) next() {
	d.t.Helper()
	_, err := d.do(games.Command{At: max(d.at, d.table.Wait().Until), Ask: games.Timeout{}})
	require.NoError(d.t, err)
}

func (d *drive) toCurve() games.Moment {
	d.t.Helper()
	d.toPhase(games.Closed)
	d.next()
	starts := d.state().startsAt
	require.Positive(d.t, starts)
	return starts
}

func (d *drive) state() *table { return d.table.(*table) }

// takeover is another node that reads the log, some time later.
func (d *drive) takeover(gap int64) {
	d.t.Helper()
	before, err := d.state().MarshalJSON()
	require.NoError(d.t, err)
	table, err := New().Table(roundID, []byte(d.opts), nil)
	require.NoError(d.t, err)
	last := games.Moment(0)
	for _, s := range d.log {
		table.Apply(s)
		last = s.Cmd.At
	}
	d.table = table
	after, err := d.state().MarshalJSON()
	require.NoError(d.t, err)
	require.Equal(d.t, string(before), string(after))
	d.at += games.Moment(gap)
	_, err = d.do(games.Command{At: d.at, Ask: games.Resumed{GapMs: int64(d.at - last)}})
	require.NoError(d.t, err)
}

// bodies are the events of the log for an audience.
func (d *drive) bodies(who games.Audience) []any {
	var all []any
	for _, s := range d.log {
		for _, e := range s.Events {
			if e.For == who {
				all = append(all, e.Body)
			}
		}
	}
	return all
}

// newest is the last event of a type for an audience.
func newest[T any](d *drive, who games.Audience) (found T, ok bool) {
	for _, body := range d.bodies(who) {
		if b, is := body.(T); is {
			found, ok = b, true
		}
	}
	return found, ok
}

// back is what a bet brought in the end, and how.
func (d *drive) outOf(player games.PlayerID, bet games.BetID) PaidBet {
	d.t.Helper()
	paid, ok := newest[Paid](d, games.Only(player))
	require.True(d.t, ok, "nothing says how the round ended for player %d", player)
	for _, b := range paid.Bets {
		if b.Bet == bet {
			return b
		}
	}
	require.Fail(d.t, "no such bet")
	return PaidBet{}
}
