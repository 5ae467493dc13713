// The folds of the blackjack tables against rounds that the server's rules played
// (golden/blackjack.json): what a page knows that heard every step, and one that
// joined after it, has to be the same.
import { describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import type { Event } from "../src/wire/types";
import { askOf, goesOn, waitsFor } from "../src/games/blackjack/ask";
import { bestPlay, rowOf } from "../src/games/blackjack/hint";
import { foldOwn, foldPublic, freshBlackjack, fromOwn, fromView, withBoard, type BlackjackState } from "../src/games/blackjack/fold";
import { lyingOf } from "../src/games/chips/play";
import { ownStaked } from "../src/games/blackjack/own";
import { partsOf } from "../src/games/blackjack/parts";
import { momentsOf, nextChange, seenAt } from "../src/games/blackjack/seen";
import { readSheet, type Sheet } from "../src/games/blackjack/sheet";
import { stageAt } from "../src/games/blackjack/stage";
import { natural, sumOf } from "../src/games/blackjack/sum";
import { freshRoom } from "../src/state/room";

interface Step { events: { for: number; type: string; body: unknown }[]; view: { shoe: unknown; [k: string]: unknown }; board: unknown; own: Record<string, { staked: number; hands?: unknown }>; atMs: number }
interface Game { what: string; game: string; sheet: unknown; steps: Step[] }

const games = JSON.parse(readFileSync(new URL("./golden/blackjack.json", import.meta.url), "utf8")) as Game[];
const game = (what: string) => games.find((g) => g.what.includes(what))!;
const round = 5 * 2 ** 24 + 7;

/** What a page knows that joined after the first step, or a later one, and saw so many of the steps. */
function heard(g: Game, player: number, steps = g.steps.length, from = 1): BlackjackState {
  let s = joined(g, player, from);
  for (const step of g.steps.slice(from, steps)) {
    const events = step.events.map((e): Event & { for: number } => ({ ...e, round, atMs: step.atMs }));
    for (const e of events) if (e.for === 0) s = foldPublic(s, e);
    s = withBoard(s, step.board);
    for (const e of events) if (e.for === player) s = foldOwn(s, e);
  }
  return s;
}

/** What one knows that joins after them. */
function joined(g: Game, player: number, steps: number): BlackjackState {
  const step = g.steps[steps - 1]!;
  return fromOwn(withBoard(fromView(freshBlackjack(), step.view, round), step.board), step.own[player], round);
}

/** All that the page shows of it, but for moments and what was done last. When a void's next round opens, no event tells. */
function facts(s: BlackjackState) {
  return {
    phase: s.phase, closesAtMs: s.closesAtMs, landsAtMs: s.landsAtMs, opensAtMs: s.phase === "void" ? 0 : s.opensAtMs, shoe: s.shoe, turn: s.turn, result: s.result, dealer: s.dealer.map((c) => c.code),
    seats: s.seats.map((x) => ({ seat: x.seat, absent: x.absent, insured: x.insured, even: x.even, hands: x.hands.map((h) => ({ cards: h.cards.map((c) => c.code), doubled: h.doubled })) })).filter((x) => x.hands.length),
    own: { bets: s.own.bets, extras: s.own.extras, paid: s.own.paid },
  };
}

describe.each(games.map((g) => [g.what, g] as const))("%s", (_, g) => {
  const sheet: Sheet = readSheet(g.sheet);
  const places = g.steps.map((_, i) => i + 1).filter((n) => n > 1);
  test.each(places)("after step %i both know the same", (n) => {
    for (const player of [1, 2, 3, 4]) {
      expect(facts(heard(g, player, n))).toEqual(facts(joined(g, player, n)));
      expect(ownStaked(heard(g, player, n).own)).toBe(g.steps[n - 1]!.own[player]!.staked);
    }
  });
  test.each(places)("who joins after step %i knows the same at the end", (n) => {
    for (const player of [1, 2, 3, 4]) expect(facts(heard(g, player, g.steps.length, n))).toEqual(facts(heard(g, player)));
  });
  if (sheet.common) {
    test.each(places)("after step %i the player's parts are the server's", (n) => {
      for (const player of [1, 2, 3, 4]) {
        const clean = (parts: unknown) => (parts as { system?: boolean; over?: boolean; doubled?: boolean }[]).map((p) => ({ ...p, system: Boolean(p.system), over: Boolean(p.over), doubled: Boolean(p.doubled) }));
        const told = clean(g.steps[n - 1]!.own[player]!.hands);
        expect(clean(partsOf(heard(g, player, n), sheet.options))).toEqual(told);
        expect(clean(partsOf(joined(g, player, n), sheet.options))).toEqual(told);
        const end = clean(g.steps.at(-1)!.own[player]!.hands);
        expect(clean(partsOf(heard(g, player, g.steps.length, n), sheet.options))).toEqual(end);
      }
    });
  }
});

describe("what may be seen", () => {
  const g = game("a split, a double");
  const deal = g.steps.findIndex((s) => s.events.some((e) => e.type === "dealt"));
  const s = heard(g, 1, deal + 1);
  const beat = 450;
  const at = g.steps[deal]!.atMs;
  test("the cards of a deal come a beat apart: to each seat and the dealer, then another, the last face down", () => {
    expect(momentsOf(s, beat)).toEqual(Array.from({ length: 8 }, (_, i) => at + i * beat));
    const shown = (k: number) => { const v = seenAt(s, at + k * beat, beat, true); return { seats: v.seats.map((x) => x.hands[0]!.codes.join(" ")), dealer: v.dealer.map((c) => (c.down ? "?" : c.code)) }; };
    expect(shown(0)).toEqual({ seats: ["Ts", "", ""], dealer: [] });
    expect(shown(3)).toEqual({ seats: ["Ts", "8s", "9c"], dealer: ["6d"] });
    expect(shown(7)).toEqual({ seats: ["Ts 6c", "8s 8d", "9c 5h"], dealer: ["6d", "?"] });
    expect(seenAt(s, at, beat, true).nextMs).toBe(at + beat);
    expect(seenAt(s, at + 7 * beat, beat, true)).toMatchObject({ settled: true, unseen: 0 });
    expect(seenAt(s, at, beat, true).unseen).toBe(7);
  });
  test("who joins late sees what lies there", () => {
    const late = seenAt(joined(g, 1, deal + 1), at, beat, true);
    expect(late.settled).toBe(true);
    expect(late.seats.map((x) => x.hands[0]!.codes.length)).toEqual([2, 2, 2]);
    expect(late.seats[0]!.hands[0]!.cards[0]).toEqual({ code: "Ts" });
  });
  test("the dealer's cards come before the result lands, and no total is told before", () => {
    const end = heard(g, 1);
    const { landsAtMs, dealer } = end.result!;
    const open = (ms: number) => seenAt(end, ms, beat, true).dealer.filter((c) => !c.down).map((c) => c.code);
    expect(open(landsAtMs - 2 * beat - 1)).toEqual([dealer[0]]);
    expect(open(landsAtMs - 2 * beat)).toEqual(dealer.slice(0, 2));
    expect(open(landsAtMs - beat)).toEqual(dealer);
    expect(seenAt(end, landsAtMs - 2 * beat - 1, beat, true).dealerSum.total).toBe(6);
    const late = joined(g, 1, g.steps.length);
    const left = (ms: number) => late.shoe!.dealt - seenAt(late, ms, beat, true).unseen; // nor by the shoe how many the dealer draws
    expect([left(landsAtMs - 2 * beat), left(landsAtMs - beat)]).toEqual([end.shoe!.dealt - 1, end.shoe!.dealt]);
    expect(stageAt(end, landsAtMs - 1)).toBe("dealer");
    expect(stageAt(end, landsAtMs)).toBe("landed");
    // The same for who joins while they come.
    expect(seenAt(joined(g, 1, g.steps.length), landsAtMs - 2 * beat - 1, beat, true).dealer.filter((c) => !c.down).map((c) => c.code)).toEqual([dealer[0]]);
  });
  test("a table that is faster than the eye is followed at a quicker pace", () => {
    const quick = { ...freshBlackjack(), came: [{ atMs: 0, count: 2 }, { atMs: 10, count: 1 }, { atMs: 5_000, count: 1 }] };
    expect(momentsOf(quick, 450)).toEqual([0, 450, 600, 5_000]);
  });
  test("the page wakes when something changes by itself", () => {
    expect(nextChange(s, seenAt(s, at, beat, true), at)).toBe(at + beat);
    const done = seenAt(s, at + 9 * beat, beat, true);
    expect(nextChange(s, done, at + 9 * beat)).toBe(s.turn!.untilMs);
  });
  test("the end of a round is seen until the next one opens", () => {
    const end = heard(g, 1);
    const none = { ...(g.steps[0]!.view as object), phase: "none", opensAtMs: 99_999 };
    const rejoined = fromOwn(fromView(end, none, round + 1), { bets: [], extras: [], staked: 0, paid: null }, round + 1);
    expect({ ...rejoined, opensAtMs: end.opensAtMs }).toEqual(end);
    const opened = foldPublic(rejoined, { type: "opened", round: round + 1, atMs: 1, body: { closesAtMs: 2 } });
    expect(opened.kept.map((k) => k.seat)).toEqual([1, 3, 5]);
    expect(opened.own.before).toEqual([{ spot: "seat:3", stake: 1000 }, { spot: "pairs:3", stake: 500 }, { spot: "threes:3", stake: 500 }, { spot: "seat:5", stake: 1500 }]);
    expect(opened.own.paid).toBeNull();
  });
});

describe("between two rounds", () => {
  const at = (type: string, body: unknown, of = round): Event => ({ type, round: of, atMs: 1, body });
  const waits = [{ seat: 2, name: "Ada" }];
  const begun = foldPublic({ ...freshBlackjack(), phase: "open", round, kept: waits }, at("closed", { seats: [1] }));
  test("seats that waited for their players wait on after a void", () => {
    const opened = foldPublic(foldPublic(begun, at("voided", { why: "" })), at("opened", { closesAtMs: 2 }, round + 1));
    expect(opened.kept).toEqual(waits);
  });
  test("who played keeps the seats of a round that was played", () => {
    const played = { ...begun, phase: "settled", result: { dealer: [] } as never };
    expect(foldPublic(played, at("opened", { closesAtMs: 2 }, round + 1)).kept.map((k) => k.seat)).toEqual([1]);
  });
  test("stakes lie there while the end of a round is seen, also when the next one is made", () => {
    const own = { round, bets: [], before: [] };
    const made = { ...freshRoom(5), round: round + 1 };
    expect(lyingOf(made, { phase: "settled", round, own }).round).toBe(round + 1);
    expect(lyingOf(made, { phase: "void", round, own }).round).toBe(round + 1);
    expect(lyingOf(made, { phase: "open", round: round + 1, own }).round).toBe(round); // what an earlier round left is not of this one
    expect(lyingOf({ ...made, round }, { phase: "settled", round, own })).toBe(own);
  });
});

describe("what is told", () => {
  const g = game("a split, a double");
  test("a stake that followed a seat, and one that went back", () => {
    expect(heard(g, 3).own.told.map((x) => x.what)).toEqual(["followed", "followed"]);
    expect(heard(g, 4).own.told.map((x) => x.what)).toEqual(["unbacked"]);
    expect(heard(g, 4).own.bets.flatMap((b) => b.spots)).toEqual([{ spot: "behind:3", stake: 500 }]);
  });
  test("an act of the system is marked", () => {
    expect(heard(g, 1).seats[0]!.hands[0]).toMatchObject({ did: "stand", bySystem: true });
    expect(heard(g, 1).seats[0]!.absent).toBe(true);
  });
});

describe("what is asked", () => {
  const none = new Set<number>();
  const ask = (g: Game, player: number, event: string, nth: number, ms: number, waits: ReadonlySet<number> = none) => {
    let seen = 0;
    const i = g.steps.findIndex((s) => s.events.some((e) => e.type === event) && ++seen === nth);
    const sheet = readSheet(g.sheet);
    const s = heard(g, player, i + 1);
    const nowMs = g.steps[i]!.atMs + ms;
    return askOf(s, seenAt(s, nowMs, sheet.options.dealMs, true), sheet.options, sheet.common ? partsOf(s, sheet.options) : null, nowMs, waits);
  };
  const split = game("a split, a double");
  const insured = game("insured, even money");
  const common = game("each plays");
  test("only whose hand it is, with all that is legal and its price", () => {
    expect(ask(split, 1, "dealt", 1, 6_000)).toBeNull(); // seat 1 is another's
    expect(ask(split, 2, "dealt", 1, 6_000)).toMatchObject({ kind: "act", seat: 1, hand: 0, total: 16, legal: ["hit", "stand", "double", "surrender"], stakeMinor: 2500, priceMinor: 2500, up: "6d" });
    expect(ask(split, 1, "acted", 1, 0)).toMatchObject({ seat: 3, hand: 0, hands: 1, codes: ["8s", "8d"], legal: ["hit", "stand", "double", "split", "surrender"], priceMinor: 1000 });
    expect(ask(split, 3, "acted", 1, 0)).toBeNull(); // who is behind does not decide
  });
  test("not before the deal is over, and not after the time is", () => {
    expect(ask(split, 2, "dealt", 1, 7 * 450 - 1)).toBeNull();
    expect(ask(split, 2, "dealt", 1, 7 * 450)).not.toBeNull();
    expect(ask(split, 1, "drawn", 1, 449)).toBeNull();
    expect(ask(split, 1, "drawn", 1, 450)).not.toBeNull();
    expect(ask(split, 2, "dealt", 1, 60_000)).toBeNull();
  });
  test("sooner where the player's time runs already, but never before the hand's own cards", () => {
    const i = split.steps.findIndex((s) => s.events.some((e) => e.type === "dealt"));
    const { options } = readSheet(split.sheet);
    const dealt = heard(split, 2, i + 1);
    const s = { ...dealt, turn: { ...dealt.turn!, untilMs: split.steps[i]!.atMs + options.decideMs } };
    const at = (ms: number) => { const nowMs = split.steps[i]!.atMs + ms; return askOf(s, seenAt(s, nowMs, options.dealMs, true), options, null, nowMs, none); };
    expect(at(4 * 450 - 1)).toBeNull();
    expect(at(4 * 450)).not.toBeNull();
  });
  test("each half of a split after the other", () => {
    expect(ask(split, 1, "drawn", 1, 2_000)).toMatchObject({ hand: 0, hands: 2, codes: ["8s", "3h"], total: 11 });
    expect(ask(split, 1, "drawn", 2, 2_000)).toMatchObject({ hand: 1, hands: 2, codes: ["8d", "Kd"], total: 18 });
  });
  test("insurance seat by seat, even money for a blackjack, and none twice", () => {
    expect(ask(insured, 1, "dealt", 1, 5_000)).toMatchObject({ kind: "insure", seat: 2, legal: ["no", "even"], stakeMinor: 1000 });
    expect(ask(insured, 1, "dealt", 1, 5_000, new Set([2]))).toMatchObject({ seat: 4, legal: ["no", "insure"], priceMinor: 500 });
    expect(ask(insured, 1, "acted", 1, 5_000)).toMatchObject({ seat: 4 });
    expect(ask(insured, 1, "acted", 2, 5_000)).toBeNull();
    expect(ask(insured, 2, "acted", 2, 5_000)).toMatchObject({ seat: 6 });
  });
  test("the common hand of all at once, of each once", () => {
    expect(ask(common, 1, "dealt", 1, 4_000)).toMatchObject({ seat: 1, hand: 0, legal: ["hit", "stand", "double", "split", "surrender"], priceMinor: 1000 });
    expect(ask(common, 1, "chosen", 1, 4_000)).toBeNull();
    expect(ask(common, 2, "chosen", 1, 4_000)).not.toBeNull();
    expect(ask(common, 2, "went", 1, 3_000)).toMatchObject({ hand: 0, codes: ["8s", "8d", "4c"] });
    expect(ask(common, 4, "went", 1, 3_000)).toBeNull(); // stood
    expect(ask(common, 1, "went", 2, 3_000)).toMatchObject({ hand: 1, codes: ["8s", "3s"] });
  });
  test("answers stay in their place until the seat has played", () => {
    const asked = ask(split, 1, "acted", 1, 0)!;
    const after = (event: string, nth: number) => { let seen = 0; return heard(split, 1, 1 + split.steps.findIndex((s) => s.events.some((e) => e.type === event) && ++seen === nth)); };
    expect(asked.seat).toBe(3);
    expect(goesOn(after("acted", 2), asked, none)).toBe(true); // its own split brings cards
    expect(goesOn(heard(split, 1), asked, none)).toBe(false);
    const others = { ...after("acted", 2), turn: { ...after("acted", 2).turn!, seat: 5 } };
    expect(goesOn(others, asked, none)).toBe(false);
    expect(goesOn(others, asked, new Set([3]))).toBe(true); // the answer is on its way
    expect(goesOn(others, { ...asked, kind: "insure" }, new Set([3]))).toBe(false);
  });
  test("who is waited for", () => {
    const deal = split.steps.findIndex((s) => s.events.some((e) => e.type === "dealt"));
    expect(waitsFor(heard(split, 1, deal + 1))).toMatchObject({ seat: 1 });
  });
});

describe("what cards count", () => {
  test.each([[["As", "Kd"], 21, true], [["As", "Ad"], 12, true], [["As", "9d", "5c"], 15, false], [["Tc", "6h", "Kd"], 26, false], [[], 0, false]] as const)("%j", (cards, total, soft) => {
    expect(sumOf(cards)).toEqual({ total, soft });
  });
  test("a blackjack is of two cards", () => {
    expect(natural(["Ah", "Qs"])).toBe(true);
    expect(natural(["7h", "7s", "7c"])).toBe(false);
  });
});

describe("the hint", () => {
  const { best } = readSheet(game("a split").sheet);
  const all = ["hit", "stand", "double", "split", "surrender"];
  test.each([
    [["Ts", "6d"], "Td", all, "surrender"], [["Ts", "6d"], "Td", ["hit", "stand"], "hit"], [["8s", "8d"], "6c", all, "split"], [["5s", "6d"], "6c", all, "double"],
    [["As", "7d"], "9c", all, "hit"], [["Ks", "Qd"], "6c", all, "stand"], [["As", "Ad"], "Ah", all, "split"], [["2s", "2d"], "9c", ["hit", "stand"], "hit"],
  ] as const)("%j against %s of %j: %s", (hand, up, legal, act) => expect(bestPlay(best, hand, up, legal)).toBe(act));
  test("rows are named as the sheet names them", () => {
    const names = new Set(best.map((r) => r[0]));
    for (const hand of [["As", "7d"], ["Ts", "6d"], ["8s", "8d"], ["As", "Ad"], ["Ks", "Td"]]) expect(names).toContain(rowOf(hand));
  });
  test("a table that forbids it says nothing", () => expect(bestPlay([], ["Ts", "6d"], "Td", all)).toBe(""));
});
