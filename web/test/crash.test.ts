// Crash: the law and the points by the server's own vectors, the chain by its
// own, the fold of the streams, and what a table shows at a moment.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { foldRoom, freshRoom, type RoomState } from "../src/state/room";
import type { Chain, RoundRecord } from "../src/wire/http";
import type { Event } from "../src/wire/types";
import { targetOf, type Options, type OwnBet } from "../src/games/crash/bodies";
import { foldOwn, foldPublic, freshCrash, fromOwn, fromView, standing, stateOf, type CrashState } from "../src/games/crash/fold";
import { doesOf, hundredths, seatBets } from "../src/games/crash/hand";
import { at, backOf, bustsAfter, curveMsMax, fraction, growth, reaches } from "../src/games/crash/law";
import { chanceOf } from "../src/games/crash/odds";
import { axesOf, pathOf, placeOf as placeOn, secondTicks, timesTicks, xOf, yOf } from "../src/games/crash/plot";
import { grownMs, milestoneAt, nextChange, silentMs, stageAt, timesAt } from "../src/games/crash/stage";
import { announcementOf, checkCrash, checkPaid, nextLink, placeOf, pointOf, pointOfSeed, walk } from "../src/proof/crash";
import { commitmentOf, drawOf, fromHex } from "../src/proof/check";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const vectors = read("../../games/crash/testdata/vectors.json") as {
  growth: string[]; fraction: number[]; at: [number, number][]; reaches: [number, number][]; allSha256: string;
  points: { draw: string; edge10000: number; point: number }[];
};
const chain = read("../../rng/fairness/testdata/chain.json") as {
  room: number; first: string; count: number; rules: number; salt: string; terminal: string; announcement: string;
  rounds: { round: string; link: string; commitment: string; salted52: string; plain52: string; point: number }[];
};

describe("the law", () => {
  test("its constants are the server's", () => {
    expect(growth.map((g) => g.toString(16))).toEqual(vectors.growth);
    expect([...fraction]).toEqual(vectors.fraction);
  });
  test.each(vectors.at)("after %i ms it is at %i", (ms, times) => expect(at(ms)).toBe(times));
  test.each(vectors.reaches)("it reaches %i after %i ms", (times, ms) => expect(reaches(times)).toBe(ms));
  test("every millisecond is the server's", { timeout: 60_000 }, () => {
    const hash = createHash("sha256");
    for (let ms = 0; ms <= curveMsMax; ms++) hash.update(`${at(ms)}\n`);
    expect(hash.digest("hex")).toBe(vectors.allSha256);
  });
  test("it stands still before its start and after its end", () => {
    expect([at(-5), at(curveMsMax), at(curveMsMax + 9)]).toEqual([100, at(curveMsMax), at(curveMsMax)]);
  });
  test("a curve that ends at 1.00 never lives, and others until they are above their point", () => {
    expect(bustsAfter(100)).toBe(0);
    expect(at(bustsAfter(153) - 1)).toBe(153);
    expect(at(bustsAfter(153))).toBe(154);
  });
  test("a stake is paid in whole hundredths", () => expect(backOf(12_300, 153)).toBe(18_819));
});

describe("the points", () => {
  test.each(vectors.points)("draw $draw with an edge of $edge10000 ends at $point", ({ draw, edge10000, point }) => expect(pointOf(BigInt(draw), edge10000)).toBe(point));
  test("a table's own end caps them", () => expect(pointOf(2n ** 52n - 1n, 100, 50_000)).toBe(50_000));
  test("the chance of the rules page is that of the draws", () => expect(chanceOf(200, 100)).toBeCloseTo(0.495, 12));
});

