package gateway

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/server/wire"
)

const betID = "0198c0de-0000-7000-8000-000000000001"

func TestDecode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		`{"t":"ping","n":-7}`:                            wire.Ping{T: "ping", N: -7},
		` { "n" : 9223372036854775807 , "t" : "ping" } `: wire.Ping{T: "ping", N: 1<<63 - 1},
		`{"t":"lobby","on":true}`:                        wire.LobbyWatch{T: "lobby", On: true},
		`{"t":"lobby","on":false}`:                       wire.LobbyWatch{T: "lobby"},
		`{"t":"leave","room":3}`:                         wire.Leave{T: "leave", Room: 3},
		`{"t":"join","room":3}`:                          wire.Join{T: "join", Room: 3},
		`{"t":"join","cid":1,"room":3,"term":4,"seq":5,"n":6,"inquire":["` + betID + `"]}`:   wire.Join{T: "join", Cid: 1, Room: 3, Term: 4, Seq: 5, N: 6, Inquire: []string{betID}},
		`{"t":"inquire","room":3,"ids":["a" , "b"]}`:                                         wire.Inquire{T: "inquire", Room: 3, IDs: []string{"a", "b"}},
		`{"t":"hello","vMin":1,"vMax":2,"client":"caf\u00e9 \"1\"","ticket":"x"}`:            wire.Hello{T: "hello", VMin: 1, VMax: 2, Client: `café "1"`, Ticket: "x"},
		`{"t":"act","room":3,"round":4,"id":"i","ask":"bet","body":{"a":[1,{"b":"ü\n"}]}}`:   wire.Act{T: "act", Room: 3, Round: 4, ID: "i", Ask: "bet", Body: json.RawMessage(`{"a":[1,{"b":"ü\n"}]}`)},
		`{"t":"act","cid":9,"room":3,"round":4,"id":"i","ask":"clear","body":{}}`:            wire.Act{T: "act", Cid: 9, Room: 3, Round: 4, ID: "i", Ask: "clear", Body: json.RawMessage(`{}`)},
		`{"t":"act","room":3,"round":4,"id":"i","ask":"x","body":{"a":null,"b":true,"c":0}}`: wire.Act{T: "act", Room: 3, Round: 4, ID: "i", Ask: "x", Body: json.RawMessage(`{"a":null,"b":true,"c":0}`)},
	} {
		got, _, err := decode([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

// hostile are messages that must be refused, each for one reason.
func hostile() map[string]string {
	act := func(body string) string {
		return `{"t":"act","cid":5,"room":3,"round":4,"id":"i","ask":"bet","body":` + body + `}`
	}
	ids := func(n int) string { return strings.TrimSuffix(strings.Repeat(`"i",`, n), ",") }
	return map[string]string{
		"nothing":                     ``,
		"no object":                   `[]`,
		"a text":                      `"ping"`,
		"null":                        `null`,
		"no kind":                     `{"n":1}`,
		"an unknown kind":             `{"t":"pong","n":1}`,
		"a kind of the server":        `{"t":"welcome"}`,
		"a kind in capitals":          `{"t":"PING","n":1}`,
		"a kind that is no text":      `{"t":1,"n":1}`,
		"an unknown member":           `{"t":"ping","n":1,"x":1}`,
		"a member of another kind":    `{"t":"ping","n":1,"room":1}`,
		"a member in capitals":        `{"t":"ping","N":1}`,
		"a member missing":            `{"t":"ping"}`,
		"a repeated member":           `{"t":"ping","n":1,"n":2}`,
		"a repeated kind":             `{"t":"ping","t":"ping","n":1}`,
		"an escaped name":             `{"\u0074":"ping","n":1}`,
		"an empty name":               `{"t":"ping","n":1,"":1}`,
		"a number as text":            `{"t":"ping","n":"1"}`,
		"a text as number":            `{"t":"hello","vMin":1,"vMax":1,"client":1}`,
		"a null as number":            `{"t":"ping","n":null}`,
		"a fraction":                  `{"t":"ping","n":1.0}`,
		"an exponent":                 `{"t":"ping","n":1e3}`,
		"over 64 bits":                `{"t":"ping","n":9223372036854775808}`,
		"far over 64 bits":            `{"t":"ping","n":99999999999999999999999}`,
		"a leading zero":              `{"t":"ping","n":01}`,
		"a plus":                      `{"t":"ping","n":+1}`,
		"a bare minus":                `{"t":"ping","n":-}`,
		"hexadecimal":                 `{"t":"ping","n":0x10}`,
		"a truth as number":           `{"t":"lobby","on":1}`,
		"trailing bytes":              `{"t":"ping","n":1} x`,
		"two messages":                `{"t":"ping","n":1}{"t":"ping","n":1}`,
		"a zero byte behind":          "{\"t\":\"ping\",\"n\":1}\x00",
		"a trailing comma":            `{"t":"ping","n":1,}`,
		"a comma missing":             `{"t":"ping" "n":1}`,
		"a colon missing":             `{"t" "ping","n":1}`,
		"cut":                         `{"t":"ping","n":1`,
		"a cut text":                  `{"t":"pin`,
		"a cut escape":                `{"t":"\`,
		"a cut text in a list":        `{"t":"inquire","room":1,"ids":["i`,
		"a cut code point":            `{"t":"hello","client":"\u00`,
		"a cut name":                  `{"t`,
		"single quotes":               `{'t':'ping','n':1}`,
		"a comment":                   `{"t":"ping",/**/"n":1}`,
		"a control character":         "{\"t\":\"hello\",\"vMin\":1,\"vMax\":1,\"client\":\"a\nb\"}",
		"a bad escape":                `{"t":"hello","vMin":1,"vMax":1,"client":"\x41"}`,
		"no UTF-8":                    "{\"t\":\"hello\",\"vMin\":1,\"vMax\":1,\"client\":\"\xff\"}",
		"a byte order mark":           "\ufeff{\"t\":\"ping\",\"n\":1}",
		"a long client":               `{"t":"hello","vMin":1,"vMax":1,"client":"` + strings.Repeat("x", clientMax+1) + `"}`,
		"a long token":                `{"t":"hello","vMin":1,"vMax":1,"client":"","ticket":"` + strings.Repeat("x", tokenMax+1) + `"}`,
		"a long id":                   `{"t":"inquire","room":1,"ids":["` + strings.Repeat("x", betIDMax+1) + `"]}`,
		"too many ids":                `{"t":"inquire","room":1,"ids":[` + ids(inquiredMax+1) + `]}`,
		"no ids":                      `{"t":"inquire","room":1,"ids":[]}`,
		"ids of numbers":              `{"t":"inquire","room":1,"ids":[1]}`,
		"ids that are no list":        `{"t":"inquire","room":1,"ids":"i"}`,
		"ids in lists":                `{"t":"inquire","room":1,"ids":[["i"]]}`,
		"a body that is a list":       act(`[]`),
		"a body that is null":         act(`null`),
		"a body with a fraction":      act(`{"stake":0.5}`),
		"a body with an exponent":     act(`{"stake":5e2}`),
		"a body with over 64 bits":    act(`{"stake":18446744073709551616}`),
		"a body with a repeat":        act(`{"stake":1,"stake":2}`),
		"a body with a repeat in cap": act(`{"stake":1,"Stake":2}`),
		"a repeat deep in a body":     act(`{"spots":[{"spot":"red","spot":"black"}]}`),
		"a body too deep":             act(strings.Repeat(`{"a":`, depthMax) + `1` + strings.Repeat(`}`, depthMax)),
		"a body of lists too deep":    act(`{"a":` + strings.Repeat(`[`, 5000) + strings.Repeat(`]`, 5000) + `}`),
		"a body of many members": act(`{` + func() string {
			var b strings.Builder
			for i := range membersMax + 1 {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(`"k` + strings.Repeat("x", i%20) + string(rune('a'+i/20)) + `":1`)
			}
			return b.String()
		}() + `}`),
	}
}

func TestDecodeRefusesHostile(t *testing.T) {
	t.Parallel()
	for name, text := range hostile() {
		msg, _, err := decode(slices.Clip([]byte(text)))
		require.ErrorIs(t, err, errMalformed, "%s: %s gave %v", name, text, msg)
	}
	_, cid, err := decode([]byte(`{"t":"join","cid":77,"room":"x"}`))
	require.ErrorIs(t, err, errMalformed)
	require.Equal(t, int64(77), cid, "the error can name the message")
}

// The result shares nothing with the message's buffer, which is used again.
func TestDecodeCopies(t *testing.T) {
	t.Parallel()
	b := []byte(`{"t":"act","room":3,"round":4,"id":"abc","ask":"bet","body":{"a":1}}`)
	msg, _, err := decode(b)
	require.NoError(t, err)
	clear(b)
	require.Equal(t, wire.Act{T: "act", Room: 3, Round: 4, ID: "abc", Ask: "bet", Body: json.RawMessage(`{"a":1}`)}, msg)
}

// Whatever is accepted, encoding/json reads as the same message, without any
// member unknown: the hand-written reader is stricter and never different.
func FuzzDecode(f *testing.F) {
	for _, text := range hostile() {
		f.Add([]byte(text))
	}
	for _, text := range []string{
		`{"t":"hello","vMin":1,"vMax":1,"client":"\ud83d\ude00\/","ticket":"x","resume":"y"}`,
		`{"t":"join","cid":1,"room":3,"term":4,"seq":5,"n":6,"inquire":["a","b"]}`,
		`{"t":"act","cid":1,"room":3,"round":4,"id":"i","ask":"bet","body":{"spots":[{"spot":"red","stake":500}]}}`,
		`{"t":"inquire","room":1,"ids":["a"]}`, `{"t":"lobby","on":true}`, `{"t":"leave","room":1}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = slices.Clip(bytes.Clone(b)) // nothing behind the message may be read
		before := bytes.Clone(b)
		msg, _, err := decode(b)
		require.Equal(t, before, b)
		if err != nil {
			return
		}
		require.True(t, json.Valid(b))
		var kind struct{ T string }
		require.NoError(t, json.Unmarshal(b, &kind))
		want := zeroOf(kind.T)
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(want))
		mine, err := json.Marshal(msg)
		require.NoError(t, err)
		theirs, err := json.Marshal(want)
		require.NoError(t, err)
		require.JSONEq(t, string(theirs), string(mine))
	})
}

func zeroOf(kind string) any {
	switch kind {
	case wire.THello:
		return &wire.Hello{}
	case wire.TJoin:
		return &wire.Join{}
	case wire.TLeave:
		return &wire.Leave{}
	case wire.TAct:
		return &wire.Act{}
	case wire.TInquire:
		return &wire.Inquire{}
	case wire.TLobby:
		return &wire.LobbyWatch{}
	}
	return &wire.Ping{}
}

// Every message that a client may send is read here, with all its members.
func TestDecodeKnowsTheProtocol(t *testing.T) {
	t.Parallel()
	full := map[string]any{
		wire.THello:   wire.Hello{T: "hello", VMin: 1, VMax: 2, Client: "c", Ticket: "t", Resume: "r"},
		wire.TJoin:    wire.Join{T: "join", Cid: 1, Room: 2, Term: 3, Seq: 4, N: 5, Inquire: []string{"i"}},
		wire.TLeave:   wire.Leave{T: "leave", Room: 1},
		wire.TAct:     wire.Act{T: "act", Cid: 1, Room: 2, Round: 3, ID: "i", Ask: "a", Body: json.RawMessage(`{"x":1}`)},
		wire.TInquire: wire.Inquire{T: "inquire", Cid: 1, Room: 2, IDs: []string{"i"}},
		wire.TLobby:   wire.LobbyWatch{T: "lobby", On: true},
		wire.TPing:    wire.Ping{T: "ping", N: 1},
	}
	for _, m := range wire.Messages() {
		if !m.FromClient {
			continue
		}
		msg, ok := full[m.Kind]
		require.True(t, ok, m.Kind)
		b, err := json.Marshal(msg)
		require.NoError(t, err)
		got, _, err := decode(b)
		require.NoError(t, err, m.Kind)
		require.Equal(t, msg, got)
	}
}
