package wallet

// What VerifyOpen asks: the checks of Verify under their names, each of the open
// lines and of the closed sums. {open} is the first open line, {batch} its block,
// {since} a moment that no result of an open round is before.

const (
	openLines = `(select * from transfers where id>={open})`

	// openRounds are those whose lines are not all closed, or that have not ended.
	// offset 0: room by room, by the key; a guess at how many there are may not
	// make it read all that ever ended.
	openRounds = `(select r.* from rooms m left join closed_rooms c on c.room=m.id,
  lateral (select * from rounds where id>greatest(coalesce(c.round,0),m.id<<24) and id<=(m.id<<24|16777215) offset 0) r)`

	// openLog is what stands on the logs behind the closed rows, and what they go on from.
	openLog = `(select l.*, coalesce(c.log_to,0) as log_to, coalesce(c.log_term,0) as log_term, coalesce(c.log_at,'epoch') as log_at
  from rooms m left join closed_rooms c on c.room=m.id,
  lateral (select * from log where room=m.id and seq>coalesce(c.log_to,0) offset 0) l)`

	openSides = `(select debit as account, id, -amount as amount, debit_before as before, at from transfers where id>={open} and (debit & 15) in (1,2,6,10)
  union all select credit, id, amount, credit_before, at from transfers where id>={open} and (credit & 15) in (1,2,6,10))`

	allSums = `(select account, sum(sum) as sum, sum(lines) as lines, max(last) as last from (
    select account, sum, lines, last from closed_accounts
    union all select account, sum(amount), count(*), max(id)
    from (select debit as account, -amount as amount, id from transfers where id>={open}
          union all select credit, amount, id from transfers where id>={open}) x group by account) y group by account)`

	// openRoundSums are by round, of the lines of rounds that are open.
	openRoundSums = `(select round, sum(staked) as staked, sum(returned) as returned, sum(kept) as kept, sum(marks) as marks from (
    select round, staked, returned, kept, marks from closed_rounds
    union all select round, coalesce(sum(amount) filter (where kind=1),0), coalesce(sum(amount) filter (where kind in (2,3)),0),
      coalesce(sum(case when (debit & 15)=3 then amount else -amount end) filter (where kind=4),0),
      coalesce(sum(case kind when 1 then amount*player_mark(debit >> 16) else -amount*player_mark(credit >> 16) end) filter (where kind<=3),0)
    from transfers where id>={open} and kind<=4 group by round) y group by round)`
)

const openCountsSQL = `select clock_timestamp(),
(select coalesce(sum(lines),0)::bigint from closed_segments)+(select count(*) from ` + openLines + ` t), (select count(*) from accounts),
(select count(*) from rooms), (select coalesce(sum(rounds),0)::bigint from closed_rooms)+(select count(*) from ` + openRounds + ` r),
greatest((select coalesce(sum(bets),0)::bigint from closed_segments)-` + archivedSQL + `,0)+(select count(*) from bets where batch>={batch}),
(select coalesce(sum(log_rows),0)::bigint from closed_rooms)+(select count(*) from ` + openLog + ` l),
(select coalesce(sum(plays),0)::bigint from closed_rooms)+(select count(*) from plays p left join closed_rooms c on c.room=p.round >> 24
  where p.ended_at>={since} and p.round>coalesce(c.round,0)), ` + archivedSQL

const openTotalsSQL = `select ((account >> 4) & 4095)::int, (account & 15)::int, count(*), sum(sum)::bigint
from (select account, sum(sum) as sum from (select account, sum from ` + allSums + ` l
  union all select round << 16 | currency << 4 | 3, staked-returned-kept from closed_rounds) x group by account) y group by 1,2 order by 1,2`

