package siege

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
	"croupier/loadtest/auditor"
	"croupier/loadtest/bot"
	"croupier/wallet"
)

// Bounds of one trial. Beyond them something hangs, even on a machine that is
// busy with many other tests; what the bars say of time is judged over all trials
// (takeoverMax).
const (
	calmMax   = 2 * time.Minute // every bot back, every id answered
	askMax    = 2 * time.Minute
	aliveMax  = time.Minute // bets are accepted again (O10)
	endMax    = time.Minute // the rounds that met a fault have ended (O3)
	readOnce  = 30 * time.Second
	loadLeast = 300 * time.Millisecond
)

// judges remember what was judged already.
type judges struct {
	seq, term map[int64]int64 // by room: how far its log was read
}

// load lets the bots bet for a while, by chance between the least and most.
func (h *house) load(random bot.Random, most time.Duration) {
	h.swarm.Hold(false)
	d := loadLeast + time.Duration(bot.Below(random, int64(most-loadLeast)))
	select {
	case <-time.After(d):
	case <-h.t.Context().Done():
	}
}

// landed counts a fault that has struck just now.
func (h *house) landed(run *bars.Run, kind string) {
	doubts, books := h.swarm.Standing()
	h.struck(run, kind, doubts, books)
}

// struck counts a fault: the phases that the rooms were in, and, as they were at
// that moment, how many answers were on their way and how many books held
// money. Transactions that were lost with it have ended when it returns.
func (h *house) struck(run *bars.Run, kind string, doubts, books int) {
	run.Landed(kind, "", 1)
	for _, phase := range h.phases() {
		run.Landed("room at "+kind, phase, 1)
	}
	run.Ops(0, 0, doubts)
	if books > 0 {
		run.Reached("money on the felt")
	}
	if doubts > 0 {
		run.Reached("bets in doubt")
	}
}

// phases says where every room's round is, behind the rooms' locks.
func (h *house) phases() map[int64]string {
	phases := map[int64]string{}
	err := h.locked(func(tx pgx.Tx) error {
		rows, err := tx.Query(h.t.Context(), `select r.id, coalesce((select case phase when 1 then 'open' else 'closed' end
from rounds where room=r.id and phase in (1,2)),'between') from rooms r`)
		if err != nil {
			return err
		}
		var room int64
		var phase string
		_, err = pgx.ForEachRow(rows, []any{&room, &phase}, func() error { phases[room] = phase; return nil })
		return err
	})
	require.NoError(h.t, err)
	return phases
}

