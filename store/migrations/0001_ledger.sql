-- The ledger, the rooms' logs and the nodes that own rooms. What makes a wrong
-- book impossible stands here, so that no server can write one (O9, B14).
--
-- An account's id is entity<<16 | currency<<4 | kind. Kinds: 1 cash, 2 bonus,
-- 3 escrow, 4 house, 5 clearing, 6 pending, 7 jackpot, 8 bonus cost, 9 tips,
-- 10 receivable. A round's id is room<<24 | number, so escrow>>40 is its room.

-- +goose Up

-- +goose StatementBegin
-- require turns a row count that is not as it must be into an error, so that a
-- COMMIT in the same flush cannot happen.
create function require(ok bool, what text) returns void language plpgsql as $$
begin
  if ok is not true then
    raise exception 'croupier: % does not hold', what using errcode = 'CR001';
  end if;
end $$;
-- +goose StatementEnd

-- A node's life: registered, renewed, dead for ever.
create table nodes (
  id         bigint generated always as identity primary key,
  name       text not null,
  address    text not null default '',
  dead       bool not null default false,
  started_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
) with (fillfactor = 50);

-- A room's row is the fence: whoever writes for the room locks it first and
-- finds its own term in it. node is null while nobody owns the room.
create table rooms (
  id       bigint primary key check (id between 1 and 8388607),
  name     text not null,
  game     text not null,
  rules    int not null check (rules > 0),
  options  bytea not null,
  currency smallint not null check (currency between 1 and 4095),
  paused   bool not null default false,
  node     bigint,
  term     bigint not null default 0 check (term >= 0),
  seq      bigint not null default 0 check (seq >= 0),
  last_at  timestamptz not null default 'epoch'
) with (fillfactor = 50);
create index rooms_node on rooms (node) where node is not null;

-- Phases: 0 sealed, 1 open, 2 closed, 3 settled, 4 void. staked, returned and
-- kept are the sums of the round's lines, written by post() alone: together
-- they are the escrow, which has no other row, and is empty at the end.
create table rounds (
  id         bigint primary key,
  room       bigint not null references rooms (id),
  phase      smallint not null default 0 check (phase between 0 and 4),
  revision   smallint not null default 0 check (revision >= 0),
  rules      int not null check (rules > 0),
  commitment bytea not null check (length(commitment) = 32),
  sealed     bytea not null,
  options    bytea,
  carry      bytea,
  opened_seq bigint,
  opened_at  timestamptz,
  ended_seq  bigint,
  ended_at   timestamptz,
  staked     bigint not null default 0 check (staked >= 0),
  returned   bigint not null default 0 check (returned >= 0),
  kept       bigint not null default 0,
  constraint rounds_room check (id >> 24 = room and (id & 16777215) > 0),
  constraint rounds_opened check ((phase > 0) = (options is not null and opened_seq is not null and opened_at is not null)),
  constraint rounds_ended check ((phase > 2) = (ended_seq is not null and ended_at is not null)),
  constraint rounds_escrow check (phase < 3 or staked - returned = kept),
  constraint rounds_sealed check (phase > 0 or (staked = 0 and returned = 0 and kept = 0))
) with (fillfactor = 50);
create unique index rounds_live on rounds (room) where phase in (1, 2);
create index rounds_ahead on rounds (room) where phase = 0;

-- Accounts that authorise. House, escrow and clearing accounts only record:
-- they are the sums of their lines.
create table accounts (
  id      bigint primary key,
  balance bigint not null default 0 check (balance >= 0),
  version bigint not null default 0 check (version >= 0),
  stop    smallint not null default 0 check (stop >= 0),
  constraint accounts_kind check (id >> 16 > 0 and ((id >> 4) & 4095) > 0 and (id & 15) in (1, 2, 6))
) with (fillfactor = 50);

-- A player's own limits. Kinds: 1 stake, 2 loss. used may fall below zero for
-- losses: what was won may be lost again.
create table guards (
  account bigint not null references accounts (id),
  kind    smallint not null check (kind in (1, 2)),
  until   timestamptz not null,
  used    bigint not null default 0 check (kind = 2 or used >= 0),
  cap     bigint not null check (cap >= 0),
  primary key (account, kind)
);

