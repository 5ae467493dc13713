// Where things lie on the drawn curve: pure geometry, in pixels of the box.
import { once, smoothAt, smoothReaches, type Times } from "./law";

export interface Box { width: number; height: number }
export interface Axes { xMs: number; yTimes: number; left: number; right: number; top: number; bottom: number; box: Box }
export interface Tick { at: number; word: string }

const leastMs = 10_000;
const leastTimes = 200;

/** Axes that hold a curve which has grown for so long, with room ahead of it. */
export function axesOf(box: Box, grownMs: number): Axes {
  const small = box.width < 560;
  return {
    box, left: small ? 44 : 64, right: box.width - (small ? 26 : 56), top: small ? 14 : 24, bottom: box.height - (small ? 26 : 34),
    xMs: Math.max(leastMs, grownMs * 1.06), yTimes: Math.max(leastTimes, once + (smoothAt(grownMs) - once) * 1.14),
  };
}

export const xOf = (a: Axes, ms: number) => a.left + ((a.right - a.left) * ms) / a.xMs;
export const yOf = (a: Axes, times: number) => a.bottom - ((a.bottom - a.top) * (times - once)) / (a.yTimes - once);

/** The place of a cash-out on the curve. */
export function placeOf(a: Axes, times: Times): { x: number; y: number } {
  return { x: xOf(a, smoothReaches(times)), y: yOf(a, times) };
}

const parts = 72;

/** The curve from its start, as an SVG path. */
export function pathOf(a: Axes, grownMs: number): string {
  let d = `M${a.left} ${a.bottom}`;
  for (let i = 1; i <= parts; i++) {
    const ms = (grownMs * i) / parts;
    d += `L${xOf(a, ms).toFixed(1)} ${yOf(a, smoothAt(ms)).toFixed(1)}`;
  }
  return d;
}

/** What lies below it. */
export function areaOf(a: Axes, path: string, grownMs: number): string {
  return `${path}L${xOf(a, grownMs).toFixed(1)} ${a.bottom}Z`;
}

/** 1, 2 or 5 times a power of ten, so that at most `most` of them fit. */
function stepOf(span: number, most: number): number {
  const least = span / most;
  const ten = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((n) => n * ten).find((step) => step >= least)!;
}

export const ticksMost = 6;

export function timesTicks(a: Axes): Tick[] {
  const step = stepOf(a.yTimes - once, a.box.height < 260 ? 3 : 5);
  const ticks: Tick[] = [];
  for (let m = Math.ceil((once + 1) / step) * step; m <= a.yTimes && ticks.length < ticksMost; m += step) ticks.push({ at: m, word: wordOf(m / once, step / once) });
  return [{ at: once, word: "1×" }, ...ticks].slice(0, ticksMost);
}

export function secondTicks(a: Axes): Tick[] {
  const step = stepOf(a.xMs / 1000, a.box.width < 560 ? 4 : 5);
  const ticks: Tick[] = [];
  for (let s = step; s * 1000 <= a.xMs && ticks.length < ticksMost; s += step) ticks.push({ at: s * 1000, word: `${s} s` });
  return ticks;
}

function wordOf(times: number, step: number): string {
  return `${step >= 1 ? times.toFixed(0) : step >= 0.1 ? times.toFixed(1) : times.toFixed(2)}×`;
}
