package wallet

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/store"
)

// latestRounds is how many of the newest rounds VerifyLatest looks at.
const latestRounds = 200

// picked are the rounds that a quick look is about: all that are under way, and
// the newest that ended.
const picked = `select id from rounds where phase in (1,2)
union (select id from rounds where phase>2 order by ended_at desc limit $2)`

// latestChecks are those of Verify that can be asked of some rounds alone.
var latestChecks = []check{
	// Lines have no index by round: of those, the newest million are read by their
	// ids, and the rounds that opened behind the first of them.
	{"a round's sums are its lines", `
with lines as (select * from transfers where id > (select max(id) from transfers) - (1<<20)),
p as (select r.* from rounds r join (` + picked + `) x on x.id=r.id where r.opened_at > (select min(at) from lines)
  or coalesce((select min(id) from transfers) > (select max(id) from transfers) - (1<<20), true))
select p.id::text, format('round has %s staked, %s returned, %s kept; lines have %s, %s, %s',
  p.staked, p.returned, p.kept, coalesce(l.staked,0), coalesce(l.returned,0), coalesce(l.kept,0))
from p left join (select round, sum(amount) filter (where kind=1) as staked, sum(amount) filter (where kind in (2,3)) as returned,
    sum(case when (debit & 15)=3 then amount else -amount end) filter (where kind=4) as kept
  from lines where round in (select id from p) group by round) l on l.round=p.id
where (p.staked,p.returned,p.kept) is distinct from (coalesce(l.staked,0),coalesce(l.returned,0),coalesce(l.kept,0))`},

	{"a round that ended holds nothing", `
select r.id::text, format('escrow holds %s', staked-returned-kept) from rounds r join (` + picked + `) p on p.id=r.id
where r.phase > 2 and staked-returned <> kept`},

	{"players' results are their rounds'", `
select r.id::text, format('round won %s, its plays %s', r.kept, coalesce(s.kept,0))
from rounds r join (` + picked + `) p on p.id=r.id
left join (select round, sum(staked-returned) as kept from plays where round in (` + picked + `) group by round) s on s.round=r.id
where r.phase > 2 and r.kept <> coalesce(s.kept,0)`},

	{"a room has one round under way", `
select room::text, format('%s rounds', count(*)) from rounds where phase in (1,2) and $2::int is not null group by room having count(*) > 1`},

	{"a room's log ends where its row says", `
select m.id::text, format('room is at %s, its log at %s', m.seq, coalesce(l.last,0))
from rooms m left join lateral (select last from log where room=m.id order by seq desc limit 1) l on true
where m.seq <> coalesce(l.last,0) and $2::int is not null`},

	{"no player's balance is below zero", `
select id::text, format('balance %s', balance) from accounts where balance < 0 and $2::int is not null`},
}

// VerifyLatest is a quick look at the books before a server takes any room: the
// rounds under way, the newest that ended, and the ends of the rooms' logs, in
// one snapshot that holds no lock. Verify looks at everything.
func VerifyLatest(ctx context.Context, db store.Beginner) (Report, error) {
	started := time.Now()
	r := Report{Findings: []Finding{}, Totals: []Total{}}
	tx, err := db.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return r, fmt.Errorf("wallet: verify latest: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	count := `select clock_timestamp(), (select count(*) from rooms), count(*) from (` + picked + `) p where $1::int is not null`
	if err := tx.QueryRow(ctx, count, findingsMax, latestRounds).Scan(&r.At, &r.Counts.Rooms, &r.Counts.Rounds); err != nil {
		return r, fmt.Errorf("wallet: verify latest: %w", err)
	}
	for _, check := range latestChecks {
		if err := r.look(ctx, tx, check); err != nil {
			return r, err
		}
	}
	r.TookMs = time.Since(started).Milliseconds()
	return r, nil
}

// look asks one of latestChecks.
func (r *Report) look(ctx context.Context, tx pgx.Tx, c check) error {
	r.Checks = append(r.Checks, c.name)
	rows, err := tx.Query(ctx, c.sql+" limit $1", findingsMax, latestRounds)
	if err != nil {
		return fmt.Errorf("wallet: verify latest: %s: %w", c.name, err)
	}
	var subject, detail string
	_, err = pgx.ForEachRow(rows, []any{&subject, &detail}, func() error {
		r.Findings = append(r.Findings, Finding{c.name, subject, detail})
		return nil
	})
	if err != nil {
		return fmt.Errorf("wallet: verify latest: %s: %w", c.name, err)
	}
	return nil
}
