// A player's part of the common hand: which of its first cards, and what became of
// it. Told whole when the page joins; from then on it follows from what went.
import type { Part } from "./bodies";
import type { BlackjackState } from "./fold";
import type { Options } from "./sheet";
import { best, sumOf } from "./sum";

const charlieFrom = 6;

/** The parts that a player has now, as the server would tell them. */
export function partsOf(s: BlackjackState, o: Options): Part[] {
  const { own } = s;
  const staked = own.bets.flatMap((b) => b.spots).filter((x) => x.spot === "seat:1").reduce((sum, x) => sum + x.stake, 0);
  if (staked === 0 || s.seats[0]?.hands.length === 0) return [];
  const cards = (s.seats[0]?.hands ?? []).map((h) => h.cards.map((c) => c.code));
  let parts = own.parts.length ? own.parts : cards.length ? [{ hand: 0, cards: 2, total: 0, stake: staked }] as Part[] : [];
  let even = false;
  for (const w of own.log) {
    if (w.stage === "insure") {
      even ||= w.choice === "even";
      parts = parts.map((x) => ({ ...x, system: w.choice === "" }));
      continue;
    }
    const p = parts.find((x) => x.hand === w.went.hand);
    const before = sumOf((cards[w.went.hand] ?? []).slice(0, p?.cards ?? 0)).total;
    if (!p || p.over || even) continue;
    const system = w.choice === "";
    const act = system ? (before < (o.autoHitBelow ?? 0) ? "hit" : "stand") : w.choice;
    parts = became(parts, p, act, system);
    // Whoever has taken the card goes on only where the hand does.
    parts = parts.map((x) => (goesOn(cards[x.hand] ?? [], x, o) ? x : { ...x, over: true }));
  }
  if (own.even || even) parts = parts.map((x) => ({ ...x, over: true }));
  return parts.map((x) => ({ ...x, over: Boolean(x.over) || !goesOn(cards[x.hand] ?? [], x, o), total: sumOf((cards[x.hand] ?? []).slice(0, x.cards)).total }));
}

function became(parts: Part[], p: Part, act: string, system: boolean): Part[] {
  const as = (change: Partial<Part>) => parts.map((x) => (x === p ? { ...x, ...change, ...(system ? { system } : { system: false }) } : x));
  switch (act) {
    case "hit": return as({ cards: p.cards + 1 });
    case "double": return as({ cards: p.cards + 1, doubled: true, over: true, stake: 2 * p.stake });
    case "split": return [1, 2].map((hand) => ({ hand, cards: 2, total: 0, stake: p.stake }));
    default: return as({ over: true });
  }
}

function goesOn(cards: string[], p: Part, o: Options): boolean {
  const mine = cards.slice(0, p.cards);
  if (p.hand > 0 && mine[0]?.[0] === "A") return false;
  return sumOf(mine).total < best && !(o.charlie && mine.length >= charlieFrom);
}
