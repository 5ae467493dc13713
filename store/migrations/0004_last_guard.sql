-- The ledger as the last guard: statements at any past moment, corrections of
-- rounds that ended, what players owe after them, and withdrawals on hold. Kinds
-- of lines from here on: 6 reclaim (player to house), 7 award (house to player),
-- 8 repayment (cash to receivable), 9 holding (cash to pending), 10 return
-- (pending to cash), 11 disbursal (pending to clearing).

-- +goose Up

-- The largest id among an account's lines. post() lets an account's lines come
-- in the order of their ids only, so that a prefix of them is a state that the
-- account really was in: a line that is committed later never stands before one
-- that was told already.
alter table accounts add last_line bigint not null default 0;
update accounts a set last_line = l.id
from (select account, max(id) as id from (select debit as account, id from transfers union all select credit, id from transfers) x group by account) l
where l.account = a.id;

-- An account's lines by their order: two indexes, each line in one of them but
-- for lines between two accounts of one player. What they cost beside a batch of
-- bets stands in wallet/statement.go.
create index transfers_debit on transfers (debit, id) where (debit & 15) in (1, 2, 6, 10);
create index transfers_credit on transfers (credit, id) where (credit & 15) in (1, 2, 6, 10);
create index transfers_corrects on transfers (corrects) where corrects is not null;

-- Every 256th balance of an account, so that one of any past moment is found by
-- adding up at most 255 postings.
create table balance_points (
  account bigint not null references accounts (id),
  version bigint not null,
  line    bigint not null,
  balance bigint not null check (balance >= 0),
  at      timestamptz not null,
  primary key (account, line)
);
create index balance_points_at on balance_points (account, at);

alter table transfers
  drop constraint transfers_kind,
  drop constraint transfers_round,
  add constraint transfers_kind check (case kind
    when 1 then (debit & 15) in (1, 2) and (credit & 15) = 3
    when 2 then (debit & 15) = 3 and (credit & 15) in (1, 2)
    when 3 then (debit & 15) = 3 and (credit & 15) in (1, 2)
    when 4 then ((debit & 15) = 3 and (credit & 15) = 4 and credit >> 16 = debit >> 40)
             or ((debit & 15) = 4 and (credit & 15) = 3 and debit >> 16 = credit >> 40)
    when 5 then (debit & 15) = 5 and (credit & 15) = 1
    when 6 then (debit & 15) in (1, 2, 10) and (credit & 15) = 4 and credit >> 16 = coalesce(round >> 24, 0)
    when 7 then (debit & 15) = 4 and (credit & 15) in (1, 2) and debit >> 16 = coalesce(round >> 24, 0)
    when 8 then (debit & 15) = 1 and (credit & 15) = 10
    when 9 then (debit & 15) = 1 and (credit & 15) = 6
    when 10 then (debit & 15) = 6 and (credit & 15) = 1
    when 11 then (debit & 15) = 6 and (credit & 15) = 5
    else false end),
  add constraint transfers_round check (case
    when kind in (6, 7) then round is not null
    when (debit & 15) = 3 then round is not null and round = debit >> 16
    when (credit & 15) = 3 then round is not null and round = credit >> 16
    else round is null end),
  add constraint transfers_corrects check ((kind in (6, 7)) = (corrects is not null)),
  add constraint transfers_ref check (kind < 6 or ref is not null);

-- The one act on a round that ended, by two persons. Its lines carry its ref;
-- taken and given are their sums, apart from what the round itself took and gave.
create table corrections (
  ref      uuid primary key,
  round    bigint not null references rounds (id),
  revision smallint not null check (revision > 0),
  by_one   bigint not null references players (id),
  by_two   bigint not null references players (id),
  why      text not null check (length(why) between 1 and 500),
  hash     bytea not null check (length(hash) = 32),
  taken    bigint not null default 0 check (taken >= 0),
  given    bigint not null default 0 check (given >= 0),
  at       timestamptz not null default clock_timestamp(),
  xid      xid8 not null default pg_current_xact_id(),
  unique (round, revision),
  constraint corrections_two check (by_one <> by_two)
);

