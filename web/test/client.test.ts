import { describe, expect, test } from "vitest";
import { Client } from "../src/net/client";
import { HttpError } from "../src/net/http";
import { backoffMs, adviceFor } from "../src/net/backoff";
import { shownBalance } from "../src/state/wallet";
import { uuidv7 } from "../src/net/uuid";
import type { ServerMessage } from "../src/wire/types";
import { FakeWorld, fakeHttp } from "./world";

const round = 2 ** 24 + 7;
const snapshot: ServerMessage = {
  t: "snapshot", room: 1, term: 3, seq: 10, atMs: 0, game: "roulette-european", rules: 1, name: "European", currency: "FUN", round, phase: "open", watching: 0,
  view: { phase: "open", closesAtMs: 9e12, opensAtMs: 0, number: -1, landsAtMs: 0, last: [] },
};
const ownSnapshot: ServerMessage = { t: "own.snapshot", room: 1, term: 3, n: 4, after: 10, round, view: { bets: [], staked: 0, paid: null } };
const joinedAt = (seq: number, n: number, resumed: boolean): ServerMessage => ({ t: "joined", room: 1, term: 3, seq, n, resumed });

async function seated() {
  const world = new FakeWorld();
  const client = new Client(fakeHttp(), world);
  void client.start();
  await world.pass(0);
  const socket = world.welcome(7);
  client.join(1);
  socket.take();
  for (const m of [snapshot, ownSnapshot, joinedAt(10, 4, false)]) socket.says(m);
  return { world, client, socket, room: () => client.store.get().rooms[1]! };
}

describe("coming and going", () => {
  test("a player's hello carries a fresh ticket, a watcher's nothing", async () => {
    const { world } = await seated();
    expect(world.sockets[0]!.subprotocol).toBe("croupier.v1+json");
    const watcher = new FakeWorld();
    void new Client(fakeHttp({ me: async () => ({ signedIn: false, demo: true }) }), watcher).start();
    await watcher.pass(0);
    watcher.socket.onopen?.();
    expect(watcher.socket.take()).toEqual([{ t: "hello", vMin: 1, vMax: 1, client: "croupier-web/0.1.0" }]);
  });

  test("after a loss it resumes with the token, and joins with what it has", async () => {
    const { world, client, socket } = await seated();
    socket.breaks();
    expect(client.store.get().status.state).toBe("waiting");
    await world.pass(200);
    world.socket.onopen?.();
    expect(world.socket.take()).toMatchObject([{ t: "hello", resume: "resume-1" }]);
    world.welcome(7);
    expect(world.socket.take()).toMatchObject([{ t: "hello" }, { t: "join", room: 1, term: 3, seq: 10, n: 4, inquire: [] }]);
  });

  test("a token is used once: if the line breaks before the welcome, a ticket follows", async () => {
    const { world, socket } = await seated();
    socket.breaks();
    await world.pass(200);
    world.socket.breaks();
    await world.pass(1_000);
    world.socket.onopen?.();
    expect(world.socket.take()).toMatchObject([{ t: "hello", ticket: "ticket-2" }]);
  });

  test("a renewed token replaces the one of the welcome", async () => {
    const { world, socket } = await seated();
    socket.says({ t: "resume", resume: "newer" });
    socket.breaks(4001);
    await world.pass(500);
    world.socket.onopen?.();
    expect(world.socket.take()).toMatchObject([{ resume: "newer" }]);
  });

  test("a silent line is given up, and time is the server's", async () => {
    const { world, client } = await seated();
    expect(Math.abs(client.now() - world.nowMs - 5_000)).toBeLessThan(5);
    await world.pass(25_000);
    expect(world.sockets.length).toBeGreaterThan(1);
    expect(world.sockets[0]!.closed).toBe(true);
  });

  test("4100 goes to the address of the reason, 4500 and up stop", async () => {
    const moved = await seated();
    moved.socket.breaks(4100, "node-b:8080");
    await moved.world.pass(500);
    expect(moved.world.socket.address).toBe("node-b:8080");
    const old = await seated();
    old.socket.breaks(4501);
    await old.world.pass(60_000);
    expect([old.client.store.get().status.state, old.client.store.get().status.why, old.world.sockets.length]).toEqual(["stopped", "version", 1]);
  });

  test("a session that has ended goes on watching", async () => {
    const { world, client, socket } = await seated();
    client.http.me = async () => ({ signedIn: false, demo: true });
    socket.breaks(4502);
    await world.pass(2_000);
    world.socket.onopen?.();
    expect(client.store.get().me?.signedIn).toBe(false);
    expect(world.socket.take()).toMatchObject([{ t: "hello" }]);
  });

  test("without a ticket it tries again", async () => {
    const world = new FakeWorld();
    let down = true;
    void new Client(fakeHttp({ ticket: async () => { if (down) throw new HttpError("network", 0, ""); return { ticket: "t", expiresMs: 0 }; } }), world).start();
    await world.pass(5_000);
    expect(world.sockets.length).toBe(0);
    down = false;
    await world.pass(10_000);
    expect(world.sockets.length).toBe(1);
  });

  test("waits have full jitter under a ceiling, and codes are read by range", () => {
    expect([0, 1, 5, 50].map((n) => backoffMs(n, () => 1))).toEqual([250, 500, 8_000, 8_000]);
    expect(backoffMs(9, () => 0)).toBe(0);
    expect(adviceFor(4000, "1500")).toEqual({ act: "retry", fresh: false, waitMs: 1_500 });
    expect(adviceFor(4503, "")).toEqual({ act: "retry", fresh: true });
    expect(adviceFor(4999, "")).toEqual({ act: "stop", why: "protocol" });
    expect(adviceFor(1001, "")).toEqual({ act: "retry", fresh: false });
  });
});

