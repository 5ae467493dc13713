package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/server/app"
	"croupier/store"
	"croupier/store/embedded"
)

// A table, with and without options that its rules take.
const (
	goodTables = `{"tables":[{"room":1,"name":"French","game":"roulette-french","rules":1,"currency":"FUN","bots":[],"options":` + goodOptions + `}]}`
	badTables  = `{"tables":[{"room":1,"name":"French","game":"roulette-french","rules":1,"currency":"FUN","bots":[],"options":` + goodOptions + `},
{"room":2,"name":"Hasty","game":"roulette-french","rules":1,"currency":"FUN","bots":[],"options":{"betMs":5}}]}`
	futureTables = `{"tables":[{"room":3,"name":"Future","game":"roulette-french","rules":9,"currency":"FUN","bots":[],"options":` + goodOptions + `}]}`
	goodOptions  = `{"betMs":600000,"landMs":100,"pauseMs":100,"stepMinor":100,"spotMinMinor":100,"limits":{"straight":50000,"split":50000,"street":50000,
"trio":50000,"corner":50000,"firstFour":50000,"line":50000,"column":50000,"dozen":50000,"even":50000},"tableMaxMinor":200000,"allowanceMinor":100000000}`
)

// begun is a house that was open once: a PostgreSQL that keeps what it says it
// keeps, the keys to its database, and a round under way.
type begun struct {
	pg     *embedded.Server
	db     *store.DB
	folder string
	args   []string // that began it
}

func begin(t *testing.T) *begun {
	folder, err := os.MkdirTemp("", "croupier-exit-") // short, for the socket in it
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o755)) // PostgreSQL's account passes through
	pg, err := embedded.Start(t.Context(), embedded.Config{Dir: filepath.Join(folder, "data"), BinDir: os.Getenv("CROUPIER_PG_BIN"), SearchDirs: []string{"../web/node_modules"}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pg.Stop(context.Background())) })
	b := &begun{pg: pg, folder: folder}
	b.db, err = store.Open(t.Context(), store.Config{URL: pg.URL()})
	require.NoError(t, err)
	t.Cleanup(b.db.Close)
	b.args = []string{"serve", "--listen=127.0.0.1:0", "--database-url=" + pg.URL(), "--keyring=" + filepath.Join(folder, "keys"),
		"--tables=" + b.file(t, goodTables), "--redis-url=", "--drain-max=1s", "--log-level=error"}

	var c commands
	parser, err := kong.New(&c)
	require.NoError(t, err)
	_, err = parser.Parse(b.args)
	require.NoError(t, err)
	s, err := app.New(t.Context(), c.Serve.Serve, app.Build{Version: "test"}, zerolog.Nop(), func(string) {})
	require.NoError(t, err)
	require.Eventually(t, func() (open bool) {
		err := b.db.App.QueryRow(t.Context(), `select exists (select from rounds where phase=1)`).Scan(&open)
		return err == nil && open
	}, time.Minute, 10*time.Millisecond, "no round opens")
	over, end := context.WithCancel(t.Context())
	end()
	require.NoError(t, s.Run(over))
	return b
}

func (b *begun) file(t *testing.T, text string) string {
	f, err := os.CreateTemp(b.folder, "tables")
	require.NoError(t, err)
	_, err = f.WriteString(text)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	return f.Name()
}

// taken is all that a server which takes a room writes: the rooms with their
// terms and logs, and the rounds.
func (b *begun) taken(t *testing.T) (text string) {
	require.NoError(t, b.db.App.QueryRow(t.Context(), `select concat_ws(E'\n',
		(select string_agg(concat_ws(' ','room',id,node,term,seq), E'\n' order by id) from rooms),
		(select string_agg(concat_ws(' ','round',id,phase,opened_seq,ended_seq), E'\n' order by id) from rounds),
		(select concat('log ',count(*)) from log), (select concat('nodes ',count(*)) from nodes))`).Scan(&text))
	require.Contains(t, text, "round 16777217 1", "a round is under way")
	return text
}

// owner does what only the database's owner may.
func (b *begun) owner(t *testing.T, sqls ...string) {
	conn, err := b.db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.Background())) }()
	for _, sql := range sqls {
		_, err := conn.Exec(t.Context(), sql)
		require.NoError(t, err, sql)
	}
}

// serve runs the command until it ends by itself.
func serve(t *testing.T, args []string) (code int, said string) {
	var stderr bytes.Buffer
	ended := make(chan int, 1)
	go func() { ended <- run(args, io.Discard, &stderr) }()
	select {
	case code = <-ended:
		return code, stderr.String()
	case <-time.After(time.Minute):
		t.Fatal("the server serves")
		return 0, ""
	}
}

// A server that finds something wrong with itself ends with the exit code 2 and
// one line that says what, and has taken no room: whatever ran before goes on
// where it was once that is put right (B35, B36).
func TestWhatIsWrongIsSaidBeforeARoomIsTaken(t *testing.T) {
	b := begin(t)
	before := b.taken(t)
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, busy.Close()) }()
	// Replicas write no books: what is changed so is changed behind the triggers' back.
	behind := func(sql string) []string { return []string{`set session_replication_role=replica`, sql} }
	for _, c := range []struct {
		name, says string
		flags      []string
		wrong      []string
		right      []string
	}{
		{name: "another keyring", says: "the database was sealed with other keys: key 1,", flags: []string{"--keyring=" + filepath.Join(b.folder, "others")}},
		{name: "another canary", says: "does not open its canary with",
			wrong: []string{`create table kept as select * from keyring_canaries`, `update keyring_canaries set canary=set_byte(canary,40,get_byte(canary,40)#1)`},
			right: []string{`update keyring_canaries c set canary=k.canary from kept k where k.key_id=c.key_id`, `drop table kept`}},
		{name: "a table with bad options", says: `table "Hasty"`, flags: []string{"--tables=" + b.file(t, badTables)}},
		{name: "rules that are not there", says: `table "Future"`, flags: []string{"--tables=" + b.file(t, futureTables)}},
		{name: "no tables", says: "tables", flags: []string{"--tables=" + b.file(t, `{"tables":`)}},
		{name: "a taken port", says: "cannot listen on", flags: []string{"--listen=" + busy.Addr().String()}},
		{name: "a lease of nothing", says: "--lease", flags: []string{"--lease=1ms"}},
		{name: "a database that loses what it acknowledged", says: "PostgreSQL runs with fsync", flags: []string{"--database-url=" + dbtest.NewConfig(t).URL}},
		{name: "no such database", says: "croupier_nowhere", flags: []string{"--database-url=" + strings.Replace(b.pg.URL(), "/croupier?", "/croupier_nowhere?", 1)}},
		{name: "wrong books", says: "self-test: the books are wrong",
			wrong: behind(`update rounds set staked=staked+5 where id=16777217`),
			right: behind(`update rounds set staked=staked-5 where id=16777217`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			b.owner(t, c.wrong...)
			code, said := serve(t, append(append([]string{}, b.args...), c.flags...))
			b.owner(t, c.right...)
			require.Equal(t, exitWrong, code, said)
			require.Contains(t, said, c.says)
			require.Equal(t, 1, strings.Count(said, "\n"), "one line: %q", said)
			require.True(t, strings.HasPrefix(said, "croupier: "), said)
			require.NotContains(t, said, "goroutine")
			require.Equal(t, before, b.taken(t))
		})
	}
}
