package hostile

import (
	"strings"
	"testing"
	"time"
)

func one(stake string) string { return `{"spots":[{"spot":"red","stake":` + stake + `}]}` }

// B8: amounts that are none, and bodies that are no bets.
func stakeRows() []row {
	var spots64, spots65 []string
	for range 65 {
		spots65 = append(spots65, `{"spot":"red","stake":100}`)
	}
	spots64 = spots65[:64]
	list := func(spots []string) string { return `{"spots":[` + strings.Join(spots, ",") + `]}` }
	return []row{
		bets("stake of nothing", one("0"), "verdict refused below_min"),
		bets("stake below nothing", one("-500"), "verdict refused below_min"),
		bets("stake of the least integer", one("-9223372036854775808"), "verdict refused below_min"),
		bets("stake of the greatest integer", one("9223372036854775807"), "verdict refused above_spot"),
		bets("stake of 2^63", one("9223372036854775808"), "error malformed"),
		bets("stake of 2^64", one("18446744073709551616"), "error malformed"),
		bets("stake of 2^64 and 500", one("18446744073709552116"), "error malformed"),
		bets("stake beyond all floats", one("1e400"), "error malformed"),
		bets("stake with a fraction", one("100.5"), "error malformed"),
		bets("stake as a float", one("100.0"), "error malformed"),
		bets("stake with an exponent", one("1e3"), "error malformed"),
		bets("stake that is no number", one("NaN"), "error malformed"),
		bets("stake without end", one("Infinity"), "error malformed"),
		bets("stake with a leading zero", one("0500"), "error malformed"),
		bets("stake with a plus", one("+500"), "error malformed"),
		bets("stake in hexadecimal", one("0x1f4"), "error malformed"),
		bets("stake as text", one(`"500"`), "error malformed"),
		bets("stake of null", one("null"), "verdict refused below_min"),
		bets("stake as a truth", one("true"), "error malformed"),
		bets("stake off the step", one("150"), "verdict refused bad_step"),
		bets("stake above the balance", one("150000"), "verdict refused no_funds"),
		bets("two spots that overflow together", `{"spots":[{"spot":"red","stake":9223372036854775807},{"spot":"black","stake":9223372036854775807}]}`,
			"verdict refused above_spot"),
		bets("one spot twice", list(spots65[:2]), "verdict refused twice_spot"),
		bets("one spot 64 times", list(spots64), "verdict refused twice_spot"),
		bets("65 spots", list(spots65), "verdict refused bad_ask"),
		bets("no spots", `{"spots":[]}`, "verdict refused bad_ask"),
		bets("spots of null", `{"spots":null}`, "verdict refused bad_ask"),
		bets("an unknown spot", `{"spots":[{"spot":"straight:37","stake":100}]}`, "verdict refused bad_spot"),
		bets("a spot with another spelling", `{"spots":[{"spot":"straight:07","stake":100}]}`, "verdict refused bad_spot"),
		bets("a spot below nothing", `{"spots":[{"spot":"straight:-1","stake":100}]}`, "verdict refused bad_spot"),
		bets("a spot without a stake", `{"spots":[{"spot":"red"}]}`, "verdict refused below_min"),
		bets("a spot of script", `{"spots":[{"spot":"<script>alert(1)</script>","stake":100}]}`, "verdict refused bad_spot"),
		bets("a spot of SQL", `{"spots":[{"spot":"red'; drop table transfers; --","stake":100}]}`, "verdict refused bad_spot"),
		bets("a field given twice", `{"spots":[{"spot":"red","stake":100,"stake":1}]}`, "error malformed"),
		bets("a field given twice in other letters", `{"spots":[{"spot":"red","stake":100,"Stake":1}]}`, "error malformed"),
		bets("a field given twice by escapes", `{"spots":[{"spot":"red","stake":100,"st\u0061ke":1}]}`, "error malformed"),
		bets("an unknown field", `{"spots":[{"spot":"red","stake":100,"pays":1000}]}`, "error malformed"),
		bets("a field for the payout", `{"spots":[{"spot":"red","stake":100}],"returned":100000}`, "error malformed"),
		bets("a body of a list", `[]`, "error malformed"),
		bets("a body of null", `null`, "error malformed"),
	}
}

