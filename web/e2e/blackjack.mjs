// Hands of blackjack in headless Chromium against a running server with the tables
// of e2e/tables.json: chips on a seat and its side bets, an insurance and a split when
// they come at one of six quick tables, the line lost in the middle of a decision, a
// change of the shoe, every cent counted, and the shoe shuffled again in the page.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/blackjack.mjs [phone]
import { accessible, adds, cash, hunt, recordFrom, recordOf, settledItem, sit } from "./cards.mjs";
import { base, run } from "./table.mjs";

const phone = process.argv[2] === "phone";
const context = phone ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {};
const own = 11; // the table of one's own hands
const rooms = [12, 13, 14, 15, 16]; // quick ones
const seats = [2, 4, 6];
const huntMs = 150_000; // at five tables with a round in six seconds no ace comes in so long in one play of 10,000
const stageMs = 60_000;

await run(phone ? "blackjack-phone" : "blackjack", async (t) => {
  const press = (l) => (phone ? l.tap() : l.click());
  const stage = (...names) => t.page.waitForSelector(names.map((n) => `[data-testid="table"][data-stage="${n}"]`).join(), { timeout: stageMs });
  await sit(t, own, press);
  const first = await cash(t);
  const watched = await firstRound();
  const seen = { insured: phone, split: false, cut: false }; // by touch a split will do
  const played = [];
  for (let tries = 0; !(seen.insured && seen.split); tries++) {
    t.expect(tries < 3, "a hand with a split and an insurance came within bounds");
    const hunter = await hunt(t, rooms, seats, wantedOf(seen));
    const { room, round } = await Promise.race([hunter.hit, new Promise((_, no) => setTimeout(() => no(new Error("no such hand came")), huntMs).unref())]);
    hunter.stop();
    await t.page.goto(`${base}/#/table/${room}`);
    await decide(seen);
    played.push({ round, ...(await ended(round)) });
    await hunter.close();
  }
  if (!phone) await shoeChanges(watched);
  await adds(t, first);
  if (!phone) await shoeOf(t, watched);
  for (const p of played) await told(p);

  /** One hand of one's own: a seat, its side bets, an undo, then what comes of it. */
  async function firstRound() {
    await stage("betting");
    await stage("playing", "dealer", "landed");
    await stage("betting"); // a whole window
    const round = Number(await t.id("table").getAttribute("data-round")) || (await t.round());
    const start = await cash(t);
    await press(t.id("chip-5"));
    await press(t.id("spot-seat:1"));
    await t.owned(500);
    await press(t.id("chip-1"));
    await press(t.id("spot-pairs:1"));
    await t.owned(600);
    await press(t.id("spot-threes:1"));
    await t.owned(700);
    await press(t.id("undo"));
    await t.owned(600);
    await t.shot("bets");
    await accessible(t, "while bets are taken");
    await decide({ insured: true, split: true, cut: true });
    const { item } = await ended(round);
    t.expect((await cash(t)) === start - item.staked + item.returned, `the hand moved ${item.returned - item.staked}`);
    return round;
  }

  /** What the play still waits for: an ace of the dealer's, else a pair. */
  function wantedOf(s) {
    return (turn, hands) => (!s.insured ? turn.stage === "insure" && [...hands.values()].some((h) => h.length === 2) : turn.stage === "act" && turn.legal.includes("split"));
  }

  /** Answers every question of the round: insures and splits where it can and has not yet, else stands. */
  async function decide(s) {
    for (let asks = 0; asks < 40; asks++) {
      const now = await t.page.waitForFunction(() => {
        const table = document.querySelector('[data-testid="table"]')?.dataset.stage;
        if (table === "landed") return { over: true };
        const ask = document.querySelector('[data-testid="ask"]');
        const acts = [...document.querySelectorAll('[data-testid^="act-"]')].filter((b) => b.getAttribute("aria-disabled") !== "true").map((b) => b.dataset.testid.slice(4));
        return ask && acts.length > 0 && { kind: ask.dataset.kind, key: `${ask.dataset.kind}/${ask.dataset.seat}/${ask.dataset.hand}`, acts };
      }, null, { timeout: stageMs }).then((h) => h.jsonValue());
      if (now.over) return;
      if (!s.cut) { s.cut = true; await lostLine(now); continue; }
      const act = now.kind === "insure" ? (now.acts.includes("insure") ? "insure" : now.acts.includes("even") ? "even" : "no")
        : !s.split && now.acts.includes("split") ? "split" : "stand";
      if (asks === 0) { await t.shot(`ask-${act}`); await accessible(t, "while a hand is asked about"); }
      await press(t.id(`act-${act}`));
      if (act === "insure") s.insured = true;
      if (act === "split") { s.split = true; await t.page.waitForTimeout(700); await t.shot("split"); }
      t.say(`ok: ${act} at ${now.key}`);
      await t.page.waitForTimeout(250);
    }
    throw new Error("a round with more than forty questions");
  }

  /** The line is lost while the page asks; the same question stands when it is back. */
  async function lostLine(asked) {
    const restore = await t.cut();
    await t.id("conn-banner").waitFor({ timeout: 10_000 });
    await t.shot("offline");
    await t.page.waitForTimeout(600);
    await restore();
    await t.online();
    await t.page.waitForSelector('[data-testid="ask"] [data-testid^="act-"]:not([aria-disabled="true"])', { timeout: 10_000 });
    const now = await t.page.evaluate(() => { const a = document.querySelector('[data-testid="ask"]').dataset; return `${a.kind}/${a.seat}/${a.hand}`; });
    t.expect(now === asked.key, `the line was lost at ${asked.key} and the same is asked again`);
  }

  /** The round's end: the page's lines are the history's. */
  async function ended(round) {
    await stage("landed");
    await t.page.waitForTimeout(400);
    const lines = await t.page.$$eval('[data-testid="line"]', (all) => all.map((l) => ({ spot: l.dataset.spot, why: l.dataset.why, back: Number(l.dataset.back) })));
    await t.shot(`landed-${round % 2 ** 24}`);
    await accessible(t, "when the hands are paid");
    const item = await settledItem(t, round);
    const want = item.own.lines.map((l) => ({ spot: l.spot, why: l.why, back: l.back }));
    t.expect(JSON.stringify(lines) === JSON.stringify(want), `the page shows the ${want.length} lines that were paid`);
    t.expect(item.own.lines.reduce((sum, l) => sum + l.stake, 0) === item.staked && item.own.lines.reduce((sum, l) => sum + l.back, 0) === item.returned, "and they add up to what was staked and returned");
    return { item };
  }

  /** Hands at five seats until the shoe of an earlier one has ended: its seed is told then, and not before. */
  async function shoeChanges(round) {
    const before = (await recordFrom(t, round)).shoe;
    t.expect(!before.seed, "the shoe's seed is not told while cards of it are to come");
    await t.page.goto(`${base}/#/table/${own}`);
    for (let rounds = 0; ; rounds++) {
      t.expect(rounds < 4, `${rounds} rounds of five hands`);
      await stage("betting");
      await press(t.id("chip-1"));
      for (const n of [1, 2, 3, 4, 5]) await press(t.id(`spot-seat:${n}`));
      await t.owned(500);
      await decide({ insured: true, split: true, cut: true });
      if (await t.id("new-shoe").count()) await t.shot("new-shoe");
      const after = (await recordFrom(t, round)).shoe;
      if (!after.seed) { await stage("betting"); continue; }
      t.expect(after.commitment === before.commitment, "the shoe has ended; its commitment is the one that was told while it was sealed");
      return;
    }
  }

  /** The record of a round tells its hands, its insurance and its split, and who decided. */
  async function told({ round, item }) {
    const record = await recordFrom(t, round);
    await recordOf(t, round, record.shoe.seed ? ["ids", "shoe", "cards", "rules", "paid"] : ["ids", "rules", "paid"]);
    const acted = record.events.filter((e) => e.type === "acted");
    for (const what of ["insure", "split"]) {
      if (!acted.some((e) => e.body.do === what)) continue;
      t.expect(item.own.lines.some((l) => (what === "insure" ? l.spot.startsWith("insurance:") : l.hand > 0)), `a line for the ${what}`);
    }
    const hands = await t.page.locator('[data-testid="hands"] [data-seat]').count();
    t.expect(hands === record.events.find((e) => e.type === "result").body.hands.length, `all ${hands} hands are told`);
    await press(t.id("recall-play"));
    await t.page.waitForFunction(() => {
      const { step, steps } = document.querySelector('[data-testid="recall"]').dataset;
      return Number(step) > 0 && Number(step) < Number(steps);
    }, null, { timeout: 20_000 });
    await t.shot("recall");
    await accessible(t, "on the record of the round");
  }
}, { context });

/** The shoe of a hand has ended and its seed is told: the page shuffles it again. */
async function shoeOf(t, round) {
  await recordOf(t, round, ["ids", "shoe", "cards", "rules", "paid"]);
  await t.page.locator(".rec-shoe summary").click();
  const marked = await t.page.locator(".shoe-order .mine").count();
  t.expect(marked === Number(await t.id("shoe-places").getAttribute("data-cards")), `its ${marked} cards are marked in the whole shoe`);
  await t.shot("shoe");
  await accessible(t, "on the record with the whole shoe");
  const record = await recordFrom(t, round);
  await t.page.goto(`${base}/#/verify`);
  await t.id("verify-text").fill(JSON.stringify(record));
  await t.id("verify-run").click();
  await t.page.waitForSelector('.verify-word[data-ok="true"]');
  await t.id("verify-text").fill(JSON.stringify({ ...record, shoe: { ...record.shoe, seed: record.shoe.seed.replace(/.$/, (d) => (d === "0" ? "1" : "0")) } }));
  await t.id("verify-run").click();
  await t.page.waitForSelector('.verify-word[data-ok="false"]');
  t.say("ok: the saved record holds, and does not with another seed");
}
