// What the rounds in a real browser share: a window on a running server, a table
// to sit at, and the count of the money afterwards.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openBrowser } from "../dev/browser.mjs";

export const base = process.env.BASE_URL ?? "http://127.0.0.1:8080";
const roundMs = 90_000; // betting, landing and pause of the slowest table, and some

const say = (line) => console.log(line);

/** Runs a play on a page of its own and ends the process with 0 or 1. */
export async function run(name, play, { viewport, context } = {}) {
  const out = process.env.OUT ?? "test-results/e2e";
  await mkdir(out, { recursive: true });
  const browser = await openBrowser(context);
  const page = await browser.context.newPage();
  if (viewport) await page.setViewportSize(viewport);
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  const shotOf = (p) => (shot) => p.screenshot({ path: join(out, `${name}-${shot}.png`) });
  const table = { ...makeTable(page, browser, shotOf(page)), shotOf };
  let status = 0;
  try {
    await play(table);
    table.expect(errors.length === 0, `no error on the page ${errors.join("; ")}`);
    say(`${name}: the round was played and every cent is there`);
  } catch (e) {
    status = 1;
    say(`FAILED: ${name}: ${e.message}`);
    await table.shot("failed").catch(() => {});
  } finally {
    await browser.close();
  }
  process.exit(status);
}

/** A hand at a table in one window; shot saves what it shows. */
export function makeTable(page, browser, shot) {
  const id = (name) => page.locator(`[data-testid="${name}"]`);
  const room = process.env.ROOM ?? "1";
  const t = {
    page, browser, shot, id, room, say,
    expect(ok, line) { if (!ok) throw new Error(line); say(`ok: ${line}`); },
    minor: async (name) => Number(await id(name).getAttribute("data-minor")),
    stage: (name) => page.waitForSelector(`[data-testid="table"][data-stage="${name}"]`, { timeout: roundMs }),
    online: (state = "online", timeout = 20_000) => page.waitForSelector(`[data-testid="conn"][data-state="${state}"]`, { timeout, state: "attached" }),
    api: (path) => page.evaluate((p) => fetch(p).then((r) => r.json()), path),
    round: async () => Number(await id("round").getAttribute("data-round")),
    /** Waits until the table has confirmed this stake. */
    owned: (want) => page.waitForFunction(
      (m) => document.querySelector('[data-testid="own-total"]')?.dataset.minor === String(m), want, { timeout: 10_000 },
    ).catch(async () => { throw new Error(`the stake is ${await t.minor("own-total")}, not ${want}`); }),
    async balanceShown() {
      await page.waitForFunction(() => Number.isInteger(Number(document.querySelector('[data-testid="balance"]')?.dataset.minor ?? "x")), null, { timeout: 20_000 });
      return t.minor("balance");
    },
    /** Breaks the line as a network would, with the network gone; answers how to bring it back. */
    async cut() {
      await browser.context.setOffline(true);
      await page.evaluate(() => window.__croupier?.cut());
      return () => browser.context.setOffline(false);
    },
    settled: (round, start, staked) => settled(t, round, start, staked),
  };
  return t;
}

/** The end of a round: nothing shown early, then the table, the history and the server agree on every cent. */
async function settled(t, round, start, staked) {
  await t.stage("spinning");
  t.expect((await t.minor("balance")) === start - staked, "while the ball runs the balance shows the stakes only");
  await t.page.waitForTimeout(2_500);
  await t.shot("spinning");
  await t.stage("landed");
  const heard = await t.page.waitForFunction(() => /^Result /.test(document.querySelector('[data-testid="spoken"]')?.innerText ?? "") && document.querySelector('[data-testid="spoken"]').innerText, null, { timeout: 10_000 });
  const spoken = await heard.jsonValue();
  t.expect((await t.round()) === round, "it is the same round");
  const number = Number(await t.id("result").getAttribute("data-number"));
  t.expect(number >= 0 && number <= 37, `the ball lies in ${number}`);
  await t.page.waitForTimeout(1_200);
  await t.shot("result");
  const shown = await t.minor("balance");
  const item = (await t.api("/api/history?limit=50")).items.find((i) => i.round === round);
  t.expect(item, "the round stands in the history");
  t.expect(item.staked === staked, `the history says ${item.staked} staked`);
  t.expect(item.result.number === number, "the history names the same number");
  t.expect(shown === start - item.staked + item.returned, `the balance ${shown} is ${start} − ${item.staked} + ${item.returned}`);
  const cash = (await t.api("/api/me")).balances.find((b) => b.kind === "cash");
  t.expect(cash.balance === shown, "the server says the same balance");
  return { number, item, spoken };
}

/** The round's proof page, recomputed in this browser. */
export async function proof(t, round) {
  await t.page.goto(`${base}/#/round/${round}`);
  await t.id("checks").waitFor({ timeout: 10_000 });
  t.expect((await t.id("checks").getAttribute("data-ok")) === "true", "the browser recomputed commitment and number from the seed");
  await t.shot("proof");
}
