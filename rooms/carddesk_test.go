package rooms

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// cardDesk is a card table whose turns, clock and journal the test gives out: the loop
// that a Room runs (Stepped), as one sequence that a seed repeats, so that two runs of it
// can be compared byte by byte. A node dies and is taken over like any other.
type cardDesk struct {
	t        require.TestingT
	game     cardGame
	registry *Registry
	ledger   *ledger
	keys     *cardKeys
	now      games.Moment
	funds    [cardPlayers]money.Amount // that each came with
	node     *cardNode                 // the owner
	stale    []*cardNode               // who do not know yet that they are not
	seats    [cardPlayers]*cardEye
	left     []leaving // all that left the house, in its order
	table    cardFold  // of the rows
	ids      uint64
	answered map[string]wire.Verdict // the first verdict of each id
	unused   map[string]string       // of ids that were refused as such, why
	told     int
	asked    map[string]bool // decisions that were made, or left alone
	follows  []betKey        // ids that the system made for stakes that follow
	onEntry  func(*Entry)    // sees an entry before it is decided
}

const cardPlayers = 5

// leaving is something that somebody other than the house may get to see.
type leaving struct {
	what string // "frame", "row", …
	who  int64  // for whom it is; 0: anybody
	text []byte
	told []int // of a row: places of the shoe that it shows
	shoe games.RoundID
	ends games.RoundID // of a row: the shoe that is told with it
}

// cardEye is a player's connection.
type cardEye struct {
	d   *cardDesk
	who games.Actor
	in  bool
}

func (e *cardEye) Send(frame []byte) bool {
	if e.in {
		e.d.left = append(e.d.left, leaving{what: "frame", who: int64(e.who.Player), text: frame})
		e.d.read(frame)
	}
	return e.in
}

// cardNode is a node with the room, and the journal as it has it.
type cardNode struct {
	d     *cardDesk
	room  *Stepped
	queue []*Entry
	slow  bool // keeps what it has to itself
	dieIn int  // the power goes at so many entries from now; 0: never
	late  bool // after the commit
	dead  bool
	fails error // what the journal says to every step
}

func (n *cardNode) Submit(e *Entry) error { n.queue = append(n.queue, e); return nil }

func (n *cardNode) Load(_ context.Context, id games.RoomID) (*Loaded, error) {
	return n.d.ledger.load(id), nil
}

func (d *cardDesk) Now() games.Moment { return d.now }

func (d *cardDesk) Announce(c Card) {
	d.left = append(d.left, leaving{what: "hint", text: fmt.Appendf(nil, "%+v %s", c, c.Extra)})
}

func (d *cardDesk) Changed(b Balance, round games.RoundID, landsAt games.Moment) {
	d.left = append(d.left, leaving{what: "balance", who: int64(b.Player), text: fmt.Append(nil, b, round, landsAt)})
}

func newCardDesk(t require.TestingT, game cardGame, seed uint64, funds ...money.Amount) *cardDesk {
	d := &cardDesk{t: t, game: game, registry: NewRegistry(game.rules), ledger: newLedger(), now: 1_700_000_000_000,
		answered: map[string]wire.Verdict{}, unused: map[string]string{}, asked: map[string]bool{}, table: newCardFold()}
	d.keys = &cardKeys{seed: seed, bodies: map[string]string{}, ledger: d.ledger}
	name, version := game.rules.ID()
	d.ledger.addRoom(cardRoom, name, version, []byte(game.options))
	for p := range d.seats {
		d.funds[p] = funds[p%len(funds)]
		d.ledger.grant(games.PlayerID(p+1), d.funds[p])
		d.seats[p] = &cardEye{d: d, who: player(int64(p + 1))}
	}
	d.boot()
	return d
}

