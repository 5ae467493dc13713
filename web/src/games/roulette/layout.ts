// Where the spots lie on the felt. In felt units: a number's cell is 1 × 1.
//
// Lying (desktop): zero on the left, twelve columns of three, the dozens and the
// even chances below. Upright (phone): the same turned, zero on top.
import type { Spot } from "./sheet";

export interface Box { x: number; y: number; w: number; h: number }
/** A printed field of the felt and the spot that it stands for. */
export interface Cell { spot: string; box: Box }
/** Where a spot takes clicks, and where its chips lie: beside the words of an outside field. */
export interface Hit { spot: string; box: Box; x: number; y: number; layer: 0 | 1 | 2 }
export interface Layout { w: number; h: number; cells: Cell[]; hits: Hit[] }

export type Way = "lying" | "upright";

const reds = new Set([1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36]);

export function colourOf(n: number): "green" | "red" | "black" {
  return n === 0 ? "green" : reds.has(n) ? "red" : "black";
}

const band = 0.86; // the outside fields' depth
const evens = ["low", "even", "red", "black", "odd", "high"];

/** The box of a number lying: rows of three run upwards. */
function cellOf(n: number): Box {
  if (n === 0) return { x: 0, y: 0, w: 1, h: 3 };
  return { x: 1 + Math.floor((n - 1) / 3), y: 2 - ((n - 1) % 3), w: 1, h: 1 };
}

/** Makes the felt for the spots of a sheet. */
export function layoutOf(spots: Spot[], way: Way): Layout {
  const thick = way === "lying" ? { along: 0.3, across: 0.34 } : { along: 0.36, across: 0.3 };
  const cells: Cell[] = [];
  const hits: Hit[] = [];
  for (const s of spots) {
    const cell = fieldOf(s);
    if (cell) {
      cells.push({ spot: s.name, box: cell });
      const aside = s.kind === "dozen" ? 0.86 : s.kind === "even" ? 0.8 : 0.5;
      hits.push({ spot: s.name, box: cell, x: cell.x + cell.w * aside, y: cell.y + cell.h / 2, layer: 0 });
    } else {
      hits.push(insideHit(s, thick.along, thick.across));
    }
  }
  const lying: Layout = { w: 14, h: 3 + 2 * band, cells, hits };
  return way === "lying" ? lying : turned(lying);
}

/** The printed field of a spot that has one. */
function fieldOf(s: Spot): Box | null {
  switch (s.kind) {
    case "straight":
      return cellOf(s.numbers[0]!);
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
  const boxes = s.numbers.filter((n) => n > 0).map(cellOf);
  const left = Math.min(...boxes.map((b) => b.x));
  const right = Math.max(...boxes.map((b) => b.x + 1));
  const top = Math.min(...boxes.map((b) => b.y));
  const bottom = Math.max(...boxes.map((b) => b.y + 1));
  const withZero = s.numbers[0] === 0;
  let x = (left + right) / 2;
  let y = (top + bottom) / 2;
  let layer: Hit["layer"] = 2;
  let w = along;
  let h = across;
  switch (s.kind) {
    case "split":
      layer = 1;
      if (withZero) { x = 1; h = 1 - across; }
      else if (right - left === 2) h = 1 - across;
      else w = 1 - along;
      break;
    case "street":
      layer = 1;
      y = 3;
      w = 1 - along;
      break;
    case "line":
    case "first-four":
      y = 3;
      if (withZero) x = 1;
      break;
    case "trio":
      x = 1;
      y = s.numbers.includes(1) ? 2 : 1;
      break;
  }
  return { spot: s.name, box: { x: x - w / 2, y: y - h / 2, w, h }, x, y, layer };
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
      return { ...h, box: box(h.box), x, y };
    }),
  };
}

/** The spot next to one in a direction, for the arrow keys; the same where the felt ends. */
export function neighbour(l: Layout, from: string, dx: number, dy: number): string {
  const here = l.hits.find((h) => h.spot === from) ?? l.hits[0]!;
  let best = here.spot;
  let least = Infinity;
  for (const h of l.hits) {
    const ahead = (h.x - here.x) * dx + (h.y - here.y) * dy;
    const aside = Math.abs((h.x - here.x) * dy) + Math.abs((h.y - here.y) * dx);
    const cost = ahead + 2.5 * aside;
    if (ahead > 0.01 && cost < least) { least = cost; best = h.spot; }
  }
  return best;
}
