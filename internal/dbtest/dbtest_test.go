package dbtest_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/store"
)

// hangEnv makes the test binary a test process that hangs with a database.
const hangEnv = "CROUPIER_TEST_HANG"

func TestDatabasesAreMigratedAndApart(t *testing.T) {
	t.Parallel()
	for range 3 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			db := dbtest.New(t)
			owner, err := db.Owner(t.Context())
			require.NoError(t, err)
			defer func() { require.NoError(t, owner.Close(context.Background())) }()
			_, err = owner.Exec(t.Context(), "create table mine(n int); grant select on mine to "+store.AppRole)
			require.NoError(t, err, "another test's table is here")
			var n, versions int
			require.NoError(t, db.App.QueryRow(t.Context(), "select count(*) from mine").Scan(&n))
			names, err := store.SchemaNames()
			require.NoError(t, err)
			err = owner.QueryRow(t.Context(), "select count(*) from goose_db_version where version_id>0").Scan(&versions)
			if len(names) > 0 {
				require.NoError(t, err)
				require.Equal(t, len(names), versions)
			}
		})
	}
}

func TestHang(t *testing.T) {
	if os.Getenv(hangEnv) == "" {
		t.Skip("the other half of TestKilledProcessLeavesNothing")
	}
	cfg := dbtest.NewConfig(t)
	conn, err := pgx.Connect(t.Context(), cfg.URL)
	require.NoError(t, err)
	var folder string
	require.NoError(t, conn.QueryRow(t.Context(), "select current_setting('data_directory')").Scan(&folder))
	fmt.Println("folder", folder)
	select {}
}

func TestKilledProcessLeavesNothing(t *testing.T) {
	t.Parallel()
	if os.Getenv("CROUPIER_TEST_DATABASE_URL") != "" {
		t.Skip("a server that was named is not ours to end")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestHang$", "-test.v")
	cmd.Env = append(os.Environ(), hangEnv+"=1")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var folder string
	for sc := bufio.NewScanner(out); folder == "" && sc.Scan(); {
		folder, _ = strings.CutPrefix(sc.Text(), "folder ")
		if folder == sc.Text() {
			folder = ""
		}
	}
	require.NotEmpty(t, folder)
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.Eventually(t, func() bool {
		_, err := os.Stat(folder)
		return os.IsNotExist(err)
	}, 30*time.Second, 20*time.Millisecond, "its folder, or the PostgreSQL in it, is still there")
}
