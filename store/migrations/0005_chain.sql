-- An account's lines are a chain: each names the one before it. The statement of
-- an account walks it from its last line, by the primary key of the lines, and
-- the lines need no index by account: two of those cost a bet 2.3 of its 16 µs of
-- the database's CPU, more with every month (their leaves are all over the disk).

-- +goose Up

-- The line before this one of the debited and of the credited account; 0 for an
-- account's first, null for accounts that only record.
alter table transfers add debit_before bigint, add credit_before bigint;
alter table receivables add last_line bigint not null default 0;

update transfers t set
  debit_before  = case when (debit & 15) in (1, 2, 6, 10) then coalesce((select max(id) from transfers p
    where p.id < t.id and (p.debit = t.debit or p.credit = t.debit)), 0) end,
  credit_before = case when (credit & 15) in (1, 2, 6, 10) then coalesce((select max(id) from transfers p
    where p.id < t.id and (p.debit = t.credit or p.credit = t.credit)), 0) end;
update receivables r set last_line = (select max(id) from transfers where debit = r.account or credit = r.account);

alter table transfers add constraint transfers_chain check (
  ((debit & 15) in (1, 2, 6, 10)) = (debit_before is not null)
  and ((credit & 15) in (1, 2, 6, 10)) = (credit_before is not null)
  and coalesce(debit_before, 0) < id and coalesce(credit_before, 0) < id);
drop index transfers_debit, transfers_credit;

-- Every batch writes the rows of its rooms and rounds again: what is wide in them
-- and never changes stands aside.
alter table rooms set (toast_tuple_target = 160);
alter table rounds set (toast_tuple_target = 320);

-- A player's history is read by time: one index does that and holds a result once.
-- A settlement of ten thousand writes ten thousand of them.
alter table plays drop constraint plays_pkey;
drop index plays_time;
alter table plays add primary key (player, ended_at, round);

-- Bodies are packed where they are made; to compress them again costs more than
-- their bytes. A log row's room is one that the same transaction locks, and the
-- serving role cannot delete it: no look-up for each row.
alter table log alter column body set storage external;
alter table log drop constraint log_room_fkey;

-- +goose StatementBegin
-- post is the only writer of balances. In one pass over the new lines: what each
-- account moved, and where it goes on in its chain; then that every account that
-- was named had a row, and the place in the chain that its lines name. Then what
-- each round took and gave, which must be under way in its room's currency.
create or replace function post() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  want bigint;
  got  bigint;
begin
  with u as (
    update accounts a set balance = a.balance + d.amount, version = a.version + 1, last_line = d.last
    from (select account, sum(amount)::bigint as amount, count(*)::int as lines, min(before) as before, max(id) as last
          from (select id, debit as account, -amount as amount, debit_before as before from new_rows where debit_before is not null
                union all select id, credit, amount, credit_before from new_rows where credit_before is not null) l
          group by account) d
    where a.id = d.account and a.last_line = d.before
    returning a.id, a.version, a.balance, a.last_line, d.lines),
  p as (
    insert into balance_points(account, version, line, balance, at)
    select id, version, last_line, balance, (select max(at) from new_rows) from u where version & 255 = 0)
  select coalesce(sum(lines), 0) from u into got;
  select count(*) filter (where (debit & 15) in (1, 2, 6)) + count(*) filter (where (credit & 15) in (1, 2, 6)) from new_rows into want;
  if want <> got then
    raise exception 'croupier: % sides of players named, % have an account whose last line they follow', want, got using errcode = '23503';
  end if;

  with u as (
    update rounds r set staked = r.staked + d.staked, returned = r.returned + d.returned, kept = r.kept + d.kept
    from (select round, (debit >> 4) & 4095 as currency, count(*)::int as lines,
            coalesce(sum(amount) filter (where kind = 1), 0)::bigint as staked,
            coalesce(sum(amount) filter (where kind in (2, 3)), 0)::bigint as returned,
            coalesce(sum(case when (debit & 15) = 3 then amount else -amount end) filter (where kind = 4), 0)::bigint as kept
          from new_rows where kind <= 4 group by 1, 2) d, rooms m
    where r.id = d.round and r.phase in (1, 2) and m.id = r.room and m.currency = d.currency
    returning d.lines)
  select coalesce(sum(lines), 0) from u into got;
  select count(*) from new_rows where kind <= 4 into want;
  if want <> got then
    raise exception 'croupier: % lines of rounds, % of rounds under way in that currency', want, got using errcode = 'CR002';
  end if;
  return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
