// The tables of two sides, on frames that a server sent to a player who bet and
// took back: a whole shoe of baccarat from shuffle to shuffle, and rounds of
// dragon tiger. Beside them stand views that the server told a watcher.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as baccaratBodies from "../src/games/baccarat/bodies";
import { baccarat } from "../src/games/baccarat/game";
import * as dragonBodies from "../src/games/dragontiger/bodies";
import { dragonTiger } from "../src/games/dragontiger/game";
import { played, type DuelState, type Turn } from "../src/games/duel/fold";
import type { Game } from "../src/games/duel/game";
import { readSheet, type Sheet } from "../src/games/duel/sheet";
import { cardsAt, hidden, nextChange, paidAt, scoreAt, shoeAt, stageAt } from "../src/games/duel/stage";
import { stepOf } from "../src/games/chips/fields";
import { stakedMinor } from "../src/games/chips/stakes";
import { roadsOf, type Column } from "../src/games/roads/roads";
import { foldRoom, freshRoom, type RoomState } from "../src/state/room";
import type { Event, Own, ServerMessage, Table } from "../src/wire/types";
import type { BaccaratResult, BaccaratView, DragonTigerResult, DragonTigerView, FeltPaid } from "../src/wire/wire.gen";

interface Tape { sheet: unknown; options: unknown; frames: ServerMessage[]; snaps: { after: number; round: number; view: BaccaratView | DragonTigerView }[] }
const tapeOf = (name: string) => JSON.parse(readFileSync(new URL(`golden/${name}-frames.json`, import.meta.url), "utf8")) as Tape;

const games: [string, Game, Tape][] = [["baccarat", baccarat, tapeOf("baccarat")], ["dragon tiger", dragonTiger, tapeOf("dragontiger")]];
const stateOf = (r: RoomState) => r.play as DuelState;
const eventsOf = (m: ServerMessage): Event[] => (m.t === "table" || m.t === "own" ? (m as Table | Own).events ?? [] : []);

/** The room after each frame. */
function states(tape: Tape): RoomState[] {
  let r = freshRoom((tape.frames[0] as { room: number }).room);
  return tape.frames.map((m) => (r = foldRoom(r, m)));
}

/** The rooms right after a result, with the state before it. */
function results(tape: Tape): { before: DuelState; s: DuelState; hand: NonNullable<DuelState["hand"]> }[] {
  const all = states(tape);
  return tape.frames.flatMap((m, i) => (eventsOf(m).some((e) => e.type === "result") ? [{ before: stateOf(all[i - 1]!), s: stateOf(all[i]!), hand: stateOf(all[i]!).hand! }] : []));
}

const plainColumn = (c: Column) => ({ win: c.win, depth: c.depth, ties: c.ties ?? [] });

