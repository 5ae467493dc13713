package hostile

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games/cards"
	"croupier/internal/bars"
	"croupier/internal/dbtest"
	"croupier/loadtest/swarm"
	"croupier/rng"
	"croupier/server/demo"
	"croupier/store"
	"croupier/store/embedded"
)

// Card tables whose shoes end within seconds.
const (
	quickBaize = `{"decks":6,"hole":"peek","natural":"3:2","handsMax":%d,"double":"any","insurance":false,"autoHitBelow":12,"behindCut":290,%s
		"betMs":120,"decideMs":150,"absentMs":100,"dealMs":0,"pauseMs":20,"stepMinor":100,"seatMinMinor":100,"seatMaxMinor":2000,
		"sideMinMinor":100,"sideMaxMinor":1000,"tableMaxMinor":20000,"allowanceMinor":100000000}`
	quickFelt = `{"betMs":100,"cardMs":0,"landMs":0,"pauseMs":0,"stepMinor":100,"spotMinMinor":100,
		"tableMaxMinor":20000,"allowanceMinor":100000000,"decks":6,"cutCards":156,"limits":%s}`
)

// heard is something that somebody got to see, and when.
type heard struct {
	at   int64 // Unix ms
	what string
	text []byte
}

// ears keeps what was heard, from everywhere.
type ears struct {
	mu  sync.Mutex
	all []heard
}

func (e *ears) hear(what string, text []byte) {
	at := time.Now().UnixMilli()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, heard{at, what, bytes.Clone(text)})
}

// Write is the server's log.
func (e *ears) Write(line []byte) (int, error) { e.hear("log", line); return len(line), nil }

// shoeTold is a shoe that has ended: its source, and when that was first told.
type shoeTold struct {
	round int64
	decks int
	seed  [32]byte
	at    int64
}

// B34: card tables of the real server are played until shoes have ended; everything that
// left it meanwhile is kept: frames, answers of its HTTP doors, every command that Redis
// got, its log, and all of the database. Nothing of it holds a shoe's seed, or the cards at
// a shoe's end, before the shoe has ended.
func TestB34CardsOfTheWholeHouse(t *testing.T) {
	t.Parallel()
	bar := bars.Start(t, "B34", "shoes of real tables looked for in frames, answers, Redis, log and database", bars.N{Quick: 4, Commit: 24, Night: 1000})
	e := &ears{}
	h := openEars(t, e)
	stop, ended := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { h.polls(t, e, stop) })
	all.Go(func() { h.dumps(t, e, stop) })
	told := map[int64]*shoeTold{}
	all.Go(func() { h.watches(t, e, told, bar.Trials(), ended, stop) })
	for i := range 2 {
		p := <-h.players
		all.Go(func() { h.plays(t, e, p, i, stop) })
	}
	select {
	case <-ended:
	case <-time.After(time.Minute + time.Duration(bar.Trials())*5*time.Second):
		t.Error("the shoes do not end")
	}
	close(stop)
	all.Wait()
	require.NoError(t, h.Stop())
	e.mu.Lock()
	everything := e.all // Redis is still listened to
	e.mu.Unlock()
	kinds := map[string]int{}
	for _, one := range everything {
		kinds[one.what]++
	}
	t.Logf("%d shoes, heard %v", len(told), kinds)
	for _, kind := range []string{"frame", "redis", "log", "database", "/api/rooms", "/api/rounds", "/api/operator/rooms", "/api/history", "/metrics"} {
		require.Positive(t, kinds[kind], kind)
	}
	for _, s := range told {
		looked, after := s.search(t, everything)
		require.Greater(t, looked, 100)
		if after > 0 {
			bar.Reached("found once it was told")
		}
		bar.Trial()
	}
	bar.Must("found once it was told")
}

