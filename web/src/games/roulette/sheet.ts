// The rules of a table as GET /api/rooms/{id} tells them: spots, what they
// cover, what they pay, their limits.

export type Kind =
  | "straight" | "split" | "street" | "trio" | "corner" | "first-four" | "line" | "column" | "dozen" | "even";

export interface Spot {
  name: string;
  kind: Kind;
  numbers: number[]; // covered, ascending
  pays: number; // to 1
  minMinor: number;
  maxMinor: number; // per player
}

export interface Sheet {
  spots: Spot[];
  byName: Map<string, Spot>;
  stepMinor: number;
  tableMaxMinor: number;
  betMs: number;
  landMs: number;
}

const kinds: [RegExp, Kind][] = [
  [/^straight:/, "straight"], [/^split:/, "split"], [/^street:/, "street"], [/^trio:/, "trio"], [/^corner:/, "corner"],
  [/^first-four$/, "first-four"], [/^line:/, "line"], [/^column:/, "column"], [/^dozen:/, "dozen"],
];

export function kindOf(name: string): Kind {
  return kinds.find(([pattern]) => pattern.test(name))?.[1] ?? "even";
}

interface RawSpot {
  spot?: string; name?: string; covers?: number[]; numbers?: number[]; pays: number;
  minMinor?: number; min?: number; maxMinor?: number; max?: number; limitMinor?: number; limit?: number;
}
interface RawOptions {
  stepMinor?: number; spotMinMinor?: number; tableMaxMinor?: number; betMs?: number; landMs?: number;
  limits?: Record<string, number>;
}

/** Reads the answer of the server. Throws on one that names no spots. */
export function readSheet(sheet: unknown, options: unknown): Sheet {
  const raw = (sheet as { spots?: RawSpot[] }).spots;
  if (!raw?.length) throw new Error("the sheet names no spots");
  const o = (options ?? {}) as RawOptions;
  const spots = raw.map((s): Spot => {
    const name = s.spot ?? s.name ?? "";
    const kind = kindOf(name);
    const limit = o.limits?.[kind === "first-four" ? "firstFour" : kind] ?? 0;
    return {
      name, kind, numbers: s.covers ?? s.numbers ?? [], pays: s.pays,
      minMinor: s.minMinor ?? s.min ?? o.spotMinMinor ?? 0,
      maxMinor: s.maxMinor ?? s.limitMinor ?? s.max ?? s.limit ?? limit,
    };
  });
  return {
    spots, byName: new Map(spots.map((s) => [s.name, s])),
    stepMinor: o.stepMinor ?? 100, tableMaxMinor: o.tableMaxMinor ?? 0, betMs: o.betMs ?? 12_000, landMs: o.landMs ?? 6_000,
  };
}
