import { describe, expect, test } from "vitest";
import { amount, chipLabel, duration, money, plain, roundNumber } from "../src/text/format";
import { t } from "../src/text/en";
import { hotAndCold } from "../src/games/roulette/stage";

test("money is written from its integer, exactly", () => {
  expect([amount(0), amount(5), amount(12_345), amount(-50), amount(9_007_199_254_740_991)]).toEqual(["0.00", "0.05", "123.45", "−0.50", "90,071,992,547,409.91"]);
  expect(money(100_000)).toBe("1,000.00\u00a0FUN");
  expect(amount(1_500, "JPY")).toBe("1,500");
  expect([plain(50_000), plain(1_250)]).toEqual(["500", "12.50"]);
  expect([chipLabel(500), chipLabel(150_000)]).toEqual(["5", "1.5K"]);
});

test("times and rounds", () => {
  expect([duration(65_000), duration(3_725_000)]).toEqual(["01:05", "1:02:05"]);
  expect(roundNumber(5 * 2 ** 24 + 12)).toBe(12);
});

describe("a refusal says what happened, why, and what to do", () => {
  test("with the limit, the chip and what it would make", () => {
    expect(t.refusal("above_table", "bet", { spot: "", limit: "500", value: "620", chip: "200", currency: "FUN" })).toBe(
      "Table limit is 500 a round. Your chip of 200 would make 620.",
    );
  });

  const codes = [
    "closed", "wrong_round", "bad_ask", "bad_spot", "twice_spot", "below_min", "above_spot", "above_table", "above_house", "bad_step", "nothing",
    "no_funds", "stopped", "guarded", "withdrawn", "paused", "fault",
  ];
  test.each(codes)("%s has a sentence of its own", (code) => {
    const line = t.refusal(code, "bet", { spot: "Red", limit: "1", value: "2", chip: "3", currency: "FUN" });
    expect(line).not.toContain(`(${code})`);
    expect(line.endsWith(".")).toBe(true);
  });
});

test("hot and cold numbers of a window", () => {
  const { hot, cold, of } = hotAndCold([7, 7, 3, 7, 3, 0, 0, 0, 0], 5, 2, 37);
  expect(of).toBe(5);
  expect(hot.map((h) => [h.number, h.hits])).toEqual([[7, 3], [3, 2]]);
  expect(cold.every((h) => h.hits === 0)).toBe(true);
});

describe("spots, as they are read aloud", () => {
  test.each([
    ["split:8/11", [8, 11], "Split 8 and 11"], ["split:0/00", [0, 37], "Split 0 and 00"], ["split:00/2", [2, 37], "Split 00 and 2"],
    ["straight:00", [37], "Straight 00"], ["top-line", [0, 1, 2, 3, 37], "Top line 0, 00, 1, 2, 3"], ["trio:0/00/2", [0, 2, 37], "Trio 0, 00, 2"],
    ["line:13", [13, 14, 15, 16, 17, 18], "Line 13 to 18"], ["dozen:2", [13, 24], "2nd dozen"], ["red", [1, 3], "Red"],
  ])("%s", (spot, numbers, words) => expect(t.spotName(spot, numbers)).toBe(words));

  test("with what they pay and the own stake", () => {
    expect(t.spotLabel(t.spotName("split:8/11", [8, 11]), 17, "10.00 FUN", "")).toBe("Split 8 and 11, pays 17 to 1, your stake 10.00 FUN");
    expect(t.spotLabel("Red", 1, "", "")).toBe("Red, pays 1 to 1");
    expect(t.spotLabel("Red", 1, "1.00 FUN", "5.00 FUN")).toBe("Red, pays 1 to 1, your stake 1.00 FUN, 5.00 FUN of yours held by zero");
  });

  test("results, the double zero too", () => {
    expect([t.describe(0), t.describe(37), t.describe(17)]).toEqual(["Zero", "Double zero", "Black · Odd · Low"]);
    expect(t.statusLine.result(37)).toBe("Result 00, Double zero.");
  });
});

test("the rules say what comes back at zero only where it does", () => {
  const lines = (pockets: number, zero: string) => t.rulesText({ betS: 1, landS: 1, min: "1", table: "1", currency: "FUN", step: "1", pockets, zero }).join(" ");
  expect(lines(37, "partage")).toContain("98.65");
  expect(lines(37, "none")).not.toContain("La partage");
  expect(lines(38, "none")).toContain("92.11");
});