describe("the chain", () => {
  const announced = { first: Number(chain.first), count: chain.count, rules: chain.rules, terminal: chain.terminal };
  test("its announcement is the hash of its figures", () => {
    expect(announcementOf(announced)).toBe(chain.announcement);
    expect(announcementOf({ ...announced, count: 6 })).not.toBe(chain.announcement);
  });
  test.each(chain.rounds)("round $round: commitment, draw and point follow from its link, salted and plain", (r) => {
    const round = Number(r.round);
    expect(commitmentOf(chain.room, round, chain.rules, fromHex(r.link))).toBe(r.commitment);
    expect(drawOf(fromHex(r.link), 1, 2n ** 52n).toString()).toBe(r.plain52);
    expect(pointOfSeed(r.link, 100, 100_000_000, Buffer.from(chain.salt).toString("hex"))).toBe(r.point);
    expect(pointOfSeed(r.link)).toBe(pointOf(BigInt(r.plain52)));
  });
  test("each link hashes to the one before, and all lead to the end", async () => {
    for (const [i, r] of chain.rounds.entries()) {
      const place = placeOf(announced, Number(r.round));
      expect(place).toBe(i + 1);
      expect(await walk(r.link, place)).toBe(chain.terminal);
      if (i > 0) expect(nextLink(r.link)).toBe(chain.rounds[i - 1]!.link);
    }
    expect(placeOf(announced, Number(chain.first) + chain.count)).toBe(0);
    expect(placeOf(announced, Number(chain.first) - 1)).toBe(0);
  });
});

const salt = Buffer.from(chain.salt).toString("hex");
const room = 5;
const round = room * 2 ** 24 + 7;
const ev = (type: string, body: unknown, of = round): Event => ({ round: of, atMs: 0, type, body });
const options: Options = { betMs: 8_000, leadMs: 1_500, pauseMs: 4_000, stepMinor: 100, betMinMinor: 100, betMaxMinor: 100_000, winMaxMinor: 2_000_000, allowanceMinor: 1e9, timesMax: 100_000_000 };
const through = (...events: Event[]) => events.reduce(foldPublic, freshCrash());
const running = through(ev("opened", { closesAtMs: 8_000 }), ev("closed", { atMs: 8_000 }), ev("started", { startsAtMs: 10_000 }));
const mine = (s: CrashState, ...events: Event[]) => events.reduce(foldOwn, s);
const bet = (id: string, extra: Partial<OwnBet> = {}): OwnBet => ({ bet: id, stake: 1_000, times: 0, back: 0, ...extra });

