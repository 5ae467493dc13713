-- Growth: partitions that are made ahead, sums of the lines that are behind
-- everybody, and what was put into archives. docs/growth.md says
-- why it is done like this.

-- +goose Up

-- Sizes, and how far the closing of the books has come. The owner may change the
-- sizes at any time: they hold for what is made from then on.
create table growth (
  one         bool primary key default true check (one),
  lines_width bigint not null default 1073741824 check (lines_width >= 64 and lines_width % 64 = 0), -- ids of a partition
  lines_ahead int not null default 8 check (lines_ahead > 0),                                         -- partitions
  segment     bigint not null default 1048576 check (segment >= 64 and segment % 64 = 0),            -- ids that are closed at once
  closed_to   bigint not null default 0 check (closed_to >= 0),      -- lines below are in the closed sums
  safe_to     bigint not null default 0 check (safe_to >= closed_to), -- nobody can add a line below
  taken_to    bigint,   -- ids below were given out
  taken_by    text[],   -- while these transactions were under way
  constraint growth_taken check ((taken_to is null) = (taken_by is null))
);
insert into growth default values;

-- A stretch of ids that was closed: what stood in it, and a hash over every byte
-- of it, so that nobody changes a line of it unnoticed.
create table closed_segments (
  first     bigint primary key,
  past      bigint not null,
  lines     bigint not null,
  bets      bigint not null,
  digest    bytea not null check (length(digest) = 32),
  closed_at timestamptz not null default clock_timestamp(),
  check (past > first)
);

-- What all closed lines of an account come to. Escrows are by round, below.
create table closed_accounts (
  account bigint primary key,
  sum     numeric not null,
  lines   bigint not null,
  last    bigint not null
) with (fillfactor = 50);

-- What the closed lines of a round come to, until the round itself is closed.
-- marks is a sum that is the same for lines and plays only if each player's is.
create table closed_rounds (
  round    bigint not null,
  currency int not null,
  staked   numeric not null,
  returned numeric not null,
  kept     numeric not null,
  marks    numeric not null,
  primary key (round, currency)
);

-- How far each room is closed: rounds up to one, and its log up to a step.
create table closed_rooms (
  room     bigint primary key references rooms (id),
  round    bigint not null default 0,
  rounds   bigint not null default 0,
  plays    bigint not null default 0,
  log_to   bigint not null default 0,
  log_rows bigint not null default 0,
  log_term bigint not null default 0,
  log_at   timestamptz not null default 'epoch'
) with (fillfactor = 50);

-- Months of bets that were taken out into a file. States: 1 the file is whole,
-- 2 no longer part of bets, 3 gone from the database.
create table archives (
  name    text primary key,
  file    text not null,
  rows    bigint not null,
  bytes   bigint not null,
  digest  bytea not null check (length(digest) = 32),  -- SHA-256 of the file
  state   smallint not null default 1 check (state in (1, 2, 3)),
  from_id uuid not null,
  to_id   uuid not null,
  at      timestamptz not null default clock_timestamp()
);

-- What stands on the disk in the order in which it was written is found by these,
-- which cost an insert next to nothing: bets of a stretch of batches, plays of a time,
-- kept balances and postings of a stretch of lines.
create index bets_batch on bets using brin (batch) with (pages_per_range = 32, autosummarize = on);
create index plays_ended on plays using brin (ended_at) with (pages_per_range = 32, autosummarize = on);
create index points_line on balance_points using brin (line) with (pages_per_range = 32, autosummarize = on);
create index postings_line on postings using brin (transfer) with (pages_per_range = 32, autosummarize = on);
create index rounds_revised on rounds (id) where revision > 0;

-- +goose StatementBegin
-- player_mark is a number of a player's own, for closed_rounds.marks.
create function player_mark(player bigint) returns numeric language sql immutable parallel safe as $$
  select (hashint8extended(player, 1789) & 1152921504606846975)::numeric
$$;
-- +goose StatementEnd

