// A past round as it happened, told again from its log (G47): the betting
// shortened, the ball at its own speed, everything moved to begin now.
import type { RoundRecord } from "../../wire/http";
import type { Event } from "../../wire/types";
import { freshRoom, type RoomState } from "../../state/room";
import type { Deadline, Opened, Paid, Result } from "./bodies";
import { foldOwn, foldPublic, openOwn } from "./fold";

export const bettingMost = 8_000; // of a replay, ms
const leadMs = 400; // before the first event

export interface Replay {
  round: number; name: string;
  events: (Event & { own: boolean })[]; // by their moment in the replay
  landsAtMs: number;
  endsAtMs: number;
}

const showMs = 6_000; // of the result

/** Lays a round's log out from startMs on; null for a round without a result. */
export function replayOf(r: RoundRecord, startMs: number): Replay | null {
  const publicEvents = (r.events ?? []).filter((e) => !e.type.startsWith("room."));
  const result = publicEvents.find((e) => e.type === "result");
  const closed = publicEvents.find((e) => e.type === "closed");
  if (!result || !closed) return null;
  const began = publicEvents[0]!.atMs;
  const betting = Math.max(1, closed.atMs - began);
  const scale = Math.min(1, bettingMost / betting);
  const closeMs = startMs + leadMs + betting * scale;
  const moved = (ms: number) => (ms <= closed.atMs ? closeMs - (closed.atMs - ms) * scale : closeMs + (ms - closed.atMs));
  const own = (r.own ?? []).filter((e) => e.type !== "verdict");
  const events = [...publicEvents.map((e) => ({ ...e, own: false })), ...own.map((e) => ({ ...e, own: true }))]
    .map((e) => ({ ...e, round: r.round, atMs: moved(e.atMs), body: bodyAt(e, moved, closeMs) }))
    .sort((a, b) => a.atMs - b.atMs || Number(a.own) - Number(b.own));
  const landsAtMs = moved((result.body as Result).landsAtMs);
  return { round: r.round, name: r.name, events, landsAtMs, endsAtMs: landsAtMs + showMs };
}

/** The moments inside a body move with the event. */
function bodyAt(e: Event, moved: (ms: number) => number, closeMs: number): unknown {
  switch (e.type) {
    case "opened": case "deadline": return { ...(e.body as Opened | Deadline), closesAtMs: closeMs };
    case "closed": return { atMs: closeMs };
    case "result": return { ...(e.body as Result), landsAtMs: moved((e.body as Result).landsAtMs), nextAtMs: 0 };
    case "paid": return { ...(e.body as Paid), landsAtMs: moved((e.body as Paid).landsAtMs) };
    default: return e.body;
  }
}

/** The table as the replay shows it at a moment. */
export function stateAt(p: Replay, nowMs: number, currency: string): RoomState {
  let r: RoomState = { ...freshRoom(0), name: p.name, currency, known: true, joined: false, round: p.round, own: openOwn(freshRoom(0).own, p.round) };
  for (const e of p.events) {
    if (e.atMs > nowMs) break;
    r = e.own ? { ...r, own: foldOwn(r.own, e) } : { ...r, table: foldPublic(r.table, e) };
  }
  return r;
}

/** The next moment after nowMs at which an event comes; null when all have. */
export function nextEvent(p: Replay, nowMs: number): number | null {
  return p.events.find((e) => e.atMs > nowMs)?.atMs ?? null;
}
