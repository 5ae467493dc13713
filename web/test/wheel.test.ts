import { expect, test } from "vitest";
import { ballAt, neighboursOf, pocketAt, rest, track, wheelOf } from "../src/games/roulette/wheel";
import { colourOf } from "../src/games/roulette/layout";

const pockets = wheelOf(37);

test("the double zero's wheel has its 38 pockets, the zeros opposite each other, red and black by turns between them", () => {
  const wheel = wheelOf(38);
  expect([...wheel].sort((a, b) => a - b)).toEqual(Array.from({ length: 38 }, (_, n) => n));
  expect(wheel.indexOf(37) - wheel.indexOf(0)).toBe(19);
  for (let i = 0; i < 38; i++) {
    const [a, b] = [colourOf(wheel[i]!), colourOf(wheel[(i + 1) % 38]!)];
    if (a !== "green" && b !== "green") expect(a).not.toBe(b);
  }
});

test("neighbours run to both sides and around the wheel's end", () => {
  expect(neighboursOf(pockets, 0, 2)).toEqual([3, 26, 0, 32, 15]);
  expect(neighboursOf(wheelOf(38), 2, 1)).toEqual([14, 2, 0]);
  expect(new Set(neighboursOf(pockets, 17, 9)).size).toBe(19);
});

test("the wheel has every number once, red and black by turns, zero between two of them", () => {
  expect([...pockets].sort((a, b) => a - b)).toEqual(Array.from({ length: 37 }, (_, n) => n));
  for (let i = 1; i < 36; i++) expect(colourOf(pockets[i]!)).not.toBe(colourOf(pockets[i + 1]!));
  expect(pockets.slice(0, 6)).toEqual([0, 32, 15, 19, 4, 21]);
});

test("the ball ends in the pocket of the result, whichever it is, and lies still", () => {
  for (const n of pockets) {
    const end = ballAt(16_000, 10_000, 16_000, pocketAt(pockets, n));
    expect(end).toEqual({ degrees: pocketAt(pockets, n), radius: rest });
    expect(ballAt(99_000, 10_000, 16_000, pocketAt(pockets, n))).toEqual(end);
    const last = ballAt(15_999, 10_000, 16_000, pocketAt(pockets, n));
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
