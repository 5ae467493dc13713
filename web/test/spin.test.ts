// The pages' own judge of spins against rounds that the server's rules played:
// every machine, every kind of round, from the seed alone.
import { describe, expect, test } from "vitest";
import { fromHex } from "../src/proof/check";
import { pairCommitment, playAgain, roundSeed } from "../src/proof/session";
import { readMachine } from "../src/games/slots/machine";
import { eventsOf, golden } from "./golden";

describe.each(["slots-harbour", "slots-orchard", "slots-sevens", "slots-small", "slots-smallways"])("%s", (name) => {
  const { sheet, rounds } = golden(name);
  const { machine } = readMachine(sheet);
  test.each(rounds.map((r, i) => [`${i}: ${r.what}`, r] as const))("round %s follows from its seed", (_, r) => {
    const again = playAgain(machine, fromHex(r.seed), eventsOf(r));
    expect(again.steps.map((s) => s.ok)).toEqual(again.steps.map(() => true));
    expect(again).toMatchObject({ ok: true, dueMinor: again.toldMinor });
  });

  test("a round of another seed, a moved symbol, a coin too many: none is taken for true", () => {
    const r = rounds.find((x) => x.what !== "nothing")!;
    const twist = (f: (e: { type: string; body: never }[]) => void) => { const copy = structuredClone(r); f(copy.events as never); return playAgain(machine, fromHex(copy.seed), eventsOf(copy)).ok; };
    expect(playAgain(machine, fromHex(r.seed.replace(/^00/, "01")), eventsOf(r)).ok).toBe(false);
    expect(twist((e) => { const s = (e.find((x) => x.type === "spun")!.body as { shown: { drops: { rows: string[][] }[] } }).shown.drops[0]!.rows; [s[0]![0], s[1]![0]] = [s[1]![0]!, s[0]![0]!]; (s[0]![0] === s[1]![0]) && (s[0]![0] = "?"); })).toBe(false);
    expect(twist((e) => { (e.find((x) => x.type === "paid")!.body as { returned: number }).returned += 5; })).toBe(false);
  });
});

// rng/fairness/testdata has the same figures where the server's side is tested.
test("a pair's commitment and a round's seed, by the text of the rules", () => {
  const serverSeed = "ab".repeat(32);
  expect(pairCommitment(5, 5 * 2 ** 24 + 1, serverSeed)).toMatch(/^[0-9a-f]{64}$/);
  expect(roundSeed(5, 0, serverSeed, "luck")).toHaveLength(32);
  expect(roundSeed(5, 0, serverSeed, "luck")).not.toEqual(roundSeed(5, 1, serverSeed, "luck"));
});
