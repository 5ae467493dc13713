// What the table asks of the player now, if anything. Pure.
import type { Act, Part } from "./bodies";
import type { BlackjackState } from "./fold";
import { ownSeats } from "./own";
import type { Seen } from "./seen";
import type { Options } from "./sheet";
import { natural, type Sum } from "./sum";

export interface Ask extends Sum {
  kind: "act" | "insure";
  seat: number;
  hand: number;
  hands: number; // that the seat has
  codes: string[]; // of the hand, as far as the player plays it
  up: string;
  legal: Act[];
  untilMs: number;
  stakeMinor: number; // on the hand
  /** What a double, a split or an insurance costs. */
  priceMinor: number;
}

/** A player's stake before the cards on a spot. */
export function stakeOn(s: BlackjackState, spot: string): number {
  return s.own.bets.flatMap((b) => b.spots).filter((x) => x.spot === spot).reduce((sum, x) => sum + x.stake, 0);
}

/** What may be answered where the dealer shows an ace. */
function answers(codes: readonly string[], o: Options): Act[] {
  return natural(codes) && o.natural === "3:2" ? ["no", "even"] : ["no", "insure"];
}

/** `waits` are the seats that an answer is on its way for. */
export function askOf(s: BlackjackState, seen: Seen, o: Options, parts: readonly Part[] | null, nowMs: number, waits: ReadonlySet<number>): Ask | null {
  const { turn } = s;
  const up = s.dealer[0]?.code ?? "";
  if (!turn || nowMs >= turn.untilMs || (turn.stage !== "act" && turn.stage !== "insure") || s.phase !== "closed") return null;
  const kind = turn.stage;
  if (!seen.settled && turn.untilMs - nowMs > o.decideMs) return null; // the deal goes on, and the player's time has not begun
  const make = (seat: number, hand: number, stakeMinor: number, legal: Act[]): Ask | null => {
    const at = seen.seats.find((x) => x.seat === seat);
    const h = at?.hands[hand];
    if (!at || !h || !h.whole) return null; // its cards are on their way
    return {
      kind, seat, hand, hands: parts ? 1 : at.hands.length, codes: h.codes, total: h.total, soft: h.soft, up, legal, untilMs: turn.untilMs, stakeMinor,
      priceMinor: kind === "insure" ? stakeMinor / 2 : stakeMinor,
    };
  };
  if (parts) {
    if (s.own.choice || parts.length === 0) return null;
    const p = kind === "insure" ? parts[0]! : parts.find((x) => x.hand === turn.hand);
    if (!p || (kind === "act" && (p.over || p.cards !== s.seats[0]?.hands[p.hand]?.cards.length))) return null;
    return make(1, p.hand, p.stake, turn.legal as Act[]);
  }
  const mine = ownSeats(s.own);
  if (kind === "act") return turn.seat && mine.includes(turn.seat) ? make(turn.seat, turn.hand, stakeOn(s, `seat:${turn.seat}`), turn.legal as Act[]) : null;
  if (!seen.settled) return null;
  const seat = s.seats.find((x) => mine.includes(x.seat) && !x.answered && !waits.has(x.seat));
  return seat ? make(seat.seat, 0, stakeOn(s, `seat:${seat.seat}`), answers(seat.hands[0]!.cards.map((c) => c.code), o)) : null;
}

/** Whether the answer to a question of this round is on its way, or the cards that it brings, and the seat is still the one to play. */
export function goesOn(s: BlackjackState, asked: Ask, waits: ReadonlySet<number>): boolean {
  if (s.phase !== "closed" || asked.kind !== "act") return false;
  const { turn, own } = s;
  const common = own.choice !== "" || own.parts.length > 0 || own.log.length > 0;
  return waits.has(asked.seat) || (!common && (turn?.stage === "act" || turn?.stage === "cards") && turn.seat === asked.seat);
}

/** Seats of the player that still have to answer or to play, the one asked about left out. */
export function waitsFor(s: BlackjackState): { seat: number; name: string } | null {
  const { turn } = s;
  if (!turn || turn.stage !== "act" || !turn.seat) return null;
  return { seat: turn.seat, name: s.seats.find((x) => x.seat === turn.seat)?.name ?? "" };
}
