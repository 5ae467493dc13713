// The rules of a table as GET /api/rooms/{id} tells them: spots, what they
// cover, what they pay, their limits.
import type { Options } from "./bodies";

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

interface RawSheet { spots?: { spot: string; covers: number[]; pays: number }[] }

/** Reads the answer of the server. Throws on one that names no spots. */
export function readSheet(sheet: unknown, options: unknown): Sheet {
  const raw = (sheet as RawSheet).spots;
  if (!raw?.length) throw new Error("the sheet names no spots");
  const o = options as Options;
  const spots = raw.map((s): Spot => {
    const kind = kindOf(s.spot);
    const maxMinor = o.limits[kind === "first-four" ? "firstFour" : kind] ?? 0;
    return { name: s.spot, kind, numbers: s.covers, pays: s.pays, minMinor: o.spotMinMinor, maxMinor };
  });
  return {
    spots, byName: new Map(spots.map((s) => [s.name, s])), stepMinor: o.stepMinor, tableMaxMinor: o.tableMaxMinor, betMs: o.betMs, landMs: o.landMs,
  };
}
