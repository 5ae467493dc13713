// A spin recomputed from a number: which stops it means, what the window then
// shows, and what that wins, drop by drop. Written from the text of the rules
// (games/slots, and the machine's own sheet) and shared with nothing of the
// server. Amounts are coins.
import type { MachineFile, ReelFile } from "../games/slots/machine";

export type Draw = (below: bigint) => bigint;

export interface Run { symbol: string; count: number; line?: number; ways?: number; times: number; coins: number }
export interface Fall { rows: string[][]; wins: Run[]; times: number; coins: number }
export interface Spin {
  stops: number[]; falls: Fall[]; scatters: number; scatterCoins: number; prizes: { symbol: string; draws: number[] }[]; times: number; coins: number;
}

interface Reel { strip: string[]; turns: number[] } // turns: a stop for each number that may be drawn
const tumblesMax = 64;

function reelOf(r: ReelFile): Reel {
  const strip = r.strip.split(" ").filter(Boolean);
  return { strip, turns: strip.flatMap((_, i) => Array<number>(r.weights?.[i] ?? 1).fill(i)) };
}

/** Draws and judges one spin, paid for or free. */
export function spinOf(m: MachineFile, free: boolean, draw: Draw): Spin {
  const reels = ((free && m.free?.reels) || m.reels).map(reelOf);
  const space = reels.reduce((n, r) => n * BigInt(r.turns.length), 1n);
  let rest = draw(space);
  const stops = reels.map((r) => {
    const n = BigInt(r.turns.length);
    const stop = r.turns[Number(rest % n)]!;
    rest /= n;
    return stop;
  });
  return judge(m, free, stops, draw);
}

/** Judges the window at these stops; bonuses, where any are won, draw what they give. */
export function judge(m: MachineFile, free: boolean, stops: number[], draw: Draw): Spin {
  const strips = ((free && m.free?.reels) || m.reels).map((r) => reelOf(r).strip);
  const times = free ? (m.free?.times ?? 1) : 1;
  const at = (k: number, place: number) => strips[k]!.at(place % strips[k]!.length)!;
  let columns = stops.map((stop, k) => Array.from({ length: m.rows }, (_, r) => at(k, stop + r)));
  const bonuses: number[] = [];
  const falls: Fall[] = [];
  if (m.kind === "lines") {
    falls.push(lines(m, columns, times, bonuses));
  } else {
    const ladder = (free && m.tumble?.freeLadder) || m.tumble?.ladder;
    const above = stops.map((s) => s - 1);
    for (let drop = 0; drop < tumblesMax; drop++) {
      const ladderTimes = ladder?.[Math.min(drop, ladder.length - 1)] ?? 1;
      const { fall, gone } = ways(m, columns, ladderTimes, times);
      falls.push(fall);
      if (fall.coins === 0 || !ladder) break;
      columns = columns.map((c, k) => {
        const left = c.filter((_, r) => !gone[k]!.has(r));
        while (left.length < m.rows) left.unshift(at(k, above[k]!--));
        return left;
      });
    }
  }
  const scatter = m.symbols.find((s) => s.role === "scatter")?.name;
  const scatters = columns.flat().filter((s) => s === scatter).length;
  const scatterCoins = (m.scatter?.pays[scatters - 1] ?? 0) * m.cost * times;
  const prizes = prizesOf(m, bonuses, draw).map((p) => ({ ...p, draws: p.draws.map((c) => c * times) }));
  const coins = falls.reduce((sum, f) => sum + f.coins, 0) + scatterCoins + prizes.flatMap((p) => p.draws).reduce((a, b) => a + b, 0);
  return { stops, falls, scatters, scatterCoins, prizes, times, coins };
}

const rowsOf = (columns: string[][], rows: number) => Array.from({ length: rows }, (_, r) => columns.map((c) => c[r]!));

function lines(m: MachineFile, columns: string[][], times: number, bonuses: number[]): Fall {
  const wins: Run[] = [];
  (m.lines ?? []).forEach((rows, i) => {
    const w = lineOf(m, rows.map((r, k) => columns[k]![r]!));
    if (w.bonus >= 0) bonuses.push(w.bonus);
    if (w.coins > 0) wins.push({ symbol: w.symbol, count: w.count, line: i + 1, times: w.times, coins: w.coins * times });
  });
  return { rows: rowsOf(columns, m.rows), wins, times: 1, coins: wins.reduce((sum, w) => sum + w.coins, 0) };
}

