import { describe, expect, test } from "vitest";
import { makeSpots } from "../dev/spots.mjs";
import { checkPayout } from "../src/proof/check";
import { payoutOf, spotOf, type ZeroRule } from "../src/proof/payout";

const ev = (type: string, body: unknown) => ({ round: 1, atMs: 1, type, body });
const placed = (bet: string, ...spots: [string, number][]) =>
  ev("placed", { bet, spots: spots.map(([spot, stake]) => ({ spot, stake })), total: spots.reduce((a, [, s]) => a + s, 0) });
const paid = (number: number, staked: number, returned: number, more: object = {}) => ev("paid", { number, wins: [], staked, returned, landsAtMs: 9, ...more });

test.each([1, 2] as const)("the names of a felt with %i zeros say what they cover and pay", (zeros) => {
  for (const s of makeSpots(zeros) as { spot: string; covers: number[]; pays: number; kind: string }[]) {
    const known = spotOf(s.spot)!;
    expect([[...known.numbers].sort((a, b) => a - b), known.pays, known.even], s.spot).toEqual([[...s.covers].sort((a, b) => a - b), s.pays, s.kind === "even"]);
  }
});

test("no felt has other names", () => {
  for (const name of ["", "purple", "straight:38", "straight:x", "split:8/-1", "toString", "line:34", "street:35", "corner:33", "split:8/20", "split:3/4", "trio:1/2/3", "__proto__", "straight"]) expect(spotOf(name), name).toBeNull();
});

describe("an own payout", () => {
  const bets = [placed("a", ["straight:17", 500], ["red", 200]), placed("b", ["straight:17", 100]), placed("c", ["low", 300]), ev("takenBack", { bets: ["c"], total: 300 })];
  const win = { spot: "straight:17", stake: 600, pays: 35, back: 21_600 };

  test("that is right is told to be", () => {
    expect(payoutOf([...bets, paid(17, 800, 21_600, { wins: [win] })], 17, "none")).toEqual({ ok: true, toldMinor: 21_600, dueMinor: 21_600 });
    expect(payoutOf([...bets, paid(4, 800, 0, { wins: null })], 4, "none")).toEqual({ ok: true, toldMinor: 0, dueMinor: 0 });
  });

  test.each([
    ["a cent too little", paid(17, 800, 21_599, { wins: [{ ...win, back: 21_599 }] })],
    ["lines that do not give the sum", paid(17, 800, 21_600, { wins: [{ ...win, stake: 500 }] })],
    ["another number", paid(4, 800, 0)],
    ["a stake left out", paid(17, 600, 21_600, { wins: [win] })],
    ["nothing told", ev("closed", {})],
    ["a stake that was not held, given back", paid(17, 800, 21_700, { wins: [win], released: [{ bet: "z", spot: "odd", stake: 100 }] })],
  ])("with %s is found out", (_, told) => {
    expect(payoutOf([...bets, told], 17, "none")?.ok).toBe(false);
  });

  test.each<[ZeroRule, object, number]>([
    ["none", {}, 0], ["partage", { partage: [{ spot: "red", stake: 200, back: 100 }] }, 100], ["prison", { prison: [{ spot: "red", stake: 200 }] }, 0],
  ])("at zero follows the table's rule: %s", (rule, more, back) => {
    const own = [...bets, paid(0, 800, back, more)];
    for (const other of ["none", "partage", "prison"] as const) expect(payoutOf(own, 0, other)?.ok, other).toBe(other === rule);
  });

  test("counts what zero held and this number gave back", () => {
    const [red, low] = [{ bet: "p", spot: "red", stake: 200 }, { bet: "p", spot: "low", stake: 50 }];
    const own = (back: object[], returned: number) => [ev("held", { bets: [red, low] }), paid(19, 0, returned, { released: back })];
    expect(payoutOf(own([red], 200), 19, "prison")).toEqual({ ok: true, toldMinor: 200, dueMinor: 200 });
    expect(payoutOf(own([red, low], 250), 19, "prison")?.ok).toBe(false);
    expect(payoutOf(own([], 0), 19, "prison")?.ok).toBe(false);
  });

  test("is nothing for one who had no bet, and all of it in a void round", () => {
    expect(payoutOf([], 5, "none")).toBeNull();
    expect(payoutOf([...bets.slice(0, 1), ev("takenBack", { bets: ["a"], total: 700 })], -1, "none")).toEqual({ ok: true, toldMinor: 0, dueMinor: 0 });
    expect(payoutOf(bets, -1, "none")?.ok).toBe(false);
  });

  test("of a record follows its options, and a French table's first rule where they name none", () => {
    const own = [placed("a", ["red", 200]), paid(0, 200, 100, { partage: [{ spot: "red", stake: 200, back: 100 }] })];
    const events = [ev("result", { number: 0 })];
    expect(checkPayout({ game: "roulette-french", options: {}, events, own }, 0)?.ok).toBe(true);
    expect(checkPayout({ game: "roulette-french", options: { zero: "prison" }, events, own }, 0)?.ok).toBe(false);
    expect(checkPayout({ game: "roulette-french", events, own: [{ ...own[0]!, body: null }] }, 0)?.ok).toBe(false);
  });
});
