// One hand of blackjack for everybody in headless Chromium against a running server with
// the tables of e2e/tables.json: two windows see the same cards and decide apart, one of
// them says nothing, and each is paid by what it took.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/common.mjs [phone]
import { openBrowser } from "../dev/browser.mjs";
import { accessible, adds, cash, recordFrom, recordOf, settledItem, sit } from "./cards.mjs";
import { base, makeTable, run } from "./table.mjs";

const phone = process.argv[2] === "phone";
const context = phone ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {};
const room = 17;
const stageMs = 60_000;

await run(phone ? "common-phone" : "common", async (t) => {
  const press = (l) => (phone ? l.tap() : l.click());
  await sit(t, room, press);
  const second = await openBrowser();
  try {
    const u = makeTable(await second.context.newPage(), second, t.shot);
    await u.page.goto(`${base}/#/table/${room}`);
    await u.id("guest").first().click();
    await u.id("own-total").waitFor({ timeout: 20_000 });
    await u.online();
    await play(t, u, press);
  } finally {
    await second.close();
  }
}, { context });

function stage(t, ...names) {
  return t.page.waitForSelector(names.map((n) => `[data-testid="table"][data-stage="${n}"]`).join(), { timeout: stageMs });
}

/** Waits for the next question, or the end: "act", "insure" or "over". */
async function isAsked(t) {
  const asked = await t.page.waitForFunction(() => {
    if (document.querySelector('[data-testid="table"]')?.dataset.stage === "landed") return "over";
    const ask = document.querySelector('[data-testid="ask"]');
    const free = ask && document.querySelector('[data-testid^="act-"]:not([aria-disabled="true"])');
    return free && ask.dataset.kind;
  }, null, { timeout: stageMs });
  return asked.jsonValue();
}

async function play(t, u, press) {
  const first = { t: await cash(t), u: await cash(u) };
  for (let tries = 0; ; tries++) {
    t.expect(tries < 6, "a hand that is decided comes"); // a blackjack of either side decides itself
    const round = await aRound(t, u, press);
    const record = await recordFrom(t, round);
    const went = record.events.filter((e) => e.type === "went" && e.body.chose.some((c) => c.do !== "no" && c.do !== "insure" && c.do !== "even"));
    if (went.length === 0) continue;
    t.expect(went[0].body.chose.reduce((sum, c) => sum + c.players, 0) === 2 && went[0].body.system === 1, "two decided, one of them by the table");
    const theirs = await recordFrom(u, round);
    t.expect(!theirs.own.some((e) => e.type === "chosen"), "who said nothing has chosen nothing");
    t.expect(JSON.stringify(theirs.events) === JSON.stringify(record.events), "both are told the same cards");
    t.expect(record.own.filter((e) => e.type === "chosen").length > 0 && !JSON.stringify(record.events).includes('"chosen"'), "a choice is its player's alone");
    await adds(t, first.t);
    await adds(u, first.u);
    await recordOf(t, round, ["ids", "rules", "paid"]);
    await recordOf(u, round, ["ids", "rules", "paid"]);
    await t.shot("record");
    await accessible(t, "on the record of the round");
    return;
  }
}

/** Both bet; the first stands at every question, the other never answers. */
async function aRound(t, u, press) {
  await stage(t, "landed", "idle", "playing", "dealer");
  await stage(t, "betting");
  const round = Number(await t.id("table").getAttribute("data-round"));
  await press(t.id("chip-5"));
  await press(t.id("spot-seat:1"));
  await press(t.id("spot-pairs:1"));
  await t.owned(1_000);
  await u.id("chip-1").click();
  await u.id("spot-seat:1").click();
  await u.owned(100);
  await t.shot("bets");
  await accessible(t, "while bets are taken");
  for (let asks = 0; (await isAsked(t)) !== "over" && asks < 20; asks++) {
    const act = (await t.id("act-no").count()) ? "no" : "stand";
    if (act === "stand") { await t.shot("ask"); await accessible(t, "while the hand is asked about"); }
    await press(t.id(`act-${act}`));
    await t.page.waitForTimeout(300);
  }
  await stage(t, "landed");
  await t.page.waitForTimeout(400);
  await t.shot("landed");
  await accessible(t, "when the hand is paid");
  for (const who of [t, u]) {
    const item = await settledItem(who, round);
    const net = Number(await who.id("outcome").getAttribute("data-net"));
    t.expect(net === item.returned - item.staked, `${net} is told as the outcome`);
  }
  return round;
}
