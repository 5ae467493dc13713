// What a player of a blackjack round was due: each stake followed through the
// round by the player's own events, then settled by the hands as they were told.
import type { Event } from "../wire/types";
import { backOf, pairsPay, sumOf, threesPay, whyOf, type Terms, type Told } from "./blackjack";
import type { Settled } from "./duel";

interface Line { spot: string; hand: number; stake: number; back: number }
interface Staked { seat: number; hand: number; do: string; stake: number }
interface Own { placed: { spot: string; stake: number }[]; staked: (Staked & { atMs: number })[]; chosen: { atMs: number; hand: number; do: string }[]; paid: { staked: number; returned: number; lines: Line[] } | null }

function ownOf(own: Event[]): Own {
  const bets = new Map<string, { spot: string; stake: number }[]>();
  const o: Own = { placed: [], staked: [], chosen: [], paid: null };
  for (const e of own) {
    const b = e.body as { bet: string; bets: string[]; spots: { spot: string; stake: number }[] };
    switch (e.type) {
      case "placed": bets.set(b.bet, [...b.spots]); break;
      case "takenBack": for (const id of b.bets) bets.delete(id); break;
      case "unbacked": { const kept = (bets.get(b.bet) ?? []).filter((s) => !b.spots.some((x) => x.spot === s.spot)); bets.set(b.bet, kept); break; }
      case "staked": o.staked.push({ ...(e.body as Staked), atMs: e.atMs }); break;
      case "chosen": o.chosen.push({ ...(e.body as { hand: number; do: string }), atMs: e.atMs }); break;
      case "paid": o.paid = e.body as Own["paid"]; break;
    }
  }
  o.placed = [...bets.values()].flat();
  return o;
}

/** What the record says was paid, beside what is due; null where the caller had no bet. */
export function paidOf(own: Event[], events: Event[], told: Told, terms: Terms, common: boolean): Settled | null {
  const o = ownOf(own);
  if (!o.paid && o.placed.length === 0) return null;
  if (!told.dealer) return { ok: false, told: o.paid?.returned ?? 0, due: 0 };
  const lines = [...(common ? commonLines(o, events, told, terms) : seatLines(o, events, told, terms)), ...sideLines(o, told, terms)];
  const due = lines.reduce((sum, l) => sum + l.back, 0);
  const staked = o.placed.reduce((sum, s) => sum + s.stake, 0) + o.staked.reduce((sum, s) => sum + s.stake, 0);
  const ok = o.paid !== null && o.paid.staked === staked && o.paid.returned === due && same(lines, o.paid.lines);
  return { ok, told: o.paid?.returned ?? 0, due };
}

