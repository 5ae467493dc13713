// A blackjack table of the stand-in server that shows a round of the server's own
// rules (test/golden/blackjack.json) at any of its steps, for screenshots: nothing
// is decided here.
import { readFileSync } from "node:fs";
import { MockRoom } from "./room.mjs";

const games = JSON.parse(readFileSync(new URL("../test/golden/blackjack.json", import.meta.url), "utf8"));
const names = ["Ada", "Blaise", "Carl", "Daniel", "Emmy", "Felix", "Grace"];
const viewer = 1; // whose part of the round is shown to whoever looks

export const rounds = games.map((g) => g.what);

export class MockHands extends MockRoom {
  constructor(world, { room, name, what }) {
    const game = games.find((g) => g.what === what);
    super(world, { room, name, betMs: 1, landMs: 1, pauseMs: 1, game: game.game });
    this.steps = game.steps;
    this.rulesSheet = game.sheet;
    this.options = game.sheet.options;
    this.at = 0;
    this.agoMs = 0;
    this.round = room * 2 ** 24 + 7;
  }

  start() {}

  /** Which step of the round is shown first: that of an event's type, the nth of it. */
  find(type, nth = 1) {
    let seen = 0;
    return this.steps.findIndex((s) => s.events.some((e) => e.type === type) && ++seen === nth);
  }

  /** Shows the table as it was so long after a step. */
  show(step, agoMs = 0) {
    this.at = step;
    this.agoMs = agoMs;
    this.seq += 1;
    this.term += 1;
    this.shownMs = Date.now();
    for (const s of this.subs) { this.world.send(s, this.snapshot()); this.tellOwn(s); this.world.send(s, { t: "joined", room: this.room, term: this.term, seq: this.seq, n: 0, resumed: false }); }
  }

  /** Plays a step as it came: its events, one after the other. */
  play(step) {
    this.at = step;
    this.shownMs = Date.now();
    this.agoMs = 0;
    const { events, board } = this.moved(this.steps[step]);
    const timed = events.map((e) => ({ ...e, round: this.round, atMs: Date.now() }));
    this.seq += 1;
    const frame = { t: "table", room: this.room, term: this.term, seq: this.seq, atMs: Date.now(), events: timed.filter((e) => e.for === 0), board, watching: 3 };
    for (const s of this.subs) this.world.send(s, frame);
    const own = timed.filter((e) => e.for === viewer);
    if (own.length) for (const s of this.subs) this.world.send(s, { t: "own", room: this.room, term: this.term, n: (s.n = (s.n ?? 0) + 1), after: this.seq, events: own });
  }

  /** A step with its moments moved to now, and its seats given names. */
  moved(step) {
    const by = (this.shownMs ?? Date.now()) - this.agoMs - step.atMs;
    const mine = this.ownSeats(step);
    const walk = (v, key) => {
      if (Array.isArray(v)) return v.map((x) => walk(x, key));
      if (v && typeof v === "object") {
        const out = Object.fromEntries(Object.entries(v).map(([k, x]) => [k, walk(x, k)]));
        if ("name" in out && out.seat) { out.name = mine.includes(out.seat) ? this.viewerName ?? "you" : names[out.seat - 1]; out.bot = !mine.includes(out.seat) && out.seat % 2 === 0; }
        return out;
      }
      return typeof v === "number" && key?.endsWith("Ms") && v > 0 ? v + by : v;
    };
    return walk(step);
  }

  ownSeats(step) {
    return (step.own[viewer]?.bets ?? []).flatMap((b) => b.spots).filter((s) => s.spot.startsWith("seat:")).map((s) => Number(s.spot.slice(5)));
  }

  tellOwn(s) {
    s.n = 0;
    if (s.player) this.world.send(s, { t: "own.snapshot", room: this.room, term: this.term, n: 0, after: this.seq, round: this.round, view: this.moved(this.steps[this.at]).own[viewer] });
  }

  join(s, m) {
    this.subs.add(s);
    this.world.send(s, this.snapshot());
    this.tellOwn(s);
    this.world.send(s, { t: "joined", cid: m.cid, room: this.room, term: this.term, seq: this.seq, n: 0, resumed: false, why: "fresh" });
  }

  decide() { return { code: "closed" }; }
  view() { return this.moved(this.steps[this.at]).view; }
  board() { return this.moved(this.steps[this.at]).board; }
  rules() { return this.rulesSheet; }
  get phase() { return this.steps?.[this.at]?.view.phase ?? "none"; }
  set phase(_) {}
  card() {
    const card = super.card();
    return { ...card, extra: { seats: this.options.seats ?? 0, taken: 2, minMinor: this.options.seatMinMinor, maxMinor: this.options.seatMaxMinor, closesAtMs: 0, opensAtMs: 0, landsAtMs: 0 } };
  }
}
