package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
)

// A shoe is a round's own where its events say so, and never by what else they name.
func TestShuffledIsOfTheRoundItself(t *testing.T) {
	t.Parallel()
	round := games.RoomID(4).Round(7)
	own := `{"shoe":{"shoe":67108871,"decks":8,"cut":296,"dealt":0},"before":{"shoe":{"shoe":67108865}}}`
	for _, c := range []struct {
		name, event, body string
		want              bool
	}{
		{"its own", "shuffled", own, true},
		{"another's", "shuffled", `{"shoe":{"shoe":67108865}}`, false},
		{"a result that names it", "result", own, false},
		{"none", "shuffled", `{}`, false},
	} {
		require.Equal(t, c.want, shuffled([]wire.Event{{Type: "opened", Body: []byte(`{}`)}, {Type: c.event, Body: []byte(c.body)}}, round), c.name)
	}
}
