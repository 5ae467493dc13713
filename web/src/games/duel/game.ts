// What a game of two sides says of itself to the table that draws it.
import type { Event } from "../../wire/types";
import type { Field } from "../chips/fields";
import type { DuelState, Dealt, Fate } from "./fold";
import type { Sheet } from "./sheet";

export interface Game {
  /** The one on the left is dealt first. */
  sides: [string, string];
  /** What a side's turned cards show so far; "" where nothing is counted. */
  totalOf(codes: readonly string[]): string;
  /** What else is told of an outcome beside its winner, by name. */
  named(hand: Dealt, sheet: Sheet): string[];
  /** What the winner won with; undefined where nothing is counted. */
  points(hand: Dealt): number | undefined;
  fate(spot: string, hand: Dealt, sheet: Sheet): Fate;
  /** The layout, row by row; upright on a phone. */
  rows(sheet: Sheet, upright: boolean): Field[][];
  /** Whether a table with stats draws all five roads, or bead and big road alone. */
  derived: boolean;
  stateOf(r: { round: number; events?: Event[] | null; own?: Event[] | null }): DuelState;
}

/** The fields of some spots in a row, those that the table has. */
export function fieldRow(sheet: Sheet, spots: [spot: string, span: number][], words: { title(spot: string): string; pays(pays: string): string; hint(spot: string, pays: string): string }): Field[] {
  return spots.flatMap(([spot, span]) => {
    const s = sheet.spots.find((x) => x.spot === spot);
    return s ? [{ spot, span, title: words.title(spot), pays: words.pays(s.pays), hint: words.hint(spot, s.pays), look: `f-${spot}`, minMinor: s.minMinor, maxMinor: s.maxMinor }] : [];
  });
}
