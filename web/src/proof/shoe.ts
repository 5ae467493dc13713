// A shoe shuffled again: the order of its cards from the seed of the round that
// shuffled it, and where in it the cards of a round lie. Written from the text of
// the rules, it shares nothing with the server and asks it nothing.
import type { Event } from "../wire/types";
import type { RoundRecord } from "../wire/http";
import { drawsOf } from "./check";

const ranks = "A23456789TJQK";
const suits = "cdhs";
const decksMost = 8;

/** New packs, one behind the other: clubs, diamonds, hearts, spades, each from ace to king. */
export function packsOf(decks: number): string[] {
  return Array.from({ length: decks }, () => [...suits].flatMap((s) => [...ranks].map((r) => r + s))).flat();
}

/** The order of a shoe by the seed of the round that shuffled it: Fisher-Yates from the top, on its first stream. */
export function shuffleOf(seed: Uint8Array, decks: number): string[] {
  const order = packsOf(decks);
  const draws = drawsOf(seed, 1);
  draws.next();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Number(draws.next(BigInt(i + 1)).value);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

export interface ShoePublic { shoe: number; decks: number; cut: number; dealt: number; final?: boolean }
/** The cards of a round in the order in which they left the shoe, from place `from` on; null where a card was not shown. */
export interface Dealt { shoe: ShoePublic; from: number; cards: (string | null)[]; burned?: { count: number; top: string } }

interface Body { [field: string]: unknown }
const bodyOf = (events: Event[], type: string) => events.find((e) => e.type === type)?.body as Body | undefined;

/** What a round's record says of its shoe and its cards; null where it says nothing, or nothing that makes sense. */
export function dealtOf(r: Pick<RoundRecord, "game" | "carry" | "events">): Dealt | null {
  const events = r.events ?? [];
  const result = bodyOf(events, "result");
  const shuffled = bodyOf(events, "shuffled") as { shoe: ShoePublic; burned?: number; top?: string } | undefined;
  const felt = result?.["cards"] as { card: string }[] | undefined;
  const shoe = shuffled?.shoe ?? (felt ? (result!["shoe"] as ShoePublic) : (r.carry as { shoe?: ShoePublic } | undefined)?.shoe);
  if (!shoe || !fits(shoe)) return null;
  const cards = felt ? felt.map((c) => c.card) : taken(events);
  const burned = shuffled?.burned ? { count: shuffled.burned, top: shuffled.top ?? "" } : undefined;
  return shoe.dealt + cards.length <= shoe.decks * 52 ? { shoe, from: shoe.dealt, cards, ...(burned ? { burned } : {}) } : null;
}

function fits(s: ShoePublic): boolean {
  const whole = [s.shoe, s.decks, s.dealt].every((n) => Number.isSafeInteger(n) && n >= 0);
  return whole && s.decks >= 1 && s.decks <= decksMost && s.dealt <= s.decks * 52;
}

/** Blackjack's cards: a round of one each and the dealer's, another, the card face down, then as they were asked for. */
function taken(events: Event[]): (string | null)[] {
  const out: (string | null)[] = [];
  let hole = -1;
  let up = 1; // cards of the dealer that have been counted
  for (const e of events) {
    const b = e.body as { seats: { cards: string[] }[]; up: string; taken: number; cards: string[]; card?: string; halves: string[]; dealer: string[] };
    switch (e.type) {
      case "dealt":
        out.push(...b.seats.map((s) => s.cards[0]!), b.up, ...b.seats.map((s) => s.cards[1]!));
        if (b.taken > out.length) { hole = out.length; out.push(null); up = 2; }
        break;
      case "acted": case "drawn": out.push(...b.cards); break;
      case "went": if (b.card) out.push(b.card); out.push(...b.halves); break;
      case "result":
        if (hole >= 0 && b.dealer.length > 1) out[hole] = b.dealer[1]!;
        out.push(...b.dealer.slice(up));
        break;
    }
  }
  return out;
}
