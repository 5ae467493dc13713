package fairness

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"croupier/games"
	"croupier/server/wire"
)

// Round is an ended round as GET /api/rounds/{round} gives it to anyone, with
// the caller's own events.
type Round struct {
	Round      games.RoundID   `json:"round"`
	Room       games.RoomID    `json:"room"`
	Name       string          `json:"name"`
	Game       string          `json:"game"`
	Rules      int             `json:"rules"`
	Phase      string          `json:"phase"`
	OpenedMs   int64           `json:"openedMs"`
	EndedMs    int64           `json:"endedMs"`
	Commitment string          `json:"commitment"` // hex
	Seed       string          `json:"seed"`       // hex
	Pair       *SessionPair    `json:"pair"`       // of a session; then there is no seed
	Chain      *ChainRecord    `json:"chain"`      // that the seed is a link of; nil: of none
	Shoe       *ShoeRecord     `json:"shoe"`       // that its cards come from; nil: none that lasts
	Options    json.RawMessage `json:"options"`
	Carry      json.RawMessage `json:"carry"`
	Events     []wire.Event    `json:"events"`
	Own        []wire.Event    `json:"own"`
}

// Rechecker is rules that can play an ended round again from its source and
// say whether its events are what comes of it. public and own are the bodies of
// the events, as the rules list them; options are the table's. Draws are nil where
// the source is sealed as long as cards of its shoe are to come: what follows from the
// cards is looked at all the same.
type Rechecker interface {
	games.Rules
	Recheck(options []byte, public, own []any, draws func(k int) games.Draws) error
}

// Registry finds the rules of a game in a version.
type Registry func(game string, rules int) (Rechecker, bool)

// Check is one thing that was looked at. Absent: the file does not hold what
// it takes, which is no fault. Err: it is wrong.
type Check struct {
	What   string
	Absent bool
	Err    error
}

// Report is everything that was looked at.
type Report struct {
	Round  *Round
	Checks []Check
}

// OK says whether nothing is wrong.
func (r *Report) OK() bool {
	for _, c := range r.Checks {
		if c.Err != nil {
			return false
		}
	}
	return true
}

// VerifyRound checks an exported round: that its seed is the one committed to,
// that this commitment is the one published before it opened, and that playing
// the game from the seed gives the outcome and the payouts on record. It needs
// nothing but the file. The error is of a file that is no round.
func VerifyRound(file []byte, registry Registry) (*Report, error) {
	var r Round
	if err := json.Unmarshal(file, &r); err != nil {
		return nil, fmt.Errorf("fairness: not a round: %w", err)
	}
	if err := named(r.Round, r.Rules); err != nil {
		return nil, err
	}
	report := &Report{Round: &r}
	add := func(what string, err error) {
		report.Checks = append(report.Checks, Check{What: what, Absent: errors.Is(err, errAbsent), Err: present(err)})
	}
	add("the round belongs to the room", r.checkRoom())
	add("the round has ended", r.checkEnded())
	if r.Pair != nil {
		r.verifySession(add, registry)
		return report, nil
	}
	r.verifyShoe(add, registry)
	if r.unrevealed() {
		add("the seed is the one committed to", errAbsent)
		add("the commitment was published before the round opened", r.checkSealed())
		add("the outcome comes from the cards", r.recheckSealed(registry))
		return report, nil
	}
	seed, commitment, err := r.secrets()
	if err == nil {
		err = Verify(r.Round, r.Rules, seed, commitment)
	}
	add("the seed is the one committed to", err)
	add("the commitment was published before the round opened", r.checkSealed())
	add("the seed was revealed after the round ended", r.checkRevealed())
	if err != nil {
		// Without the right seed there is nothing to play from.
		return report, nil
	}
	source, err := r.chained(add, seed)
	if err != nil {
		return report, nil
	}
	add("the outcome comes from the seed", r.recheck(registry, source))
	return report, nil
}

// errAbsent marks what a file does not say.
var errAbsent = errors.New("fairness: not in the file")

func present(err error) error {
	if errors.Is(err, errAbsent) {
		return nil
	}
	return err
}