test("a reload while the ball runs does not give the payout away", async () => {
  const world = new FakeWorld();
  const client = new Client(fakeHttp({
    me: async () => ({
      signedIn: true, demo: true, player: { id: 7, name: "ada", role: "player", guest: false, test: false },
      balances: [{ currency: "FUN", kind: "cash", balance: 4_500, version: 6 }],
    }),
  }), world);
  void client.start();
  await world.pass(0);
  world.welcome(7);
  const shown = () => shownBalance(client.store.get().wallets["FUN"], client.now());
  expect(shown()).toBeNull();
  const lands = client.now() + 3_000;
  world.socket.says({ t: "wallet", currency: "FUN", kind: "cash", balance: 900, version: 5 });
  world.socket.says({ t: "wallet", currency: "FUN", kind: "cash", balance: 4_500, version: 6, landsAtMs: lands });
  expect(shown()).toBe(900);
  await world.pass(3_100);
  expect(shown()).toBe(4_500);
});

describe("gaps", () => {
  test("a missing frame is asked for once, from what is known", async () => {
    const { socket, room } = await seated();
    socket.take();
    socket.says({ t: "table", room: 1, term: 3, seq: 12, atMs: 0 });
    socket.says({ t: "table", room: 1, term: 3, seq: 13, atMs: 0 });
    expect(socket.take()).toMatchObject([{ t: "join", term: 3, seq: 10, n: 4 }]);
    for (const seq of [11, 12, 13]) socket.says({ t: "table", room: 1, term: 3, seq, atMs: 0 });
    socket.says(joinedAt(13, 4, true));
    expect([room().gap, room().seq, room().joined]).toEqual([false, 13, true]);
  });

  test("a gap right after asks for the whole, and not in a storm", async () => {
    const { world, socket } = await seated();
    socket.take();
    socket.says({ t: "table", room: 1, term: 3, seq: 12, atMs: 0 });
    socket.says(joinedAt(15, 4, true)); // still behind
    expect(socket.take()).toHaveLength(1);
    await world.pass(1_100);
    expect(socket.take()).toMatchObject([{ t: "join", term: 0, seq: 0, n: 0 }]);
  });
});

