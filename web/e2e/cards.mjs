// What the plays at card tables share: a second line of the same player that bets at
// several tables until a hand comes that the play waits for, a look for accessibility,
// and the count of the money.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import WebSocket from "ws";
import { base } from "./table.mjs";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const looked = new Set();

/** Fails with what axe finds on the page as it is; each state is looked at once. */
export async function accessible(t, state) {
  if (looked.has(state)) return;
  looked.add(state);
  if (!(await t.page.evaluate(() => "axe" in window))) await t.page.evaluate(axeSource);
  const violations = await t.page.evaluate(async () => {
    for (const a of document.getAnimations()) if (a.effect?.getComputedTiming().endTime < Infinity) a.finish(); // what ends is looked at in its end
    return (await window.axe.run(document, { resultTypes: ["violations"] })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
  });
  t.expect(violations.length === 0, `axe finds nothing ${state} ${violations.join("; ")}`);
}

/** A guest at a table, seen from the lobby's card. */
export async function sit(t, room, press) {
  await t.page.goto(base);
  await t.id(`lobby-table-${room}`).waitFor({ timeout: 20_000 });
  await t.online();
  await t.shot("lobby");
  await press(t.id(`lobby-table-${room}`));
  await t.id("gate").waitFor({ timeout: 20_000 });
  t.expect((await t.id("gate").count()) === 1, "a table can be watched without signing in");
  await press(t.id("guest").first());
  await t.id("own-total").waitFor({ timeout: 20_000 });
  await t.online();
}

/** A round's record; the server is asked again when it has been asked too often. */
export async function recordFrom(t, round) {
  for (let tries = 0; ; tries++) {
    const record = await t.api(`/api/rounds/${round}`);
    if (record.status !== 429) return record;
    if (tries > 60) throw new Error("the server keeps saying that it is asked too often");
    await t.page.waitForTimeout(500);
  }
}

export const cash = async (t) => (await t.api("/api/me")).balances.find((b) => b.kind === "cash").balance;

export async function settledItem(t, round) {
  for (let tries = 0; tries < 60; tries++) {
    const item = (await t.api("/api/history?limit=100")).items.find((i) => i.round === round);
    if (item) return item;
    await t.page.waitForTimeout(250);
  }
  throw new Error("the round does not stand in the history");
}

/** In the end every cent of every round at every table is where the history says. */
export async function adds(t, first) {
  for (let tries = 0; ; tries++) {
    const { items } = await t.api("/api/history?limit=100");
    if (items.length === 100) throw new Error("more rounds than one page of the history");
    const sum = items.reduce((all, i) => all + i.returned - i.staked, first);
    if (sum === (await cash(t))) return t.say(`ok: ${first} and what ${items.length} rounds moved make the balance of ${sum}`);
    if (tries > 80) throw new Error(`${first} and the rounds make ${sum}, the balance is ${await cash(t)}`);
    await t.page.waitForTimeout(500); // a round of another table is still under way
  }
}

/** The proof page of a round: what it must say, and that it is accessible. */
export async function recordOf(t, round, checks) {
  await t.page.goto(`${base}/#/round/${round}`);
  await t.id("checks").waitFor({ timeout: 20_000 });
  t.expect((await t.id("checks").getAttribute("data-ok")) === "true", `the browser found nothing wrong with round ${round % 2 ** 24}`);
  for (const c of checks) t.expect((await t.page.locator(`[data-check="${c}"].ok`).count()) === 1, `“${c}” was checked`);
}

const uuid = (ms) => {
  const b = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 5, rest = Math.floor(ms); i >= 0; i--, rest = Math.floor(rest / 256)) b[i] = rest % 256;
  b[6] = 0x70 | (b[6] & 15);
  b[8] = 0x80 | (b[8] & 63);
  return Buffer.from(b).toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

/**
 * Bets for the page's player at blackjack tables, and stands on everything; `wanted`
 * is asked at every turn of its hands, and where it says yes the hand is left alone
 * and its room is answered. stop() bets no more; close() waits for the hands that are
 * still being played.
 */
export async function hunt(t, rooms, seats, wanted) {
  const ticket = await t.page.evaluate(() => fetch("/api/ticket", { method: "POST" }).then((r) => r.json()));
  const ws = new WebSocket(`${base.replace("http", "ws")}/ws`, "croupier.v1+json", { origin: base });
  const at = new Map();
  let stopped = false;
  let offMs = 0;
  let found;
  const hit = new Promise((resolve) => { found = resolve; });
  const act = (room, round, ask, body) => ws.send(JSON.stringify({ t: "act", room, round, id: uuid(Date.now() + offMs), ask, body }));
  const bet = (room, round) => act(room, round, "bet", { spots: seats.map((n) => ({ spot: `seat:${n}`, stake: 500 })) });
  const take = (room, e) => {
    const h = at.get(room);
    if (e.type === "opened") {
      h.round = e.round;
      h.hands = new Map();
      if (!stopped && !h.done) { h.bets = true; bet(room, e.round); }
    }
    if (e.type === "result" || e.type === "voided") h.bets = false;
    if (!h.bets || h.done) return;
    if (e.type === "dealt") for (const s of e.body.seats) h.hands.set(s.seat, s.cards);
    if (e.type !== "turn" || e.body.legal.length === 0 || h.hands.size === 0) return;
    const mine = e.body.stage === "insure" ? seats : seats.filter((n) => n === e.body.seat);
    if (mine.length === 0 || (e.body.stage === "insure" && h.asked === h.round)) return;
    if (!stopped && wanted(e.body, h.hands, room)) { stopped = h.done = true; found({ room, round: h.round }); return; }
    if (e.body.stage === "insure") h.asked = h.round;
    for (const seat of mine) act(room, h.round, "play", { seat, hand: e.body.hand, seen: 2, do: e.body.stage === "insure" ? "no" : "stand" });
  };
  ws.on("open", () => ws.send(JSON.stringify({ t: "hello", vMin: 1, vMax: 1, client: "e2e", ticket: ticket.ticket })));
  ws.on("message", (data) => {
    const m = JSON.parse(data);
    if (m.t === "welcome") { offMs = m.nowMs - Date.now(); for (const room of rooms) { at.set(room, {}); ws.send(JSON.stringify({ t: "join", room })); } }
    if (m.t === "table") for (const e of m.events ?? []) take(m.room, e);
  });
  ws.on("error", () => {});
  return {
    hit,
    stop: () => { stopped = true; },
    async close() {
      stopped = true;
      for (let tries = 0; tries < 100 && [...at.values()].some((h) => h.bets && !h.done); tries++) await new Promise((resolve) => setTimeout(resolve, 200));
      ws.close();
    },
  };
}
