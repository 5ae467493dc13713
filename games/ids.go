package games

import (
	"encoding/hex"
	"errors"
)

// PlayerID is a person at the tables.
type PlayerID int64

// RoomID is a live place. It fits 23 bits, so that a round's escrow account,
// which carries the round's id in 47 bits, can name it.
type RoomID int64

// RoundID names a round for ever: the room's id and, in the low 24 bits, the
// round's number in that room from 1 on. It is known before the round begins,
// so that its source can be bound to it.
type RoundID int64

// The bounds of a RoundID's parts.
const (
	RoomIDMax      RoomID = 1<<23 - 1
	roundNumberMax int64  = 1<<24 - 1
)

// Round names the n-th round of a room, n from 1 on.
func (r RoomID) Round(n int64) RoundID {
	if r <= 0 || r > RoomIDMax || n <= 0 || n > roundNumberMax {
		panic("games: round id out of range")
	}
	return RoundID(int64(r)<<24 | n)
}

// Room is the round's room.
func (r RoundID) Room() RoomID { return RoomID(r >> 24) }

// Number is the round's place in its room, from 1 on.
func (r RoundID) Number() int64 { return int64(r) & roundNumberMax }

// Next is the round after this one.
func (r RoundID) Next() RoundID { return r.Room().Round(r.Number() + 1) }

// BetID is the UUIDv7 that the client made for a bet or an act, or the UUIDv8 that the
// rules made from one (Derive), unique per player for ever.
type BetID [16]byte

// ErrBadBetID says that a text is no UUID in its canonical form.
var ErrBadBetID = errors.New("games: not a bet id")

// String is the canonical text with lower-case digits and hyphens.
func (b BetID) String() string {
	var s [36]byte
	hex.Encode(s[0:8], b[0:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:36], b[10:16])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// MarshalText writes the canonical text.
func (b BetID) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads the canonical text and nothing else, so that one id has
// one spelling.
func (b *BetID) UnmarshalText(text []byte) error {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return ErrBadBetID
	}
	var digits [32]byte
	n := copy(digits[:], text[0:8])
	n += copy(digits[n:], text[9:13])
	n += copy(digits[n:], text[14:18])
	n += copy(digits[n:], text[19:23])
	copy(digits[n:], text[24:36])
	for _, c := range digits {
		if c >= 'A' && c <= 'F' {
			return ErrBadBetID
		}
	}
	if _, err := hex.Decode(b[:], digits[:]); err != nil {
		return ErrBadBetID
	}
	return nil
}

// The versions of ids, in their seventh byte (RFC 9562).
const (
	versionOfClients = 7
	versionDerived   = 8 // with a moment where version 7 has it
)

// Derive makes the id of a stake that the rules place by an earlier bet's consent: of that
// bet's moment, and of its round and its place among all such stakes there. So after a
// takeover it is the same (D5), and no two of a player's can ever be one, whatever ids the
// player picked for bets. Its version keeps it from clients: whoever computes it can
// neither use it up nor ask it away before the stake is made.
//
//	byte 0      6      7           8      9            10 … 15
//	     moment 0x80   place, high 0x80   place, low   round
func (b BetID) Derive(round RoundID, place uint16) (id BetID) {
	copy(id[:6], b[:6])
	for i := range 6 {
		id[15-i] = byte(round >> (8 * i))
	}
	id[6], id[8] = versionDerived<<4, 2<<6
	id[7], id[9] = byte(place>>8), byte(place)
	return id
}

// Derived says whether the rules made the id.
func (b BetID) Derived() bool { return b[6]>>4 == versionDerived }

// Minted is the moment inside an id, and false for what is no id of a bet.
func (b BetID) Minted() (Moment, bool) {
	if version := b[6] >> 4; version != versionOfClients && version != versionDerived || b[8]>>6 != 2 {
		return 0, false
	}
	var ms int64
	for _, c := range b[:6] {
		ms = ms<<8 | int64(c)
	}
	return Moment(ms), true
}
