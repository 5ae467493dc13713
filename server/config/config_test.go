package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// parse reads a command line as main does; the environment is empty but for env.
func parse(t *testing.T, env map[string]string, args ...string) (*Serve, error) {
	t.Helper()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Serve]()) {
		if f.Anonymous {
			continue
		}
		name := f.Tag.Get("env")
		t.Setenv(name, env[name]) // put back after the test
		if _, ok := env[name]; !ok {
			require.NoError(t, os.Unsetenv(name))
		}
	}
	var cli struct {
		Serve Serve `cmd:"" default:"withargs"`
	}
	parser, err := kong.New(&cli, kong.Name("croupier"))
	require.NoError(t, err)
	_, err = parser.Parse(args)
	return &cli.Serve, err
}

func TestDefaults(t *testing.T) {
	s, err := parse(t, nil)
	require.NoError(t, err)
	require.Equal(t, &Serve{
		Listen: "127.0.0.1:8080", Store: Store{Data: "./data"}, Demo: "auto", Lease: 2 * time.Second, DrainMax: 10 * time.Second, CheckEvery: time.Minute,
		JournalQueue: 32768, PoolMax: 16, LogLevel: "info", LogFormat: "auto",
	}, s)
	require.True(t, s.Embedded())
	require.True(t, s.DemoOn())
}

func TestEveryFlagHasItsVariable(t *testing.T) {
	s, err := parse(t, map[string]string{
		"CROUPIER_LISTEN": "[::1]:9000", "CROUPIER_ORIGINS": "https://a.example,http://b.example:8081", "CROUPIER_DATA": "/srv/croupier",
		"CROUPIER_KEYRING": "/srv/keys", "DATABASE_URL": "postgres://db/croupier", "REDIS_URL": "redis://cache:6379/0",
		"CROUPIER_DEMO": "off", "CROUPIER_LEASE": "5s", "CROUPIER_DRAIN_MAX": "1m", "CROUPIER_LOG_LEVEL": "debug",
		"CROUPIER_LOG_FORMAT": "json", "CROUPIER_JOURNAL_QUEUE": "1000", "CROUPIER_POOL_MAX": "8",
	}, "--lease=3s")
	require.NoError(t, err)
	require.Equal(t, &Serve{
		Listen: "[::1]:9000", Origins: []string{"https://a.example", "http://b.example:8081"},
		Store:    Store{Data: "/srv/croupier", Keyring: "/srv/keys", DatabaseURL: "postgres://db/croupier"},
		RedisURL: "redis://cache:6379/0", Demo: "off",
		Lease: 3 * time.Second, DrainMax: time.Minute, CheckEvery: time.Minute, LogLevel: "debug", LogFormat: "json", JournalQueue: 1000, PoolMax: 8,
	}, s, "a flag wins over its variable")
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Serve]()) {
		if f.Anonymous {
			continue
		}
		require.NotEmpty(t, f.Tag.Get("env"), f.Name)
		require.NotEmpty(t, f.Tag.Get("help"), f.Name)
	}
}

// The demo's door makes funded players for whoever asks: it opens by itself
// only where nobody else can ask.
func TestDemoOpensByItselfOnlyAtHome(t *testing.T) {
	const local, world, mapped = "127.0.0.1:8080", ":8080", "[::ffff:127.0.0.1]:80"
	for _, c := range []struct {
		demo, listen, database string
		on                     bool
		wrong                  string
	}{
		{DemoAuto, local, "", true, ""},
		{DemoAuto, "localhost:80", "", true, ""},
		{DemoAuto, "[::1]:80", "", true, ""},
		{DemoAuto, mapped, "", true, ""},
		{DemoAuto, world, "", false, ""},
		{DemoAuto, "0.0.0.0:80", "", false, ""},
		{DemoAuto, "192.168.1.5:80", "", false, ""},
		{DemoAuto, "localhost.example.com:80", "", false, ""},
		{DemoAuto, local, "postgres://db/x", false, ""},
		{DemoOn, local, "", true, ""},
		{DemoOn, world, "", false, "--demo=force"},
		{DemoOn, local, "postgres://db/x", false, "--demo=force"},
		{DemoOff, local, "", false, ""},
		{DemoForce, world, "postgres://db/x", true, ""},
		{"yes", local, "", false, "none of auto, on, off, force"},
	} {
		s, err := parse(t, nil)
		require.NoError(t, err)
		s.Demo, s.Listen, s.DatabaseURL = c.demo, c.listen, c.database
		require.Equal(t, c.on, s.DemoOn(), "%+v", c)
		if c.wrong == "" {
			require.NoError(t, s.Validate(), "%+v", c)
		} else {
			require.ErrorContains(t, s.Validate(), c.wrong, "%+v", c)
		}
	}
}

func TestWrongValues(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for variable, c := range map[string]struct{ value, says string }{
		"CROUPIER_LISTEN":        {"8080", `--listen (CROUPIER_LISTEN): "8080" is no host:port`},
		"CROUPIER_ORIGINS":       {"https://a.example/lobby", `"https://a.example/lobby" is no origin`},
		"CROUPIER_DATA":          {file, "is no folder"},
		"CROUPIER_KEYRING":       {file, "is no folder"},
		"CROUPIER_PG_BIN":        {filepath.Dir(file), "there is no program postgres in"},
		"CROUPIER_TABLES":        {file + "s", "there is no file"},
		"DATABASE_URL":           {"mysql://me:hunter2@db/x", "no URL that begins with postgres:// or postgresql://"},
		"REDIS_URL":              {"me:hunter2@cache", "no URL that begins with redis:// or rediss:// or unix://"},
		"CROUPIER_DEMO":          {"sometimes", `"sometimes" is none of`},
		"CROUPIER_LEASE":         {"100ms", "100ms is not between 500ms and 1m0s"},
		"CROUPIER_DRAIN_MAX":     {"-1s", "-1s is not between 0s and 10m0s"},
		"CROUPIER_JOURNAL_QUEUE": {"1", "1 is not between 64 and 1048576"},
		"CROUPIER_POOL_MAX":      {"1", "1 is not between 4 and 1000"},
		"CROUPIER_LOG_LEVEL":     {"loud", `"loud" is none of`},
		"CROUPIER_LOG_FORMAT":    {"xml", `"xml" is none of`},
	} {
		t.Run(variable, func(t *testing.T) {
			_, err := parse(t, map[string]string{variable: c.value})
			require.ErrorContains(t, err, c.says)
			require.ErrorContains(t, err, variable)
			require.NotContains(t, err.Error(), "\n", "one line")
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestEachWrongValueHasItsLine(t *testing.T) {
	_, err := parse(t, nil, "--listen=x", "--lease=1h", "--log-level=loud")
	require.Error(t, err)
	require.Len(t, strings.Split(err.Error(), "\n"), 3)
}

func TestAllowedOrigins(t *testing.T) {
	s, err := parse(t, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"http://127.0.0.1:8080", "http://localhost:8080"}, s.AllowedOrigins("8080"))
	s, err = parse(t, nil, "--listen=10.0.0.5:9000", "--origins=https://a.example")
	require.NoError(t, err)
	require.Equal(t, []string{"https://a.example", "http://127.0.0.1:9000", "http://localhost:9000", "http://10.0.0.5:9000"}, s.AllowedOrigins("9000"))
}

func TestTheExampleNamesEveryVariable(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", ".env.example"))
	require.NoError(t, err)
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Serve]()) {
		if name := f.Tag.Get("env"); name != "" {
			require.Contains(t, string(text), "#"+name+"=", f.Name)
		}
	}
}
