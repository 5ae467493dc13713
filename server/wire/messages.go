package wire

// Message is one kind of message: its name in "t", who sends it, and a zero
// value of its Go type.
type Message struct {
	Kind       string
	FromClient bool
	Zero       any
}

// Messages lists every message of the protocol, the client's first, each in
// the order in which a connection meets it. The AsyncAPI file and the
// TypeScript types are made from this list.
func Messages() []Message {
	return []Message{
		{THello, true, Hello{}},
		{TJoin, true, Join{}},
		{TLeave, true, Leave{}},
		{TAct, true, Act{}},
		{TInquire, true, Inquire{}},
		{TLobby, true, LobbyWatch{}},
		{TPing, true, Ping{}},

		{TWelcome, false, Welcome{}},
		{TResume, false, Resume{}},
		{TSnapshot, false, Snapshot{}},
		{TTable, false, Table{}},
		{TOwnSnapshot, false, OwnSnapshot{}},
		{TOwn, false, Own{}},
		{TJoined, false, Joined{}},
		{TVerdict, false, Verdict{}},
		{TWallet, false, Wallet{}},
		{TCards, false, Cards{}},
		{TPong, false, Pong{}},
		{TError, false, Error{}},
		{TNotice, false, Notice{}},
	}
}

// RoomEvent is a type of event that is the room's own, and its body's zero
// value; all others are the game's.
type RoomEvent struct {
	Type string
	Zero any
}

// RoomAsks lists the room's own asks: those that a player may act with, beside
// the game's.
func RoomAsks() []RoomEvent {
	return []RoomEvent{{AskRotate, Rotate{}}}
}

// RoomEvents lists the room's own events.
func RoomEvents() []RoomEvent {
	return []RoomEvent{
		{EventSealed, Sealed{}},
		{EventRevealed, Revealed{}},
		{EventPaused, RoomPaused{}},
		{EventUnpaused, RoomPaused{}},
		{EventResumed, RoomResumed{}},
		{EventPair, Pair{}},
		{EventRotated, Rotated{}},
		{EventVerdict, Verdict{}},
	}
}