/** Lines are compared by where they lie: of what was staked there, and what came back. */
function same(due: Line[], told: Line[]): boolean {
  const sums = (lines: Line[]) => {
    const by = new Map<string, [number, number]>();
    for (const l of lines) {
      const key = `${l.spot}/${l.hand ?? 0}`;
      const [stake, back] = by.get(key) ?? [0, 0];
      by.set(key, [stake + l.stake, back + l.back]);
    }
    return JSON.stringify([...by].filter(([, [stake]]) => stake > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return sums(due) === sums(told);
}

const on = (o: Own, spot: string) => o.placed.filter((s) => s.spot === spot).reduce((sum, s) => sum + s.stake, 0);

function sideLines(o: Own, told: Told, terms: Terms): Line[] {
  return o.placed.flatMap(({ spot, stake }) => {
    const [kind, seat] = spot.split(":");
    const first = told.first.get(Number(seat));
    if (!first || (kind !== "pairs" && kind !== "threes")) return [];
    const pays = kind === "pairs" ? pairsPay(first, terms) : threesPay(first, told.dealer!.cards[0]!, terms);
    return [{ spot, hand: 0, stake, back: pays > 0 ? stake * (pays + 1) : 0 }];
  });
}

interface Part { stake: number; extra: number }

/** At seats: the stakes on each hand, moved with every split. */
function seatLines(o: Own, events: Event[], told: Told, terms: Terms): Line[] {
  const queue = o.staked.filter((s) => s.do !== "insure");
  return [...told.first.keys()].flatMap((seat) => {
    const behind = on(o, `seat:${seat}`) === 0;
    const first = on(o, `${behind ? "behind" : "seat"}:${seat}`);
    if (first === 0) return [];
    const parts: Part[] = [{ stake: first, extra: 0 }];
    let owed = { do: "", atMs: 0 };
    for (const e of events) {
      const b = e.body as { seat: number; hand: number; do: string };
      if (b.seat !== seat) continue;
      if (e.type === "acted" && (b.do === "double" || b.do === "split")) owed = { do: b.do, atMs: e.atMs };
      if (e.type !== "drawn") continue;
      const i = queue.findIndex((s) => s.seat === seat && s.hand === b.hand && s.do === owed.do && s.atMs >= owed.atMs && s.atMs <= e.atMs);
      const more = i < 0 ? 0 : queue.splice(i, 1)[0]!.stake;
      if (owed.do === "double") parts[b.hand]!.extra += more;
      else parts.splice(b.hand + 1, 0, { stake: 0, extra: more });
    }
    const even = !behind && told.insurance.some((x) => x.seat === seat && x.decision.do === "even");
    const lines = parts.flatMap((p, hand): Line[] => {
      const h = told.hands.find((x) => x.seat === seat && x.hand === hand)!;
      const why = even ? "even" : whyOf(h, told.dealer!, terms);
      const extra = told.dealer!.natural && terms.hole === "none-original" ? "returned" : why;
      return [{ spot: `${behind ? "behind" : "seat"}:${seat}`, hand, stake: p.stake + p.extra, back: backOf(why, p.stake, terms) + backOf(extra, p.extra, terms) }];
    });
    return [...lines, ...insured(o, seat, told)];
  });
}

function insured(o: Own, seat: number, told: Told): Line[] {
  const stake = o.staked.filter((s) => s.do === "insure" && s.seat === seat).reduce((sum, s) => sum + s.stake, 0);
  return stake > 0 ? [{ spot: `insurance:${seat}`, hand: 0, stake, back: told.dealer!.natural ? 3 * stake : 0 }] : [];
}

interface Mine { n: number; stake: number; extra: number; over: boolean; surrendered: boolean }
interface Went { hand: number; card?: string; halves: string[] }

/** At a common hand: which of its cards the player took, by the player's own choices and the published one. */
function commonLines(o: Own, events: Event[], told: Told, terms: Terms): Line[] {
  const first = on(o, "seat:1");
  if (first === 0) return [];
  const mine: (Mine | null)[] = [{ n: 2, stake: first, extra: 0, over: false, surrendered: false }, null, null];
  const length = [2, 0, 0];
  const cardsOf = (hand: number) => told.hands.find((h) => h.hand === hand)?.cards ?? [];
  const chosen = [...o.chosen];
  let stage = "";
  let even = false;
  for (const e of events) {
    if (e.type === "turn") stage = (e.body as { stage: string }).stage;
    if (e.type !== "went") continue;
    const { hand, card, halves } = e.body as Went;
    const m = mine[hand];
    const plays = stage === "insure" || (m && !m.over && !even && m.n === length[hand] && goesOn(cardsOf(hand).slice(0, m.n), hand, terms));
    if (plays) {
      const next = chosen[0] && chosen[0].atMs <= e.atMs && chosen[0].hand === hand ? chosen.shift()!.do : "";
      const act = next || (stage === "insure" ? "no" : sumOf(cardsOf(hand).slice(0, m!.n)).total < (terms.autoHitBelow ?? 0) ? "hit" : "stand");
      even ||= act === "even";
      const more = () => o.staked.find((s) => s.do === act && s.hand === hand)?.stake ?? 0;
      if (act === "hit") m!.n += 1;
      if (act === "double") { m!.n += 1; m!.extra += more(); m!.over = true; }
      if (act === "stand" || act === "surrender") { m!.over = true; m!.surrendered = act === "surrender"; }
      if (act === "split") {
        mine[1] = { ...m!, n: 2 };
        mine[2] = { ...m!, n: 2, stake: 0, extra: more() };
        mine[0] = null;
      }
    }
    if (stage === "insure") continue;
    if (card) length[hand]! += 1;
    if (halves.length === 2) length[1] = length[2] = 2;
  }
  const lines = mine.flatMap((m, hand): Line[] => {
    if (!m) return [];
    const why = even ? "even" : whyOf({ cards: cardsOf(hand).slice(0, m.n), split: hand > 0, surrendered: m.surrendered }, told.dealer!, terms);
    const extra = told.dealer!.natural && terms.hole === "none-original" ? "returned" : why;
    return [{ spot: "seat:1", hand, stake: m.stake + m.extra, back: backOf(why, m.stake, terms) + backOf(extra, m.extra, terms) }];
  });
  return [...lines, ...insured(o, 1, told)];
}

function goesOn(cards: string[], hand: number, terms: Terms): boolean {
  if (hand > 0 && cards[0]?.[0] === "A") return false;
  return sumOf(cards).total < 21 && !(terms.charlie && cards.length >= 6);
}
