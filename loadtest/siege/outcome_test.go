package siege

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
	"croupier/internal/failpoint"
)

// b36Tables is how many rounds one crash interrupts.
const b36Tables = 8

// interrupted is a round as a crash left it, in the database.
type interrupted struct {
	id                     int64
	phase                  int
	commitment             []byte
	staked, returned, kept int64
	endedSeq               int64
	bets                   int
}

// TestB36BeforeAndAfterTheOutcome kills a server before outcomes are fixed and
// after. Before: every bet stands, or all of the round's went back. After: the
// round is settled with the outcome that was sealed, never voided; and a round
// that had ended is not touched again.
func TestB36BeforeAndAfterTheOutcome(t *testing.T) {
	t.Parallel()
	run, random := begin(t, "B36", "crash before the outcome is fixed and after", bars.N{Commit: 200, Night: 3000})
	h := newHouse(t, plan{servers: 1, bots: 40, rate: 200, tags: "failpoints",
		tables: several(b36Tables, 0, times{600, 150, 100})})
	places := []failpoint.Place{failpoint.AfterClose, failpoint.BeforeAck, failpoint.AfterDraw, failpoint.BeforeSettleCommit,
		failpoint.AfterBetCommit, failpoint.AfterSettleCommit, failpoint.BeforeBetCommit, failpoint.AfterReveal}
	judged := 0
	for i := 0; judged < run.Trials(); i++ {
		require.NoError(t, h.dieAt(run, random, places[i%len(places)]), "%s", h.nodes[0].log)
		left := h.interrupted()
		began := time.Now()
		h.bury()
		require.NoError(t, h.start(0), "%s", h.nodes[0].log)
		h.playing(began)
		for range h.judgeRounds(run, left) {
			judged++
			run.Trial()
		}
		h.recount()
	}
	h.ends(run)
	run.Must("open at the crash", "closed at the crash", "settled at the crash")
}

// interrupted reads the rounds under way and the last one that ended in each
// room, behind the rooms' locks.
func (h *house) interrupted() (left []interrupted) {
	err := h.locked(func(tx pgx.Tx) error {
		rows, err := tx.Query(h.t.Context(), `select id,phase,commitment,staked,returned,kept,coalesce(ended_seq,0),
(select count(*) from bets b where b.round=r.id and b.verdict=1) from rounds r
where phase in (1,2) or (phase>2 and id=(select max(id) from rounds o where o.room=r.room and o.phase>2))`)
		if err != nil {
			return err
		}
		left, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r interrupted, err error) {
			err = row.Scan(&r.id, &r.phase, &r.commitment, &r.staked, &r.returned, &r.kept, &r.endedSeq, &r.bets)
			return r, err
		})
		return err
	})
	require.NoError(h.t, err)
	return left
}

// judgeRounds waits for the ends of the rounds that a crash left, and compares
// each with what was left. It returns those that were under way.
func (h *house) judgeRounds(run *bars.Run, left []interrupted) (met []interrupted) {
	h.t.Helper()
	for _, was := range left {
		var now interrupted
		require.NoError(h.t, h.within(endMax, fmt.Sprintf("round %d has ended (O3)", was.id), func() bool {
			now = h.round(was.id)
			return now.phase > 2
		}))
		about := fmt.Sprintf("round %d, was %+v, is %+v", was.id, was, now)
		require.Equal(h.t, was.commitment, now.commitment, about)
		require.GreaterOrEqual(h.t, now.bets, was.bets, "a bet is gone: %s", about)
		switch was.phase {
		case 1:
			run.Reached("open at the crash")
			if now.phase == 4 {
				require.Equal(h.t, now.staked, now.returned, "a void that kept something: %s", about)
			}
			require.GreaterOrEqual(h.t, now.staked, was.staked, about)
			met = append(met, was)
		case 2:
			run.Reached("closed at the crash")
			require.Equal(h.t, 3, now.phase, "voided after the outcome was fixed: %s", about)
			require.Equal(h.t, was.staked, now.staked, "a stake after the close: %s", about)
			met = append(met, was)
		default:
			run.Reached("settled at the crash")
			require.Equal(h.t, was, now, "an ended round was touched: %s", about)
		}
	}
	return met
}

// round reads a round as it is.
func (h *house) round(id int64) (r interrupted) {
	ctx, cancel := context.WithTimeout(h.t.Context(), readOnce)
	defer cancel()
	err := h.db.QueryRow(ctx, `select id,phase,commitment,staked,returned,kept,coalesce(ended_seq,0),
(select count(*) from bets b where b.round=r.id and b.verdict=1) from rounds r where id=$1`, id).
		Scan(&r.id, &r.phase, &r.commitment, &r.staked, &r.returned, &r.kept, &r.endedSeq, &r.bets)
	require.NoError(h.t, err)
	return r
}