// boot starts a node on what is stored, and everybody who is there comes back.
func (d *cardDesk) boot() {
	n := &cardNode{d: d}
	world := World{Journal: n, Sealer: d.keys, Purse: d, Directory: d, Clock: d, Registry: d.registry,
		Stopped: func(_ games.RoomID, _ []Subscriber, why error) {
			d.left = append(d.left, leaving{what: "error", text: fmt.Appendf(nil, "%+v", why)})
		}}
	room, err := OpenStepped(d.ledger.load(cardRoom), world)
	require.NoError(d.t, err)
	n.room, d.node = room, n
	for p := range d.seats {
		d.join(int64(p + 1))
	}
}

func (d *cardDesk) join(p int64) {
	e := d.seats[p-1]
	e.in = true
	require.NoError(d.t, d.node.room.Join(e, e.who, Point{}, nil, 0))
}

func (d *cardDesk) leave(p int64) {
	d.seats[p-1].in = false
	d.node.room.Leave(d.seats[p-1])
}

// powerCut ends the owner where it stands.
func (d *cardDesk) powerCut() {
	d.node.dead = true
	d.node.room.Stop()
	d.now += 50
}

// takenOver has another node take the room, while this one goes on for a while.
func (d *cardDesk) takenOver() {
	d.node.slow = false
	d.stale = append(d.stale, d.node)
	d.boot()
}

// turn lets everybody do all that there is to do, and says when the owner wants more.
func (d *cardDesk) turn() (wake games.Moment) {
	for _, n := range d.stale {
		n.room.Turn()
	}
	wake, _ = d.node.room.Turn()
	return wake
}

// pass lets time go by, with commits that take 2 ms each.
func (d *cardDesk) pass(ms int64) {
	for until := d.now + games.Moment(ms); d.now < until && !d.node.dead; {
		wake := d.turn()
		busy := len(d.node.queue) > 0 && !d.node.slow
		for _, n := range d.stale {
			busy = busy || len(n.queue) > 0
		}
		switch {
		case busy:
			d.now += 2
			for _, n := range d.stale {
				n.commit()
			}
			d.node.commit()
			d.stale = slices.DeleteFunc(d.stale, func(n *cardNode) bool { return n.room.Stopped() })
		case wake == 0:
			d.now = until
		default:
			d.now = min(until, max(wake, d.now+1))
		}
	}
	if !d.node.dead {
		d.turn()
	}
}

// commit stores what the node has queued, and tells it; with the power gone, it does not.
func (n *cardNode) commit() {
	if n.slow || n.dead {
		return
	}
	batch := n.queue
	n.queue = nil
	verdicts := make([]Verdict, 0, len(batch))
	for _, e := range batch {
		if n.dieIn--; n.dieIn == 0 {
			if n.late {
				n.store(e)
			}
			n.d.powerCut()
			return
		}
		verdicts = append(verdicts, n.store(e))
	}
	for i, e := range batch {
		e.Done(verdicts[i])
	}
}

func (n *cardNode) store(e *Entry) Verdict {
	d := n.d
	if n.fails != nil && e.Kind == EntryStep {
		return Verdict{Outcome: Failed, Err: n.fails}
	}
	if d.onEntry != nil {
		d.onEntry(e)
	}
	v := d.ledger.commit(e, d.now)
	if e.Bet != nil && strings.HasPrefix(e.Answer.Ask, systemAsk) {
		d.follows = append(d.follows, betKey{e.Bet.Player, e.Bet.ID})
	}
	if e.Kind == EntryStep && v.Outcome == Applied {
		d.row(e)
	}
	return v
}

// row looks at a line of the log as it is stored, with what its step put beside it.
func (d *cardDesk) row(e *Entry) {
	rec, err := decodeRecord(e.Record)
	require.NoError(d.t, err)
	out := leaving{what: "row", text: asJSON(e.Record)}
	for _, event := range rec.Events {
		if event.For == games.Everyone {
			shoe, told, ends := d.table.event(event.Type, event.Body)
			if len(told) > 0 {
				out.shoe, out.told = shoe, append(out.told, told...)
			}
			out.ends = max(out.ends, ends)
		}
	}
	d.left = append(d.left, out)
	if e.Open != nil {
		d.left = append(d.left, leaving{what: "carry", text: e.Open.Carry})
	}
}

