// En prison in a real browser: stakes on even chances at four quick tables of
// e2e/tables.json at once, until zero comes at one; there the felt, the words and
// the money of the stakes that it holds, until a number decides over them.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/prison.mjs [phone]
import { clickSpot } from "../dev/browser.mjs";
import { sizes } from "../dev/states.mjs";
import { base, makeTable, proof, run } from "./table.mjs";

const reds = [1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36];
const rooms = ["6", "7", "8", "9"];
const roundsMost = 150; // of a table: that none of four sees zero in them has a chance of 7 in 10 million
const size = process.argv[2] ?? "desktop";
const phone = { viewport: sizes[size], context: { hasTouch: size !== "desktop", isMobile: size !== "desktop", deviceScaleFactor: size === "desktop" ? 1 : 2 } };

await run(size === "desktop" ? "prison" : `prison-${size}`, async (t) => {
  await t.page.goto(base);
  await t.id("lobby-table-6").waitFor();
  await t.id("guest").first().click();
  await t.id("account").first().waitFor({ state: "attached" });
  const pages = [t.page];
  while (pages.length < rooms.length) pages.push(await t.browser.context.newPage());
  const first = (await t.api("/api/me")).balances.find((b) => b.kind === "cash").balance;
  let found = null;
  let told = false;
  const hunts = rooms.map(async (room, i) => {
    if (i) await pages[i].setViewportSize(t.page.viewportSize());
    const h = makeTable(pages[i], t.browser, t.shotOf(pages[i]));
    await h.page.goto(`${base}/#/table/${room}`);
    await h.id("own-total").waitFor({ timeout: 60_000 });
    await h.online();
    for (let n = 0; n < roundsMost && !found; n++) {
      await h.stage("landed");
      await h.stage("betting");
      const laid = await lay(h);
      await h.stage("landed");
      if (!laid || Number(await h.id("result").getAttribute("data-number")) !== 0 || found) continue;
      found = h;
      await taken(h);
      told = true;
    }
  });
  // Who finds it first goes on at once; the others' rounds end without them.
  await Promise.race([Promise.all(hunts.map((h) => h.catch((e) => { if (!told) throw e; }))), until(() => told)]);
  t.expect(told, "zero came at one of the tables");
  for (const page of pages) if (page !== found.page) await page.close();
  await imprisoned(found);
  await adds(found, first);
}, phone);

async function until(what) {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** In the end every cent of every round at every table is where the history says. */
async function adds(h, first) {
  for (let tries = 0; ; tries++) {
    let items = [];
    for (let page; !page || page.length >= 100; items = items.concat(page)) {
      page = (await h.api(`/api/history?limit=100${items.length ? `&before=${items.at(-1).endedMs}` : ""}`)).items;
    }
    const sum = items.reduce((all, i) => all + i.returned - i.staked, first);
    const cash = (await h.api("/api/me")).balances.find((b) => b.kind === "cash").balance;
    if (sum === cash) return h.say(`ok: ${first} and what ${items.length} rounds moved make the balance of ${cash}`);
    if (tries > 40) throw new Error(`${first} and the rounds make ${sum}, the balance is ${cash}`);
    await h.page.waitForTimeout(500); // a round of the other tables is still under way
  }
}

/** Five on red and on low: what zero holds. A window that closed first is left alone. */
async function lay(h) {
  await h.id("chip-5").click();
  for (const spot of ["red", "low"]) await clickSpot(h.page, spot);
  const done = await h.page.waitForFunction(() => {
    if (document.querySelector('[data-testid="table"]')?.dataset.stage !== "betting") return "late";
    return document.querySelector('[data-testid="own-total"]')?.dataset.minor === "1000" && "laid";
  }, null, { timeout: 60_000 });
  return (await done.jsonValue()) === "laid";
}

/** Zero has just come. */
async function taken(h) {
  h.taken = await h.round();
  h.expect(/held for the next number/.test(await h.id("outcome").innerText()), "the table says what zero did");
  h.expect(/held for the next number/.test(await h.id("spoken").innerText()), "and says it to who listens");
  h.expect(Number(await h.id("prison").getAttribute("data-minor")) === 1_000, "10.00 are held by zero");
  await h.page.waitForTimeout(900);
  await h.shot("taken");
}

/** From then on: held, told, and decided by the first number that is no zero. */
async function imprisoned(h) {
  for (;;) {
    await h.stage("betting");
    h.expect((await h.id("held-red").count()) === 1 && (await h.id("held-low").count()) === 1, "both lie marked on the felt");
    h.expect(/5\.00\s+FUN of yours held by zero/.test(await h.id("spot-red").getAttribute("aria-label")), "the field's name says so");
    h.expect(/held by zero: this number decides/.test(await h.id("spoken").innerText()), "it is spoken at the opening");
    await h.shot("held");
    await h.page.reload();
    await h.page.waitForFunction(() => document.querySelector('[data-testid="table"]')?.dataset.stage === "landed" || document.querySelector('[data-testid="prison"]')?.dataset.minor === "1000", null, { timeout: 30_000 });
    h.say("ok: a page loaded anew knows them");
    await h.stage("landed");
    const number = Number(await h.id("result").getAttribute("data-number"));
    if (number === 0) { h.say("ok: zero again, they stay"); continue; }
    return decided(h, number);
  }
}

async function decided(h, number) {
  const round = await h.round();
  const back = (reds.includes(number) ? 500 : 0) + (number <= 18 ? 500 : 0);
  await h.page.waitForTimeout(400);
  await h.shot("decided");
  h.expect((await h.id("prison").count()) === 0, `${number}: nothing is held any more`);
  const items = (await h.api("/api/history?limit=50")).items;
  const before = items.find((i) => i.round === h.taken);
  h.expect(before.staked === 1_000 && before.returned === 0 && before.own.prison.length === 2, "the history has them as held");
  const after = items.find((i) => i.round === round);
  if (back > 0) h.expect(after.staked === 0 && after.returned === back && after.own.released.length === back / 500, `and ${back} minor units of them as given back`);
  else h.expect(!after, "and the round that took them moved no money");
  await h.page.goto(`${base}/#/history`);
  await h.id("history").waitFor();
  await h.shot("history");
  await proof(h, round);
  h.expect(/(as you were paid)/.test(await h.id("checks").innerText()), "the payout was recomputed here");
  await h.page.goto(`${base}/#/replay/${round}`);
  await h.id("replay-stage").waitFor();
  await h.page.locator('[data-testid="held-red"] .jail').waitFor();
  await h.shot("replay");
}
