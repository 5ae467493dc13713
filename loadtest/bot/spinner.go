package bot

import (
	"encoding/json"
	"strconv"

	"croupier/server/wire"
)

// The asks of a slot machine, and the room's own.
const (
	askSpin    = "spin"
	askNext    = "next"
	askGamble  = "gamble"
	askCollect = "collect"
)

// Of 1000 decisions between rounds so many rotate the pair of seeds, and of 1000
// gambles offered so many are taken.
const (
	rotatePerMille = 60
	gamblePerMille = 400
)

// cycleSlackMs is how much later than allowed a bot spins: it knows the server's
// clock to half a round trip.
const cycleSlackMs = 50

// Spinner is one player in a room of one's own at a slot machine: a fold of its
// frames, and what it does next. It has one act at a time in doubt. One
// goroutine at a time may use it.
type Spinner struct {
	room  int64
	coins []int64
	rand  Random

	term, seq, n int64
	joined       bool
	next         int64 // the round that comes next; 0: not known yet
	round        int64 // under way
	doing        string
	nextAtMs     int64 // the least time of a cycle
	doubt        string
	rotations    int
}

// NewSpinner makes a player's bot for a room, with the coins that it takes.
func NewSpinner(room int64, coins []int64, r Random) *Spinner {
	return &Spinner{room: room, coins: coins, rand: r}
}

// Snapshot starts the public stream afresh.
func (b *Spinner) Snapshot(s *wire.Snapshot) {
	b.term, b.seq, b.round = s.Term, s.Seq, s.Round
	var view struct {
		NextAtMs int64 `json:"nextAtMs"`
	}
	if json.Unmarshal(s.View, &view) == nil {
		b.nextAtMs = view.NextAtMs
	}
	if s.Pair != nil {
		b.next = s.Pair.Next
	}
}

// OwnSnapshot starts the own stream afresh: a round may be under way.
func (b *Spinner) OwnSnapshot(s *wire.OwnSnapshot) {
	b.n = s.N
	var view struct {
		State *spinnerState `json:"state"`
	}
	if json.Unmarshal(s.View, &view) == nil && view.State != nil {
		b.doing = view.State.Doing
	}
}

type spinnerState struct {
	Doing string `json:"doing"`
}

// Table takes a frame of the public stream; a gap says that it is not the next.
func (b *Spinner) Table(t *wire.Table) *Gap {
	if t.Term != b.term || t.Seq != b.seq+1 {
		return &Gap{Stream: StreamPublic, Term: b.term, Want: b.seq + 1, GotTerm: t.Term, Got: t.Seq}
	}
	b.seq = t.Seq
	for i := range t.Events {
		b.event(&t.Events[i])
	}
	return nil
}

// Own takes a frame of the own stream, by the same rule.
func (b *Spinner) Own(o *wire.Own) *Gap {
	if o.Term != b.term || o.N != b.n+1 {
		return &Gap{Stream: StreamOwn, Term: b.term, Want: b.n + 1, GotTerm: o.Term, Got: o.N}
	}
	b.n = o.N
	for i := range o.Events {
		b.event(&o.Events[i])
	}
	return nil
}

// Joined ends the answer to a join.
func (b *Spinner) Joined() { b.joined = true }

func (b *Spinner) event(e *wire.Event) {
	var body struct {
		Round    int64        `json:"round"`
		Next     int64        `json:"next"`
		NextAtMs int64        `json:"nextAtMs"`
		ID       string       `json:"id"`
		State    spinnerState `json:"state"`
		Pair     struct {
			Next int64 `json:"next"`
		} `json:"pair"`
	}
	if json.Unmarshal(e.Body, &body) != nil {
		return // the auditor complains of what it cannot read
	}
	switch e.Type {
	case wire.EventPair:
		b.next = body.Next
	case wire.EventSealed:
		b.next = body.Round
	case wire.EventRotated:
		b.next = body.Pair.Next
		b.rotations++
	case "spun", "freeSpun", "gambled":
		b.round, b.doing = e.Round, body.State.Doing
	case "paid":
		b.doing = ""
	case "result":
		b.nextAtMs = body.NextAtMs
	case wire.EventVerdict:
		b.Unused(body.ID)
	}
}

// Unused takes an act out of doubt.
func (b *Spinner) Unused(id string) {
	if id == b.doubt {
		b.doubt = ""
	}
}

// Between says that no round is under way and nothing is in doubt.
func (b *Spinner) Between() bool {
	return b.joined && b.next != 0 && b.doubt == "" && b.doing != "free" && b.doing != "gamble"
}

// Doubt is the id without an answer; empty if there is none.
func (b *Spinner) Doubt() string { return b.doubt }

// Act decides what to do now, at a moment of server time; false: nothing yet.
// wind says that no further round is to begin: a round under way is finished.
func (b *Spinner) Act(nowMs int64, wind bool) (wire.Act, bool) {
	if !b.joined || b.next == 0 || b.doubt != "" {
		return wire.Act{}, false
	}
	act := wire.Act{T: wire.TAct, Room: b.room, Round: b.round, Body: json.RawMessage(`{}`)}
	switch {
	case b.doing == "free":
		act.Ask = askNext
	case b.doing == "gamble" && !perMille(b.rand, gamblePerMille):
		act.Ask = askCollect
	case b.doing == "gamble":
		act.Ask, act.Body = askGamble, json.RawMessage(`{"colour":"`+[2]string{"red", "black"}[Below(b.rand, 2)]+`"}`)
	case wind || nowMs < b.nextAtMs+cycleSlackMs:
		return wire.Act{}, false
	case perMille(b.rand, rotatePerMille):
		return b.Rotate(nowMs), true
	default:
		act.Round, act.Ask = b.next, askSpin
		coin := b.coins[Below(b.rand, int64(len(b.coins)))]
		act.Body = append(strconv.AppendInt([]byte(`{"coin":`), coin, 10), '}')
	}
	return b.mint(act, nowMs), true
}

// Rotate ends the pair of seeds in force.
func (b *Spinner) Rotate(nowMs int64) wire.Act {
	seed := `{"clientSeed":"` + strconv.FormatUint(b.rand.Uint64(), 36) + `"}`
	return b.mint(wire.Act{T: wire.TAct, Room: b.room, Round: b.next, Ask: wire.AskRotate, Body: json.RawMessage(seed)}, nowMs)
}

func (b *Spinner) mint(act wire.Act, nowMs int64) wire.Act {
	act.ID = Mint(b.rand, nowMs).String()
	b.doubt = act.ID
	return act
}
