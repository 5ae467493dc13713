// Rounds at a crash table in headless Chromium against a running server with its
// demo on: a bet taken back, one cashed out by hand and one by itself, the line
// lost while the curve runs, every cent counted, and the proof of the points.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/crash.mjs [phone]
import { base, run } from "./table.mjs";

const phone = process.argv[2] === "phone";
const context = phone ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {};
const roundMs = 300_000; // a long curve before it, and one of its own
const stake = { hand: 2_500, auto: 1_000 };

await run(phone ? "crash-phone" : "crash", async (t) => {
  const press = (n) => (phone ? t.id(`go-${n}`).tap() : t.id(`go-${n}`).click());
  const does = (n, what) => t.page.waitForSelector(`[data-testid="hand-${n}"][data-does="${what}"]`, { timeout: roundMs });
  const stage = (name) => t.page.waitForSelector(`[data-testid="table"][data-stage="${name}"]`, { timeout: roundMs });
  const cash = async () => (await t.api("/api/me")).balances.find((b) => b.kind === "cash").balance;
  await t.page.goto(base);
  await t.id("conn").first().waitFor({ state: "attached" });
  const table = process.env.ROOM ? Number(process.env.ROOM) : (await t.api("/api/rooms")).rooms.find((r) => r.game === "crash").room;
  await t.page.goto(`${base}/#/table/${table}`);
  await t.id("strip").waitFor();
  t.expect((await t.id("gate").count()) === 1, "a curve can be watched without signing in");
  await t.id("guest").first().click();
  await t.id("go-0").waitFor();
  await t.online();
  await t.id("hand-0-stake").fill("25");
  await t.id("hand-1-stake").fill("10");
  await t.id("hand-1-at").fill("1.01");
  await stage("crashed");
  await does(0, "bet");
  await press(0);
  await does(0, "back");
  await press(0);
  await does(0, "bet");
  t.expect((await cash()) === 100_000, "a bet was taken back, whole");
  for (let tries = 1; ; tries++) {
    const played = await aRound(tries);
    if (played.byHand) { await proofOf(t, played.round, table); return; }
    if (tries === 6) throw new Error("six curves in a row ended before 1.10");
  }

  /** One round with both bets; answers whether the hand was quicker than the end. */
  async function aRound(tries) {
    await stage("betting");
    const start = await cash();
    await does(0, "bet");
    await press(0);
    await does(0, "back");
    await press(1);
    await does(1, "back");
    await t.owned(stake.hand + stake.auto);
    const round = Number(await t.id("table").getAttribute("data-round"));
    await t.shot(`placed-${tries}`);
    await stage("lead");
    const restore = tries === 1 ? await t.cut() : null; // the automatic one leaves without its player
    if (restore) { await t.page.waitForTimeout(700); await restore(); await t.online(); }
    const grown = await t.page.waitForFunction(() => {
      const stage = document.querySelector('[data-testid="table"]')?.dataset.stage;
      if (stage === "crashed") return "over";
      return stage === "running" && Number(document.querySelector('[data-testid="times"]')?.dataset.times) >= 110 && "grown";
    }, null, { timeout: roundMs });
    let seen = 0;
    if ((await grown.jsonValue()) === "grown" && (await t.id("hand-0").getAttribute("data-does")) === "cash") {
      seen = Number(await t.id("times").getAttribute("data-times"));
      await press(0);
      await t.page.waitForFunction(() => document.querySelector('[data-testid="hand-0-word"]')?.textContent, null, { timeout: roundMs });
      await t.shot(`out-${tries}`);
    }
    await stage("crashed");
    await t.shot(`crashed-${tries}`);
    const item = await settledItem(t, round);
    const [byHand, byItself] = [item.own.bets[0], item.own.bets[1]];
    t.expect(byHand.stake === stake.hand && byItself.stake === stake.auto, "the end names both bets in their order");
    t.expect(item.result.point < 101 ? byItself.times === 0 : byItself.times === 101 && byItself.back === 1_010, `the automatic one is decided by the point ${item.result.point} alone`);
    t.expect(byHand.back === (stake.hand / 100) * byHand.times, `by hand ${byHand.times} pays ${byHand.back}`);
    if (byHand.times) t.expect(byHand.times >= seen && byHand.times <= item.result.point, `pressed at ${seen}, heard at ${byHand.times}, ended at ${item.result.point}`);
    t.expect((await cash()) === start - item.staked + item.returned, "the balance is the stakes less and the payouts more");
    const point = Number(await t.page.locator('[data-testid="strip"] .point').first().getAttribute("data-point"));
    t.expect(point === item.result.point, "the strip shows the same point");
    return { round, byHand: byHand.times > 0 };
  }
}, { context });

async function settledItem(t, round) {
  for (let tries = 0; tries < 40; tries++) {
    const item = (await t.api("/api/history?limit=20")).items.find((i) => i.round === round);
    if (item) return item;
    await t.page.waitForTimeout(250);
  }
  throw new Error("the round does not stand in the history");
}

/** The proof page, the chain beside the table, and the page that needs no server. */
async function proofOf(t, round, table) {
  await t.page.goto(`${base}/#/round/${round}`);
  await t.id("checks").waitFor();
  t.expect((await t.id("checks").getAttribute("data-ok")) === "true", "the browser recomputed seal, point and payouts from the seed");
  await t.page.locator('.links .checked').last().waitFor({ timeout: 120_000 });
  t.expect((await t.page.locator('.links [data-ok="false"]').count()) === 0, "the seed is a link of the announced chain");
  await t.shot("proof");
  const record = await t.api(`/api/rounds/${round}`);
  await t.page.goto(`${base}/#/verify`);
  await t.id("verify-text").fill(JSON.stringify(record));
  await t.id("verify-run").click();
  await t.page.waitForSelector('.verify-word[data-ok="true"]');
  await t.id("verify-text").fill(JSON.stringify({ ...record, seed: record.seed.replace(/.$/, (d) => (d === "0" ? "1" : "0")) }));
  await t.id("verify-run").click();
  await t.page.waitForSelector('.verify-word[data-ok="false"]');
  t.say("ok: the saved record holds, and does not with another seed");
  await t.page.goto(`${base}/#/table/${table}`);
  await t.id("strip").waitFor();
  if (await t.id("rail-open").isVisible()) await t.id("rail-open").click();
  await t.page.locator("#tab-fair").click();
  await t.page.locator('[data-testid="chain"] + [data-ok="true"]').waitFor();
  await t.id("compute-seed").fill(record.seed);
  await t.id("compute-of").fill(String(round % 2 ** 24));
  await t.id("compute-wanted").fill(String((round % 2 ** 24) - 1));
  await t.id("compute").click();
  await t.page.locator('[data-testid="computed"] [data-ok="true"]').waitFor({ timeout: 120_000 });
  const before = (await t.api(`/api/rounds/${round - 1}`)).events.find((e) => e.type === "result").body.point;
  t.expect((await t.id("computed").innerText()).includes((before / 100).toFixed(2)), `the round before was worked out: ${before}`);
  await t.shot("fair");
}
