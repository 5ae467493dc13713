// The words of playing cards, in English; shared by every table that deals them.
import { rankOf, suitOf, type Suit } from "../games/cards/card";
import { count } from "./format";

const ranks = ["ace", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "jack", "queen", "king"];
const suits: Record<Suit, string> = { c: "clubs", d: "diamonds", h: "hearts", s: "spades" };

export const tcards = {
  /** "As" → "ace of spades". */
  name: (code: string) => (rankOf(code) ? `${ranks[rankOf(code) - 1]} of ${suits[suitOf(code)!]}` : "a card face down"),
  names: (codes: readonly string[]) => codes.map((c) => tcards.name(c)).join(", "),
  faceDown: "a card face down",
  left: (n: number) => `${count(n)} ${n === 1 ? "card" : "cards"} left`,
  /** `more`: a round that shows the cut card is followed by one more of this shoe. */
  toCut: (n: number, more: boolean) => (n > 0 ? `${count(n)} to the cut card` : more ? "cut card is out: one last round" : "cut card is out: a new shoe comes next"),
  shoeLine: (decks: number, left: number, toCut: string) => `Shoe of ${decks} ${decks === 1 ? "pack" : "packs"}: ${tcards.left(left)}, ${toCut}`,
};
