import { describe, expect, test } from "vitest";
import { foldOwn, freshOwn, freshPublic, netOf, openOwn, ownFromView } from "../src/games/roulette/fold";
import { fateOfPrison, prisonAt } from "../src/games/roulette/prison";
import { bettingMost, nextEvent, replayOf, stateAt } from "../src/games/roulette/replay";
import { lastAt, paidAt, stageAt } from "../src/games/roulette/stage";
import type { RoundRecord } from "../src/wire/http";

const round = 2 ** 24 + 9;
const ev = (type: string, atMs: number, body: unknown) => ({ round, atMs, type, body });
const record = (change: Partial<RoundRecord> = {}): RoundRecord => ({
  round, room: 1, name: "European", game: "roulette-european", rules: 1, phase: "settled", openedMs: 1_000_000, endedMs: 1_020_100, commitment: "", seed: "",
  events: [
    ev("room.sealed", 1_020_000, {}), ev("opened", 1_000_000, { closesAtMs: 1_020_000 }), ev("closed", 1_020_000, { atMs: 1_020_000 }),
    ev("result", 1_020_050, { number: 17, landsAtMs: 1_026_050, nextAtMs: 1_030_000, staked: 500, returned: 18_000 }),
  ],
  own: [
    ev("placed", 1_005_000, { bet: "a", spots: [{ spot: "straight:17", stake: 500 }], total: 500 }), ev("verdict", 1_005_000, {}),
    ev("placed", 1_006_000, { bet: "b", spots: [{ spot: "red", stake: 100 }], total: 100 }), ev("takenBack", 1_010_000, { bets: ["b"], total: 100 }),
    ev("paid", 1_020_050, { number: 17, wins: [{ spot: "straight:17", stake: 500, pays: 35, back: 18_000 }], staked: 500, returned: 18_000, landsAtMs: 1_026_050 }),
  ],
  ...change,
});

describe("a replay", () => {
  const startMs = 5_000_000;
  const p = replayOf(record(), startMs)!;
  const closeMs = startMs + 400 + bettingMost;

  test("begins now, shortens the betting, and lets the ball run at its own speed", () => {
    expect(p.events[0]!.atMs).toBeGreaterThanOrEqual(startMs);
    expect(p.events.find((e) => e.type === "closed")!.atMs).toBe(closeMs);
    expect(p.landsAtMs - closeMs).toBe(6_050);
  });

  test("keeps the order of the log and shows the chips as they came and went", () => {
    const bets = (part: number) => stateAt(p, startMs + 400 + bettingMost * part, "FUN").own.bets.map((b) => b.bet);
    expect([bets(0.1), bets(0.26), bets(0.31), bets(0.6)]).toEqual([[], ["a"], ["a", "b"], ["a"]]);
  });

  test("hides the number until the ball lands, then pays what was paid", () => {
    const rolling = stateAt(p, p.landsAtMs - 1, "FUN");
    expect([stageAt(rolling.table, p.landsAtMs - 1), lastAt(rolling.table, p.landsAtMs - 1), paidAt(rolling.own, p.landsAtMs - 1)]).toEqual(["spinning", [], null]);
    const done = stateAt(p, p.landsAtMs, "FUN");
    expect([stageAt(done.table, p.landsAtMs), paidAt(done.own, p.landsAtMs)?.returned]).toEqual(["landed", 18_000]);
    expect(nextEvent(p, p.landsAtMs)).toBeNull();
  });

  test("of a short round is not stretched", () => {
    const events = [ev("opened", 1_000, { closesAtMs: 3_000 }), ev("closed", 3_000, { atMs: 3_000 }), ev("result", 3_000, { number: 0, landsAtMs: 4_000, nextAtMs: 5_000 })];
    expect(replayOf(record({ events, own: [] }), 0)!.landsAtMs).toBe(400 + 2_000 + 1_000);
  });

  test("of a round without a result does not exist", () => {
    expect(replayOf(record({ events: [ev("opened", 1, {}), ev("voided", 2, { why: "x" })] }), 0)).toBeNull();
  });
});

describe("stakes that zero took prisoner", () => {
  const prisoner = { bet: "a", spot: "red", stake: 500 };
  const paid = { number: 5, wins: [], staked: 100, returned: 500, landsAtMs: 1, released: [prisoner] };

  test("are told at the opening of the next round, and are its prisoners until it ends", () => {
    let own = foldOwn(freshOwn(), { round, atMs: 1, type: "held", body: { bets: [prisoner] } });
    expect(own.prison).toEqual([prisoner]);
    own = foldOwn(own, { round: round + 1, atMs: 2, type: "placed", body: { bet: "b", spots: [], total: 0 } });
    expect(own.prison).toEqual([]);
  });

  const open = { ...freshPublic(), phase: "open" as const };
  const settled = (number: number) => ({ ...open, phase: "settled" as const, number, landsAtMs: 1_000 });
  const bets = [{ bet: "b", spots: [{ spot: "low", stake: 70 }, { spot: "dozen:1", stake: 30 }], total: 100 }];
  const own = { ...freshOwn(), round, bets, prison: [prisoner] };
  const end = (number: number, more: object) =>
    foldOwn(own, { round, atMs: 1, type: "paid", body: { number, wins: [], staked: 100, returned: 0, landsAtMs: 1_000, ...more } });

  test("stay at zero beside those that it takes, and are shown so once the ball lies", () => {
    const o = end(0, { prison: [{ spot: "low", stake: 70 }] });
    expect(prisonAt(settled(0), o, 999)).toEqual([prisoner]);
    expect(prisonAt(settled(0), o, 1_000)).toEqual([prisoner, { bet: "b", spot: "low", stake: 70 }]);
    expect(fateOfPrison(o, o.paid!)).toEqual({ taken: 70, kept: 500, freed: 0, lost: 0 });
    expect(openOwn(o, round + 1).prison).toEqual(o.prisonNext);
  });

  test("are gone after any other number, given back or lost", () => {
    const freed = end(3, { returned: 500, released: [prisoner] });
    expect([prisonAt(settled(3), freed, 999), prisonAt(settled(3), freed, 1_000)]).toEqual([[prisoner], []]);
    expect(fateOfPrison(freed, freed.paid!)).toEqual({ taken: 0, kept: 0, freed: 500, lost: 0 });
    expect(fateOfPrison(end(4, {}), end(4, {}).paid!)).toEqual({ taken: 0, kept: 0, freed: 0, lost: 500 });
    expect(openOwn(freed, round + 1).prison).toEqual([]);
  });

  test("of a view that comes while the ball runs wait for it", () => {
    const view = { bets: [], staked: 0, paid: null, prison: [prisoner] };
    const running = ownFromView(freshOwn(), view, round, true);
    expect([prisonAt(settled(0), running, 999), prisonAt(settled(0), running, 1_000)]).toEqual([[], [prisoner]]);
    expect(prisonAt(open, ownFromView(freshOwn(), view, round), 999)).toEqual([prisoner]);
  });

  test("are no win when they come back", () => {
    expect(netOf(paid)).toBe(-100);
    expect(netOf({ ...paid, released: [] })).toBe(400);
  });
});
