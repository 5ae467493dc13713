// A card as the wire codes it (games/cards): rank and suit, "As", "Td", "2c";
// empty where there is none, or none that may be seen.

export type Suit = "c" | "d" | "h" | "s";
export const suits: Suit[] = ["c", "d", "h", "s"];
const ranks = "A23456789TJQK";

/** Ace 1 to king 13; 0 for what is no card. */
export function rankOf(code: string): number {
  return code.length === 2 && suitOf(code) ? ranks.indexOf(code[0]!) + 1 : 0;
}

export function suitOf(code: string): Suit | null {
  return suits.find((s) => s === code[1]) ?? null;
}

export function isRed(code: string): boolean {
  const s = suitOf(code);
  return s === "d" || s === "h";
}

/** What stands in a card's corner: "10" for T. */
export function indexOf(code: string): string {
  return code[0] === "T" ? "10" : code[0] ?? "";
}

/** Whether the card has a face: knave, queen, king. */
export function isCourt(code: string): boolean {
  return rankOf(code) > 10;
}

/** A suit's outline in a square of 24. Own drawing. */
export const suitPaths: Record<Suit, string> = {
  h: "M12 21.500C8.500 18 2 13.600 2 8.300 2 5.100 4.400 3 7.100 3c2 0 3.800 1.100 4.900 3 1.100-1.900 2.900-3 4.900-3C19.600 3 22 5.100 22 8.300c0 5.300-6.500 9.700-10 13.200z",
  d: "M12 1.500c2.300 4 5 7.500 8.200 10.500-3.200 3-5.900 6.500-8.200 10.500C9.700 18.500 7 15 3.800 12 7 9 9.700 5.500 12 1.500z",
  s: "M12 1.800c3.500 3.600 10 7.700 10 12.700 0 2.800-2.100 4.600-4.500 4.600-1.700 0-3.100-.8-4-2.100.2 2.200 1 4 2.700 5.200H7.800c1.700-1.200 2.500-3 2.700-5.200-.9 1.300-2.300 2.100-4 2.100C4.100 19.100 2 17.300 2 14.500 2 9.500 8.500 5.400 12 1.800z",
  c: "M12 1.800a4.700 4.700 0 014.100 7 4.800 4.800 0 11-2.600 8.300c.2 2.100 1 3.900 2.700 5.100H7.800c1.700-1.200 2.500-3 2.700-5.100a4.800 4.800 0 11-2.600-8.300A4.700 4.700 0 0112 1.800z",
};
