// The best play of a hand by the table's own chart (L3: only where the table tells it).
import { pairOf, pointsOf, sumOf } from "./sum";

const letters: Record<string, string> = { H: "hit", S: "stand", D: "double", P: "split", R: "surrender" };

/** A hand's row in the chart: "16", "A7", "8-8", "A-A". */
export function rowOf(hand: readonly string[]): string {
  const pair = pairOf(hand);
  const name = (points: number) => (points === 1 ? "A" : String(points));
  if (pair) return `${name(pair)}-${name(pair)}`;
  const { total, soft } = sumOf(hand);
  return soft ? `A${total - 11}` : String(total);
}

/** What the chart plays of the legal acts; "" where it knows none. */
export function bestPlay(chart: readonly string[][], hand: readonly string[], up: string, legal: readonly string[]): string {
  const row = chart.find((r) => r[0] === rowOf(hand));
  const points = pointsOf(up);
  const cell = row?.[points === 1 ? 10 : points - 1] ?? "";
  return [...cell].map((letter) => letters[letter] ?? "").find((act) => legal.includes(act)) ?? "";
}
