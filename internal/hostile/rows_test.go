package hostile

import (
	"slices"
	"strings"
	"testing"
)

// row is one attack and the one answer to it.
type row struct {
	name   string
	before func(t *testing.T, a *attack) // what may move money
	attack func(t *testing.T, a *attack) string
	want   string
}

// attack is a row under way.
type attack struct {
	*house
	me player
	s  *socket // if the row has entered
	id string  // of its own bet, if it made one
}

func allRows() []row {
	return slices.Concat(stakeRows(), curveRows(), cardRows(), askRows(), idRows(), shapeRows(), frameRows(), helloRows(), doorRows(),
		floodRows(), bodyRows(), accessRows(), httpRows(), voidRows(), statementRows())
}

// fill puts what only the running house knows into a message.
func (a *attack) fill(text string) string {
	round := a.house.round
	if a.s != nil {
		round = a.s.round
	}
	return strings.NewReplacer("{round}", itoa(round), "{id}", newID(), "{mine}", a.id, "{victim}", a.bet, "{curve}", a.curve,
		"{operator}", a.office, "{whose}", itoa(a.house.victim.ID), "{me}", itoa(a.me.ID)).Replace(text)
}

// at says something at a table as a player who has entered it.
func at(room int64, name, message, want string) row {
	return row{name: name, want: want, attack: func(t *testing.T, a *attack) string {
		a.s = a.enter(t, a.me, room)
		return a.s.ask(t, a.fill(message))
	}}
}

// says is at the room whose bets are open.
func says(name, message, want string) row { return at(openRoom, name, message, want) }

// bets asks for a bet with a body.
func bets(name, body, want string) row {
	return says(name, `{"t":"act","cid":1,"room":1,"round":{round},"id":"{id}","ask":"bet","body":`+body+`}`, want)
}

// after says something once a bet of the player's own stands.
func after(name, message, want string) row {
	r := says(name, message, want)
	r.before = func(t *testing.T, a *attack) {
		a.id = newID()
		s := a.enter(t, a.me, openRoom)
		if got := s.ask(t, a.own(500)); got != "verdict accepted" {
			t.Fatal("the bet to attack was not accepted: ", got)
		}
	}
	return r
}

// own is the attacker's bet under its own id.
func (a *attack) own(stake int64) string {
	return a.fill(`{"t":"act","room":1,"round":{round},"id":"{mine}","ask":"bet","body":{"spots":[{"spot":"black","stake":` + itoa(stake) + `}]}}`)
}
