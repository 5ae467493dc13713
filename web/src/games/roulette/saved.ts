// Bets that a player keeps under a name, in this browser, for each game. What
// may be staked is the table's business when they are placed, not theirs.
import type { SpotStake } from "./bodies";
import { mergeStakes, stakedMinor } from "./fold";
import type { Sheet } from "./sheet";

export interface SavedBet { name: string; spots: SpotStake[] }

export const savedMost = 24;
export const nameMost = 32;

export type SavedShelf = Pick<Storage, "getItem" | "setItem">;

const keyOf = (game: string) => `croupier.saved.${game}`;

/** Reads what is kept; what is not a bet of this game's felt is left out. */
export function readSaved(shelf: SavedShelf, sheet: Sheet): SavedBet[] {
  let raw: unknown;
  try {
    raw = JSON.parse(shelf.getItem(keyOf(sheet.game)) ?? "[]");
  } catch {
    return [];
  }
  return Array.isArray(raw) ? raw.filter((b): b is SavedBet => isBet(b, sheet)).slice(0, savedMost) : [];
}

function isBet(b: unknown, sheet: Sheet): boolean {
  const { name, spots } = (b ?? {}) as Partial<SavedBet>;
  return typeof name === "string" && name.length > 0 && Array.isArray(spots) && spots.length > 0
    && spots.every((s) => sheet.byName.has(s?.spot) && Number.isSafeInteger(s?.stake) && s.stake > 0);
}

/** Keeps a bet; one of the same name gives way. null: there is no room, or nothing to keep. */
export function withSaved(list: SavedBet[], name: string, stakes: SpotStake[]): SavedBet[] | null {
  const clean = name.trim().replace(/\s+/g, " ").slice(0, nameMost);
  const spots = mergeStakes(stakes);
  const rest = list.filter((b) => b.name.toLowerCase() !== clean.toLowerCase());
  if (!clean || spots.length === 0 || rest.length >= savedMost) return null;
  return [...rest, { name: clean, spots }];
}

export function withoutSaved(list: SavedBet[], name: string): SavedBet[] {
  return list.filter((b) => b.name !== name);
}

/** False where the browser stores nothing. */
export function writeSaved(shelf: SavedShelf, game: string, list: SavedBet[]): boolean {
  try {
    shelf.setItem(keyOf(game), JSON.stringify(list));
    return true;
  } catch {
    return false;
  }
}

export function totalOf(b: SavedBet): number {
  return stakedMinor(b.spots);
}
