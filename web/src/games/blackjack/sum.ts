// What cards count together.
import { rankOf } from "../cards/card";

export interface Sum { total: number; soft: boolean }

export const best = 21;

/** Ace 1, tens and faces 10. */
export function pointsOf(code: string): number {
  return Math.min(rankOf(code), 10);
}

export function sumOf(cards: readonly string[]): Sum {
  const hard = cards.reduce((sum, c) => sum + pointsOf(c), 0);
  const soft = hard <= best - 10 && cards.some((c) => pointsOf(c) === 1);
  return { total: soft ? hard + 10 : hard, soft };
}

/** An ace and a ten, the first two cards. */
export function natural(cards: readonly string[]): boolean {
  return cards.length === 2 && sumOf(cards).total === best;
}

/** What a pair's cards count, 0 for what is no pair. Tens of two ranks are one. */
export function pairOf(cards: readonly string[]): number {
  return cards.length === 2 && pointsOf(cards[0]!) === pointsOf(cards[1]!) ? pointsOf(cards[0]!) : 0;
}
