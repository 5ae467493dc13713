package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/games/slots"
	"croupier/players"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/api"
	"croupier/store"
	"croupier/wallet/money"
)

const session = games.RoomID(1 << 20)

// shelf is machines that tests speak about.
type shelf struct {
	err   error
	under *journal.Unfinished
	seat  games.PlayerID
	pairs []journal.PairRecord
	asked []string
}

func (s *shelf) Machines() []api.Machine {
	return []api.Machine{{Game: "slots-sevens", Version: 1, Currency: money.FUN,
		Options: json.RawMessage(`{"coins":[4,10],"cycleMs":3000,"landMs":2500,"decideMs":300000,"allowanceMinor":10000000}`)}}
}

func (s *shelf) Sit(_ context.Context, _ games.PlayerID, game, name, clientSeed string) (games.RoomID, error) {
	s.asked = append(s.asked, game+"/"+name+"/"+clientSeed)
	return session, s.err
}

func (s *shelf) UnfinishedOf(context.Context, games.PlayerID) (*journal.Unfinished, error) {
	return s.under, nil
}

func (s *shelf) RoomSeat(_ context.Context, room games.RoomID) (games.PlayerID, error) {
	switch room {
	case session:
		return s.seat, nil
	case 1:
		return 0, nil
	}
	return 0, journal.ErrNoRoom
}

func (s *shelf) Pairs(context.Context, games.RoomID) ([]journal.PairRecord, error) {
	return s.pairs, nil
}

func newShelf(t *testing.T) (*house, *shelf) {
	s := &shelf{}
	h := newHouse(t, func(d *api.Deps) {
		d.Machines, d.Seats = s, s
		all := []games.Rules{roulette.European()}
		for _, m := range slots.Builtin() {
			all = append(all, m)
		}
		d.Registry = rooms.NewRegistry(all...)
	})
	return h, s
}

func TestMachines(t *testing.T) {
	t.Parallel()
	h, _ := newShelf(t)
	list := into[struct {
		Machines []api.MachineCard `json:"machines"`
	}](t, h.get(t, "/api/machines", ""))
	require.Equal(t, []api.MachineCard{{Game: "slots-sevens", Rules: 1, Title: "Old Sevens", Kind: "lines", Currency: "FUN",
		Stakes: []int64{20, 50}, Min: 20, Max: 50, ReturnPercent: "97.826889", Sheet: "/api/machines/slots-sevens"}}, list.Machines)
	sheet := into[api.MachineSheet](t, h.get(t, list.Machines[0].Sheet, ""))
	require.Contains(t, string(sheet.Sheet), `"strip"`, "the tables that are dealt")
	h.get(t, "/api/machines/slots-gone", "").refused(t, 404, "no_machine")
	none := newHouse(t)
	require.JSONEq(t, `{"machines":[]}`, none.get(t, "/api/machines", "").text)
}

func TestSit(t *testing.T) {
	t.Parallel()
	h, s := newShelf(t)
	in := h.register(t)
	const door = "/api/machines/slots-sevens/sit"
	h.post(t, door, "{}", "").refused(t, 401, "no_session")
	require.JSONEq(t, `{"room":1048576}`, h.post(t, door, `{"clientSeed":"my own"}`, in.Token).text)
	require.Equal(t, []string{"slots-sevens/Old Sevens/my own"}, s.asked)
	s.under = &journal.Unfinished{Round: (session + 1).Round(7), Game: "slots-harbour"}
	require.JSONEq(t, `{"room":1048576,"unfinished":{"round":17592202821639,"room":1048577,"game":"slots-harbour"}}`, h.post(t, door, "", in.Token).text)
	s.under.Round = session.Round(7)
	require.JSONEq(t, `{"room":1048576}`, h.post(t, door, "{}", in.Token).text, "its own comes first anyway")
	for _, bad := range []string{`{"clientSeed":"` + strings.Repeat("x", 65) + `"}`, `{"seat":9}`} {
		h.post(t, door, bad, in.Token).refused(t, 422, "invalid")
	}
	h.post(t, door, `{"clientSeed":"\u0007"}`, in.Token).refused(t, 422, "bad_client_seed")
	h.post(t, "/api/machines/slots-gone/sit", "{}", in.Token).refused(t, 404, "no_machine")
	for code, of := range map[string]struct {
		status int
		err    error
	}{
		"elsewhere":  {409, &api.ElsewhereError{Address: "10.0.0.9:8080"}},
		"full":       {503, api.ErrFull},
		"no_owner":   {503, api.ErrMoving},
		"no_machine": {404, api.ErrNoMachine},
	} {
		s.err = of.err
		p := h.post(t, door, "{}", in.Token).refused(t, of.status, code)
		if code == "elsewhere" {
			require.Contains(t, p.Detail, "10.0.0.9:8080")
		}
	}
	h.operator(t, func(token string) { h.post(t, door, "{}", token).refused(t, 403, "not_player") })
}