-- As in 0004; receivable accounts have their chain as well.
create or replace function post_acts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  want int;
  got  int;
begin
  if not exists (select 1 from new_rows where kind > 5) then
    return null;
  end if;

  -- A reclaim names a line that paid its player, an award one that the player
  -- staked, both of the correction's own round; and the correction is of this
  -- transaction and signed by nobody whose money it moves.
  select count(*) into got from new_rows n
  left join transfers l on l.id = n.corrects
  left join corrections c on c.ref = n.ref and c.round = n.round and c.xid = pg_current_xact_id()
  where n.kind in (6, 7) and not coalesce(c.ref is not null and l.round = n.round and case n.kind
    when 6 then l.kind in (2, 3, 7) and (n.debit = l.credit or ((n.debit & 15) = 10 and n.debit >> 4 = l.credit >> 4))
      and n.debit >> 16 not in (c.by_one, c.by_two)
    else l.kind = 1 and n.credit = l.debit and n.credit >> 16 not in (c.by_one, c.by_two) end, false);
  if got > 0 then
    raise exception 'croupier: % lines correct nothing that they may', got using errcode = 'CR004';
  end if;
  select count(*) into got from (select distinct corrects from new_rows where kind = 6) n
  join transfers l on l.id = n.corrects
  where (select sum(amount) from transfers c where c.corrects = l.id and c.kind = 6) > l.amount;
  if got > 0 then
    raise exception 'croupier: % lines are corrected by more than they moved', got using errcode = 'CR004';
  end if;
  update corrections c set taken = c.taken + d.taken, given = c.given + d.given
  from (select ref, coalesce(sum(amount) filter (where kind = 6), 0)::bigint as taken,
          coalesce(sum(amount) filter (where kind = 7), 0)::bigint as given
        from new_rows where kind in (6, 7) group by ref) d where c.ref = d.ref;

  insert into receivables(account) select distinct debit from new_rows where (debit & 15) = 10 order by 1 on conflict do nothing;
  with d as materialized (
    select account, sum(amount)::bigint as amount, min(before) as before, max(id) as last
    from (select id, debit as account, amount, debit_before as before from new_rows
          union all select id, credit, -amount, credit_before from new_rows) lines
    where (account & 15) = 10 group by account),
  u as (update receivables r set owed = r.owed + d.amount, last_line = d.last from d
    where r.account = d.account and r.last_line = d.before returning 1)
  select (select count(*) from d), (select count(*) from u) into want, got;
  if want <> got then
    raise exception 'croupier: % receivables named, % have the last line that they follow', want, got using errcode = '23503';
  end if;

  insert into holds(ref, account, amount, line) select ref, credit, amount, id from new_rows where kind = 9;
  with d as materialized (select ref, debit, amount, kind, id from new_rows where kind in (10, 11)),
  u as (
    update holds h set state = d.kind - 8, ended = d.id
    from d where h.ref = d.ref and h.state = 1 and h.account = d.debit and h.amount = d.amount returning 1)
  select (select count(*) from d), (select count(*) from u) into want, got;
  if want <> got then
    raise exception 'croupier: % holds to end, % are held', want, got using errcode = 'CR005';
  end if;
  return null;
end $$;
-- +goose StatementEnd
