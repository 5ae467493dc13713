// Screenshots of the blackjack tables at each state of a round, to be looked at.
//   OUT=folder node dev/handshots.mjs [desktop|phone|landscape] [dark|light] [part of a state's name]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openBrowser } from "./browser.mjs";
import { startMock } from "./mock.mjs";
import { sizes } from "./states.mjs";

const out = process.env.OUT ?? "test-results/hands";
const [size, theme, only] = [process.argv[2], process.argv[3], process.argv[4]];

/** Each state: the round, its step, how long ago it was, and what is done first. */
const states = [
  ["betting", 101, (r) => r.find("closed") - 1, 2_000],
  ["betting-free", 104, () => 0, 2_000],
  ["dealing", 101, (r) => r.find("dealt"), 1_300, "play"],
  ["others-turn", 101, (r) => r.find("dealt"), 6_000],
  ["my-turn", 101, (r) => r.find("acted", 1), 3_000],
  ["my-turn-hint", 101, (r) => r.find("acted", 1), 3_000, "hint"],
  ["split", 101, (r) => r.find("drawn", 1), 4_000],
  ["doubled", 101, (r) => r.find("drawn", 2), 4_000],
  ["dealer", 101, (r) => r.steps.length - 1, 200],
  ["result", 101, (r) => r.steps.length - 1, 2_600],
  ["even-money", 102, (r) => r.find("dealt"), 5_000],
  ["insurance", 102, (r) => r.find("acted", 1), 5_000],
  ["natural", 102, (r) => r.steps.length - 1, 2_600],
  ["four-hands", 103, (r) => r.find("drawn", 3), 4_000],
  ["four-result", 103, (r) => r.steps.length - 1, 2_600],
  ["new-shoe", 104, (r) => r.find("dealt"), 2_400, "play"],
  ["void", 105, (r) => r.steps.length - 1, 500],
  ["common-betting", 106, (r) => r.find("closed") - 1, 2_000],
  ["common-turn", 106, (r) => r.find("dealt"), 4_000],
  ["common-chosen", 106, (r) => r.find("chosen", 1), 4_000],
  ["common-split", 106, (r) => r.find("went", 2), 2_000, "play"],
  ["common-result", 106, (r) => r.steps.length - 1, 2_600],
  ["common-insurance", 107, (r) => r.find("dealt"), 4_000],
];

await mkdir(out, { recursive: true });
const mock = await startMock({ hands: true, log: console.error });
const browser = await openBrowser();
try {
  for (const s of size ? [size] : Object.keys(sizes)) for (const t of theme ? [theme] : ["dark", "light"]) await shoot(s, t);
} finally {
  await browser.close();
  await mock.close();
}

async function shoot(size, theme) {
  const page = await browser.context.newPage();
  page.on("console", (m) => { if (m.type() === "error") console.log(`${size} console: ${m.text()}`); });
  page.on("pageerror", (e) => console.log(`${size} page: ${e.message}`));
  await page.setViewportSize(sizes[size]);
  await page.emulateMedia({ colorScheme: theme });
  await page.goto(mock.url);
  if (await page.locator('[data-testid="guest"]').count()) await page.locator('[data-testid="guest"]').first().click();
  await page.waitForSelector('[data-testid="account"]');
  const viewer = await page.locator('[data-testid="account"]').innerText();
  for (const [name, room, step, agoMs, how] of states) {
    if (only && !name.includes(only)) continue;
    const r = mock.rooms.find((x) => x.room === room);
    r.viewerName = viewer;
    await page.evaluate((on) => localStorage.setItem("croupier.blackjack.hint", on ? "1" : "0"), how === "hint");
    const at = step(r);
    r.show(how === "play" ? Math.max(0, at - 1) : at, agoMs);
    await page.goto(`${mock.url}/#/table/${room}`);
    await page.reload();
    await page.waitForSelector('[data-testid="dock"]');
    r.show(how === "play" ? Math.max(0, at - 1) : at, how === "play" ? 0 : agoMs);
    if (how === "play") { await page.waitForTimeout(300); r.play(at); await page.waitForTimeout(agoMs); } else await page.waitForTimeout(900);
    await page.screenshot({ path: join(out, `${size}-${theme}-${name}.png`) });
    console.log(`${size}-${theme}-${name}`);
  }
  await page.close();
}
