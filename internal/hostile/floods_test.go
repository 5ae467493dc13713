package hostile

import (
	"bytes"
	"strings"
	"testing"
)

// B46: too much of each kind. What is over the pace is answered and forgotten;
// what no client of ours would do ends the connection.
func floodRows() []row {
	flood := func(name, message string, times int, want string) row {
		return row{name: "flood: " + name, want: want, attack: func(t *testing.T, a *attack) string {
			a.s = a.greet(t, a.me)
			one := frame(0x80|opText, []byte(a.fill(message)), true)
			if _, err := a.s.conn.Write(bytes.Repeat(one, times)); err != nil {
				t.Logf("writing: %v", err) // closed in the middle
			}
			return a.s.until(t, want, times)
		}}
	}
	control := func(name string, op byte) row {
		return row{name: "flood: " + name, want: "close 4504", attack: func(t *testing.T, a *attack) string {
			s := a.greet(t, a.me)
			s.frame(t, 0x80|op, nil, true)
			_, _ = s.conn.Write(bytes.Repeat(frame(0x80|op, nil, true), 50)) // closed in the middle
			return s.answer(t)
		}}
	}
	return []row{
		flood("acts", `{"t":"act","room":1,"round":{round},"id":"{id}","ask":"undo","body":{}}`, 150, "error rate"),
		flood("joins", `{"t":"join","room":4000000}`, 60, "error rate"),
		flood("leaves", `{"t":"leave","room":4000000}`, 60, "error rate"),
		flood("inquiries", `{"t":"inquire","room":1,"ids":["{id}"]}`, 60, "error rate"),
		flood("lobby", `{"t":"lobby","on":true}`, 30, "error rate"),
		flood("our pings", `{"t":"ping","n":1}`, 30, "error rate"),
		flood("messages", `{"t":"ping","n":1}`, 2000, "close 4504"),
		flood("what is malformed", `{}`, 12, "close 4500"),
		flood("bytes", `{"t":"ping","n":`+strings.Repeat(" ", 16000)+`1}`, 150, "close 4504"),
		control("WebSocket's pings", opPing),
		control("WebSocket's pongs", 0xA),
	}
}
