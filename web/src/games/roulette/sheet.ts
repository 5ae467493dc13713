// The rules of a table as GET /api/rooms/{id} tells them: spots, what they
// cover, what they pay, their limits.
import type { Options } from "./bodies";
import { wheelOf } from "./wheel";

export type Kind =
  | "straight" | "split" | "street" | "trio" | "corner" | "first-four" | "top-line" | "line" | "column" | "dozen" | "even";

export interface Spot {
  name: string;
  kind: Kind;
  numbers: number[]; // covered, ascending
  pays: number; // to 1
  minMinor: number;
  maxMinor: number; // per player
}

/** A bet named by its part of the wheel: so many chips of one value on each of its spots. */
export interface Call { name: string; chips: number; spots: { spot: string; chips: number }[] }

/** What becomes of even-money stakes when a zero comes. */
export type ZeroRule = "none" | "partage" | "prison";

export interface Sheet {
  game: string;
  /** The pockets clockwise. */
  wheel: number[];
  calls: Call[];
  zero: ZeroRule;
  /** Whether numbers of earlier rounds may be told at all (L3). */
  stats: boolean;
  /** What a kind gives back of its stakes on average, in percent, as the table says; empty where it does not. */
  returns: Partial<Record<Kind, string>>;
  spots: Spot[];
  byName: Map<string, Spot>;
  stepMinor: number;
  tableMaxMinor: number;
  betMs: number;
  landMs: number;
}

const kinds: [RegExp, Kind][] = [
  [/^straight:/, "straight"], [/^split:/, "split"], [/^street:/, "street"], [/^trio:/, "trio"], [/^corner:/, "corner"],
  [/^first-four$/, "first-four"], [/^top-line$/, "top-line"], [/^line:/, "line"], [/^column:/, "column"], [/^dozen:/, "dozen"],
];

export function kindOf(name: string): Kind {
  return kinds.find(([pattern]) => pattern.test(name))?.[1] ?? "even";
}

interface RawSheet {
  game?: string; spots?: { spot: string; covers: number[]; pays: number }[]; calls?: Call[] | null; wheel?: number[] | null; zero?: string;
  stats?: boolean; returns?: { kind: string; returnPercent: string }[] | null;
}

/** A kind's name among the limits. */
const limitOf: Partial<Record<Kind, string>> = { "first-four": "firstFour", "top-line": "topLine" };
const kindWord: Record<string, Kind> = { firstFour: "first-four", topLine: "top-line" };

/** Reads the answer of the server. Throws on one that names no spots. */
export function readSheet(sheet: unknown, options: unknown): Sheet {
  const raw = sheet as RawSheet;
  if (!raw.spots?.length) throw new Error("the sheet names no spots");
  const o = options as Options;
  const spots = raw.spots.map((s): Spot => {
    const kind = kindOf(s.spot);
    const maxMinor = o.limits[limitOf[kind] ?? kind] ?? 0;
    return { name: s.spot, kind, numbers: s.covers, pays: s.pays, minMinor: o.spotMinMinor, maxMinor };
  });
  const known = new Set(spots.map((s) => s.name));
  return {
    game: raw.game ?? "", wheel: wheelOf(spots.filter((s) => s.kind === "straight").length, raw.wheel),
    calls: (raw.calls ?? []).filter((c) => c.spots.every((s) => known.has(s.spot))),
    zero: (raw.zero ?? o.zero ?? "none") as ZeroRule, stats: raw.stats ?? o.stats ?? true,
    returns: Object.fromEntries((raw.returns ?? []).map((r) => [kindWord[r.kind] ?? r.kind, r.returnPercent])),
    spots, byName: new Map(spots.map((s) => [s.name, s])), stepMinor: o.stepMinor, tableMaxMinor: o.tableMaxMinor, betMs: o.betMs, landMs: o.landMs,
  };
}
