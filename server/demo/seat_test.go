package demo

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/blackjack"
	"croupier/server/wire"
)

// dice are small seeded draws.
type dice struct{ *rand.Rand }

func (d dice) Uintn(n uint64) uint64 { return d.Uint64N(n) }

// deal is a table of the demo with its bots, round after round, without a server.
type deal struct {
	t     *testing.T
	at    Table
	rules games.Rules
	codec *games.Codec
	draws dice
	minds []*mind
	table games.Table
	now   games.Moment
	ids   int

	seats   map[string]int // players on a spot in this round
	most    int            // seats that bots had in a round
	did     map[string]int // decisions
	system  int            // that were not the bots'
	refused map[games.Code]int
	follows int
}

func newDeal(t *testing.T, room games.RoomID, rules games.Rules, bots int) *deal {
	d := &deal{t: t, at: tables(t)[room-1], rules: rules, codec: games.NewCodec(rules.Types()), now: 1000,
		draws: dice{rand.New(rand.NewPCG(11, uint64(room)))}, did: map[string]int{}, refused: map[games.Code]int{}}
	first := tasteAt(t, room)
	for i := range bots {
		d.minds = append(d.minds, &mind{rand: rand.New(rand.NewPCG(5, uint64(i))), taste: first.(hand).another()})
	}
	return d
}

// send gives a bot a frame, as its room would encode it.
func (d *deal) send(m *mind, frame any) {
	text, err := json.Marshal(frame)
	require.NoError(d.t, err)
	require.False(d.t, m.see(text, d.now))
}

func (d *deal) commit(s games.Step) {
	d.table.Hold(s)
	d.table.Apply(s)
	for _, e := range s.Events {
		kind, body, err := d.codec.Encode(e.Body)
		require.NoError(d.t, err)
		event := wire.Event{Round: int64(d.at.Room.Round(1)), Type: kind, Body: body}
		switch {
		case e.For == games.Everyone:
			for _, m := range d.minds {
				d.send(m, wire.Table{T: wire.TTable, Events: []wire.Event{event}})
			}
		case e.For > 0 && int(e.For) <= len(d.minds):
			d.send(d.minds[e.For-1], wire.Own{T: wire.TOwn, Events: []wire.Event{event}})
		}
		d.count(e)
	}
}

func (d *deal) count(e games.Event) {
	switch body := e.Body.(type) {
	case blackjack.Placed:
		for _, c := range body.Spots {
			d.seats[c.Spot]++
		}
	case blackjack.Acted:
		d.did[body.Do]++
		if body.By == "system" {
			d.system++
		}
	case blackjack.Chosen:
		d.did[body.Do]++
	case blackjack.Went:
		d.system += body.System
	case blackjack.Staked:
		if body.System {
			d.follows++
		}
	}
}

// ask gives a bot's act to the table.
func (d *deal) ask(player int, act wire.Act) {
	ask, err := d.codec.Decode(act.Ask, act.Body)
	require.NoError(d.t, err)
	d.ids++
	id := games.BetID{6: 0x70, 8: 0x80, 12: byte(d.ids >> 16), 13: byte(d.ids >> 8), 14: byte(d.ids), 15: 1}
	s, err := d.table.Decide(games.Command{By: games.Actor{Role: games.Player, Player: games.PlayerID(player), Name: fmt.Sprint(player)},
		At: d.now, ID: id, Ask: ask}, nil)
	verdict := wire.Verdict{ID: act.ID, Verdict: wire.VerdictAccepted}
	if err != nil {
		var refusal *games.Refusal
		require.ErrorAs(d.t, err, &refusal, "%s", act.Body)
		d.refused[refusal.Code]++
		verdict = wire.Verdict{ID: act.ID, Verdict: wire.VerdictRefused, Code: string(refusal.Code)}
	} else {
		d.commit(s)
	}
	body, err := json.Marshal(verdict)
	require.NoError(d.t, err)
	d.send(d.minds[player-1], wire.Own{T: wire.TOwn, Events: []wire.Event{{Type: wire.EventVerdict, Body: body}}})
}

// round plays one; lose says in which moments a bot misses all that it knew, and
// gets the table as it stands.
func (d *deal) round(n int64, carry []byte, lose func() bool) []byte {
	var err error
	d.table, err = d.rules.Table(d.at.Room.Round(n), d.at.Options, carry)
	require.NoError(d.t, err)
	d.seats = map[string]int{}
	for _, m := range d.minds {
		m.round = 0
	}
	for !d.table.Phase().Ended() {
		due, player := d.table.Wait().Until, 0
		for i, m := range d.minds {
			if at, ok := m.next(); ok && at < due {
				due, player = at, i+1
			}
		}
		d.now = max(d.now, due)
		if player > 0 {
			if act, ok := d.minds[player-1].act(d.at.Room); ok {
				d.ask(player, act)
			}
		} else {
			s, err := d.table.Decide(games.Command{By: games.Actor{Role: games.System}, At: d.now, Ask: games.Timeout{}}, d.draws)
			require.NoError(d.t, err)
			d.commit(s)
		}
		if lose() {
			d.rejoin(1 + int(d.draws.Uintn(uint64(len(d.minds)))))
		}
	}
	taken := 0
	for name := range d.seats {
		if name[:5] == "seat:" {
			taken++
		}
	}
	d.most = max(d.most, taken)
	carry, err = json.Marshal(d.table.Carry())
	require.NoError(d.t, err)
	return carry
}

func (d *deal) rejoin(player int) {
	m := d.minds[player-1]
	m.forget()
	view := func(a games.Audience) json.RawMessage {
		text, err := json.Marshal(d.table.View(a))
		require.NoError(d.t, err)
		return text
	}
	d.send(m, wire.Snapshot{T: wire.TSnapshot, Round: 1, Phase: d.table.Phase().String(), View: view(games.Everyone)})
	d.send(m, wire.OwnSnapshot{T: wire.TOwnSnapshot, Round: 1, View: view(games.Only(games.PlayerID(player)))})
}

// Bots play every hand that they have to its end, by legal acts alone, take few
// enough seats, and are company: they split, double, insure and stand behind others.
func TestBotsPlayTheirHands(t *testing.T) {
	t.Parallel()
	for name, lossy := range map[string]bool{"steady": false, "with lost connections": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, c := range []struct {
				room  games.RoomID
				rules games.Rules
			}{{6, blackjack.Seats()}, {7, blackjack.Unlimited()}} {
				d := newDeal(t, c.room, c.rules, len(tables(t)[c.room-1].Bots))
				lost := rand.New(rand.NewPCG(1, 2))
				var carry []byte
				for n := range int64(200) {
					carry = d.round(n+1, carry, func() bool { return lossy && lost.IntN(6) == 0 })
				}
				for _, do := range []string{"hit", "stand", "double", "split", "insure", "no"} {
					require.Positive(t, d.did[do], do)
				}
				require.Zero(t, d.system, "the table waited for a bot in vain")
				delete(d.refused, blackjack.CodeSeatTaken)
				if lossy { // whose answer about insurance it was, no view says
					delete(d.refused, blackjack.CodeStale)
				}
				require.Empty(t, d.refused)
				if c.room == 6 {
					require.LessOrEqual(t, d.most, 3)
					require.Positive(t, d.follows)
					require.Positive(t, d.did["surrender"])
				}
			}
		})
	}
}