-- A line of the ledger moves one amount once, for ever. Kinds: 1 stake, 2 pay,
-- 3 refund, 4 close (escrow and house), 5 top-up. One row cannot be
-- unbalanced; the ids of its two accounts let one CHECK refuse mixed
-- currencies and money from one player to another.
create table transfers (
  id       bigint primary key,
  debit    bigint not null,
  credit   bigint not null,
  amount   bigint not null check (amount > 0),
  kind     smallint not null,
  round    bigint,
  ref      uuid,
  corrects bigint,
  at       timestamptz not null default now(),
  constraint transfers_two check (debit <> credit and debit >> 16 > 0 and credit >> 16 > 0),
  constraint transfers_currency check ((((debit # credit) >> 4) & 4095) = 0 and ((debit >> 4) & 4095) > 0),
  constraint transfers_players check (not ((debit & 15) in (1, 2, 6, 10) and (credit & 15) in (1, 2, 6, 10) and debit >> 16 <> credit >> 16)),
  constraint transfers_kind check (case kind
    when 1 then (debit & 15) in (1, 2) and (credit & 15) = 3
    when 2 then (debit & 15) = 3 and (credit & 15) in (1, 2)
    when 3 then (debit & 15) = 3 and (credit & 15) in (1, 2)
    when 4 then ((debit & 15) = 3 and (credit & 15) = 4 and credit >> 16 = debit >> 40)
             or ((debit & 15) = 4 and (credit & 15) = 3 and debit >> 16 = credit >> 40)
    when 5 then (debit & 15) = 5 and (credit & 15) = 1
    else false end),
  constraint transfers_round check (case
    when (debit & 15) = 3 then round is not null and round = debit >> 16
    when (credit & 15) = 3 then round is not null and round = credit >> 16
    else round is null end)
) partition by range (id);

-- Ids come in blocks of 64: id = block*64 + i. A batch takes as many blocks as
-- it can need, and its first block is the batch's number.
create sequence transfer_block;

-- The verdict of every id that a client ever sent, for ever. Verdicts:
-- 1 accepted, 2 refused, 3 withdrawn (asked about before it was known; it has
-- no hash, since the request was never seen). stake is what its lines must sum to.
create table bets (
  bet_id  uuid not null,
  player  bigint not null check (player > 0),
  hash    bytea,
  room    bigint not null,
  round   bigint not null,
  batch   bigint not null,
  stake   bigint not null default 0 check (stake >= 0),
  verdict smallint not null check (verdict in (1, 2, 3)),
  answer  bytea not null,
  primary key (bet_id, player),
  constraint bets_hash check (case when verdict = 3 then hash is null else hash is not null and length(hash) = 32 end),
  constraint bets_stake check (verdict = 1 or stake = 0)
) partition by range (bet_id);

-- Lines that come from outside of a round, once per reference.
create table postings (
  ref      uuid primary key,
  transfer bigint not null,
  hash     bytea not null check (length(hash) = 32),
  at       timestamptz not null default now()
);

-- The rooms' logs: one row per room and batch, holding the steps seq..last.
create table log (
  room  bigint not null references rooms (id),
  seq   bigint not null check (seq > 0),
  last  bigint not null,
  term  bigint not null,
  batch bigint not null,
  xid   xid8 not null default pg_current_xact_id(),
  at    timestamptz not null,
  body  bytea not null,
  primary key (room, seq),
  constraint log_last check (last >= seq)
);

-- Who had money in a round that ended: a player's history without an index on
-- the lines.
create table plays (
  player   bigint not null check (player > 0),
  round    bigint not null,
  staked   bigint not null check (staked >= 0),
  returned bigint not null check (returned >= 0),
  ended_at timestamptz not null,
  primary key (player, round)
);
create index plays_time on plays (player, ended_at desc);

-- +goose StatementBegin
-- post is the only writer of balances. It also counts that every account named
-- exists, and that money enters and leaves only rounds that are under way, in
-- their room's currency.
create function post() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  want int;
  got  int;
begin
  with d as materialized (
    select account, sum(amount)::bigint as amount
    from (select debit as account, -amount as amount from new_rows union all select credit, amount from new_rows) lines
    where (account & 15) in (1, 2, 6) group by account),
  u as (
    update accounts a set balance = a.balance + d.amount, version = a.version + 1
    from d where a.id = d.account returning 1)
  select (select count(*) from d), (select count(*) from u) into want, got;
  if want <> got then
    raise exception 'croupier: % accounts named, % exist', want, got using errcode = '23503';
  end if;

  with d as materialized (
    select round, (case when (debit & 15) = 3 then debit else credit end >> 4) & 4095 as currency,
      coalesce(sum(amount) filter (where kind = 1), 0)::bigint as staked,
      coalesce(sum(amount) filter (where kind in (2, 3)), 0)::bigint as returned,
      coalesce(sum(case when (debit & 15) = 3 then amount else -amount end) filter (where kind = 4), 0)::bigint as kept
    from new_rows where round is not null group by 1, 2),
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
create trigger post after insert on transfers referencing new table as new_rows
  for each statement execute function post();

-- +goose StatementBegin
-- A round goes forward only, and what it opened or ended with stays.
create function rounds_forward() returns trigger language plpgsql as $$
begin
  if new.phase < old.phase or (old.phase > 2 and new.phase <> old.phase)
     or (old.phase > 0 and (new.options, new.carry, new.opened_seq, new.opened_at, new.rules)
         is distinct from (old.options, old.carry, old.opened_seq, old.opened_at, old.rules))
     or (old.phase > 2 and (new.ended_seq, new.ended_at) is distinct from (old.ended_seq, old.ended_at)) then
    raise exception 'croupier: round % does not go from phase % to %', old.id, old.phase, new.phase using errcode = 'CR003';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger rounds_forward before update of phase, options, carry, opened_seq, opened_at, rules, ended_seq, ended_at on rounds
  for each row execute function rounds_forward();

-- +goose StatementBegin
create function rooms_forward() returns trigger language plpgsql as $$
begin
  raise exception 'croupier: room % runs back', old.id using errcode = 'CR003';
end $$;
-- +goose StatementEnd
create trigger rooms_forward before update on rooms for each row
  when (new.term < old.term or new.seq < old.seq or new.last_at < old.last_at)
  execute function rooms_forward();

-- +goose StatementBegin
create function nodes_forward() returns trigger language plpgsql as $$
begin
  raise exception 'croupier: node % was declared dead', old.id using errcode = 'CR003';
end $$;
-- +goose StatementEnd
create trigger nodes_forward before update on nodes for each row
  when (old.dead and not new.dead) execute function nodes_forward();

-- +goose StatementBegin
-- uuid_at is the smallest UUIDv7 of a moment, for the bounds of partitions.
create function uuid_at(at timestamptz) returns uuid language sql stable as $$
  select rpad(lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;
-- +goose StatementEnd

-- +goose StatementBegin
-- make_partitions makes what the coming weeks need, and says which bet ids have
-- a place: [bets_from, bets_to). Servers call it at start and every hour.
-- Transfers: 2^30 ids a partition, eight ahead, which is a day at 86,000 lines a
-- second. Bets: a month of ids, the last one to two ahead. There is no DEFAULT
-- partition: what belongs nowhere is refused. ATTACH, unlike PARTITION OF, waits
-- for no reader and lets no writer wait.
create function make_partitions(out bets_from uuid, out bets_to uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first bigint;
  month timestamp;
  name  text;
  i     int;
begin
  perform pg_advisory_xact_lock(hashtext('croupier.make_partitions'));
  select last_value * 64 >> 30 into first from transfer_block;
  for i in 0..8 loop
    name := 'transfers_' || lpad((first + i)::text, 6, '0');
    if to_regclass('public.' || name) is null then
      execute format('create table %I (like transfers including defaults including constraints including indexes)', name);
      execute format('alter table transfers attach partition %I for values from (%s) to (%s)',
        name, (first + i) << 30, (first + i + 1) << 30);
    end if;
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

-- The server's role: it adds, and changes only what is not money. update(stop)
-- also permits the row lock.
grant select, insert on transfers, bets, postings, log, plays to croupier_app;
grant select, insert (id), update (stop) on accounts to croupier_app;
grant select, insert (id, room, rules, commitment, sealed),
  update (phase, revision, rules, options, carry, opened_seq, opened_at, ended_seq, ended_at) on rounds to croupier_app;
grant select, insert (id, name, game, rules, options, currency),
  update (name, rules, options, paused, node, term, seq, last_at) on rooms to croupier_app;
grant select, insert (name, address, expires_at), update (dead, expires_at) on nodes to croupier_app;
grant select, insert, update (until, used, cap) on guards to croupier_app;
grant usage, select on sequence transfer_block to croupier_app;
revoke execute on function make_partitions() from public;
grant execute on function make_partitions() to croupier_app;
