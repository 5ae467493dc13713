// Baccarat and dragon tiger judged again from their cards alone: who draws, who
// wins, and what every bet brings back. Amounts are minor units; nothing here is
// rounded, as no price of these tables ever is.
import type { Event } from "../wire/types";

export interface Duel { totals: [number, number]; winner: string; facts: Record<string, unknown>; back(spot: string, stakeMinor: number): number }
interface DuelOptions { variant?: string; tiePays?: number; tie?: string }
interface Dealt { to: string; card: string }

const rank = (card: string) => "A23456789TJQK".indexOf(card[0] ?? "?") + 1;
const points = (card: string) => (rank(card) > 9 ? 0 : rank(card));
const pairOf = (hand: string[]) => (rank(hand[0]!) !== rank(hand[1]!) ? "none" : hand[0] === hand[1] ? "perfect" : "pair");
const times = (stake: number, odds: number, wins: boolean) => (wins ? stake * (odds + 1) : 0);

/** A hand of baccarat; null where the rules deal other cards than these. */
export function baccaratOf(cards: Dealt[], o: DuelOptions): Duel | null {
  const left = cards.map((c) => c.card);
  const hand: Record<string, string[]> = { player: [], banker: [] };
  const order: string[] = [];
  const give = (to: "player" | "banker") => { order.push(to); hand[to]!.push(left.shift() ?? ""); };
  const total = (to: "player" | "banker") => hand[to]!.reduce((sum, c) => sum + points(c), 0) % 10;
  for (const to of ["player", "banker", "player", "banker"] as const) give(to);
  const natural = total("player") >= 8 || total("banker") >= 8;
  if (!natural) {
    if (total("player") <= 5) give("player");
    const third = hand["player"]![2];
    if (third === undefined ? total("banker") <= 5 : bankerDraws(total("banker"), points(third))) give("banker");
  }
  if (left.length > 0 || cards.some((c, i) => c.to !== order[i])) return null;
  const [p, b] = [total("player"), total("banker")];
  const winner = p > b ? "player" : b > p ? "banker" : "tie";
  const n = [hand["player"]!.length, hand["banker"]!.length];
  const feat = winner === "banker" && b === 6 ? "six" : winner === "banker" && b === 7 && n[1] === 3 ? "dragon" : winner === "player" && p === 8 && n[0] === 3 ? "panda" : "";
  const [playerPair, bankerPair] = [pairOf(hand["player"]!), pairOf(hand["banker"]!)];
  const even = (stake: number, on: string) => (winner === on ? 2 * stake : winner === "tie" ? stake : 0);
  const back = (spot: string, stake: number): number => {
    switch (spot) {
      case "player": return even(stake, "player");
      case "banker": return winner !== "banker" ? even(stake, "banker") : o.variant === "noCommission" ? (feat === "six" ? (stake / 2) * 3 : 2 * stake) : o.variant === "ez" ? (feat === "dragon" ? stake : 2 * stake) : (stake / 20) * 39;
      case "tie": return times(stake, o.tiePays || 8, winner === "tie");
      case "player-pair": return times(stake, 11, playerPair !== "none");
      case "banker-pair": return times(stake, 11, bankerPair !== "none");
      case "either-pair": return times(stake, 5, playerPair !== "none" || bankerPair !== "none");
      case "perfect-pair": return times(stake, playerPair === "perfect" && bankerPair === "perfect" ? 200 : 25, playerPair === "perfect" || bankerPair === "perfect");
      case "dragon-7": return times(stake, 40, feat === "dragon");
      case "panda-8": return times(stake, 25, feat === "panda");
      case "super-6": return times(stake, 15, feat === "six");
      case "big": return cards.length > 4 ? (stake / 50) * 77 : 0;
      case "small": return cards.length === 4 ? (stake / 2) * 5 : 0;
      default: return NaN;
    }
  };
  return { totals: [p, b], winner, facts: { playerTotal: p, bankerTotal: b, winner, natural, feat, playerPair, bankerPair }, back };
}

/** The banker's rule where the player drew. */
function bankerDraws(total: number, third: number): boolean {
  const from: Record<number, [number, number]> = { 4: [2, 7], 5: [4, 7], 6: [6, 7] };
  if (total <= 2) return true;
  if (total === 3) return third !== 8;
  const range = from[total];
  return range !== undefined && third >= range[0] && third <= range[1];
}

/** Two cards of dragon tiger; null where they are not two. */
export function dragonTigerOf(cards: Dealt[], o: DuelOptions): Duel | null {
  if (cards.length !== 2 || cards[0]!.to !== "dragon" || cards[1]!.to !== "tiger") return null;
  const [d, t] = [rank(cards[0]!.card), rank(cards[1]!.card)];
  const winner = d > t ? "dragon" : t > d ? "tiger" : "tie";
  const suited = cards[0]!.card === cards[1]!.card;
  const size = (r: number) => (r < 7 ? "small" : r > 7 ? "big" : "");
  const back = (spot: string, stake: number): number => {
    switch (spot) {
      case "dragon": case "tiger": return winner === spot ? 2 * stake : winner === "tie" && (o.tie || "half") === "half" ? stake / 2 : 0;
      case "tie": return times(stake, o.tiePays || 11, winner === "tie");
      case "suited-tie": return times(stake, 50, suited);
      case "dragon-big": case "dragon-small": return times(stake, 1, spot === `dragon-${size(d)}`);
      case "tiger-big": case "tiger-small": return times(stake, 1, spot === `tiger-${size(t)}`);
      default: return NaN;
    }
  };
  return { totals: [d, t], winner, facts: { winner, suited }, back };
}

export interface Settled { ok: boolean; told: number; due: number }

/** What one player's own events say was paid, beside what the bets bring back; null where no bet stands. */
export function settledOf(own: Event[], back: Duel["back"]): Settled | null {
  const bets = new Map<string, { spot: string; stake: number }[]>();
  for (const e of own) {
    const b = e.body as { bet: string; bets: string[]; spots: { spot: string; stake: number }[] };
    if (e.type === "placed") bets.set(b.bet, b.spots);
    if (e.type === "takenBack") for (const id of b.bets) bets.delete(id);
  }
  const paid = own.find((e) => e.type === "paid")?.body as { staked: number; returned: number; wins: { spot: string; back: number }[]; pushes: { spot: string; back: number }[] } | undefined;
  if (!paid && bets.size === 0) return null;
  const bySpot = new Map<string, number>();
  for (const s of [...bets.values()].flat()) bySpot.set(s.spot, (bySpot.get(s.spot) ?? 0) + s.stake);
  const due = new Map([...bySpot].map(([spot, stake]) => [spot, back(spot, stake)] as const).filter(([, b]) => b !== 0));
  const sum = [...due.values()].reduce((a, b) => a + b, 0);
  const told = [...(paid?.wins ?? []), ...(paid?.pushes ?? [])];
  const staked = [...bySpot.values()].reduce((a, b) => a + b, 0);
  const ok = paid !== undefined && paid.staked === staked && paid.returned === sum && told.length === due.size && told.every((w) => due.get(w.spot) === w.back);
  return { ok, told: paid?.returned ?? 0, due: sum };
}