describe("the fold and the stages", () => {
  test("a round walks through its stages", () => {
    const open = through(ev("opened", { closesAtMs: 8_000 }));
    expect([stageAt(open, 7_999), stageAt(open, 8_000), nextChange(open, 0)]).toEqual(["betting", "closing", 8_000]);
    expect(stageAt(foldPublic(open, ev("closed", { atMs: 8_000 })), 8_001)).toBe("closing");
    expect([stageAt(running, 9_999), stageAt(running, 10_000), nextChange(running, 9_000)]).toEqual(["lead", "running", 10_000]);
    const ended = foldPublic(running, ev("result", { point: 153, endedAtMs: 17_088, nextAtMs: 21_100, staked: 5, returned: 3 }));
    expect([stageAt(ended, 17_200), ended.opensAtMs, ended.last[0]]).toEqual(["crashed", 21_100, { round, point: 153 }]);
    expect(stageAt(foldPublic(open, ev("voided", { why: "x" })), 1)).toBe("void");
  });
  test("the curve stands where the law says, and at its point once it ended, whatever was drawn before", () => {
    const heard = foldPublic(running, ev("beat", { atMs: 21_000 }));
    expect(timesAt(heard, 10_000 + 11_553)).toBe(200);
    expect(timesAt(heard, 90_000)).toBe(at(11_000 + silentMs)); // not heard for long: no more than could be known
    expect(timesAt(running, 9_000)).toBe(100);
    const ended = foldPublic(running, ev("result", { point: 198, endedAtMs: 21_500, nextAtMs: 25_000, staked: 0, returned: 0 }));
    expect(timesAt(ended, 99_000)).toBe(198);
    expect(grownMs(ended, 99_000)).toBe(reaches(198));
  });
  test("a table that is not heard is said to be silent, until it beats again", () => {
    const late = 10_000 + silentMs + 1;
    expect(stageAt(running, late)).toBe("silent");
    expect(stageAt(foldPublic(running, ev("beat", { atMs: 13_000 })), late)).toBe("running");
  });
  test("a takeover tells where hand-played bets were paid, and the curve goes on", () => {
    let s = mine(running, ev("placed", { bet: "a", stake: 1_000 }), ev("placed", { bet: "b", stake: 500, cashAt: 200 }));
    s = foldPublic(s, ev("rescued", { beatAtMs: 12_000, times: 112 }));
    s = mine(s, ev("cashedOut", { bet: "a", times: 112, back: 1_120, atMs: 12_000, by: "rescue" }));
    s = foldPublic(s, ev("beat", { atMs: 15_000 }));
    expect(s.rescued).toEqual({ beatAtMs: 12_000, times: 112 });
    expect(s.own.map((b) => [b.times, b.by])).toEqual([[112, "rescue"], [0, undefined]]);
    expect(standing(s)).toBe(1);
    expect(stageAt(s, 15_100)).toBe("running");
  });
  test("own bets: placed once, taken back, cashed out, and their end", () => {
    let s = mine(running, ev("placed", { bet: "a", stake: 1_000 }), ev("placed", { bet: "a", stake: 1_000 }), ev("placed", { bet: "b", stake: 500 }));
    s = mine(s, ev("takenBack", { bets: ["b"], total: 500 }), ev("cashedOut", { bet: "a", times: 150, back: 1_500, atMs: 1, by: "hand" }));
    expect(s.own).toEqual([{ ...bet("a"), times: 150, back: 1_500, by: "hand" }]);
    s = mine(s, ev("paid", { point: 300, bets: [{ bet: "a", stake: 1_000, times: 150, back: 1_500, by: "hand" }], staked: 1_000, returned: 1_500 }));
    expect(s.paid?.returned).toBe(1_500);
    const next = foldPublic(s, ev("opened", { closesAtMs: 1 }, round + 1));
    expect([next.own, next.paid, next.rescued]).toEqual([[], null, null]);
    expect(mine(next, ev("placed", { bet: "old", stake: 1 })).own).toEqual([]);
  });
  test("who comes between two rounds sees the end of the one before", () => {
    const view = { phase: "none", closesAtMs: 0, opensAtMs: 9_000, startsAtMs: 0, beatAtMs: 0, endedAtMs: 0, point: 0, last: [{ round, point: 412 }] };
    const s = fromOwn(fromView(freshCrash(), view, round + 1), { bets: [], staked: 0, returned: 0, paid: null }, round + 1);
    expect([stageAt(s, 1), s.point, s.opensAtMs, s.round]).toEqual(["crashed", 412, 9_000, round]);
  });
  test("round places of the curve are spoken once", () => {
    expect(milestoneAt(running, 10_000)).toEqual({ reached: 0, nextMs: 10_000 + reaches(150) });
    const heard = foldPublic(running, ev("beat", { atMs: 21_500 }));
    expect(milestoneAt(heard, 10_000 + reaches(200))).toEqual({ reached: 200, nextMs: 10_000 + reaches(300) });
  });
  test("the room gives the table its frames: snapshot, board, seal and own bets", () => {
    const frame = { room, term: 1, atMs: 1 };
    let r: RoomState = foldRoom(freshRoom(room), {
      t: "snapshot", ...frame, seq: 1, game: "crash", rules: 1, name: "Updraft", currency: "FUN", round, phase: "none", watching: 0, nextCommitment: "ab",
      view: { phase: "none", closesAtMs: 0, opensAtMs: 5, startsAtMs: 0, beatAtMs: 0, endedAtMs: 0, point: 0, last: [] }, board: { players: 0 },
    } as never);
    r = foldRoom(r, { t: "table", ...frame, seq: 2, events: [ev("opened", { closesAtMs: 9_000 }, round + 1)], board: { players: 3, outs: [], seats: [] } } as never);
    r = foldRoom(r, { t: "own", room, term: 1, n: 1, after: 2, events: [ev("placed", { bet: "a", stake: 100 }, round + 1)] });
    const s = r.play as CrashState;
    expect([r.round, r.commitment, s.board.players, s.own.length, stageAt(s, 1)]).toEqual([round + 1, "ab", 3, 1, "betting"]);
  });
});

