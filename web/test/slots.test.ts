// Slot sessions: the fold of their streams, the times at which a spin is told,
// and the balance beside the machine.
import { describe, expect, test } from "vitest";
import { freshRoom, foldRoom, type RoomState } from "../src/state/room";
import { foldWallet, heldOf, shownBalance } from "../src/state/wallet";
import type { Gambled, Paid, Shown, Spun, State } from "../src/games/slots/bodies";
import { foldOwn, freshSlots, underWay, type SlotsState } from "../src/games/slots/fold";
import { purseOf, roundToAct, showOf } from "../src/games/slots/hand";
import { readMachine } from "../src/games/slots/machine";
import { countMs, momentAt, placesOf, timelineOf, turnsOf } from "../src/games/slots/reveal";
import { nextEvent, replayOf, stateAt } from "../src/games/slots/replay";
import type { Event } from "../src/wire/types";
import { golden } from "./golden";

const room = 2 ** 20 + 1;
const first = room * 2 ** 24 + 1;
const landMs = 2_000;
const state = (s: Partial<State> = {}): State => ({ doing: "ended", win: 0, given: 0, played: 0, steps: 0, untilMs: 0, ...s });
const shown = (s: Partial<Shown> = {}): Shown => ({ stops: [1, 2, 3], drops: [{ rows: [["a", "a", "a"]], wins: [], times: 1, pay: 0 }], scatters: 0, scatterPay: 0, times: 1, awarded: 0, win: 0, ...s });
const win = (pay: number, line = 1) => ({ symbol: "a", count: 3, line, times: 1, pay });
const ev = (type: string, body: unknown, round = first, atMs = 10_000): Event => ({ round, atMs, type, body });
const spun = (s: Partial<Spun> = {}) => ev("spun", { bet: "b", coin: 2, stake: 40, shown: shown(), state: state(), ...s } satisfies Spun);
const paid = (returned: number, landsAtMs = 12_000, why: Paid["why"] = "played") => ev("paid", { staked: 40, returned, why, landsAtMs });

function joined(view: unknown = { phase: "none", stops: [], nextAtMs: 0 }, round = first): RoomState {
  return foldRoom(freshRoom(room), {
    t: "snapshot", room, term: 1, seq: 1, atMs: 1, game: "slots-x", rules: 1, name: "X", currency: "FUN", round, phase: "none", watching: 0, view,
    pair: { from: first, commitment: "c", clientSeed: "s", next: round },
  } as never);
}
const table = (r: RoomState, seq: number, ...events: Event[]) => foldRoom(r, { t: "table", room, term: 1, seq, atMs: 1, events });
const own = (r: RoomState, n: number, after: number, ...events: Event[]) => foldRoom(r, { t: "own", room, term: 1, n, after, events });
const play = (r: RoomState) => r.play as SlotsState;