describe.each(games)("%s", (name, game, tape) => {
  const sheet: Sheet = readSheet(tape.sheet, tape.options);
  const told = results(tape);

  test("no frame is missed, and each round has its result", () => {
    const all = states(tape);
    expect(all.every((r) => !r.gap)).toBe(true);
    expect(told.length).toBe(tape.frames.flatMap(eventsOf).filter((e) => e.type === "result").length);
    expect(told.length).toBeGreaterThan(10);
  });

  test("what the page keeps is what the server tells a watcher", () => {
    const all = states(tape);
    for (const snap of tape.snaps) {
      const s = stateOf(all[snap.after - 1]!);
      const view = snap.view;
      expect(s.score.beads).toEqual(view.beads);
      expect(s.score.shoe).toEqual(view.shoe);
      if ("roads" in view && view.roads) {
        expect(s.score.roads.big.map(plainColumn)).toEqual(view.roads.big.map(plainColumn));
        expect([s.score.roads.leadTies, s.score.roads.bigEye, s.score.roads.small, s.score.roads.cockroach])
          .toEqual([view.roads.leadTies, view.roads.bigEye, view.roads.small, view.roads.cockroach]);
      }
    }
    expect(tape.snaps.length).toBeGreaterThan(1);
  });

  test("who comes now sees what who stayed sees", () => {
    const fold = name === "baccarat" ? baccaratBodies.fold : dragonBodies.fold;
    for (const snap of tape.snaps) {
      const stayed = stateOf(states(tape)[snap.after - 1]!);
      const came = fold.view(fold.fresh() as never, snap.view, snap.round);
      expect(came.score).toEqual(stayed.score);
      for (const nowMs of [came.landsAtMs - 1, came.landsAtMs]) {
        expect(scoreAt(came, nowMs).beads).toEqual(scoreAt(stayed, nowMs).beads);
        expect(stageAt(came, nowMs)).toBe(stageAt(stayed, nowMs));
        expect(shoeAt(came, nowMs)).toEqual(shoeAt(stayed, nowMs));
      }
    }
  });

  test("nothing of a hand is shown before its moment", () => {
    for (const { before, s, hand } of told) {
      const toldMs = tape.frames.flatMap(eventsOf).find((e) => e.type === "result" && e.round === s.round)!.atMs;
      const beads = s.fresh ? [] : before.score.beads; // a shuffle begins the roads anew
      for (let nowMs = toldMs; nowMs < hand.landsAtMs; nowMs = nextChange(s, nowMs) ?? hand.landsAtMs) {
        expect(stageAt(s, nowMs)).not.toBe("landed");
        expect(hidden(s, nowMs)).toBe(true);
        expect(scoreAt(s, nowMs).beads).toEqual(beads);
        expect(scoreAt(s, nowMs).roads).toEqual(roadsOf(beads));
        expect(paidAt({ ...s, own: { ...s.own, round: s.round, paid: { landsAtMs: hand.landsAtMs } as FeltPaid } }, nowMs)).toBeNull();
        const lain = game.sides.flatMap((side) => cardsAt(s, side, nowMs));
        for (const c of lain) expect(c.down).toBe(nowMs < c.atMs);
        expect(lain.filter((c) => !c.down).map((c) => c.card).sort()).toEqual(hand.cards.filter((c) => nowMs >= c.atMs).map((c) => c.card).sort());
        expect(shoeAt(s, nowMs)!.dealt - hand.shoe.dealt).toBe(lain.length); // how many come is not told either
      }
      expect(stageAt(s, hand.landsAtMs)).toBe("landed");
      expect(scoreAt(s, hand.landsAtMs).beads).toEqual([...beads, s.score.beads.at(-1)!]);
    }
  });

  test("every card is on its way before it turns, and turns at its moment", () => {
    for (const { s, hand } of told) {
      for (const c of hand.cards as Turn[]) {
        const at = (ms: number) => cardsAt(s, c.to, ms).find((x) => x.atMs === c.atMs);
        expect(at(c.atMs - 1)).toMatchObject({ card: c.card, down: true, told: false });
        expect(at(c.atMs)).toMatchObject({ down: false });
        expect(at(at(c.atMs)!.leftMs - 1)).toBeUndefined();
      }
    }
  });

  test("spots win, push and lose as the server paid them", () => {
    const all = states(tape);
    let seen = 0;
    tape.frames.forEach((m, i) => {
      if (!eventsOf(m).some((e) => e.type === "paid")) return;
      const s = stateOf(all[i]!);
      const paid = s.own.paid!;
      const fates = new Map(s.own.bets.flatMap((b) => b.spots).map((x) => [x.spot, game.fate(x.spot, s.hand!, sheet)]));
      expect([...fates].filter(([, f]) => f === "won").map(([spot]) => spot).sort()).toEqual(paid.wins.map((w) => w.spot).sort());
      expect([...fates].filter(([, f]) => f === "push" || f === "half").map(([spot]) => spot).sort()).toEqual(paid.pushes.map((p) => p.spot).sort());
      expect(stakedMinor(s.own.bets.flatMap((b) => b.spots))).toBe(paid.staked);
      expect(paidAt(s, paid.landsAtMs - 1)).toBeNull();
      expect(paidAt(s, paid.landsAtMs)).toBe(paid);
      seen += 1;
    });
    expect(seen).toBeGreaterThan(10);
  });

  test("what was taken back lies no more; a rebet repeats what stood", () => {
    const all = states(tape);
    let undone = 0;
    tape.frames.forEach((m, i) => {
      for (const e of eventsOf(m)) {
        if (e.type === "takenBack") { undone += 1; expect(stateOf(all[i]!).own.bets.some((b) => (e.body as { bets: string[] }).bets.includes(b.bet))).toBe(false); }
        if (e.type !== "opened" || stateOf(all[i - 1]!).own.bets.length === 0) continue;
        const stood = stateOf(all[i - 1]!).own.bets.flatMap((b) => b.spots);
        expect(stakedMinor(stateOf(all[i]!).own.before)).toBe(stakedMinor(stood));
        expect(stateOf(all[i]!).own.bets).toEqual([]);
      }
    });
    expect(undone).toBeGreaterThan(1);
  });

  test("the end of a round is still seen when the next one is made", () => {
    const fold = name === "baccarat" ? baccaratBodies.fold : dragonBodies.fold;
    const { s, hand } = told.at(-2)!;
    const next = { phase: "none", closesAtMs: 0, opensAtMs: hand.nextAtMs, landsAtMs: hand.landsAtMs, shoe: s.score.shoe, beads: s.score.beads, roads: null, hand: null, result: null };
    const stayed = fold.view(s as never, next, s.round + 1);
    expect([stayed.phase, stayed.hand, stayed.round]).toEqual(["settled", hand, s.round]);
    const came = fold.view(fold.fresh() as never, next, s.round + 1);
    expect(stageAt(came, hand.landsAtMs - 1)).toBe("dealing");
    expect(scoreAt(came, hand.landsAtMs - 1).beads).toEqual(s.before.beads);
    expect(stageAt(came, hand.landsAtMs)).toBe("landed");
    const kept = fold.ownView(stayed as never, { bets: [], staked: 0, paid: null }, s.round + 1);
    expect(kept.own).toBe(stayed.own);
  });

  test("nothing of a player stays when somebody else sits down", () => {
    const fold = name === "baccarat" ? baccaratBodies.fold : dragonBodies.fold;
    const busy = states(tape).map(stateOf).find((s) => s.own.bets.length > 0)!;
    expect(fold.alone(busy as never).own).toEqual({ round: busy.own.round, bets: [], paid: null, before: [] });
    expect(fold.bets(busy as never)).toBe(busy.own.bets.length);
  });

  test("arrows reach every field from every field", () => {
    for (const upright of [false, true]) {
      const rows = game.rows(sheet, upright);
      const spots = rows.flat().map((f) => f.spot);
      expect([...spots].sort()).toEqual(sheet.spots.map((s) => s.spot).sort());
      const reached = new Set([spots[0]!]);
      for (const from of reached) for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) reached.add(stepOf(rows, from, key));
      expect(reached.size).toBe(spots.length);
      expect(stepOf(rows, spots[0]!, "x")).toBe("");
    }
  });
});

