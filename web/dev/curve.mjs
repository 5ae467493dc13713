// A simulated crash table of the stand-in server: the pages' own law, a hash
// chain, bots that leave the curve, and a takeover when one is wished for.
import { createHash, randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { MockRoom } from "./room.mjs";

const source = (path) => fileURLToPath(new URL(path, import.meta.url));
const botNames = ["Bot Ines", "Bot Omar", "Bot Lena", "Bot Tariq", "Bot Yuki", "Bot Marta", "Bot Sven", "Bot Aiko", "Bot Noor", "Bot Emil", "Bot Zoe", "Bot Kofi"];
const chainRounds = 4_096;
const outsMost = 16;
let law; // src/games/crash/law.ts and src/proof/crash.ts

export async function loadLaw() {
  if (!law) {
    const [{ module: curve }, { module: proof }] = await Promise.all([runnerImport(source("../src/games/crash/law.ts")), runnerImport(source("../src/proof/crash.ts"))]);
    law = { ...curve, ...proof };
  }
  return law;
}

export class MockCurve extends MockRoom {
  constructor(world, { room, name, betMs = 8_000, leadMs = 1_500, pauseMs = 4_000 }) {
    super(world, { room, name, betMs, landMs: 1, pauseMs, game: "crash" });
    this.options = { betMs, leadMs, pauseMs, stepMinor: 100, betMinMinor: 100, betMaxMinor: 100_000, winMaxMinor: 2_000_000, allowanceMinor: 20_000_000_000, timesMax: 100_000_000 };
    this.first = this.round + 1 - 80;
    const links = [randomBytes(32).toString("hex")]; // of the last round, then of each before it
    for (let i = 1; i <= chainRounds; i++) links.push(createHash("sha256").update(links[i - 1]).digest("hex"));
    this.links = links.reverse(); // [0] is the terminal, [k] the link of the k-th round
    this.last = [];
    this.wishes = [];
    this.outs = [];
  }

  /** The point of the next round that opens shall be this one. */
  wish(point) { this.wishes.push(point); }

  linkOf(round) { return this.links[round - this.first + 1]; }
  start() {
    this.last = Array.from({ length: 60 }, (_, i) => this.round - i).map((round) => ({ round, point: law.pointOfSeed(this.linkOf(round)) }));
    this.open();
  }

  open() {
    if (this.paused) { this.phase = "none"; return; }
    this.round += 1;
    Object.assign(this, { phase: "open", bets: [], outs: [], left: 0, returned: 0, startsAtMs: 0, beatAtMs: 0, endedAtMs: 0, shown: 0, log: [], records: this.records, rescue: null, wished: undefined });
    this.openedMs = Date.now();
    this.closesAtMs = this.openedMs + this.options.betMs;
    this.opensAtMs = 0;
    this.commitment = this.commit(this.round, Buffer.from(this.linkOf(this.round), "hex"));
    this.publish([this.event("opened", { closesAtMs: this.closesAtMs })]);
    this.after(this.options.betMs, () => this.close());
    if (this.world.bots) botNames.forEach((name) => this.after(Math.random() * this.options.betMs * 0.8, () => this.botBet(name)));
  }

  close() {
    this.phase = "closed";
    this.publish([this.event("closed", { atMs: Date.now() })]);
    const wished = this.wishes.shift();
    if (wished) this.wished = wished; // a point that no seed gives, for pictures alone
    this.point = wished ?? law.pointOfSeed(this.linkOf(this.round));
    this.startsAtMs = this.beatAtMs = Date.now() + this.options.leadMs;
    this.bustsAtMs = this.startsAtMs + law.bustsAfter(this.point);
    this.publish([this.event("started", { startsAtMs: this.startsAtMs })]);
    this.after(this.options.leadMs, () => this.run());
  }

  run() {
    const now = Date.now();
    for (const b of this.bets) if (!b.times && b.target <= this.point && this.startsAtMs + law.reaches(b.target) <= now) this.out(b, b.target, b.bot ? "hand" : "auto");
    if (now >= this.bustsAtMs) return this.crash();
    if (now >= this.beatAtMs + 1_000 && !this.still) { this.beatAtMs = now; this.publish([this.event("beat", { atMs: now })]); }
    this.after(40, () => this.run());
  }

  /** Another server takes the table over: hand-played bets leave at the last beat. */
  takeOver() {
    const times = law.at(this.beatAtMs - this.startsAtMs);
    this.still = false;
    this.publish([this.event("rescued", { beatAtMs: this.beatAtMs, times })]);
    for (const b of this.bets) if (!b.times && !b.cashAt) this.out(b, times, "rescue");
  }

  out(b, times, by) {
    Object.assign(b, { times, back: law.backOf(b.stake, times), by });
    this.returned += b.back;
    this.left += 1;
    this.outs = [{ name: b.name, times, back: b.back, bot: Boolean(b.bot) }, ...this.outs].slice(0, outsMost);
    const p = this.world.players.get(b.player);
    if (p) {
      p.balance += b.back;
      b.out = this.event("cashedOut", { bet: b.id, times, back: b.back, atMs: Date.now(), by });
      this.tell(b.player, [b.out]);
      this.world.tellWallet(p);
    }
    this.publish([]);
  }

  crash() {
    this.phase = "settled";
    this.endedAtMs = this.bustsAtMs;
    this.opensAtMs = Date.now() + this.options.pauseMs;
    this.last = [{ round: this.round, point: this.point }, ...this.last].slice(0, 60);
    const staked = this.bets.reduce((a, b) => a + b.stake, 0);
    const result = { point: this.point, endedAtMs: this.endedAtMs, nextAtMs: this.opensAtMs, staked, returned: this.returned };
    const seed = this.linkOf(this.round);
    const next = Buffer.from(this.linkOf(this.round + 1), "hex");
    this.publish([
      this.event("result", result),
      this.event("room.revealed", { round: this.round, rules: 1, commitment: this.commitment, seed }),
      this.event("room.sealed", { round: this.round + 1, rules: 1, commitment: this.commit(this.round + 1, next) }),
    ]);
    const paid = [];
    for (const player of new Set(this.bets.map((b) => b.player))) {
      const bets = this.bets.filter((b) => b.player === player);
      const body = { point: this.point, bets: bets.map((b) => ({ bet: b.id, stake: b.stake, times: b.times ?? 0, back: b.back ?? 0, by: b.by })), staked: bets.reduce((a, b) => a + b.stake, 0), returned: bets.reduce((a, b) => a + (b.back ?? 0), 0) };
      paid.push([player, body]);
      if (!this.world.players.has(player)) continue;
      this.tell(player, [this.event("paid", body)]);
      this.world.history.unshift({ player, round: this.round, room: this.room, name: this.name, currency: "FUN", endedMs: Date.now(), staked: body.staked, returned: body.returned, result, own: body });
    }
    this.records.set(this.round, { round: this.round, room: this.room, name: this.name, game: "crash", rules: 1, phase: "settled", openedMs: this.openedMs, endedMs: Date.now(), commitment: this.commitment, seed, options: this.options, carry: {}, events: this.log, bets: this.bets, result, paid });
    this.after(this.options.pauseMs, () => this.open());
  }

  decide(p, m) {
    if (m.ask === "cashOut") return this.cashOut(p, m);
    if (m.round !== this.round) return { code: "wrong_round" };
    if (this.phase !== "open") return { code: "closed" };
    const mine = this.bets.filter((b) => b.player === p.id);
    if (m.ask === "bet") return this.place(p, m, mine);
    const gone = m.ask === "undo" ? mine.slice(-1) : mine;
    if (!gone.length) return { code: "nothing" };
    const total = gone.reduce((a, b) => a + b.stake, 0);
    this.bets = this.bets.filter((b) => !gone.includes(b));
    p.balance += total;
    return { verdict: { back: total }, events: [this.event("takenBack", { bets: gone.map((b) => b.id), total })] };
  }

  place(p, m, mine) {
    const { stake, cashAt = 0 } = m.body;
    const o = this.options;
    if (stake < o.betMinMinor) return { code: "below_min", verdict: { limit: o.betMinMinor, value: stake } };
    if (stake > o.betMaxMinor) return { code: "above_table", verdict: { limit: o.betMaxMinor, value: stake } };
    if (mine.length >= 2) return { code: "too_many", verdict: { limit: 2 } };
    if (stake > p.balance) return { code: "no_funds", verdict: { value: p.balance } };
    p.balance -= stake;
    this.bets.push(this.wager({ id: m.id, player: p.id, name: p.name, stake, cashAt }));
    return { verdict: { stake }, events: [this.event("placed", { bet: m.id, stake, ...(cashAt ? { cashAt } : {}) })] };
  }

  cashOut(p, m) {
    const b = this.bets.find((x) => x.player === p.id && x.id === m.body.bet);
    if (this.phase !== "closed" || Date.now() < this.startsAtMs || Date.now() >= this.bustsAtMs) return { code: "closed" };
    if (!b || b.times) return { code: "nothing" };
    this.out(b, law.at(Date.now() - this.startsAtMs), "hand");
    return { verdict: { back: b.back } };
  }

  wager(b) {
    const most = Math.min(this.options.timesMax, 100 + Math.floor(this.options.winMaxMinor / (b.stake / 100)));
    return { ...b, target: b.target ?? (b.cashAt && b.cashAt <= most ? b.cashAt : most) };
  }

  botBet(name) {
    if (this.phase !== "open") return;
    const target = Math.floor(110 / (0.08 + Math.random() * 0.9));
    this.bets.push(this.wager({ id: name, player: -1 - botNames.indexOf(name), name, bot: true, stake: [100, 500, 1_000, 2_500, 10_000][Math.floor(Math.random() * 5)], cashAt: target, target }));
    this.publish([]);
  }

  board() {
    const seats = new Map();
    for (const b of this.bets) {
      const seat = seats.get(b.player) ?? { name: b.name, staked: 0, returned: 0, bot: Boolean(b.bot) };
      seat.staked += b.stake;
      seat.returned += b.back ?? 0;
      seats.set(b.player, seat);
    }
    return { seats: [...seats.values()].slice(0, 8), outs: this.outs, left: this.left ?? 0, bets: this.bets.length, players: seats.size, staked: this.bets.reduce((a, b) => a + b.stake, 0), returned: this.returned ?? 0 };
  }

  view() {
    return { phase: this.phase, closesAtMs: this.closesAtMs, opensAtMs: this.opensAtMs, startsAtMs: this.startsAtMs ?? 0, beatAtMs: this.beatAtMs ?? 0, endedAtMs: this.endedAtMs ?? 0, point: this.phase === "settled" ? this.point : 0, last: this.last };
  }

  ownView(player) {
    const bets = this.bets.filter((b) => b.player === player).map((b) => ({ bet: b.id, stake: b.stake, cashAt: b.cashAt || undefined, target: b.target, times: b.times ?? 0, back: b.back ?? 0, by: b.by }));
    return { bets, staked: bets.reduce((a, b) => a + b.stake, 0), returned: bets.reduce((a, b) => a + b.back, 0), paid: null };
  }

  card() {
    const board = this.board();
    return {
      room: this.room, game: "crash", name: this.name, currency: "FUN", phase: this.phase, paused: this.paused, live: true, watching: this.subs.size + 3, players: board.players,
      untilMs: this.phase === "open" ? this.closesAtMs : this.opensAtMs, node: "mock-1",
      extra: { last: this.last.slice(0, 12).map((p) => p.point), minMinor: 100, maxMinor: 100_000, closesAtMs: this.closesAtMs, opensAtMs: this.opensAtMs, startsAtMs: this.startsAtMs ?? 0 },
    };
  }

  rules() {
    return { game: "crash", rules: 1, options: this.options, edge10000: 100, return: "0.9900", curve: { base: 100, beatMs: 1_000 }, limits: { betsMax: 2, cashAtMin: 101, timesMax: 100_000_000 }, says: [] };
  }

  chains() {
    const c = { first: this.first, count: chainRounds, rules: 1, terminal: this.links[0], announcedMs: Date.now() - 86_400_000 };
    return { chains: [{ ...c, announcement: law.announcementOf(c) }] };
  }

  record(round, player) {
    const r = this.records.get(round);
    if (!r) {
      const known = round >= this.first && round < this.round;
      if (round !== this.round && !known) return null;
      const seed = this.linkOf(round);
      const head = { round, room: this.room, name: this.name, game: "crash", rules: 1, options: this.options, commitment: this.commit(round, Buffer.from(seed, "hex")), own: [] };
      if (round === this.round) return { ...head, phase: this.phase, openedMs: this.openedMs, events: this.log };
      const point = law.pointOfSeed(seed);
      const event = (type, body) => ({ round, atMs: this.openedMs - 60_000, type, body });
      return { ...head, phase: "settled", openedMs: this.openedMs - 60_000, seed, events: [event("opened", { closesAtMs: 1 }), event("started", { startsAtMs: 2 }), event("result", { point, endedAtMs: 3, nextAtMs: 4, staked: 0, returned: 0 })] };
    }
    const { bets, ...rest } = r;
    const own = bets.filter((b) => b.player === player).flatMap((b) => [{ round, atMs: r.openedMs, type: "placed", body: { bet: b.id, stake: b.stake, cashAt: b.cashAt || undefined } }, ...(b.out ? [b.out] : [])]);
    const paid = r.paid.find(([id]) => id === player);
    return { ...rest, paid: undefined, own: paid ? [...own, { round, atMs: r.endedMs, type: "paid", body: paid[1] }] : own };
  }
}