// B39, B49: the system's and others' asks, wrong rooms, rounds and phases.
func askRows() []row {
	act := func(room, round, ask, body string) string {
		return `{"t":"act","room":` + room + `,"round":` + round + `,"id":"{id}","ask":"` + ask + `","body":` + body + `}`
	}
	return []row{
		says("the system's timeout", act("1", "{round}", "timeout", "{}"), "error malformed"),
		says("the system's resumed", act("1", "{round}", "resumed", `{"gapMs":3600000}`), "error malformed"),
		says("an operator's void", act("1", "{round}", "void", `{"why":"mine"}`), "verdict refused bad_ask"),
		says("the room's own pause", act("1", "{round}", "room.pause", "{}"), "error malformed"),
		says("the room's own seal", act("1", "{round}", "room.seal", "{}"), "error malformed"),
		says("an event as an ask", act("1", "{round}", "paid", `{"number":1,"wins":[],"staked":0,"returned":100000,"landsAtMs":1}`), "verdict refused bad_ask"),
		says("an unknown ask", act("1", "{round}", "double", "{}"), "error malformed"),
		says("the next round", act("1", "16777218", "bet", one("100")), "verdict refused wrong_round"),
		says("a round of another room", act("1", "50331649", "bet", one("100")), "verdict refused wrong_round"),
		says("round nothing", act("1", "0", "bet", one("100")), "verdict refused wrong_round"),
		says("a round below nothing", act("1", "-1", "bet", one("100")), "verdict refused wrong_round"),
		says("the greatest round", act("1", "9223372036854775807", "bet", one("100")), "verdict refused wrong_round"),
		says("a round of 2^63", act("1", "9223372036854775808", "bet", one("100")), "error malformed"),
		says("a room not joined", act("3", "50331649", "bet", one("100")), "error not_joined"),
		says("a room that is none", act("8388607", "{round}", "bet", one("100")), "error no_room"),
		says("a room below nothing", act("-1", "{round}", "bet", one("100")), "error no_room"),
		says("joining a room that is none", `{"t":"join","room":4000000}`, "error no_room"),
		says("leaving a room not joined", `{"t":"leave","room":5}`, "error not_joined"),
		says("undoing nothing", act("1", "{round}", "undo", "{}"), "verdict refused nothing"),
		says("undoing another's bet by a field", act("1", "{round}", "undo", `{"bet":"{victim}"}`), "error malformed"),
		at(closedRoom, "a bet after the close", act("2", "{round}", "bet", one("100")), "verdict refused closed"),
		at(closedRoom, "an undo after the close", act("2", "{round}", "undo", "{}"), "verdict refused closed"),
		at(closedRoom, "a clear after the close", act("2", "{round}", "clear", "{}"), "verdict refused closed"),
		{name: "acting before joining", want: "error not_joined", attack: func(t *testing.T, a *attack) string {
			return a.greet(t, a.me).ask(t, a.fill(act("1", "{round}", "bet", one("100"))))
		}},
		{name: "acting without a sign-in", want: "error not_signed_in", attack: func(t *testing.T, a *attack) string {
			return a.enter(t, player{}, openRoom).ask(t, a.fill(act("1", "{round}", "bet", one("100"))))
		}},
		{name: "inquiring without a sign-in", want: "error not_signed_in", attack: func(t *testing.T, a *attack) string {
			return a.enter(t, player{}, openRoom).act(t, "inquire", a.bet)
		}},
		{name: "joining more rooms than one may", want: "error too_many", attack: func(t *testing.T, a *attack) string {
			s := a.greet(t, a.me)
			for room := int64(1); room < roomsCount; room++ {
				s.text(t, `{"t":"join","room":`+itoa(room)+`}`)
				if room > 30 {
					time.Sleep(220 * time.Millisecond) // the pace of joins is another row's
				}
			}
			return s.until(t, "error too_many", 5)
		}},
	}
}

