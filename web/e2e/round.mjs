// A round by mouse in headless Chromium against a running server with its demo on.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/round.mjs
// Plays as a guest, takes one chip back, loses the line in the middle, and counts
// the money afterwards. Exit code 0 or 1.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { clickSpot, openBrowser } from "../dev/browser.mjs";

const base = process.env.BASE_URL ?? "http://127.0.0.1:8080";
const out = process.env.OUT ?? "test-results/e2e";
const room = process.env.ROOM ?? "1";
const roundMs = 90_000; // betting, landing and pause of the slowest table, and some

const say = (line) => console.log(line);
const fail = (line) => { throw new Error(line); };
const expect = (ok, line) => { if (!ok) fail(line); say(`ok: ${line}`); };

await mkdir(out, { recursive: true });
const browser = await openBrowser();
const page = await browser.context.newPage();
const errors = [];
page.on("pageerror", (e) => errors.push(e.message));
const id = (name) => page.locator(`[data-testid="${name}"]`);
const minor = async (name) => Number(await id(name).getAttribute("data-minor"));
const shot = (name) => page.screenshot({ path: join(out, `${name}.png`) });
const stage = (name) => page.waitForSelector(`[data-testid="table"][data-stage="${name}"]`, { timeout: roundMs });
const online = (state, timeout = 20_000) => page.waitForSelector(`[data-testid="conn"][data-state="${state}"]`, { timeout });
const api = (path) => page.evaluate((p) => fetch(p).then((r) => r.json()), path);
const owned = (want) => page.waitForFunction(
  (m) => document.querySelector('[data-testid="own-total"]')?.dataset.minor === String(m), want, { timeout: 10_000 },
).catch(async () => fail(`the stake is ${await minor("own-total")}, not ${want}`));

let status = 0;
try {
  await play();
  expect(errors.length === 0, `no error on the page ${errors.join("; ")}`);
  say("the round was played and every cent is there");
} catch (e) {
  status = 1;
  say(`FAILED: ${e.message}`);
  await shot("failed").catch(() => {});
} finally {
  await browser.close();
}
process.exit(status);

async function play() {
  await page.goto(base);
  await id(`lobby-table-${room}`).waitFor({ timeout: 20_000 });
  await online("online");
  await shot("1-lobby");
  await id(`lobby-table-${room}`).click();
  await id("table").waitFor();
  await stage("betting");
  expect((await id("gate").count()) === 1, "a table can be watched without signing in");
  await id("guest").click();
  await id("own-total").waitFor({ timeout: 20_000 });
  await online("online");
  await stage("landed"); // begin with a whole betting window
  await stage("betting");
  await page.waitForFunction(() => Number.isInteger(Number(document.querySelector('[data-testid="balance"]')?.dataset.minor ?? "x")));
  const start = await minor("balance");
  expect(start > 0, `a guest begins with ${start}`);
  const round = Number(await id("round").getAttribute("data-round"));
  const staked = await placeAndUndo();
  await cutAndReturn(staked);
  await result(round, start, staked);
}

/** Chips by the mouse: a number, an edge, a corner, an outer line, outside fields; the last one is undone. */
async function placeAndUndo() {
  await id("chip-5").click();
  const spots = ["straight:17", "split:8/11", "corner:25", "street:31", "line:13", "trio:0/1/2", "red", "dozen:2"];
  let sum = 0;
  for (const spot of spots) {
    await clickSpot(page, spot);
    sum += 500;
    await owned(sum);
  }
  say(`ok: ${spots.length} chips of 5 lie on ${spots.join(", ")}`);
  await id("chip-1").click();
  await clickSpot(page, "column:3");
  await owned(sum + 100);
  await id("undo").click();
  await owned(sum);
  say("ok: the last chip was undone");
  await page.mouse.move(4, 4);
  await shot("2-bets");
  return sum;
}

/** The network goes away in the middle of the round, and comes back. The page is not loaded again. */
async function cutAndReturn(staked) {
  await page.evaluate(() => { window.stillThere = true; });
  const cdp = await browser.context.newCDPSession(page);
  await cdp.send("Network.enable");
  const network = (offline) => cdp.send("Network.emulateNetworkConditions", { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await network(true);
  await page.evaluate(() => window.__croupier?.cut());
  await id("conn-banner").waitFor({ timeout: 10_000 });
  expect(/safe/.test(await id("conn-banner").innerText()), "the page says that the bets are safe");
  await shot("3-offline");
  await page.waitForTimeout(1_500);
  await network(false);
  await online("online");
  expect(await page.evaluate(() => window.stillThere === true), "the line is back without a reload");
  await owned(staked);
}

async function result(round, start, staked) {
  await stage("spinning");
  expect((await minor("balance")) === start - staked, "while the ball runs the balance shows the stakes only");
  await page.waitForTimeout(2_500);
  await shot("4-spinning");
  await stage("landed");
  expect(Number(await id("round").getAttribute("data-round")) === round, "it is the same round");
  const number = Number(await id("result").getAttribute("data-number"));
  expect(number >= 0 && number <= 36, `the ball lies in ${number}`);
  await page.waitForTimeout(1_200);
  await shot("5-result");
  const shown = await minor("balance");
  const item = (await api("/api/history?limit=50")).items.find((i) => i.round === round);
  expect(item, "the round stands in the history");
  expect(item.staked === staked, `the history says ${item.staked} staked`);
  expect(item.result.number === number, "the history names the same number");
  expect(shown === start - item.staked + item.returned, `the balance ${shown} is ${start} − ${item.staked} + ${item.returned}`);
  const me = await api("/api/me");
  const cash = me.balances.find((b) => b.kind === "cash");
  expect(cash.balance === shown, "the server says the same balance");
  await page.goto(`${base}/#/round/${round}`);
  await id("checks").waitFor({ timeout: 10_000 });
  expect((await id("checks").getAttribute("data-ok")) === "true", "the browser recomputed commitment and number from the seed");
  await shot("6-proof");
}
