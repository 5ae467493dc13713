// The racetrack: the wheel drawn as a stadium, zero at its left end (upright: at
// its top), and inside it the calls, each over its part of the wheel.
import type { SpotStake } from "./bodies";
import { labelOf, type Way } from "./layout";
import type { Call, Sheet } from "./sheet";
import { neighboursOf } from "./wheel";

export interface Shape { path: string; x: number; y: number }
export interface Pocket extends Shape { number: number }
export interface Area extends Shape { call: Call }
export interface Track { w: number; h: number; pockets: Pocket[]; areas: Area[] }

type Point = [number, number];

/** A stadium's measures: its long and its short side, and the band of the pockets. */
interface Stadium { width: number; height: number; outer: number; inner: number }

/** Lying it is long and flat; upright, on a phone, rounder, so that a pocket is as large as a finger. */
const stadiums: Record<Way, Stadium> = {
  lying: { width: 1000, height: 300, outer: 147, inner: 84 },
  upright: { width: 800, height: 420, outer: 207, inner: 122 },
};

/** The point at a part of the way around, at a distance from the axis; clockwise from the left end. */
function pointAt(s: Stadium, part: number, radius: number): Point {
  const middle = (s.outer + s.inner) / 2;
  const straight = s.width - s.height;
  const quarter = (Math.PI * middle) / 2;
  let d = (((part % 1) + 1) % 1) * (2 * straight + 4 * quarter);
  const left = s.height / 2;
  const right = s.width - s.height / 2;
  const round = (x: number, from: number): Point => {
    const a = from + d / middle;
    return [x + radius * Math.cos(a), s.height / 2 + radius * Math.sin(a)];
  };
  if (d < quarter) return round(left, Math.PI);
  d -= quarter;
  if (d < straight) return [left + d, s.height / 2 - radius];
  d -= straight;
  if (d < 2 * quarter) return round(right, 1.5 * Math.PI);
  d -= 2 * quarter;
  if (d < straight) return [right - d, s.height / 2 + radius];
  d -= straight;
  return round(left, 0.5 * Math.PI);
}

/** Points along the track between two pockets' edges, at a distance from the axis. */
function arc(s: Stadium, from: number, to: number, of: number, radius: number): Point[] {
  const steps = Math.max(6, Math.ceil((to - from) * 6));
  return Array.from({ length: steps + 1 }, (_, i) => pointAt(s, (from - 0.5 + ((to - from) * i) / steps) / of, radius));
}

/** The stretches of the wheel that a set of numbers covers: first pocket, pockets. */
export function runsOf(wheel: number[], covered: Set<number>): [number, number][] {
  const n = wheel.length;
  const runs: [number, number][] = [];
  for (let i = 0; i < n; i++) {
    if (!covered.has(wheel[i]!) || covered.has(wheel[(i - 1 + n) % n]!)) continue;
    let count = 1;
    while (count < n && covered.has(wheel[(i + count) % n]!)) count++;
    runs.push([i, count]);
  }
  return runs;
}

export function coveredBy(sheet: Sheet, spots: { spot: string }[]): Set<number> {
  return new Set(spots.flatMap((s) => sheet.byName.get(s.spot)?.numbers ?? []));
}

/** Makes the track of a wheel with its calls. */
export function trackOf(sheet: Sheet, way: Way): Track {
  const n = sheet.wheel.length;
  const st = stadiums[way];
  const turn = ([x, y]: Point): Point => (way === "lying" ? [x, y] : [st.height - y, x]);
  const shape = (points: Point[]): Shape => {
    const turned = points.map(turn);
    const [x, y] = centreOf([turned]);
    return { path: pathOf(turned), x, y };
  };
  const pockets = sheet.wheel.map((number, i): Pocket => {
    const s = shape([...arc(st, i, i + 1, n, st.outer), ...arc(st, i, i + 1, n, st.inner).reverse()]);
    const [x, y] = turn(pointAt(st, i / n, (st.outer + st.inner) / 2));
    return { ...s, x, y, number };
  });
  const drawn = sheet.calls.map((call) => ({ call, points: runsOf(sheet.wheel, coveredBy(sheet, call.spots)).flatMap(([at, count]) => arc(st, at, at + count, n, st.inner - 5)).map(turn) }));
  const areas = drawn.map(({ call, points }): Area => {
    // A call inside another one is drawn over it: the outer one's name makes room.
    const within = drawn.filter((o) => o.call !== call && isWithin(sheet, o.call, call)).map((o) => o.points);
    const [x, y] = centreOf([points, ...within]);
    return { call, path: pathOf(points), x, y };
  });
  areas.sort((a, b) => coveredBy(sheet, b.call.spots).size - coveredBy(sheet, a.call.spots).size);
  return way === "lying" ? { w: st.width, h: st.height, pockets, areas } : { w: st.height, h: st.width, pockets, areas };
}

function isWithin(sheet: Sheet, a: Call, b: Call): boolean {
  const all = coveredBy(sheet, b.spots);
  return [...coveredBy(sheet, a.spots)].every((n) => all.has(n));
}

function pathOf(points: Point[]): string {
  return `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}Z`;
}

/** The middle of a polygon's area less the areas of those inside it. */
function centreOf([whole, ...holes]: Point[][]): Point {
  const parts = [[whole!, 1], ...holes.map((h) => [h, -1])] as [Point[], number][];
  let [sum, x, y] = [0, 0, 0];
  for (const [points, sign] of parts) {
    const m = moment(points);
    sum += sign * m.area; x += sign * m.area * m.x; y += sign * m.area * m.y;
  }
  return [x / sum, y / sum];
}

function moment(points: Point[]): { area: number; x: number; y: number } {
  let [area, x, y] = [0, 0, 0];
  points.forEach(([x1, y1], i) => {
    const [x2, y2] = points[(i + 1) % points.length]!;
    const cross = x1 * y2 - x2 * y1;
    area += cross / 2; x += ((x1 + x2) * cross) / 6; y += ((y1 + y2) * cross) / 6;
  });
  return { area: Math.abs(area), x: x / area, y: y / area };
}

/** The stakes of a call with a chip's worth on each of its chips. */
export function stakesOfCall(call: Call, chipMinor: number): SpotStake[] {
  return call.spots.map((s) => ({ spot: s.spot, stake: s.chips * chipMinor }));
}

/** The stakes of a number and its n neighbours to each side. */
export function stakesOfNeighbours(wheel: number[], number: number, n: number, chipMinor: number): SpotStake[] {
  return neighboursOf(wheel, number, n).map((x) => ({ spot: `straight:${labelOf(x)}`, stake: chipMinor }));
}
