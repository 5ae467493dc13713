// What stands around every table with chips: the top line, the keys, loading.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../text/en";
import { duration, plain, roundNumber } from "../../text/format";
import type { RoomState } from "../../state/room";
import { AccountBar } from "../../account/account";
import { ConnLight } from "../../ui/conn";
import { RoomToggle } from "../../ui/theme";
import { useMedia, useNow } from "../../ui/hooks";
import { Dialog, Icon, Skeleton } from "../../ui/parts";
import { href } from "../../ui/router";
import { letterKeys, setLetterKeys } from "./play";

const startedMs = Date.now();

/** A phone held upright; and every screen on which the rail is a sheet. */
export function useShape(): { upright: boolean; railHidden: boolean } {
  return {
    upright: useMedia("(max-width: 759px) and (orientation: portrait)"),
    railHidden: useMedia("(max-width: 759px) and (orientation: portrait), (max-width: 960px) and (orientation: landscape)"),
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

/** A page with one thing to say. */
export function Alone({ children }: { children: ComponentChildren }) {
  return <main id="main" tabIndex={-1} class="page alone">{children}</main>;
}

/** A table that is not known yet, with the ghost of what will stand there. */
export function Loading({ name, children }: { name: string; children?: ComponentChildren }) {
  return (
    <main id="main" tabIndex={-1} class="table loading" data-testid="table" data-stage="loading" aria-busy="true">
      <header class="topline"><a class="icon" href={href.lobby} aria-label={t.back}><Icon name="back" /></a><h1>{name || t.loading}</h1><span class="spring" /><ConnLight /></header>
      <div class="loading-body">{children}<Skeleton rows={3} tall /></div>
    </main>
  );
}
