// Rounds of baccarat or dragon tiger in headless Chromium against a running server with
// the tables of e2e/tables.json: chips, one taken back, the line lost while the hand is
// dealt, every cent counted, the road beside the server's record, the proof.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/duel.mjs baccarat|dragon-tiger [phone]
import { accessible, adds, cash, recordFrom, recordOf, settledItem, sit } from "./cards.mjs";
import { base, run } from "./table.mjs";

const game = process.argv[2] ?? "baccarat";
const phone = process.argv[3] === "phone";
const context = phone ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {};
const room = { baccarat: 18, "dragon-tiger": 19 }[game];
const spots = { baccarat: ["player", "banker", "tie", "player-pair", "small"], "dragon-tiger": ["dragon", "tiger", "tie", "dragon-big", "tiger-small"] }[game];
const taken = { baccarat: "either-pair", "dragon-tiger": "suited-tie" }[game];
const sides = { baccarat: ["player", "banker"], "dragon-tiger": ["dragon", "tiger"] }[game];
const stageMs = 60_000;

await run(phone ? `${game}-phone` : game, async (t) => {
  const press = (l) => (phone ? l.tap() : l.click());
  const stage = (...names) => t.page.waitForSelector(names.map((n) => `[data-testid="table"][data-stage="${n}"]`).join(), { timeout: stageMs });
  await sit(t, room, press);
  const first = await cash(t);
  if (phone) {
    const wide = await t.page.evaluate(() => document.documentElement.scrollWidth);
    t.expect(wide <= 390, `nothing is wider than the screen (${wide})`);
  }
  const rounds = [];
  for (let n = 0; n < 2; n++) rounds.push(await aRound(n));
  await adds(t, first);
  await roadOf();
  for (const round of rounds) {
    const record = await recordFrom(t, round);
    await recordOf(t, round, record.shoe.seed ? ["ids", "shoe", "cards", "rules", "paid"] : ["ids", "rules", "paid"]);
    t.expect((await t.page.locator('[data-check="shoe"].later').count()) === (record.shoe.seed ? 0 : 1), "the shoe's seed is told only when the shoe has ended");
  }
  await t.shot("record");
  await accessible(t, "on the record of the round");
  await t.page.goto(`${base}/#/rules/${room}`);
  await t.id("bets").waitFor();
  await accessible(t, "on the rules");
  await t.shot("rules");

  /** Chips on five fields and one that is taken back; the second round is bet again with one press. */
  async function aRound(n) {
    await stage("landed", "idle", "dealing", "shuffling");
    await stage("betting");
    const round = await t.round();
    const start = await cash(t);
    if (n === 0) {
      await press(t.id("chip-5"));
      for (const [i, spot] of spots.entries()) {
        await press(t.id(`spot-${spot}`));
        await t.owned(500 * (i + 1));
      }
      await press(t.id(`spot-${taken}`));
      await t.owned(500 * (spots.length + 1));
      await press(t.id("undo"));
      await t.owned(500 * spots.length);
      await t.shot("bets");
      await accessible(t, "while bets are taken");
    } else {
      await press(t.id("rebet"));
      await t.owned(500 * spots.length);
    }
    t.expect((await t.round()) === round, "all of it in one round");
    await stage("dealing");
    if (n === 1) {
      const restore = await t.cut(); // a hand that is dealt goes on without its players
      await t.id("conn-banner").waitFor({ timeout: 10_000 });
      await t.page.waitForTimeout(500);
      await restore();
      await t.online();
    } else {
      t.expect((await cash(t)) >= start - 500 * spots.length, "the stakes are taken");
      await t.shot("dealing");
    }
    await stage("landed");
    await t.page.waitForTimeout(300);
    const item = await settledItem(t, round);
    const winner = await t.id("result").getAttribute("data-winner");
    t.expect(winner === item.result.winner, `the page and the history name the same winner: ${winner}`);
    for (const side of sides) {
      const shown = await t.id(`hand-${side}`).getAttribute("data-cards");
      const cards = item.result.cards.filter((c) => c.to === side).map((c) => c.card).join(" ");
      t.expect(shown === cards, `${side}'s cards are ${cards}`);
    }
    t.expect(Number(await t.id("outcome").getAttribute("data-net")) === item.returned - item.staked, `${item.returned - item.staked} is told as the outcome`);
    t.expect(item.staked === 500 * spots.length && (await cash(t)) === start - item.staked + item.returned, `the balance is the stakes of ${item.staked} less and ${item.returned} more`);
    await t.shot(`landed-${n}`);
    await accessible(t, "when the hand has landed");
    return round;
  }

  /** The beads on the page are those of the shoe's rounds on the server, in their order. */
  async function roadOf() {
    await stage("betting");
    const round = await t.round();
    if (await t.id("rail-open").isVisible()) await press(t.id("rail-open"));
    await t.id("roads").waitFor();
    const beads = await t.page.$$eval('[data-testid="roads"] .bead-road .bead', (all) => all.map((g) => `${[...g.classList].find((c) => c.startsWith("s-")).slice(2)} ${g.querySelector("text").textContent}`));
    await t.shot("roads");
    const shoe = (await recordFrom(t, round - 1)).shoe.round;
    const results = [];
    for (let r = shoe; r < round; r++) {
      const record = await recordFrom(t, r);
      const result = record.events?.find((e) => e.type === "result")?.body;
      if (result) results.push(result);
    }
    t.expect(beads.length === results.length, `${results.length} rounds of this shoe, as many beads`);
    const want = results.map((r) => (game === "baccarat" ? `${r.winner} ${Math.max(r.playerTotal, r.bankerTotal)}` : r.winner));
    const seen = game === "baccarat" ? beads : beads.map((b) => b.split(" ")[0]);
    t.expect(seen.join() === want.join(), `the bead road is the server's record: ${seen.slice(-6).join(", ")}`);
    const counts = await t.page.$$eval('[data-testid="counts"] dd', (all) => all.slice(0, 3).map((d) => Number(d.textContent)));
    t.expect(counts.join() === [sides[0], "tie", sides[1]].map((s) => results.filter((r) => r.winner === s).length).join(), `and the counts are ${counts.join(", ")}`);
    await accessible(t, "with the roads open");
    if (phone) await t.page.keyboard.press("Escape");
  }
}, { context });
