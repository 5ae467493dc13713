// The pages' own judge of spins against rounds that the server's rules played:
// every machine, every kind of round, from the seed alone.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromHex } from "../src/proof/check";
import { checkSession, drawsAt, pairCommitment, playAgain, roundSeed } from "../src/proof/session";
import { spinOf } from "../src/proof/spin";
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

describe("a saved round of a session", () => {
  const { sheet, rounds } = golden("slots-orchard");
  const { machine } = readMachine(sheet);
  const room = 2 ** 20 + 7;
  const from = room * 2 ** 24 + 4;
  // A pair whose round 2 has a seed of its own is made by playing what that seed gives.
  const serverSeed = "5a".repeat(32);
  const seed = roundSeed(room, 2, serverSeed, "luck");
  const spin = spinOf(machine, false, drawsAt(seed, 1));
  const shown = {
    stops: spin.stops, scatters: spin.scatters, scatterPay: spin.scatterCoins, times: 1, awarded: 0, win: spin.coins,
    drops: spin.falls.map((f) => ({ rows: f.rows, times: f.times, pay: f.coins, wins: f.wins.map((w) => ({ symbol: w.symbol, count: w.count, ways: w.ways, pay: w.coins })) })),
  };
  const saved = () => ({
    room, round: from + 2, machine, pair: { from, to: from + 9, commitment: pairCommitment(room, from, serverSeed), clientSeed: "luck", serverSeed, nonce: 2 },
    own: [
      { type: "spun", body: { bet: "b", coin: 1, stake: 25, shown, state: { doing: "ended", win: spin.coins, given: 0, played: 0, steps: 0, untilMs: 0 } } },
      { type: "paid", body: { staked: 25, returned: spin.coins, why: "played", landsAtMs: 1 } },
    ],
  });
  const findings = (twist: (s: ReturnType<typeof saved>) => void = () => {}) => {
    const s = saved();
    twist(s);
    const report = checkSession(JSON.stringify(s));
    return "why" in report ? report.why : report.findings.filter((f) => !f.ok).map((f) => f.what).join(" ");
  };

  test("is true as it is, and every change of it is found", () => {
    expect(rounds.length).toBeGreaterThan(5);
    expect(spin.scatters).toBeLessThan(3);
    expect(findings()).toBe("");
    expect(findings((s) => { s.pair.serverSeed = "5b" + s.pair.serverSeed.slice(2); })).toContain("commitment");
    expect(findings((s) => { s.pair.clientSeed = "lucky"; })).toContain("steps");
    expect(findings((s) => { s.pair.nonce = 3; })).toContain("ids");
    expect(findings((s) => { s.pair.to = s.round; })).toContain("ids"); // the last round of a pair is never played
    expect(findings((s) => { (s.own[1]!.body as { returned: number }).returned += 1; })).toBe("paid");
    expect(findings((s) => { delete (s.pair as { serverSeed?: string }).serverSeed; })).toBe("unfinished");
    expect(checkSession("{}")).toEqual({ why: "unreadable" });
    expect(checkSession("no record")).toEqual({ why: "unreadable" });
  });
});
