// The pages' roads against the vectors that the server's are held against
// (games/baccarat/roads_test.go), and against a slow recount of random shoes.
import { describe, expect, test } from "vitest";
import { bigIcons, layoutOf, nextIcons, noRoads, roadsOf, runsOf, withHand, type Bead } from "../src/games/roads/roads";

const sides: Record<string, string> = { B: "banker", P: "player", T: "tie" };
const beadsOf = (shoe: string): Bead[] => [...shoe].map((c) => ({ win: sides[c]! }));
const road = (shoe: string) => roadsOf(beadsOf(shoe));
const columns = (shoe: string) => road(shoe).big.map((c) => `${c.win[0]!.toUpperCase()}${c.depth}`).join(" ");

const shoe = "BBPBPPPBBTBPPBBBBPBPBPPB";

test("the vector of a shoe", () => {
  const r = road(shoe);
  expect(columns(shoe)).toBe("B2 P1 B1 P3 B3 P2 B4 P1 B1 P1 B1 P2 B1");
  expect(r.bigEye).toBe("brbrbrrrrbrbrbbrrrbb");
  expect(r.small).toBe("bbrbbrbrbrrbbbbrrbb");
  expect(r.cockroach).toBe("rbbbrbbbrrbbbbbrbb");
  expect(r.big[4]!.ties).toEqual([1]); // on the second of three
  expect(r.leadTies).toBe(0);
});

test.each(Object.entries({
  "": ["", "", "", ""], TTT: ["", "", "", ""], TB: ["B1", "", "", ""], BP: ["B1 P1", "", "", ""],
  BPP: ["B1 P2", "b", "", ""], BPPP: ["B1 P3", "br", "", ""], BBPP: ["B2 P2", "r", "", ""],
  BPB: ["B1 P1 B1", "r", "", ""], BBPB: ["B2 P1 B1", "b", "", ""], BBTPTBT: ["B2 P1 B1", "b", "", ""],
  BPBB: ["B1 P1 B2", "rb", "b", ""], BPBPBPBP: ["B1 P1 B1 P1 B1 P1 B1 P1", "rrrrrr", "rrrrr", "rrrr"], BBBBBBBBBBP: ["B10 P1", "", "", ""],
}))("by hand: %s", (shoe, want) => {
  const r = road(shoe);
  expect([columns(shoe), r.bigEye, r.small, r.cockroach]).toEqual(want);
});

test("ties before the first win, and after wins", () => {
  const r = road("TTBTTBT");
  expect(r.leadTies).toBe(2);
  expect(r.big[0]!.ties).toEqual([0, 0, 1]);
  expect(bigIcons(beadsOf("TTBTTBT")).map((i) => [i.win, i.ties])).toEqual([["banker", 4], ["banker", 1]]);
  expect(bigIcons(beadsOf("TTT"))).toEqual([{ win: "tie", ties: 3 }]);
  expect(bigIcons([])).toEqual([]);
});

test("a hand more changes nothing of the roads before it", () => {
  const before = road("BPPB");
  const frozen = JSON.stringify(before);
  withHand(before, "tie");
  withHand(before, "banker");
  expect(JSON.stringify(before)).toBe(frozen);
});

/** Small numbers that look random and come again with their seed. */
function dice(seed: number): () => number {
  let x = seed;
  return () => ((x = (Math.imul(x, 1664525) + 1013904223) >>> 0) / 2 ** 32);
}

const shoes = Array.from({ length: 60 }, (_, i) => {
  const roll = dice(i + 1);
  return Array.from({ length: 10 + Math.floor(roll() * 70) }, () => { const x = roll(); return x < 0.0952 ? "T" : x < 0.0952 + 0.4586 ? "B" : "P"; }).join("");
});

/** A derived road of a whole shoe from nothing, on columns as strings (figures d2). */
function recounted(shoe: string, k: number): string {
  const runs = shoe.replaceAll("T", "").match(/B+|P+/g) ?? [];
  let icons = "";
  runs.forEach((run, n) => {
    for (let m = 1; m <= run.length; m++) {
      if (m === 1) {
        if (n - 1 - k >= 0) icons += runs[n - 1]!.length === runs[n - 1 - k]!.length ? "r" : "b";
      } else if (n - k >= 0) {
        const p = runs[n - k]!.length;
        icons += m <= p || m > p + 1 ? "r" : "b";
      }
    }
  });
  return icons;
}

describe("random shoes", () => {
  test.each(shoes)("%s", (shoe) => {
    const r = road(shoe);
    expect([r.bigEye, r.small, r.cockroach]).toEqual([1, 2, 3].map((k) => recounted(shoe, k)));
    expect(r.big.reduce((sum, c) => sum + c.depth, 0)).toBe(shoe.replaceAll("T", "").length);
    for (const win of ["banker", "player"]) { // what would come is what comes
      const next = nextIcons(r, win);
      const after = withHand(r, win);
      expect([r.bigEye + next.bigEye, r.small + next.small, r.cockroach + next.cockroach]).toEqual([after.bigEye, after.small, after.cockroach]);
    }
  });

  test.each(shoes)("each icon has a cell of its own: %s", (shoe) => {
    const r = road(shoe);
    for (const runs of [r.big.map((c) => c.depth), runsOf(r.bigEye), runsOf(r.small), runsOf(r.cockroach)]) {
      const cells = layoutOf(runs, 6);
      expect(cells.length).toBe(runs.reduce((a, b) => a + b, 0));
      expect(new Set(cells.map((c) => `${c.column}/${c.row}`)).size).toBe(cells.length);
      expect(cells.every((c) => c.row >= 0 && c.row < 6)).toBe(true);
    }
  });
});

test("the dragon's tail turns right at the bottom, and at an icon in its way", () => {
  expect(layoutOf([8, 1], 6)).toEqual([0, 1, 2, 3, 4, 5].map((row) => ({ column: 0, row })).concat([{ column: 1, row: 5 }, { column: 2, row: 5 }, { column: 1, row: 0 }]));
  expect(layoutOf([7, 7], 6).slice(7)).toEqual([0, 1, 2, 3, 4].map((row) => ({ column: 1, row })).concat([{ column: 2, row: 4 }, { column: 3, row: 4 }]));
  expect(layoutOf([], 6)).toEqual([]);
});

test("no prediction before there are columns to look back to", () => {
  expect(nextIcons(noRoads, "banker")).toEqual({ bigEye: "", small: "", cockroach: "" });
});
