package hostile

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"croupier/server/wire"
)

// Frames that are not WebSocket's, or that no message of ours comes in.
func frameRows() []row {
	ping := []byte(`{"t":"ping","n":1}`)
	sends := func(name, want string, frames ...[]byte) row {
		return row{name: "frame: " + name, want: want, attack: func(t *testing.T, a *attack) string {
			s := a.greet(t, a.me)
			for _, f := range frames {
				if _, err := s.conn.Write(f); err != nil {
					break // closed in the middle
				}
			}
			return s.answer(t)
		}}
	}
	var fragments [][]byte
	for range 70_000 {
		fragments = append(fragments, frame(opMore, []byte("[[[[[[[[[["), true))
	}
	return []row{
		sends("not masked", "close 1002", frame(0x80|opText, ping, false)),
		sends("a reserved bit", "close 1002", frame(0x80|0x40|opText, ping, true)),
		sends("a reserved opcode", "close 1002", frame(0x80|0x3, ping, true)),
		sends("a middle without a beginning", "close 1002", frame(0x80|opMore, ping, true)),
		sends("a ping in parts", "close 1002", frame(opPing, ping, true)),
		sends("a ping of 126 bytes", "close 1002", frame(0x80|opPing, make([]byte, 126), true)),
		sends("a close with a reserved code", "close 1002", frame(0x80|opClose, []byte{3, 0xed}, true)), // 1005
		sends("a length of 2^63", "close 1002", []byte{0x80 | opText, 0x80 | 127, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
		sends("binary", "error malformed", frame(0x80|opBinary, ping, true)),
		sends("text that is no UTF-8", "error malformed", frame(0x80|opText, []byte("{\"t\":\"ping\",\"n\":1,\"\xc3\x28\":1}"), true)),
		sends("fragments without end", "close 1009", append([][]byte{frame(opText, []byte("["), true)}, bytes.Join(fragments, nil))...),
		sends("empty fragments without end", "close 4504", append([][]byte{frame(opText, nil, true)},
			bytes.Repeat(frame(opMore, nil, true), 400_000))...),
	}
}

// B48, D12: how a connection says for whom it acts.
func helloRows() []row {
	first := func(name, message, want string) row {
		return row{name: "hello: " + name, want: want, attack: func(t *testing.T, a *attack) string {
			s := a.dial(t)
			got := s.ask(t, message)
			if got == "error malformed" { // and then it closes
				got = s.answer(t)
			}
			return got
		}}
	}
	with := func(member, token string) string {
		return `{"t":"hello","vMin":1,"vMax":1,"client":"hostile","` + member + `":"` + token + `"}`
	}
	return []row{
		first("none, but a ping", `{"t":"ping","n":1}`, "close 4500"),
		first("none, but a join", `{"t":"join","room":1}`, "close 4500"),
		first("a version to come", `{"t":"hello","vMin":2,"vMax":9,"client":"x"}`, "close 4501"),
		first("a version below nothing", `{"t":"hello","vMin":-5,"vMax":0,"client":"x"}`, "close 4501"),
		first("versions the wrong way round", `{"t":"hello","vMin":9,"vMax":1,"client":"x"}`, "close 4501"),
		first("a client of 65 bytes", `{"t":"hello","vMin":1,"vMax":1,"client":"`+strings.Repeat("x", 65)+`"}`, "close 4500"),
		first("a player's number", `{"t":"hello","vMin":1,"vMax":1,"client":"x","player":1}`, "close 4500"),
		first("a forged ticket", with("ticket", strings.Repeat("A", 200)), "close 4503"),
		first("a ticket that is none", with("ticket", "'; drop table sessions; --"), "close 4503"),
		first("a forged resume token", with("resume", strings.Repeat("A", 200)), "close 4503"),
		first("a ticket and a resume token", `{"t":"hello","vMin":1,"vMax":1,"client":"x","ticket":"a","resume":"b"}`, "close 4500"),
		{name: "hello: a ticket used twice", want: "close 4503", attack: func(t *testing.T, a *attack) string {
			ticket := a.ticket(t, a.me)
			first := a.dial(t)
			first.text(t, with("ticket", ticket))
			if m := first.next(t); m.T != "welcome" {
				return m.T
			}
			return a.dial(t).ask(t, with("ticket", ticket))
		}},
		{name: "hello: a ticket with one bit changed", want: "close 4503", attack: func(t *testing.T, a *attack) string {
			ticket := []byte(a.ticket(t, a.me))
			ticket[len(ticket)/2] ^= 1
			return a.dial(t).ask(t, with("ticket", string(ticket)))
		}},
		{name: "hello: a ticket as a resume token", want: "close 4503", attack: func(t *testing.T, a *attack) string {
			return a.dial(t).ask(t, with("resume", a.ticket(t, a.me)))
		}},
		{name: "hello: a ticket of a session that was ended", want: "close 4502", attack: func(t *testing.T, a *attack) string {
			p := a.guest(t)
			ticket := a.ticket(t, p)
			a.get(t, nil, http.MethodPost, "/api/sign-out", p.Token, nil)
			return a.dial(t).ask(t, with("ticket", ticket))
		}},
		{name: "hello: the socket of a session that ends", want: "close 4502", attack: func(t *testing.T, a *attack) string {
			p := a.guest(t)
			s := a.enter(t, p, openRoom)
			a.get(t, nil, http.MethodPost, "/api/sign-out", p.Token, nil)
			return s.answer(t)
		}},
		{name: "hello: a resume token replayed", want: "close 4503", attack: func(t *testing.T, a *attack) string {
			s := a.dial(t)
			s.text(t, with("ticket", a.ticket(t, a.me)))
			token := s.next(t).Resume
			second := a.dial(t)
			second.text(t, with("resume", token))
			if m := second.next(t); m.T != "welcome" {
				return m.T
			}
			if got := s.answer(t); got != "close 4003" {
				return got // the older socket must give way
			}
			return a.dial(t).ask(t, with("resume", token))
		}},
		{name: "hello: more sockets than a session may have", want: "close 4504", attack: func(t *testing.T, a *attack) string {
			for range 16 {
				a.greet(t, a.me)
			}
			return a.dial(t).ask(t, with("ticket", a.ticket(t, a.me)))
		}},
		{name: "hello: never", want: "close 4505", attack: func(t *testing.T, a *attack) string {
			return a.dial(t).answer(t)
		}},
	}
}

// B47: who may open a socket at all. A page of a browser always says its origin.
func doorRows() []row {
	opens := func(name, path, want string, change func(a *attack, h http.Header)) row {
		return row{name: "door: " + name, want: want, attack: func(t *testing.T, a *attack) string {
			h := program()
			if change != nil {
				change(a, h)
			}
			_, why := a.handshake(t, path, h)
			return why
		}}
	}
	cookie := func(a *attack, h http.Header) { h.Set("Cookie", "croupier_session="+a.me.Token) }
	from := func(origin func(own string) string) func(a *attack, h http.Header) {
		return func(a *attack, h http.Header) {
			h.Del("X-Croupier-Client")
			h.Set("Origin", origin(a.URL()))
			cookie(a, h)
		}
	}
	is := func(origin string) func(a *attack, h http.Header) { return from(func(string) string { return origin }) }
	rows := []row{
		opens("no origin, no word of what it is", "/ws", "http 403 origin", func(_ *attack, h http.Header) { h.Del("X-Croupier-Client") }),
		opens("no origin, with a cookie", "/ws", "http 403 origin", cookie),
		opens("a cookie and an empty bearer", "/ws", "http 403 origin", func(a *attack, h http.Header) {
			h.Set("Authorization", "Bearer ")
			cookie(a, h)
		}),
		opens("a foreign origin", "/ws", "http 403 origin", is("https://evil.example")),
		opens("the origin null", "/ws", "http 403 origin", is("null")),
		opens("an empty origin", "/ws", "http 403 origin", is("")),
		opens("a foreign origin that says it is a program", "/ws", "http 403 origin", func(_ *attack, h http.Header) { h.Set("Origin", "https://evil.example") }),
		opens("our origin twice", "/ws", "http 403 origin", func(a *attack, h http.Header) { h["Origin"] = []string{a.URL(), "https://evil.example"} }),
		opens("a ticket in the address", "/ws?ticket=abc", "http 400 query", nil),
		opens("no subprotocol", "/ws", "http 400 subprotocol", func(_ *attack, h http.Header) { h.Del("Sec-WebSocket-Protocol") }),
		opens("a subprotocol to come", "/ws", "http 400 subprotocol", func(_ *attack, h http.Header) { h.Set("Sec-WebSocket-Protocol", "croupier.v2+json") }),
		opens("a subprotocol in other letters", "/ws", "http 400 subprotocol", func(_ *attack, h http.Header) { h.Set("Sec-WebSocket-Protocol", strings.ToUpper(wire.Subprotocol)) }),
	}
	for name, alike := range map[string]func(own string) string{
		"with a name behind":   func(own string) string { return own + ".evil.example" },
		"over https":           func(own string) string { return strings.Replace(own, "http:", "https:", 1) },
		"with a slash":         func(own string) string { return own + "/" },
		"at another port":      func(string) string { return "http://127.0.0.1:1" },
		"with a user":          func(own string) string { return strings.Replace(own, "http://", "http://x@", 1) },
		"as a number":          func(own string) string { return strings.Replace(own, "127.0.0.1", "2130706433", 1) },
		"in capitals":          func(own string) string { return strings.ToUpper(own) },
		"of a name like ours":  func(own string) string { return strings.Replace(own, "127.0.0.1", "localhost.evil.example", 1) },
		"of an extension":      func(string) string { return "chrome-extension://abcdefghijklmnop" },
		"with a second origin": func(own string) string { return own + ", https://evil.example" },
	} {
		rows = append(rows, opens("an origin like ours "+name, "/ws", "http 403 origin", from(alike)))
	}
	return rows
}

// guest is a player with a session of its own, whom a row may sign out.
func (a *attack) guest(t *testing.T) player {
	var made struct {
		Players []player `json:"players"`
	}
	a.get(t, &made, http.MethodPost, "/api/demo/players", "", map[string]int{"count": 1, "fundsMinor": 0})
	return made.Players[0]
}