// spelled are the ways in which a secret of bytes may be written down.
func spelled(b []byte) [][]byte {
	list := make([]string, len(b))
	for i, one := range b {
		list[i] = fmt.Sprint(one)
	}
	return [][]byte{b, []byte(hex.EncodeToString(b)), []byte(strings.ToUpper(hex.EncodeToString(b))), []byte(strings.Join(list, ",")),
		[]byte(strings.Join(list, " ")), []byte(base64.StdEncoding.EncodeToString(b)[:40]), []byte(base64.URLEncoding.EncodeToString(b)[:40])}
}

// search looks for the shoe in what was heard before it was told.
func (s *shoeTold) search(t *testing.T, all []heard) (looked, after int) {
	order := cards.Shuffle(s.decks, shuffled{rng.NewStream(s.seed, "croupier.draw.v1", 1)})
	end := order[len(order)-10:]
	plain := ""
	for _, card := range end {
		plain += string(card)
	}
	asJSON, err := json.Marshal(end)
	require.NoError(t, err)
	secrets := spelled(s.seed[:])
	for _, text := range [][]byte{bytes.Trim(asJSON, "[]"), []byte(strings.ReplaceAll(string(bytes.Trim(asJSON, "[]")), `"`, `\"`)),
		[]byte(plain), []byte(strings.Trim(fmt.Sprint(end), "[]"))} {
		secrets = append(secrets, text, []byte(hex.EncodeToString(text)))
	}
	for _, one := range all {
		found := false
		for _, secret := range secrets {
			found = found || bytes.Contains(one.text, secret)
		}
		switch {
		case one.at < s.at-50: // the clocks of the log and of this test may differ by a little
			looked++
			require.False(t, found, "%s, %d ms before the shoe of %d was told: %.300s", one.what, s.at-one.at, s.round, one.text)
		case found:
			after++
		}
	}
	return looked, after
}

type shuffled struct{ words *rng.Stream }

func (d shuffled) Uintn(n uint64) uint64              { return rng.Uintn(d.words, n) }
func (d shuffled) Shuffle(n int, swap func(i, j int)) { rng.Shuffle(d.words, n, swap) }

// openEars is a real server with card tables and a Redis of its own, whose every command is
// heard.
func openEars(t *testing.T, e *ears) *house {
	folder, err := os.MkdirTemp("", "croupier-canary-") // short, for the sockets in it
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(folder)) })
	binary := filepath.Join(folder, "croupier")
	out, err := exec.Command("go", "build", "-o", binary, "../../server").CombinedOutput()
	require.NoError(t, err, "%s", out)
	var tables []map[string]any
	for i, o := range [][2]string{
		{"blackjack", fmt.Sprintf(quickBaize, 4, `"seats":4,"seatsEach":2,"behindMax":4,`)}, {"blackjack-unlimited", fmt.Sprintf(quickBaize, 2, "")},
		{"baccarat", fmt.Sprintf(quickFelt, `{"player":4000,"banker":4000,"tie":2000}`)}, {"dragon-tiger", fmt.Sprintf(quickFelt, `{"dragon":4000,"tiger":4000,"tie":2000}`)},
	} {
		tables = append(tables, map[string]any{"room": i + 1, "name": "Cards", "game": o[0], "rules": 1, "currency": "FUN",
			"options": json.RawMessage(o[1]), "bots": []string{}})
	}
	text, err := json.Marshal(map[string]any{"tables": tables})
	require.NoError(t, err)
	file := filepath.Join(folder, "tables.json")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	redis := dbtest.Redis(t)
	monitor(t, e, strings.TrimPrefix(redis, "unix://"))

	h := &house{log: &lines{}, players: make(chan player, 2), data: filepath.Join(folder, "data")}
	h.Victim, err = swarm.NewVictim(binary, h.data,
		[]string{"CROUPIER_TABLES=" + file, "REDIS_URL=" + redis, "CROUPIER_LOG_LEVEL=trace", "CROUPIER_DRAIN_MAX=0s"}, e)
	require.NoError(t, err)
	_, err = h.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = h.Kill() })
	var made struct {
		Players []player `json:"players"`
	}
	h.get(t, &made, http.MethodPost, "/api/demo/players", "", map[string]int{"count": 2, "fundsMinor": 100_000_000})
	for _, p := range made.Players {
		h.players <- p
	}
	h.victim = made.Players[0]
	var in struct{ Token string }
	operator := demo.Logins[len(demo.Logins)-1]
	h.get(t, &in, http.MethodPost, "/api/sign-in", "", map[string]string{"name": operator.Name, "password": operator.Password})
	h.office = in.Token
	return h
}

