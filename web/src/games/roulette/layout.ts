// Where the spots lie on the felt. In felt units: a number's cell is 1 × 1.
//
// Lying (desktop): zero on the left, twelve columns of three, the dozens and the
// even chances below. Upright (phone): the same turned, zero on top.
import type { Spot } from "./sheet";

export interface Box { x: number; y: number; w: number; h: number }
/** A printed field of the felt and the spot that it stands for. */
export interface Cell { spot: string; box: Box }
/**
 * Where a spot takes clicks; its point on the lines, or beside the words of an
 * outside field; and where its chips lie: on that point, but for the double
 * zero's edge, where eight spots share three fields and the chips stand closer
 * and smaller, by turns on either side of the line.
 */
export interface Hit { spot: string; box: Box; x: number; y: number; layer: 0 | 1 | 2; chip: [number, number]; tight: boolean }
export interface Layout { w: number; h: number; cells: Cell[]; hits: Hit[] }

export type Way = "lying" | "upright";

const reds = new Set([1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36]);

/** The double zero's number on log and wire; every other pocket is written as its number. */
export const doubleZero = 37;

export function labelOf(n: number): string {
  return n === doubleZero ? "00" : String(n);
}

export function isZero(n: number): boolean {
  return n === 0 || n === doubleZero;
}

export function colourOf(n: number): "green" | "red" | "black" {
  return isZero(n) ? "green" : reds.has(n) ? "red" : "black";
}

const band = 0.86; // the outside fields' depth
const evens = ["low", "even", "red", "black", "odd", "high"];

/** The box of a number lying: rows of three run upwards; two zeros share the place of one. */
function cellOf(n: number, zeros: number): Box {
  if (isZero(n)) return zeros === 1 ? { x: 0, y: 0, w: 1, h: 3 } : { x: 0, y: n === 0 ? 1.5 : 0, w: 1, h: 1.5 };
  return { x: 1 + Math.floor((n - 1) / 3), y: 2 - ((n - 1) % 3), w: 1, h: 1 };
}

/** Makes the felt for the spots of a sheet. */
export function layoutOf(spots: Spot[], way: Way): Layout {
  const thick = way === "lying" ? { along: 0.3, across: 0.34 } : { along: 0.36, across: 0.3 };
  const cells: Cell[] = [];
  const hits: Hit[] = [];
  const zeros = spots.filter((s) => s.kind === "straight" && isZero(s.numbers[0]!)).length;
  for (const s of spots) {
    const cell = fieldOf(s, zeros);
    if (cell) {
      cells.push({ spot: s.name, box: cell });
      const aside = s.kind === "dozen" ? 0.86 : s.kind === "even" ? 0.8 : 0.5;
      const [x, y] = [cell.x + cell.w * aside, cell.y + cell.h / 2];
      hits.push({ spot: s.name, box: cell, x, y, layer: 0, chip: [x, y], tight: false });
    } else {
      hits.push(s.numbers.some(isZero) ? zeroHit(s, zeros, thick.along, thick.across) : insideHit(s, thick.along, thick.across));
    }
  }
  if (zeros === 2) for (const h of hits) loosen(h);
  const lying: Layout = { w: 14, h: 3 + 2 * band, cells, hits };
  return way === "lying" ? lying : turned(lying);
}

/** The printed field of a spot that has one. */
function fieldOf(s: Spot, zeros: number): Box | null {
  switch (s.kind) {
    case "straight":
      return cellOf(s.numbers[0]!, zeros);
    case "column":
      return { x: 13, y: 3 - Number(s.name.split(":")[1]), w: 1, h: 1 };
    case "dozen":
      return { x: 1 + 4 * (Number(s.name.split(":")[1]) - 1), y: 3, w: 4, h: band };
    case "even":
      return { x: 1 + 2 * evens.indexOf(s.name), y: 3 + band, w: 2, h: band };
    default:
      return null;
  }
}

/** Inside bets are placed on the lines between the numbers that they cover. */
function insideHit(s: Spot, along: number, across: number): Hit {
  const boxes = s.numbers.map((n) => cellOf(n, 1));
  const left = Math.min(...boxes.map((b) => b.x));
  const right = Math.max(...boxes.map((b) => b.x + 1));
  const x = (left + right) / 2;
  const y = (Math.min(...boxes.map((b) => b.y)) + Math.max(...boxes.map((b) => b.y + 1))) / 2;
  switch (s.kind) {
    case "split":
      return right - left === 2 ? hitAt(s, x, y, along, 1 - across, 1) : hitAt(s, x, y, 1 - along, across, 1);
    case "street":
      return hitAt(s, x, 3, 1 - along, across, 1);
    case "line":
      return hitAt(s, x, 3, along, across, 2);
    default:
      return hitAt(s, x, y, along, across, 2);
  }
}

