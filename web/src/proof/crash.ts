// The check of a crash round: the point that its seed gives, the chain that its
// seed is a link of, and what a player's bets were paid. Written from the text of
// the rules, in integers; it asks the server nothing.
import type { Event } from "../wire/types";
import type { Chain, RoundRecord } from "../wire/http";
import { commitmentOf, drawOf, fromHex, toHex, u64 } from "./check";
import { hmac, join, sha256 } from "./sha256";

const encoder = new TextEncoder();
const space = 2n ** 52n;
const edgeDefault = 100;
const pointMax = 100_000_000;

/** floor((1 − edge)·100·2^52 / (2^52 − r)) hundredths, at least 1.00. */
export function pointOf(draw: bigint, edge10000 = edgeDefault, timesMax = pointMax): number {
  const point = (BigInt(10_000 - edge10000) * space) / (100n * (space - draw));
  const most = BigInt(Math.min(timesMax, pointMax));
  return Number(point < 100n ? 100n : point > most ? most : point);
}

/** The point of a round by its seed; in a chain with a salt (hex) the seed is salted first. */
export function pointOfSeed(seed: string, edge10000 = edgeDefault, timesMax = pointMax, salt = ""): number {
  const link = fromHex(seed);
  const key = salt ? hmac(fromHex(salt), link) : link;
  return pointOf(drawOf(key, 1, space), edge10000, timesMax);
}

/** The link of the round before: the hash of a link as it is written, in lower-case hexadecimal. */
export function nextLink(link: string): string {
  return toHex(sha256(encoder.encode(link.toLowerCase())));
}

/** The hash by which a chain is published. */
export function announcementOf(c: Pick<Chain, "first" | "count" | "rules" | "terminal">): string {
  const room = Math.floor(c.first / 2 ** 24);
  return toHex(sha256(join(encoder.encode("croupier.chain.v1"), u64(room), u64(c.first), u64(c.count), u64(c.rules), fromHex(c.terminal))));
}

/** How many hashes lead from a round's link to the end of its chain; 0 where it is none of it. */
export function placeOf(c: Pick<Chain, "first" | "count">, round: number): number {
  const place = round - c.first + 1;
  return place >= 1 && place <= c.count ? place : 0;
}

const sliceLinks = 2_000;

/** Hashes a link so many times, letting the page breathe in between. */
export async function walk(link: string, steps: number): Promise<string> {
  for (let i = 0; i < steps; i++) {
    link = nextLink(link);
    if (i % sliceLinks === sliceLinks - 1) await new Promise((r) => setTimeout(r));
  }
  return link;
}

export interface CrashFinding { what: "ids" | "commitment" | "point" | "paid"; ok: boolean; told?: number; due?: number }
export interface CrashReport { findings: CrashFinding[]; point: number }

interface OptionsOfEdge { edge10000?: number; timesMax?: number }

/** Checks a record of a crash round; the salt is that of its chain. */
export function checkCrash(r: RoundRecord, salt = ""): CrashReport | null {
  if (!/^[0-9a-fA-F]{64}$/.test(r.seed ?? "") || !Array.isArray(r.events)) return null;
  const o = (r.options ?? {}) as OptionsOfEdge;
  const point = pointOfSeed(r.seed!, o.edge10000 ?? edgeDefault, o.timesMax || pointMax, salt);
  const result = r.events.find((e) => e.type === "result")?.body as { point: number } | undefined;
  const findings: CrashFinding[] = [
    { what: "ids", ok: Math.floor(r.round / 2 ** 24) === r.room && r.events.every((e) => !e.round || e.round === r.round || e.type.startsWith("room.")) },
    { what: "commitment", ok: commitmentOf(r.room, r.round, r.rules, fromHex(r.seed!)) === r.commitment.toLowerCase() },
  ];
  if (result) findings.push({ what: "point", ok: result.point === point, told: result.point, due: point });
  const paid = result ? checkPaid(r.own ?? [], point) : null;
  if (paid) findings.push(paid);
  return { findings, point };
}

interface Bet { stake: number; cashAt: number; times: number; back: number; by: string }

/** What the own bets were told to be paid, beside what their stakes and the curve make due; null where there is none. */
export function checkPaid(own: Event[], point: number): CrashFinding | null {
  const bets = new Map<string, Bet>();
  for (const e of own) {
    const b = e.body as { bet: string; bets: string[]; stake: number; cashAt?: number; times: number; back: number; by: string };
    if (e.type === "placed") bets.set(b.bet, { stake: b.stake, cashAt: b.cashAt ?? 0, times: 0, back: 0, by: "" });
    if (e.type === "takenBack") for (const id of b.bets) bets.delete(id);
    if (e.type === "cashedOut") Object.assign(bets.get(b.bet) ?? {}, { times: b.times, back: b.back, by: b.by });
  }
  const paid = own.find((e) => e.type === "paid")?.body as { returned: number; staked: number } | undefined;
  if (!paid || bets.size === 0) return null;
  const all = [...bets.values()];
  const due = all.reduce((sum, b) => sum + (b.stake / 100) * dueAt(b, point), 0);
  const staked = all.reduce((sum, b) => sum + b.stake, 0);
  const ok = paid.returned === due && paid.staked === staked && all.every((b) => b.back === (b.stake / 100) * b.times);
  return { what: "paid", ok, told: paid.returned, due };
}

/** Where a bet was to leave the curve: at its own cash-out where that was reached, else where it was cashed out. */
function dueAt(b: Bet, point: number): number {
  if (b.cashAt > 0 && b.cashAt <= point && (b.times === 0 || b.times > b.cashAt)) return b.cashAt;
  return b.times <= point ? b.times : 0;
}
