// What a player's bets must have brought back, recomputed from the names of the
// spots and the number alone. Written from the rules' text: it shares nothing
// with the felt, the sheet or the server.
import type { Event } from "../wire/types";

export type ZeroRule = "none" | "partage" | "prison";

const reds = new Set([1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36]);
const doubleZero = 37;
const all = Array.from({ length: 36 }, (_, i) => i + 1);

export interface Spot { numbers: number[]; pays: number; even: boolean }

/** Every spot of every felt by its name, the double zero's beside the single zero's. */
const spots = new Map<string, Spot>();
const add = (pays: number, name: string, numbers: number[]) => spots.set(name, { numbers, pays, even: pays === 1 });
const write = (n: number) => (n === doubleZero ? "00" : String(n));
for (const n of [0, doubleZero, ...all]) add(35, `straight:${write(n)}`, [n]);
for (const [a, b] of [[0, doubleZero], [0, 1], [0, 2], [0, 3], [doubleZero, 2], [doubleZero, 3]] as const) add(17, `split:${write(a)}/${write(b)}`, [a, b]);
for (const n of all) {
  const right = n % 3 !== 0; // there is a number beside it in its row
  if (right) add(17, `split:${n}/${n + 1}`, [n, n + 1]);
  if (n <= 33) add(17, `split:${n}/${n + 3}`, [n, n + 3]);
  if (right && n <= 32) add(8, `corner:${n}`, [n, n + 1, n + 3, n + 4]);
  if (n % 3 === 1) add(11, `street:${n}`, [n, n + 1, n + 2]);
  if (n % 3 === 1 && n <= 31) add(5, `line:${n}`, [n, n + 1, n + 2, n + 3, n + 4, n + 5]);
}
for (const trio of [[0, 1, 2], [0, 2, 3], [0, doubleZero, 2], [doubleZero, 2, 3]]) add(11, `trio:${trio.map(write).join("/")}`, trio);
add(8, "first-four", [0, 1, 2, 3]);
add(6, "top-line", [0, doubleZero, 1, 2, 3]);
for (const k of [1, 2, 3]) {
  add(2, `column:${k}`, all.filter((n) => (n - k) % 3 === 0));
  add(2, `dozen:${k}`, all.filter((n) => Math.ceil(n / 12) === k));
}
add(1, "red", all.filter((n) => reds.has(n)));
add(1, "black", all.filter((n) => !reds.has(n)));
add(1, "odd", all.filter((n) => n % 2 === 1));
add(1, "even", all.filter((n) => n % 2 === 0));
add(1, "low", all.filter((n) => n <= 18));
add(1, "high", all.filter((n) => n > 18));

/** A spot's numbers and what it pays to 1; null for a name that no felt has. */
export function spotOf(name: string): Spot | null {
  return spots.get(name) ?? null;
}

interface Stake { spot: string; stake: number }
interface Prisoner extends Stake { bet: string }
interface Told {
  number: number; staked: number; returned: number; wins: (Stake & { pays: number; back: number })[] | null;
  partage?: (Stake & { back: number })[]; prison?: Stake[]; released?: Prisoner[];
}

/** What the player was told and what is due, in minor units; ok: in every line the same. */
export interface Payout { ok: boolean; toldMinor: number; dueMinor: number }

/**
 * Recomputes a player's own payout of a round. null where there is nothing to
 * recompute: no own bet, nor a stake held by zero. A void round gives every stake
 * back: number is then -1.
 */
export function payoutOf(own: Event[], number: number, rule: ZeroRule): Payout | null {
  const bets = new Map<string, Stake[]>();
  let held: Prisoner[] = [];
  let told: Told | null = null;
  for (const e of own) {
    const body = e.body as { bet: string; spots: Stake[]; bets: unknown[] };
    if (e.type === "placed") bets.set(body.bet, body.spots);
    else if (e.type === "takenBack") for (const id of body.bets) bets.delete(id as string);
    else if (e.type === "held") held = body.bets as Prisoner[];
    else if (e.type === "paid") told = e.body as Told;
  }
  const stakes = bySpot([...bets.values()].flat());
  const toldMinor = told?.returned ?? 0;
  if (number < 0) return bets.size + own.length === 0 ? null : { ok: bets.size === 0 && told === null, toldMinor, dueMinor: sum(stakes) };
  if (stakes.length + held.length === 0 && told === null) return null;
  const due = dueOf(stakes, held, number, rule);
  return { ok: due !== null && told !== null && text(due) === text(told), toldMinor, dueMinor: due?.returned ?? 0 };
}

function dueOf(stakes: Stake[], held: Prisoner[], number: number, rule: ZeroRule): Told | null {
  const zero = number === 0 || number === doubleZero;
  const due: Required<Told> = { number, staked: sum(stakes), returned: 0, wins: [], partage: [], prison: [], released: [] };
  for (const s of stakes) {
    const spot = spotOf(s.spot);
    if (!spot) return null;
    if (spot.numbers.includes(number)) due.wins!.push({ ...s, pays: spot.pays, back: s.stake * (spot.pays + 1) });
    else if (spot.even && zero && rule === "partage") due.partage.push({ ...s, back: s.stake / 2 });
    else if (spot.even && zero && rule === "prison") due.prison.push(s);
  }
  for (const p of held) if (spotOf(p.spot)?.numbers.includes(number)) due.released.push(p);
  const back = [...due.wins!, ...due.partage].reduce((all, w) => all + w.back, 0);
  return { ...due, returned: back + sum(due.released) };
}

const sum = (stakes: Stake[]) => stakes.reduce((all, s) => all + s.stake, 0);

function bySpot(stakes: Stake[]): Stake[] {
  const sums = new Map<string, number>();
  for (const s of stakes) sums.set(s.spot, (sums.get(s.spot) ?? 0) + s.stake);
  return Array.from(sums, ([spot, stake]) => ({ spot, stake }));
}

/** A payout as one text, whatever the order of its lines. */
function text(p: Told): string {
  const lines = (list: object[] | null | undefined) => (list ?? []).map((l) => JSON.stringify(Object.entries(l).sort())).sort();
  return JSON.stringify([p.number, p.staked, p.returned, lines(p.wins), lines(p.partage), lines(p.prison), lines(p.released)]);
}
