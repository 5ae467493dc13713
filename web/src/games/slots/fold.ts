// The fold of a slot machine: a session of one seat, so that its public stream
// and its player's own tell the same story. No DOM, no clock: what may be shown
// at a moment is asked with that moment (reveal.ts).
import type { Event } from "../../wire/types";
import type { Deadline, FreeSpun, Gambled, OwnView, Paid, Result, Shown, Spun, State, View, Voided } from "./bodies";

/** One step of a round: what the player sees happen, and where the round then stands. */
export interface Beat {
  key: string; // of the step, for animations that must run once
  kind: "spin" | "free" | "gamble" | "end";
  atMs: number; // 0: it happened before this page looked
  shown: Shown; // the newest spin's; a gamble leaves it as it lies
  gambled: Gambled | null;
  state: State;
  system: boolean;
}

export interface SlotsState {
  phase: string;
  /** The round that the fields below tell of: the newest that the player began. */
  round: number;
  /** What the reels show where no spin is known. */
  stops: number[];
  nextAtMs: number;
  coin: number;
  staked: number;
  beat: Beat | null;
  /** The steps of a round's gamble, oldest first. */
  gambles: Gambled[];
  paid: Paid | null;
  voided: string;
}

export function freshSlots(): SlotsState {
  return { phase: "none", round: 0, stops: [], nextAtMs: 0, coin: 0, staked: 0, beat: null, gambles: [], paid: null, voided: "" };
}

/** The public view. A round that this page saw to its end stays in sight until the next spin. */
export function fromView(s: SlotsState, view: unknown, round: number): SlotsState {
  const v = view as View;
  const seen = s.phase === "settled" && String(s.stops) === String(v.stops ?? []); // to its end
  const same = s.round === round || (v.phase === "none" && seen);
  return { ...(same ? s : freshSlots()), phase: v.phase, stops: v.stops ?? [], nextAtMs: v.nextAtMs };
}

export function foldPublic(s: SlotsState, e: Event): SlotsState {
  switch (e.type) {
    case "opened":
      return { ...s, phase: "closed" };
    case "result": {
      const r = e.body as Result;
      return { ...s, phase: "settled", stops: r.stops, nextAtMs: r.nextAtMs };
    }
    case "voided":
      return { ...s, phase: "void", voided: (e.body as Voided).why };
    default:
      return s;
  }
}

/** The own view; in a round that goes on, the step that it stands at has been seen already. */
export function fromOwn(s: SlotsState, view: unknown, round: number): SlotsState {
  const v = (view ?? {}) as OwnView;
  if (!v.shown || !v.state) return s;
  if (s.round === round && s.beat && s.beat.state.played === v.state.played && s.beat.state.steps === v.state.steps) {
    return { ...s, paid: v.paid ?? null, beat: { ...s.beat, state: v.state } };
  }
  const kind = v.state.steps > 0 ? "gamble" : v.state.played > 0 ? "free" : "spin";
  return {
    ...s, round, coin: v.coin, staked: v.staked, paid: v.paid ?? null, gambles: [], voided: "",
    beat: { key: `${round}:seen`, kind, atMs: 0, shown: v.shown, gambled: null, state: v.state, system: false },
  };
}

export function foldOwn(s: SlotsState, e: Event): SlotsState {
  const key = `${e.round}:${s.beat && s.round === e.round ? s.beat.state.played + s.beat.state.steps + 1 : 0}`;
  switch (e.type) {
    case "spun": {
      const b = e.body as Spun;
      return {
        ...s, round: e.round, coin: b.coin, staked: b.stake, paid: null, gambles: [], voided: "",
        phase: b.state.doing === "ended" ? "settled" : "closed",
        beat: { key: `${e.round}:0`, kind: "spin", atMs: e.atMs, shown: b.shown, gambled: null, state: b.state, system: false },
      };
    }
    case "freeSpun": {
      const b = e.body as FreeSpun;
      return { ...s, round: e.round, beat: { key, kind: "free", atMs: e.atMs, shown: b.shown, gambled: null, state: b.state, system: b.system ?? false } };
    }
    case "gambled": {
      const b = e.body as Gambled;
      if (!s.beat) return s;
      return { ...s, gambles: [...s.gambles, b], beat: { ...s.beat, key, kind: "gamble", atMs: e.atMs, gambled: b, state: b.state } };
    }
    case "deadline":
      return s.beat ? { ...s, beat: { ...s.beat, state: { ...s.beat.state, untilMs: (e.body as Deadline).untilMs } } } : s;
    case "paid": {
      const ended: Partial<State> = { doing: "ended", untilMs: 0 };
      return { ...s, phase: "settled", paid: e.body as Paid, beat: s.beat && { ...s.beat, state: { ...s.beat.state, ...ended } } };
    }
    case "takenBack":
      return { ...s, phase: "void" };
    default:
      return s;
  }
}

/** Somebody else sits here now: only what the reels show stays. */
export function alone(s: SlotsState): SlotsState {
  return { ...freshSlots(), stops: s.stops, nextAtMs: s.nextAtMs, phase: s.phase };
}

/** Whether a round goes on: free spins, or a gamble, wait to be played. */
export function underWay(s: SlotsState): boolean {
  return s.phase === "closed" || s.phase === "open";
}