describe("the hands", () => {
  test.each([["10", 1_000], ["2.5", 250], ["2,05", 205], ["", null], ["1e3", null], ["1.234", null], ["-1", null]])("%j is %j", (text, n) => expect(hundredths(text)).toBe(n));
  test("bets lie in the hand that placed them, others where there is room", () => {
    const [a, b] = [bet("a"), bet("b")];
    expect(seatBets([a, b], new Map([["a", 1]]))).toEqual([b, a]);
    expect(seatBets([a], new Map())).toEqual([a, null]);
  });
  test("what a button does", () => {
    const h = { bet: null, stage: "betting" as const, pending: false, asked: false, backing: false, queued: false, leaving: false };
    expect(doesOf(h)).toBe("bet");
    expect(doesOf({ ...h, pending: true })).toBe("checking");
    expect(doesOf({ ...h, stage: "running" })).toBe("queue");
    expect(doesOf({ ...h, stage: "crashed", queued: true })).toBe("queued");
    expect(doesOf({ ...h, bet: bet("a") })).toBe("back");
    expect(doesOf({ ...h, bet: bet("a"), stage: "lead" })).toBe("stands");
    expect(doesOf({ ...h, bet: bet("a"), stage: "running" })).toBe("cash");
    expect(doesOf({ ...h, bet: bet("a"), stage: "running", asked: true })).toBe("asked");
    expect(doesOf({ ...h, bet: bet("a"), stage: "running", leaving: true })).toBe("leaving");
    expect(doesOf({ ...h, bet: bet("a", { times: 150 }), stage: "running" })).toBe("queue");
  });
  test("a bet leaves at its own cash-out, or where it has won what it may", () => {
    expect(targetOf(options, 1_000, 250)).toBe(250);
    expect(targetOf(options, 1_000)).toBe(200_100);
    expect(targetOf(options, 100_000, 5_000)).toBe(2_100);
  });
});

describe("the drawing", () => {
  test.each([0, 4_000, 30_000, 120_000])("after %i ms all of the curve is inside its axes", (ms) => {
    const a = axesOf({ width: 900, height: 400 }, ms);
    expect(xOf(a, ms)).toBeLessThanOrEqual(a.right);
    expect(yOf(a, at(ms))).toBeGreaterThanOrEqual(a.top);
    expect(pathOf(a, ms)).not.toContain("NaN");
    expect(timesTicks(a).length).toBeGreaterThan(1);
    expect(secondTicks(a).length).toBeGreaterThan(1);
    for (const tick of timesTicks(a)) expect(yOf(a, tick.at)).toBeLessThanOrEqual(a.bottom);
  });
  test("a cash-out lies on the line, where the law reaches it", () => {
    const a = axesOf({ width: 900, height: 400 }, 30_000);
    expect(Math.abs(placeOn(a, 300).x - xOf(a, reaches(300)))).toBeLessThan(1);
  });
});

