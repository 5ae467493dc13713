package rooms

import (
	"bytes"
	"encoding/json"
	"fmt"

	"croupier/games"
)

// A carry at rest. What it holds in its field "private" (games.Table) is what nobody
// may read, such as the cards of a shoe that are to come: where it is stored it is
// sealed, bound to its round, in a field that no game can have.
//
//	{"shoe":{…},"private":{…}}  ◄──►  {"shoe":{…},"room.private":{"place":…,"box":…}}
//
// Carries of before are in the clear, and are read as they are.

const (
	carryPrivate = "private"
	carrySealed  = roomAskPrefix + carryPrivate
)

// carryBox is the private part of a carry, sealed. Its place is below zero: a body of the
// round's log never has it.
type carryBox struct {
	Place int64  `json:"place"`
	Box   []byte `json:"box"`
}

// sealCarry hides the private part of a carry, if it has one.
func sealCarry(bodies Bodies, round games.RoundID, p *places, carry []byte) ([]byte, error) {
	fields, has, err := carryFields(carry, carryPrivate)
	if err != nil || !has {
		return carry, err
	}
	box := carryBox{Place: -p.next()}
	if box.Box, err = bodies.SealBody(round, box.Place, fields[carryPrivate]); err != nil {
		return nil, fmt.Errorf("rooms: seal the carry of round %d: %w", round, err)
	}
	delete(fields, carryPrivate)
	if fields[carrySealed], err = json.Marshal(&box); err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}

// openCarry is the opening with a carry that a table can be made of.
func openCarry(bodies Bodies, round games.RoundID, o Opening) (Opening, error) {
	fields, has, err := carryFields(o.Carry, carrySealed)
	if err != nil || !has {
		return o, err
	}
	var box carryBox
	if err := json.Unmarshal(fields[carrySealed], &box); err != nil {
		return o, fmt.Errorf("%w: the carry of round %d: %w", ErrBadRecord, round, err)
	}
	if box.Place >= 0 {
		return o, fmt.Errorf("%w: the carry of round %d has the place %d", ErrBadRecord, round, box.Place)
	}
	private, err := bodies.OpenBody(round, box.Place, box.Box)
	if err != nil {
		return o, fmt.Errorf("rooms: open the carry of round %d: %w", round, err)
	}
	delete(fields, carrySealed)
	fields[carryPrivate] = private
	o.Carry, err = json.Marshal(fields)
	return o, err
}

// PublicCarry is what anyone may read of a carry (games.Table), sealed or not. A carry
// without a private part stays as it is, byte for byte.
func PublicCarry(carry []byte) ([]byte, error) {
	fields, clear, err := carryFields(carry, carryPrivate)
	if err != nil {
		return nil, err
	}
	if !clear {
		var sealed bool
		if fields, sealed, err = carryFields(carry, carrySealed); err != nil || !sealed {
			return carry, err
		}
	}
	delete(fields, carryPrivate)
	delete(fields, carrySealed)
	return json.Marshal(fields)
}

// carryFields are a carry's, and whether one of them is there.
func carryFields(carry []byte, name string) (fields map[string]json.RawMessage, has bool, err error) {
	if !bytes.Contains(carry, []byte(`"`+name+`"`)) {
		return nil, false, nil
	}
	if err := json.Unmarshal(carry, &fields); err != nil {
		return nil, false, fmt.Errorf("%w: carry: %w", ErrBadRecord, err)
	}
	_, has = fields[name]
	return fields, has, nil
}
