package rooms

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"croupier/games"
	"croupier/server/wire"
)

// Bodies keeps the bodies of events that are not for everyone: the half of a
// Sealer that the log needs.
type Bodies interface {
	SealBody(round games.RoundID, place int64, body []byte) ([]byte, error)
	OpenBody(round games.RoundID, place int64, sealed []byte) ([]byte, error)
}

// The versions of the encoding: JSON, and packed (packed.go), which is what is
// written. A reader keeps every version that was ever written, and knows it by
// its first byte.
const (
	jsonVersion   = 1
	packedVersion = 2
	recordVersion = packedVersion
)

// ErrBadRecord says that a line of a room's log is not what a room writes.
var ErrBadRecord = errors.New("rooms: bad record")

// record is a whole step as the log keeps it: the command included, so that a
// fold needs nothing else.
type record struct {
	V       int           `json:"v"`
	Round   games.RoundID `json:"round"`
	At      games.Moment  `json:"at"`
	By      games.Actor   `json:"by"`
	ID      *games.BetID  `json:"id,omitempty"`
	Ask     recordBody    `json:"ask"`
	Drawn   bool          `json:"drawn,omitempty"`
	Phase   games.Phase   `json:"phase"`
	Then    games.Phase   `json:"then"`
	LandsAt games.Moment  `json:"landsAt,omitempty"`
	Events  []recordEvent `json:"events,omitempty"`
}

// recordBody is a named body: in the clear, or sealed in Box and bound to its
// round and place. Places grow along a round's log and are never given out
// twice, so boxes cannot change places with each other unnoticed.
type recordBody struct {
	Type  string          `json:"type"`
	Body  json.RawMessage `json:"body,omitempty"`
	Place int64           `json:"place,omitempty"`
	Box   []byte          `json:"box,omitempty"`
}

type recordEvent struct {
	recordBody
	For   games.Audience `json:"for,omitempty"`
	Moves []games.Move   `json:"moves,omitempty"`
}

// roomAskPrefix begins the names that are the room's own, never a game's.
const roomAskPrefix = "room."

// The room's own commands on its log.
const (
	askSeal    = "room.seal"
	askPause   = "room.pause"
	askUnpause = "room.unpause"
	askRotate  = wire.AskRotate
)

func ownName(name string) bool { return strings.HasPrefix(name, roomAskPrefix) }

// ofGame says whether the step is one of the round's game, and not one by which
// the room only seals or pauses.
func (r *record) ofGame() bool { return !ownName(r.Ask.Type) }

// places gives out the places of sealed bodies. A term is never begun twice and
// a place never given out twice in it, so that a body that was sealed for a step
// that was refused shares its place with none.
type places struct{ last int64 }

func placesOf(term int64) places { return places{last: term << 32} }

func (p *places) next() int64 {
	p.last++
	return p.last
}

// seal hides a body in place.
func (b *recordBody) seal(bodies Bodies, round games.RoundID, p *places) error {
	place := p.next()
	box, err := bodies.SealBody(round, place, b.Body)
	if err != nil {
		return fmt.Errorf("rooms: seal the body of %s: %w", b.Type, err)
	}
	b.Body, b.Place, b.Box = nil, place, box
	return nil
}

// open returns the body's JSON, wherever it is.
func (b *recordBody) open(bodies Bodies, round games.RoundID) ([]byte, error) {
	if b.Box == nil {
		return b.Body, nil
	}
	body, err := bodies.OpenBody(round, b.Place, b.Box)
	if err != nil {
		return nil, fmt.Errorf("rooms: open the body of %s at %d: %w", b.Type, b.Place, err)
	}
	return body, nil
}

// encode writes the record in the version that it says.
func (r *record) encode() ([]byte, error) {
	if r.V == packedVersion {
		return r.pack(), nil
	}
	return json.Marshal(r)
}

func decodeRecord(body []byte) (*record, error) {
	if len(body) > 0 && body[0] == packedVersion {
		return unpack(body)
	}
	var r record
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadRecord, err)
	}
	if r.V != jsonVersion {
		return nil, fmt.Errorf("%w: version %d", ErrBadRecord, r.V)
	}
	return &r, nil
}

// RecordHead is what a line of a log says of itself in the clear.
type RecordHead struct {
	Round games.RoundID
	At    games.Moment
	By    games.Actor
	ID    games.BetID // of the act that it is the answer to; zero for none
	Ask   string
	Phase games.Phase // that the step found
	Then  games.Phase // that it left
}

// ReadHead reads a line of a log, of any version, without its bodies. The error
// is ErrBadRecord.
func ReadHead(line Record) (RecordHead, error) {
	r, err := decodeRecord(line.Body)
	if err != nil {
		return RecordHead{}, err
	}
	h := RecordHead{Round: r.Round, At: r.At, By: r.By, Ask: r.Ask.Type, Phase: r.Phase, Then: r.Then}
	if r.ID != nil {
		h.ID = *r.ID
	}
	return h, nil
}

// step reads back the game's step, without the room's own events.
func (r *record) step(codec *games.Codec, bodies Bodies) (games.Step, error) {
	ask, err := r.Ask.value(codec, bodies, r.Round)
	if err != nil {
		return games.Step{}, err
	}
	step := games.Step{
		Cmd:   games.Command{By: r.By, At: r.At, Ask: ask},
		Drawn: r.Drawn, Phase: r.Phase, Then: r.Then, LandsAt: r.LandsAt,
	}
	if r.ID != nil {
		step.Cmd.ID = *r.ID
	}
	for i := range r.Events {
		e := &r.Events[i]
		if ownName(e.Type) {
			continue
		}
		body, err := e.value(codec, bodies, r.Round)
		if err != nil {
			return games.Step{}, err
		}
		step.Events = append(step.Events, games.Event{For: e.For, Body: body, Moves: e.Moves})
	}
	return step, nil
}

func (b *recordBody) value(codec *games.Codec, bodies Bodies, round games.RoundID) (any, error) {
	body, err := b.open(bodies, round)
	if err != nil {
		return nil, err
	}
	v, err := codec.Decode(b.Type, body)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrBadRecord, b.Type, err)
	}
	return v, nil
}

// roundRecords decodes the lines of one round in order: lines of other rounds,
// and the room's own, may stand between them and are left out. It checks that
// places grow, which is what binds a sealed body to where it stands.
func roundRecords(r *LoadedRound) ([]*record, error) {
	records := make([]*record, 0, len(r.Records))
	var place int64
	for _, line := range r.Records {
		rec, err := decodeRecord(line.Body)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line.Seq, err)
		}
		if rec.Round != r.Round {
			continue
		}
		for _, p := range rec.placed() {
			if p <= place {
				return nil, fmt.Errorf("%w: line %d: place %d after %d", ErrBadRecord, line.Seq, p, place)
			}
			place = p
		}
		records = append(records, rec)
	}
	return records, nil
}

func (r *record) placed() []int64 {
	var all []int64
	if r.Ask.Box != nil {
		all = append(all, r.Ask.Place)
	}
	for i := range r.Events {
		if r.Events[i].Box != nil {
			all = append(all, r.Events[i].Place)
		}
	}
	return all
}
