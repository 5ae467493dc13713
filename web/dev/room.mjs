// A simulated roulette table of the stand-in server.
import { randomBytes } from "node:crypto";
import { commitmentOf, drawOf } from "./mock.mjs";
import { calls, makeSpots, spotLimits } from "./spots.mjs";

const botNames = ["Bot Ines", "Bot Omar", "Bot Lena", "Bot Tariq", "Bot Yuki", "Bot Marta", "Bot Sven", "Bot Aiko"];
const sum = (list) => list.reduce((a, s) => a + s.stake, 0);

export class MockRoom {
  constructor(world, { room, name, betMs, landMs, pauseMs, game = "roulette-european", stats = true, zero = game === "roulette-french" ? "partage" : "none", order = [] }) {
    Object.assign(this, { world, room, name, betMs, landMs, pauseMs, game, stats, zero, order });
    this.zeros = game === "roulette-american" ? 2 : 1;
    this.pockets = 36 + this.zeros;
    this.spots = makeSpots(this.zeros);
    this.byName = new Map(this.spots.map((s) => [s.spot, s]));
    this.term = 1;
    this.seq = 0;
    this.round = room * 2 ** 24 + 1000;
    this.phase = "none";
    this.last = Array.from({ length: 120 }, () => Math.floor(Math.random() * this.pockets));
    this.number = -1;
    this.paused = false;
    this.bets = []; // {id, player, name, bot, spots}
    this.verdicts = new Map();
    this.frames = []; // of the public stream, for resuming
    this.own = new Map(); // player → {n, frames}
    this.subs = new Set();
    this.records = new Map();
    this.timers = new Set();
    this.closesAtMs = this.opensAtMs = this.landsAtMs = 0;
    this.prison = new Map(); // player → stakes that zero holds
    this.seed = this.nextSeed();
    this.options = { betMs, landMs, pauseMs, stepMinor: 100, spotMinMinor: 100, limits: spotLimits, tableMaxMinor: 1_000_000, allowanceMinor: 100_000_000, zero: this.zero, stats };
  }

  /** The seed of a round to come; at a table whose numbers come in an order, one that gives the next of them. */
  nextSeed() {
    const [number, ...rest] = this.order;
    if (number === undefined) return randomBytes(32);
    this.order = [...rest, number];
    for (;;) {
      const seed = randomBytes(32);
      if (drawOf(seed, this.pockets) === number) return seed;
    }
  }

  start() { this.open(); }
  stop() { for (const id of this.timers) clearTimeout(id); this.timers.clear(); }
  after(ms, f) {
    const id = setTimeout(() => { this.timers.delete(id); f(); }, ms);
    this.timers.add(id);
  }

  open() {
    if (this.paused) { this.phase = "none"; return; }
    this.round += 1;
    this.phase = "open";
    this.number = -1;
    this.bets = [];
    this.openedMs = Date.now();
    this.closesAtMs = this.openedMs + this.betMs;
    this.landsAtMs = this.opensAtMs = 0;
    this.commitment = this.commit(this.round, this.seed);
    this.log = [];
    this.publish([this.event("opened", { closesAtMs: this.closesAtMs })]);
    this.held = new Map(this.prison);
    for (const [player, bets] of this.held) this.tell(player, [this.event("held", { bets })]);
    this.after(this.betMs, () => this.close());
    if (this.world.bots) botNames.forEach((name) => this.after(Math.random() * this.betMs * 0.85, () => this.botBet(name)));
  }

  close() {
    this.phase = "closed";
    this.publish([this.event("closed", { atMs: Date.now() })]);
    this.after(30, () => this.settle());
  }

