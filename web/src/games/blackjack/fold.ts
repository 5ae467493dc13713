// The fold of a blackjack table: its public stream, at seats or with one hand for
// all. No DOM, no clock: which cards may be seen at a moment is asked with that
// moment (seen.ts).
import type { Event } from "../../wire/types";
import type { Acted, Board, Closed, CommonView, Dealt, Drawn, Kept, Looked, Result, Shoe, Shuffled, Turn, View, Went } from "./bodies";
import { foldOwnEvent, freshOwn, openOwn, ownFromView, ownWent, type OwnState } from "./own";

/** A card on the table; n is its place among the cards that came while the page looked on, −1: it lay there. */
export interface Laid { code: string; n: number }
/** Cards that came together: how many, and when. */
export interface Came { atMs: number; count: number }

export interface HandLaid {
  cards: Laid[];
  doubled: boolean;
  split: boolean;
  /** What was done with it last, and by whom; "" where nothing was. */
  did: string;
  bySystem: boolean;
}

export interface SeatLaid {
  seat: number;
  name: string; // "" where only the board knows it
  bot: boolean;
  absent: boolean;
  insured: boolean;
  even: boolean;
  answered: boolean; // to the question of insurance
  behind: number;
  hands: HandLaid[];
}

export interface BlackjackState {
  phase: string;
  round: number;
  closesAtMs: number;
  opensAtMs: number;
  landsAtMs: number;
  shoe: Shoe | null;
  shoeFrom: number; // how much of it had been dealt when the round began
  newShoe: boolean; // shuffled in this round
  kept: Kept[];
  board: Board;
  seats: SeatLaid[];
  dealer: Laid[];
  holeN: number; // the place of the card that lies face down; −1: it lay there
  came: Came[];
  lookedMs: number; // when the dealer looked at the card that lies face down; 0: not yet
  dealerKnown: number; // how many of the dealer's cards lay open before the last ones came
  turn: Turn | null;
  result: Result | null;
  went: Went | null; // the last of this round, where all play one hand
  voided: string;
  own: OwnState;
}

export const emptyBoard: Board = { spots: [], seats: [], staked: 0, players: 0 };

export function freshBlackjack(): BlackjackState {
  return {
    phase: "none", round: 0, closesAtMs: 0, opensAtMs: 0, landsAtMs: 0, shoe: null, shoeFrom: 0, newShoe: false, kept: [], board: emptyBoard,
    seats: [], dealer: [], holeN: -1, came: [], lookedMs: 0, dealerKnown: 1, turn: null, result: null, went: null, voided: "", own: freshOwn(),
  };
}

const lies = (code: string): Laid => ({ code, n: -1 });
const hand = (cards: Laid[]): HandLaid => ({ cards, doubled: false, split: false, did: "", bySystem: false });

