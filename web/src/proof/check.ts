// The check that anyone can make of a round: does the revealed seed have the
// fingerprint that was published, and does the number follow from it? Written
// from the text of the rules alone, it shares nothing with the server and asks
// it nothing. Where the record holds a player's own bets, what they were paid is
// recomputed as well.
import type { RoundRecord } from "../wire/http";
import { payoutOf, type Payout, type ZeroRule } from "./payout";
import { hmac, join, sha256 } from "./sha256";

export interface Checked { commitment: boolean; number: number }

const encoder = new TextEncoder();

/** The fingerprint of a round's seed, in hex. */
export function commitmentOf(room: number, round: number, rules: number, seed: Uint8Array): string {
  return toHex(sha256(join(encoder.encode("croupier.seal.v1"), u64(room), u64(round), u64(rules), seed)));
}

/** Draws numbers below n from the k-th drawing step's stream: 8 bytes at a time, biased ones rejected. */
export function* drawsOf(seed: Uint8Array, k: number): Generator<bigint, never, bigint> {
  let n = yield 0n;
  for (let block = 0; ; block++) {
    const out = new DataView(hmac(seed, join(encoder.encode("croupier.draw.v1"), u64(k), u64(block))).buffer);
    for (let at = 0; at < 32; at += 8) {
      const x = out.getBigUint64(at);
      if (x < 2n ** 64n - (2n ** 64n % n)) n = yield x % n;
    }
  }
}

/** The first number below n of a seed's k-th drawing step. */
export function drawOf(seed: Uint8Array, k: number, n: bigint): bigint {
  const draws = drawsOf(seed, k);
  draws.next();
  return draws.next(n).value;
}

/** How many pockets a game's wheel has; 0 for a game that is not known here. */
export function pocketsOf(game: string): number {
  return ({ "roulette-european": 37, "roulette-french": 37, "roulette-american": 38 } as Record<string, number>)[game] ?? 0;
}

/** Recomputes a round's commitment and number from its seed. */
export function checkRound(room: number, round: number, rules: number, commitment: string, seed: string, pockets = 37): Checked {
  const bytes = fromHex(seed);
  return {
    commitment: commitmentOf(room, round, rules, bytes) === commitment.toLowerCase(),
    number: Number(drawOf(bytes, 1, BigInt(pockets))),
  };
}

/** What a record of a round says, and what its own seed says. */
export interface Finding { what: "ids" | "commitment" | "number" | "paid"; ok: boolean; number?: number; paid?: Payout }
export type Report = { findings: Finding[]; number: number } | { why: "unreadable" | "unfinished" | "game" };

/** Reads an exported round and checks everything that can be checked without the server. */
export function checkRecord(text: string): Report {
  let r: Partial<RoundRecord>;
  try {
    r = JSON.parse(text) as Partial<RoundRecord>;
  } catch {
    return { why: "unreadable" };
  }
  if (!r || !isId(r.room) || !isId(r.round) || !isId(r.rules) || !isHex(r.commitment) || !Array.isArray(r.events)) return { why: "unreadable" };
  if (r.seed === undefined || r.seed === "") return { why: "unfinished" };
  if (!isHex(r.seed)) return { why: "unreadable" };
  const pockets = pocketsOf(r.game ?? "");
  if (!pockets) return { why: "game" };
  const result = r.events.find((e) => e.type === "result")?.body as { number?: number } | undefined;
  const { commitment, number } = checkRound(r.room, r.round, r.rules, r.commitment, r.seed, pockets);
  const findings: Finding[] = [
    { what: "ids", ok: Math.floor(r.round / 2 ** 24) === r.room && r.events.every((e) => !e.round || e.round === r.round || e.type.startsWith("room.")) },
    { what: "commitment", ok: commitment },
  ];
  if (result) findings.push({ what: "number", ok: result.number === number, number: result.number ?? -1 });
  const paid = checkPayout(r, number);
  if (paid) findings.push({ what: "paid", ok: paid.ok, paid });
  return { findings, number };
}

/**
 * Recomputes what the caller of a record was paid, by the number that its seed
 * gives; null where the record holds no bet of theirs.
 */
export function checkPayout(r: Pick<Partial<RoundRecord>, "game" | "options" | "events" | "own">, number: number): Payout | null {
  const own = Array.isArray(r.own) ? r.own : [];
  const voided = !r.events?.some((e) => e.type === "result");
  const zero = (r.options as { zero?: ZeroRule } | undefined)?.zero ?? (r.game === "roulette-french" ? "partage" : "none");
  try {
    return payoutOf(own, voided ? -1 : number, zero);
  } catch {
    return { ok: false, toldMinor: 0, dueMinor: 0 }; // no event of the game looks like this
  }
}

const isId = (v: unknown): v is number => typeof v === "number" && Number.isSafeInteger(v) && v >= 0;
const isHex = (v: unknown): v is string => typeof v === "string" && /^([0-9a-fA-F]{64})$/.test(v);

export function u64(v: number): Uint8Array {
  const b = new Uint8Array(8);
  new DataView(b.buffer).setBigUint64(0, BigInt(v));
  return b;
}

export function fromHex(s: string): Uint8Array {
  return Uint8Array.from(s.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toHex(b: Uint8Array): string {
  return Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
}