  settle() {
    this.number = drawOf(this.seed, this.pockets);
    this.phase = "settled";
    this.landsAtMs = Date.now() + this.landMs;
    this.opensAtMs = this.landsAtMs + this.pauseMs;
    this.last = [this.number, ...this.last].slice(0, 500);
    const totals = { staked: 0, returned: 0 };
    const byPlayer = groupBy(this.bets);
    for (const player of this.held.keys()) if (!byPlayer.has(player)) byPlayer.set(player, []);
    const paid = [];
    for (const [player, bets] of byPlayer) {
      const wins = [];
      const partage = [];
      const taken = [];
      const kept = [];
      const released = (this.held.get(player) ?? []).filter((p) => this.byName.get(p.spot).covers.includes(this.number));
      for (const b of bets) for (const s of b.spots) {
        const spot = this.byName.get(s.spot);
        if (spot.kind === "even" && this.zero === "partage" && this.number === 0) partage.push({ spot: s.spot, stake: s.stake, back: s.stake / 2 });
        if (spot.kind === "even" && this.zero === "prison" && this.number === 0) { taken.push({ ...s }); kept.push({ bet: b.id, ...s }); }
        if (spot.covers.includes(this.number)) wins.push({ spot: s.spot, stake: s.stake, pays: spot.pays, back: s.stake * (spot.pays + 1) });
      }
      const staked = bets.reduce((a, b) => a + sum(b.spots), 0);
      const returned = [...wins, ...partage].reduce((a, w) => a + w.back, 0) + sum(released);
      this.prison.set(player, this.number === 0 ? [...(this.held.get(player) ?? []), ...kept] : []);
      totals.staked += staked;
      totals.returned += returned;
      paid.push([player, { number: this.number, wins, staked, returned, landsAtMs: this.landsAtMs, ...(partage.length ? { partage } : {}), ...(taken.length ? { prison: merged(taken) } : {}), ...(released.length ? { released } : {}) }]);
    }
    const result = { number: this.number, landsAtMs: this.landsAtMs, nextAtMs: this.opensAtMs, ...totals };
    for (const [player, held] of this.prison) if (!held.length) this.prison.delete(player);
    const next = this.nextSeed();
    const seal = { round: this.round + 1, rules: 1, commitment: this.commit(this.round + 1, next) };
    this.publish([
      this.event("result", result),
      this.event("room.revealed", { round: this.round, rules: 1, commitment: this.commitment, seed: this.seed.toString("hex") }),
      this.event("room.sealed", seal),
    ]);
    for (const [id, body] of paid) this.pay(id, body, result);
    this.keep(result, paid);
    this.seed = next;
    this.after(this.landMs + this.pauseMs, () => this.open());
  }

  pay(id, body, result) {
    const p = this.world.players.get(id);
    if (!p) return;
    p.balance += body.returned;
    this.tell(id, [this.event("paid", body)]);
    const landing = { landsAtMs: this.landsAtMs, round: this.round };
    p.landing = (now) => (now < landing.landsAtMs ? landing : {});
    if (body.returned) this.world.tellWallet(p, landing);
    this.world.history.unshift({
      player: id, round: this.round, room: this.room, name: this.name, currency: "FUN", endedMs: Date.now(), staked: body.staked, returned: body.returned, result, own: body,
    });
  }

  keep(result, paid) {
    this.records.set(this.round, {
      round: this.round, room: this.room, name: this.name, game: this.game, rules: 1, phase: "settled", openedMs: this.openedMs,
      endedMs: Date.now(), commitment: this.commitment, seed: this.seed.toString("hex"), options: this.options, carry: {}, events: this.log, bets: this.bets, held: this.held, result, paid,
    });
  }

  commit(round, seed) { return commitmentOf(this.room, round, 1, seed); }
  event(type, body) { return { round: this.round, atMs: Date.now(), type, body }; }

  publish(events, board = true) {
    this.seq += 1;
    this.log?.push(...events);
    const frame = { t: "table", room: this.room, term: this.term, seq: this.seq, atMs: Date.now(), events, watching: this.subs.size + 3 };
    if (board) frame.board = this.board();
    this.frames = [...this.frames, frame].slice(-50);
    for (const s of this.subs) this.world.send(s, frame);
  }

  ownOf(player) {
    if (!this.own.has(player)) this.own.set(player, { n: 0, frames: [] });
    return this.own.get(player);
  }

  tell(player, events) {
    const own = this.ownOf(player);
    own.n += 1;
    const frame = { t: "own", room: this.room, term: this.term, n: own.n, after: this.seq, events };
    own.frames = [...own.frames, frame].slice(-50);
    for (const s of this.subs) if (s.player === player) this.world.send(s, frame);
  }

  join(s, m) {
    this.subs.add(s);
    const resumable = m.term === this.term && m.seq > 0 && this.frames.length && m.seq >= this.frames[0].seq - 1;
    if (resumable) for (const f of this.frames) { if (f.seq > m.seq) this.world.send(s, f); }
    else this.world.send(s, this.snapshot());
    const own = this.ownOf(s.player);
    if (s.player) {
      const ownResumable = resumable && (own.n === m.n || (own.frames[0] && m.n >= own.frames[0].n - 1));
      if (ownResumable) for (const f of own.frames) { if (f.n > m.n) this.world.send(s, f); }
      else this.world.send(s, { t: "own.snapshot", room: this.room, term: this.term, n: own.n, after: this.seq, round: this.round, view: this.ownView(s.player) });
    }
    this.world.send(s, { t: "joined", cid: m.cid, room: this.room, term: this.term, seq: this.seq, n: s.player ? own.n : 0, resumed: Boolean(resumable), why: resumable ? undefined : m.term ? "gap" : "fresh" });
    if (m.inquire?.length && s.player) this.inquire(s, m.inquire);
  }

