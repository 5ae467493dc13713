package wallet

import (
	"slices"
	"strings"
)

// books is where the checks read. There are two: the whole, every line from the first
// on; and the open part, the lines that are not closed yet with the closed sums before
// them. A check names what it reads in braces, and asks the same of both.
type books struct {
	// lines are the lines; sums, by account, what they sum to, how many they are and
	// which is the last.
	lines, sums string
	// sides are the lines as the players' accounts see them, with the sum and the last
	// line before the first of them.
	sides string
	// rounds are the rounds, roundSums what the lines of each sum to.
	rounds, roundSums string
	// logs are the rows of the rooms' logs, with the row, the term and the time that
	// the first of them goes on from; rooms are the rooms with that row.
	logs, rooms string
	// bets, plays, points, postings and holds are those tables' rows, holdLines the
	// lines of withdrawals, corrections the correcting lines.
	bets, plays, points, postings, holds, holdLines, corrections string
	// noRound says of x.round that there is no such round.
	noRound string
	// otherResults selects where a player's result is not the player's lines: closed
	// sums hold less of them than the lines do.
	otherResults string
	// counts is how much there is, totals what all accounts of a kind hold.
	counts, totals string
}

// read is a text with its names replaced by what the books hold.
func (b *books) read(sql string) string {
	sql = strings.ReplaceAll(sql, "{otherResults}", b.otherResults)
	return strings.NewReplacer(
		"{lines}", b.lines, "{sums}", b.sums, "{sides}", b.sides, "{rounds}", b.rounds, "{roundSums}", b.roundSums,
		"{logs}", b.logs, "{rooms}", b.rooms, "{bets}", b.bets, "{plays}", b.plays, "{points}", b.points,
		"{postings}", b.postings, "{holds}", b.holds, "{holdLines}", b.holdLines, "{corrections}", b.corrections,
		"{noRound}", b.noRound,
	).Replace(sql)
}

// checks are those of both books, as these books read them.
func (b *books) checks() []check {
	all := slices.Concat(checks, actChecks)
	for i := range all {
		all[i].sql = b.read(all[i].sql)
	}
	return all
}

// wholeBooks are all that was ever written.
var wholeBooks = books{
	lines: `transfers`,
	sums: `(select account, sum(amount) as sum, count(*) as lines, max(id) as last
  from (select debit as account, -amount as amount, id from transfers union all select credit, amount, id from transfers) x group by account)`,
	sides: `(select debit as account, id, -amount as amount, debit_before as before, at, 0::bigint as sum_before, 0::bigint as last_before
  from transfers where (debit & 15) in (1,2,6,10)
  union all select credit, id, amount, credit_before, at, 0, 0 from transfers where (credit & 15) in (1,2,6,10))`,
	rounds: `rounds`,
	roundSums: `(select round, sum(amount) filter (where kind=1) as staked, sum(amount) filter (where kind in (2,3)) as returned,
    sum(case when (debit & 15)=3 then amount else -amount end) filter (where kind=4) as kept
  from transfers where round is not null group by round)`,
	logs:        `(select *, 0::bigint as log_to, 0::bigint as log_term, timestamptz 'epoch' as log_at from log)`,
	rooms:       `(select *, 0::bigint as log_to from rooms)`,
	bets:        `bets`,
	plays:       `plays`,
	points:      `balance_points`,
	postings:    `postings`,
	holds:       `holds`,
	holdLines:   `(select id, ref, kind, amount from transfers where kind between 9 and 11)`,
	corrections: `(select * from transfers where kind in (6,7))`,
	noRound:     `not exists (select 1 from rounds r where r.id=x.round)`,
	otherResults: `
select coalesce(p.round,l.round)::text, format('player %s: result %s, lines %s', coalesce(p.player,l.player), coalesce(p.net,0), coalesce(l.net,0))
from (select player, round, staked-returned as net from plays) p
full join (select round, case when kind=1 then debit else credit end >> 16 as player, sum(case when kind=1 then amount else -amount end) as net
  from transfers where kind in (1,2,3) and round in (select id from rounds where phase > 2) group by 1,2) l on l.round=p.round and l.player=p.player
where coalesce(p.net,0) <> coalesce(l.net,0)`,
	counts: wholeCountsSQL,
	totals: wholeTotalsSQL,
}

const wholeCountsSQL = `select clock_timestamp(), (select count(*) from transfers), (select count(*) from accounts),
(select count(*) from rooms), (select count(*) from rounds), (select count(*) from bets),
(select count(*) from log), (select count(*) from plays), ` + archivedSQL

const archivedSQL = `(select coalesce(sum(rows),0)::bigint from archives where state>1)`

const wholeTotalsSQL = `select ((account >> 4) & 4095)::int, (account & 15)::int, count(*), sum(sum)::bigint from {sums} l group by 1,2 order by 1,2`
