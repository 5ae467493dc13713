// The fold of a blackjack table: its public stream, at seats or with one hand for
// all. No DOM, no clock: which cards may be seen at a moment is asked with that
// moment (seen.ts).
import type { Event } from "../../wire/types";
import type { Acted, Board, Closed, CommonView, Dealt, Drawn, Looked, Result, Shuffled, Turn, View, Went } from "./bodies";
import { acted, dealt, drawn, emptySeat, nameOf, settled, went } from "./deal";
import { emptyBoard, freshBlackjack, hand, type BlackjackState, type Laid, type SeatLaid } from "./laid";
import { foldOwnEvent, freshOwn, openOwn, ownFromView } from "./own";

export { nameOf } from "./deal";
export { freshBlackjack, type BlackjackState } from "./laid";

const lies = (code: string): Laid => ({ code, n: -1 });

export function fromView(s: BlackjackState, view: unknown, round: number): BlackjackState {
  const v = view as View & Partial<CommonView>;
  // The next round is made at once; what is seen is still the end of this one.
  if (v.phase === "none" && round === s.round + 1 && (s.phase === "settled" || s.phase === "void")) return { ...s, opensAtMs: v.opensAtMs, kept: v.kept ?? s.kept };
  const shown = v.seats ?? ((v.hands?.length ?? 0) > 0 ? [{ seat: 1, name: "", hands: v.hands! }] : []);
  const seats = shown.map((seat): SeatLaid => ({
    seat: seat.seat, name: seat.name, bot: Boolean(seat.bot), absent: Boolean(seat.absent), insured: Boolean(seat.insured), even: Boolean(seat.even),
    answered: Boolean(seat.insured || seat.even), behind: seat.behind ?? 0,
    hands: seat.hands.map((h) => ({ ...hand(h.cards.map(lies)), doubled: Boolean(h.doubled), split: v.seats ? seat.hands.length > 1 : false })),
  }));
  const same = s.round === round;
  return {
    ...s, phase: v.phase, round, closesAtMs: v.closesAtMs, opensAtMs: v.opensAtMs, landsAtMs: v.landsAtMs, shoe: v.shoe,
    shoeFrom: v.dealer.length && !v.result ? -1 : (v.shoe?.dealt ?? 0) - (v.result?.taken ?? 0), newShoe: same && s.newShoe, kept: same && v.phase !== "open" ? s.kept : v.kept ?? [],
    seats, dealer: v.dealer.map(lies), holeN: -1, came: [], lookedMs: 0, dealerKnown: 1, turn: v.turn, result: v.result, went: same ? s.went : null,
    voided: same ? s.voided : "", own: openOwn(s.own, round),
  };
}

export function withBoard(s: BlackjackState, board: unknown): BlackjackState {
  return { ...s, board: (board as Board | null) ?? emptyBoard };
}

export function foldPublic(s: BlackjackState, e: Event): BlackjackState {
  switch (e.type) {
    case "opened":
      return {
        ...freshBlackjack(), phase: "open", round: e.round, closesAtMs: (e.body as { closesAtMs: number }).closesAtMs, shoe: s.shoe, shoeFrom: s.shoe?.dealt ?? 0, faceDown: s.faceDown,
        kept: s.phase === "void" || !s.result ? s.kept : s.seats.map((seat) => ({ seat: seat.seat, name: nameOf(s, seat.seat) })),
        own: openOwn(s.own, e.round),
      };
    case "deadline":
      return { ...s, closesAtMs: (e.body as { closesAtMs: number }).closesAtMs };
    case "closed":
      return { ...s, phase: "closed", seats: (e.body as Closed).seats.map((n) => emptySeat(s, n)) };
    case "shuffled": {
      const { shoe } = e.body as Shuffled;
      return { ...s, shoe, shoeFrom: shoe.dealt, newShoe: true };
    }
    case "dealt": return dealt(s, e.body as Dealt, e.atMs);
    case "turn": return { ...s, turn: e.body as Turn };
    case "acted": return acted(s, e.body as Acted, e.atMs);
    case "drawn": return drawn(s, e.body as Drawn, e.atMs);
    case "went": return went(s, e.body as Went, e.atMs);
    case "looked": {
      const l = e.body as Looked;
      return { ...s, lookedMs: e.atMs, dealer: l.natural && l.card ? [...s.dealer, { code: l.card, n: s.holeN }] : s.dealer };
    }
    case "result": return settled(s, e.body as Result);
    case "voided":
      return { ...s, phase: "void", turn: null, voided: (e.body as { why: string }).why };
    default:
      return s;
  }
}

export function fromOwn(s: BlackjackState, view: unknown, round: number): BlackjackState {
  const own = ownFromView(s.own, view, round);
  const overSeen = round === s.round + 1 && (s.phase === "settled" || s.phase === "void") && own.bets.length === 0;
  return overSeen ? s : { ...s, own };
}

export function foldOwn(s: BlackjackState, e: Event): BlackjackState {
  const own = foldOwnEvent(s.own, e);
  return own === s.own ? s : { ...s, own };
}

/** How many bets of the player stand. */
export function standing(s: BlackjackState): number {
  return s.phase === "open" || s.phase === "closed" ? s.own.bets.length : 0;
}

/** Somebody else sits here now: nothing private stays. */
export function alone(s: BlackjackState): BlackjackState {
  return { ...s, own: { ...freshOwn(), round: s.own.round } };
}

/** What a record says of its round: the same fold as at the table. */
export function stateOf(r: { events?: Event[] | null; own?: Event[] | null }): BlackjackState {
  let s = freshBlackjack();
  for (const e of r.events ?? []) s = foldPublic(s, e);
  for (const e of r.own ?? []) s = foldOwn(s, e);
  return s;
}
