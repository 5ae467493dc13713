-- Shoes: a round may begin under the source of an earlier one, which stays sealed until
-- the last of its cards has come out.

-- +goose Up
-- kept_round is the round whose source stays sealed while this one begins; null: none.
alter table rounds add column kept_round bigint,
  add constraint rounds_kept check (kept_round < id and kept_round >> 24 = room);
create index rounds_kept on rounds (kept_round, id) where kept_round is not null;
grant update (kept_round) on rounds to croupier_app;

-- +goose StatementBegin
-- A round opens under a source of a round that has ended, and goes on under it.
create function rounds_kept() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.phase > 0 or not exists (select 1 from rounds where id = new.kept_round and phase > 2) then
    raise exception 'croupier: round % cannot begin under the source of %', new.id, new.kept_round using errcode = 'CR003';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger rounds_kept before update of kept_round on rounds for each row
  when (new.kept_round is distinct from old.kept_round) execute function rounds_kept();