  leave(s) { this.subs.delete(s); }

  inquire(s, ids) {
    for (const id of ids) {
      const key = `${s.player}/${id}`;
      if (!this.verdicts.has(key)) this.verdicts.set(key, { room: this.room, round: this.round, id, verdict: "refused", code: "withdrawn" });
      this.world.send(s, { t: "verdict", ...this.verdicts.get(key) });
    }
  }

  act(s, m) {
    const key = `${s.player}/${m.id}`;
    if (this.verdicts.has(key)) return this.world.send(s, { t: "verdict", ...this.verdicts.get(key) });
    const p = this.world.players.get(s.player);
    const out = this.decide(p, m);
    const verdict = { room: this.room, round: m.round, id: m.id, verdict: out.code ? "refused" : "accepted", ask: m.ask, ...out.verdict, code: out.code };
    this.verdicts.set(key, verdict);
    this.after(this.ackMs ?? 15, () => {
      this.tell(p.id, [...(out.events ?? []), this.event("verdict", verdict)]);
      if (!out.code) { this.world.tellWallet(p, p.landing?.(Date.now())); this.publish([]); }
    });
  }

  decide(p, m) {
    if (m.round !== this.round) return { code: "wrong_round" };
    if (this.phase !== "open") return { code: "closed" };
    const mine = this.bets.filter((b) => b.player === p.id);
    if (m.ask === "bet") return this.bet(p, m, mine);
    const gone = m.ask === "undo" ? mine.slice(-1) : mine;
    if (!gone.length) return { code: "nothing" };
    const back = gone.reduce((a, b) => a + sum(b.spots), 0);
    this.bets = this.bets.filter((b) => !gone.includes(b));
    p.balance += back;
    return { verdict: { back }, events: [this.event("takenBack", { bets: gone.map((b) => b.id), total: back })] };
  }

  bet(p, m, mine) {
    const total = sum(m.body.spots);
    for (const s of m.body.spots) {
      const spot = this.byName.get(s.spot);
      if (!spot) return { code: "bad_spot", verdict: { spot: s.spot } };
      const had = mine.flatMap((b) => b.spots).filter((x) => x.spot === s.spot);
      const limit = spotLimits[{ "first-four": "firstFour", "top-line": "topLine" }[spot.kind] ?? spot.kind];
      if (sum(had) + s.stake > limit) return { code: "above_spot", verdict: { spot: s.spot, limit, value: sum(had) + s.stake } };
    }
    if (total > p.balance) return { code: "no_funds", verdict: { value: p.balance } };
    p.balance -= total;
    this.bets.push({ id: m.id, atMs: Date.now(), player: p.id, name: p.name, spots: m.body.spots });
    return { verdict: { stake: total }, events: [this.event("placed", { bet: m.id, spots: m.body.spots, total })] };
  }

  botBet(name) {
    if (this.phase !== "open") return;
    const pick = () => this.spots[Math.floor(Math.random() * this.spots.length)].spot;
    const chip = [100, 500, 500, 2_500][Math.floor(Math.random() * 4)];
    this.bets.push({ id: name, player: -1 - botNames.indexOf(name), name, bot: true, spots: Array.from({ length: 3 }, () => ({ spot: pick(), stake: chip })) });
    this.publish([]);
  }

  board() {
    const totals = new Map();
    for (const b of this.bets) for (const s of b.spots) {
      const at = totals.get(s.spot) ?? { spot: s.spot, total: 0, who: new Set() };
      at.total += s.stake;
      at.who.add(b.player);
      totals.set(s.spot, at);
    }
    const seats = new Map();
    for (const b of this.bets) {
      const seat = seats.get(b.player) ?? { name: b.name, staked: 0, bot: Boolean(b.bot) };
      seat.staked += sum(b.spots);
      seats.set(b.player, seat);
    }
    return {
      spots: [...totals.values()].map(({ spot, total, who }) => ({ spot, total, players: who.size })), seats: [...seats.values()].slice(0, 8),
      staked: this.bets.reduce((a, b) => a + sum(b.spots), 0), players: seats.size,
    };
  }

  view() {
    return { phase: this.phase, closesAtMs: this.closesAtMs, opensAtMs: this.opensAtMs, number: this.number, landsAtMs: this.landsAtMs, last: this.shownLast() };
  }

  ownView(player) {
    const bets = this.bets.filter((b) => b.player === player).map((b) => ({ bet: b.id, spots: b.spots, total: sum(b.spots) }));
    return { bets, staked: bets.reduce((a, b) => a + b.total, 0), paid: null, ...(this.prison.has(player) ? { prison: this.prison.get(player) } : {}) };
  }