describe("a round of the real server", () => {
  const { record, chains } = read("golden/crash.json") as { record: RoundRecord; chains: Chain[] };
  test("its record folds into what the table showed", () => {
    const s = stateOf(record);
    const result = record.events!.find((e) => e.type === "result")!.body as { point: number; returned: number };
    expect([s.phase, s.point, stageAt(s, Date.now())]).toEqual(["settled", result.point, "crashed"]);
    expect(s.own.map((b) => b.by)).toEqual(["hand", "auto"]);
    expect(s.paid!.returned).toBe(s.own.reduce((sum, b) => sum + b.back, 0));
    for (const b of s.own) expect(b.back).toBe(backOf(b.stake, b.times));
    expect(s.startsAtMs).toBeGreaterThan(0);
  });
  test("a hand is paid where the law has the curve at the moment that the table heard it", () => {
    const s = stateOf(record);
    const out = record.own!.find((e) => e.type === "cashedOut" && (e.body as { by: string }).by === "hand")!.body as { atMs: number; times: number };
    expect(out.times).toBe(at(out.atMs - s.startsAtMs));
  });
  test("it holds: seal, point, payouts, and its seed leads to the announced end", async () => {
    const report = checkCrash(record, record.chain?.salt ?? "")!;
    expect(report.findings.map((f) => [f.what, f.ok])).toEqual([["ids", true], ["commitment", true], ["point", true], ["paid", true]]);
    expect(announcementOf(chains[0]!)).toBe(chains[0]!.announcement);
    expect(await walk(record.seed!, placeOf(chains[0]!, record.round))).toBe(chains[0]!.terminal);
  });
});

describe("the check of a record", () => {
  const r = chain.rounds[0]!;
  const record = (extra: object = {}) => ({
    round: Number(r.round), room: chain.room, name: "x", game: "crash", rules: chain.rules, phase: "settled", openedMs: 0, commitment: r.commitment, seed: r.link, options,
    events: [ev("result", { point: r.point, endedAtMs: 0, nextAtMs: 0, staked: 0, returned: 0 }, Number(r.round))], own: [], ...extra,
  });
  test("a true one holds, and nothing of another holds", () => {
    expect(checkCrash(record(), salt)!.findings.every((f) => f.ok)).toBe(true);
    expect(checkCrash(record({ seed: chain.rounds[1]!.link }), salt)!.findings.map((f) => f.ok)).toEqual([true, false, false]);
    expect(checkCrash(record({ seed: undefined }))).toBeNull();
  });
  const own = (...events: [string, object][]) => events.map(([type, body]) => ev(type, body));
  test.each([
    ["by hand", own(["placed", { bet: "a", stake: 1_000 }], ["cashedOut", { bet: "a", times: 150, back: 1_500, by: "hand" }], ["paid", { staked: 1_000, returned: 1_500 }]), true],
    ["lost", own(["placed", { bet: "a", stake: 1_000 }], ["paid", { staked: 1_000, returned: 0 }]), true],
    ["automatic", own(["placed", { bet: "a", stake: 1_000, cashAt: 241 }], ["cashedOut", { bet: "a", times: 241, back: 2_410, by: "auto" }], ["paid", { staked: 1_000, returned: 2_410 }]), true],
    ["automatic, forgotten", own(["placed", { bet: "a", stake: 1_000, cashAt: 200 }], ["paid", { staked: 1_000, returned: 0 }]), false],
    ["paid beyond the point", own(["placed", { bet: "a", stake: 1_000 }], ["cashedOut", { bet: "a", times: 300, back: 3_000, by: "hand" }], ["paid", { staked: 1_000, returned: 3_000 }]), false],
    ["a cent less", own(["placed", { bet: "a", stake: 1_000 }], ["cashedOut", { bet: "a", times: 150, back: 1_499, by: "hand" }], ["paid", { staked: 1_000, returned: 1_499 }]), false],
    ["paid twice", own(["placed", { bet: "a", stake: 1_000 }], ["cashedOut", { bet: "a", times: 150, back: 1_500, by: "hand" }], ["paid", { staked: 1_000, returned: 3_000 }]), false],
  ])("payouts: %s", (_, events, ok) => expect(checkPaid(events, 241)?.ok).toBe(ok));
});
