// Cards: their codes, and what is said of the cut card.
import { describe, expect, test } from "vitest";
import { indexOf, isCourt, isRed, rankOf, suitOf } from "../src/games/cards/card";
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

describe("the cut card", () => {
  test.each([[31, false, "31 to the cut card"], [0, false, "cut card is out: a new shoe comes next"], [-2, true, "cut card is out: one last round"]] as const)("%i away, one more round %j", (toCut, more, words) => {
    expect(tcards.toCut(toCut, more)).toBe(words);
  });
});
