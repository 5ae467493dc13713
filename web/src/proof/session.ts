// The check of a private session: a pair of a server seed and a client seed is
// in force from one round on; every round's own seed follows from the pair and
// the round's number in it. Once a rotation has revealed the server seed, all
// rounds of the pair can be played again here, alone.
import type { Event } from "../wire/types";
import type { MachineFile } from "../games/slots/machine";
import type { FreeSpun, Gambled, Paid, Shown, Spun } from "../games/slots/bodies";
import { drawsOf, fromHex, toHex, u64 } from "./check";
import { hmac, join, sha256 } from "./sha256";
import { spinOf, type Draw, type Spin } from "./spin";

const encoder = new TextEncoder();

/** The fingerprint of a pair's server seed, in hex: bound to the first round of the pair. */
export function pairCommitment(room: number, from: number, serverSeed: string): string {
  return toHex(sha256(join(encoder.encode("croupier.pair.v1"), u64(room), u64(from), fromHex(serverSeed))));
}

/** A round's own seed: of the pair, and the round's number in it. */
export function roundSeed(room: number, nonce: number, serverSeed: string, clientSeed: string): Uint8Array {
  return hmac(fromHex(serverSeed), join(encoder.encode("croupier.session.v1"), u64(room), u64(nonce), encoder.encode(clientSeed)));
}

/** The draws of a round's k-th drawing step, k from 1 on. */
export function drawsAt(seed: Uint8Array, k: number): Draw {
  const draws = drawsOf(seed, k);
  draws.next();
  return (below) => draws.next(below).value;
}

export interface Step { what: "spin" | "free" | "gamble"; ok: boolean; spin?: Spin; came?: string }
export interface Replayed { steps: Step[]; ok: boolean; dueMinor: number; toldMinor: number | null }

/**
 * Plays a round of a machine again from its seed, step by step along the log of
 * its player, and holds everything that was told against it.
 */
export function playAgain(m: MachineFile, seed: Uint8Array, own: Event[]): Replayed {
  const steps: Step[] = [];
  let coin = 0;
  let won = 0; // minor units
  let given = 0;
  let told: Paid | null = null;
  let k = 0;
  const most = m.maxWinTimes ? m.maxWinTimes * m.cost : Infinity;
  for (const e of own) {
    if (e.type === "spun" || e.type === "freeSpun") {
      const free = e.type === "freeSpun";
      const body = e.body as Spun & FreeSpun;
      if (!free) coin = body.coin;
      const spin = spinOf(m, free, drawsAt(seed, ++k));
      const table = free ? m.free?.again : m.free?.awards;
      const awarded = m.free ? Math.min(table?.[spin.scatters - 1] ?? 0, m.free.spinsMax - given) : 0;
      given += awarded;
      won = Math.min(won + spin.coins * coin, most * coin);
      steps.push({ what: free ? "free" : "spin", spin, ok: same(spin, body.shown, coin, awarded) && body.state.win === won && body.state.given === given });
    } else if (e.type === "gambled") {
      const body = e.body as Gambled;
      const came = drawsAt(seed, ++k)(2n) === 0n ? "red" : "black";
      const hit = came === body.colour;
      steps.push({ what: "gamble", came, ok: body.came === came && body.won === hit && body.before === won && body.state.win === (hit ? 2 * won : 0) });
      won = hit ? 2 * won : 0;
    } else if (e.type === "paid") {
      told = e.body as Paid;
    }
  }
  const toldMinor = told?.returned ?? null;
  return { steps, dueMinor: won, toldMinor, ok: steps.length > 0 && steps.every((s) => s.ok) && (toldMinor === null || toldMinor === won) };
}

export interface SessionFinding { what: "ids" | "commitment" | "steps" | "paid"; ok: boolean; steps?: number; dueMinor?: number }
export type SessionReport = { findings: SessionFinding[] } | { why: "unreadable" | "unfinished" | "game" };

interface Saved {
  room: number; round: number; own?: Event[] | null; machine?: MachineFile;
  pair?: { from: number; to?: number; commitment: string; clientSeed: string; serverSeed?: string; nonce: number };
}


/** Checks a saved round of a session: its ids, its pair, every step, and the payout. Asks nobody. */
export function checkSession(text: string): SessionReport {
  try {
    const r = JSON.parse(text) as Saved;
    const { pair, machine } = r;
    if (!pair || !Number.isSafeInteger(r.round) || !Array.isArray(r.own)) return { why: "unreadable" };
    if (!pair.serverSeed) return { why: "unfinished" };
    if (!machine) return { why: "game" };
    const again = playAgain(machine, roundSeed(r.room, pair.nonce, pair.serverSeed, pair.clientSeed), r.own);
    return { findings: [
      { what: "ids", ok: Math.floor(r.round / 2 ** 24) === r.room && pair.nonce === r.round - pair.from && pair.nonce >= 0 && (pair.to === undefined || r.round < pair.to) },
      { what: "commitment", ok: pairCommitment(r.room, pair.from, pair.serverSeed) === pair.commitment.toLowerCase() },
      { what: "steps", ok: again.steps.length > 0 && again.steps.every((s) => s.ok), steps: again.steps.length },
      { what: "paid", ok: again.toldMinor === again.dueMinor, dueMinor: again.dueMinor },
    ] };
  } catch {
    return { why: "unreadable" }; // no record of a session looks like this
  }
}

/** Whether what was shown is what the number means, place by place and coin by coin. */
function same(spin: Spin, shown: Shown, coin: number, awarded: number): boolean {
  const text = (v: unknown) => JSON.stringify(v);
  const falls = spin.falls.map((f) => ({
    rows: f.rows, times: f.times, pay: f.coins * coin,
    wins: f.wins.map((w) => [w.symbol, w.count, w.line ?? 0, w.ways ?? 0, w.ways ? 0 : w.times, w.coins * coin]),
  }));
  const told = shown.drops.map((d) => ({
    rows: d.rows, times: d.times, pay: d.pay, wins: (d.wins ?? []).map((w) => [w.symbol, w.count, w.line ?? 0, w.ways ?? 0, w.times ?? 0, w.pay]),
  }));
  const prizes = spin.prizes.map((p) => [p.symbol, ...p.draws.map((c) => c * coin)]);
  return text(spin.stops) === text(shown.stops) && text(falls) === text(told) && text(prizes) === text((shown.prizes ?? []).map((p) => [p.symbol, ...p.draws]))
    && spin.scatters === shown.scatters && spin.scatterCoins * coin === shown.scatterPay && spin.coins * coin === shown.win && awarded === shown.awarded;
}