// operator signs an operator in.
func (h *house) operator(t *testing.T, then func(token string)) {
	t.Helper()
	require.NoError(t, store.InTx(t.Context(), h.db.App, func(tx store.Tx) error {
		_, _, err := h.people.EnsureDemo(t.Context(), tx, players.DemoPerson{Name: "olivia", Password: "demo-olivia", Role: players.RoleOperator})
		return err
	}))
	then(into[signedIn](t, h.post(t, "/api/sign-in", `{"name":"olivia","password":"demo-olivia"}`, "")).Token)
}

// What is of a player's own room is that player's and the operators' to read;
// the server seed is told once its pair was.
func TestSessionIsItsPlayers(t *testing.T) {
	t.Parallel()
	h, s := newShelf(t)
	in := h.register(t)
	guest := into[signedIn](t, h.post(t, "/api/guest", "{}", ""))
	seed := [32]byte{9, 9, 9}
	s.seat = in.Me.Player.ID
	id := session.Round(3)
	r := record(id, games.Settled, s.seat, [32]byte{1})
	pair := journal.PairRecord{BeganAt: 800}
	pair.From, pair.ClientSeed, pair.Commitment = session.Round(1), "my own", [32]byte{0xaa}
	r.Seat, r.Pair = s.seat, &pair
	h.rounds[id] = r
	s.pairs = []journal.PairRecord{pair}
	rounds, pairs := "/api/rounds/17592186044419", "/api/rooms/1048576/pairs"
	for _, token := range []string{"", guest.Token} {
		h.get(t, rounds, token).refused(t, 404, "no_round")
	}
	h.get(t, pairs, guest.Token).refused(t, 404, "no_room")
	h.get(t, "/api/rooms/1/pairs", in.Token).refused(t, 404, "no_room")
	h.get(t, "/api/rooms/1048577/pairs", in.Token).refused(t, 404, "no_room")
	read := func(token string) {
		t.Helper()
		got := into[api.Round](t, h.get(t, rounds, token))
		require.Equal(t, &api.RoundPair{Nonce: 2, Pair: api.Pair{From: pair.From, Commitment: "aa" + strings.Repeat("00", 31), ClientSeed: "my own", BeganMs: 800}}, got.Pair)
		a := h.get(t, pairs, token)
		require.Equal(t, http.StatusOK, a.StatusCode)
		require.NotContains(t, a.text, "serverSeed")
		require.NotContains(t, a.text, hexOf(seed[:]))
	}
	read(in.Token)
	h.operator(t, read)

	s.pairs[0].Told = &journal.PairTold{To: session.Round(5), Seed: seed, At: 2000}
	r.Pair = &s.pairs[0]
	got := into[api.Round](t, h.get(t, rounds, in.Token))
	require.Equal(t, hexOf(seed[:]), got.Pair.ServerSeed)
	require.Equal(t, session.Round(5), got.Pair.To)
	require.Contains(t, h.get(t, pairs, in.Token).text, hexOf(seed[:]))
}
