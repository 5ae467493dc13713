// Rounds of a running server's card tables, checked as the proof page does: whole
// they hold, and with any part of them changed they do not.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { linesOf } from "../src/history/cards/lines";
import { stepsOf } from "../src/history/cards/steps";
import { toldOf } from "../src/proof/blackjack";
import { checkCards } from "../src/proof/cards";
import { dealtOf, packsOf, shuffleOf } from "../src/proof/shoe";
import type { RoundRecord } from "../src/wire/http";

interface Golden { what: string; record: RoundRecord }
const all = JSON.parse(readFileSync(new URL("golden/cardrounds.json", import.meta.url), "utf8")) as Golden[];
const copy = (r: RoundRecord) => structuredClone(r);
const frozen = <T>(v: T): T => {
  if (v && typeof v === "object") { Object.values(v).forEach(frozen); Object.freeze(v); }
  return v;
};
const wrongOf = (r: RoundRecord) => checkCards(r)!.findings.filter((f) => !f.ok).map((f) => f.what);
type Body = Record<string, unknown> & { cards: { to: string; card: string }[]; dealer: string[]; seats: { cards: string[] }[]; hands: { why: string }[]; shoe: { dealt: number; shoe: number }; returned: number; winner: string };
const bodyOf = (events: RoundRecord["events"], type: string) => events!.find((e) => e.type === type)?.body as Body | undefined;
const other = (card: string) => (card === "2c" ? "3d" : "2c");

test("packs lie as new ones do, and a shuffle keeps every card", () => {
  expect(packsOf(1).slice(0, 14).join(" ")).toBe("Ac 2c 3c 4c 5c 6c 7c 8c 9c Tc Jc Qc Kc Ad");
  expect(packsOf(8)).toHaveLength(416);
  const order = shuffleOf(new Uint8Array(32).fill(7), 6);
  expect([...order].sort()).toEqual([...packsOf(6)].sort());
  expect(order).not.toEqual(packsOf(6));
});

test("a shoe by its seed is the server's (games/cards)", () => {
  const order = shuffleOf(Uint8Array.from({ length: 32 }, (_, i) => i), 8).join("");
  expect(order.slice(0, 40)).toBe("Td7d3sTc9s7cQdQh6hJs5sThAc9h9c3h7cKh8dAh");
  expect(createHash("sha256").update(order).digest("hex")).toBe("7566ab3f0e19d568e06d4f8c9bc2527a15cbf53d0b061de9f32e86b4f304d53c");
});

describe.each(all.map((g) => [g.what, g.record] as const))("%s", (_, record) => {
  const told = Boolean(record.shoe?.seed);

  test("holds, and the check changes nothing of the record", () => {
    const r = frozen(copy(record));
    const once = checkCards(r)!;
    expect(once.findings.filter((f) => !f.ok)).toEqual([]);
    expect(once.findings.some((f) => f.pending)).toBe(!told);
    expect(once.findings.map((f) => f.what)).toContain(told ? "cards" : "shoe");
    expect(once.findings.some((f) => f.what === "paid")).toBe((record.own ?? []).length > 0);
    expect(checkCards(r)!.findings).toEqual(once.findings);
  });

  test("does not hold with another seed or another commitment", () => {
    for (const change of [(s: string) => s.replace(/^./, (d) => (d === "0" ? "1" : "0"))]) {
      if (told) {
        const r = copy(record);
        r.shoe!.seed = change(r.shoe!.seed!);
        expect(wrongOf(r)).toContain("shoe");
        const c = copy(record);
        c.shoe!.commitment = change(c.shoe!.commitment);
        expect(wrongOf(c)).toContain("shoe");
      }
      if (record.seed && record.shoe?.round !== record.round) {
        const r = copy(record);
        r.seed = change(r.seed!);
        expect(wrongOf(r)).toEqual(["own"]);
      }
    }
  });

  test("does not hold with a shoe of another round", () => {
    const r = copy(record);
    r.shoe!.round -= 1;
    expect(wrongOf(r)).toContain("shoe");
  });

  test.runIf(told)("does not hold with any one card changed or moved", () => {
    const dealt = dealtOf(record)!;
    dealt.cards.forEach((card, i) => {
      const r = copy(record);
      const place = { n: i, card: card! };
      exchange(r, place);
      expect(wrongOf(r), `card ${i}, ${card}`).toContain("cards");
    });
  });

  test("does not hold with another outcome", () => {
    const r = copy(record);
    const result = bodyOf(r.events, "result")!;
    if (result.winner) result.winner = result.winner === "tie" ? "player" : "tie";
    else result.hands[0]!.why = result.hands[0]!.why === "win" ? "push" : "win";
    expect(wrongOf(r)).toContain("rules");
  });

  test.runIf((record.own ?? []).length > 0)("does not hold with a cent more or less paid, or staked", () => {
    for (const by of [1, -1, 100]) {
      const r = copy(record);
      bodyOf(r.own, "paid")!.returned += by;
      expect(wrongOf(r)).toContain("paid");
    }
    const without = copy(record);
    without.own = without.own!.filter((e) => e.type !== "placed");
    expect(wrongOf(without)).toContain("paid");
    const unpaid = copy(record);
    unpaid.own = unpaid.own!.filter((e) => e.type !== "paid");
    expect(wrongOf(unpaid)).toContain("paid");
  });

  test("is told step by step, and its lines are what was staked and paid", () => {
    const steps = stepsOf(record.events!);
    expect(steps[0]!.events).toBe(0);
    expect(steps.at(-1)!.events).toBeGreaterThan(0);
    if (record.game.startsWith("blackjack")) steps.forEach((s) => toldOf(record.events!.slice(0, s.events))); // any part of a log can be told
    const { lines, staked, returned } = linesOf(record.own ?? []);
    expect(lines.reduce((sum, l) => sum + l.stake, 0)).toBe(staked);
    if (returned !== null) expect(lines.reduce((sum, l) => sum + l.back, 0)).toBe(returned);
  });
});

