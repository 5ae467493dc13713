package gen

import (
	"encoding/json"

	"croupier/server/wire"
)

// Example is a message as it goes over the socket.
type Example struct {
	Kind       string
	FromClient bool
	JSON       []byte // indented
}

// What the examples have in common: a room, its 21st round, two bets.
const (
	exampleRoom  = 1
	exampleRound = exampleRoom<<24 | 21
	exampleMs    = 1_795_374_292_000
	exampleBet   = "019a9d5c-6b10-7c3e-9d5f-2c1b7a8e3f10"
	exampleAsked = "019a9d5c-4a02-7d11-8a46-70f7d2c41b9e"
	exampleToken = "4l0mAbVY2vQx7n" // a real one is longer
)

// Examples has one example of every message.
func Examples() []Example {
	watching := 12
	event := func(kind, body string) wire.Event {
		return wire.Event{Round: exampleRound, AtMs: exampleMs, Type: kind, Body: json.RawMessage(body)}
	}
	messages := map[string]any{
		wire.THello: wire.Hello{T: wire.THello, VMin: wire.VersionMin, VMax: wire.VersionMax, Client: "page 1.4.0", Ticket: exampleToken},
		wire.TJoin: wire.Join{T: wire.TJoin, Cid: 1, Room: exampleRoom, Term: 3, Seq: 841, N: 7,
			Inquire: []string{exampleAsked}},
		wire.TLeave: wire.Leave{T: wire.TLeave, Room: exampleRoom},
		wire.TAct: wire.Act{T: wire.TAct, Cid: 2, Room: exampleRoom, Round: exampleRound, ID: exampleBet, Ask: "bet",
			Body: json.RawMessage(`{"spots":[{"spot":"straight:17","stake":500},{"spot":"red","stake":1000}]}`)},
		wire.TInquire: wire.Inquire{T: wire.TInquire, Cid: 3, Room: exampleRoom, IDs: []string{exampleBet}},
		wire.TLobby:   wire.LobbyWatch{T: wire.TLobby, On: true},
		wire.TPing:    wire.Ping{T: wire.TPing, N: 4},

		wire.TWelcome: wire.Welcome{T: wire.TWelcome, V: wire.VersionMax, Node: "127.0.0.1:8080", Server: "1.4.0", NowMs: exampleMs,
			Player: 1042, Name: "Ada", Resume: exampleToken, PingSec: 15},
		wire.TResume: wire.Resume{T: wire.TResume, Resume: exampleToken},
		wire.TSnapshot: wire.Snapshot{T: wire.TSnapshot, Room: exampleRoom, Term: 3, Seq: 842, AtMs: exampleMs, Game: "roulette-european",
			Rules: 1, Name: "European", Currency: "FUN", Round: exampleRound, Phase: "open",
			Commitment: "9f2c61d0a7e4435ab01f6c8852dd3e7a4b19c0e6f3587d2a6e90b1c4d8f7a235", Watching: 12,
			View: json.RawMessage(`{"phase":"open","closesAtMs":1795374304000,"number":-1,"last":[17,0,32]}`)},
		wire.TTable: wire.Table{T: wire.TTable, Room: exampleRoom, Term: 3, Seq: 843, AtMs: exampleMs,
			Events: []wire.Event{event("closed", `{"atMs":1795374304000}`)}, Watching: &watching},
		wire.TOwnSnapshot: wire.OwnSnapshot{T: wire.TOwnSnapshot, Room: exampleRoom, Term: 3, N: 8, After: 842, Round: exampleRound,
			View: json.RawMessage(`{"bets":[],"staked":0,"paid":null}`)},
		wire.TOwn: wire.Own{T: wire.TOwn, Room: exampleRoom, Term: 3, N: 9, After: 842, Events: []wire.Event{
			event(wire.EventVerdict, `{"room":1,"round":16777237,"id":"`+exampleBet+`","verdict":"accepted","ask":"bet","stake":1500}`)}},
		wire.TJoined: wire.Joined{T: wire.TJoined, Cid: 1, Room: exampleRoom, Term: 3, Seq: 842, N: 8, Resumed: true},
		wire.TVerdict: wire.Verdict{T: wire.TVerdict, Room: exampleRoom, Round: exampleRound, ID: exampleAsked,
			Verdict: wire.VerdictRefused, Ask: "bet", Code: "above_spot", Spot: "straight:17", Limit: 50000, Value: 60000},
		wire.TWallet: wire.Wallet{T: wire.TWallet, Currency: "FUN", Kind: "cash", Balance: 98500, Version: 31},
		wire.TCards: wire.Cards{T: wire.TCards, NowMs: exampleMs, Cards: []wire.Card{{Room: exampleRoom, Game: "roulette-european",
			Name: "European", Currency: "FUN", Phase: "open", Live: true, Watching: 12, Players: 5, UntilMs: exampleMs + 12000,
			Node: "127.0.0.1:8080", Extra: json.RawMessage(`{"last":[17,0,32],"minMinor":100,"maxMinor":200000}`)}}},
		wire.TPong:   wire.Pong{T: wire.TPong, N: 4, NowMs: exampleMs},
		wire.TError:  wire.Error{T: wire.TError, Cid: 2, Room: exampleRoom, ID: exampleBet, Code: wire.ErrorRate, Retry: true, AfterMs: 50},
		wire.TNotice: wire.Notice{T: wire.TNotice, Code: "drain", AtMs: exampleMs},
	}
	var all []Example
	for _, m := range wire.Messages() {
		text, err := json.MarshalIndent(messages[m.Kind], "", "  ")
		if err != nil {
			panic("gen: " + err.Error()) // our own values
		}
		all = append(all, Example{Kind: m.Kind, FromClient: m.FromClient, JSON: text})
	}
	return all
}
