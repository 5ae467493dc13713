// Walks a crash table through its states against the stand-in server, with points
// that are wished for, and stops in each: for screenshots and for axe.
import { openBrowser } from "./browser.mjs";
import { startMock } from "./mock.mjs";
import { sizes } from "./states.mjs";

const patienceMs = 60_000;
const room = 7;

/** Calls at(name, page) in each state of the table. */
export async function walkCurve({ browser, mock, size, theme, at, onError, reduced = false }) {
  await browser.context.clearCookies();
  const table = mock.rooms.find((r) => r.room === room);
  const page = await browser.context.newPage();
  page.on("console", (m) => { if (m.type() === "error") onError(`${size} console: ${m.text()}`); });
  page.on("pageerror", (e) => onError(`${size} page: ${e.message}`));
  page.setDefaultTimeout(patienceMs);
  await page.setViewportSize(sizes[size]);
  await page.emulateMedia({ colorScheme: theme, reducedMotion: reduced ? "reduce" : "no-preference" });
  const id = (name) => page.locator(`[data-testid="${name}"]`);
  const stage = (name) => page.waitForSelector(`[data-testid="table"][data-stage="${name}"]`);
  const does = (n, what) => page.waitForSelector(`[data-testid="hand-${n}"][data-does="${what}"]`);
  const stop = async (name, waitMs = 300) => { await page.waitForTimeout(waitMs); await at(name, page); };
  const beyond = (m) => page.waitForFunction((m) => Number(document.querySelector('[data-testid="times"]')?.dataset.times) >= m, m);
  await page.goto(`${mock.url}/#/table/${room}`);
  await stage("betting");
  await stop("watching", 600);
  await id("guest").first().click();
  await id("go-0").waitFor();
  table.wish(112);
  table.wish(240);
  await stage("crashed");
  await stage("betting");
  await does(0, "bet");
  await id("hand-0-stake").fill("25");
  await id("hand-1-at").fill("1.30");
  await stop("betting");
  await id("go-0").click();
  await id("go-1").click();
  await does(1, "back");
  await stop("placed");
  await stage("lead");
  await stop("lead", 100);
  await stage("running");
  await beyond(118);
  await stop("running", 0);
  await does(1, "queue");
  await beyond(150);
  await id("go-0").click();
  await does(0, "queue");
  await id("go-1").click();
  await stop("out", 500);
  await stage("crashed");
  await stop("crashed", 500);
  table.wish(152);
  await stage("betting");
  await does(1, "back");
  await id("go-0").click();
  await does(0, "back");
  await stage("running");
  await beyond(118);
  table.still = true; // the server is gone
  await stage("silent");
  await stop("silent");
  table.takeOver();
  await id("moved").waitFor();
  await stop("moved", 500);
  await stage("crashed");
  await stop("moved-crashed");
  table.wish(6_210);
  table.wish(100);
  if (size === "desktop") {
    for (const tab of ["history", "fair", "rules"]) {
      await page.locator(`#tab-${tab}`).click();
      if (tab === "fair") { await id("compute").click(); await page.locator('[data-testid="computed"] .checked').waitFor(); }
      await stop(`rail-${tab}`, 500);
    }
    await page.locator("#tab-players").click();
  } else {
    await id("rail-open").click();
    await stop("rail");
    await page.locator("#tab-fair").click();
    await stop("rail-fair", 500);
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("?");
  await stop("keys");
  await page.keyboard.press("Escape");
  await stage("betting");
  await id("hand-0-stake").fill("0.5");
  await id("hand-1-at").fill("1");
  await stop("faults");
  await id("hand-0-stake").fill("10");
  await id("hand-1-at").fill("");
  await id("go-0").click();
  await id("go-1").click();
  await stage("running");
  await beyond(900);
  await stop("high", 0);
  table.bustsAtMs = Math.min(table.bustsAtMs, Date.now());
  table.point = 912;
  await stage("crashed");
  await stop("lost", 400);
  await stage("betting");
  await stage("crashed");
  await stop("at-once", 200);
  await page.locator('[data-testid="strip"] a').nth(4).click();
  await id("round-proof").waitFor();
  await page.locator(".links .checked").last().waitFor();
  await stop("record", 600);
  await page.goto(`${mock.url}/#/round/${table.round - 3}`);
  await id("round-proof").waitFor();
  await page.locator(".more-proof summary").click();
  await stop("record-own", 600);
  for (const hash of [`rules/${room}`, `rounds/${room}`, "history", ""]) { await page.goto(`${mock.url}/#/${hash}`); await stop(hash.replace(/\/.*/, "") || "lobby", 900); }
  await page.close();
}

/** Runs the walk for what was asked for: [size or all] [theme or all]. */
export async function walkCurves(argv, at, onError, options = {}) {
  const pick = (value, all) => (value && value !== "all" ? [value] : all);
  const mock = await startMock({ log: console.error, curve: { betMs: 4_500, leadMs: 1_000, pauseMs: 3_000 } });
  const browser = await openBrowser();
  try {
    for (const size of pick(argv[0], Object.keys(sizes))) for (const theme of pick(argv[1], ["dark", "light"])) await walkCurve({ browser, mock, size, theme, at: (name, page) => at(`${size}-${theme}-${name}`, page), onError, ...options });
  } finally {
    await browser.close();
    await mock.close();
  }
}
