// Which cards may be seen at a moment. The server's times set the rhythm: cards
// come a beat apart from when they were dealt, the dealer's last ones so that the
// last lies when the result lands.
import type { BlackjackState, HandLaid, Laid, SeatLaid } from "./laid";
import { sumOf, type Sum } from "./sum";

export interface SeenCard { code: string; down?: boolean; atMs?: number }
export interface SeenHand extends Omit<HandLaid, "cards">, Sum { cards: SeenCard[]; codes: string[]; whole: boolean }
export interface SeenSeat extends Omit<SeatLaid, "hands"> { hands: SeenHand[] }
export interface Seen {
  seats: SeenSeat[];
  dealer: SeenCard[];
  dealerSum: Sum; // of the cards that lie open
  /** Whether all cards that have come lie on the table. */
  settled: boolean;
  /** How many cards are out of the shoe by the table's word, and not yet by what is shown. */
  unseen: number;
  nextMs: number | null;
}

const hurryMs = 150; // between cards where the table is faster than the eye

/** When each card that came left the shoe: a beat apart, and none before the one dealt before it. */
export function momentsOf(s: BlackjackState, beatMs: number): number[] {
  const moments: number[] = [];
  let last = -Infinity;
  for (const { atMs, count } of s.came) {
    for (let i = 0; i < count; i++) {
      last = Math.max(atMs + i * beatMs, last + Math.min(beatMs, hurryMs));
      moments.push(last);
    }
  }
  return moments;
}

/** When each of the dealer's cards is seen; the ones that came after all had played end at landsAt. */
function dealerMoments(s: BlackjackState, moments: number[], beatMs: number): number[] {
  const given = (c: Laid) => (c.n < 0 ? -Infinity : moments[c.n] ?? -Infinity);
  const opened = (c: Laid, i: number) => (i === 0 ? given(c) : Math.max(given(c), s.lookedMs));
  const r = s.result;
  if (!r) return s.dealer.map(opened);
  const known = s.dealerKnown;
  const left = r.dealer.length - known;
  return s.dealer.map((c, i) => (i < known ? opened(c, i) : r.landsAtMs - (left - (i - known)) * beatMs));
}

/** The table at a moment. `hole` says that the dealer's second card lies face down from the deal on. */
export function seenAt(s: BlackjackState, nowMs: number, beatMs: number, hole: boolean): Seen {
  const moments = momentsOf(s, beatMs);
  const waits: number[] = [];
  let unseen = 0;
  const seen = (n: number) => {
    const at = n < 0 ? -Infinity : moments[n] ?? -Infinity;
    if (at > nowMs) { waits.push(at); unseen += 1; }
    return at <= nowMs;
  };
  const atOf = (n: number) => (n < 0 ? {} : { atMs: moments[n]! });
  const seats = s.seats.map((seat): SeenSeat => ({
    ...seat,
    hands: seat.hands.map((h) => {
      const shown = h.cards.filter((c) => seen(c.n));
      const codes = shown.map((c) => c.code);
      return { ...h, cards: shown.map((c) => ({ code: c.code, ...atOf(c.n) })), codes, whole: shown.length === h.cards.length, ...sumOf(codes) };
    }),
  }));
  const ofDealer = dealerMoments(s, moments, beatMs);
  const dealer: SeenCard[] = [];
  s.dealer.forEach((c, i) => {
    const open = ofDealer[i]! <= nowMs;
    if (!open) waits.push(ofDealer[i]!);
    if (!open && !(i === 1 && hole)) unseen += 1;
    if (i === 1 && hole) { // it lay there before, and turns over
      if (seen(s.holeN)) dealer.push({ code: c.code, down: !open, ...atOf(s.holeN) });
    } else if (open) {
      const walk = ofDealer[i]! > -Infinity ? { atMs: ofDealer[i]! } : {};
      dealer.push({ code: c.code, ...walk });
    }
  });
  if (hole && s.dealer.length === 1 && seen(s.holeN)) dealer.push({ code: "", down: true, ...atOf(s.holeN) });
  return {
    seats, dealer, dealerSum: sumOf(dealer.filter((c) => !c.down).map((c) => c.code)),
    settled: waits.length === 0, unseen, nextMs: waits.length ? Math.min(...waits) : null,
  };
}

/** The next moment at which something changes by itself; null when only the server can change it. */
export function nextChange(s: BlackjackState, seen: Seen, nowMs: number): number | null {
  const due = [s.phase === "open" ? s.closesAtMs : 0, s.landsAtMs, seen.nextMs ?? 0, s.turn?.untilMs ?? 0].filter((ms) => ms > nowMs);
  return due.length ? Math.min(...due) : null;
}
