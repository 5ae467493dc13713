import { expect, test } from "vitest";
import { ballAt, pocketAt, pockets, rest, track } from "../src/games/roulette/wheel";
import { colourOf } from "../src/games/roulette/layout";

test("the wheel has every number once, red and black by turns, zero between two of them", () => {
  expect([...pockets].sort((a, b) => a - b)).toEqual(Array.from({ length: 37 }, (_, n) => n));
  for (let i = 1; i < 36; i++) expect(colourOf(pockets[i]!)).not.toBe(colourOf(pockets[i + 1]!));
  expect(pockets.slice(0, 6)).toEqual([0, 32, 15, 19, 4, 21]);
});

test("the ball ends in the pocket of the result, whichever it is, and lies still", () => {
  for (const n of pockets) {
    const end = ballAt(16_000, 10_000, 16_000, n);
    expect(end).toEqual({ degrees: pocketAt(n), radius: rest });
    expect(ballAt(99_000, 10_000, 16_000, n)).toEqual(end);
    const last = ballAt(15_999, 10_000, 16_000, n);
    expect(Math.abs(last.degrees - end.degrees)).toBeLessThan(0.5);
    expect(Math.abs(last.radius - rest)).toBeLessThan(0.01);
  }
});

test("it slows down, never runs back, and never leaves the bowl", () => {
  let before = ballAt(10_000, 10_000, 16_000, 17);
  let speed = Infinity;
  for (let ms = 10_040; ms <= 16_000; ms += 40) {
    const now = ballAt(ms, 10_000, 16_000, 17);
    const step = now.degrees - before.degrees;
    expect(step).toBeGreaterThanOrEqual(0);
    expect(step).toBeLessThanOrEqual(speed + 1e-9);
    expect(now.radius).toBeLessThanOrEqual(track);
    expect(now.radius).toBeGreaterThanOrEqual(rest - 1e-9);
    expect(Math.abs(now.radius - before.radius), `at ${ms}`).toBeLessThan(0.06); // no jump between two frames
    before = now;
    speed = step;
  }
});

test("who joins in the middle sees the ball where everybody sees it", () => {
  expect(ballAt(13_500, 10_000, 16_000, 8)).toEqual(ballAt(13_500, 10_000, 16_000, 8));
  expect(ballAt(13_500, 10_000, 16_000, 8).radius).toBeGreaterThan(rest);
});
