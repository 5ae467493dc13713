// Slot machines in headless Chromium against a running server with its demo on.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/slots.mjs [phone]
// Sits down as a guest, spins each machine, plays what a round leaves open, is led
// back to an unfinished one, changes the seeds and lets the page recompute every
// spin, and counts the money. Exit code 0 or 1.
import { base, run } from "./table.mjs";

const phone = process.argv[2] === "phone";
const spins = Number(process.env.SPINS ?? 4);
const machines = ["slots-harbour", "slots-orchard", "slots-sevens"];

await run(phone ? "slots-phone" : "slots", async (t) => {
  await t.page.goto(base);
  await t.id("shelf").waitFor({ timeout: 20_000 });
  t.expect((await t.page.locator('[data-testid^="machine-slots"]').count()) === 3, "the lobby has a shelf of three machines");
  await t.id("shelf").scrollIntoViewIfNeeded();
  await t.shot("shelf");
  await t.id("machine-slots-harbour").click();
  await t.id("machine-door").waitFor();
  t.expect((await t.id("odds").count()) === 1, "a machine's rules and odds can be read without signing in");
  await t.id("guest").first().click();
  await t.id("balance").waitFor({ timeout: 20_000 });
  await spin(t).ready();
  const start = await t.balanceShown();
  for (const game of machines) {
    await t.page.goto(`${base}/#/machine/${game}`);
    await spin(t).ready();
    for (let i = 0; i < spins; i++) await round(t, game);
    await t.shot(game);
  }
  await cut(t);
  await unfinished(t);
  await money(t, start);
  await seeds(t);
}, { viewport: phone ? { width: 390, height: 844 } : undefined, context: phone ? { hasTouch: true, isMobile: true } : undefined });

function spin(t) {
  const button = '[data-testid="spin"]';
  return {
    does: () => t.id("spin").getAttribute("data-does"),
    ready: () => t.page.waitForSelector(`${button}[aria-disabled="false"]`, { timeout: 30_000 }),
    async press() { await this.ready(); if (phone) await t.id("spin").tap(); else await t.id("spin").click(); },
  };
}

function roundOf(t) { return t.page.evaluate(() => Number(document.querySelector('[data-testid="slots"]').dataset.round)); }

/** One spin, and everything that it leaves to be played. */
async function round(t, game) {
  const before = await t.balanceShown();
  const stake = await t.minor("stake");
  const last = await roundOf(t);
  await spin(t).press();
  await t.page.waitForFunction((n) => Number(document.querySelector('[data-testid="slots"]').dataset.round) > n, last, { timeout: 10_000 });
  await t.page.waitForSelector('[data-testid="machine"][data-told="turning"]', { timeout: 4_000 }).catch(() => {});
  const staked = (minor) => Number(document.querySelector('[data-testid="balance"]')?.dataset.minor) === minor && document.querySelector('[data-testid="machine"]')?.dataset.told === "turning";
  t.expect(await t.page.waitForFunction(staked, before - stake, { timeout: 4_000 }).then(() => true, () => false), "while the reels turn the balance shows the stake only");
  await t.page.waitForSelector('[data-testid="machine"][data-told="done"]', { timeout: 30_000 });
  for (let presses = 0; presses < 80; presses++) {
    await spin(t).ready();
    if ((await spin(t).does()) === "spin") break;
    await spin(t).press();
    await t.page.waitForTimeout(200);
    await t.page.waitForSelector('[data-testid="machine"][data-told="done"]', { timeout: 30_000 });
  }
  const id = await roundOf(t);
  const item = (await t.api("/api/history?limit=10")).items.find((i) => i.round === id);
  t.expect(item && item.staked === stake, `${game}: spin ${id % 2 ** 24} is in the history with its stake`);
  const shown = await t.balanceShown();
  t.expect(shown === before - item.staked + item.returned, `the balance ${shown} is ${before} − ${item.staked} + ${item.returned}`);
  const spoken = await t.id("spoken").innerText();
  t.expect(spoken.length > 5, `spoken: ${spoken}`);
}