// locked reads behind the locks of all rooms, which wait for the transactions
// that are under way.
func (h *house) locked(read func(pgx.Tx) error) error {
	ctx, cancel := context.WithTimeout(h.t.Context(), readOnce)
	defer cancel()
	return pgx.BeginFunc(ctx, h.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select 1 from rooms order by id for no key update`); err != nil {
			return err
		}
		return read(tx)
	})
}

// playing waits after a fault until every room has an owner, every bot is seated
// and bets are accepted again, and returns how long that took since.
func (h *house) playing(since time.Time) time.Duration {
	h.t.Helper()
	h.allOwned()
	require.NoError(h.t, h.swarm.Seated(h.t.Context(), calmMax))
	h.swarm.Restarted()
	h.swarm.Hold(false)
	accepted := h.swarm.Report().Accepted
	require.NoError(h.t, h.within(aliveMax, "a bet is accepted again (O10)", func() bool { return h.swarm.Report().Accepted > accepted }))
	return time.Since(since)
}

// judge has everything recounted, and counts the trial. The house plays on
// afterwards.
func (h *house) judge(run *bars.Run) {
	h.t.Helper()
	if h.recount() > 0 {
		run.Reached("ids asked again")
	}
	run.Trial()
}

// recount asks for every id again and recounts all that there is. It returns how
// many ids it asked for.
func (h *house) recount() int {
	h.t.Helper()
	ctx := h.t.Context()
	h.swarm.Hold(true)
	require.NoError(h.t, h.swarm.Calm(ctx, calmMax))
	asked, err := h.swarm.AskAgain(ctx, askMax)
	require.NoError(h.t, err)
	require.NoError(h.t, h.swarm.Check(ctx))
	h.audited()
	h.books()
	h.logs()
	return asked
}

// audited fails at the first thing that the auditor found wrong.
func (h *house) audited() {
	h.t.Helper()
	report := h.swarm.Report()
	for _, v := range report.List {
		h.t.Log(v, h.story(v.Round))
	}
	require.Zero(h.t, report.Violations, "the auditor found something wrong")
}

// story is what the record says of a round: which events, when.
func (h *house) story(round int64) (lines []string) {
	answer, err := http.Get(fmt.Sprintf("%s/api/rounds/%d", h.locate(0), round))
	if round == 0 || err != nil {
		return nil
	}
	defer func() { _ = answer.Body.Close() }()
	var record auditor.Record
	if err := json.NewDecoder(answer.Body).Decode(&record); err != nil {
		return []string{err.Error()}
	}
	for _, e := range record.Events {
		lines = append(lines, fmt.Sprintf("%d %s %.80s", e.AtMs, e.Type, e.Body))
	}
	return lines
}

// books recomputes the ledger (O1, O2, O3, O9).
func (h *house) books() {
	h.t.Helper()
	report, err := wallet.Verify(h.t.Context(), h.db)
	require.NoError(h.t, err)
	require.Empty(h.t, report.Findings)
}

// logs reads what the rooms' logs grew by: no hole, and no line of an earlier
// term behind one of a later (O6).
func (h *house) logs() {
	h.t.Helper()
	if h.judges.seq == nil {
		h.judges.seq, h.judges.term = map[int64]int64{}, map[int64]int64{}
	}
	rooms, seqs := columns(h.judges.seq)
	rows, err := h.db.Query(h.t.Context(), `select l.room,l.seq,l.last,l.term,m.term from log l join rooms m on m.id=l.room
left join unnest($1::int8[],$2::int8[]) seen(room,seq) on seen.room=l.room
where l.seq>coalesce(seen.seq,0) order by l.room,l.seq`, rooms, seqs)
	require.NoError(h.t, err)
	var room, seq, last, term, now int64
	_, err = pgx.ForEachRow(rows, []any{&room, &seq, &last, &term, &now}, func() error {
		switch {
		case seq != h.judges.seq[room]+1:
			return fmt.Errorf("room %d: step %d follows %d", room, seq, h.judges.seq[room])
		case term < h.judges.term[room]:
			return fmt.Errorf("room %d: step %d was written in term %d, behind term %d (O6)", room, seq, term, h.judges.term[room])
		case term > now:
			return fmt.Errorf("room %d: step %d was written in term %d, and the room's is %d", room, seq, term, now)
		}
		h.judges.seq[room], h.judges.term[room] = last, term
		return nil
	})
	require.NoError(h.t, err)
}

// ends lets every round with the bots' money end, and has all that the bots saw
// audited to its end.
func (h *house) ends(run *bars.Run) {
	h.t.Helper()
	ctx := h.t.Context()
	h.swarm.Hold(true)
	var live []int64
	rows, err := h.db.Query(ctx, `select id from rounds where phase in (1,2)`)
	require.NoError(h.t, err)
	live, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	require.NoError(h.t, err)
	require.NoError(h.t, h.within(endMax, "the rounds that met the last fault have ended (O3)", func() bool {
		var left int
		err := h.db.QueryRow(ctx, `select count(*) from rounds where id=any($1::int8[]) and phase<3`, live).Scan(&left)
		return err == nil && left == 0
	}))
	require.NoError(h.t, h.swarm.Settled(ctx, 3*endMax)) // prisoners wait for the next number
	require.NoError(h.t, h.swarm.Check(ctx))
	h.swarm.Finish()
	h.audited()
	h.books()
	h.logs()
	report := h.swarm.Report()
	require.Positive(h.t, report.Rounds)
	require.Positive(h.t, report.Accepted)
	run.Ops(int(report.Accepted), int(report.Bets-report.Accepted), 0)
	run.Note(fmt.Sprintf("%d rounds verified, %d void; %d bets recounted", report.Rounds, report.Void, report.Bets))
}

// columns are a map's keys and, in their order, its values.
func columns(m map[int64]int64) (keys, values []int64) {
	for k, v := range m {
		keys, values = append(keys, k), append(values, v)
	}
	return keys, values
}
