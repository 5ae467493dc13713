// When a spin's story is told: the reels stop one after the other and stand at
// the moment that the server gives; then, drop by drop, what won, what goes, what
// falls. Pure: at(nowMs) says what is on show.
import type { Shown, Win } from "./bodies";
import type { Beat } from "./fold";

export const winMs = 900; // a drop's wins are on show before they go
export const clearMs = 260;
export const fallMs = 460;
export const turnMs = 1_500; // each win in turn, afterwards
const gapMost = 260; // between the stops of two reels
export const gambleMs = 900; // the card is covered so long, whatever landMs is

export interface DropTime { winMs: number; clearMs: number; fallMs: number; endMs: number } // moments: wins lit, gone, next falls, next stands

export interface Timeline {
  startMs: number;
  stopsMs: number[]; // by reel
  landsMs: number;
  drops: DropTime[];
  countFromMs: number;
  doneMs: number; // all is told; what comes then only repeats it
}

/** How long a win is counted up, by how many stakes it is: a small one is no occasion. */
export function countMs(win: number, stake: number): number {
  if (win <= 0) return 0;
  const times = win / Math.max(1, stake);
  return times <= 1 ? 350 : times < 5 ? 700 : times < 20 ? 1_300 : 2_200;
}

export function timelineOf(shown: Shown, landsMs: number, landMs: number, stake: number): Timeline {
  const reels = shown.stops.length;
  const gap = Math.min(gapMost, (landMs * 0.45) / Math.max(1, reels - 1));
  const stopsMs = shown.stops.map((_, k) => landsMs - (reels - 1 - k) * gap);
  const drops: DropTime[] = [];
  let at = landsMs;
  shown.drops.forEach((d, i) => {
    const last = i === shown.drops.length - 1;
    const falls = !last;
    const lit = at + (d.wins?.length ? winMs : 0);
    const time = { winMs: at, clearMs: lit, fallMs: falls ? lit + clearMs : lit, endMs: falls ? lit + clearMs + fallMs : lit };
    drops.push(time);
    at = falls ? time.endMs : at;
  });
  return { startMs: landsMs - landMs, stopsMs, landsMs, drops, countFromMs: landsMs, doneMs: Math.max(drops.at(-1)?.endMs ?? landsMs, at + countMs(shown.win, stake)) };
}

export type Told = "turning" | "lit" | "clearing" | "falling" | "done";

export interface Moment {
  told: Told;
  drop: number; // whose rows are on show
  /** The win on show alone, -1: all of the drop's at once, or none. */
  turn: number;
  /** Of this spin's win, what has been told: minor units. */
  counted: number;
  /** When the answer changes by itself; null: never. */
  nextMs: number | null;
}

export function momentAt(t: Timeline, shown: Shown, nowMs: number): Moment {
  const last = shown.drops.length - 1;
  if (nowMs < t.landsMs) {
    const next = t.stopsMs.find((ms) => ms > nowMs) ?? t.landsMs;
    return { told: "turning", drop: 0, turn: -1, counted: 0, nextMs: next };
  }
  let counted = 0;
  for (let i = 0; i < last; i++) {
    const d = t.drops[i]!;
    if (nowMs < d.clearMs) return { told: "lit", drop: i, turn: -1, counted: counted + share(shown.drops[i]!.pay, nowMs - d.winMs, winMs * 0.7), nextMs: tick(nowMs, d.clearMs) };
    counted += shown.drops[i]!.pay;
    if (nowMs < d.fallMs) return { told: "clearing", drop: i, turn: -1, counted, nextMs: d.fallMs };
    if (nowMs < d.endMs) return { told: "falling", drop: i + 1, turn: -1, counted, nextMs: d.endMs };
  }
  const from = last > 0 ? t.drops[last - 1]!.endMs : t.landsMs;
  const rest = shown.win - counted;
  if (nowMs < t.doneMs) return { told: "lit", drop: last, turn: -1, counted: counted + share(rest, nowMs - from, t.doneMs - from), nextMs: tick(nowMs, t.doneMs) };
  const turns = turnsOf(shown).length;
  if (turns < 2) return { told: "done", drop: last, turn: turns - 1, counted: shown.win, nextMs: null };
  const n = Math.floor((nowMs - t.doneMs) / turnMs);
  return { told: "done", drop: last, turn: n % turns, counted: shown.win, nextMs: t.doneMs + (n + 1) * turnMs };
}

/** The number that counts up changes some twenty times a second. */
function tick(nowMs: number, endMs: number): number {
  return Math.min(endMs, nowMs + 50);
}

function share(minor: number, passedMs: number, ofMs: number): number {
  return ofMs <= 0 ? minor : Math.min(minor, Math.round((minor * Math.max(0, passedMs)) / ofMs));
}

/** What is named in turn once all has been told: each win of each drop, then scatters and bonuses. */
export type Turn = { drop: number; win: Win } | { scatters: number; pay: number; awarded: number } | { prize: string; pay: number };

export function turnsOf(shown: Shown): Turn[] {
  const wins: Turn[] = shown.drops.flatMap((d, drop) => (d.wins ?? []).map((win) => ({ drop, win })));
  if (shown.scatterPay > 0 || shown.awarded > 0) wins.push({ scatters: shown.scatters, pay: shown.scatterPay, awarded: shown.awarded });
  for (const p of shown.prizes ?? []) wins.push({ prize: p.symbol, pay: p.pay });
  return wins;
}

/** The places of a win in its window: [reel, row]. */
export function placesOf(win: Win, rows: string[][], lines: number[][] | undefined, wild: string | undefined): [number, number][] {
  if (win.line) return (lines?.[win.line - 1] ?? []).slice(0, win.count).map((row, reel) => [reel, row]);
  const places: [number, number][] = [];
  for (let reel = 0; reel < win.count; reel++) {
    rows.forEach((r, row) => { if (r[reel] === win.symbol || r[reel] === wild) places.push([reel, row]); });
  }
  return places;
}

/** When the newest step may be shown as over: a spin's or a gamble's. */
export function landsOf(beat: Beat, landMs: number): number {
  if (beat.atMs === 0) return 0;
  return beat.atMs + (beat.kind === "gamble" ? Math.max(landMs, gambleMs) : landMs);
}