interface Line { symbol: string; count: number; times: number; coins: number; bonus: number }

/** One line from the left; only its highest win counts. */
function lineOf(m: MachineFile, symbols: string[]): Line {
  const role = (name: string) => m.symbols.find((s) => s.name === name)?.role;
  const pays = (list: number[] | undefined, n: number) => list?.[n - 1] ?? 0;
  let best: Line = { symbol: "", count: 0, times: 1, coins: 0, bonus: -1 };
  const first = symbols.findIndex((s) => role(s) !== "wild");
  const wilds = first < 0 ? symbols.length : first;
  if (wilds > 0) best = { ...best, symbol: symbols[0]!, count: wilds, coins: pays(m.symbols.find((s) => s.name === symbols[0])?.pays, wilds) };
  if (first < 0) return best;
  const run = (member: (s: string) => boolean) => {
    let n = 0;
    let times = 1;
    for (const s of symbols) {
      const wild = role(s) === "wild";
      if (!wild && !member(s)) break;
      n++;
      if (wild && m.wild && (times === 1 || m.wild.each)) times *= m.wild.times;
    }
    return { n, times };
  };
  const take = (symbol: string, list: number[] | undefined, member: (s: string) => boolean) => {
    const { n, times } = run(member);
    const coins = pays(list, n) * times;
    if (coins > best.coins) best = { symbol, count: n, times, coins, bonus: -1 };
  };
  const name = symbols[first]!;
  if (role(name) === undefined) {
    take(name, m.symbols.find((s) => s.name === name)?.pays, (s) => s === name);
    for (const g of m.groups ?? []) take(g.name, g.pays, (s) => g.of.includes(s));
  } else if (role(name) === "bonus") {
    const bonus = (m.bonuses ?? []).findIndex((b) => b.symbol === name);
    const n = symbols.findIndex((s) => s !== name);
    if (bonus >= 0 && wilds === 0 && (n < 0 ? symbols.length : n) >= m.bonuses![bonus]!.count && best.coins === 0) best = { ...best, bonus };
  }
  return best;
}

/** Every symbol runs as far as each reel shows it or a wild; its ways are the product of the places. */
function ways(m: MachineFile, columns: string[][], ladderTimes: number, times: number): { fall: Fall; gone: Set<number>[] } {
  const wild = m.symbols.find((s) => s.role === "wild")?.name;
  const gone = columns.map(() => new Set<number>());
  const wins: Run[] = [];
  for (const s of m.symbols) {
    if (s.role) continue;
    const places: number[][] = [];
    for (const c of columns) {
      const here = c.flatMap((x, r) => (x === s.name || x === wild ? [r] : []));
      if (here.length === 0) break;
      places.push(here);
    }
    const each = places.length ? (s.pays?.[places.length - 1] ?? 0) : 0;
    if (each === 0) continue;
    const n = places.reduce((product, here) => product * here.length, 1);
    places.forEach((here, k) => { for (const r of here) gone[k]!.add(r); });
    wins.push({ symbol: s.name, count: places.length, ways: n, times: 1, coins: each * n * ladderTimes * times });
  }
  return { fall: { rows: rowsOf(columns, m.rows), wins, times: ladderTimes, coins: wins.reduce((sum, w) => sum + w.coins, 0) }, gone };
}

function prizesOf(m: MachineFile, won: number[], draw: Draw): { symbol: string; draws: number[] }[] {
  return (m.bonuses ?? []).flatMap((b, i) => won.filter((w) => w === i).map(() => {
    const total = b.prizes.reduce((sum, p) => sum + BigInt(p.weight), 0n);
    const draws = Array.from({ length: b.draws }, () => {
      let x = draw(total);
      return b.prizes.find((p) => { if (x < BigInt(p.weight)) return true; x -= BigInt(p.weight); return false; })!.coins;
    });
    return { symbol: b.symbol, draws };
  }));
}
