import { useEffect, useState } from "preact/hooks";
import "./crash.css";
import { t } from "../../text/en";
import { tc, times } from "../../text/crash";
import { duration, plain, roundNumber } from "../../text/format";
import { freshRoom, type RoomState } from "../../state/room";
import { AccountBar, TopUp } from "../../account/account";
import { ConnLight } from "../../ui/conn";
import { RoomToggle } from "../../ui/theme";
import { useApp, useClient, useLoaded, useMedia, useMoment, useNow } from "../../ui/hooks";
import { Dialog, Failed, Icon, Skeleton, State } from "../../ui/parts";
import { href } from "../../ui/router";
import { letterKeys, setLetterKeys } from "../chips/play";
import type { Options, Past, Sheet } from "./bodies";
import { Dock } from "./dock";
import { freshCrash, type CrashState } from "./fold";
import { useHandKeys, useHands } from "./hand";
import { Point } from "../../ui/point";
import { Rail } from "./rail";
import { Spoken } from "./spoken";
import { nextChange, stageAt } from "./stage";
import { StageView } from "./stageview";

/** A live crash table: joins the room, reads its sheet, and lays out the rest. */
export function CrashTable({ room }: { room: number }) {
  const client = useClient();
  useEffect(() => client.join(room), [client, room]);
  const r = useApp((s) => s.rooms[room]) ?? freshRoom(room);
  const loaded = useLoaded(() => client.http.room(room).then((a) => a.sheet as Sheet), [room]);
  if (r.missing) return <Alone><State kind="error" alone title={t.noRoom}><a class="button brass" href={href.lobby}>{t.back}</a></State></Alone>;
  if (loaded.error && !loaded.value) return <Alone><Failed code={loaded.error} again={loaded.reload} /></Alone>;
  if (!loaded.value || !r.known) return <Loading name={r.name} />;
  return <Live r={r} sheet={loaded.value} />;
}

function Live({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  const client = useClient();
  const s = (r.play as CrashState | null) ?? freshCrash();
  const narrow = useMedia("(max-width: 759px), (max-width: 960px) and (orientation: landscape)");
  const nowMs = useMoment(nextChange(s, client.now()));
  const stage = stageAt(s, nowMs);
  const hands = useHands(r, s, stage, sheet.options);
  const [dialog, setDialog] = useState<"" | "keys" | "rail">("");
  useHandKeys(hands, () => setDialog("keys"));
  return (
    <main id="main" tabIndex={-1} class={`table crash ${stage}`} data-testid="table" data-stage={stage} data-round={s.round}>
      <TopLine r={r} options={sheet.options} narrow={narrow} onRail={() => setDialog("rail")} onKeys={() => setDialog("keys")} />
      <Strip last={s.last} />
      <StageView r={r} s={s} stage={stage} />
      <Dock r={r} s={s} stage={stage} hands={hands} options={sheet.options} narrow={narrow} />
      {!narrow && <Rail r={r} s={s} sheet={sheet} />}
      <TopUp />
      <Spoken r={r} s={s} stage={stage} />
      {dialog === "keys" && <Keys onClose={() => setDialog("")} />}
      {dialog === "rail" && narrow && <Dialog title={r.name} onClose={() => setDialog("")}><Rail r={r} s={s} sheet={sheet} /></Dialog>}
    </main>
  );
}

const stripMost = 30;

/** The newest points, each a way to its proof. */
function Strip({ last }: { last: Past[] }) {
  return (
    <nav class="past-strip" aria-label={tc.past}>
      <ol data-testid="strip">
        {last.length === 0 && <li class="dim">{tc.noPast}</li>}
        {last.slice(0, stripMost).map((p) => <li key={p.round}><a href={href.round(p.round)} aria-label={tc.pastOf(roundNumber(p.round), times(p.point))}><Point m={p.point} /></a></li>)}
      </ol>
    </nav>
  );
}

const startedMs = Date.now();

function TopLine({ r, options: o, narrow, onRail, onKeys }: { r: RoomState; options: Options; narrow: boolean; onRail(): void; onKeys(): void }) {
  return (
    <header class="topline">
      <a class="icon" href={href.lobby} aria-label={t.back}><Icon name="back" /></a>
      <div class="topline-name">
        <h1>{r.name}</h1>
        <span class="dim">
          <a class="round-id" href={href.round(r.round)} data-testid="round" data-round={r.round}>{t.round(roundNumber(r.round))}</a>
          <a class="wide-only" href={href.rules(r.room)}>{t.limits} {plain(o.betMinMinor, r.currency)} – {plain(o.betMaxMinor, r.currency)} {r.currency}</a>
        </span>
      </div>
      <span class="spring" />
      <ConnLight />
      <SessionClock />
      <AccountBar bare={!narrow} atTable />
      <RoomToggle />
      <button type="button" class="icon wide-only" aria-label={t.keys} onClick={onKeys}><Icon name="keys" /></button>
      <button type="button" class="icon menu-only" aria-label={t.tableMenu} data-testid="rail-open" onClick={onRail}><Icon name="menu" /></button>
    </header>
  );
}

function SessionClock() {
  useNow(1_000);
  return <span class="session wide-only" title={t.session}>{t.session} {duration(Date.now() - startedMs)}</span>;
}

function Keys({ onClose }: { onClose(): void }) {
  const [letters, setLetters] = useState(letterKeys);
  return (
    <Dialog title={t.keysTitle} onClose={onClose}>
      <dl class="keys">{tc.keyList.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
      <label class="tick">
        <input type="checkbox" checked={letters} onChange={(e) => { setLetterKeys(e.currentTarget.checked); setLetters(e.currentTarget.checked); }} /> {t.letterKeys}
      </label>
    </Dialog>
  );
}

function Alone({ children }: { children: preact.ComponentChildren }) {
  return <main id="main" tabIndex={-1} class="page alone">{children}</main>;
}

function Loading({ name }: { name: string }) {
  return (
    <main id="main" tabIndex={-1} class="table loading" data-testid="table" data-stage="loading" aria-busy="true">
      <header class="topline"><a class="icon" href={href.lobby} aria-label={t.back}><Icon name="back" /></a><h1>{name || t.loading}</h1><span class="spring" /><ConnLight /></header>
      <div class="loading-body"><Skeleton rows={3} tall /></div>
    </main>
  );
}
