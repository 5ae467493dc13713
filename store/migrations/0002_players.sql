-- +goose Up

-- A person. The account that belongs to it has the person's id in its own.
create table players (
  id            bigint generated always as identity primary key check (id < 1::bigint << 47),
  name          text not null,
  name_key      text not null unique,            -- the name folded: unique whatever the case
  role          text not null check (role in ('player', 'operator')),
  guest         boolean not null default false,
  test          boolean not null default false,  -- D26: left out of reports
  bot           boolean not null default false,
  demo          boolean not null default false,
  terms_version text,                            -- P2; null for those who never accepted any
  terms_at      timestamptz,
  created_at    timestamptz not null,
  signed_in_at  timestamptz,                     -- P10
  check ((terms_version is null) = (terms_at is null)),
  check (not (role = 'operator' and (guest or test or bot)))
);

-- Apart from the person, so that reading a player never reads a credential.
create table player_credentials (
  player     bigint primary key references players (id),
  hash       text not null check (hash like '$argon2id$%'), -- D10
  changed_at timestamptz not null
);

-- P1. Alone in its table: nothing that serves play reads it, and it can be
-- sealed without touching the rest.
create table player_births (
  player bigint primary key references players (id),
  born   date not null
);

-- A login. The token itself is nowhere: only its SHA-256 (D14).
create table sessions (
  id          bigint generated always as identity primary key,
  token_hash  bytea not null unique check (octet_length(token_hash) = 32),
  player      bigint not null references players (id),
  address     inet,                              -- P11
  created_at  timestamptz not null,
  seen_at     timestamptz not null,              -- P8: idle from here on
  expires_at  timestamptz not null,              -- P8: at the latest
  previous_at timestamptz,                       -- P10: the sign-in before this one
  ended_at    timestamptz
) with (fillfactor = 80);
create index sessions_player on sessions (player) where ended_at is null;

-- Failed sign-ins of a pair of name and network (P7). The key is a hash: a
-- password typed into the field of the name is not kept. Losing this table in
-- a crash costs nothing but the count.
create unlogged table sign_in_failures (
  pair     bytea primary key check (octet_length(pair) = 32),
  failures int not null,
  since    timestamptz not null,
  until    timestamptz not null
);
create index sign_in_failures_until on sign_in_failures (until);

grant select, insert on players, player_credentials, player_births, sessions to croupier_app;
grant update (signed_in_at) on players to croupier_app;
grant update (hash, changed_at) on player_credentials to croupier_app;
grant update (seen_at, ended_at) on sessions to croupier_app;
grant select, insert, update, delete on sign_in_failures to croupier_app;
