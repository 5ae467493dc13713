// The check of a round that was dealt from a shoe: the seed that fixed the shoe is
// the one that was sealed, the shoe shuffled again holds the round's cards at their
// places, the cards mean what the round says, and the bets were paid by them.
import type { Event } from "../wire/types";
import type { RoundRecord } from "../wire/http";
import { paidOf } from "./bjpaid";
import { dealerRight, toldOf, whyOf, type Terms, type Told } from "./blackjack";
import { isCards } from "../history/cards/door";
import { commitmentOf, fromHex } from "./check";
import { baccaratOf, dragonTigerOf, settledOf, type Duel, type Settled } from "./duel";
import { dealtOf, shuffleOf, type Dealt } from "./shoe";

/** A line of the check; `pending`: it cannot be made before the shoe has ended. */
export interface CardFinding { what: "ids" | "own" | "shoe" | "cards" | "before" | "rules" | "paid"; ok: boolean; pending?: boolean; told?: number; due?: number }
/** The round's cards beside what lies at their places in the shoe; `order` is the whole shoe, once it may be told. */
export interface ShoeTold { dealt: Dealt; order: string[] | null }
export interface CardReport { findings: CardFinding[]; shoe: ShoeTold | null; told: Told | null; duel: Duel | null }

const isHex = (v: unknown): v is string => typeof v === "string" && /^[0-9a-fA-F]{64}$/.test(v);
const sealed = (room: number, round: number, rules: number, seed: string, commitment: string) => commitmentOf(room, round, rules, fromHex(seed)) === commitment.toLowerCase();

/** Checks a record; null where it is no ended round of a card game. */
export function checkCards(r: RoundRecord): CardReport | null {
  if (!isCards(r.game) || !Array.isArray(r.events) || !r.events.some((e) => e.type === "result" || e.type === "voided")) return null;
  try {
    return report(r);
  } catch {
    return { findings: [{ what: "rules", ok: false }], shoe: null, told: null, duel: null }; // no events of the game look like this
  }
}

function report(r: RoundRecord): CardReport {
  const events = r.events!;
  const ended = events.some((e) => e.type === "result");
  const dealt = dealtOf(r);
  const findings: CardFinding[] = [{ what: "ids", ok: Math.floor(r.round / 2 ** 24) === r.room && events.every((e) => !e.round || e.round === r.round || e.type.startsWith("room.")) }];
  if (isHex(r.seed) && r.shoe?.round !== r.round) findings.push({ what: "own", ok: sealed(r.room, r.round, r.rules, r.seed, r.commitment) });
  const order = dealt ? ofShoe(r, dealt, findings) : null;
  const before = shownBefore(events);
  if (before) findings.push(before);
  const read = ended ? meaning(r, events) : null;
  if (read) findings.push({ what: "rules", ok: read.ok });
  if (read?.paid) findings.push({ what: "paid", ...read.paid });
  return { findings, shoe: dealt ? { dealt, order } : null, told: read?.told ?? null, duel: read?.duel ?? null };
}

/** The shoe's seal, and the round's cards at their places in it. Answers the shoe's order where its seed is told. */
function ofShoe(r: RoundRecord, d: Dealt, findings: CardFinding[]): string[] | null {
  const shoe = r.shoe ?? (d.shoe.shoe === r.round ? { round: r.round, rules: r.rules, commitment: r.commitment, seed: r.seed } : undefined);
  const named = shoe !== undefined && shoe.round === d.shoe.shoe && shoe.round <= r.round && Math.floor(shoe.round / 2 ** 24) === r.room
    && (shoe.round !== r.round || shoe.commitment.toLowerCase() === r.commitment.toLowerCase());
  if (shoe && named && !shoe.seed) {
    findings.push({ what: "shoe", ok: true, pending: true });
    return null;
  }
  const ok = named && isHex(shoe.seed) && sealed(r.room, shoe.round, shoe.rules, shoe.seed, shoe.commitment);
  findings.push({ what: "shoe", ok });
  if (!ok) return null;
  const order = shuffleOf(fromHex(shoe.seed!), d.shoe.decks);
  const burned = !d.burned || (d.burned.count === d.from && (!d.burned.top || d.burned.top === order[0]));
  findings.push({ what: "cards", ok: burned && d.cards.every((c, i) => c === null || c === order[d.from + i]) });
  return order;
}

/** Where a round shows the shoe before it whole, and its seed is told with it: whether that is its order. */
function shownBefore(events: Event[]): CardFinding | null {
  const before = (events.find((e) => e.type === "shuffled")?.body as { before?: { shoe: { shoe: number; decks: number }; order: string[] } } | undefined)?.before;
  const told = events.filter((e) => e.type === "room.revealed").map((e) => e.body as { round: number; seed: string }).find((b) => b.round === before?.shoe.shoe);
  if (!before || !told) return null;
  return { what: "before", ok: isHex(told.seed) && before.order.join() === shuffleOf(fromHex(told.seed), before.shoe.decks).join() };
}

interface Meaning { ok: boolean; paid: Settled | null; told: Told | null; duel: Duel | null }

function meaning(r: RoundRecord, events: Event[]): Meaning {
  return r.game === "baccarat" || r.game === "dragon-tiger" ? duelMeaning(r, events) : handsMeaning(r, events);
}

function duelMeaning(r: RoundRecord, events: Event[]): Meaning {
  const result = events.find((e) => e.type === "result")!.body as Record<string, unknown> & { cards: { to: string; card: string }[] };
  const duel = (r.game === "baccarat" ? baccaratOf : dragonTigerOf)(result.cards, (r.options ?? {}) as object);
  if (!duel) return { ok: false, paid: null, told: null, duel: null };
  const ok = Object.entries(duel.facts).every(([name, fact]) => result[name] === fact);
  return { ok, paid: settledOf(r.own ?? [], (spot, stake) => duel.back(spot, stake)), told: null, duel };
}

function handsMeaning(r: RoundRecord, events: Event[]): Meaning {
  const terms = (r.options ?? {}) as Terms;
  const told = toldOf(events);
  const result = events.find((e) => e.type === "result")!.body as { dealer: string[]; total: number; natural: boolean; hands: { seat: number; hand: number; total: number; why: string }[] };
  const dealer = told.dealer!;
  const hands = result.hands.length === told.hands.length && result.hands.every((said) => {
    const h = told.hands.find((x) => x.seat === said.seat && x.hand === said.hand);
    return h !== undefined && whyOf(h, dealer, terms) === said.why;
  });
  const ok = hands && dealer.total === result.total && dealer.natural === result.natural && (!dealer.cards.length || dealer.cards[0] === told.up) && dealerRight(dealer, terms);
  return { ok, paid: paidOf(r.own ?? [], events, told, terms, r.game === "blackjack-unlimited"), told, duel: null };
}
