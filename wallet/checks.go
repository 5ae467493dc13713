package wallet

// What Verify and VerifyOpen ask, each of its books. Each check selects what breaks it:
// a subject and a detail, both as text.

type check struct{ name, sql string }

var checks = []check{
	{"a balance is the sum of its lines", `
select coalesce(a.id,l.account)::text, format('balance %s, lines sum to %s', coalesce(a.balance::text,'none'), coalesce(l.sum,0))
from accounts a full join {sums} l on l.account=a.id
where (coalesce(a.id,l.account) & 15) in (1,2,6) and (a.id is null or a.balance <> coalesce(l.sum,0))`},

	{"a version counts postings", `
select a.id::text, format('version %s with %s lines', a.version, coalesce(l.lines,0))
from accounts a left join {sums} l on l.account=a.id
where a.version > coalesce(l.lines,0) or (a.version = 0 and l.lines > 0)`},

	{"no player's balance is below zero", `
select id::text, format('balance %s', balance) from accounts where balance < 0`},

	{"a line has two accounts of one currency", `
select id::text, format('%s to %s, %s', debit, credit, amount) from {lines} t
where amount <= 0 or debit = credit or ((debit >> 4) & 4095) <> ((credit >> 4) & 4095)`},

	{"no money goes from player to player", `
select id::text, format('%s to %s', debit, credit) from {lines} t
where (debit & 15) in (1,2,6,10) and (credit & 15) in (1,2,6,10) and debit >> 16 <> credit >> 16`},

	{"a round's sums are its lines", `
select coalesce(r.id,l.round)::text, format('round has %s staked, %s returned, %s kept; lines have %s, %s, %s',
  r.staked, r.returned, r.kept, coalesce(l.staked,0), coalesce(l.returned,0), coalesce(l.kept,0))
from {rounds} r full join {roundSums} l on l.round=r.id
where r.id is null or (r.staked,r.returned,r.kept) is distinct from (coalesce(l.staked,0),coalesce(l.returned,0),coalesce(l.kept,0))`},

	{"a line of a round is in its room's currency", `
select t.id::text, format('round %s, currency %s', t.round, t.currency)
from (select min(id) as id, round, (debit >> 4) & 4095 as currency from {lines} t where round is not null group by 2,3) t
join rooms m on m.id=t.round >> 24 where t.currency <> m.currency`},

	{"a round that ended holds nothing", `
select id::text, format('escrow holds %s', staked-returned-kept) from {rounds} r where phase > 2 and staked-returned <> kept`},

	{"a round that ended has its times and its commitment", `
select id::text, format('phase %s', phase) from {rounds} r
where phase > 2 and (ended_at is null or ended_seq is null or opened_at is null or length(commitment) is distinct from 32)`},

	{"a room has one round under way", `
select room::text, format('%s rounds', count(*)) from {rounds} r where phase in (1,2) group by room having count(*) > 1`},

	{"a bet's money is there once", `
select b.bet_id::text, format('player %s, verdict %s: stake %s, lines sum to %s', b.player, b.verdict, b.stake, coalesce(l.sum,0))
from {bets} b left join (select ref, debit >> 16 as player, sum(amount) as sum from {lines} t where kind=1 group by 1,2) l
  on l.ref=b.bet_id and l.player=b.player
where b.stake <> coalesce(l.sum,0)`},

	{"a room's log has no gap", `
select m.id::text, format('room is at %s, log has %s steps behind %s up to %s', m.seq, coalesce(l.steps,0), m.log_to, coalesce(l.last,m.log_to))
from {rooms} m left join (select room, sum(last-seq+1) as steps, max(last) as last from {logs} o group by room) l on l.room=m.id
where m.seq <> m.log_to+coalesce(l.steps,0) or m.seq <> coalesce(l.last,m.log_to)`},

	{"terms and times on a log do not run back", `
select room::text, format('at %s', seq) from (select room, seq, term < lag(term,1,log_term) over w or at < lag(at,1,log_at) over w as back
  from {logs} o window w as (partition by room order by seq)) x where back`},

	{"players' results are their rounds'", `
select r.id::text, format('round won %s, its plays %s', r.kept, coalesce(p.kept,0))
from {rounds} r left join (select round, sum(staked-returned) as kept from {plays} p group by round) p on p.round=r.id
where r.phase > 2 and r.kept <> coalesce(p.kept,0)`},
}
