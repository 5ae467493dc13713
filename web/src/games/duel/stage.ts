// What a table of two sides shows at a moment: no card before it is turned, no
// winner, no road and no payout before the hand has landed.
import type { FeltPaid } from "../../wire/wire.gen";
import type { CardsShoe } from "../../wire/wire.gen";
import type { DuelState, Score, Turn } from "./fold";

/**
 *   idle      nothing yet, or paused between rounds
 *   betting   stakes are taken
 *   closing   the time is over, the server's word is awaited
 *   shuffling the shoe is changed
 *   dealing   cards come and turn
 *   landed    the winner is shown
 *   void      all stakes went back
 */
export type Stage = "idle" | "betting" | "closing" | "shuffling" | "dealing" | "landed" | "void";

export function stageAt(s: DuelState, nowMs: number): Stage {
  switch (s.phase) {
    case "open": return nowMs < s.closesAtMs ? "betting" : "closing";
    case "closed": return s.fresh ? "shuffling" : "dealing";
    case "settled": return nowMs >= s.landsAtMs ? "landed" : nowMs < shuffledAt(s) ? "shuffling" : "dealing";
    case "void": return "void";
    default: return "idle";
  }
}

/** The longest a card is on its way before it turns. */
const leadMost = 560;

/** How long before its turning a card leaves the shoe. */
function leadOf(s: DuelState): number {
  const [a, b] = s.hand?.cards ?? [];
  return a && b ? Math.min(leadMost, 0.7 * (b.atMs - a.atMs)) : leadMost;
}

/** When the first card leaves the shoe of a round that shuffled; 0 for other rounds. */
function shuffledAt(s: DuelState): number {
  const first = s.hand?.cards[0];
  return s.fresh && first ? first.atMs - leadOf(s) : 0;
}

/** A card on the table: it left the shoe at leftMs, lies face down until it is turned, and counts once it is told. */
export interface Lain extends Turn { leftMs: number; down: boolean; told: boolean }

/** From a card's turning until its face is seen, and counted. */
const turnedMs = 240;

/** The cards of a side that have left the shoe at a moment, their faces up to those that are turned. */
export function cardsAt(s: DuelState, side: string, nowMs: number): Lain[] {
  const lead = leadOf(s);
  return (s.hand?.cards ?? []).filter((c) => c.to === side && nowMs >= c.atMs - lead).map((c) => ({ ...c, leftMs: c.atMs - lead, down: nowMs < c.atMs, told: nowMs >= c.atMs + turnedMs }));
}

/** Whether an outcome is known here that nobody may see yet. */
export function hidden(s: DuelState, nowMs: number): boolean {
  return s.phase === "settled" && nowMs < s.landsAtMs;
}

/** The beads and roads that may be seen. */
export function scoreAt(s: DuelState, nowMs: number): Score {
  return hidden(s, nowMs) ? s.before : s.score;
}

/** The shoe with the cards that were seen to leave it; null where it is not known, or the next deal shuffles. */
export function shoeAt(s: DuelState, nowMs: number): CardsShoe | null {
  if (!hidden(s, nowMs)) return s.score.shoe;
  if (!s.hand) return null;
  const lead = leadOf(s);
  return { ...s.hand.shoe, dealt: s.hand.shoe.dealt + s.hand.cards.filter((c) => nowMs >= c.atMs - lead).length };
}

/** The player's payout, null until it may be shown. */
export function paidAt(s: DuelState, nowMs: number): FeltPaid | null {
  const paid = s.own.round === s.round ? s.own.paid : null;
  return paid && nowMs >= paid.landsAtMs ? paid : null;
}

/** The next moment at which something changes by itself; null when only the server can change it. */
export function nextChange(s: DuelState, nowMs: number): number | null {
  const lead = leadOf(s);
  const due = [
    s.phase === "open" ? s.closesAtMs : 0, s.landsAtMs, shuffledAt(s), ...(s.hand?.cards ?? []).flatMap((c) => [c.atMs - lead, c.atMs, c.atMs + turnedMs]),
  ].filter((ms) => ms > nowMs);
  return due.length ? Math.min(...due) : null;
}
