// The client against the stand-in server, over real sockets: a round from the
// first chip to the payout, with the line cut in the middle and a second window.
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { commitmentOf, drawOf, startMock, type Mock } from "../dev/mock.mjs";
import { checkRound } from "../src/proof/check";
import { Client } from "../src/net/client";
import { localNow } from "../src/net/clock";
import { Http } from "../src/net/http";
import type { SocketLike } from "../src/net/socket";
import { lastAt, stageAt } from "../src/games/roulette/stage";
import { shownBalance } from "../src/state/wallet";

let mock: Mock;
beforeAll(async () => { mock = await startMock({ betMs: 900, landMs: 500, pauseMs: 300, bots: false }); });
afterAll(() => mock.close());

function makeWindow(jar: { cookie: string }): Client {
  const fetcher: typeof fetch = async (path, init) => {
    const response = await fetch(path, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie: jar.cookie } });
    const set = response.headers.get("set-cookie");
    if (set) jar.cookie = set.split(";")[0]!;
    return response;
  };
  const stored = new Map<string, string>();
  return new Client(new Http(mock.url, fetcher), {
    open: (_, subprotocol) => new WebSocket(`${mock.url.replace("http", "ws")}/ws`, subprotocol) as unknown as SocketLike,
    local: localNow, random: Math.random,
    after: (ms, f) => { const id = setTimeout(f, ms); return () => clearTimeout(id); },
    shelf: { getItem: (k) => stored.get(k) ?? null, setItem: (k, v) => void stored.set(k, v), removeItem: (k) => void stored.delete(k) },
  });
}

/** Resolves when the state answers; the store is the signal. */
function until(c: Client, what: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (what()) return resolve();
    const poll = setInterval(check, 20); // landings come by the clock alone
    const stop = c.store.subscribe(check);
    function check() { if (what()) { clearInterval(poll); stop(); resolve(); } }
  });
}

test("a round over real sockets, cut in the middle, seen by two windows", async () => {
  const jar = { cookie: "" };
  const a = makeWindow(jar);
  await a.start();
  await a.become(() => a.http.guest());
  const b = makeWindow(jar);
  await b.start();
  a.join(1);
  b.join(1);
  const table = (c: Client) => c.store.get().rooms[1]!;
  const stage = (c: Client) => stageAt(table(c).table, c.now());
  const balance = (c: Client) => shownBalance(c.store.get().wallets["FUN"], c.now());
  await until(a, () => table(a)?.joined && stage(a) === "landed");
  await until(a, () => stage(a) === "betting");
  await until(b, () => b.store.get().status.state === "online" && table(b).joined);
  const start = balance(a)!;
  a.act(1, "bet", [{ spot: "red", stake: 500 }, { spot: "black", stake: 500 }, { spot: "straight:0", stake: 100 }]);
  await until(a, () => table(a).own.bets.length === 1 && table(a).acts.length === 0);
  await until(b, () => table(b).own.bets.length === 1);
  expect(table(b).own.bets).toEqual(table(a).own.bets);
  const { round } = table(a);
  a.cut();
  await until(a, () => a.store.get().status.state === "online" && table(a).joined);
  expect(table(a).own.bets.length).toBe(1);
  await until(a, () => table(a).own.paid !== null && stage(a) === "spinning");
  expect(balance(a)).toBe(start - 1_100);
  await until(a, () => stage(a) === "landed");
  const number = lastAt(table(a).table, a.now())[0]!;
  const back = number === 0 ? 3_600 : 1_000;
  expect(balance(a)).toBe(start - 1_100 + back);
  await until(b, () => balance(b) === balance(a));
  const record = await a.http.round(round);
  expect(await checkRound(record.room, round, record.rules, record.commitment, record.seed!)).toEqual({ commitment: true, number });
  a.stop();
  b.stop();
});

test("the check of a round agrees with the rules' text on many seeds, and refuses a wrong one", async () => {
  for (let i = 0; i < 40; i++) {
    const seed = Buffer.alloc(32, i * 5);
    const checked = await checkRound(9, 2 ** 24 * 9 + i, 1, commitmentOf(9, 2 ** 24 * 9 + i, 1, seed), seed.toString("hex"));
    expect(checked).toEqual({ commitment: true, number: drawOf(seed, 37) });
  }
  const seed = Buffer.alloc(32, 1);
  const other = await checkRound(9, 10, 1, commitmentOf(9, 11, 1, seed), seed.toString("hex"));
  expect(other.commitment).toBe(false);
});
