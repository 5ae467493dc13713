-- Hash chains: the sources of many rounds of a room, fixed together and announced
-- before the first of them. What was announced is what is played: the last guard
-- of that stands here.

-- +goose Up

-- What is announced: the hash that a revealed link leads to, after as many hashes
-- as there are rounds from the first one to its own. salt: see rng/fairness.
create table chains (
  room        bigint not null references rooms (id),
  first_round bigint not null,
  rules       int not null check (rules > 0),
  rounds      int not null check (rounds between 1 and 1000000),
  terminal    bytea not null check (length(terminal) = 32),
  salt        bytea check (length(salt) between 1 and 64),
  announced_at timestamptz not null default clock_timestamp(),
  primary key (first_round, rules),
  constraint chains_room check (first_round >> 24 = room and (first_round & 16777215) > 0 and first_round + rounds - 1 <= (room << 24 | 16777215))
);
create index chains_of_room on chains (room, first_round);

-- The sealed source of each round, until the round is sealed with it.
create table chain_links (
  round      bigint not null,
  rules      int not null,
  commitment bytea not null check (length(commitment) = 32),
  box        bytea not null,
  primary key (round, rules)
);

-- +goose StatementBegin
-- A chain comes before all of its rounds, whole: a link for each of them.
create function chains_ahead() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select 1 from rounds where id between new.first_round and new.first_round + new.rounds - 1) then
    raise exception 'croupier: a round of the chain from % on is sealed already', new.first_round using errcode = 'CR007';
  end if;
  if (select count(*) from chain_links where round between new.first_round and new.first_round + new.rounds - 1 and rules = new.rules) <> new.rounds then
    raise exception 'croupier: the chain from % on has not a link for each round', new.first_round using errcode = 'CR007';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger chains_ahead before insert on chains for each row execute function chains_ahead();

-- +goose StatementBegin
-- A round that a chain has a link for is sealed with that link.
create function rounds_linked() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select 1 from chain_links where round = new.id and rules = new.rules and (commitment <> new.commitment or box <> new.sealed)) then
    raise exception 'croupier: round % is not sealed with its link', new.id using errcode = 'CR007';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger rounds_linked before insert on rounds for each row execute function rounds_linked();

grant select, insert on chains, chain_links to croupier_app;