// monitor hears every command that Redis gets.
func monitor(t *testing.T, e *ears, socket string) {
	conn, err := net.Dial("unix", socket)
	require.NoError(t, err)
	_, err = io.WriteString(conn, "MONITOR\r\n")
	require.NoError(t, err)
	done := make(chan struct{})
	t.Cleanup(func() { _ = conn.Close(); <-done })
	go func() {
		defer close(done)
		b := make([]byte, 1<<16)
		for {
			n, err := conn.Read(b)
			if n > 0 {
				e.hear("redis", b[:n])
			}
			if err != nil {
				return
			}
		}
	}()
}

func over(stop <-chan struct{}, pause time.Duration) bool {
	select {
	case <-stop:
		return true
	case <-time.After(pause):
		return false
	}
}

// polls asks every door that tells of tables, as nobody, as a player and as the operator.
func (h *house) polls(t *testing.T, e *ears, stop <-chan struct{}) {
	for !over(stop, 60*time.Millisecond) {
		for _, token := range []string{"", h.victim.Token, h.office} {
			var list struct{ Rooms []struct{ Room, Round int64 } }
			body := h.answer(t, e, "/api/rooms", "/api/rooms", token)
			_ = json.Unmarshal(body, &list)
			var states struct{ Rooms []struct{ Round int64 } }
			_ = json.Unmarshal(h.answer(t, e, "/api/operator/rooms", "/api/operator/rooms", token), &states)
			for i, s := range states.Rooms {
				h.answer(t, e, "/api/rooms", "/api/rooms/"+itoa(int64(i+1)), token)
				for _, back := range []int64{-1, 0, 1} {
					h.answer(t, e, "/api/rounds", "/api/rounds/"+itoa(s.Round-back), token)
					h.answer(t, e, "/api/rounds", "/api/rounds/"+itoa(s.Round-back), h.victim.Token)
				}
			}
			h.answer(t, e, "/api/history", "/api/history", token)
			h.answer(t, e, "/metrics", "/metrics", token)
			h.answer(t, e, "error", "/api/rounds/none", token)
		}
	}
}

func (h *house) answer(t *testing.T, e *ears, what, path, token string) []byte {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL()+path, nil)
	if err != nil {
		t.Error(err)
		return nil
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(err)
		return nil
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Error(err)
	}
	e.hear(what, text)
	return text
}

// dumps hears all rows of all tables of the database, again and again.
func (h *house) dumps(t *testing.T, e *ears, stop <-chan struct{}) {
	there, err := embedded.Attach(h.data)
	if err != nil {
		t.Error(err)
		return
	}
	db, err := store.Open(t.Context(), store.Config{URL: there.URL(), Migrated: true, TestUnsafe: true, PoolMax: 2})
	if err != nil {
		t.Error(err)
		return
	}
	defer db.Close()
	var tables []string
	if err := db.App.QueryRow(t.Context(), "select array_agg(relname::text) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not like '%credential%'").Scan(&tables); err != nil {
		t.Error(err)
		return
	}
	hears := map[string]bool{}
	for !over(stop, 700*time.Millisecond) {
		for _, table := range tables {
			var text string
			err := db.App.QueryRow(t.Context(), "select coalesce(string_agg(x::text, E'\\n'), '') from "+table+" x").Scan(&text)
			if err == nil {
				e.hear("database", []byte(text))
				hears[table] = true
			}
		}
	}
	for _, table := range []string{"rooms", "rounds", "log", "bets"} { // what the server's own role may not read is not looked at
		if !hears[table] {
			t.Error("nothing was read of ", table)
		}
	}
}