// B3-B5, B12: ids.
func idRows() []row {
	withID := func(id string) string {
		return `{"t":"act","room":1,"round":{round},"id":"` + id + `","ask":"bet","body":` + one("100") + `}`
	}
	return []row{
		says("an id that is a UUIDv4", withID("9b2f4d0e-6a53-4c1e-9d5f-2c1b7a8e3f10"), "error bad_id"),
		says("an id of zeros", withID("00000000-0000-0000-0000-000000000000"), "error bad_id"),
		says("an empty id", withID(""), "error bad_id"),
		says("an id in capitals", withID(strings.ToUpper(newID())), "error bad_id"),
		says("an id without hyphens", withID(strings.ReplaceAll(newID(), "-", "")), "error bad_id"),
		says("an id of 37 bytes", withID(newID()+"0"), "error malformed"),
		says("an id of SQL", withID("' or '1'='1"), "error bad_id"),
		says("an id of the day before yesterday", withID(idAt(-25*time.Hour)), "error bad_id"),
		says("an id of tomorrow", withID(idAt(25*time.Hour)), "error bad_id"),
		says("inquiring about no id", `{"t":"inquire","room":1,"ids":[]}`, "error malformed"),
		says("inquiring about 65 ids", `{"t":"inquire","room":1,"ids":["`+strings.Repeat(newID()+`","`, 64)+newID()+`"]}`, "error malformed"),
		says("inquiring about half a surrogate", `{"t":"inquire","room":1,"ids":["\ud800"]}`, "error bad_id"),
		says("inquiring about what is no id", `{"t":"inquire","room":1,"ids":["x"]}`, "error bad_id"),
		says("another's bet: not theirs to know of", `{"t":"inquire","room":1,"ids":["{victim}"]}`, "verdict refused withdrawn"),
		says("an undo under another's id", `{"t":"act","room":1,"round":{round},"id":"{victim}","ask":"undo","body":{}}`, "verdict refused nothing"),
		after("a bet again, word for word", `{"t":"act","room":1,"round":{round},"id":"{mine}","ask":"bet","body":{"spots":[{"spot":"black","stake":500}]}}`, "verdict accepted"),
		after("a bet again with another stake", `{"t":"act","room":1,"round":{round},"id":"{mine}","ask":"bet","body":{"spots":[{"spot":"black","stake":50000}]}}`, "error conflict"),
		after("a bet again as an undo", `{"t":"act","room":1,"round":{round},"id":"{mine}","ask":"undo","body":{}}`, "error conflict"),
		after("a bet again for another round", `{"t":"act","room":1,"round":16777218,"id":"{mine}","ask":"bet","body":{"spots":[{"spot":"black","stake":500}]}}`, "error conflict"),
		{name: "a bet again in another room", want: "error conflict",
			before: after("", "", "").before, attack: func(t *testing.T, a *attack) string {
				s := a.enter(t, a.me, 3)
				a.s = s
				return s.ask(t, strings.Replace(a.own(500), `"room":1`, `"room":3`, 1))
			}},
		{name: "a bet under a withdrawn id", want: "verdict refused withdrawn", attack: func(t *testing.T, a *attack) string {
			a.s, a.id = a.enter(t, a.me, openRoom), newID()
			if got := a.s.act(t, "inquire", a.id); got != "verdict refused withdrawn" {
				return got
			}
			return a.s.ask(t, a.own(500))
		}},
		{name: "one bet 30 times at once, after it was undone", want: "verdict accepted",
			before: func(t *testing.T, a *attack) {
				after("", "", "").before(t, a)
				s := a.enter(t, a.me, openRoom)
				if got := s.ask(t, a.fill(`{"t":"act","room":1,"round":{round},"id":"{id}","ask":"undo","body":{}}`)); got != "verdict accepted" {
					t.Fatal(got)
				}
			},
			attack: func(t *testing.T, a *attack) (got string) {
				a.s = a.enter(t, a.me, openRoom)
				for range 30 {
					a.s.text(t, a.own(500))
				}
				for range 30 {
					if got = a.s.answer(t); got != "verdict accepted" {
						return got
					}
				}
				return got
			}},
	}
}

// Messages that are not of this protocol.
func shapeRows() []row {
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	malformed := map[string]string{
		"a list":                    `[]`,
		"a text":                    `"hello"`,
		"nothing":                   ``,
		"not JSON":                  `{"t":"ping","n":1`,
		"trailing bytes":            `{"t":"ping","n":1}x`,
		"two messages in one":       `{"t":"ping","n":1}{"t":"ping","n":2}`,
		"a byte order mark":         "\ufeff" + `{"t":"ping","n":1}`,
		"an unknown kind":           `{"t":"welcome","player":1}`,
		"a kind that is no text":    `{"t":7}`,
		"a kind twice":              `{"t":"ping","t":"act","n":1}`,
		"an unknown member":         `{"t":"ping","n":1,"admin":true}`,
		"a member in other letters": `{"t":"ping","N":1}`,
		"a comment":                 `{"t":"ping","n":1/**/}`,
		"a comma too many":          `{"t":"ping","n":1,}`,
		"a float for an integer":    `{"t":"ping","n":1.0}`,
		"a NUL in a text":           "{\"t\":\"pi\x00ng\",\"n\":1}",
		"5,000 nested lists":        `{"t":"act","room":1,"round":{round},"id":"{id}","ask":"bet","body":{"spots":` + deep + `}}`,
		"a second hello":            `{"t":"hello","vMin":1,"vMax":1,"client":"again"}`,
		"a player named in an act":  `{"t":"act","room":1,"round":{round},"id":"{id}","ask":"bet","body":{"spots":[{"spot":"red","stake":100}]},"player":1}`,
		"a body that is a text":     `{"t":"act","room":1,"round":{round},"id":"{id}","ask":"bet","body":"{}"}`,
	}
	var rows []row
	for name, message := range malformed {
		rows = append(rows, says("malformed: "+name, message, "error malformed"))
	}
	spots := `{"t":"act","room":1,"round":{round},"id":"{id}","ask":"bet","body":{"spots":[` +
		strings.Repeat(`{"spot":"red","stake":100},`, 100_000) + `{"spot":"red","stake":100}]}}`
	pad := func(bytes int) string {
		return `{"t":"hello","client":"` + strings.Repeat("a", bytes) + `"}`
	}
	return append(rows,
		says("16 KiB and one byte", `{"t":"ping","n":`+strings.Repeat("1", 16<<10)+`}`, "close 1009"),
		says("33 KiB", pad(33<<10), "close 1009"),
		says("100,000 spots", spots, "close 1009"),
	)
}