  snapshot() {
    return {
      t: "snapshot", room: this.room, term: this.term, seq: this.seq, atMs: Date.now(), game: this.game, rules: 1, name: this.name,
      currency: "FUN", round: this.round, phase: this.phase, commitment: this.commitment, paused: this.paused, watching: this.subs.size + 3, view: this.view(), board: this.board(),
    };
  }

  card() {
    return {
      room: this.room, game: this.game, name: this.name, currency: "FUN", phase: this.phase, paused: this.paused, live: true, watching: this.subs.size + 3,
      players: this.board().players, untilMs: this.phase === "open" ? this.closesAtMs : this.opensAtMs, node: "mock-1",
      extra: { last: this.shownLast().slice(0, 12), minMinor: 100, maxMinor: 1_000_000, closesAtMs: this.closesAtMs, opensAtMs: this.opensAtMs, landsAtMs: this.landsAtMs },
    };
  }

  sheet() { return { card: this.card(), options: this.options, sheet: this.rules() }; }

  rules() {
    return {
      game: this.game, version: 1, spots: this.spots, calls: this.zeros === 1 ? calls : [], zero: this.zero, stats: this.stats, returns: this.returns(),
      labels: Array.from({ length: this.pockets }, (_, n) => (n === 37 ? "00" : String(n))),
    };
  }

  returns() {
    const kinds = new Map(this.spots.map((s) => [s.kind, s]));
    return [...kinds].map(([kind, s]) => {
      const half = kind === "even" && this.zero === "partage" ? 0.5 : 0;
      return { kind: { "first-four": "firstFour", "top-line": "topLine" }[kind] ?? kind, returnPercent: ((100 * (s.covers.length * (s.pays + 1) + half)) / this.pockets).toFixed(6) };
    });
  }

  /** A table without statistics tells only the last number (L3). */
  shownLast() { return this.stats ? this.last : this.last.slice(0, 1); }

  record(round, player) {
    const r = this.records.get(round);
    if (!r) return round === this.round ? { round, room: this.room, name: this.name, game: this.game, rules: 1, phase: this.phase, openedMs: this.openedMs, commitment: this.commitment, events: this.log, own: [] } : null;
    const { bets, held, given = [], ...rest } = r;
    const before = held.has(player) ? [{ round, atMs: r.openedMs, type: "held", body: { bets: held.get(player) } }] : [];
    const own = bets.filter((b) => b.player === player).map((b) => ({ round, atMs: b.atMs, type: "placed", body: { bet: b.id, spots: b.spots, total: sum(b.spots) } }));
    own.push(...given.filter(([id]) => id === player).map(([, event]) => event));
    const paid = r.paid.find(([id]) => id === player);
    return { ...rest, paid: undefined, own: paid ? [...before, ...own, { round, atMs: r.endedMs, type: "paid", body: paid[1] }] : [...before, ...own] };
  }

  /** Gives every stake of the round under way back; returns the code of a refusal. */
  voidRound(round, why) {
    if (round !== this.round || this.phase === "none") return "wrong_round";
    if (this.phase !== "open") return "outcome_fixed";
    this.stop();
    this.phase = "void";
    this.publish([this.event("voided", { why })]);
    const given = [];
    for (const [id, bets] of groupBy(this.bets)) {
      const total = bets.reduce((a, b) => a + sum(b.spots), 0);
      const body = { bets: bets.map((b) => b.id), total };
      const p = this.world.players.get(id);
      if (!p) continue;
      given.push([id, { round: this.round, atMs: Date.now(), type: "takenBack", body }]);
      p.balance += total;
      this.tell(id, [given.at(-1)[1]]);
      this.world.tellWallet(p, {});
      this.world.history.unshift({ player: id, round, room: this.room, name: this.name, currency: "FUN", endedMs: Date.now(), staked: total, returned: total, result: { why } });
    }
    this.keep({ why }, []);
    Object.assign(this.records.get(round), { phase: "void", seed: undefined, given });
    this.seed = this.nextSeed();
    this.after(this.pauseMs, () => this.open());
    return "";
  }

  pause(paused) {
    this.paused = paused;
    this.publish([this.event(paused ? "room.paused" : "room.unpaused", { by: "nora" })]);
    if (!paused && this.phase === "none") this.open();
    return this.card();
  }
}

function merged(chips) {
  const sums = new Map();
  for (const c of chips) sums.set(c.spot, (sums.get(c.spot) ?? 0) + c.stake);
  return Array.from(sums, ([spot, stake]) => ({ spot, stake }));
}

function groupBy(bets) {
  const groups = new Map();
  for (const b of bets) groups.set(b.player, [...(groups.get(b.player) ?? []), b]);
  return groups;
}