export function fromView(s: BlackjackState, view: unknown, round: number): BlackjackState {
  const v = view as View & Partial<CommonView>;
  // The next round is made at once; what is seen is still the end of this one.
  if (v.phase === "none" && round === s.round + 1 && (s.phase === "settled" || s.phase === "void")) return { ...s, opensAtMs: v.opensAtMs };
  const shown = v.seats ?? ((v.hands?.length ?? 0) > 0 ? [{ seat: 1, name: "", hands: v.hands! }] : []);
  const seats = shown.map((seat): SeatLaid => ({
    seat: seat.seat, name: seat.name, bot: Boolean(seat.bot), absent: Boolean(seat.absent), insured: Boolean(seat.insured), even: Boolean(seat.even),
    answered: Boolean(seat.insured || seat.even), behind: seat.behind ?? 0,
    hands: seat.hands.map((h) => ({ ...hand(h.cards.map(lies)), doubled: Boolean(h.doubled), split: v.seats ? seat.hands.length > 1 : false })),
  }));
  const same = s.round === round;
  return {
    ...s, phase: v.phase, round, closesAtMs: v.closesAtMs, opensAtMs: v.opensAtMs, landsAtMs: v.landsAtMs, shoe: v.shoe,
    shoeFrom: (v.shoe?.dealt ?? 0) - (v.result?.taken ?? 0), newShoe: same && s.newShoe, kept: v.kept ?? [],
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
        ...freshBlackjack(), phase: "open", round: e.round, closesAtMs: (e.body as { closesAtMs: number }).closesAtMs, shoe: s.shoe, shoeFrom: s.shoe?.dealt ?? 0,
        kept: s.phase === "void" || !s.result ? s.kept : s.seats.map((seat) => ({ seat: seat.seat, name: nameOf(s, seat.seat) })),
        own: openOwn(s.own, e.round),
      };
    case "deadline":
      return { ...s, closesAtMs: (e.body as { closesAtMs: number }).closesAtMs };
    case "closed":
      return { ...s, phase: "closed", kept: [], seats: (e.body as Closed).seats.map((n) => emptySeat(s, n)) };
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

function emptySeat(s: BlackjackState, seat: number): SeatLaid {
  return { seat, name: nameOf(s, seat), bot: boardSeat(s, seat)?.bot ?? false, absent: false, insured: false, even: false, answered: false, behind: 0, hands: [] };
}

const boardSeat = (s: BlackjackState, seat: number) => (s.board.seats ?? []).find((b) => b.seat === seat);

/** Whose a seat is, as far as it is known. */
export function nameOf(s: BlackjackState, seat: number): string {
  return s.seats.find((x) => x.seat === seat)?.name || boardSeat(s, seat)?.name || "";
}

/** Puts cards on the way to the table; answers their places. */
function comes(s: BlackjackState, count: number, atMs: number): { came: Came[]; n: number } {
  return { came: [...s.came, { atMs, count }], n: s.came.reduce((sum, c) => sum + c.count, 0) };
}

const taken = (s: BlackjackState, n: number): Shoe | null => (s.shoe ? { ...s.shoe, dealt: s.shoe.dealt + n } : null);

function dealt(s: BlackjackState, d: Dealt, atMs: number): BlackjackState {
  const { came, n } = comes(s, d.taken, atMs);
  const places = d.seats.length; // a card to each and the dealer, then another
  const seats = d.seats.map((c, i) => ({
    ...(s.seats.find((x) => x.seat === c.seat) ?? emptySeat(s, c.seat)),
    hands: [hand([{ code: c.cards[0]!, n: n + i }, { code: c.cards[1]!, n: n + places + 1 + i }])],
  }));
  const holeN = d.taken > 2 * places + 1 ? n + 2 * places + 1 : -1;
  return { ...s, came, seats, dealer: [{ code: d.up, n: n + places }], holeN, shoe: taken(s, d.taken) };
}

function atSeat(s: BlackjackState, n: number, change: (seat: SeatLaid) => SeatLaid): SeatLaid[] {
  return s.seats.map((seat) => (seat.seat === n ? change(seat) : seat));
}

const atHand = (seat: SeatLaid, n: number, change: (h: HandLaid) => HandLaid): SeatLaid => ({ ...seat, hands: seat.hands.map((h, i) => (i === n ? change(h) : h)) });

function acted(s: BlackjackState, a: Acted, atMs: number): BlackjackState {
  const { came, n } = comes(s, a.cards.length, atMs);
  const bySystem = a.by === "system";
  const seats = atSeat(s, a.seat, (seat) => {
    const on = { ...seat, absent: bySystem };
    if (a.do === "no" || a.do === "insure" || a.do === "even") {
      return { ...on, answered: true, insured: on.insured || a.do === "insure", even: on.even || a.do === "even" };
    }
    return atHand(on, a.hand, (h) => ({ ...h, did: a.do, bySystem, cards: [...h.cards, ...a.cards.map((code, i) => ({ code, n: n + i }))] }));
  });
  return { ...s, seats, came: a.cards.length ? came : s.came, shoe: taken(s, a.cards.length) };
}

/** The card of a double, or the two of a split: one for each half. */
function drawn(s: BlackjackState, d: Drawn, atMs: number): BlackjackState {
  const { came, n } = comes(s, d.cards.length, atMs);
  const seats = atSeat(s, d.seat, (seat) => {
    const [a, b] = d.cards;
    if (b === undefined) return atHand(seat, d.hand, (h) => ({ ...h, doubled: true, cards: [...h.cards, { code: a!, n }] }));
    const [first, second] = seat.hands[d.hand]!.cards;
    const half = (kept: Laid, code: string, at: number): HandLaid => ({ ...hand([kept, { code, n: at }]), split: true });
    return { ...seat, hands: seat.hands.flatMap((h, i) => (i === d.hand ? [half(first!, a!, n), half(second!, b, n + 1)] : [h])) };
  });
  return { ...s, seats, came, shoe: taken(s, d.cards.length) };
}

/** A stage of the common hand has ended: a card for it, one for each half of a split. */
function went(s: BlackjackState, w: Went, atMs: number): BlackjackState {
  const halves = w.halves ?? [];
  const count = halves.length + (w.card ? 1 : 0);
  const { came, n } = comes(s, count, atMs);
  const seats = atSeat(s, 1, (seat) => {
    const hands = seat.hands.map((h, i) => (i === w.hand && w.card ? { ...h, cards: [...h.cards, { code: w.card, n }] } : h));
    const [first, second] = seat.hands[0]?.cards ?? [];
    const from = n + (w.card ? 1 : 0);
    if (halves.length === 2 && first && second) {
      hands.push({ ...hand([first, { code: halves[0]!, n: from }]), split: true }, { ...hand([second, { code: halves[1]!, n: from + 1 }]), split: true });
    }
    return { ...seat, hands };
  });
  return { ...s, seats, came: count ? came : s.came, went: w, shoe: taken(s, count), own: ownWent(s.own, w, s.turn?.stage ?? "") };
}

function settled(s: BlackjackState, r: Result): BlackjackState {
  const known = s.dealer.length;
  const dealer = r.dealer.map((code, i) => (i < known ? s.dealer[i]! : { code, n: -1 }));
  return {
    ...s, phase: "settled", turn: null, result: r, dealer, dealerKnown: known, landsAtMs: r.landsAtMs, opensAtMs: r.nextAtMs,
    shoe: s.shoe ? { ...s.shoe, dealt: s.shoeFrom + r.taken } : null,
  };
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
