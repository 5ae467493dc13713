package wallet

// What Verify asks. Each check selects what breaks it: a subject and a detail,
// both as text.

const countsSQL = `select clock_timestamp(), (select count(*) from transfers), (select count(*) from accounts),
(select count(*) from rooms), (select count(*) from rounds), (select count(*) from bets),
(select count(*) from log), (select count(*) from plays), ` + archivedSQL

const archivedSQL = `(select coalesce(sum(rows),0)::bigint from archives where state>1)`

const lineSums = `select account, sum(amount) as sum, count(*) as lines
from (select debit as account, -amount as amount from transfers union all select credit, amount from transfers) x group by account`

const totalsSQL = `select ((account >> 4) & 4095)::int, (account & 15)::int, count(*), sum(sum)::bigint
from (` + lineSums + `) l group by 1,2 order by 1,2`

type check struct{ name, sql string }

var checks = []check{
	{"a balance is the sum of its lines", `
select coalesce(a.id,l.account)::text, format('balance %s, lines sum to %s', coalesce(a.balance::text,'none'), coalesce(l.sum,0))
from accounts a full join (` + lineSums + `) l on l.account=a.id
where (coalesce(a.id,l.account) & 15) in (1,2,6) and (a.id is null or a.balance <> coalesce(l.sum,0))`},

	{"a version counts postings", `
select a.id::text, format('version %s with %s lines', a.version, coalesce(l.lines,0))
from accounts a left join (` + lineSums + `) l on l.account=a.id
where a.version > coalesce(l.lines,0) or (a.version = 0 and l.lines > 0)`},

	{"no player's balance is below zero", `
select id::text, format('balance %s', balance) from accounts where balance < 0`},

	{"a line has two accounts of one currency", `
select id::text, format('%s to %s, %s', debit, credit, amount) from transfers
where amount <= 0 or debit = credit or ((debit >> 4) & 4095) <> ((credit >> 4) & 4095)`},

	{"no money goes from player to player", `
select id::text, format('%s to %s', debit, credit) from transfers
where (debit & 15) in (1,2,6,10) and (credit & 15) in (1,2,6,10) and debit >> 16 <> credit >> 16`},

	{"a round's sums are its lines", `
select coalesce(r.id,l.round)::text, format('round has %s staked, %s returned, %s kept; lines have %s, %s, %s',
  r.staked, r.returned, r.kept, coalesce(l.staked,0), coalesce(l.returned,0), coalesce(l.kept,0))
from rounds r full join (select round, sum(amount) filter (where kind=1) as staked, sum(amount) filter (where kind in (2,3)) as returned,
    sum(case when (debit & 15)=3 then amount else -amount end) filter (where kind=4) as kept
  from transfers where round is not null group by round) l on l.round=r.id
where r.id is null or (r.staked,r.returned,r.kept) is distinct from (coalesce(l.staked,0),coalesce(l.returned,0),coalesce(l.kept,0))`},

	{"a line of a round is in its room's currency", `
select t.id::text, format('round %s, currency %s', t.round, (t.debit >> 4) & 4095)
from transfers t join rounds r on r.id=t.round join rooms m on m.id=r.room where ((t.debit >> 4) & 4095) <> m.currency`},

	{"a round that ended holds nothing", `
select id::text, format('escrow holds %s', staked-returned-kept) from rounds where phase > 2 and staked-returned <> kept`},

	{"a round that ended has its times and its commitment", `
select id::text, format('phase %s', phase) from rounds
where phase > 2 and (ended_at is null or ended_seq is null or opened_at is null or length(commitment) is distinct from 32)`},

	{"a room has one round under way", `
select room::text, format('%s rounds', count(*)) from rounds where phase in (1,2) group by room having count(*) > 1`},

	{"a bet's money is there once", `
select b.bet_id::text, format('player %s, verdict %s: stake %s, lines sum to %s', b.player, b.verdict, b.stake, coalesce(l.sum,0))
from bets b left join (select ref, debit >> 16 as player, sum(amount) as sum from transfers where kind=1 group by 1,2) l
  on l.ref=b.bet_id and l.player=b.player
where b.stake <> coalesce(l.sum,0)`},

	{"a room's log has no gap", `
select m.id::text, format('room is at %s, log has %s steps up to %s', m.seq, coalesce(l.steps,0), coalesce(l.last,0))
from rooms m left join (select room, sum(last-seq+1) as steps, max(last) as last from log group by room) l on l.room=m.id
where m.seq <> coalesce(l.steps,0) or m.seq <> coalesce(l.last,0)`},

	{"terms and times on a log do not run back", `
select room::text, format('at %s', seq) from (select room, seq, term < lag(term) over w or at < lag(at) over w as back
  from log window w as (partition by room order by seq)) x where back`},

	{"players' results are their rounds'", `
select r.id::text, format('round won %s, its plays %s', r.kept, coalesce(p.kept,0))
from rounds r left join (select round, sum(staked-returned) as kept from plays group by round) p on p.round=r.id
where r.phase > 2 and r.kept <> coalesce(p.kept,0)`},
}
