package hostile

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"croupier/games/crash"
	"croupier/loadtest/swarm"
	"croupier/players"
	"croupier/server/demo"
)

// The rooms of the house: one whose bets stay open for as long as the rows run,
// one that closes soon and lets its ball roll, and so many that one connection
// may not join them all.
const (
	openRoom   = 1
	closedRoom = 2
	curveRoom  = 66
	roomsCount = 66
)

// fundsMinor is what every player begins with.
const fundsMinor = 100_000

// house is the real server, as a process of its own.
type house struct {
	*swarm.Victim
	log      *lines
	data     string      // its folder
	players  chan player // one for each row
	victim   player
	seated   player        // at card tables that wait for that player's decision
	office   string        // the operator's session
	bet      string        // the victim's, in openRoom
	curve    string        // the victim's, in curveRoom
	round    int64         // of openRoom
	hand     int64         // the round of handRoom
	insuring int64         // the round of insureRoom
	chairs   chan struct{} // windows of the seated player
	pages    string        // of the protocol
}

// code is what an answer of the protocol's own ends with: a word, or the number
// of a close.
var code = regexp.MustCompile(`^(?:error|verdict refused|close|[45][0-9][0-9]) ([a-z0-9_]+)$`)

// documented says that whoever gets this answer finds its code on the pages.
func (h *house) documented(t *testing.T, answer string) {
	if found := code.FindStringSubmatch(answer); found != nil {
		require.Contains(t, h.pages, `id="code-`+found[1]+`"`)
	}
}

type player struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Token string `json:"token"`
}

// lines is the server's log.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String is the log so far.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// bad lists the lines that tell of a fault of the server's own.
func (l *lines) bad() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var bad []string
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, `"level":"error"`) || strings.Contains(line, `"level":"fatal"`) ||
			strings.Contains(line, "panic") || strings.Contains(line, "goroutine ") {
			bad = append(bad, line)
		}
	}
	return bad
}

func openHouse(t *testing.T, rows int) *house {
	folder, err := os.MkdirTemp("", "croupier-hostile-") // short, for the sockets in it
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(folder)) })
	binary := filepath.Join(folder, "croupier")
	out, err := exec.Command("go", "build", "-o", binary, "../../server").CombinedOutput()
	require.NoError(t, err, "%s", out)
	file := filepath.Join(folder, "tables.json")
	require.NoError(t, os.WriteFile(file, tables(t), 0o600))

	h := &house{log: &lines{}, players: make(chan player, rows), chairs: make(chan struct{}, 3)}
	h.Victim, err = swarm.NewVictim(binary, filepath.Join(folder, "data"), []string{"CROUPIER_TABLES=" + file, "CROUPIER_DRAIN_MAX=0s"}, h.log)
	require.NoError(t, err)
	_, err = h.Start(t.Context())
	require.NoError(t, err, "%s", h.log)
	t.Cleanup(func() { require.NoError(t, h.Stop()) })

	var made struct {
		Players []player `json:"players"`
	}
	h.get(t, &made, http.MethodPost, "/api/demo/players", "", map[string]int{"count": rows + 2, "fundsMinor": fundsMinor})
	h.victim, h.seated = made.Players[0], made.Players[1]
	operator := demo.Logins[len(demo.Logins)-1]
	require.Equal(t, players.RoleOperator, operator.Role)
	var in struct{ Token string }
	h.get(t, &in, http.MethodPost, "/api/sign-in", "", map[string]string{"name": operator.Name, "password": operator.Password})
	h.office = in.Token
	for _, path := range []string{"/protocol", "/protocol/http"} {
		answer, err := http.Get(h.URL() + path)
		require.NoError(t, err)
		page, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		h.pages += string(page)
	}
	for _, p := range made.Players[2:] {
		h.players <- p
	}
	h.placeVictims(t)
	h.placeCards(t)
	return h
}

// placeVictims has the victim bet in the open room, which opens its first round
// soon after the start.
func (h *house) placeVictims(t *testing.T) {
	h.bet, h.round = h.placeVictim(t, openRoom, one("700"))
	h.curve, _ = h.placeVictim(t, curveRoom, `{"stake":700}`)
}

