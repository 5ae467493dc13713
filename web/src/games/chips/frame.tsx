// What stands around every table with chips: the top line, the keys, loading.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../text/en";
import { duration, plain, roundNumber } from "../../text/format";
import { freshRoom, type RoomState } from "../../state/room";
import type { RoomSheet } from "../../wire/http";
import { AccountBar } from "../../account/account";
import { ConnLight } from "../../ui/conn";
import { RoomToggle } from "../../ui/theme";
import { useApp, useClient, useLoaded, useMedia, useNow } from "../../ui/hooks";
import { Dialog, Failed, Icon, Skeleton, State } from "../../ui/parts";
import { href } from "../../ui/router";
import { letterKeys, setLetterKeys } from "./play";

const startedMs = Date.now();

/** A phone held upright; and every screen on which the rail is a sheet: phones, and a tablet held upright. */
export function useShape(): { upright: boolean; railHidden: boolean } {
  return {
    upright: useMedia("(max-width: 759px) and (orientation: portrait)"),
    railHidden: useMedia("(max-width: 900px) and (orientation: portrait), (max-width: 960px) and (orientation: landscape)"),
  };
}

/** The line above the table: its name, round and limits, the connection, who plays. */
export function TopLine({ r, minMinor, maxMinor, narrow, onRail, onKeys, children }: {
  r: RoomState; minMinor: number; maxMinor: number; narrow: boolean; onRail(): void; onKeys(): void; children?: ComponentChildren;
}) {
  return (
    <header class="topline">
      <a class="icon" href={href.lobby} aria-label={t.back}><Icon name="back" /></a>
      <div class="topline-name">
        <h1>{r.name}</h1>
        <span class="dim">
          <a class="round-id" href={href.round(r.round)} data-testid="round" data-round={r.round}>{t.round(roundNumber(r.round))}</a>
          <a class="wide-only" href={href.rules(r.room)}>{t.limits} {plain(minMinor, r.currency)} – {plain(maxMinor, r.currency)} {r.currency}</a>
        </span>
      </div>
      <span class="spring" />
      <ConnLight />
      <SessionClock />
      <AccountBar bare={!narrow} atTable />
      <RoomToggle />
      {children}
      <button type="button" class="icon wide-only" aria-label={t.keys} onClick={onKeys}><Icon name="keys" /></button>
      <button type="button" class="icon menu-only" aria-label={t.tableMenu} data-testid="rail-open" onClick={onRail}><Icon name="menu" /></button>
    </header>
  );
}

/** How long this visit has lasted. */
function SessionClock() {
  useNow(1_000);
  return <span class="session wide-only" title={t.session}>{t.session} {duration(Date.now() - startedMs)}</span>;
}

/** The keys of a table, and whether letters act. */
export function Keys({ list, onClose }: { list: [string, string][]; onClose(): void }) {
  const [letters, setLetters] = useState(letterKeys);
  return (
    <Dialog title={t.keysTitle} onClose={onClose}>
      <dl class="keys">{list.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
      <label class="tick">
        <input type="checkbox" checked={letters} onChange={(e) => { setLetterKeys(e.currentTarget.checked); setLetters(e.currentTarget.checked); }} /> {t.letterKeys}
      </label>
    </Dialog>
  );
}

interface AtTableProps<S> {
  room: number;
  /** The rules as the pages know them; null while they are of another game's pages. */
  read(answer: RoomSheet): S | null;
  /** What will stand there, while it loads. */
  ghost?: ComponentChildren;
  children(r: RoomState, sheet: S): ComponentChildren;
}

/** Joins a room and reads its rules, and lays out the table when both are here. */
export function AtTable<S>({ room, read, ghost, children }: AtTableProps<S>) {
  const client = useClient();
  useEffect(() => client.join(room), [client, room]);
  const r = useApp((s) => s.rooms[room]) ?? freshRoom(room);
  const loaded = useLoaded(() => client.http.room(room).then(read), [room]);
  if (r.missing || loaded.error === "no_room" || loaded.error === "not_found") {
    return <Alone><State kind="error" alone title={t.noRoom}><a class="button brass" href={href.lobby}>{t.back}</a></State></Alone>;
  }
  if (loaded.error && !loaded.value) return <Alone><Failed code={loaded.error} again={loaded.reload} /></Alone>;
  if (!loaded.value || !r.known) return <Loading name={r.name}>{ghost}</Loading>;
  return <>{children(r, loaded.value)}</>;
}

/** A page with one thing to say. */
function Alone({ children }: { children: ComponentChildren }) {
  return <main id="main" tabIndex={-1} class="page alone">{children}</main>;
}

/** A table that is not known yet, with the ghost of what will stand there. */
function Loading({ name, children }: { name: string; children?: ComponentChildren }) {
  return (
    <main id="main" tabIndex={-1} class="table loading" data-testid="table" data-stage="loading" aria-busy="true">
      <header class="topline"><a class="icon" href={href.lobby} aria-label={t.back}><Icon name="back" /></a><h1>{name || t.loading}</h1><span class="spring" /><ConnLight /></header>
      <div class="loading-body">{children}<Skeleton rows={3} tall /></div>
    </main>
  );
}
