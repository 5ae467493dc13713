import { expect, test } from "vitest";
import { foldWallet, nextLanding, shownBalance } from "../src/state/wallet";

const at = (balance: number, version: number, landsAtMs?: number) => ({ balance, version, ...(landsAtMs ? { landsAtMs } : {}) });

test("the highest version is kept, whatever the order", () => {
  let w = foldWallet(undefined, at(1_000, 1), 0);
  w = foldWallet(w, at(700, 3), 0);
  w = foldWallet(w, at(900, 2), 0);
  expect(shownBalance(w, 0)).toBe(700);
});

test("a payout is not shown before the ball has landed", () => {
  let w = foldWallet(undefined, at(900, 5), 1_000);
  w = foldWallet(w, at(4_500, 6, 7_000), 1_000);
  expect(shownBalance(w, 6_999)).toBe(900);
  expect(nextLanding(w, 1_000)).toBe(7_000);
  expect(shownBalance(w, 7_000)).toBe(4_500);
  expect(nextLanding(w, 7_000)).toBeNull();
});

test("a stake at another table is shown at once and does not give the payout away", () => {
  let w = foldWallet(undefined, at(900, 5), 1_000);
  w = foldWallet(w, at(4_500, 6, 7_000), 1_000); // +3600, held back
  w = foldWallet(w, at(4_000, 7), 2_000); // −500 elsewhere
  expect(shownBalance(w, 2_000)).toBe(400);
  expect(shownBalance(w, 7_000)).toBe(4_000);
});

test("two tables land at two moments", () => {
  let w = foldWallet(undefined, at(100, 1), 0);
  w = foldWallet(w, at(300, 2, 5_000), 0);
  w = foldWallet(w, at(1_000, 3, 9_000), 0);
  expect([0, 5_000, 9_000].map((ms) => shownBalance(w, ms))).toEqual([100, 300, 1_000]);
});

test("a first balance that came with a result is not shown at all until it lands", () => {
  const w = foldWallet(undefined, at(4_500, 6, 7_000), 1_000);
  expect(shownBalance(w, 6_999)).toBeNull();
  expect(shownBalance(w, 7_000)).toBe(4_500);
  expect(shownBalance(undefined, 0)).toBeNull();
});