describe("the shoe of baccarat", () => {
  const tape = games[0]![2];
  const told = results(tape);

  test("the next hand begins where the shoe was left", () => {
    told.forEach(({ s, hand }, i) => {
      expect(s.score.shoe).toEqual(played(hand.shoe, hand.cards.length));
      const next = told[i + 1];
      if (next && next.hand.shoe.shoe === hand.shoe.shoe) expect(next.hand.shoe).toEqual(s.score.shoe);
    });
    expect(told.some(({ hand }) => hand.shoe.final)).toBe(true);
  });

  test("a change of the shoe: burned as the first card counts, roads begin anew, cards come after it", () => {
    const changes = told.filter(({ s }) => s.fresh !== null);
    expect(changes.length).toBe(2);
    for (const { s, hand } of changes) {
      const counts = "A23456789".indexOf(s.fresh!.top[0]!) + 1 || 10;
      expect(s.fresh!.burned).toBe(1 + counts);
      expect(hand.shoe.dealt).toBe(s.fresh!.burned);
      expect(s.score.beads.length).toBe(1);
      const leaves = cardsAt(s, "player", hand.landsAtMs)[0]!.leftMs;
      expect(stageAt(s, leaves - 1)).toBe("shuffling");
      expect(stageAt(s, leaves)).toBe("dealing");
    }
    const last = told[told.indexOf(changes[1]!) - 1]!;
    expect([last.hand.shoe.final, last.s.score.shoe]).toEqual([true, null]);
  });

  test("a void gives back what the round began with", () => {
    const { fold } = baccaratBodies;
    const { s } = told.find((x) => x.s.fresh !== null)!;
    const before = s.began;
    const void_ = fold.event(s as never, { round: s.round, atMs: 0, type: "voided", body: { why: "a reason" } });
    expect([void_.score, void_.hand, void_.fresh, void_.voided]).toEqual([before, null, null, "a reason"]);
  });

  test("totals are those of the cards", () => {
    for (const { hand } of told) {
      const r = hand as unknown as BaccaratResult;
      const of = (side: string) => baccaratBodies.totalOf(r.cards.filter((c) => c.to === side).map((c) => c.card));
      expect([of("player"), of("banker")]).toEqual([r.playerTotal, r.bankerTotal]);
    }
    expect(baccaratBodies.totalOf(["Td", "Kc", "Ah"])).toBe(1);
  });
});

