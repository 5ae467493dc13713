// The part of a blackjack table that its player alone is told.
import type { Event } from "../../wire/types";
import { remembered, stakedMinor, withBet, withoutBets } from "../chips/stakes";
import type { Chip, Chosen, CommonOwn, OwnView, Paid, Part, Placed, Staked, TakenBack, Unbacked, Unfollowed, Went } from "./bodies";

/** Something that was done with the player's stakes and not asked for by a click. */
export type Told = { key: string } & (
  | { what: "unbacked"; body: Unbacked }
  | { what: "followed"; body: Staked }
  | { what: "unfollowed"; body: Unfollowed }
);

/** A stage of the common hand that has ended, with the player's own choice at it; "" for none. */
export interface WentOwn { went: Went; stage: string; choice: string }

export interface OwnState {
  round: number;
  bets: Placed[];
  extras: Staked[];
  paid: Paid | null;
  told: Told[];
  /** The stakes of the newest earlier round that had any: what "rebet" repeats. */
  before: Chip[];
  /** Whether what lay behind a seat followed it. */
  beforeFollow: boolean;
  // Of the common hand: the player's part when it was last told whole, and what went since.
  parts: Part[];
  log: WentOwn[];
  choice: string;
  even: boolean;
}

export function freshOwn(): OwnState {
  return { round: 0, bets: [], extras: [], paid: null, told: [], before: [], beforeFollow: false, parts: [], log: [], choice: "", even: false };
}

/** A new round: what lay on the table becomes what a rebet repeats. */
export function openOwn(o: OwnState, round: number): OwnState {
  if (o.round === round) return o;
  return { ...freshOwn(), round, before: remembered(o.bets, o.before), beforeFollow: o.bets.length ? o.bets.some((b) => b.follow) : o.beforeFollow };
}

export function ownFromView(o: OwnState, view: unknown, round: number): OwnState {
  const v = (view ?? {}) as Partial<OwnView & CommonOwn>;
  const own = openOwn(o, round);
  return { ...own, bets: v.bets ?? [], extras: v.extras ?? [], paid: v.paid ?? null, parts: v.hands ?? [], log: [], choice: v.choice ?? "", even: v.even ?? false };
}

export function foldOwnEvent(o: OwnState, e: Event): OwnState {
  if (e.round < o.round) return o; // of a round that is over here
  const own = openOwn(o, e.round);
  switch (e.type) {
    case "placed": return { ...own, bets: withBet(own.bets, e.body as Placed) };
    case "takenBack": {
      const { bets } = e.body as TakenBack;
      return { ...own, bets: withoutBets(own.bets, bets), extras: withoutBets(own.extras, bets) };
    }
    case "unbacked": return unback(own, e.body as Unbacked);
    case "staked": {
      const k = e.body as Staked;
      if (own.extras.some((x) => x.bet === k.bet)) return own;
      return { ...own, extras: [...own.extras, k], told: k.system ? [...own.told, { key: k.bet, what: "followed", body: k }] : own.told };
    }
    case "unfollowed": {
      const u = e.body as Unfollowed;
      return { ...own, told: [...own.told.filter((x) => x.key !== u.bet), { key: u.bet, what: "unfollowed", body: u }] };
    }
    case "chosen": return { ...own, choice: (e.body as Chosen).do };
    case "paid": return { ...own, paid: e.body as Paid };
    default: return own;
  }
}

/** What lay behind a seat that nobody plays went back. */
function unback(o: OwnState, u: Unbacked): OwnState {
  const gone = new Set(u.spots.map((s) => s.spot));
  const bets = o.bets.flatMap((b) => {
    if (b.bet !== u.bet) return [b];
    const spots = b.spots.filter((s) => !gone.has(s.spot));
    return spots.length ? [{ ...b, spots, total: stakedMinor(spots) }] : [];
  });
  return { ...o, bets, told: [...o.told.filter((x) => x.key !== u.bet), { key: u.bet, what: "unbacked", body: u }] };
}

/** A stage of the common hand has ended. */
export function ownWent(o: OwnState, went: Went, stage: string): OwnState {
  return { ...o, log: [...o.log, { went, stage, choice: o.choice }], choice: "", even: o.even || (stage === "insure" && o.choice === "even") };
}

/** Everything that a player has in the round. */
export function ownStaked(o: OwnState): number {
  return o.bets.reduce((sum, b) => sum + b.total, 0) + o.extras.reduce((sum, x) => sum + x.stake, 0);
}

/** The seats that the player has a hand at, in order. */
export function ownSeats(o: OwnState): number[] {
  const seats = new Set(o.bets.flatMap((b) => b.spots).filter((s) => s.spot.startsWith("seat:")).map((s) => Number(s.spot.slice(5))));
  return [...seats].sort((a, b) => a - b);
}
