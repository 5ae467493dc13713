// The rules of a blackjack table as GET /api/rooms/{id} tells them.

export interface Price { kind: string; pays: number }

export interface Options {
  decks: number; hitsSoft17: boolean; hole: "peek" | "none-all" | "none-original"; natural: string; handsMax: number; resplitAces: boolean; afterSplit: boolean;
  double: "any" | "9-11" | "10-11"; surrender: boolean; charlie: boolean; insurance: boolean; autoHitBelow?: number;
  seats?: number; seatsEach?: number; behindMax?: number; behindCut: number;
  betMs: number; decideMs: number; absentMs: number; dealMs: number; pauseMs: number;
  stepMinor: number; seatMinMinor: number; seatMaxMinor: number; sideMinMinor: number; sideMaxMinor: number; tableMaxMinor: number; allowanceMinor: number;
}

export interface Sheet {
  game: string;
  common: boolean;
  options: Options;
  spots: string[];
  pairs: Price[];
  threes: Price[];
  handsMax: number;
  charlieFrom: number;
  insurancePays: string;
  autoHitBelow: number;
  returnPercent: string;
  edgePercent: string;
  /** The bets beside the hand: "pairs", "threes", "insurance". */
  sides: { bet: string; returnPercent: string; edgePercent: string }[];
  /** Whether the best play of a hand may be told, and its chart: rows against 2 to 10 and ace. */
  hints: boolean;
  best: string[][];
}

/** Reads the answer of the server. Throws on one that names no spots. */
export function readSheet(sheet: unknown): Sheet {
  const s = sheet as Sheet;
  if (!s.spots?.length) throw new Error("the sheet names no spots");
  return { ...s, pairs: s.pairs ?? [], threes: s.threes ?? [], sides: s.sides ?? [], hints: s.hints ?? false, best: s.best ?? [] };
}

/** How many seats a player sees: those of the table, or the one hand. */
export function seatsOf(s: Sheet): number {
  return s.common ? 1 : s.options.seats ?? 0;
}

/** The least and the most on a kind of spot. */
export function limitsOf(o: Options, spot: string): { minMinor: number; maxMinor: number } {
  const side = /^(pairs|threes):/.test(spot);
  return { minMinor: side ? o.sideMinMinor : o.seatMinMinor, maxMinor: side ? o.sideMaxMinor : o.seatMaxMinor };
}
