// Cards: their codes, and the rhythm in which they are seen.
import { describe, expect, test } from "vitest";
import { indexOf, isCourt, isRed, rankOf, suitOf } from "../src/games/cards/card";
import { beatsOf, evenly, gapMs, liesAt, nextBeat, shownAt, slideMs } from "../src/games/cards/rhythm";
import { tcards } from "../src/text/cards";

describe("a card's code", () => {
  test.each([
    ["As", 1, "s", "A", false, false, "ace of spades"], ["Td", 10, "d", "10", true, false, "ten of diamonds"],
    ["Kh", 13, "h", "K", true, true, "king of hearts"], ["2c", 2, "c", "2", false, false, "two of clubs"], ["Jc", 11, "c", "J", false, true, "jack of clubs"],
  ] as const)("%s", (code, rank, suit, index, red, court, name) => {
    expect([rankOf(code), suitOf(code), indexOf(code), isRed(code), isCourt(code), tcards.name(code)]).toEqual([rank, suit, index, red, court, name]);
  });
  test.each(["", "A", "Ax", "1s", "Asd"])("%j is none", (code) => {
    expect(rankOf(code)).toBe(0);
    expect(tcards.name(code)).toBe(tcards.faceDown);
  });
});

describe("the rhythm of a deal", () => {
  test("the first card comes at once, the others a beat apart", () => {
    expect(beatsOf(evenly(4), 1_000, 0)).toEqual([1_000, 1_000 + gapMs, 1_000 + 2 * gapMs, 1_000 + 3 * gapMs]);
  });
  test("pauses are kept in proportion where all is hurried, and the last card lies in time", () => {
    const beats = beatsOf([0, 1, 1, 2], 0, 1_000);
    expect(liesAt(beats, 0)).toBeCloseTo(1_000);
    expect(beats[3]! - beats[2]!).toBeCloseTo(2 * (beats[2]! - beats[1]!));
  });
  test("time enough hurries nothing", () => expect(beatsOf(evenly(3), 0, 60_000)).toEqual(beatsOf(evenly(3), 0, 0)));
  test("no time at all: everything lies there", () => {
    const beats = beatsOf(evenly(5), 500, 500);
    expect(shownAt(beats, 500)).toBe(5);
  });
  test("what may be seen at a moment, and when more comes", () => {
    const beats = beatsOf(evenly(3), 0, 0);
    expect([-1, 0, gapMs - 1, gapMs, 9_999].map((ms) => shownAt(beats, ms))).toEqual([0, 1, 1, 2, 3]);
    expect(nextBeat(beats, 0)).toBe(gapMs);
    expect(nextBeat(beats, 2 * gapMs)).toBeNull();
    expect(liesAt(beats, 0)).toBe(2 * gapMs + slideMs);
    expect(liesAt([], 7)).toBe(7);
  });
});