describe("the fold", () => {
  test("a spin that is over in one step stays in sight, and the next act names the next round", () => {
    let r = joined();
    expect(roundToAct(r, play(r))).toBe(first);
    r = table(r, 2, ev("result", { stops: [1, 2, 3], free: 0, gambles: 0, staked: 40, returned: 0, landsAtMs: 12_000, nextAtMs: 12_500 }));
    r = own(r, 1, 2, spun(), paid(0));
    expect(play(r)).toMatchObject({ round: first, phase: "settled", staked: 40, nextAtMs: 12_500, beat: { kind: "spin" }, paid: { returned: 0 } });
    expect(roundToAct(r, play(r))).toBe(first + 1);
    const back = foldRoom(r, { t: "snapshot", room, term: 1, seq: 2, atMs: 1, game: "slots-x", rules: 1, name: "X", currency: "FUN", round: first + 1, phase: "none", watching: 0, view: { phase: "none", stops: [1, 2, 3], nextAtMs: 12_500 } } as never);
    expect(play(back).beat).not.toBeNull(); // the line broke and came back: the same spin is still to be seen
    expect(roundToAct(back, play(back))).toBe(first + 1);
  });

  test("a spin that was made elsewhere meanwhile is not mixed with the one before", () => {
    let r = own(table(joined(), 2, ev("result", { stops: [1, 2, 3], free: 0, gambles: 0, staked: 40, returned: 0, landsAtMs: 1, nextAtMs: 1 })), 1, 2, spun(), paid(0));
    r = foldRoom(r, { t: "snapshot", room, term: 2, seq: 1, atMs: 1, game: "slots-x", rules: 1, name: "X", currency: "FUN", round: first + 2, phase: "none", watching: 0, view: { phase: "none", stops: [7, 7, 7], nextAtMs: 1 } } as never);
    expect(play(r)).toMatchObject({ beat: null, stops: [7, 7, 7] });
  });

  test("free spins: counted, won again, and ended by a payout", () => {
    let s = foldOwn(freshSlots(), spun({ shown: shown({ awarded: 2 }), state: state({ doing: "free", given: 2, win: 40 }) }));
    expect(underWay(s)).toBe(true);
    s = foldOwn(s, ev("freeSpun", { shown: shown({ awarded: 1 }), state: state({ doing: "free", given: 3, played: 1, win: 60 }) }));
    s = foldOwn(s, ev("freeSpun", { shown: shown(), state: state({ doing: "free", given: 3, played: 2, win: 60 }), system: true }));
    expect(s.beat).toMatchObject({ kind: "free", key: `${first}:2`, system: true, state: { given: 3, played: 2 } });
    s = foldOwn(s, paid(60));
    expect(s).toMatchObject({ phase: "settled", paid: { returned: 60 }, beat: { state: { doing: "ended" } } });
  });

  test("a page that comes in the middle of a round goes on where it stands", () => {
    let r = joined({ phase: "closed", stops: [1, 2, 3], nextAtMs: 0 });
    r = foldRoom(r, { t: "own.snapshot", room, term: 1, n: 4, after: 1, round: first, view: { bet: "b", coin: 2, staked: 40, shown: shown(), state: state({ doing: "free", given: 8, played: 3, win: 90 }), paid: null } });
    expect(play(r)).toMatchObject({ round: first, coin: 2, beat: { atMs: 0, kind: "free", state: { played: 3 } } });
    expect(roundToAct(r, play(r))).toBe(first);
  });

  test("a deadline moves, a void gives back, and another player sees nothing of it", () => {
    let s = foldOwn(freshSlots(), spun({ state: state({ doing: "gamble", win: 80, untilMs: 1 }) }));
    s = foldOwn(s, ev("deadline", { untilMs: 99 }));
    expect(s.beat!.state.untilMs).toBe(99);
    expect(foldOwn(s, ev("takenBack", { bet: "b", total: 40 })).phase).toBe("void");
  });

  test("a rotation: the pair changes, and the round sealed ahead is left out", () => {
    let r = joined();
    r = table(r, 2, ev("room.rotated", { from: first, to: first, commitment: "c", clientSeed: "s", serverSeed: "00", pair: { from: first + 1, commitment: "d", clientSeed: "t", next: first + 1 } }));
    expect(r.pair).toMatchObject({ from: first + 1, clientSeed: "t" });
    expect(roundToAct(r, play(r))).toBe(first + 1);
  });
});

describe("the telling", () => {
  const two = shown({
    stops: [1, 2, 3, 4, 5], win: 90,
    drops: [{ rows: [["a"]], wins: [win(30), win(10, 2)], times: 1, pay: 40 }, { rows: [["b"]], wins: [win(50)], times: 2, pay: 50 }, { rows: [["c"]], wins: [], times: 3, pay: 0 }],
  });
  const t = timelineOf(two, 10_000, landMs, 40);

  test("the reels stop from left to right, the last one at the server's moment", () => {
    expect(t.stopsMs).toEqual([...t.stopsMs].sort((a, b) => a - b));
    expect(t.stopsMs.at(-1)).toBe(10_000);
    expect(t.stopsMs[0]).toBeGreaterThan(t.startMs);
    expect(momentAt(t, two, 9_999)).toMatchObject({ told: "turning", counted: 0 });
  });

  test("nothing of a win is told before they stand, and all of it at the end, never more", () => {
    let before = 0;
    for (let ms = 7_000; ms < t.doneMs + 100; ms += 7) {
      const { counted } = momentAt(t, two, ms);
      if (ms < 10_000) expect(counted).toBe(0);
      expect(counted).toBeGreaterThanOrEqual(before);
      expect(counted).toBeLessThanOrEqual(90);
      before = counted;
    }
    expect(momentAt(t, two, t.doneMs)).toMatchObject({ told: "done", counted: 90, drop: 2 });
  });

  test("each drop is lit, cleared, and falls; then every win is named in turn", () => {
    const seen: string[] = [];
    for (let ms = 10_000; ms < t.doneMs; ms += 20) {
      const m = momentAt(t, two, ms);
      const word = `${m.told}${m.drop}`;
      if (seen.at(-1) !== word) seen.push(word);
    }
    expect(seen).toEqual(["lit0", "clearing0", "falling1", "lit1", "clearing1", "falling2", "lit2"].slice(0, seen.length));
    expect(seen.length).toBeGreaterThanOrEqual(6);
    expect(turnsOf(two)).toHaveLength(3);
    expect([0, 1, 2, 3].map((i) => momentAt(t, two, t.doneMs + i * 1_500).turn)).toEqual([0, 1, 2, 0]);
  });

  test("the next change is always ahead, so that no timer spins", () => {
    for (let ms = 7_000; ms < t.doneMs + 4_000; ms += 13) {
      const { nextMs } = momentAt(t, two, ms);
      expect(nextMs === null || nextMs > ms).toBe(true);
    }
  });

  test("a win of less than the stake is no occasion", () => {
    expect(countMs(0, 40)).toBe(0);
    expect(countMs(20, 40)).toBeLessThan(countMs(400, 40));
  });

  test("the places of a win", () => {
    expect(placesOf(win(1, 2), [["a", "a", "a"], ["a", "a", "a"]], [[0, 0, 0], [1, 0, 1]], undefined)).toEqual([[0, 1], [1, 0], [2, 1]]);
    expect(placesOf({ symbol: "a", count: 2, ways: 2, pay: 1 }, [["a", "w", "a"], ["b", "a", "a"]], undefined, "w")).toEqual([[0, 0], [1, 0], [1, 1]]);
  });
});

