package blackjack

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/gamestest"
	"croupier/wallet/money"
)

const testRound = games.RoundID(5<<24 | 7)

// splitmix is seeded draws.
type splitmix = gamestest.Draws

// stacked is a carry whose shoe begins with some cards.
func stacked(t testing.TB, decks int, first string) []byte {
	want, err := cards.Parse(first)
	require.NoError(t, err)
	rest := cards.Packs(decks)
	order := slices.Clone(want)
	for _, c := range want {
		i := slices.Index(rest, c)
		require.GreaterOrEqual(t, i, 0, "too many of %s", c)
		rest = slices.Delete(rest, i, i+1)
	}
	shoe := cards.New(5<<24|1, decks, 30)
	return encode(t, Carry{Shoe: &shoe, Private: &Secret{Order: append(order, rest...), Seats: []KeptFor{}}})
}

// live is a table that is played step by step.
type live struct {
	t     testing.TB
	table games.Table
	at    games.Moment
	ids   uint32
	draws games.Draws
	all   []any                    // for everyone
	own   map[games.PlayerID][]any // for one player
	net   map[games.PlayerID]money.Amount
	log   []games.Step
	after func(*live) // is called when a step has committed
}

// sit opens a table on a shoe that begins with some cards; empty: no shoe yet.
func sit(t testing.TB, r *Rules, o Options, first string) *live {
	var carry []byte
	if first != "" {
		carry = stacked(t, o.Decks, first)
	}
	return sitOn(t, r, o, carry)
}

func sitOn(t testing.TB, r *Rules, o Options, carry []byte) *live {
	table, err := r.Table(testRound, encode(t, o), carry)
	require.NoError(t, err)
	draws := splitmix(9)
	l := &live{t: t, table: table, at: 1000, draws: &draws, own: map[games.PlayerID][]any{}, net: map[games.PlayerID]money.Amount{}}
	l.timeout()
	return l
}

func (l *live) by(p games.PlayerID, ask any) games.Command {
	l.ids++
	return games.Command{
		By: games.Actor{Role: games.Player, Player: p, Name: "player"}, At: l.at,
		ID: games.BetID{6: 0x70, 8: 0x80, 11: byte(p), 13: byte(l.ids >> 8), 14: byte(l.ids), 15: 1}, Ask: ask,
	}
}

func (l *live) decide(c games.Command) (games.Step, error) {
	var d games.Draws
	if l.table.Phase() == games.Closed {
		d = l.draws
	}
	return l.table.Decide(c, d)
}

// do asks and makes it true.
func (l *live) do(c games.Command) games.Step {
	s, err := l.decide(c)
	require.NoError(l.t, err, "%+v", c.Ask)
	l.commit(s)
	return s
}

func (l *live) commit(s games.Step) {
	l.table.Hold(s)
	l.table.Apply(s)
	l.log = append(l.log, s)
	if l.after != nil {
		defer l.after(l)
	}
	for _, e := range s.Events {
		switch {
		case e.For == games.Everyone:
			l.all = append(l.all, e.Body)
		case e.For > 0:
			p := games.PlayerID(e.For)
			l.own[p] = append(l.own[p], e.Body)
		}
		for _, m := range e.Moves {
			if m.Kind == games.Stake {
				l.net[m.Player] -= m.Amount
			} else {
				l.net[m.Player] += m.Amount
			}
		}
	}
}

func (l *live) bet(p games.PlayerID, spots ...Chip) games.Step {
	return l.do(l.by(p, Bet{Spots: spots}))
}

func (l *live) follow(p games.PlayerID, spots ...Chip) games.Step {
	return l.do(l.by(p, Bet{Spots: spots, Follow: true}))
}

func chip(name string, stake money.Amount) Chip { return Chip{Spot: name, Stake: stake} }

// timeout lets the table go on by itself, once.
func (l *live) timeout() games.Step {
	l.at = max(l.at, l.table.Wait().Until)
	return l.do(games.Command{At: l.at, Ask: games.Timeout{}})
}

// deal closes the bets and goes on to the first question, or to the end.
func (l *live) deal() {
	l.timeout()
	l.ask()
}

// ask goes on until a player is asked, or the round has ended.
func (l *live) ask() {
	for !l.table.Phase().Ended() && l.table.Wait().For == nil {
		l.timeout()
	}
}

// ends lets time end the round.
func (l *live) ends() {
	for !l.table.Phase().Ended() {
		l.timeout()
	}
}

func (l *live) deals() *deal { return l.table.(*table).deal }

// playing is a decision about the hand whose turn it is, or a seat's answer.
func (l *live) playing(n int, do string) games.Command {
	d := l.deals()
	s := d.seat(n)
	require.NotNil(l.t, s)
	hand := 0
	if d.Turn.Stage == stageAct {
		hand = d.Turn.Hand
	}
	return l.by(s.Player, Play{Seat: n, Hand: hand, Seen: len(s.Hands[hand].Cards), Do: do})
}

func (l *live) play(seat int, acts ...string) {
	for _, do := range acts {
		l.do(l.playing(seat, do))
		l.ask()
	}
}

// refused wants a refusal by a code.
func (l *live) refused(code games.Code, c games.Command) {
	l.t.Helper()
	_, err := l.decide(c)
	var refusal *games.Refusal
	require.ErrorAs(l.t, err, &refusal, "%+v", c.Ask)
	require.Equal(l.t, code, refusal.Code)
}

// paid is how the round ended for a player.
func (l *live) paid(p games.PlayerID) Paid {
	for _, body := range l.own[p] {
		if paid, ok := body.(Paid); ok {
			return paid
		}
	}
	l.t.Fatalf("player %d was told nothing", p)
	return Paid{}
}

// whys is the ends of a player's hands and side bets, in order.
func (l *live) whys(p games.PlayerID) (list []string) {
	for _, line := range l.paid(p).Lines {
		list = append(list, line.Spot+" "+line.Why)
	}
	return list
}

func (l *live) result() Result {
	return l.all[slices.IndexFunc(l.all, func(body any) bool { _, ok := body.(Result); return ok })].(Result)
}
