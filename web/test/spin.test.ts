// The pages' own judge of spins against rounds that the server's rules played:
// every machine, every kind of round, from the seed alone.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromHex } from "../src/proof/check";
import { drawsAt, pairCommitment, playAgain, roundSeed } from "../src/proof/session";
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

describe("a pair's commitment, a round's seed and its draws, by the server's vectors", () => {
  interface Vector { seed: string; clientSeed: string; room: number; from: number; commitment: string; rounds: { nonce: number; seed: string; draws: { k: number; n: string; value: string }[] }[] }
  const vectors = JSON.parse(readFileSync(new URL("../../rng/fairness/testdata/sessions.json", import.meta.url), "utf8")) as Vector[];
  test.each(vectors.map((v, i) => [i, v] as const))("pair %i", (_, v) => {
    expect(pairCommitment(v.room, v.from, v.seed)).toBe(v.commitment);
    for (const r of v.rounds) {
      const seed = roundSeed(v.room, r.nonce, v.seed, v.clientSeed);
      expect(seed).toEqual(fromHex(r.seed));
      for (const d of r.draws) expect(String(drawsAt(seed, d.k)(BigInt(d.n)))).toBe(d.value);
    }
  });
});
