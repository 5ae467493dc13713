// A round of blackjack told again from its log: every hand card by card, who
// decided, how it ended by the rules, and what every line brings back. Written
// from the text of the rules; amounts are minor units and never rounded.
import type { Event } from "../wire/types";

export interface Terms {
  hitsSoft17: boolean; hole: string; natural: string; charlie: boolean; autoHitBelow?: number; pairs?: string; threes?: string;
}
export interface Decision { do: string; by: "player" | "system" | "many"; cards: string[]; players?: { do: string; players: number }[]; system?: number }
export interface Hand { seat: number; hand: number; cards: string[]; split: boolean; doubled: boolean; surrendered: boolean; decisions: Decision[] }
export interface Dealer { cards: string[]; total: number; natural: boolean }
export interface Told { hands: Hand[]; first: Map<number, string[]>; up: string; dealer: Dealer | null; insurance: { seat: number; decision: Decision }[] }

interface Sum { total: number; soft: boolean }
const value = (card: string) => Math.min("A23456789TJQK".indexOf(card[0] ?? "?") + 1, 10);

export function sumOf(cards: string[]): Sum {
  const hard = cards.reduce((sum, c) => sum + value(c), 0);
  const soft = hard <= 11 && cards.some((c) => c[0] === "A");
  return { total: soft ? hard + 10 : hard, soft };
}

const naturalOf = (cards: string[]) => cards.length === 2 && sumOf(cards).total === 21;

interface Body {
  seats: { seat: number; cards: string[] }[]; up: string; seat: number; hand: number; do: string; by: "player" | "system"; cards: string[]; card?: string; halves: string[];
  chose: { do: string; players: number }[]; system: number; dealer: string[]; stage: string;
}

/** The hands of a round as its public events tell them: of every seat, or the common one and its halves. */
export function toldOf(events: Event[]): Told {
  const t: Told = { hands: [], first: new Map(), up: "", dealer: null, insurance: [] };
  const at = (seat: number, hand: number) => t.hands.find((h) => h.seat === seat && h.hand === hand)!;
  let stage = "";
  let owed = "";
  for (const e of events) {
    const b = e.body as Body;
    switch (e.type) {
      case "dealt":
        t.up = b.up;
        for (const s of b.seats) {
          t.first.set(s.seat, s.cards);
          t.hands.push({ seat: s.seat, hand: 0, cards: [...s.cards], split: false, doubled: false, surrendered: false, decisions: [] });
        }
        break;
      case "turn": stage = b.stage; break;
      case "acted": {
        const decision: Decision = { do: b.do, by: b.by, cards: [...b.cards] };
        if (["insure", "no", "even"].includes(b.do)) { t.insurance.push({ seat: b.seat, decision }); break; }
        const h = at(b.seat, b.hand);
        h.decisions.push(decision);
        h.cards.push(...b.cards);
        h.surrendered ||= b.do === "surrender";
        owed = b.do;
        break;
      }
      case "drawn": {
        const h = at(b.seat, b.hand);
        h.decisions.at(-1)?.cards.push(...b.cards);
        if (owed === "double") { h.cards.push(...b.cards); h.doubled = true; break; }
        for (const other of t.hands) if (other.seat === b.seat && other.hand > b.hand) other.hand += 1;
        t.hands.push({ ...h, hand: b.hand + 1, cards: [h.cards[1]!, b.cards[1]!], split: true, decisions: [] });
        h.cards = [h.cards[0]!, b.cards[0]!];
        h.split = true;
        break;
      }
      case "went": {
        const decision: Decision = { do: "", by: "many", cards: [...(b.card ? [b.card] : []), ...b.halves], players: b.chose, system: b.system };
        if (stage === "insure") { t.insurance.push({ seat: 1, decision }); break; }
        const h = at(1, b.hand);
        h.decisions.push(decision);
        if (b.halves.length === 2) {
          for (const n of [0, 1]) t.hands.push({ seat: 1, hand: n + 1, cards: [h.cards[n]!, b.halves[n]!], split: true, doubled: false, surrendered: false, decisions: [] });
        }
        if (b.card) h.cards.push(b.card);
        break;
      }
      case "result": t.dealer = { cards: b.dealer, total: sumOf(b.dealer).total, natural: naturalOf(b.dealer) }; break;
    }
  }
  t.hands.sort((a, b) => a.seat - b.seat || a.hand - b.hand);
  return t;
}

/** Whether the dealer took another card only where the rules say so, and none beyond. */
export function dealerRight(d: Dealer, o: Terms): boolean {
  return d.cards.every((_, i) => {
    if (i < 2) return true;
    const s = sumOf(d.cards.slice(0, i));
    return s.total < 17 || (s.total === 17 && s.soft && o.hitsSoft17);
  });
}

type Judged = Pick<Hand, "cards" | "split" | "surrendered">;

/** How a hand ended, by its cards and the dealer's. */
export function whyOf(h: Judged, d: Dealer, o: Terms): string {
  const { total } = sumOf(h.cards);
  const natural = !h.split && naturalOf(h.cards);
  if (d.natural && natural) return "push";
  if (h.surrendered && !d.natural) return "surrender";
  if (total > 21) return "bust";
  if (d.natural) return "lose";
  if (natural) return "blackjack";
  if (o.charlie && h.cards.length >= 6) return "charlie";
  if (d.total > 21 || total > d.total) return "win";
  return total === d.total ? "push" : "lose";
}

/** What a stake brings back by how it ended. */
export function backOf(why: string, stake: number, o: Terms): number {
  switch (why) {
    case "blackjack": { const [won, of] = o.natural.split(":").map(Number); return stake + (stake / of!) * won!; }
    case "win": case "charlie": case "even": return 2 * stake;
    case "push": case "returned": return stake;
    case "surrender": return stake / 2;
    default: return 0;
  }
}

const rank = (card: string) => "A23456789TJQK".indexOf(card[0] ?? "?") + 1;
const red = (card: string) => card[1] === "d" || card[1] === "h";
const paysOf = (table: string | undefined, kinds: string[], kind: string): number => {
  const pays = table === "9:1" ? kinds.map(() => 9) : (table ?? "").split("/").map(Number);
  return kind && kinds.includes(kind) ? pays[kinds.indexOf(kind)] ?? 0 : 0;
};

/** What perfect pairs pay for two cards, to one; 0 for none. */
export function pairsPay([a, b]: string[], o: Terms): number {
  const kind = rank(a!) !== rank(b!) ? "" : a === b ? "perfect" : red(a!) === red(b!) ? "coloured" : "mixed";
  return paysOf(o.pairs, ["perfect", "coloured", "mixed"], kind);
}

/** What 21+3 pays for two cards and the dealer's open one, to one; 0 for none. */
export function threesPay([a, b]: string[], up: string, o: Terms): number {
  const three = [a!, b!, up];
  const flush = three.every((c) => c[1] === a![1]);
  const ranks = three.map(rank).sort((x, y) => x - y);
  const trips = ranks[0] === ranks[2];
  const run = (ranks[0]! + 1 === ranks[1] && ranks[1]! + 1 === ranks[2]) || ranks.join() === "1,12,13";
  const kind = trips && flush ? "suited-trips" : run && flush ? "straight-flush" : trips ? "trips" : run ? "straight" : flush ? "flush" : "";
  return paysOf(o.threes, ["suited-trips", "straight-flush", "trips", "straight", "flush"], kind);
}
