-- +goose Up

-- With which keys the sources of rounds were sealed. The keys themselves are in
-- no database; a server whose keyring does not open every canary stops before
-- it takes any room. Rows are added when a key is, and never changed.
create table keyring_canaries (
  key_id      bigint primary key check (key_id between 1 and 4294967295),
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  canary      bytea not null,
  made_at     timestamptz not null default clock_timestamp()
);

grant select, insert on keyring_canaries to croupier_app;
