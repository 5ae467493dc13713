import { describe, expect, test } from "vitest";
import { calls, makeSpots } from "../dev/spots.mjs";
import { layoutOf, neighbour, rowsOf, type Box, type Hit, type Layout } from "../src/games/roulette/layout";
import { readSheet } from "../src/games/roulette/sheet";

const options = {
  betMs: 12_000, landMs: 6_000, pauseMs: 4_000, stepMinor: 100, spotMinMinor: 100, tableMaxMinor: 1_000_000, allowanceMinor: 1,
  limits: { straight: 1, split: 2, street: 3, trio: 4, corner: 5, firstFour: 6, line: 7, column: 8, dozen: 9, even: 10 },
};
const sheet = readSheet({ spots: makeSpots(), calls }, options);
const american = readSheet({ spots: makeSpots(2) }, options);
const inside = (b: Box, x: number, y: number) => x > b.x && x < b.x + b.w && y > b.y && y < b.y + b.h;
/** The spot that gets a click: the topmost hit area, as the style sheet stacks them. */
const clicked = (l: Layout, x: number, y: number): Hit | undefined =>
  l.hits.filter((h) => inside(h.box, x, y)).sort((a, b) => b.layer - a.layer)[0];
const centre = (h: Hit): [number, number] => [h.box.x + h.box.w / 2, h.box.y + h.box.h / 2];

describe.each([
  ["lying", 157, sheet], ["upright", 157, sheet], ["lying", 161, american], ["upright", 161, american],
] as const)("the felt %s with %i spots", (way, spots, sheet) => {
  const layout = layoutOf(sheet.spots, way);

  test("has every one of its spots once, on the felt", () => {
    expect(new Set(layout.hits.map((h) => h.spot)).size).toBe(spots);
    for (const h of layout.hits) {
      expect(h.x, h.spot).toBeGreaterThan(0);
      expect(h.x, h.spot).toBeLessThan(layout.w);
      expect(h.y, h.spot).toBeGreaterThan(0);
      expect(h.y, h.spot).toBeLessThan(layout.h);
    }
  });

  test("gives a click in the middle of a spot's area to that spot and no other", () => {
    for (const h of layout.hits) expect(clicked(layout, ...centre(h))?.spot, h.spot).toBe(h.spot);
  });

  test("has no two areas of one layer over each other", () => {
    for (const a of layout.hits) {
      for (const b of layout.hits) {
        if (a === b || a.layer !== b.layer) continue;
        const apart = a.box.x + a.box.w <= b.box.x + 1e-9 || b.box.x + b.box.w <= a.box.x + 1e-9
          || a.box.y + a.box.h <= b.box.y + 1e-9 || b.box.y + b.box.h <= a.box.y + 1e-9;
        expect(apart, `${a.spot} and ${b.spot}`).toBe(true);
      }
    }
  });

  test("puts inside bets on the lines of exactly the numbers that they cover", () => {
    const cells = new Map(layout.cells.map((c) => [c.spot, c.box]));
    for (const s of sheet.spots) {
      if (!["split", "corner", "trio"].includes(s.kind)) continue;
      const h = layout.hits.find((x) => x.spot === s.name)!;
      const touching = Array.from({ length: sheet.wheel.length }, (_, n) => n).filter((n) => {
        const b = cells.get(`straight:${n === 37 ? "00" : n}`)!;
        const near = 0.05;
        return h.x > b.x - near && h.x < b.x + b.w + near && h.y > b.y - near && h.y < b.y + b.h + near;
      });
      expect(touching, s.name).toEqual(s.numbers);
    }
  });

  test("tells a screen reader every spot once, in rows", () => {
    const rows = rowsOf(layout);
    expect(rows.flat().length).toBe(spots);
    for (const row of rows) for (const h of row) expect(h.y).toBeCloseTo(row[0]!.y, 1);
  });

  test("can be walked by the arrow keys from anywhere to everywhere", () => {
    const reached = new Set([layout.hits[0]!.spot]);
    for (let grew = true; grew; ) {
      grew = false;
      for (const spot of [...reached]) {
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
          const next = neighbour(layout, spot, dx, dy);
          if (!reached.has(next)) { reached.add(next); grew = true; }
        }
      }
    }
    expect(layout.hits.map((h) => h.spot).filter((s) => !reached.has(s))).toEqual([]);
  });
});

// The felt's own measures at 1440 × 900 and at 390 × 844, in pixels: of a unit each way, and of a chip.
test.each([["lying", 75, 75, 34], ["upright", 89, 42, 34]] as const)("at the double zero no chip lies over another, %s", (way, px, py, chip) => {
  const across = (h: Hit) => chip * (h.tight ? 0.75 : 1);
  const hits = layoutOf(american.spots, way).hits;
  const edge = hits.filter((h) => american.byName.get(h.spot)!.numbers.some((n) => n === 0 || n === 37));
  expect(edge.length).toBe(11);
  for (const a of edge) {
    for (const b of edge) {
      if (a === b) continue;
      const apart = Math.hypot((a.chip[0] - b.chip[0]) * px, (a.chip[1] - b.chip[1]) * py);
      expect(apart, `${a.spot} and ${b.spot}`).toBeGreaterThan((across(a) + across(b)) / 2 - 2); // touching rims are no overlap
    }
  }
});

test("limits are read by kind", () => {
  expect(sheet.byName.get("first-four")?.maxMinor).toBe(6);
  expect(sheet.byName.get("red")?.maxMinor).toBe(10);
  expect(sheet.byName.get("straight:0")?.maxMinor).toBe(1);
  expect(() => readSheet({}, options)).toThrow();
});

test("calls stand on spots of the sheet and partition the wheel; the double zero's wheel has none", () => {
  expect(sheet.calls.map((c) => [c.name, c.chips])).toEqual([["voisins", 9], ["tiers", 6], ["orphelins", 5], ["jeu-zero", 4]]);
  const covered = sheet.calls.slice(0, 3).map((c) => new Set(c.spots.flatMap((s) => sheet.byName.get(s.spot)!.numbers)));
  expect(covered.map((c) => c.size)).toEqual([17, 12, 8]);
  expect(new Set(covered.flatMap((c) => [...c])).size).toBe(37);
  expect(readSheet({ spots: makeSpots(2), calls }, options).calls.map((c) => c.name)).not.toContain("voisins");
  expect([american.wheel.length, american.calls.length]).toEqual([38, 0]);
});