// newID makes a UUIDv7 that a second run makes as well.
func (d *cardDesk) newID() games.BetID {
	d.ids++
	var u uuid.UUID
	binary.BigEndian.PutUint64(u[:8], uint64(1_700_000_000_000)<<16)
	binary.BigEndian.PutUint64(u[8:], d.ids*0x9e3779b97f4a7c15)
	u[6], u[8] = 0x70|u[6]&0x0f, 0x80|u[8]&0x3f
	return games.BetID(u)
}

func (d *cardDesk) round() games.RoundID { return d.node.room.Status().Round }

// act asks for something as a player, and says under which id.
func (d *cardDesk) act(p int64, ask, body string) string {
	id := d.newID().String()
	d.say(p, wire.Act{Round: int64(d.round()), ID: id, Ask: ask, Body: []byte(body)})
	return id
}

func (d *cardDesk) say(p int64, a wire.Act) {
	err := d.node.room.Act(d.seats[p-1], d.seats[p-1].who, a)
	if !d.node.room.Stopped() {
		require.NoError(d.t, err)
	}
}

// read holds the verdicts against each other: each id has one.
func (d *cardDesk) read(frame []byte) {
	var of wire.Error
	if bytes.Contains(frame, []byte(`"error"`)) && json.Unmarshal(frame, &of) == nil && of.T == wire.TError {
		d.unused[of.ID] = of.Code
		return
	}
	if !bytes.Contains(frame, []byte(`"verdict"`)) {
		return
	}
	var f struct {
		T string `json:"t"`
		wire.Verdict
		Events []wire.Event `json:"events"`
	}
	require.NoError(d.t, json.Unmarshal(frame, &f))
	note := func(v wire.Verdict) {
		v.T = ""
		if was, ok := d.answered[v.ID]; ok {
			require.Equal(d.t, was, v, "two verdicts for one id")
		}
		d.answered[v.ID] = v
		d.told++
	}
	if f.T == wire.TVerdict {
		note(f.Verdict)
	}
	for _, e := range f.Events {
		if e.Type == wire.EventVerdict {
			var v wire.Verdict
			require.NoError(d.t, json.Unmarshal(e.Body, &v))
			note(v)
		}
	}
}

// ended is the rounds that have ended, in their order.
func (d *cardDesk) ended() (all []*ledgerRound) {
	for _, id := range d.ledger.rooms[cardRoom].order {
		if r := d.ledger.rooms[cardRoom].rounds[id]; r.Phase.Ended() {
			all = append(all, r)
		}
	}
	return all
}

// quiet lets the round under way end, and everything arrive.
func (d *cardDesk) quiet() {
	d.keys.lost, d.keys.broken = nil, nil
	d.pass(100)
	for _, n := range d.stale { // that had nothing more to write
		n.room.Stop()
	}
	d.stale = nil
	for range 20_000 {
		d.pass(5)
		if d.node.dead {
			d.boot()
			continue
		}
		require.False(d.t, d.node.room.Stopped(), "%v", d.node.room.Err())
		c := d.node.room.room.core
		if c.shown != nil && !c.live() && len(c.flights) == 0 && len(d.stale) == 0 {
			return
		}
	}
	c := d.node.room.room.core
	require.Fail(d.t, "the table stands still", "%+v, paused %v, voids %d, resume %v, %d before", d.node.room.Status(), c.paused, len(c.voids), c.resume, len(d.stale))
}

// state is the shown table, byte for byte.
func (d *cardDesk) state() string {
	text, err := json.Marshal(d.node.room.room.core.shown.table)
	require.NoError(d.t, err)
	return string(text)
}
