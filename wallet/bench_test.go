package wallet

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/store"
	"croupier/wallet/money"
)

// What a line costs the database's process, in CPU and not in time, so that a
// busy machine matters less: with the indexes of statements and without.
func BenchmarkPost(b *testing.B) {
	for _, without := range []string{"", "drop index transfers_debit, transfers_credit, transfers_corrects",
		"drop index transfers_debit, transfers_credit, transfers_corrects; drop trigger post_acts on transfers"} {
		b.Run(fmt.Sprint("without=", without != "", "/acts=", !strings.Contains(without, "trigger")), func(b *testing.B) {
			const batch, players = 256, 10_000
			db := dbtest.New(b)
			owner, err := db.Owner(b.Context())
			require.NoError(b, err)
			defer func() { require.NoError(b, owner.Close(b.Context())) }()
			if without != "" {
				_, err = owner.Exec(b.Context(), without)
				require.NoError(b, err)
			}
			var ids []AccountID
			for i := range players {
				ids = append(ids, CashOf(games.PlayerID(i+1), money.FUN))
			}
			require.NoError(b, Open(b.Context(), owner, ids...))
			cpu := func() (ticks int64) {
				text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", owner.PgConn().PID()))
				if err != nil {
					b.Skip("no /proc: ", err)
				}
				fields := strings.Fields(string(text)[strings.LastIndexByte(string(text), ')')+2:])
				var user, system int64
				_, err = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
				require.NoError(b, err)
				return user + system
			}
			lines, before := 0, cpu()
			for b.Loop() {
				require.NoError(b, store.InTx(b.Context(), owner, func(tx pgx.Tx) error {
					set := make([]Transfer, batch)
					for i := range set {
						set[i] = Transfer{Debit: ClearingOf(Demo, money.FUN), Credit: ids[(lines+i*7919)%players], Amount: 1, Kind: TopUp}
					}
					lines += batch
					_, err := Post(b.Context(), tx, set)
					return err
				}))
			}
			const ticksPerSecond = 100
			b.ReportMetric(float64(cpu()-before)/ticksPerSecond*1e6/float64(lines), "cpu-µs/line")
		})
	}
}
