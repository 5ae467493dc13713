package embedded

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// ownEnv makes the test binary a process that owns a server on the folder, and
// waits to be killed.
const ownEnv = "CROUPIER_TEST_OWN_SERVER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(ownEnv); dir != "" {
		s, err := Start(context.Background(), Config{Dir: dir, watcher: os.Getenv("CROUPIER_TEST_WATCHER") != ""})
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println("pid", s.PID())
		select {}
	}
	os.Exit(m.Run())
}

// quick is a configuration for tests that do not crash anything.
func quick(t *testing.T) Config {
	t.Helper()
	return Config{Dir: t.TempDir(), TestNoSync: true, Settings: []string{"fsync=off"}, Progress: func(line string) { t.Log(line) }}
}

// startServer starts a server and stops it with the test.
func startServer(t *testing.T, cfg Config) *Server {
	t.Helper()
	s, err := Start(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	require.NoError(t, s.Stop(ctx))
}

// scan asks the server for one value.
func scan[T any](t *testing.T, s *Server, sql string, args ...any) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL())
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.Background())) }()
	var v T
	require.NoError(t, conn.QueryRow(t.Context(), sql, args...).Scan(&v))
	return v
}

func exec1(t *testing.T, s *Server, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL())
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.Background())) }()
	_, err = conn.Exec(t.Context(), sql)
	require.NoError(t, err)
}

// running says whether a process is there and no zombie that nobody has buried.
func running(pid int) bool {
	out, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(out)), "Z")
}

// ownedElsewhere starts a process that owns a server on the folder, and returns
// it with the pid of its PostgreSQL.
func ownedElsewhere(t *testing.T, dir string, byWatcher bool) (owner *exec.Cmd, postmaster int) {
	t.Helper()
	owner = exec.Command(os.Args[0])
	owner.Env = append(os.Environ(), ownEnv+"="+dir)
	if byWatcher {
		owner.Env = append(owner.Env, "CROUPIER_TEST_WATCHER=1")
	}
	out, err := owner.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, owner.Start())
	t.Cleanup(func() {
		_ = owner.Process.Kill()
		_ = owner.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	_, err = fmt.Sscanf(strings.TrimSpace(line), "pid %d", &postmaster)
	require.NoError(t, err, line)
	return owner, postmaster
}
