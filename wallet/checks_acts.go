package wallet

// logOrphans are logs without their room; they are looked for by one look-up for
// each room of the log, not by reading it.
const logOrphans = `union all select 'a log', format('room %s is missing', l.room) from (
  with recursive d as (select min(room) as room from log union all select (select min(room) from log where room>d.room) from d where d.room is not null)
  select room from d where room is not null) l where not exists (select 1 from rooms m where m.id=l.room)`

// What both ask of corrections, receivables, withdrawals, postings and of the
// order of lines; and of what stands alone.
var actChecks = []check{
	{"an account's last line is its last", `
select a.id::text, format('last line %s, lines end with %s', a.last_line, coalesce(l.last,0))
from (select id, last_line from accounts union all select account, last_line from receivables) a left join {sums} l on l.account=a.id
where a.last_line <> coalesce(l.last,0)`},

	{"a kept balance is the sum of the lines before it", `
select p.account::text, format('at line %s: %s kept, lines sum to %s', p.line, p.balance, l.sum)
from {points} p left join (select account, id, at, sum_before+sum(amount) over (partition by account order by id) as sum from {sides} x) l
  on l.account=p.account and l.id=p.line
where p.balance is distinct from l.sum or p.at <> l.at`},

	{"an account's lines are one chain", `
select account::text, format('line %s names %s, the one before it is %s', id, before, prior)
from (select account, id, before, lag(id,1,last_before) over (partition by account order by id) as prior from {sides} x) l
where before is distinct from prior`},

	{"a receivable is the sum of its lines", `
select coalesce(r.account,l.account)::text, format('%s owed, lines sum to %s', coalesce(r.owed::text,'nothing'), coalesce(l.sum,0))
from receivables r full join (select * from {sums} x where (account & 15)=10) l on l.account=r.account
where coalesce(r.owed,0) <> -coalesce(l.sum,0)`},

	{"a correction's sums are its lines", `
select coalesce(c.ref,l.ref)::text, format('%s taken, %s given; lines have %s, %s', c.taken, c.given, coalesce(l.taken,0), coalesce(l.given,0))
from corrections c full join (select ref, round, coalesce(sum(amount) filter (where kind=6),0) as taken, coalesce(sum(amount) filter (where kind=7),0) as given
  from {corrections} x group by 1,2) l on l.ref=c.ref and l.round=c.round
where c.ref is null or (c.taken,c.given) is distinct from (coalesce(l.taken,0),coalesce(l.given,0))`},

	{"a correction names lines of its round, at most whole", `
select n.id::text, format('corrects %s of round %s', n.corrects, n.round) from {corrections} n left join transfers l on l.id=n.corrects
where l.id is null or l.round is distinct from n.round or (n.kind=7 and (l.kind<>1 or l.debit<>n.credit))
  or (n.kind=6 and (l.kind not in (2,3,7) or l.credit >> 4 <> n.debit >> 4 or l.amount < (select sum(amount) from transfers where corrects=l.id and kind=6)))`},

	{"a round's revision counts its corrections", `
select coalesce(r.id,c.round)::text, format('revision %s with %s corrections', coalesce(r.revision,0), coalesce(c.many,0))
from (select id, revision from rounds where revision > 0) r
full join (select round, count(*) as many, max(revision) as last from corrections group by round) c on c.round=r.id
where coalesce(r.revision,0) <> coalesce(c.many,0) or coalesce(r.revision,0) <> coalesce(c.last,0)`},

	{"a correction is two persons'", `
select ref::text, format('by %s and %s', by_one, by_two) from corrections where by_one = by_two`},

	{"a withdrawal ends once, whole", `
select coalesce(h.ref,l.ref)::text, format('state %s of %s; lines hold %s, return %s, disburse %s', h.state, h.amount, l.held, l.returned, l.disbursed)
from {holds} h full join (select ref, coalesce(sum(amount) filter (where kind=9),0) as held, coalesce(sum(amount) filter (where kind=10),0) as returned,
    coalesce(sum(amount) filter (where kind=11),0) as disbursed from {holdLines} x group by ref) l on l.ref=h.ref
where h.ref is null or l.ref is null or l.held <> h.amount
  or l.returned <> case when h.state=2 then h.amount else 0 end or l.disbursed <> case when h.state=3 then h.amount else 0 end`},

	{"pending money is on hold", `
select a.id::text, format('%s pending, %s on hold', a.balance, coalesce(h.sum,0))
from accounts a left join (select account, sum(amount) as sum from holds where state=1 group by account) h on h.account=a.id
where (a.id & 15)=6 and a.balance <> coalesce(h.sum,0)`},

	{"a posting is its line", `
select coalesce(p.ref,t.ref)::text, format('posting names line %s, line %s', p.transfer, t.id)
from {postings} p full join (select id, ref from {lines} x where kind in (5,8) and ref is not null) t on t.id=p.transfer and t.ref=p.ref
where p.ref is null or t.id is null`},

	{"a player's result is the player's lines", `{otherResults}`},

	{"a room's log goes on where it stood", `
select room::text, format('from %s to %s, after %s', seq, last, before)
from (select room, seq, last, lag(last,1,log_to) over (partition by room order by seq) as before from {logs} o) x
where seq <> before+1 or last < seq`},

	{"a log's term and time are not ahead of its room", `
select l.room::text, format('log has term %s at %s, room %s at %s', max(l.term), max(l.at), m.term, m.last_at)
from {logs} l join rooms m on m.id=l.room group by l.room, m.term, m.last_at having max(l.term) > m.term or max(l.at) > m.last_at`},

	{"nothing stands without its round", `
select x.what, format('round %s is missing', x.round) from (select 'a bet' as what, round from {bets} b where verdict=1 union all select 'a result', round from {plays} p) x
where {noRound}
` + logOrphans},
}
