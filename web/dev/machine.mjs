// A simulated slot session of the stand-in server: the machine's own file, the
// pages' own judge, a pair of seeds, free spins and gambles that wait.
import { createHmac, createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { MockRoom } from "./room.mjs";

const source = (path) => fileURLToPath(new URL(path, import.meta.url));
let judge; // src/proof/session.ts and spin.ts, loaded when the first session is made

export const machineNames = ["harbour", "orchard", "sevens"];

/** The machines' files, and what judges them. */
export async function loadMachines() {
  if (!judge) {
    const [{ module: spin }, { module: session }] = await Promise.all([runnerImport(source("../src/proof/spin.ts")), runnerImport(source("../src/proof/session.ts"))]);
    judge = { ...spin, ...session };
  }
  const files = machineNames.map((n) => source(`../../games/slots/machines/${n}.json`));
  if (process.env.MOCK_MACHINE) files.push(process.env.MOCK_MACHINE); // one that nobody drew
  return Promise.all(files.map(async (f) => JSON.parse(await readFile(f, "utf8"))));
}

const u64 = (...values) => {
  const b = Buffer.alloc(8 * values.length);
  values.forEach((v, i) => b.writeBigUInt64BE(BigInt(v), i * 8));
  return b;
};

export class MockSession extends MockRoom {
  constructor(world, { room, machine, seat, cycleMs = 3_000, landMs = 2_400, clientSeed = "" }) {
    super(world, { room, name: machine.title, betMs: 1, landMs, pauseMs: 1, game: machine.game });
    this.machine = machine;
    this.seat = seat;
    this.options = { coins: [1, 2, 5, 10, 20, 50], cycleMs, landMs, decideMs: 120_000, allowanceMinor: 1_000_000_000, seat };
    this.round = room * 2 ** 24 + 1;
    this.phase = "none";
    this.stops = [];
    this.nextAtMs = 0;
    this.pairs = [];
    this.hand = null;
    this.wishes = [];
    this.log = [];
    this.mine = [];
    this.newPair(this.round, clientSeed || randomBytes(8).toString("hex"));
  }

  start() {}

  newPair(from, clientSeed) {
    const seed = randomBytes(32).toString("hex");
    const commitment = createHash("sha256").update("croupier.pair.v1").update(u64(this.room, from)).update(Buffer.from(seed, "hex")).digest("hex");
    this.pairs.unshift({ from, commitment, clientSeed, seed });
  }

  get pair() { return this.pairs.find((p) => p.from <= this.round); }

  roundSeed() {
    const p = this.pair;
    return createHmac("sha256", Buffer.from(p.seed, "hex")).update("croupier.session.v1").update(u64(this.room, this.round - p.from)).update(p.clientSeed).digest();
  }

  /** The next spins shall be like these, for screenshots: a function of the spin, tried on fresh pairs. */
  wish(f) { this.wishes.push(f); }

  grant(k, free) {
    const spin = () => judge.spinOf(this.machine, free, judge.drawsAt(this.roundSeed(), k));
    const f = this.wishes.shift();
    if (!f) return spin();
    for (let tries = 0; tries < 400_000; tries++) {
      const s = spin();
      if (f(s)) return s;
      this.pairs.shift();
      this.newPair(k === 1 ? this.round : this.pair?.from ?? this.round, "wished");
    }
    throw new Error("no such spin");
  }

  decide(p, m) {
    if (p.id !== this.seat) return { code: "not_your_turn" };
    if (m.ask === "room.rotate") return this.rotate(m.body.clientSeed);
    if (m.round !== this.round) return { code: "wrong_round" };
    switch (m.ask) {
      case "spin": return this.spin(p, m);
      case "next": return this.hand?.state.doing === "free" ? this.freeSpin(p) : { code: "nothing" };
      case "gamble": return this.hand?.state.doing === "gamble" ? this.gamble(p, m.body.colour) : { code: "nothing" };
      case "collect": return this.hand?.state.doing === "gamble" ? { events: this.end(p, "collected") } : { code: "nothing" };
      default: return { code: "bad_ask" };
    }
  }

  spin(p, m) {
    const coin = m.body.coin;
    const stake = coin * this.machine.cost;
    if (this.phase !== "none") return { code: "closed" };
    if (Date.now() < this.nextAtMs) return { code: "too_soon" };
    if (!this.options.coins.includes(coin)) return { code: "bad_ask" };
    if (stake > p.balance) return { code: "no_funds", verdict: { value: p.balance } };
    p.balance -= stake;
    this.log = [];
    this.mine = [];
    this.openedMs = this.spunMs = Date.now();
    const spin = this.grant(1, false);
    this.stops = spin.stops;
    const awarded = this.awarded(this.machine.free?.awards, spin, 0);
    this.hand = { coin, stake, drawn: 1, state: { doing: "", win: 0, given: awarded, played: 0, steps: 0, untilMs: 0 } };
    this.add(spin);
    const spun = this.event("spun", { bet: m.id, coin, stake, shown: this.shown(spin, awarded), state: { ...this.hand.state } });
    this.mine.push(spun);
    if (this.hand.why) return { verdict: { stake }, events: [spun, ...this.end(p, this.hand.why)] };
    this.phase = "closed";
    this.publish([this.event("opened", { atMs: Date.now() })]);
    return { verdict: { stake }, events: [spun] };
  }

  awarded(table, spin, given) {
    const free = this.machine.free;
    return free ? Math.min(table?.[spin.scatters - 1] ?? 0, free.spinsMax - given) : 0;
  }

  add(spin) {
    const h = this.hand;
    h.state.win += spin.coins * h.coin;
    const most = (this.machine.maxWinTimes ?? Infinity) * h.stake;
    if (h.state.win >= most) { h.state.win = most; h.why = "capped"; h.state.doing = "ended"; h.state.untilMs = 0; return; }
    this.goOn();
  }

  goOn() {
    const { state: s, stake } = this.hand;
    const g = this.machine.gamble;
    if (s.played < s.given) s.doing = "free";
    else if (g && s.win > 0 && s.steps < g.stepsMax && 2 * s.win <= g.winTimesMax * stake) s.doing = "gamble";
    else { s.doing = "ended"; this.hand.why = "played"; }
    s.untilMs = s.doing === "ended" ? 0 : Date.now() + this.options.decideMs;
  }

  freeSpin(p) {
    const h = this.hand;
    const spin = this.grant(++h.drawn, true);
    const awarded = this.awarded(this.machine.free.again, spin, h.state.given);
    h.state.played += 1;
    h.state.given += awarded;
    this.add(spin);
    const told = this.event("freeSpun", { shown: this.shown(spin, awarded), state: { ...h.state } });
    this.mine.push(told);
    return { events: h.why ? [told, ...this.end(p, h.why)] : [told] };
  }

  gamble(p, colour) {
    const h = this.hand;
    const came = ["red", "black"][Number(judge.drawsAt(this.roundSeed(), ++h.drawn)(2n))];
    const before = h.state.win;
    h.state.steps += 1;
    h.state.win = came === colour ? 2 * before : 0;
    if (came === colour) { this.goOn(); if (h.why) h.why = "limit"; } else { h.why = "lost"; h.state.doing = "ended"; h.state.untilMs = 0; }
    const told = this.event("gambled", { colour, came, won: came === colour, before, state: { ...h.state } });
    this.mine.push(told);
    return { events: h.why ? [told, ...this.end(p, h.why)] : [told] };
  }

  end(p, why) {
    const h = this.hand;
    const landsAtMs = Date.now() + (why === "collected" ? 0 : this.options.landMs);
    const win = h.state.win;
    const nextAtMs = Math.max(this.spunMs + this.options.cycleMs, Date.now());
    const result = { stops: this.stops, free: h.state.played, gambles: h.state.steps, staked: h.stake, returned: win, landsAtMs, nextAtMs };
    const paid = { staked: h.stake, returned: win, why, landsAtMs };
    p.balance += win;
    const landing = { landsAtMs, round: this.round };
    p.landing = (now) => (win > 0 && now < landsAtMs ? landing : {});
    const events = [this.event("paid", paid)];
    const at = this.round;
    this.nextAtMs = nextAtMs;
    this.hand = null;
    this.phase = "none";
    const own = [...this.mine, ...events];
    this.records.set(at, { round: at, own, events: [this.event("result", result)], openedMs: this.openedMs, endedMs: Date.now(), pair: this.pairs.find((x) => x.from <= at) });
    this.publish([this.event("result", result), { round: at + 1, atMs: Date.now(), type: "room.sealed", body: { round: at + 1, rules: 1, commitment: this.pair.commitment } }]);
    this.world.history.unshift({ player: p.id, round: at, room: this.room, name: this.name, game: this.game, currency: "FUN", endedMs: Date.now(), staked: h.stake, returned: win, result, own: paid });
    this.round += 1;
    return events;
  }

  after(ms, f) { if (ms <= 15) f(); else super.after(ms, f); }

  rotate(clientSeed) {
    if (this.phase !== "none") return { code: "busy" };
    const old = this.pair;
    old.to = this.round; // sealed under it, and never played
    old.revealed = true;
    this.round += 1;
    this.newPair(this.round, clientSeed);
    this.publish([{ round: this.round, atMs: Date.now(), type: "room.rotated", body: { from: old.from, to: old.to, serverSeed: old.seed, clientSeed: old.clientSeed, commitment: old.commitment, pair: this.toldPair() } }]);
    return {};
  }

  shown(spin, awarded) {
    const c = this.hand?.coin ?? 1;
    return {
      stops: spin.stops, scatters: spin.scatters, scatterPay: spin.scatterCoins * c, times: spin.times, awarded, win: spin.coins * c,
      drops: spin.falls.map((f) => ({ rows: f.rows, times: f.times, pay: f.coins * c, wins: f.wins.map((w) => ({ symbol: w.symbol, count: w.count, ...(w.line ? { line: w.line, times: w.times } : { ways: w.ways }), pay: w.coins * c })) })),
      ...(spin.prizes.length ? { prizes: spin.prizes.map((p) => ({ symbol: p.symbol, draws: p.draws.map((d) => d * c), pay: p.draws.reduce((a, d) => a + d * c, 0) })) } : {}),
    };
  }

  toldPair() { const { from, commitment, clientSeed } = this.pair; return { from, commitment, clientSeed, next: this.round }; }

  snapshot() { return { ...super.snapshot(), pair: this.toldPair(), board: undefined }; }

  board() { return { spots: [], seats: [], staked: 0, players: 0 }; }
  view() { return { phase: this.phase, stops: this.stops, nextAtMs: this.nextAtMs }; }

  ownView(player) {
    if (player !== this.seat || !this.hand) return { bet: null, coin: 0, staked: 0, shown: null, state: null, paid: null };
    const last = this.mine.filter((e) => e.body.shown).at(-1)?.body.shown ?? null;
    return { bet: "x", coin: this.hand.coin, staked: this.hand.stake, shown: last, state: this.hand.state, paid: null };
  }

  card() {
    return {
      room: this.room, game: this.game, name: this.name, currency: "FUN", phase: this.phase, paused: this.paused, live: true, watching: 0, players: 0, node: "mock-1",
      extra: { title: this.machine.title, minMinor: this.options.coins[0] * this.machine.cost, maxMinor: this.options.coins.at(-1) * this.machine.cost, returnPercent: this.machine.return },
    };
  }

  rules() { return sheetOf(this.machine, this.options); }

  record(round, player) {
    const r = this.records.get(round);
    const base = { round, room: this.room, name: this.name, game: this.game, rules: 1, options: this.options, commitment: (r?.pair ?? this.pair).commitment };
    if (!r) return round === this.round ? { ...base, phase: this.phase, openedMs: this.openedMs ?? 0, events: this.log, own: player === this.seat ? this.mine : [] } : null;
    const p = r.pair;
    return { ...base, phase: "settled", openedMs: r.openedMs, endedMs: r.endedMs, events: r.events, own: r.own, pair: { from: p.from, commitment: p.commitment, clientSeed: p.clientSeed, nonce: round - p.from, ...(p.revealed ? { to: p.to, serverSeed: p.seed } : {}) } };
  }

  told() {
    return { pairs: this.pairs.map((p) => ({ from: p.from, commitment: p.commitment, clientSeed: p.clientSeed, ...(p.revealed ? { to: p.to, serverSeed: p.seed } : {}) })), next: this.round };
  }
}

export function sheetOf(machine, options) {
  return { game: machine.game, rules: 1, machine, options, stakesMinor: options.coins.map((c) => c * machine.cost), winMaxCoins: (machine.maxWinTimes ?? 0) * machine.cost || 30_000, returnPercent: machine.return };
}