describe("the balance beside the machine", () => {
  const spin = (returned: number) => [spun({ shown: shown({ win: returned, drops: [{ rows: [["a"]], wins: returned ? [win(returned)] : [], times: 1, pay: returned }] }), state: state({ win: returned }) }), paid(returned)].reduce(foldOwn, freshSlots());
  const sheet = readMachine(golden("slots-small").sheet, { coins: [2], cycleMs: 0, landMs, decideMs: 0, allowanceMinor: 0 });

  test("the stake is gone at once, the win comes as it is told", () => {
    const w = foldWallet(foldWallet(undefined, { balance: 1_000, version: 1 }, 0), { balance: 1_060, version: 2, landsAtMs: 12_000, round: first }, 10_000);
    const s = spin(100);
    const at = (ms: number) => purseOf(s, shownBalance(w, ms)!, heldOf(w, first, ms), showOf(s, sheet, ms).winMinor);
    expect(at(10_500)).toBe(960);
    expect(at(11_999)).toBe(960);
    expect(at(60_000)).toBe(1_060);
    for (let ms = 12_000; ms < 16_000; ms += 50) expect(at(ms)).toBeGreaterThanOrEqual(960);
  });

  test("a payout that the page does not know of yet is not shown early", () => {
    const w = foldWallet(foldWallet(undefined, { balance: 960, version: 1 }, 0), { balance: 1_060, version: 2, landsAtMs: 12_000, round: first }, 10_000);
    const s = foldOwn(freshSlots(), spun({ state: state({ doing: "free", given: 1 }) }));
    expect(purseOf(s, shownBalance(w, 10_001)!, heldOf(w, first, 10_001), 0)).toBe(960);
  });

  test("a gamble: the card decides, not before it lies open", () => {
    let s = foldOwn(freshSlots(), spun({ shown: shown({ win: 80 }), state: state({ doing: "gamble", win: 80 }) }));
    const gambled: Gambled = { colour: "red", came: "black", won: false, before: 80, state: state({ win: 0, steps: 1 }) };
    s = foldOwn(s, ev("gambled", gambled, first, 20_000));
    expect(showOf(s, sheet, 20_100)).toMatchObject({ cardOpen: false, told: false, winMinor: 80 });
    expect(showOf(s, sheet, 22_000)).toMatchObject({ cardOpen: true, told: true, winMinor: 0 });
  });
});

describe("a replay", () => {
  test.each(["slots-harbour", "slots-sevens", "slots-small"])("of every golden round of %s tells its steps in order, and ends with its payout", (name) => {
    for (const g of golden(name).rounds) {
      const log = g.events.map((e, i) => ({ ...e, round: first, atMs: i }));
      const p = replayOf({ own: log.filter((e) => ["spun", "freeSpun", "gambled", "paid"].includes(e.type)) }, 1_000, landMs)!;
      expect(p.events.map((e) => e.atMs)).toEqual([...p.events.map((e) => e.atMs)].sort((a, b) => a - b));
      const end = stateAt(p, p.endMs);
      expect(end.paid).not.toBeNull();
      expect(end.phase).toBe("settled");
      expect(nextEvent(p, 0)).toBe(1_500);
      expect(nextEvent(p, p.endMs)).toBeNull();
    }
  });
  test("of a round that was never spun there is none", () => expect(replayOf({ own: [] }, 0, landMs)).toBeNull());
});