-- +goose StatementBegin
-- make_partitions makes what the coming weeks need, as in 0001, and says how much
-- there was ahead before it did: ids without a partition of lines yet, in
-- lines_left. A partition of lines begins where the last one ends and is as wide
-- as growth says; so many of them are ahead as a day at full speed takes.
drop function make_partitions();
create function make_partitions(out bets_from uuid, out bets_to uuid, out lines_left bigint, out lines_target bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  g      growth;
  used   bigint;
  past   bigint;
  number int;
  month  timestamp;
  name   text;
begin
  perform pg_advisory_xact_lock(hashtext('croupier.make_partitions'));
  select * into g from growth;
  select last_value * 64 into used from transfer_block;
  select coalesce(max((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''(\d+)'''))[1]::bigint), 0),
         coalesce(max(substr(c.relname, 11)::int) + 1, 0)
    into past, number
  from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'transfers'::regclass;
  lines_left := greatest(past - used, 0);
  lines_target := g.lines_width * g.lines_ahead;
  if past < used then  -- ids were skipped: nothing of them can be needed any more
    past := used / g.lines_width * g.lines_width;
  end if;
  while past - used < lines_target loop
    name := 'transfers_' || lpad(number::text, 6, '0');
    execute format('create table %I (like transfers including defaults including constraints including indexes)', name);
    execute format('alter table transfers attach partition %I for values from (%s) to (%s)', name, past, past + g.lines_width);
    past := past + g.lines_width;
    number := number + 1;
  end loop;
  month := date_trunc('month', clock_timestamp() at time zone 'UTC') - interval '1 month';
  bets_from := uuid_at(month at time zone 'UTC');
  for i in 0..3 loop
    name := 'bets_' || to_char(month, 'YYYY_MM');
    bets_to := uuid_at((month + interval '1 month') at time zone 'UTC');
    if to_regclass('public.' || name) is null then
      execute format('create table %I (like bets including defaults including constraints including indexes)', name);
      execute format('alter table bets attach partition %I for values from (%L) to (%L)',
        name, uuid_at(month at time zone 'UTC'), bets_to);
    end if;
    month := month + interval '1 month';
  end loop;
end $$;
-- +goose StatementEnd
select make_partitions();

-- +goose StatementBegin
-- segment_digest is the hash of the lines of a stretch, of every byte of them
-- that says something: of the hashes of every 16,384 ids, in their order.
create function segment_digest(first bigint, past bigint, out lines bigint, out digest bytea)
language sql stable parallel safe as $$
  select coalesce(sum(x.n), 0)::bigint, sha256(coalesce(string_agg(x.h, ''::bytea order by x.part), ''::bytea))
  from (select t.id >> 14 as part, count(*) as n, sha256(string_agg(
          int8send(t.id) || int8send(t.debit) || int8send(t.credit) || int8send(t.amount) || int2send(t.kind)
          || int8send(coalesce(t.round, -1)) || coalesce(uuid_send(t.ref), ''::bytea) || int8send(coalesce(t.corrects, -1))
          || timestamptz_send(t.at) || int8send(coalesce(t.debit_before, -1)) || int8send(coalesce(t.credit_before, -1)),
          ''::bytea order by t.id)) as h
        from transfers t where t.id >= first and t.id < past group by 1) x
$$;
-- +goose StatementEnd

-- +goose StatementBegin
-- safe_lines moves the mark below which nobody can add a line any more: the ids
-- below it were given out, and every transaction that ran then has ended. Whoever
-- has taken ids is under way, and whoever is under way holds the lock of his own
-- virtual transaction; a prepared one holds that of its real one.
create function safe_lines(out safe_to bigint) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  g     growth;
  taken bigint;
begin
  select * into g from growth;
  safe_to := g.safe_to;
  if not pg_try_advisory_xact_lock(hashtext('croupier.growth')) then
    return;
  end if;
  select * into g from growth;
  if g.taken_to is not null and not exists (select 1 from pg_locks where virtualtransaction = any (g.taken_by)) then
    g.safe_to := g.taken_to;
    update growth u set safe_to = g.taken_to, taken_to = null, taken_by = null;
    g.taken_to := null;
  end if;
  safe_to := g.safe_to;
  if g.taken_to is null then
    select case when is_called then (last_value + 1) * 64 else 0 end into taken from transfer_block;
    if taken > g.safe_to then
      -- In a statement of its own, behind the one above: a transaction that took
      -- an id of them began before, and is seen here if it has not ended.
      update growth set taken_to = taken, taken_by = array(
        select distinct virtualtransaction from pg_locks
        where locktype in ('virtualxid', 'transactionid') and mode = 'ExclusiveLock' and granted and pid is distinct from pg_backend_pid());
    end if;
  end if;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
-- close_lines closes the next segment if it is below both the safe mark and upto,
-- up to where a pass of the checker found everything right. It is one transaction
-- of bounded size: whatever happens to it, the next goes on from where it began.
create function close_lines(upto bigint, out closed bool, out closed_to bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  g    growth;
  past bigint;
begin
  closed := false;
  if not pg_try_advisory_xact_lock(hashtext('croupier.growth')) then
    return;
  end if;
  select * into g from growth;
  closed_to := g.closed_to;
  past := g.closed_to + g.segment;
  if past > least(upto, g.safe_to) then
    return;
  end if;

  insert into closed_segments(first, past, lines, bets, digest)
  select g.closed_to, past, d.lines, (select count(*) from bets where batch >= g.closed_to >> 6 and batch < past >> 6), d.digest
  from segment_digest(g.closed_to, past) d;

  insert into closed_accounts as c (account, sum, lines, last)
  select account, sum(amount), count(*), max(id)
  from (select debit as account, -amount as amount, id from transfers where id >= g.closed_to and id < past
        union all select credit, amount, id from transfers where id >= g.closed_to and id < past) x
  where account & 15 <> 3 group by account order by account
  on conflict (account) do update set sum = c.sum + excluded.sum, lines = c.lines + excluded.lines, last = excluded.last;

  insert into closed_rounds as c (round, currency, staked, returned, kept, marks)
  select round, (debit >> 4) & 4095,
    coalesce(sum(amount) filter (where kind = 1), 0), coalesce(sum(amount) filter (where kind in (2, 3)), 0),
    coalesce(sum(case when (debit & 15) = 3 then amount else -amount end) filter (where kind = 4), 0),
    coalesce(sum(case kind when 1 then amount * player_mark(debit >> 16) else -amount * player_mark(credit >> 16) end) filter (where kind <= 3), 0)
  from transfers where id >= g.closed_to and id < past and kind <= 4 group by 1, 2 order by 1, 2
  on conflict (round, currency) do update set staked = c.staked + excluded.staked, returned = c.returned + excluded.returned,
    kept = c.kept + excluded.kept, marks = c.marks + excluded.marks;

  update growth u set closed_to = past;
  closed := true;
  closed_to := past;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
-- close_rooms closes rounds that ended and whose lines are all closed, up to the
-- first of each room that is not so, and the logs behind the closed lines. It
-- takes rooms one after the other from one on, and so many at most; next is where
-- to go on, 0 at the end.
create function close_rooms(from_room bigint, many int, pass_at timestamptz, out next bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  batch_to bigint;
  since    timestamptz;
  until    timestamptz;
begin
  next := from_room;
  if not pg_try_advisory_xact_lock(hashtext('croupier.growth')) then
    return;
  end if;
  select closed_to >> 6 into batch_to from growth;
  -- The results of these rounds are found by their time, all at once.
  select min(r.ended_at), max(r.ended_at) into since, until
  from (select m.id as room, greatest(coalesce(c.round, 0), m.id << 24) as round
        from rooms m left join closed_rooms c on c.room = m.id where m.id >= from_room order by m.id limit many) k
  join rounds r on r.id > k.round and r.id <= (k.room << 24 | 16777215)
  where r.phase > 2 and r.ended_at <= pass_at;

  with k as materialized (
    select m.id as room, greatest(coalesce(c.round, 0), m.id << 24) as round, coalesce(c.log_to, 0) as log_to
    from rooms m left join closed_rooms c on c.room = m.id where m.id >= from_room order by m.id limit many),
  x as (
    select k.room, r.id, p.plays, bool_and(r.phase > 2 and r.ended_at <= pass_at
      and coalesce(s.same, r.staked = 0 and r.returned = 0 and r.kept = 0)) over (partition by k.room order by r.id) as done
    from k join rounds r on r.id > k.round and r.id <= (k.room << 24 | 16777215)
    left join lateral (select bool_and((c.staked, c.returned, c.kept) = (r.staked, r.returned, r.kept)) as same
      from closed_rounds c where c.round = r.id having count(*) > 0) s on true
    left join (select round, count(*) as plays from plays where ended_at between since and until group by round) p on p.round = r.id),
  d as (select room, max(id) as round, count(*) as rounds, sum(plays)::bigint as plays from x where done group by room),
  u as (
    insert into closed_rooms as c (room, round, rounds, plays, log_to, log_rows, log_term, log_at)
    select k.room, coalesce(d.round, k.round), coalesce(d.rounds, 0), coalesce(d.plays, 0),
      coalesce(l.last, 0), l.rows, coalesce(l.term, 0), coalesce(l.at, 'epoch')
    from k left join d using (room), lateral (
      select max(last) as last, count(*) as rows, max(term) as term, max(at) as at
      from log where room = k.room and seq > k.log_to and batch < batch_to) l
    where d.room is not null or l.rows > 0
    on conflict (room) do update set round = excluded.round, rounds = c.rounds + excluded.rounds, plays = c.plays + excluded.plays,
      log_to = greatest(c.log_to, excluded.log_to), log_rows = c.log_rows + excluded.log_rows,
      log_term = greatest(c.log_term, excluded.log_term), log_at = greatest(c.log_at, excluded.log_at)
    returning room, round),
  gone as (delete from closed_rounds c using u where c.round > u.room << 24 and c.round <= u.round)
  select case when count(*) < many then 0 else max(room) + 1 end into next from k;
end $$;
-- +goose StatementEnd

grant select on growth, closed_segments, closed_accounts, closed_rounds, closed_rooms, archives to croupier_app;
revoke execute on function make_partitions(), safe_lines(), close_lines(bigint), close_rooms(bigint, int, timestamptz) from public;
grant execute on function make_partitions(), safe_lines(), close_lines(bigint), close_rooms(bigint, int, timestamptz) to croupier_app;