var openChecks = []check{
	{"a balance is the sum of its lines", `
select coalesce(a.id,l.account)::text, format('balance %s, lines sum to %s', coalesce(a.balance::text,'none'), coalesce(l.sum,0))
from accounts a full join ` + allSums + ` l on l.account=a.id
where (coalesce(a.id,l.account) & 15) in (1,2,6) and (a.id is null or a.balance <> coalesce(l.sum,0))`},

	{"a version counts postings", `
select a.id::text, format('version %s with %s lines', a.version, coalesce(l.lines,0))
from accounts a left join ` + allSums + ` l on l.account=a.id
where a.version > coalesce(l.lines,0) or (a.version = 0 and l.lines > 0)`},

	{"no player's balance is below zero", `
select id::text, format('balance %s', balance) from accounts where balance < 0`},

	{"a line has two accounts of one currency", `
select id::text, format('%s to %s, %s', debit, credit, amount) from ` + openLines + ` t
where amount <= 0 or debit = credit or ((debit >> 4) & 4095) <> ((credit >> 4) & 4095)`},

	{"no money goes from player to player", `
select id::text, format('%s to %s', debit, credit) from ` + openLines + ` t
where (debit & 15) in (1,2,6,10) and (credit & 15) in (1,2,6,10) and debit >> 16 <> credit >> 16`},

	{"a round's sums are its lines", `
select coalesce(r.id,l.round)::text, format('round has %s staked, %s returned, %s kept; lines have %s, %s, %s',
  r.staked, r.returned, r.kept, coalesce(l.staked,0), coalesce(l.returned,0), coalesce(l.kept,0))
from ` + openRounds + ` r full join ` + openRoundSums + ` l on l.round=r.id
where r.id is null or (r.staked,r.returned,r.kept) is distinct from (coalesce(l.staked,0),coalesce(l.returned,0),coalesce(l.kept,0))`},

	{"a line of a round is in its room's currency", `
select t.id::text, format('round %s, currency %s', t.round, t.currency)
from (select min(id) as id, round, (debit >> 4) & 4095 as currency from ` + openLines + ` t where round is not null group by 2,3) t
join rooms m on m.id=t.round >> 24 where t.currency <> m.currency`},

	{"a round that ended holds nothing", `
select id::text, format('escrow holds %s', staked-returned-kept) from ` + openRounds + ` r where phase > 2 and staked-returned <> kept`},

	{"a round that ended has its times and its commitment", `
select id::text, format('phase %s', phase) from ` + openRounds + ` r
where phase > 2 and (ended_at is null or ended_seq is null or opened_at is null or length(commitment) is distinct from 32)`},

	{"a room has one round under way", `
select room::text, format('%s rounds', count(*)) from ` + openRounds + ` r where phase in (1,2) group by room having count(*) > 1`},

	{"a bet's money is there once", `
select b.bet_id::text, format('player %s, verdict %s: stake %s, lines sum to %s', b.player, b.verdict, b.stake, coalesce(l.sum,0))
from (select * from bets where batch>={batch}) b left join (select ref, debit >> 16 as player, sum(amount) as sum from ` + openLines + ` t where kind=1 group by 1,2) l
  on l.ref=b.bet_id and l.player=b.player
where b.stake <> coalesce(l.sum,0)`},

	{"a room's log has no gap", `
select m.id::text, format('room is at %s, log has %s steps behind %s up to %s', m.seq, coalesce(l.steps,0), coalesce(c.log_to,0), coalesce(l.last,c.log_to,0))
from rooms m left join closed_rooms c on c.room=m.id
left join (select room, sum(last-seq+1) as steps, max(last) as last from ` + openLog + ` o group by room) l on l.room=m.id
where m.seq <> coalesce(c.log_to,0)+coalesce(l.steps,0) or m.seq <> coalesce(l.last,c.log_to,0)`},

	{"terms and times on a log do not run back", `
select room::text, format('at %s', seq) from (select room, seq, term < lag(term,1,log_term) over w or at < lag(at,1,log_at) over w as back
  from ` + openLog + ` o window w as (partition by room order by seq)) x where back`},

	{"players' results are their rounds'", `
select r.id::text, format('round won %s, its plays %s', r.kept, coalesce(p.kept,0))
from ` + openRounds + ` r left join (select round, sum(staked-returned) as kept from plays where ended_at>={since} group by round) p on p.round=r.id
where r.phase > 2 and r.kept <> coalesce(p.kept,0)`},

	{"an account's last line is its last", `
select a.id::text, format('last line %s, lines end with %s', a.last_line, coalesce(l.last,0))
from (select id, last_line from accounts union all select account, last_line from receivables) a left join ` + allSums + ` l on l.account=a.id
where a.last_line <> coalesce(l.last,0)`},

	{"a kept balance is the sum of the lines before it", `
select p.account::text, format('at line %s: %s kept, lines sum to %s', p.line, p.balance, l.sum)
from balance_points p left join (select x.account, x.id, x.at, coalesce(c.sum,0)+sum(x.amount) over (partition by x.account order by x.id) as sum
  from ` + openSides + ` x left join closed_accounts c on c.account=x.account) l on l.account=p.account and l.id=p.line
where p.line>={open} and (p.balance is distinct from l.sum or p.at <> l.at)`},

	{"an account's lines are one chain", `
select account::text, format('line %s names %s, the one before it is %s', id, before, prior)
from (select x.account, x.id, x.before, lag(x.id,1,coalesce(c.last,0)) over (partition by x.account order by x.id) as prior
  from ` + openSides + ` x left join closed_accounts c on c.account=x.account) l
where before is distinct from prior`},

	{"a receivable is the sum of its lines", `
select coalesce(r.account,l.account)::text, format('%s owed, lines sum to %s', coalesce(r.owed::text,'nothing'), coalesce(l.sum,0))
from receivables r full join (select * from ` + allSums + ` x where (account & 15)=10) l on l.account=r.account
where coalesce(r.owed,0) <> -coalesce(l.sum,0)`},

	{"a correction's sums are its lines", `
select coalesce(c.ref,l.ref)::text, format('%s taken, %s given; lines have %s, %s', c.taken, c.given, coalesce(l.taken,0), coalesce(l.given,0))
from corrections c full join (select ref, round, coalesce(sum(amount) filter (where kind=6),0) as taken, coalesce(sum(amount) filter (where kind=7),0) as given
  from transfers where corrects is not null and kind in (6,7) group by 1,2) l on l.ref=c.ref and l.round=c.round
where c.ref is null or (c.taken,c.given) is distinct from (coalesce(l.taken,0),coalesce(l.given,0))`},

	{"a correction names lines of its round, at most whole", `
select n.id::text, format('corrects %s of round %s', n.corrects, n.round)
from (select * from transfers where corrects is not null and kind in (6,7)) n left join transfers l on l.id=n.corrects
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
from (select * from holds where state=1 or line>={open} or ended>={open}) h
full join (select ref, coalesce(sum(amount) filter (where kind=9),0) as held, coalesce(sum(amount) filter (where kind=10),0) as returned,
    coalesce(sum(amount) filter (where kind=11),0) as disbursed
  from (select id, ref, kind, amount from ` + openLines + ` t where kind between 9 and 11
    union select t.id, t.ref, t.kind, t.amount from holds o join transfers t on t.id=o.line
    where (o.state=1 or o.line>={open} or o.ended>={open}) and t.kind between 9 and 11) x group by ref) l on l.ref=h.ref
where h.ref is null or l.ref is null or l.held <> h.amount
  or l.returned <> case when h.state=2 then h.amount else 0 end or l.disbursed <> case when h.state=3 then h.amount else 0 end`},

	{"pending money is on hold", `
select a.id::text, format('%s pending, %s on hold', a.balance, coalesce(h.sum,0))
from accounts a left join (select account, sum(amount) as sum from holds where state=1 group by account) h on h.account=a.id
where (a.id & 15)=6 and a.balance <> coalesce(h.sum,0)`},

	{"a posting is its line", `
select coalesce(p.ref,t.ref)::text, format('posting names line %s, line %s', p.transfer, t.id)
from (select * from postings where transfer>={open}) p
full join (select id, ref from ` + openLines + ` x where kind in (5,8) and ref is not null) t on t.id=p.transfer and t.ref=p.ref
where p.ref is null or t.id is null`},

	{"a player's result is the player's lines", `
select r.id::text, 'one of its players has another result than lines'
from (select * from ` + openRounds + ` o where phase > 2) r left join ` + openRoundSums + ` l on l.round=r.id
left join (select round, sum((staked-returned)*player_mark(player)) as marks from plays where ended_at>={since} group by round) p on p.round=r.id
where coalesce(l.marks,0) <> coalesce(p.marks,0)`},

	{"a room's log goes on where it stood", `
select room::text, format('from %s to %s, after %s', seq, last, before)
from (select room, seq, last, lag(last,1,log_to) over (partition by room order by seq) as before from ` + openLog + ` o) x
where seq <> before+1 or last < seq`},

	{"a log's term and time are not ahead of its room", `
select l.room::text, format('log has term %s at %s, room %s at %s', max(l.term), max(l.at), m.term, m.last_at)
from ` + openLog + ` l join rooms m on m.id=l.room group by l.room, m.term, m.last_at having max(l.term) > m.term or max(l.at) > m.last_at`},

	{"nothing stands without its round", `
select x.what, format('round %s is missing', x.round)
from (select 'a bet' as what, round from bets where batch>={batch} and verdict=1 union select 'a result', round from plays where ended_at>={since}) x
where (select id from rounds r where r.id=x.round) is null
` + logOrphans},
}
