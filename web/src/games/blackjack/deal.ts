// What the cards of a round change on the table: each event puts some on the way to
// it. Pure; when they may be seen is asked elsewhere (seen.ts).
import type { Acted, Dealt, Drawn, Result, Shoe, Went } from "./bodies";
import { hand, type BlackjackState, type Came, type HandLaid, type Laid, type SeatLaid } from "./laid";
import { ownWent } from "./own";

/** A seat before its cards: whose it is, the board knows. */
export function emptySeat(s: BlackjackState, seat: number): SeatLaid {
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

export function dealt(s: BlackjackState, d: Dealt, atMs: number): BlackjackState {
  const { came, n } = comes(s, d.taken, atMs);
  const places = d.seats.length; // a card to each and the dealer, then another
  const seats = d.seats.map((c, i) => ({
    ...(s.seats.find((x) => x.seat === c.seat) ?? emptySeat(s, c.seat)),
    hands: [hand([{ code: c.cards[0]!, n: n + i }, { code: c.cards[1]!, n: n + places + 1 + i }])],
  }));
  const holeN = d.taken > 2 * places + 1 ? n + 2 * places + 1 : -1;
  return { ...s, came, seats, dealer: [{ code: d.up, n: n + places }], holeN, faceDown: holeN >= 0, shoe: taken(s, d.taken) };
}

function atSeat(s: BlackjackState, n: number, change: (seat: SeatLaid) => SeatLaid): SeatLaid[] {
  return s.seats.map((seat) => (seat.seat === n ? change(seat) : seat));
}

const atHand = (seat: SeatLaid, n: number, change: (h: HandLaid) => HandLaid): SeatLaid => ({ ...seat, hands: seat.hands.map((h, i) => (i === n ? change(h) : h)) });

export function acted(s: BlackjackState, a: Acted, atMs: number): BlackjackState {
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
export function drawn(s: BlackjackState, d: Drawn, atMs: number): BlackjackState {
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
export function went(s: BlackjackState, w: Went, atMs: number): BlackjackState {
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

export function settled(s: BlackjackState, r: Result): BlackjackState {
  const known = s.dealer.length;
  const dealer = r.dealer.map((code, i) => (i < known ? s.dealer[i]! : { code, n: -1 }));
  return {
    ...s, phase: "settled", turn: null, result: r, dealer, dealerKnown: known, landsAtMs: r.landsAtMs, opensAtMs: r.nextAtMs,
    shoe: s.shoe ? { ...s.shoe, dealt: beganAt(s) + r.taken } : null,
  };
}

/** How much of the shoe had been dealt before the round; who came later takes off what lies on the table. */
function beganAt(s: BlackjackState): number {
  if (s.shoeFrom >= 0) return s.shoeFrom;
  const open = s.seats.flatMap((x) => x.hands).reduce((sum, h) => sum + h.cards.length, 0) + s.dealer.length;
  // The halves of a split common hand share its first two cards.
  const shared = s.seats.some((x) => x.name === "" && x.hands.length === 3) ? 2 : 0;
  return (s.shoe?.dealt ?? 0) - open + shared - (s.dealer.length === 1 && s.faceDown ? 1 : 0);
}
