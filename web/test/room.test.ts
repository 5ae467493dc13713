import { describe, expect, test } from "vitest";
import { addAct, asked, disconnected, foldRoom, freshRoom, withoutPlayer, type RoomState } from "../src/state/room";
import { lastAt, lastOfCard, numberAt, paidAt, stageAt } from "../src/games/roulette/stage";
import type { Event, ServerMessage, Verdict } from "../src/wire/types";

const round = 2 ** 24 + 7;
const ev = (type: string, body: unknown, of = round): Event => ({ round: of, atMs: 0, type, body });
const snapshot = (change: object = {}): ServerMessage => ({
  t: "snapshot", room: 1, term: 3, seq: 10, atMs: 0, game: "roulette-european", rules: 1, name: "European", currency: "FUN", round, phase: "open",
  commitment: "aa", watching: 2, view: { phase: "open", closesAtMs: 5_000, opensAtMs: 0, number: -1, landsAtMs: 0, last: [4, 8] },
  board: { spots: [], seats: [], staked: 0, players: 0 }, ...change,
});
const table = (seq: number, events: Event[] = [], more: object = {}): ServerMessage => ({ t: "table", room: 1, term: 3, seq, atMs: 0, events, ...more });
const own = (n: number, after: number, events: Event[], term = 3): ServerMessage => ({ t: "own", room: 1, term, n, after, events });
const joinedAt = (seq: number, n: number, resumed = false): ServerMessage => ({ t: "joined", room: 1, term: 3, seq, n, resumed });
const fold = (r: RoomState, ...messages: ServerMessage[]) => messages.reduce(foldRoom, r);
const sat = () => fold(freshRoom(1), snapshot(), { t: "own.snapshot", room: 1, term: 3, n: 4, after: 10, round, view: { bets: [], staked: 0, paid: null } }, joinedAt(10, 4));
const placed = (bet: string, stake = 500) => ev("placed", { bet, spots: [{ spot: "red", stake }], total: stake });
const act = (id: string) => ({ id, room: 1, round, ask: "bet", spots: [{ spot: "red", stake: 500 }], sentMs: 1_000 });
const verdict = (id: string, v: Partial<Verdict> = {}): Verdict => ({ room: 1, round, id, verdict: "accepted", ask: "bet", ...v });

describe("the public stream", () => {
  test("follows a round to its result and hides it until it lands", () => {
    let r = fold(sat(), table(11, [ev("closed", { atMs: 5_000 })]));
    expect(stageAt(r.table, 5_100)).toBe("spinning");
    r = fold(r, table(12, [ev("result", { number: 17, landsAtMs: 11_000, nextAtMs: 15_000, staked: 1, returned: 2 })]));
    expect([stageAt(r.table, 10_999), numberAt(r.table, 10_999), lastAt(r.table, 10_999)]).toEqual(["spinning", -1, [4, 8]]);
    expect([stageAt(r.table, 11_000), numberAt(r.table, 11_000), lastAt(r.table, 11_000)]).toEqual(["landed", 17, [17, 4, 8]]);
    r = fold(r, table(13, [ev("opened", { closesAtMs: 30_000 }, round + 1)]));
    expect([r.round, stageAt(r.table, 15_000), lastAt(r.table, 15_000)]).toEqual([round + 1, "betting", [17, 4, 8]]);
  });

  test("a snapshot in the middle of a spin hides the newest number too", () => {
    const view = { phase: "settled", closesAtMs: 1, opensAtMs: 15_000, number: 4, landsAtMs: 11_000, last: [4, 8] };
    const r = fold(freshRoom(1), snapshot({ phase: "settled", view }));
    expect([stageAt(r.table, 10_000), lastAt(r.table, 10_000), lastAt(r.table, 11_000)]).toEqual(["spinning", [8], [4, 8]]);
  });

  test("so does one of the next round, made while the ball still rolls", () => {
    const view = { phase: "none", closesAtMs: 0, opensAtMs: 15_000, number: -1, landsAtMs: 11_000, last: [4, 8] };
    const r = fold(freshRoom(1), snapshot({ phase: "none", round: round + 1, view }));
    expect([stageAt(r.table, 10_000), lastAt(r.table, 10_000), numberAt(r.table, 11_000)]).toEqual(["spinning", [8], 4]);
  });

  test("and so does a card in the lobby", () => {
    const card = { last: [4, 8], landsAtMs: 11_000 };
    expect([lastOfCard(card, 10_999), lastOfCard(card, 11_000), lastOfCard({ last: [4, 8], landsAtMs: 0 }, 5)]).toEqual([[8], [4, 8], [4, 8]]);
  });

  test("a frame seen already changes nothing", () => {
    const r = fold(sat(), table(11, [ev("closed", { atMs: 1 })]));
    expect(fold(r, table(11, [ev("opened", { closesAtMs: 9 })]))).toBe(r);
  });

  test.each([["a frame is missing", table(12)], ["the term has changed", { ...table(11), term: 4 } as ServerMessage]])("%s: it asks again and applies nothing", (_, m) => {
    const r = fold(sat(), m);
    expect([r.gap, r.seq, r.term]).toEqual([true, 10, 3]);
    expect(fold(r, table(11), table(12), joinedAt(12, 4, true)).gap).toBe(false);
  });

  test("board and watching replace what was there; pausing and the commitment are heard", () => {
    const board = { spots: [{ spot: "red", total: 900, players: 2 }], seats: [], staked: 900, players: 2 };
    let r = fold(sat(), table(11, [ev("room.sealed", { round: round + 1, rules: 1, commitment: "bb" }), ev("room.paused", { by: "nora" })], { board, watching: 9 }));
    expect([r.table.board.staked, r.watching, r.paused, r.commitment]).toEqual([900, 9, true, "aa"]);
    r = fold(r, table(12, [ev("room.unpaused", { by: "nora" }), ev("opened", { closesAtMs: 1 }, round + 1)]));
    expect([r.paused, r.commitment, r.table.board.staked]).toEqual([false, "bb", 0]);
  });
});