// watches is a window of nobody's at all tables: what it hears of shoes that have ended.
func (h *house) watches(t *testing.T, e *ears, told map[int64]*shoeTold, enough int, ended chan<- struct{}, stop <-chan struct{}) {
	s := h.dial(t)
	require.NoError(t, s.conn.SetDeadline(time.Now().Add(time.Hour)))
	s.heard = func(payload []byte) { e.hear("frame", payload) }
	s.text(t, `{"t":"hello","vMin":1,"vMax":1,"client":"hostile"}`)
	for room := range int64(4) {
		s.text(t, `{"t":"join","room":`+itoa(room+1)+`}`)
	}
	decks, shown := map[int64]int{}, map[int64]int64{}
	for !over(stop, 0) {
		m := s.next(t)
		if m.T == "gone" || strings.HasPrefix(m.T, "close") {
			t.Error("the window was closed: ", m.T)
			return
		}
		for _, event := range m.Events {
			var body struct {
				Shoe   struct{ Shoe, Decks int64 }
				Before *struct {
					Shoe struct{ Shoe int64 }
				}
				Round int64
				Seed  string
			}
			switch event.Type {
			case "shuffled":
				require.NoError(t, json.Unmarshal(event.Body, &body))
				decks[body.Shoe.Shoe] = int(body.Shoe.Decks)
				if body.Before != nil {
					shown[body.Before.Shoe.Shoe] = event.AtMs
				}
			case "room.revealed":
				require.NoError(t, json.Unmarshal(event.Body, &body))
				if decks[body.Round] == 0 {
					continue
				}
				one := &shoeTold{round: body.Round, decks: decks[body.Round], at: event.AtMs}
				_, err := hex.Decode(one.seed[:], []byte(body.Seed))
				require.NoError(t, err)
				if at := shown[body.Round]; at != 0 {
					one.at = min(one.at, at)
				}
				if told[body.Round] = one; len(told) == enough {
					close(ended)
				}
			}
		}
	}
}

// plays is a player at all tables, who bets and stands.
func (h *house) plays(t *testing.T, e *ears, p player, n int, stop <-chan struct{}) {
	s := h.greet(t, p)
	require.NoError(t, s.conn.SetDeadline(time.Now().Add(time.Hour)))
	s.heard = func(payload []byte) { e.hear("frame", payload) }
	for room := range int64(4) {
		s.text(t, `{"t":"join","room":`+itoa(room+1)+`}`)
	}
	act := func(round int64, ask, body string) {
		s.text(t, `{"t":"act","room":`+itoa(round>>24)+`,"round":`+itoa(round)+`,"id":"`+newID()+`","ask":"`+ask+`","body":`+body+`}`)
	}
	spots := []string{[]string{"seat:1", "seat:2"}[n], "seat:1", "banker", "dragon"}
	for !over(stop, 0) {
		m := s.next(t)
		if m.T == "gone" || strings.HasPrefix(m.T, "close") {
			t.Error("the player was cut off: ", m.T)
			return
		}
		for _, event := range m.Events {
			switch event.Type {
			case "opened":
				act(event.Round, "bet", `{"spots":[{"spot":"`+spots[event.Round>>24-1]+`","stake":400}]}`)
			case "turn":
				var now turn
				if json.Unmarshal(event.Body, &now) == nil && now.Stage == "act" && (event.Round>>24 == 2 || now.Seat == n+1) {
					act(event.Round, "play", `{"seat":`+itoa(int64(now.Seat))+`,"hand":0,"seen":2,"do":"stand"}`)
				}
			}
		}
	}
}