describe("bets", () => {
  test("an id is written down before it is sent, and forgotten with its verdict", async () => {
    const { world, client, socket, room } = await seated();
    socket.take();
    const send = socket.send.bind(socket);
    let storedFirst = false;
    socket.send = (text) => { storedFirst = [...world.stored.values()].some((v) => v.includes(JSON.parse(text).id)); send(text); };
    client.act(1, "bet", [{ spot: "red", stake: 500 }]);
    const [sent] = socket.take() as unknown as [{ t: "act"; id: string; round: number }];
    expect([storedFirst, sent.round, room().acts[0]!.id]).toEqual([true, round, sent.id]);
    socket.says({ t: "own", room: 1, term: 3, n: 5, after: 10, events: [{ round, atMs: 0, type: "verdict", body: { room: 1, round, id: sent.id, verdict: "accepted" } }] });
    expect([room().acts.length, world.stored.size]).toEqual([0, 0]);
  });

  test("in doubt after a loss they are asked about, never sent again", async () => {
    const { world, client, socket, room } = await seated();
    client.act(1, "bet", [{ spot: "red", stake: 500 }]);
    const id = room().acts[0]!.id;
    socket.breaks();
    await world.pass(300);
    const next = world.welcome(7);
    const said = next.take();
    expect(said.filter((m) => m.t === "act")).toEqual([]);
    expect(said.find((m) => m.t === "join")).toMatchObject({ inquire: [id] });
    next.says(joinedAt(10, 4, true));
    next.says({ t: "verdict", room: 1, round, id, verdict: "refused", code: "withdrawn" });
    expect([room().acts.length, room().notes[0]!.code, world.stored.size]).toEqual([0, "withdrawn", 0]);
    await world.pass(20_000);
    expect(next.take().filter((m) => m.t === "act" || m.t === "inquire")).toEqual([]);
  });

  test("a reload asks about what the window had written down", async () => {
    const { world, client, room } = await seated();
    client.act(1, "bet", [{ spot: "red", stake: 500 }]);
    const id = room().acts[0]!.id;
    const again = new FakeWorld();
    again.stored = world.stored;
    const fresh = new Client(fakeHttp(), again);
    void fresh.start();
    await again.pass(0);
    again.welcome(7);
    again.socket.take();
    fresh.join(1);
    expect(again.socket.take()).toMatchObject([{ t: "join", seq: 0, inquire: [id] }]);
    expect(fresh.store.get().rooms[1]!.acts[0]).toMatchObject({ id, state: "doubt" });
  });

  test("an answer that does not come is asked for", async () => {
    const { world, client, socket, room } = await seated();
    client.act(1, "bet", [{ spot: "red", stake: 500 }]);
    socket.take();
    await world.pass(3_000);
    expect(socket.take()).toEqual([]);
    await world.pass(3_000);
    expect(socket.take()).toMatchObject([{ t: "inquire", room: 1, ids: [room().acts[0]!.id] }]);
  });

  test("nothing is sent while there is no line, or where nothing can be written down", async () => {
    const { world, client, socket, room } = await seated();
    world.shelf.setItem = () => { throw new Error("full"); };
    client.act(1, "bet", [{ spot: "red", stake: 500 }]);
    expect([socket.take().filter((m) => m.t === "act"), room().notes.at(-1)!.code]).toEqual([[], "storage"]);
    socket.breaks();
    client.act(1, "bet", [{ spot: "red", stake: 500 }]);
    expect(room().notes.at(-1)!.code).toBe("offline");
  });
});

test("ids are UUIDv7 of the given moment, and rise within a millisecond", () => {
  const ids = Array.from({ length: 5_000 }, () => uuidv7(1_800_100_000_123));
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(ids[0]!.replaceAll("-", "").slice(0, 12), 16)).toBe(1_800_100_000_123);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
