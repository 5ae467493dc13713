// What a machine looks like: its symbols and its backdrop as SVG, its colours as
// a class of machine.css. Adding a machine takes no art: then it is drawn plainly.
import { harbour } from "./harbour";
import { orchard } from "./orchard";
import { sevens } from "./sevens";
import { plain } from "./plain";

export interface Art {
  key: string;
  /** By the symbol's name, on 100 by 100. */
  symbols: Record<string, string>;
  /** On 1440 by 800; sliced to whatever room there is, its foot kept. */
  backdrop: string;
  /** What a symbol is called where its own name is no word. */
  names: Record<string, string>;
}

const drawn: Record<string, Art> = { "slots-harbour": harbour, "slots-orchard": orchard, "slots-sevens": sevens };

/** The art of a game; of one that nobody drew, from its symbols' names alone. */
export function artOf(game: string, symbols: string[]): Art {
  const art = drawn[game];
  return art && symbols.every((s) => art.symbols[s]) ? art : plain(game, symbols);
}

/** A symbol's name for people. */
export function nameOf(art: Art, symbol: string): string {
  return art.names[symbol] ?? symbol;
}

export const hrefOf = (art: Art, symbol: string) => `#sym-${art.key}-${symbol}`;
