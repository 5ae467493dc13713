package wallet

// The open books: {open} is the first open line, {batch} its block, {since} a moment
// that no result of an open round is before.

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

	// openHolds are those that wait, or that an open line holds or ends.
	openHolds = `(select * from holds where state=1 or line>={open} or ended>={open})`

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

// openBooks are the open lines, and the closed sums before them.
var openBooks = books{
	lines: openLines,
	sums:  allSums,
	sides: `(select x.*, coalesce(c.sum,0) as sum_before, coalesce(c.last,0) as last_before
  from ` + openSides + ` x left join closed_accounts c on c.account=x.account)`,
	rounds:    openRounds,
	roundSums: openRoundSums,
	logs:      openLog,
	rooms:     `(select m.*, coalesce(c.log_to,0) as log_to from rooms m left join closed_rooms c on c.room=m.id)`,
	bets:      `(select * from bets where batch>={batch})`,
	plays:     `(select * from plays where ended_at>={since})`,
	points:    `(select * from balance_points where line>={open})`,
	postings:  `(select * from postings where transfer>={open})`,
	holds:     openHolds,
	holdLines: `(select id, ref, kind, amount from ` + openLines + ` t where kind between 9 and 11
    union select t.id, t.ref, t.kind, t.amount from ` + openHolds + ` o join transfers t on t.id=o.line where t.kind between 9 and 11)`,
	// By the index of those that correct something: all of them have to.
	corrections: `(select * from transfers where corrects is not null and kind in (6,7))`,
	// One look-up for each: rounds are not read from the beginning.
	noRound: `(select id from rounds r where r.id=x.round) is null`,
	otherResults: `
select r.id::text, 'one of its players has another result than lines'
from (select * from {rounds} o where phase > 2) r left join {roundSums} l on l.round=r.id
left join (select round, sum((staked-returned)*player_mark(player)) as marks from {plays} p group by round) p on p.round=r.id
where coalesce(l.marks,0) <> coalesce(p.marks,0)`,
	counts: openCountsSQL,
	totals: openTotalsSQL,
}

const openCountsSQL = `select clock_timestamp(),
(select coalesce(sum(lines),0)::bigint from closed_segments)+(select count(*) from ` + openLines + ` t), (select count(*) from accounts),
(select count(*) from rooms), (select coalesce(sum(rounds),0)::bigint from closed_rooms)+(select count(*) from ` + openRounds + ` r),
greatest((select coalesce(sum(bets),0)::bigint from closed_segments)-` + archivedSQL + `,0)+(select count(*) from bets where batch>={batch}),
(select coalesce(sum(log_rows),0)::bigint from closed_rooms)+(select count(*) from ` + openLog + ` l),
(select coalesce(sum(plays),0)::bigint from closed_rooms)+(select count(*) from plays p left join closed_rooms c on c.room=p.round >> 24
  where p.ended_at>={since} and p.round>coalesce(c.round,0)), ` + archivedSQL

const openTotalsSQL = `select ((account >> 4) & 4095)::int, (account & 15)::int, count(*), sum(sum)::bigint
from (select account, sum(sum) as sum from (select account, sum from {sums} l
  union all select round << 16 | currency << 4 | 3, staked-returned-kept from closed_rounds) x group by account) y group by 1,2 order by 1,2`