func (r *Round) checkRoom() error {
	if r.Round.Room() != r.Room {
		return fmt.Errorf("round %d is of room %d, the file says %d", r.Round, r.Round.Room(), r.Room)
	}
	return nil
}

func (r *Round) checkEnded() error {
	if r.Phase != games.Settled.String() && r.Phase != games.Void.String() {
		return fmt.Errorf("it is %q", r.Phase)
	}
	if r.EndedMs < r.OpenedMs {
		return fmt.Errorf("it ended at %d and opened at %d", r.EndedMs, r.OpenedMs)
	}
	return nil
}

func (r *Round) secrets() (seed, commitment [32]byte, err error) {
	if err := unhex(r.Seed, &seed); err != nil {
		return seed, commitment, fmt.Errorf("seed: %w", err)
	}
	if err := unhex(r.Commitment, &commitment); err != nil {
		return seed, commitment, fmt.Errorf("commitment: %w", err)
	}
	return seed, commitment, nil
}

func unhex(text string, to *[32]byte) error {
	raw, err := hex.DecodeString(text)
	if err != nil {
		return err
	}
	if len(raw) != len(to) {
		return fmt.Errorf("%d bytes, not %d", len(raw), len(to))
	}
	*to = [32]byte(raw)
	return nil
}

// checkSealed compares what the room published about this round. The event may
// be on the log of the round before, and so not in the file.
func (r *Round) checkSealed() error {
	err := errAbsent
	for _, e := range r.Events {
		var body wire.Sealed
		if e.Type != wire.EventSealed {
			continue
		}
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return err
		}
		if body.Round != int64(r.Round) {
			continue
		}
		if body.Rules != r.Rules || !strings.EqualFold(body.Commitment, r.Commitment) {
			return fmt.Errorf("published was %s for rules %d", body.Commitment, body.Rules)
		}
		if e.AtMs > r.OpenedMs {
			return fmt.Errorf("published at %d, opened at %d", e.AtMs, r.OpenedMs)
		}
		err = nil
	}
	return err
}

func (r *Round) checkRevealed() error {
	err := errAbsent
	var played int64 // when the game's last event was
	for _, e := range r.Events {
		if !strings.HasPrefix(e.Type, "room.") {
			played = e.AtMs
		}
		var body wire.Revealed
		if e.Type != wire.EventRevealed {
			continue
		}
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return err
		}
		if body.Round != int64(r.Round) {
			continue
		}
		if !strings.EqualFold(body.Seed, r.Seed) || !strings.EqualFold(body.Commitment, r.Commitment) || body.Rules != r.Rules {
			return errors.New("what was revealed is not what the file says")
		}
		if e.AtMs < played {
			return fmt.Errorf("revealed at %d, played until %d", e.AtMs, played)
		}
		err = nil
	}
	return err
}

// recheck plays the game again.
func (r *Round) recheck(registry Registry, source drawer) error {
	rules, ok := registry(r.Game, r.Rules)
	if !ok {
		return fmt.Errorf("nobody here knows %q, version %d", r.Game, r.Rules)
	}
	if _, err := rules.Table(r.Round, r.Options, r.carried()); err != nil {
		return err
	}
	codec := games.NewCodec(rules.Types())
	public, err := bodies(codec, r.Events)
	if err != nil {
		return err
	}
	own, err := bodies(codec, r.Own)
	if err != nil {
		return err
	}
	return rules.Recheck(r.Options, public, own, source.Draws)
}

// drawer is a source's draws.
type drawer interface{ Draws(k int) games.Draws }

// bodies reads the game's events; the room's own are none of them.
func bodies(codec *games.Codec, events []wire.Event) ([]any, error) {
	var all []any
	for _, e := range events {
		if strings.HasPrefix(e.Type, "room.") || e.Type == wire.EventVerdict {
			continue
		}
		body, err := codec.Decode(e.Type, e.Body)
		if err != nil {
			return nil, fmt.Errorf("event %q: %w", e.Type, err)
		}
		all = append(all, body)
	}
	return all, nil
}