func (h *house) placeVictim(t *testing.T, room int64, body string) (bet string, round int64) {
	s := h.enter(t, h.victim, room)
	got := ""
	for range 200 {
		bet, round = newID(), s.round
		got = s.ask(t, `{"t":"act","room":`+itoa(room)+`,"round":`+itoa(s.round)+`,"id":"`+bet+`","ask":"bet","body":`+body+`}`)
		if got == "verdict accepted" {
			return bet, round
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the victim cannot bet: ", got)
	return "", 0
}

// tables are made of the demo's first, so that they have the options of the day.
func tables(t *testing.T) []byte {
	floor, err := demo.ReadFloor("")
	require.NoError(t, err)
	options := func(betMs, landMs int) json.RawMessage {
		var o map[string]any
		require.NoError(t, json.Unmarshal(floor.Tables[0].Options, &o))
		o["betMs"], o["landMs"] = betMs, landMs
		text, err := json.Marshal(o)
		require.NoError(t, err)
		return text
	}
	var all []map[string]any
	for room := 1; room <= roomsCount; room++ {
		o := options(600_000, 1000)
		if room == closedRoom {
			o = options(100, 60_000)
		}
		game := floor.Tables[0].Game
		if room == curveRoom {
			game, o = crash.Game, json.RawMessage(`{"betMs":600000,"leadMs":1000,"pauseMs":1000,"stepMinor":100,"betMinMinor":200,
				"betMaxMinor":50000,"winMaxMinor":1000000,"allowanceMinor":1000000000,"timesMax":100000}`)
		}
		all = append(all, map[string]any{"room": room, "name": "Table", "game": game, "rules": floor.Tables[0].Rules,
			"currency": "FUN", "options": o, "bots": []string{}})
	}
	text, err := json.Marshal(map[string]any{"tables": append(all, cardTables()...)})
	require.NoError(t, err)
	return text
}

// balance is a player's account as text, its version included: whatever moves
// it and moves it back is seen.
func (h *house) balance(t *testing.T, p player) string {
	var me struct {
		Balances json.RawMessage `json:"balances"`
	}
	h.get(t, &me, http.MethodGet, "/api/me", p.Token, nil)
	require.Contains(t, string(me.Balances), `"version"`)
	return string(me.Balances)
}

// get is an honest request.
func (h *house) get(t *testing.T, into any, method, path, token string, body any) {
	t.Helper()
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		require.NoError(t, err)
		in = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, h.URL()+path, in)
	require.NoError(t, err)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, 2, answer.StatusCode/100, "%s", text)
	if into != nil {
		require.NoError(t, json.Unmarshal(text, into))
	}
}

func (h *house) ticket(t *testing.T, p player) string {
	var out struct{ Ticket string }
	h.get(t, &out, http.MethodPost, "/api/ticket", p.Token, nil)
	return out.Ticket
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// idAt is a UUIDv7 of another time.
func idAt(away time.Duration) string {
	id := uuid.Must(uuid.NewV7())
	ms := time.Now().Add(away).UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (8 * (5 - i)))
	}
	return id.String()
}

// TestMain lets many rows run beside each other: they mostly wait for the server.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "24"); err != nil {
		panic(err) // the flag is the testing package's
	}
	os.Exit(m.Run())
}

// TestHostile is the table: every row gets its answer, moves nobody's money and
// leaves the server well. Rows run beside each other; each has a player of its
// own, and the victim is the same for all.
func TestHostile(t *testing.T) {
	rows := allRows()
	require.GreaterOrEqual(t, len(rows), 60)
	began := time.Now()
	h := openHouse(t, len(rows))
	open := time.Now()
	victims, seated := h.balance(t, h.victim), h.balance(t, h.seated)
	t.Run("rows", func(t *testing.T) {
		names := map[string]bool{}
		for _, r := range rows {
			require.False(t, names[r.name], "two rows are called %q", r.name)
			names[r.name] = true
			t.Run(r.name, func(t *testing.T) {
				t.Parallel()
				a := &attack{house: h, me: <-h.players}
				if r.before != nil {
					r.before(t, a)
				}
				mine := h.balance(t, a.me)
				got := r.attack(t, a)
				require.Equal(t, r.want, got)
				h.documented(t, got)
				require.Equal(t, mine, h.balance(t, a.me), "the attacker's balance moved")
				require.Equal(t, victims, h.balance(t, h.victim), "the victim's balance moved")
			})
		}
	})
	t.Logf("%d rows in %v; the server was ready after %v", len(rows), time.Since(open).Round(time.Millisecond), open.Sub(began).Round(time.Millisecond))
	require.Equal(t, seated, h.balance(t, h.seated), "the seated player's balance moved")
	require.Empty(t, h.log.bad(), "the server tells of faults of its own")

	// The victim's bet stands: it can still be taken back, by the victim alone.
	s := h.enter(t, h.victim, openRoom)
	require.Equal(t, "verdict accepted", s.act(t, "inquire", h.bet))
	require.Equal(t, "verdict accepted", s.ask(t, `{"t":"act","room":1,"round":`+itoa(h.round)+`,"id":"`+newID()+`","ask":"undo","body":{}}`))
	require.NotEqual(t, victims, h.balance(t, h.victim))
	require.NoError(t, h.VerifyLedger(context.Background()))
}
