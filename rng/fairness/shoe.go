package fairness

import (
	"encoding/json"
	"fmt"

	"croupier/games"
)

// ShoeRecord is the round that shuffled the shoe which a round dealt from. Its seed is
// public when the shoe has ended.
type ShoeRecord struct {
	Round      games.RoundID `json:"round"`
	Rules      int           `json:"rules"`
	Commitment string        `json:"commitment"` // hex
	Seed       string        `json:"seed"`       // hex; empty while cards of it are to come
}

// ShoeRechecker is rules whose rounds deal from a shoe that an earlier one shuffled.
// shoe gives the draws of the first drawing step of that round.
type ShoeRechecker interface {
	RecheckShoe(options []byte, public, own []any, shoe games.Draws) error
}

// CarryRechecker is such rules whose events do not say where in the shoe their cards lay:
// the carry does, that the round began with.
type CarryRechecker interface {
	RecheckShoeFrom(options, carry []byte, public, own []any, shoe games.Draws) error
}

// unrevealed says whether the round's own source stays sealed, since cards of it are to
// come.
func (r *Round) unrevealed() bool { return r.Seed == "" && r.Shoe != nil && r.Shoe.Round == r.Round }

// verifyShoe checks the cards of a round in mid-shoe against the shuffle: a round that
// shuffled its own shoe is checked as any other.
func (r *Round) verifyShoe(add func(string, error), registry Registry) {
	if r.Shoe == nil || r.Shoe.Round == r.Round {
		return
	}
	const seedCheck, cardsCheck = "the shoe's seed is the one committed to", "the cards come from the shoe"
	if r.Shoe.Seed == "" {
		add(seedCheck, errAbsent)
		return
	}
	var seed, commitment [32]byte
	err := unhex(r.Shoe.Seed, &seed)
	if err == nil {
		err = unhex(r.Shoe.Commitment, &commitment)
	}
	if err == nil && (r.Shoe.Round > r.Round || r.Shoe.Round.Room() != r.Round.Room()) {
		err = fmt.Errorf("round %d cannot deal from a shoe of round %d", r.Round, r.Shoe.Round)
	}
	if err == nil {
		err = Verify(r.Shoe.Round, r.Shoe.Rules, seed, commitment)
	}
	add(seedCheck, err)
	if err == nil {
		add(cardsCheck, r.recheckShoe(registry, NewSource(seed)))
	}
}

func (r *Round) recheckShoe(registry Registry, source *Source) error {
	known, ok := registry(r.Game, r.Rules)
	if !ok {
		return fmt.Errorf("nobody here knows %q, version %d", r.Game, r.Rules)
	}
	here, inResult := known.(ShoeRechecker)
	there, inCarry := known.(CarryRechecker)
	if !inResult && !inCarry {
		return errAbsent
	}
	if err := r.dealtFrom(); err != nil {
		return err
	}
	codec := games.NewCodec(known.Types())
	public, err := bodies(codec, r.Events)
	if err != nil {
		return err
	}
	own, err := bodies(codec, r.Own)
	if err != nil {
		return err
	}
	if inResult {
		return here.RecheckShoe(r.Options, public, own, source.Draws(1))
	}
	return there.RecheckShoeFrom(r.Options, r.carried(), public, own, source.Draws(1))
}

// recheckSealed is recheck without the round's source, for rules that know of shoes.
func (r *Round) recheckSealed(registry Registry) error {
	known, ok := registry(r.Game, r.Rules)
	if !ok {
		return fmt.Errorf("nobody here knows %q, version %d", r.Game, r.Rules)
	}
	_, inResult := known.(ShoeRechecker)
	_, inCarry := known.(CarryRechecker)
	if !inResult && !inCarry {
		return errAbsent
	}
	return r.recheck(registry, sealed{})
}

// sealed is a source that nobody has.
type sealed struct{}

func (sealed) Draws(int) games.Draws { return nil }

// carried is what the round began with, nil for a room's first.
func (r *Round) carried() []byte {
	if string(r.Carry) == "null" {
		return nil
	}
	return r.Carry
}

// dealtFrom compares the shoe that the round names with the one whose seed is here.
func (r *Round) dealtFrom() error {
	for _, e := range r.Events {
		var body struct {
			Shoe *struct {
				ID games.RoundID `json:"shoe"`
			} `json:"shoe"`
		}
		if json.Unmarshal(e.Body, &body) == nil && body.Shoe != nil && body.Shoe.ID != 0 && body.Shoe.ID != r.Shoe.Round && body.Shoe.ID != r.Round {
			return fmt.Errorf("its cards are of the shoe of round %d, the file says %d", body.Shoe.ID, r.Shoe.Round)
		}
	}
	return nil
}
