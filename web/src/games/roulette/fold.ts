// The fold of a roulette table: its public stream and a player's own. No DOM, no
// clock: what may be shown at a moment is asked with that moment.
import type { Event } from "../../wire/types";
import type {
  Board, Closed, Deadline, Held, Opened, OwnView, Paid, Placed, PlacedBet, Prisoner, Result, SpotStake, TakenBack, View, Voided,
} from "./bodies";
import { mergeStakes, remembered, stakedMinor, withBet, withoutBets } from "../chips/stakes";
import { isZero } from "./layout";

export { mergeStakes, stakedMinor };

export type Phase = "none" | "open" | "closed" | "settled" | "void";

export interface PublicTable {
  phase: Phase;
  closesAtMs: number;
  opensAtMs: number;
  number: number; // -1: none
  landsAtMs: number;
  last: number[]; // newest first, the newest perhaps not landed yet
  board: Board;
  voided: string;
}

export interface OwnTable {
  round: number;
  bets: PlacedBet[];
  paid: Paid | null;
  /** Stakes that a zero of a round before took prisoner: this round's number decides over them. */
  prison: Prisoner[];
  /** Those that the number left, or made; null until it is known. Shown once the ball lies (prison.ts). */
  prisonNext: Prisoner[] | null;
  /** The stakes of the newest earlier round that had any: what "rebet" repeats. */
  before: SpotStake[];
}

export const lastMost = 500;
const emptyBoard: Board = { spots: [], seats: [], staked: 0, players: 0 };

export function freshPublic(): PublicTable {
  return { phase: "none", closesAtMs: 0, opensAtMs: 0, number: -1, landsAtMs: 0, last: [], board: emptyBoard, voided: "" };
}

export function freshOwn(): OwnTable {
  return { round: 0, bets: [], paid: null, prison: [], prisonNext: null, before: [] };
}

export function publicFromView(view: unknown, board: unknown): PublicTable {
  const v = view as View;
  const rolling = v.phase === "none" && (v.landsAtMs ?? 0) > 0 ? v.last?.[0] : undefined;
  if (rolling !== undefined) {
    // The next round is made while the ball of the one before still rolls.
    return { ...publicFromView({ ...v, phase: "settled", number: rolling }, board) };
  }
  return {
    phase: v.phase as Phase,
    closesAtMs: v.closesAtMs ?? 0,
    opensAtMs: v.opensAtMs ?? 0,
    number: v.number ?? -1,
    landsAtMs: v.landsAtMs ?? 0,
    last: v.last ?? [],
    board: (board as Board | undefined) ?? emptyBoard,
    voided: "",
  };
}

export function foldPublic(t: PublicTable, e: Event): PublicTable {
  switch (e.type) {
    case "opened":
      return {
        ...t, phase: "open", closesAtMs: (e.body as Opened).closesAtMs, opensAtMs: 0,
        number: -1, landsAtMs: 0, board: emptyBoard, voided: "",
      };
    case "deadline":
      return { ...t, closesAtMs: (e.body as Deadline).closesAtMs };
    case "closed":
      return { ...t, phase: "closed", closesAtMs: Math.min(t.closesAtMs, (e.body as Closed).atMs) };
    case "result": {
      const r = e.body as Result;
      return {
        ...t, phase: "settled", number: r.number, landsAtMs: r.landsAtMs, opensAtMs: r.nextAtMs,
        last: [r.number, ...t.last].slice(0, lastMost),
      };
    }
    case "voided":
      return { ...t, phase: "void", voided: (e.body as Voided).why };
    default:
      return t;
  }
}

/**
 * Takes in the own view. `drawn` says that the newest number is known already,
 * this round's or, before the opening, that of the round before: then the view's
 * prisoners are those that it left, and not for show before the ball lies.
 */
export function ownFromView(own: OwnTable, view: unknown, round: number, drawn = false): OwnTable {
  const v = (view ?? {}) as OwnView;
  const bets = v.bets ?? [];
  const prison = v.prison ?? [];
  return {
    round, bets, paid: v.paid ?? null, before: own.round === round ? own.before : remembered(own.bets, own.before),
    ...(drawn ? { prison: own.round === round ? own.prison : [], prisonNext: prison } : { prison, prisonNext: null }),
  };
}

export function foldOwn(o: OwnTable, e: Event): OwnTable {
  const own = e.round === o.round ? o : openOwn(o, e.round);
  switch (e.type) {
    case "placed": {
      const bets = withBet(own.bets, e.body as Placed);
      return bets === own.bets ? own : { ...own, bets };
    }
    case "takenBack":
      return { ...own, bets: withoutBets(own.bets, (e.body as TakenBack).bets) };
    case "held":
      return { ...own, prison: (e.body as Held).bets ?? [], prisonNext: null };
    case "paid":
      return { ...own, paid: e.body as Paid, prisonNext: prisonAfter(own, e.body as Paid) };
    default:
      return own;
  }
}

/** A new round: what lay on the table becomes what a rebet repeats. */
export function openOwn(o: OwnTable, round: number): OwnTable {
  return o.round === round ? o : { round, bets: [], paid: null, prison: o.prisonNext ?? [], prisonNext: null, before: remembered(o.bets, o.before) };
}

/** Zero holds its prisoners on, and the even-money stakes that it took; any other number ends it. */
function prisonAfter(o: OwnTable, p: Paid): Prisoner[] {
  if (!isZero(p.number)) return [];
  const taken = new Set((p.prison ?? []).map((c) => c.spot));
  return [...o.prison, ...o.bets.flatMap((b) => b.spots.filter((s) => taken.has(s.spot)).map((s) => ({ bet: b.bet, ...s })))];
}

/** What a round's own stakes won or lost: a prisoner that comes back was staked in a round before, and is no win. */
export function netOf(p: Pick<Paid, "returned" | "staked" | "released">): number {
  return p.returned - p.staked - stakedMinor(p.released ?? []);
}
