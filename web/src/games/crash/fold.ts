// The fold of a crash table: its public stream and a player's own. No DOM, no
// clock: where the curve is at a moment is asked with that moment (stage.ts).
import type { Event } from "../../wire/types";
import type { Beat, Board, CashedOut, Deadline, Opened, OwnBet, OwnView, Paid, Past, Placed, Rescued, Result, Started, TakenBack, View, Voided } from "./bodies";
import type { Times } from "./law";

export interface CrashState {
  phase: string;
  round: number;
  closesAtMs: number;
  opensAtMs: number; // of the next round, once this one ended
  startsAtMs: number; // of the curve, 0 until it is known
  beatAtMs: number; // when the curve was last seen running
  endedAtMs: number;
  point: Times; // 0 until the curve has ended
  last: Past[]; // newest first
  board: Board;
  /** The table moved to another server while the curve ran. */
  rescued: Rescued | null;
  voided: string;
  own: OwnBet[]; // of `ownRound`, in the order in which they were placed
  ownRound: number;
  paid: Paid | null;
}

export const lastMost = 60;
const emptyBoard: Board = { seats: [], outs: [], left: 0, bets: 0, players: 0, staked: 0, returned: 0 };

export function freshCrash(): CrashState {
  return {
    phase: "none", round: 0, closesAtMs: 0, opensAtMs: 0, startsAtMs: 0, beatAtMs: 0, endedAtMs: 0, point: 0, last: [], board: emptyBoard,
    rescued: null, voided: "", own: [], ownRound: 0, paid: null,
  };
}

export function fromView(s: CrashState, view: unknown, round: number): CrashState {
  const v = view as View;
  const last = v.last ?? [];
  if (v.phase === "none" && last[0]) { // the next round is made at once; what is seen is still the end of this one
    const seen = s.phase === "settled" && s.round === last[0].round ? s : { ...freshCrash(), own: s.own, ownRound: s.ownRound, paid: s.paid };
    return { ...seen, phase: "settled", round: last[0].round, point: last[0].point, opensAtMs: v.opensAtMs, last };
  }
  return {
    ...s, phase: v.phase, round, closesAtMs: v.closesAtMs, opensAtMs: v.opensAtMs, startsAtMs: v.startsAtMs, beatAtMs: v.beatAtMs,
    endedAtMs: v.endedAtMs, point: v.point, last, rescued: s.round === round ? s.rescued : null, voided: s.round === round ? s.voided : "",
    ...(s.ownRound === round ? {} : { own: [], ownRound: round, paid: null }),
  };
}

export function withBoard(s: CrashState, board: unknown): CrashState {
  return { ...s, board: (board as Board | null) ?? emptyBoard };
}

export function foldPublic(s: CrashState, e: Event): CrashState {
  switch (e.type) {
    case "opened":
      return {
        ...freshCrash(), phase: "open", round: e.round, closesAtMs: (e.body as Opened).closesAtMs, last: s.last,
        ...(s.ownRound === e.round ? { own: s.own, ownRound: s.ownRound, paid: s.paid } : { ownRound: e.round }),
      };
    case "deadline":
      return { ...s, closesAtMs: (e.body as Deadline).closesAtMs };
    case "closed":
      return { ...s, phase: "closed" };
    case "started": {
      const { startsAtMs } = e.body as Started;
      return { ...s, phase: "closed", startsAtMs, beatAtMs: startsAtMs };
    }
    case "beat":
      return { ...s, beatAtMs: Math.max(s.beatAtMs, (e.body as Beat).atMs) };
    case "rescued":
      return { ...s, rescued: e.body as Rescued };
    case "result": {
      const r = e.body as Result;
      const last = [{ round: e.round, point: r.point }, ...s.last.filter((p) => p.round !== e.round)].slice(0, lastMost);
      return { ...s, phase: "settled", point: r.point, endedAtMs: r.endedAtMs, opensAtMs: r.nextAtMs, last };
    }
    case "voided":
      return { ...s, phase: "void", voided: (e.body as Voided).why };
    default:
      return s;
  }
}

export function fromOwn(s: CrashState, view: unknown, round: number): CrashState {
  const v = (view ?? {}) as Partial<OwnView>;
  const bets = v.bets ?? [];
  if (round > s.round && s.phase === "settled" && bets.length === 0 && s.ownRound === s.round) return s; // the end of the round before is still seen
  return { ...s, own: bets, ownRound: round, paid: v.paid ?? null };
}

export function foldOwn(s: CrashState, e: Event): CrashState {
  if (e.round < s.ownRound) return s;
  const own = e.round === s.ownRound ? s : { ...s, own: [], ownRound: e.round, paid: null };
  switch (e.type) {
    case "placed": {
      const p = e.body as Placed;
      if (own.own.some((b) => b.bet === p.bet)) return own;
      return { ...own, own: [...own.own, { ...p, times: 0, back: 0 }] };
    }
    case "takenBack": {
      const gone = new Set((e.body as TakenBack).bets);
      return { ...own, own: own.own.filter((b) => !gone.has(b.bet)) };
    }
    case "cashedOut": {
      const { bet, times, back, by } = e.body as CashedOut;
      return { ...own, own: own.own.map((b) => (b.bet === bet ? { ...b, times, back, by } : b)) };
    }
    case "paid": {
      const paid = e.body as Paid;
      const told = new Map((paid.bets ?? []).map((b) => [b.bet, b]));
      return { ...own, paid, own: own.own.map((b) => { const p = told.get(b.bet); return p ? { ...b, times: p.times, back: p.back, ...(p.by ? { by: p.by } : {}) } : b; }) };
    }
    default:
      return own;
  }
}

/** How many own bets are on the curve, or wait for it. */
export function standing(s: CrashState): number {
  return s.phase === "open" || s.phase === "closed" ? s.own.filter((b) => b.times === 0).length : 0;
}

/** Somebody else sits here now: nothing private stays. */
export function alone(s: CrashState): CrashState {
  return { ...s, own: [], paid: null };
}

/** What a record says of its round: the same fold as at the table. */
export function stateOf(r: { events?: Event[] | null; own?: Event[] | null }): CrashState {
  let s = freshCrash();
  for (const e of r.events ?? []) s = foldPublic(s, e);
  for (const e of r.own ?? []) s = foldOwn(s, e);
  return s;
}