describe("fates that come seldom", () => {
  const hand = (r: Partial<BaccaratResult>): BaccaratResult => ({
    shoe: { shoe: 1, decks: 8, cut: 400, dealt: 10 }, cards: Array.from({ length: 5 }, () => ({ to: "player", card: "As", atMs: 0 })), playerTotal: 0, bankerTotal: 0,
    winner: "banker", natural: false, feat: "", playerPair: "none", bankerPair: "none", landsAtMs: 0, nextAtMs: 0, staked: 0, returned: 0, ...r,
  });
  test.each([
    ["banker", hand({ feat: "dragon" }), "ez", "push"], ["banker", hand({ feat: "dragon" }), "commission", "won"], ["dragon-7", hand({ feat: "dragon" }), "ez", "won"],
    ["panda-8", hand({ feat: "panda", winner: "player" }), "ez", "won"], ["super-6", hand({ feat: "six" }), "noCommission", "won"], ["banker", hand({ feat: "six" }), "noCommission", "won"],
    ["super-6", hand({}), "noCommission", "lost"], ["perfect-pair", hand({ bankerPair: "perfect" }), "", "won"], ["perfect-pair", hand({ bankerPair: "pair" }), "", "lost"],
    ["banker-pair", hand({ bankerPair: "perfect" }), "", "won"], ["either-pair", hand({ playerPair: "pair" }), "", "won"], ["player-pair", hand({ bankerPair: "pair" }), "", "lost"],
    ["big", hand({}), "", "won"], ["small", hand({}), "", "lost"], ["player", hand({ winner: "tie" }), "", "push"], ["banker", hand({ winner: "tie" }), "", "push"], ["tie", hand({ winner: "tie" }), "", "won"],
  ] as const)("%s", (spot, r, variant, fate) => {
    expect(baccaratBodies.fateOf(spot, r, variant)).toBe(fate);
  });

  const cards = (dragon: string, tiger: string): DragonTigerResult => {
    const rank = (c: string) => "A23456789TJQK".indexOf(c[0]!);
    const winner = rank(dragon) > rank(tiger) ? "dragon" : rank(tiger) > rank(dragon) ? "tiger" : "tie";
    return { shoe: { shoe: 1, decks: 8, cut: 400, dealt: 1 }, cards: [{ to: "dragon", card: dragon, atMs: 0 }, { to: "tiger", card: tiger, atMs: 0 }], winner, suited: dragon === tiger, landsAtMs: 0, nextAtMs: 0, staked: 0, returned: 0 };
  };
  test.each([
    ["dragon", cards("7c", "7d"), "half", "half"], ["tiger", cards("7c", "7d"), "all", "lost"], ["tie", cards("7c", "7d"), "half", "won"], ["suited-tie", cards("7c", "7d"), "half", "lost"],
    ["suited-tie", cards("7c", "7c"), "half", "won"], ["dragon-big", cards("7c", "8c"), "half", "lost"], ["dragon-small", cards("7c", "8c"), "half", "lost"], ["tiger-big", cards("7c", "8c"), "half", "won"],
    ["dragon-small", cards("6h", "Kc"), "half", "won"], ["tiger-small", cards("6h", "Ac"), "half", "won"], ["tiger-big", cards("6h", "Ac"), "half", "lost"], ["dragon", cards("Ah", "2c"), "half", "lost"],
  ] as const)("%s", (spot, r, tieLoses, fate) => {
    expect(dragonBodies.fateOf(spot, r, tieLoses)).toBe(fate);
  });
});
