-- Rooms of one seat: a player's own machine, made on demand, and the pairs of
-- seeds that its rounds are drawn from. What was told must never price a bet:
-- the last guard of that stands here (B34).

-- +goose Up

-- seat is the one player of a room; null: all share it. client_seed is the one
-- that the room's first pair begins with.
alter table rooms
  add column seat bigint,
  add column client_seed text,
  add constraint rooms_seat check (case when seat is null then client_seed is null
    else seat > 0 and id >= 1048576 and client_seed is not null and octet_length(client_seed) between 1 and 64 end);
create unique index rooms_seat on rooms (seat, game, currency) where seat is not null;

-- Ids of rooms that are made on demand; tables of the configuration lie below.
create sequence session_rooms as bigint minvalue 1048576 maxvalue 8388607 no cycle;

-- A pair is in force from one round on: the commitment to the house's seed, and
-- the player's seed.
create table seed_pairs (
  room        bigint not null references rooms (id),
  from_round  bigint not null,
  commitment  bytea not null check (length(commitment) = 32),
  client_seed text not null check (octet_length(client_seed) between 1 and 64),
  at          timestamptz not null,
  primary key (room, from_round),
  constraint seed_pairs_room check (from_round >> 24 = room and (from_round & 16777215) > 0)
);

-- A pair that was told. No round of it opens any more: to_round is the last that
-- was sealed under it.
create table seed_reveals (
  room       bigint not null,
  from_round bigint not null,
  to_round   bigint not null check (to_round >= from_round and to_round >> 24 = room),
  seed       bytea not null check (length(seed) = 32),
  at         timestamptz not null,
  primary key (room, from_round),
  foreign key (room, from_round) references seed_pairs (room, from_round)
);

-- +goose StatementBegin
-- A room has one pair in force: the next begins when the last has been told, and
-- behind it.
create function seed_pairs_one() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from rooms where id = new.room and seat is not null) then
    raise exception 'croupier: room % is not of one seat', new.room using errcode = 'CR006';
  end if;
  if exists (select 1 from seed_pairs p left join seed_reveals v using (room, from_round)
             where p.room = new.room and (v.to_round is null or v.to_round >= new.from_round)) then
    raise exception 'croupier: a pair of room % is in force', new.room using errcode = 'CR006';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger seed_pairs_one before insert on seed_pairs for each row execute function seed_pairs_one();

-- +goose StatementBegin
-- What is told is what was committed to, while no round of the pair is under way
-- and none behind it has begun. The rounds that it forbids are locked, so that
-- one of them that opens at the same time is seen here, or sees this there.
create function seed_reveals_end() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1 from rounds where room = new.room and id between new.from_round and new.to_round and phase = 0 order by id for update;
  if not exists (select 1 from seed_pairs where room = new.room and from_round = new.from_round and commitment =
                 sha256('croupier.pair.v1'::bytea || int8send(new.room) || int8send(new.from_round) || new.seed)) then
    raise exception 'croupier: room % tells a seed that it has not committed to', new.room using errcode = 'CR006';
  end if;
  if exists (select 1 from rounds where room = new.room and phase in (1, 2))
     or exists (select 1 from rounds where id between new.to_round and (new.room << 24 | 16777215) and phase > 0) then
    raise exception 'croupier: room % tells a seed that is in use', new.room using errcode = 'CR006';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger seed_reveals_end before insert on seed_reveals for each row execute function seed_reveals_end();

-- +goose StatementBegin
-- A round of a session opens under the pair in force, never under one that was
-- told.
create function rounds_unrevealed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  pair record;
begin
  select p.commitment, v.to_round as told into pair
  from seed_pairs p left join seed_reveals v using (room, from_round)
  where p.room = new.room and p.from_round <= new.id order by p.from_round desc limit 1;
  if found and (pair.told is not null or pair.commitment <> new.commitment) then
    raise exception 'croupier: the source of round % has been told', new.id using errcode = 'CR006';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger rounds_unrevealed before update of phase on rounds for each row
  when (old.phase = 0 and new.phase > 0) execute function rounds_unrevealed();

grant select, insert on seed_pairs, seed_reveals to croupier_app;
grant insert (seat, client_seed) on rooms to croupier_app;
grant usage, select on sequence session_rooms to croupier_app;