/** Bets with a zero lie on its edge to the first row, or on the line between two zeros. */
function zeroHit(s: Spot, zeros: number, along: number, across: number): Hit {
  const tight = zeros === 1 ? across : 0.24; // a double zero's edge holds twice as much
  const numbers = s.numbers.filter((n) => !isZero(n));
  if (s.kind === "first-four" || s.kind === "top-line") return hitAt(s, 1, 3, along, across, 2);
  if (numbers.length === 0) return hitAt(s, (1 - along / 2) / 2, 1.5, 1 - along, across, 1);
  if (s.kind !== "split") {
    const y = numbers.length === 2 ? (numbers.includes(1) ? 2 : 1) : 1.5;
    return hitAt(s, 1, y, along, tight, 2);
  }
  const zero = cellOf(s.numbers.find(isZero)!, zeros);
  const number = cellOf(numbers[0]!, zeros);
  const top = Math.max(zero.y, number.y);
  const bottom = Math.min(zero.y + zero.h, number.y + 1);
  return hitAt(s, 1, (top + bottom) / 2, along, bottom - top - tight, 1);
}

function hitAt(s: Spot, x: number, y: number, w: number, h: number, layer: Hit["layer"]): Hit {
  return { spot: s.name, box: { x: x - w / 2, y: y - h / 2, w, h }, x, y, layer, chip: [x, y], tight: false };
}

/** Gives each chip at the double zero's edge a place of its own. */
function loosen(h: Hit): void {
  if (h.spot === "straight:0" || h.spot === "split:0/1") h.chip = [h.x, h.y + 0.05];
  else if (h.spot === "straight:00" || h.spot === "split:00/3") h.chip = [h.x, h.y - 0.05];
  else if (h.spot === "split:0/00") h.chip = [0.22, h.y];
  else if (/^trio:/.test(h.spot)) h.chip = [0.82, h.y];
  else if (h.spot === "split:0/2" || h.spot === "split:00/2") h.chip = [1.1, h.y];
  h.tight = /^(trio|split:00?\/)/.test(h.spot);
}

/** Turns the felt upright: zero on top, the outside fields in two bands on the left. */
function turned(l: Layout): Layout {
  const deep = 0.62; // a phone is narrow: its bands are too
  const side = 2 * deep;
  const point = (x: number, y: number): [number, number] =>
    [y <= 3 ? side + (3 - y) : side - (y - 3) * (deep / band), x];
  const box = (b: Box): Box => {
    const [x1, y1] = point(b.x, b.y);
    const [x2, y2] = point(b.x + b.w, b.y + b.h);
    return { x: Math.min(x1, x2), y: Math.min(y1, y2), w: Math.abs(x2 - x1), h: Math.abs(y2 - y1) };
  };
  return {
    w: side + 3, h: l.w,
    cells: l.cells.map((c) => ({ ...c, box: box(c.box) })),
    hits: l.hits.map((h) => {
      const [x, y] = point(h.x, h.y);
      return { ...h, box: box(h.box), x, y, chip: point(...h.chip) };
    }),
  };
}

/** The spots in rows from top to bottom, each from left to right: what a screen reader walks. */
export function rowsOf(l: Layout): Hit[][] {
  const rows = new Map<string, Hit[]>();
  for (const h of [...l.hits].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const at = h.y.toFixed(2);
    rows.set(at, [...(rows.get(at) ?? []), h]);
  }
  return [...rows.values()];
}

/** The spot next to one in a direction, for the arrow keys; the same where the felt ends. */
export function neighbour(l: Layout, from: string, dx: number, dy: number): string {
  const here = l.hits.find((h) => h.spot === from) ?? l.hits[0]!;
  const middle = ({ box }: Hit): [number, number] => [box.x + box.w / 2, box.y + box.h / 2];
  const [x, y] = middle(here);
  let best = here.spot;
  let least = Infinity;
  for (const h of l.hits) {
    const [hx, hy] = middle(h);
    const ahead = (hx - x) * dx + (hy - y) * dy;
    const aside = Math.abs((hx - x) * dy) + Math.abs((hy - y) * dx);
    const cost = ahead + 2.5 * aside;
    if (ahead > 0.01 && cost < least) { least = cost; best = h.spot; }
  }
  return best;
}
