// A past round of a machine told again from its player's own log (G47): each step
// at its own speed, the waiting between them left out.
import type { RoundRecord } from "../../wire/http";
import type { Event } from "../../wire/types";
import type { FreeSpun, Gambled, Paid, Spun } from "./bodies";
import { foldOwn, freshSlots, type SlotsState } from "./fold";
import { gambleMs, timelineOf } from "./reveal";

const leadMs = 500; // before the first step
const restMs = 1_400; // between two, once all is told

export interface Replay { events: Event[]; startMs: number; endMs: number }

/** Lays a round's steps out from startMs on; null where nothing was spun. */
export function replayOf(r: Pick<RoundRecord, "own">, startMs: number, landMs: number): Replay | null {
  const own = (r.own ?? []).filter((e) => e.type !== "verdict");
  if (!own.some((e) => e.type === "spun")) return null;
  let at = startMs + leadMs;
  let stake = 0;
  let last = at;
  const events = own.map((e): Event => {
    if (e.type === "spun" || e.type === "freeSpun") {
      const body = e.body as Spun | FreeSpun;
      if ("stake" in body) stake = body.stake;
      last = at;
      at = timelineOf(body.shown, at + landMs, landMs, stake).doneMs + restMs;
      return { ...e, atMs: last };
    }
    if (e.type === "gambled") {
      last = at;
      at += Math.max(landMs, gambleMs) + restMs;
      return { ...e, atMs: last, body: e.body as Gambled };
    }
    return e.type === "paid" ? { ...e, atMs: last, body: { ...(e.body as Paid), landsAtMs: at } } : { ...e, atMs: last };
  });
  return { events, startMs, endMs: at };
}

/** The machine as the replay shows it at a moment. */
export function stateAt(p: Replay, nowMs: number): SlotsState {
  let s = freshSlots();
  for (const e of p.events) {
    if (e.atMs > nowMs) break;
    s = foldOwn(s, e);
  }
  return s;
}

export function nextEvent(p: Replay, nowMs: number): number | null {
  return p.events.find((e) => e.atMs > nowMs)?.atMs ?? null;
}
