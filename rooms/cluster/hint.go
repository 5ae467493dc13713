package cluster

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// keys are this node's in Redis. The braces put all of them on one shard of a
// Redis Cluster, so that one transaction may touch them (S16).
type keys struct{ nodes, prefix, own string }

func keysOf(node string) keys {
	const prefix = "croupier:{lobby}:node:"
	return keys{nodes: "croupier:{lobby}:nodes", prefix: prefix, own: prefix + node}
}

// The fields of a node's hash: that it is alive, and one card and one count per
// room.
const (
	aliveField   = "alive"
	cardField    = "card:"
	presentField = "present:"
)

func fieldOf(kind string, room games.RoomID) string {
	return kind + strconv.FormatInt(int64(room), 10)
}

// cardText is a card as it lies in Redis. Fields may be added; nodes of two
// versions read each other's.
type cardText struct {
	Room     games.RoomID    `json:"room"`
	Game     string          `json:"game"`
	Name     string          `json:"name"`
	Currency money.Currency  `json:"currency"`
	Phase    games.Phase     `json:"phase"`
	Paused   bool            `json:"paused,omitempty"`
	Watching int             `json:"watching"`
	Players  int             `json:"players"`
	UntilMs  games.Moment    `json:"untilMs,omitempty"`
	Extra    json.RawMessage `json:"extra,omitempty"`
	AtMs     int64           `json:"atMs"`
}

func encodeCard(r ownRoom) (string, error) {
	text, err := json.Marshal(cardText{
		Room: r.card.Room, Game: r.card.Game, Name: r.card.Name, Currency: r.card.Currency, Phase: r.card.Phase,
		Paused: r.card.Paused, Watching: r.card.Watching, Players: r.card.Players, UntilMs: r.card.Until,
		Extra: r.card.Extra, AtMs: r.at.UnixMilli(),
	})
	return string(text), err
}

// decodeCard reads what another node wrote; false for what is no card of the
// room that its field names.
func decodeCard(node, field, text string) (Hint, bool) {
	var c cardText
	room, ok := roomIn(field, cardField)
	if !ok || json.Unmarshal([]byte(text), &c) != nil || c.Room != room {
		return Hint{}, false
	}
	return Hint{Node: node, At: time.UnixMilli(c.AtMs), Card: rooms.Card{
		Room: c.Room, Game: c.Game, Name: c.Name, Currency: c.Currency, Phase: c.Phase, Paused: c.Paused,
		Watching: c.Watching, Players: c.Players, Until: c.UntilMs, Extra: c.Extra,
	}}, true
}

func roomIn(field, kind string) (games.RoomID, bool) {
	digits, ok := strings.CutPrefix(field, kind)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return games.RoomID(n), err == nil && n > 0 && games.RoomID(n) <= games.RoomIDMax
}
