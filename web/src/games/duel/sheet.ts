// The rules of a table of two sides as GET /api/rooms/{id} tells them.

export interface Spot { spot: string; pays: string; minMinor: number; maxMinor: number; returns: string }

export interface Sheet {
  game: string;
  /** How the banker's win is priced; empty where a game has no such choice. */
  variant: string;
  /** What a tie takes of the sides' stakes: "half" or "all"; empty where it pushes. */
  tieLoses: string;
  decks: number;
  spots: Spot[];
  /** Whether what came before may be told at all (L3). */
  stats: boolean;
  stepMinor: number;
  spotMinMinor: number;
  tableMaxMinor: number;
  betMs: number;
}

interface Raw {
  game?: string; variant?: string; decks: number; roads?: boolean; stats?: boolean;
  spots?: { spot: string; pays: string; maxMinor: number; return?: string }[] | null;
  limits: { stepMinor: number; spotMinMinor: number; tableMaxMinor: number };
  times: { betMs: number };
}

/** Reads the answer of the server. Throws on one that names no spots. */
export function readSheet(sheet: unknown, options: unknown): Sheet {
  const raw = sheet as Raw;
  if (!raw.spots?.length) throw new Error("the sheet names no spots");
  const o = (options ?? {}) as { tie?: string };
  const { stepMinor, spotMinMinor, tableMaxMinor } = raw.limits;
  return {
    game: raw.game ?? "", variant: raw.variant ?? "", tieLoses: raw.game === "dragon-tiger" ? o.tie || "half" : "", decks: raw.decks,
    spots: raw.spots.map((s) => ({ spot: s.spot, pays: s.pays, minMinor: spotMinMinor, maxMinor: s.maxMinor, returns: s.return ?? "" })),
    stats: raw.roads ?? raw.stats ?? true, stepMinor, spotMinMinor, tableMaxMinor, betMs: raw.times.betMs,
  };
}
