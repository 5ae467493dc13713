package rooms

import (
	"encoding/hex"
	"fmt"

	"croupier/games"
	"croupier/server/wire"
)

// The room's own events: public, on the log of the round that they happen in.

func sealedEvent(s *Sealing) wire.Sealed {
	return wire.Sealed{Round: int64(s.Round), Rules: s.Rules, Commitment: hex.EncodeToString(s.Commitment[:])}
}

func revealedEvent(round games.RoundID, rules int, s Sealed, source Source) wire.Revealed {
	seed := source.Seed()
	return wire.Revealed{
		Round: int64(round), Rules: rules,
		Commitment: hex.EncodeToString(s.Commitment[:]), Seed: hex.EncodeToString(seed[:]),
	}
}

func ownEventName(v any) string {
	switch v := v.(type) {
	case wire.Sealed:
		return wire.EventSealed
	case wire.Revealed:
		return wire.EventRevealed
	case wire.Pair:
		return wire.EventPair
	case wire.Rotated:
		return wire.EventRotated
	case wire.RoomResumed:
		return wire.EventResumed
	case pausedEvent:
		if v.on {
			return wire.EventPaused
		}
		return wire.EventUnpaused
	}
	panic(fmt.Sprintf("rooms: %T is no event of a room", v))
}

type pausedEvent struct {
	wire.RoomPaused
	on bool
}
