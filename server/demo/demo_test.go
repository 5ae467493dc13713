package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/crash"
	"croupier/games/dragontiger"
	"croupier/games/roulette"
	"croupier/internal/dbtest"
	"croupier/players"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

type house struct {
	*Demo
	mux *http.ServeMux

	mu   sync.Mutex
	told []rooms.Balance
}

func (h *house) Changed(b rooms.Balance, _ games.RoundID, _ games.Moment) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told = append(h.told, b)
}

func newHouse(t *testing.T) *house {
	t.Helper()
	db := dbtest.New(t)
	h := &house{mux: http.NewServeMux()}
	h.Demo = New(Deps{DB: db, Purse: h, Log: zerolog.Nop(),
		People: players.New(db.App, players.Options{Argon: players.Argon{MemoryKiB: 64, Time: 1, Threads: 1}})})
	h.Register(humago.New(h.mux, huma.DefaultConfig("test", "1")))
	return h
}

func (h *house) post(path, body string, token players.Token, from string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	client := players.Client{Address: netip.MustParseAddr(from)}
	h.mux.ServeHTTP(w, r.WithContext(players.WithRequest(r.Context(), token, client)))
	return w
}

func (h *house) count(t *testing.T, sql string, args ...any) (n int64) {
	t.Helper()
	require.NoError(t, h.DB.App.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// conserved checks that all balances are what the clearing account gave.
func (h *house) conserved(t *testing.T) (total int64) {
	t.Helper()
	total = h.count(t, `select coalesce(sum(balance),0)::bigint from accounts`)
	given := h.count(t, `select coalesce(sum(amount),0)::bigint from transfers where debit = $1`, int64(wallet.ClearingOf(wallet.Demo, money.FUN)))
	require.Equal(t, given, total)
	return total
}

func (h *house) signIn(t *testing.T, name string) (players.Session, players.Token) {
	t.Helper()
	s, token, err := h.People.SignIn(t.Context(), name, "demo-"+name, players.Client{})
	require.NoError(t, err)
	return s, token
}

func tables(t *testing.T) []Table {
	t.Helper()
	floor, err := ReadFloor("")
	require.NoError(t, err)
	return floor.Tables
}

// The tables are what the demo promises, and their options are the game's.
func TestTables(t *testing.T) {
	t.Parallel()
	all := tables(t)
	require.Len(t, all, 10)
	for i, want := range []struct {
		name  string
		rules *roulette.Rules
		betMs int64
		zero  roulette.ZeroRule
	}{
		{"European Speed", roulette.European(), 12_000, roulette.ZeroLoses}, {"European", roulette.European(), 25_000, roulette.ZeroLoses},
		{"American", roulette.American(), 20_000, roulette.ZeroLoses}, {"French", roulette.French(), 20_000, roulette.Partage},
	} {
		table := all[i]
		require.Equal(t, want.name, table.Name)
		require.Equal(t, money.FUN, table.Currency)
		require.EqualValues(t, i+1, table.Room)
		game, version := want.rules.ID()
		require.Equal(t, game, table.Game)
		require.Equal(t, version, table.Rules)
		require.Len(t, table.Bots, 2)
		o, err := want.rules.Options(table.Options)
		require.NoError(t, err)
		require.Equal(t, []int64{want.betMs, 6_000, 4_000}, []int64{o.BetMs, o.LandMs, o.PauseMs})
		require.Equal(t, []money.Amount{100, 50_000, 200_000, 100_000_000},
			[]money.Amount{o.SpotMinMinor, o.Limits.Straight, o.TableMaxMinor, o.AllowanceMinor})
		require.Equal(t, want.zero, o.Zero)
		_, err = want.rules.Table(table.Room.Round(1), table.Options, nil)
		require.NoError(t, err)
	}
	updraft := all[4]
	require.Equal(t, []any{"Updraft", crash.Game, crash.Version, games.RoomID(5), money.FUN},
		[]any{updraft.Name, updraft.Game, updraft.Rules, updraft.Room, updraft.Currency})
	o, err := crash.New().Options(updraft.Options)
	require.NoError(t, err)
	require.Equal(t, []int64{8_000, 1_500, 4_000}, []int64{o.BetMs, o.LeadMs, o.PauseMs})
	require.Equal(t, []money.Amount{100, 100_000, 2_000_000, 20_000_000_000},
		[]money.Amount{o.BetMinMinor, o.BetMaxMinor, o.WinMaxMinor, o.AllowanceMinor})
}

// At the card tables half of the seats and more are free for people, and what all
// of them together may win at once is within the allowance: nobody is turned away.
func TestCardTables(t *testing.T) {
	t.Parallel()
	all := tables(t)[5:]
	for i, want := range []struct {
		name string
		game games.Rules
	}{
		{"Baize", blackjack.Seats()}, {"Commons", blackjack.Unlimited()},
		{"Punto", baccarat.New()}, {"Punto No-Commission", baccarat.New()}, {"Dragon Tiger", dragontiger.New()},
	} {
		table := all[i]
		game, version := want.game.ID()
		require.Equal(t, []any{want.name, game, version, money.FUN, games.RoomID(6 + i)},
			[]any{table.Name, table.Game, table.Rules, table.Currency, table.Room})
		_, err := want.game.Table(table.Room.Round(1), table.Options, nil)
		require.NoError(t, err)
	}
	o, err := blackjack.Seats().Options(all[0].Options)
	require.NoError(t, err)
	require.Equal(t, []any{7, false, blackjack.ThreeToTwo, blackjack.Peek, true, true},
		[]any{o.Seats, o.HitsSoft17, o.Natural, o.Hole, o.Surrender, o.Insurance})
	require.LessOrEqual(t, len(all[0].Bots), 3)
	hands := money.Amount(o.Seats*(1+o.BehindMax)) * o.SeatMaxMinor * 2 * money.Amount(o.HandsMax)
	sides := money.Amount(o.Seats) * o.SideMaxMinor * (25 + 100)
	require.LessOrEqual(t, hands+sides, o.AllowanceMinor)
	for i, variant := range []baccarat.Variant{baccarat.Commission, baccarat.NoCommission} {
		o, err := baccarat.ParseOptions(all[2+i].Options)
		require.NoError(t, err)
		require.Equal(t, variant, o.Variant)
	}
}

func TestTablesOfAFile(t *testing.T) {
	t.Parallel()
	one := `{"room":7,"name":"Own","game":"roulette-european","rules":1,"currency":"FUN","options":{"betMs":1}}`
	read := func(text string) ([]Table, error) {
		path := filepath.Join(t.TempDir(), "tables.json")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		floor, err := ReadFloor(path)
		return floor.Tables, err
	}
	own, err := read(`{"tables":[` + one + `]}`)
	require.NoError(t, err)
	require.Len(t, own, 1)
	require.Equal(t, games.RoomID(7), own[0].Room)
	for name, text := range map[string]string{
		"no JSON":         `x`,
		"unknown field":   `{"tables":[],"limit":1}`,
		"something after": `{"tables":[]} {}`,
		"room twice":      `{"tables":[` + one + `,` + one + `]}`,
		"room zero":       `{"tables":[` + strings.Replace(one, "7", "0", 1) + `]}`,
		"no name":         `{"tables":[` + strings.Replace(one, "Own", "", 1) + `]}`,
		"currency":        `{"tables":[` + strings.Replace(one, "FUN", "XXX", 1) + `]}`,
		"bot twice":       `{"tables":[` + strings.Replace(one, `"rules"`, `"bots":["A","A"],"rules"`, 1) + `]}`,
	} {
		_, err := read(text)
		require.Error(t, err, name)
	}
	_, err = ReadFloor(filepath.Join(t.TempDir(), "gone.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Seeding at each start doubles nothing: no person, no bot, no money.
func TestSeedingTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, err := h.Seed(t.Context(), tables(t))
	require.NoError(t, err)
	require.Len(t, first, 24)
	counts := func() []int64 {
		return []int64{h.count(t, `select count(*) from players`), h.count(t, `select count(*) from accounts`),
			h.count(t, `select count(*) from transfers`), h.conserved(t)}
	}
	// Four people and twelve bots; the operator has no account.
	require.Equal(t, []int64{28, 27, 27, 27 * int64(welcomeMinor)}, counts())
	for range 2 {
		again, err := New(h.Deps).Seed(t.Context(), tables(t))
		require.NoError(t, err)
		require.Equal(t, first, again)
		require.Equal(t, []int64{28, 27, 27, 27 * int64(welcomeMinor)}, counts())
	}
	for _, s := range first {
		require.True(t, s.Player.Bot)
		require.True(t, strings.HasPrefix(s.Player.Name, players.BotPrefix))
	}
	for _, person := range Logins {
		s, _, err := h.People.SignIn(t.Context(), person.Name, person.Password, players.Client{})
		require.NoError(t, err)
		require.Equal(t, person.Role, s.Player.Role)
		require.True(t, s.Player.Demo)
	}
}

// Two nodes that start at once seed one demo.
func TestSeedingAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var wg sync.WaitGroup
	errs := make([]error, 3)
	for i := range errs {
		wg.Go(func() { _, errs[i] = h.Seed(t.Context(), tables(t)) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, 27*int64(welcomeMinor), h.conserved(t))
	require.EqualValues(t, 28, h.count(t, `select count(*) from players`))
}

// A name that somebody registered before the demo was on stays theirs.
func TestSeedingLeavesPeopleAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, err := h.People.Prepare(t.Context(), players.Registration{Name: "Alice", Password: "not the demo's", BirthDate: "1990-01-01", Accept: true})
	require.NoError(t, err)
	require.NoError(t, store.InTx(t.Context(), h.DB.App, func(tx store.Tx) error {
		s, _, err := h.People.Enter(t.Context(), tx, a, players.Client{})
		require.NoError(t, err)
		return wallet.Open(t.Context(), tx, wallet.CashOf(s.Player.ID, money.FUN))
	}))
	_, err = h.Seed(t.Context(), tables(t))
	require.NoError(t, err)
	require.Equal(t, 26*int64(welcomeMinor), h.conserved(t))
	_, _, err = h.People.SignIn(t.Context(), "alice", "demo-alice", players.Client{})
	require.ErrorIs(t, err, players.ErrBadCredentials)
}

// spend empties an account down to what is left, as a bet would.
func (h *house) spend(t *testing.T, player games.PlayerID, left money.Amount) {
	t.Helper()
	cash := wallet.CashOf(player, money.FUN)
	found, err := wallet.Balances(t.Context(), h.DB.App, cash)
	require.NoError(t, err)
	// The ledger lets money leave a player for a round's escrow only.
	owner, err := h.DB.Owner(t.Context())
	require.NoError(t, err)
	defer func() { _ = owner.Close(t.Context()) }()
	_, err = owner.Exec(t.Context(), `insert into rooms(id,name,game,rules,options,currency) values(9,'x','x',1,'{}',1000) on conflict do nothing`)
	require.NoError(t, err)
	_, err = owner.Exec(t.Context(), `insert into rounds(id,room,phase,rules,commitment,sealed,options,opened_seq,opened_at)
		values($1,9,1,1,decode(repeat('00',32),'hex'),'','{}',1,now()) on conflict do nothing`, int64(games.RoomID(9).Round(1)))
	require.NoError(t, err)
	require.NoError(t, store.InTx(t.Context(), h.DB.App, func(tx store.Tx) error {
		_, err := wallet.Post(t.Context(), tx, []wallet.Transfer{{Debit: cash, Credit: wallet.EscrowOf(games.RoomID(9).Round(1), money.FUN),
			Amount: found[cash].Amount - left, Kind: wallet.Stake, Round: games.RoomID(9).Round(1)}})
		return err
	}))
}

func TestTopUpIsForTheBroke(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.Seed(t.Context(), tables(t))
	require.NoError(t, err)
	s, token := h.signIn(t, "alice")
	const loopback = "127.0.0.1"

	require.GreaterOrEqual(t, h.post("/api/top-up", "", "", loopback).Code, 400, "a stranger")
	require.Equal(t, http.StatusConflict, h.post("/api/top-up", "", token, loopback).Code)
	h.spend(t, s.Player.ID, brokeMinor)
	w := h.post("/api/top-up", "", token, loopback)
	require.Equal(t, http.StatusConflict, w.Code, "10.00 is not broke")
	require.Empty(t, h.told)

	h.spend(t, s.Player.ID, brokeMinor-1)
	w = h.post("/api/top-up", "", token, loopback)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	var body struct {
		Balances []GivenBalance `json:"balances"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	require.Equal(t, []GivenBalance{{"FUN", "cash", int64(topUpMinor + brokeMinor - 1), 4}}, body.Balances)
	require.Equal(t, []rooms.Balance{{Player: s.Player.ID, Currency: money.FUN, Amount: topUpMinor + brokeMinor - 1, Version: 4}}, h.told)
	require.Equal(t, http.StatusConflict, h.post("/api/top-up", "", token, loopback).Code, "once is enough")

	_, olivia := h.signIn(t, "olivia")
	require.Equal(t, http.StatusForbidden, h.post("/api/top-up", "", olivia, loopback).Code, "operators do not play")
}

// Many top-ups at once are one.
func TestTopUpsRace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.Seed(t.Context(), tables(t))
	require.NoError(t, err)
	s, token := h.signIn(t, "bob")
	h.spend(t, s.Player.ID, 0)
	var wg sync.WaitGroup
	codes := make([]int, 8)
	for i := range codes {
		wg.Go(func() { codes[i] = h.post("/api/top-up", "", token, "127.0.0.1").Code })
	}
	wg.Wait()
	given := 0
	for _, code := range codes {
		if code == http.StatusOK {
			given++
		}
	}
	require.Equal(t, 1, given, codes)
	require.EqualValues(t, topUpMinor, h.count(t, `select balance from accounts where id = $1`, int64(wallet.CashOf(s.Player.ID, money.FUN))))
}

// The bots' door: 500 funded players well under two seconds, marked as tests,
// with money that came by transfers.
func TestDoorForBots(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	began := time.Now()
	w := h.post("/api/demo/players", `{"count":500,"fundsMinor":12345}`, "", "127.0.0.1")
	took := time.Since(began)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Less(t, took, 2*time.Second)
	var body struct {
		Players []Test `json:"players"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	require.Len(t, body.Players, 500)
	var sum int64
	ids := map[games.PlayerID]bool{}
	for _, p := range body.Players {
		require.Equal(t, []int64{12345, 1}, []int64{p.Balance, p.Version})
		sum += p.Balance
		ids[p.ID] = true
	}
	require.Len(t, ids, 500)
	require.Equal(t, sum, h.conserved(t), "what they have is what was transferred")
	require.EqualValues(t, 500, h.count(t, `select count(*) from players where test`))
	for _, p := range []Test{body.Players[0], body.Players[499]} {
		s, err := h.People.Session(t.Context(), players.Token(p.Token))
		require.NoError(t, err)
		require.Equal(t, []any{p.ID, p.Name, true}, []any{s.Player.ID, s.Player.Name, s.Player.Test})
		require.EqualValues(t, p.Balance, h.count(t, `select balance from accounts where id = $1`, int64(wallet.CashOf(p.ID, money.FUN))))
	}
	t.Logf("500 test players in %v", took)
}

func TestDoorForBotsIsNarrow(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for body, from := range map[string]string{
		`{"count":0,"fundsMinor":1}`:            "127.0.0.1",
		`{"count":1001,"fundsMinor":1}`:         "127.0.0.1",
		`{"count":1,"fundsMinor":-1}`:           "127.0.0.1",
		`{"count":1,"fundsMinor":100000001}`:    "127.0.0.1",
		`{"count":1,"fundsMinor":1.5}`:          "127.0.0.1",
		`{"count":1,"fundsMinor":1,"role":"x"}`: "127.0.0.1",
		`{"count":1}`:                           "127.0.0.1",
		`{"count":2,"fundsMinor":1}`:            "192.0.2.1",
		`{"count":3,"fundsMinor":1}`:            "2001:db8::1",
		`{"count":4,"fundsMinor":1}`:            "10.0.0.1",
	} {
		require.GreaterOrEqual(t, h.post("/api/demo/players", body, "", from).Code, 400, "%s from %s", body, from)
	}
	require.Zero(t, h.count(t, `select count(*) from players`))
	require.Equal(t, http.StatusOK, h.post("/api/demo/players", `{"count":2,"fundsMinor":0}`, "", "::1").Code)
	h.Anywhere = true
	require.Equal(t, http.StatusOK, h.post("/api/demo/players", `{"count":2,"fundsMinor":1}`, "", "192.0.2.1").Code)
	require.EqualValues(t, 2, h.conserved(t))
}

// A bot that cannot pay is topped up; one that was paid meanwhile is not.
func TestBotsAreToppedUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	seated, err := h.Seed(t.Context(), tables(t))
	require.NoError(t, err)
	bot := seated[0].Player
	require.NoError(t, h.refill(t.Context(), bot.ID))
	balance := func() money.Amount {
		found, err := wallet.Balances(t.Context(), h.DB.App, wallet.CashOf(bot.ID, money.FUN))
		require.NoError(t, err)
		return found[wallet.CashOf(bot.ID, money.FUN)].Amount
	}
	require.Equal(t, welcomeMinor, balance())
	h.spend(t, bot.ID, 700)
	require.NoError(t, h.refill(t.Context(), bot.ID))
	require.Equal(t, topUpMinor+700, balance())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, h.refill(ctx, bot.ID))
}

func TestReferencesDiffer(t *testing.T) {
	t.Parallel()
	seen := map[[16]byte]string{}
	for _, what := range []string{"welcome", "funds"} {
		for player := range games.PlayerID(100) {
			ref := reference(what, player)
			require.Empty(t, seen[ref])
			seen[ref] = fmt.Sprint(what, player)
		}
	}
}