/** The line breaks while the reels turn: the spin stands as it was drawn, and is told to its end. */
async function cut(t) {
  const before = await t.balanceShown();
  const last = await roundOf(t);
  await spin(t).press();
  await t.page.waitForFunction((n) => Number(document.querySelector('[data-testid="slots"]').dataset.round) > n, last, { timeout: 10_000 });
  const restore = await t.cut();
  await t.page.waitForTimeout(1_200);
  await restore();
  await t.online();
  for (let presses = 0; presses < 6; presses++) {
    await spin(t).ready();
    if ((await spin(t).does()) === "spin") break;
    await spin(t).press();
    await t.page.waitForTimeout(400);
  }
  const id = await roundOf(t);
  const item = (await t.api("/api/history?limit=5")).items.find((i) => i.round === id);
  const shown = await t.balanceShown();
  t.expect(id === last + 1 && shown === before - item.staked + item.returned, `after a broken line the spin is one, and the balance ${shown}`);
}

/** A win that may be gambled is left open; no other machine plays before it has ended. */
async function unfinished(t) {
  for (let i = 0; i < 40; i++) {
    await spin(t).press();
    await t.page.waitForTimeout(400);
    await spin(t).ready();
    if ((await spin(t).does()) === "collect") break;
  }
  t.expect((await spin(t).does()) === "collect", "a win waits to be collected or gambled");
  await t.page.goto(`${base}/#/machine/slots-harbour`);
  await t.id("unfinished").waitFor({ timeout: 15_000 });
  await t.shot("unfinished");
  await t.page.locator('[data-testid="unfinished"] a').click();
  await t.page.waitForFunction(() => document.querySelector('[data-testid="spin"]')?.dataset.does === "collect", null, { timeout: 20_000 });
  t.say("ok: another machine leads back to the unfinished round");
  await t.id("to-gamble").click();
  await t.id("gamble").waitFor();
  await t.shot("gamble");
  await t.id("gamble-red").click();
  await t.page.waitForSelector(".card-face:not(.back)", { timeout: 10_000 });
  await t.shot("gambled");
  for (let i = 0; i < 5; i++) {
    await spin(t).ready();
    if ((await spin(t).does()) === "spin") break;
    await spin(t).press();
    await t.page.waitForTimeout(400);
  }
  t.expect((await spin(t).does()) === "spin", "the gamble has ended");
}

async function money(t, start) {
  const items = (await t.api("/api/history?limit=100")).items;
  const sum = items.reduce((all, i) => all - i.staked + i.returned, start);
  const shown = await t.balanceShown();
  t.expect(shown === sum, `the balance ${shown} is ${start} and all ${items.length} rounds`);
  const cash = (await t.api("/api/me")).balances.find((b) => b.kind === "cash");
  t.expect(cash.balance === shown, "the server says the same balance");
}

/** The seeds are changed, and every spin under the old pair follows from it, recomputed in this browser. */
async function seeds(t) {
  const last = await roundOf(t);
  if (phone) await t.id("open-fair").click(); else await t.page.locator("#tab-fair").click();
  const before = await t.id("pair-commitment").innerText();
  await t.page.fill(".rotate input", "my own luck");
  await t.id("rotate").click();
  await t.page.waitForFunction(() => document.querySelector('[data-testid="client-seed"]')?.innerText === "my own luck", null, { timeout: 10_000 });
  t.expect((await t.id("pair-commitment").innerText()) !== before, "a new house's seed is committed to");
  await t.id("check-pair").first().click();
  await t.page.waitForSelector('[data-testid="pair-word"][data-ok]', { timeout: 30_000 });
  await t.shot("fair");
  t.expect((await t.id("pair-word").first().getAttribute("data-ok")) === "true", await t.id("pair-word").first().innerText());
  await t.page.goto(`${base}/#/round/${last}`);
  await t.id("checks").waitFor({ timeout: 10_000 });
  t.expect((await t.id("checks").getAttribute("data-ok")) === "true", "the page of the spin recomputes it from the seeds");
  await t.shot("record");
  await t.page.goto(`${base}/#/verify`);
  await t.page.fill('.verify input[name="round"]', String(last));
  await t.page.locator('.verify form button[type="submit"]').click();
  await t.page.waitForSelector('[data-testid="verify-report"] [data-ok]', { timeout: 10_000 });
  t.expect((await t.page.locator('[data-testid="verify-report"] [data-ok]').getAttribute("data-ok")) === "true", "the verify page checks the saved spin by itself");
  await t.shot("verify");
  await t.page.goto(`${base}/#/round/${last}`);
  await t.id("replay").click();
  await t.page.waitForSelector('[data-testid="replay-stage"][data-stage="landed"]', { timeout: 60_000 });
  await t.shot("replay");
  await t.page.goto(`${base}/#/machine/slots-sevens`);
  await spin(t).ready();
  await round(t, "slots-sevens");
  t.say("ok: the machine plays on under the new seeds");
}
