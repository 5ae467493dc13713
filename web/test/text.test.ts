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
