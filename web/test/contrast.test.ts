// WCAG contrast of the tokens, computed from the style sheet itself, in both rooms.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Rgb = [number, number, number];
type RoomName = "light" | "dark";

const css = readFileSync(new URL("../src/ui/tokens.css", import.meta.url), "utf8");

/** A token's colour in a room: `#rrggbb`, or one of a light-dark() pair. */
function colour(token: string, room: RoomName): Rgb {
  const value = new RegExp(`--${token}:\\s*([^;]+);`).exec(css)?.[1];
  if (!value) throw new Error(`no token --${token}`);
  const pair = /^light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)$/.exec(value);
  const hex = pair ? pair[room === "light" ? 1 : 2]! : value;
  if (!/^#[0-9a-f]{6}$/.test(hex)) throw new Error(`--${token} is no plain colour: ${value}`);
  return [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as Rgb;
}

function luminance(c: Rgb): number {
  const [r, g, b] = c.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["night", "deep", "baize", "baize-lit", "raised"];
const words: [string, string[]][] = [
  ["ink", grounds], ["ink-dim", grounds], ["brass-bright", ["night", "deep", "baize", "baize-lit"]], ["brass", ["night", "deep"]],
  ["amber", ["night", "deep", "baize"]], ["on-brass", ["brass", "brass-bright"]], ["on-pocket", ["red", "black", "green"]],
  ["on-warn", ["warn"]], ["good", ["night", "deep"]],
  ["side-blue", ["night", "deep", "baize", "paper"]], ["side-red", ["night", "deep", "baize", "paper"]], ["side-green", ["night", "deep", "baize", "paper"]],
  ["ink", ["paper"]], ["ink-dim", ["paper"]],
];
const shapes: [string, string[]][] = [
  ["edge", ["night", "deep"]], ["brass", grounds], ["brass-bright", grounds], ["good", grounds], ["dolly", ["baize", "night"]],
];

test("the arithmetic is WCAG's", () => {
  expect(ratio([255, 255, 255], [0, 0, 0])).toBeCloseTo(21, 5);
  expect(ratio([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
});

describe.each(["dark", "light"] as const)("in the %s room", (room) => {
  const pairs = (list: [string, string[]][]) => list.flatMap(([a, on]) => on.map((b) => [a, b] as const));
  test.each(pairs(words))("%s can be read on %s", (a, b) => {
    expect(ratio(colour(a, room), colour(b, room))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(pairs(shapes))("%s can be seen on %s", (a, b) => {
    expect(ratio(colour(a, room), colour(b, room))).toBeGreaterThanOrEqual(3);
  });
});

describe("the cabinets of the machines, the same in both rooms", () => {
  const inks = readFileSync(new URL("../src/games/slots/machine.css", import.meta.url), "utf8");
  const blocks = new Map([...inks.matchAll(/^\.(m-[a-z]+|machine), ?[^{]*\{([^}]*)\}|^\.(m-[a-z]+) \{([^}]*)\}/gm)].map((m) => [m[1] ?? m[3]!, m[2] ?? m[4]!]));
  const ink = (block: string, name: string): Rgb => {
    const hex = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)?.[1];
    if (!hex) throw new Error(`no ink --${name}`);
    return [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as Rgb;
  };
  test("there are three, and a plain one", () => expect([...blocks.keys()].sort()).toEqual(["m-harbour", "m-orchard", "m-sevens", "machine"]));
  test.each([...blocks.keys()].flatMap((b) => ([["on-plate", "plate"], ["on-trim", "trim"], ["won", "plate"]] as const).map(([a, on]) => [b, a, on] as const)))("%s: %s can be read on %s", (b, a, on) => {
    expect(ratio(ink(blocks.get(b)!, a), ink(blocks.get(b)!, on))).toBeGreaterThanOrEqual(4.5);
  });
});