/** Puts another card where the n-th of the round is told. */
function exchange(r: RoundRecord, { n, card }: { n: number; card: string }): void {
  let seen = 0;
  const dealt = bodyOf(r.events, "dealt") as (Body & { up: string; taken: number }) | undefined;
  const felt = bodyOf(r.events, "result")!;
  if (!dealt) { felt.cards[n]!.card = other(card); return; }
  const swap = (list: string[], i: number) => { if (seen++ === n) list[i] = other(list[i]!); };
  for (const s of dealt.seats) swap(s.cards, 0);
  if (seen++ === n) dealt.up = other(dealt.up);
  for (const s of dealt.seats) swap(s.cards, 1);
  const peek = dealt.taken > seen;
  if (peek) swap(felt.dealer, 1);
  for (const e of r.events!) {
    const b = e.body as { cards: string[]; card?: string; halves: string[] };
    if (e.type === "acted" || e.type === "drawn") b.cards.forEach((_, i) => swap(b.cards, i));
    if (e.type === "went") {
      if (b.card && seen++ === n) b.card = other(b.card);
      b.halves.forEach((_, i) => swap(b.halves, i));
    }
  }
  for (let i = peek ? 2 : 1; i < felt.dealer.length; i++) swap(felt.dealer, i);
}

test("a shoe that is shown when it has ended is the one of its seed", () => {
  const record = all.find((g) => bodyOf(g.record.events, "shuffled")?.["before"])!.record;
  const r = copy(record);
  const before = bodyOf(r.events, "shuffled")!["before"] as { order: string[] };
  [before.order[3], before.order[200]] = [before.order[200]!, before.order[3]!];
  expect(before.order[3]).not.toBe(before.order[200]);
  expect(wrongOf(r)).toEqual(["before"]);
});

test("what is no record of an ended card round is not checked, and nonsense does not hold", () => {
  const r = all[0]!.record;
  expect(checkCards({ ...r, game: "roulette-european" })).toBeNull();
  expect(checkCards({ ...r, events: r.events!.filter((e) => e.type !== "result") })).toBeNull();
  const nonsense = copy(r);
  (bodyOf(nonsense.events, "dealt") as unknown as { seats: unknown }).seats = 5;
  expect(wrongOf(nonsense)).toContain("rules");
});

test("the cards of an endless or an empty shoe are no round's", () => {
  for (const decks of [0, 9, 1.5, -1, NaN]) {
    const r = copy(all.find((g) => g.record.game === "baccarat")!.record);
    (bodyOf(r.events, "result")!.shoe as unknown as { decks: number }).decks = decks;
    expect(dealtOf(r), String(decks)).toBeNull();
  }
});

test("what went back from behind a seat that nobody played is no line of the player's", () => {
  const own = [
    { round: 1, atMs: 0, type: "placed", body: { bet: "a", spots: [{ spot: "behind:2", stake: 500 }, { spot: "behind:3", stake: 700 }], total: 1200 } },
    { round: 1, atMs: 0, type: "unbacked", body: { bet: "a", spots: [{ spot: "behind:2", stake: 500 }], total: 500 } },
  ];
  expect(linesOf(own)).toMatchObject({ staked: 700, returned: null, lines: [{ spot: "behind:3", stake: 700 }] });
});
