// Measures the page against a running server and prints one line of JSON:
// frames per second while the ball runs, bytes as sent and as gzip, and the time
// until the table can be used with the CPU slowed to a quarter.
//   BASE_URL=http://127.0.0.1:8080 ROOM=1 node e2e/measure.mjs
import { gzipSync } from "node:zlib";
import { openBrowser } from "../dev/browser.mjs";
import { base } from "./table.mjs";

const room = process.env.ROOM ?? "1";
const slowdown = 4;

const browser = await openBrowser();
try {
  const bytes = await weigh();
  const slow = [];
  for (let i = 0; i < 3; i++) slow.push(await interactive(slowdown));
  slow.sort((a, b) => a - b);
  const fast = await interactive(1);
  const frames = await spin();
  console.log(JSON.stringify({ ...bytes, interactiveMs: fast, interactiveSlowMs: slow[1], slowdown, ...frames }));
} finally {
  await browser.close();
}

/** Bytes of everything that the table's page fetches, by kind. */
async function weigh() {
  const page = await browser.context.newPage();
  const sums = { scriptBytes: 0, scriptGzip: 0, styleBytes: 0, styleGzip: 0, fontBytes: 0, pageGzip: 0 };
  const reading = [];
  page.on("response", (r) => reading.push((async () => {
    const body = await r.body().catch(() => null);
    if (!body || r.url().includes("/api/")) return;
    const gzip = /woff2/.test(r.url()) ? body.length : gzipSync(body, { level: 9 }).length;
    sums.pageGzip += gzip;
    if (/\.js$/.test(r.url())) { sums.scriptBytes += body.length; sums.scriptGzip += gzip; }
    if (/\.css$/.test(r.url())) { sums.styleBytes += body.length; sums.styleGzip += gzip; }
    if (/woff2/.test(r.url())) sums.fontBytes += body.length;
  })()));
  await page.goto(`${base}/#/table/${room}`);
  await page.locator('[data-testid="felt"]').waitFor();
  await page.waitForTimeout(1_500);
  await Promise.all(reading);
  await page.close();
  return sums;
}

/** From the navigation until a cell of the felt takes the focus and the main thread is free. */
async function interactive(rate) {
  const context = await browser.context.browser()?.newContext?.().catch(() => null);
  const page = await (context ?? browser.context).newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate });
  await page.goto(`${base}/#/table/${room}`, { waitUntil: "commit" });
  const ms = await page.evaluate(() => new Promise((resolve) => {
    const look = () => {
      const cell = document.querySelector('[role="gridcell"][tabindex="0"]');
      if (!cell) return requestAnimationFrame(look);
      cell.focus();
      // The task after the next frame: what was queued before it has run.
      requestAnimationFrame(() => setTimeout(() => resolve(Math.round(performance.now()))));
    };
    look();
  }));
  await page.close();
  await context?.close();
  return ms;
}

/** Frames while the ball runs, and how many of them came late. */
async function spin() {
  const page = await browser.context.newPage();
  await page.goto(`${base}/#/table/${room}`);
  await page.waitForSelector('[data-testid="table"][data-stage="spinning"]', { timeout: 90_000 });
  const frames = await page.evaluate(() => new Promise((resolve) => {
    const at = [];
    const step = (now) => {
      at.push(now);
      if (document.querySelector('[data-testid="table"]')?.dataset.stage === "spinning") requestAnimationFrame(step);
      else resolve({ fps: Math.round(((at.length - 1) * 10_000) / (at.at(-1) - at[0])) / 10, frames: at.length, lateFrames: at.slice(1).filter((t, i) => t - at[i] > 25).length });
    };
    requestAnimationFrame(step);
  }));
  await page.close();
  return frames;
}