-- +goose StatementBegin
-- A correction is two operators', and raises its round's revision by one.
create function corrections_raise() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (select count(*) from players where id in (new.by_one, new.by_two) and role = 'operator') <> 2 then
    raise exception 'croupier: a correction needs two operators' using errcode = 'CR004';
  end if;
  update rounds set revision = new.revision where id = new.round and revision = new.revision - 1 and phase in (3, 4);
  if not found then
    raise exception 'croupier: round % has not ended with revision %', new.round, new.revision - 1 using errcode = 'CR004';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger corrections_raise after insert on corrections for each row execute function corrections_raise();

-- What a player owes after corrections: the debits of the receivable account
-- less its credits. post_acts() alone writes it.
create table receivables (
  account bigint primary key check ((account & 15) = 10),
  owed    bigint not null default 0 check (owed >= 0)
);

-- A withdrawal under way: held once, then returned or disbursed once, whole.
--
--   1 held ──► 2 returned
--        └───► 3 disbursed
create table holds (
  ref     uuid primary key,
  account bigint not null references accounts (id) check ((account & 15) = 6),
  amount  bigint not null check (amount > 0),
  state   smallint not null default 1 check (state in (1, 2, 3)),
  line    bigint not null,
  ended   bigint,
  constraint holds_ended check ((state = 1) = (ended is null))
);
create index holds_open on holds (account) where state = 1;

-- +goose StatementBegin
-- As in 0001, and: an account's lines come in the order of their ids, every
-- 256th balance is kept, and lines of corrections touch no round's own sums.
create or replace function post() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  want int;
  got  int;
begin
  with d as materialized (
    select account, sum(amount)::bigint as amount, min(id) as first, max(id) as last, max(at) as at
    from (select id, at, debit as account, -amount as amount from new_rows
          union all select id, at, credit, amount from new_rows) lines
    where (account & 15) in (1, 2, 6) group by account),
  u as (
    update accounts a set balance = a.balance + d.amount, version = a.version + 1, last_line = d.last
    from d where a.id = d.account and a.last_line < d.first
    returning a.id, a.version, a.balance, d.last, d.at),
  p as (
    insert into balance_points(account, version, line, balance, at)
    select id, version, last, balance, at from u where version & 255 = 0)
  select (select count(*) from d), (select count(*) from u) into want, got;
  if want <> got then
    raise exception 'croupier: % accounts named, % exist and have no later line', want, got using errcode = '23503';
  end if;

  with d as materialized (
    select round, (case when (debit & 15) = 3 then debit else credit end >> 4) & 4095 as currency,
      coalesce(sum(amount) filter (where kind = 1), 0)::bigint as staked,
      coalesce(sum(amount) filter (where kind in (2, 3)), 0)::bigint as returned,
      coalesce(sum(case when (debit & 15) = 3 then amount else -amount end) filter (where kind = 4), 0)::bigint as kept
    from new_rows where kind <= 4 group by 1, 2),
  u as (
    update rounds r set staked = r.staked + d.staked, returned = r.returned + d.returned, kept = r.kept + d.kept
    from d, rooms m
    where r.id = d.round and r.phase in (1, 2) and m.id = r.room and m.currency = d.currency returning 1)
  select (select count(*) from d), (select count(*) from u) into want, got;
  if want <> got then
    raise exception 'croupier: % rounds named, % under way in that currency', want, got using errcode = 'CR002';
  end if;
  return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
-- post_acts judges what does not belong to a round under way: corrections,
-- repayments and holds. Lines of play pass it by.
create function post_acts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
    select account, sum(amount)::bigint as amount
    from (select debit as account, amount from new_rows union all select credit, -amount from new_rows) lines
    where (account & 15) = 10 group by account),
  u as (update receivables r set owed = r.owed + d.amount from d where r.account = d.account returning 1)
  select (select count(*) from d), (select count(*) from u) into want, got;
  if want <> got then
    raise exception 'croupier: % receivables named, % exist', want, got using errcode = '23503';
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
create trigger post_acts after insert on transfers referencing new table as new_rows
  for each statement execute function post_acts();

-- A revision is raised by a correction alone.
revoke update (revision) on rounds from croupier_app;
grant select on balance_points, receivables, holds to croupier_app;
grant select, insert (ref, round, revision, by_one, by_two, why, hash) on corrections to croupier_app;
