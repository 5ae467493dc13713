import { describe, expect, test } from "vitest";
import { calls, makeSpots } from "../dev/spots.mjs";
import { coveredBy, runsOf, stakesOfCall, stakesOfNeighbours, trackOf } from "../src/games/roulette/racetrack";
import { readSaved, savedMost, withSaved, withoutSaved, writeSaved } from "../src/games/roulette/saved";
import { readSheet } from "../src/games/roulette/sheet";

const options = { stepMinor: 100, spotMinMinor: 100, tableMaxMinor: 1_000_000, limits: {}, betMs: 1, landMs: 1, pauseMs: 1, allowanceMinor: 1 };
const single = readSheet({ game: "roulette-european", spots: makeSpots(), calls }, options);
const double = readSheet({ game: "roulette-american", spots: makeSpots(2) }, options);
const callOf = (name: string) => single.calls.find((c) => c.name === name)!;

test("every call is one stretch of the wheel, orphelins two", () => {
  expect(single.calls.map((c) => runsOf(single.wheel, coveredBy(single, c.spots)).map(([, n]) => n))).toEqual([[17], [12], [3, 5], [7]]);
});

test("a stretch may run around the end of the wheel", () => {
  expect(runsOf(single.wheel, new Set([26, 0, 32]))).toEqual([[36, 3]]);
});

test("a call stakes a chip's worth for each of its chips", () => {
  const voisins = stakesOfCall(callOf("voisins"), 500);
  expect(voisins.reduce((n, s) => n + s.stake, 0)).toBe(9 * 500);
  expect(voisins.find((s) => s.spot === "trio:0/2/3")?.stake).toBe(1_000);
});

test("neighbours are straights, on every wheel, the double zero by its name", () => {
  expect(stakesOfNeighbours(single.wheel, 0, 1, 100).map((s) => s.spot)).toEqual(["straight:26", "straight:0", "straight:32"]);
  expect(stakesOfNeighbours(double.wheel, 37, 1, 100).map((s) => s.spot)).toEqual(["straight:1", "straight:00", "straight:27"]);
  for (const s of stakesOfNeighbours(double.wheel, 5, 9, 100)) expect(double.byName.has(s.spot)).toBe(true);
});

describe.each([["lying", single], ["upright", single], ["lying", double], ["upright", double]] as const)("the track %s", (way, sheet) => {
  const track = trackOf(sheet, way);
  test("has each pocket once, on the picture, none over another", () => {
    expect(track.pockets.map((p) => p.number)).toEqual(sheet.wheel);
    for (const p of track.pockets) {
      expect(p.x > 0 && p.x < track.w && p.y > 0 && p.y < track.h).toBe(true);
      for (const o of track.pockets) if (o !== p) expect(Math.hypot(o.x - p.x, o.y - p.y)).toBeGreaterThan(30);
    }
  });
  test("names each call once, inside of it and apart from the others", () => {
    expect(track.areas.length).toBe(sheet.calls.length);
    for (const a of track.areas) for (const b of track.areas) if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(50);
  });
});

describe("saved bets", () => {
  const shelf = () => {
    const kept = new Map<string, string>();
    return { kept, getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v) };
  };
  const red = [{ spot: "red", stake: 500 }, { spot: "red", stake: 200 }, { spot: "straight:0", stake: 100 }];

  test("are kept by game, summed by spot, and read again", () => {
    const s = shelf();
    writeSaved(s, single.game, withSaved([], "  My   bet ", red)!);
    expect(readSaved(s, single)).toEqual([{ name: "My bet", spots: [{ spot: "red", stake: 700 }, { spot: "straight:0", stake: 100 }] }]);
    expect(readSaved(s, double)).toEqual([]);
  });

  test("of the same name give way; one can be forgotten; nothing and no name are not kept", () => {
    const list = withSaved(withSaved([], "A", red)!, "a", [{ spot: "black", stake: 100 }])!;
    expect(list).toEqual([{ name: "a", spots: [{ spot: "black", stake: 100 }] }]);
    expect(withoutSaved(list, "a")).toEqual([]);
    expect([withSaved([], "B", []), withSaved([], " ", red)]).toEqual([null, null]);
  });

  test("have an end", () => {
    let list = Array.from({ length: savedMost }, (_, i) => ({ name: `n${i}`, spots: red }));
    expect(withSaved(list, "one more", red)).toBeNull();
    list = withSaved(list, "n3", red)!;
    expect(list.length).toBe(savedMost);
  });

  test.each(["{", "{}", "[1,null]", '[{"name":"x","spots":[{"spot":"straight:99","stake":1}]}]', '[{"name":"x","spots":[{"spot":"red","stake":-5}]}]', '[{"name":"","spots":[]}]'])(
    "that are none are left out: %s", (raw) => {
      const s = shelf();
      s.setItem("croupier.saved.roulette-european", raw);
      expect(readSaved(s, single)).toEqual([]);
    },
  );

  test("that cannot be stored say so", () => {
    expect(writeSaved({ getItem: () => null, setItem: () => { throw new Error("full"); } }, "g", [])).toBe(false);
  });
});