test("who comes later still learns the commitment of the next round before it opens", () => {
  const r = fold(freshRoom(1), snapshot({ nextCommitment: "cc" }), table(11, [ev("opened", { closesAtMs: 9 }, round + 1)]));
  expect(r.commitment).toBe("cc");
});

describe("the own stream", () => {
  test("bets come, go and are paid; the payout waits for the landing", () => {
    const r = fold(sat(), own(5, 10, [placed("a"), placed("b", 200)]), own(6, 10, [ev("takenBack", { bets: ["b"], total: 200 })]));
    expect(r.own.bets.map((b) => b.bet)).toEqual(["a"]);
    const paid = fold(r, own(7, 10, [ev("paid", { number: 3, wins: [], staked: 500, returned: 0, landsAtMs: 11_000 })]));
    expect([paidAt(paid.own, 10_999), paidAt(paid.own, 11_000)?.staked]).toEqual([null, 500]);
  });

  test("a frame waits for the place on the public stream that it belongs to", () => {
    let r = fold(sat(), own(5, 11, [placed("a")]));
    expect([r.own.bets.length, r.gap]).toEqual([0, false]);
    r = fold(r, own(6, 11, [placed("b")]), table(11));
    expect([r.own.bets.length, r.n]).toEqual([2, 6]);
  });

  test("a missing frame is noticed, a repeated one is not applied twice", () => {
    expect(fold(sat(), own(6, 10, [placed("a")])).gap).toBe(true);
    const r = fold(sat(), own(5, 10, [placed("a")]));
    expect(fold(r, own(5, 10, [placed("a")]))).toBe(r);
  });

  test("the stakes of a round are what the next one's rebet repeats", () => {
    const r = fold(sat(), own(5, 10, [placed("a"), placed("b", 200)]), table(11, [ev("opened", { closesAtMs: 9 }, round + 1)]));
    expect([r.own.bets, r.own.before]).toEqual([[], [{ spot: "red", stake: 700 }]]);
    const later = fold(r, table(12, [ev("opened", { closesAtMs: 9 }, round + 2)]));
    expect(later.own.before).toEqual([{ spot: "red", stake: 700 }]);
  });
});

describe("acts on their way", () => {
  test("an accepted one leaves without a word, whichever way its verdict comes", () => {
    const r = addAct(sat(), act("x"), "sent");
    for (const m of [own(5, 10, [placed("x"), ev("verdict", verdict("x"))]), { t: "verdict", ...verdict("x") } as ServerMessage]) {
      const after = fold(r, m);
      expect([after.acts, after.notes]).toEqual([[], []]);
    }
  });

  test("a refusal is told with its limit and stake", () => {
    const r = fold(addAct(sat(), act("x"), "sent"), own(5, 10, [ev("verdict", verdict("x", { verdict: "refused", code: "above_spot", limit: 400, value: 900 }))]));
    expect(r.notes[0]).toMatchObject({ kind: "refused", code: "above_spot", verdict: { limit: 400, value: 900 }, act: { id: "x" } });
  });

  test("another window's verdict says nothing here", () => {
    expect(fold(sat(), own(5, 10, [ev("verdict", verdict("y", { verdict: "refused", code: "closed" }))])).notes).toEqual([]);
  });

  test("after a loss they are in doubt, not gone and not failed", () => {
    const r = disconnected(addAct(sat(), act("x"), "sent"));
    expect([r.acts[0]!.state, r.notes, r.joined]).toEqual(["doubt", [], false]);
    const back = fold(r, joinedAt(10, 4, true), { t: "verdict", ...verdict("x", { verdict: "refused", code: "withdrawn" }) });
    expect([back.acts, back.notes[0]!.code]).toEqual([[], "withdrawn"]);
  });

  test.each([["busy", "sent", 0, 1], ["pending", "sent", 1, 0], ["busy", "doubt", 1, 0], ["no_owner", "doubt", 1, 0], ["bad_id", "doubt", 0, 1]] as const)(
    "error %s to an act that is %s leaves %i open and tells %i", (code, state, open, told) => {
      const r = fold(addAct(sat(), act("x"), state), { t: "error", room: 1, id: "x", code });
      expect([r.acts.length, r.notes.length]).toEqual([open, told]);
    });

  test("asking marks them, a room without a player keeps nothing private", () => {
    const r = asked(addAct(sat(), act("x"), "sent"), new Set(["x"]), 9_000);
    expect(r.acts[0]).toMatchObject({ state: "doubt", askedMs: 9_000 });
    const none = withoutPlayer(fold(r, own(5, 10, [placed("a")])));
    expect([none.acts, none.own.bets, none.own.before, none.n]).toEqual([[], [], [], 0]);
  });
});
