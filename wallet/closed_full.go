package wallet

// closedChecks hold the closed sums against the lines that they stand for: all of
// those are read and hashed again. Verify asks them, VerifyOpen does not.
var closedChecks = []check{
	{"a closed segment is what it was", `
select s.first::text, format('%s lines and %s bets were closed, there are %s and %s, or others', s.lines, s.bets, d.lines, b.bets)
from closed_segments s, lateral segment_digest(s.first, s.past) d,
lateral (select count(*) as bets from bets where batch >= s.first >> 6 and batch < s.past >> 6) b
where d.digest <> s.digest or d.lines <> s.lines or (b.bets <> s.bets and not exists (select 1 from archives where state > 1))`},

	{"closed segments follow each other", `
select first::text, format('from %s, after %s', first, before) from (select first, lag(past,1,0::bigint) over (order by first) as before from closed_segments
  union all select closed_to, (select coalesce(max(past),0) from closed_segments) from growth) x where first <> before`},

	{"closed sums are those of their lines", `
select coalesce(c.account,l.account)::text, format('%s of %s lines up to %s closed; lines have %s, %s, %s', c.sum, c.lines, c.last, l.sum, l.lines, l.last)
from closed_accounts c full join (select account, sum(amount) as sum, count(*) as lines, max(id) as last
  from (select debit as account, -amount as amount, id from transfers where id < (select closed_to from growth)
        union all select credit, amount, id from transfers where id < (select closed_to from growth)) x
  where account & 15 <> 3 group by account) l on l.account=c.account
where (c.sum,c.lines,c.last) is distinct from (l.sum,l.lines,l.last)`},

	{"closed sums of rounds are those of their lines", `
select coalesce(c.round,l.round)::text, format('%s staked, %s returned, %s kept; lines have %s, %s, %s', c.staked, c.returned, c.kept, l.staked, l.returned, l.kept)
from closed_rounds c full join (select x.* from (select round, (debit >> 4) & 4095 as currency,
    coalesce(sum(amount) filter (where kind=1),0) as staked, coalesce(sum(amount) filter (where kind in (2,3)),0) as returned,
    coalesce(sum(case when (debit & 15)=3 then amount else -amount end) filter (where kind=4),0) as kept,
    coalesce(sum(case kind when 1 then amount*player_mark(debit >> 16) else -amount*player_mark(credit >> 16) end) filter (where kind<=3),0) as marks
  from transfers where id < (select closed_to from growth) and kind<=4 group by 1,2) x
  left join closed_rooms m on m.room=x.round >> 24 where x.round > coalesce(m.round,0)) l on l.round=c.round and l.currency=c.currency
where (c.staked,c.returned,c.kept,c.marks) is distinct from (l.staked,l.returned,l.kept,l.marks)`},

	{"a closed room has ended up to there", `
select c.room::text, format('%s rounds, %s results, %s rows of its log closed; there are %s, %s, %s', c.rounds, c.plays, c.log_rows, r.rounds, p.plays, l.rows)
from closed_rooms c
left join (select r.room, count(*) as rounds, bool_and(phase > 2) as ended from rounds r join closed_rooms c on c.room=r.room and r.id<=c.round group by 1) r on r.room=c.room
left join (select c.room, count(*) as plays from plays p join closed_rooms c on c.room=p.round >> 24 and p.round<=c.round group by 1) p on p.room=c.room
left join (select c.room, count(*) as rows, max(last) as last, max(l.term) as term, max(l.at) as at from log l join closed_rooms c on c.room=l.room and l.last<=c.log_to group by 1) l on l.room=c.room
where (c.rounds,c.plays,c.log_rows,c.log_to) is distinct from (coalesce(r.rounds,0),coalesce(p.plays,0),coalesce(l.rows,0),coalesce(l.last,0))
  or r.ended is false or (l.rows > 0 and (l.term,l.at) is distinct from (c.log_term,c.log_at))`},
}
