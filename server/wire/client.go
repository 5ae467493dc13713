package wire

import "encoding/json"

// The kinds of messages that a client sends.
const (
	THello   = "hello"
	TJoin    = "join"
	TLeave   = "leave"
	TAct     = "act"
	TInquire = "inquire"
	TLobby   = "lobby"
	TPing    = "ping"
)

// Hello is the first message, within five seconds of the connection. With a
// Ticket or a Resume token the connection acts for a player; with neither it
// watches.
type Hello struct {
	T      string `json:"t"`
	VMin   int    `json:"vMin"`
	VMax   int    `json:"vMax"`
	Client string `json:"client"` // name and version of the client (P20)
	Ticket string `json:"ticket,omitempty"`
	Resume string `json:"resume,omitempty"`
}

// Join enters a room or resumes it. Term, Seq and N are the last that the
// client has of the public and of its own stream; zeros ask for snapshots.
// Inquire lists ids of bets without a verdict, at most 64.
type Join struct {
	T       string   `json:"t"`
	Cid     int64    `json:"cid,omitempty"`
	Room    int64    `json:"room"`
	Term    int64    `json:"term,omitempty"`
	Seq     int64    `json:"seq,omitempty"`
	N       int64    `json:"n,omitempty"`
	Inquire []string `json:"inquire,omitempty"`
}

// Leave stops a room's frames. Bets stand.
type Leave struct {
	T    string `json:"t"`
	Room int64  `json:"room"`
}

// Act asks the table for something under an id of its own: a bet, an undo, a
// decision. Ask is one of the game's names, Body its fields.
type Act struct {
	T     string          `json:"t"`
	Cid   int64           `json:"cid,omitempty"` // echoed in an error
	Room  int64           `json:"room"`
	Round int64           `json:"round"`
	ID    string          `json:"id"`
	Ask   string          `json:"ask"`
	Body  json.RawMessage `json:"body"`
}

// Inquire asks what became of ids. An id that nobody knows is answered by a
// stored refusal with code "withdrawn": no later copy can be accepted.
type Inquire struct {
	T    string   `json:"t"`
	Cid  int64    `json:"cid,omitempty"`
	Room int64    `json:"room"`
	IDs  []string `json:"ids"`
}

// LobbyWatch turns the lobby's cards on or off for this connection.
type LobbyWatch struct {
	T  string `json:"t"`
	On bool   `json:"on"`
}

// Ping measures the round trip; the server answers at once.
type Ping struct {
	T string `json:"t"`
	N int64  `json:"n"`
}
