// Screenshots of every page and state against the stand-in server, to be looked at.
//   OUT=folder node dev/shots.mjs [desktop|phone]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { clickSpot, openBrowser } from "./browser.mjs";
import { startMock } from "./mock.mjs";

const out = process.env.OUT ?? "test-results/shots";
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const wanted = process.argv[2] ? [process.argv[2]] : Object.keys(sizes);

await mkdir(out, { recursive: true });
const mock = await startMock({ betMs: 7_000, landMs: 6_000, pauseMs: 4_000, log: console.error });
const browser = await openBrowser();
try {
  for (const size of wanted) await shoot(size);
} finally {
  await browser.close();
  await mock.close();
}

async function shoot(size) {
  await browser.context.clearCookies();
  const page = await browser.context.newPage();
  page.on("console", (m) => { if (m.type() === "error") console.log(size, "console:", m.text()); });
  page.on("pageerror", (e) => console.log(size, "error:", e.message));
  await page.setViewportSize(sizes[size]);
  const shot = async (name) => { await page.screenshot({ path: join(out, `${size}-${name}.png`) }); console.log(`${size}-${name}`); };
  const stage = (name) => page.waitForSelector(`[data-testid="table"][data-stage="${name}"]`, { timeout: 40_000 });
  const id = (name) => page.locator(`[data-testid="${name}"]`);

  await page.goto(mock.url);
  await id("lobby-table-1").waitFor();
  await page.waitForTimeout(900);
  await shot("lobby-signed-out");
  await page.goto(`${mock.url}/#/history`);
  await page.waitForTimeout(400);
  await shot("history-signed-out");
  await page.goto(`${mock.url}/#/table/1`);
  await page.waitForTimeout(600);
  await shot("table-watching");
  await id("guest").first().click();
  await id("own-total").waitFor();
  await stage("landed");
  await stage("betting");
  await page.waitForTimeout(300);
  await id("chip-5").click();
  for (const spot of ["straight:17", "split:8/11", "corner:25", "street:31", "red", "dozen:2"]) await clickSpot(page, spot);
  await id("chip-25").click();
  for (const spot of ["even", "line:13", "column:3"]) await clickSpot(page, spot);
  await page.waitForTimeout(900);
  if (size === "desktop") await page.mouse.move(...(await middle(page, "corner:14")));
  await page.waitForTimeout(250);
  await shot("betting");
  await page.mouse.move(5, 5);
  await stage("spinning");
  await page.waitForTimeout(1_800);
  await shot("spinning");
  await page.waitForTimeout(2_900);
  await shot("dropping");
  await stage("landed");
  await page.waitForTimeout(950);
  await shot("result-sweep");
  await page.waitForTimeout(1_000);
  await shot("result");
  if (size === "phone") {
    await id("rail-open").click();
    await page.waitForTimeout(400);
    await shot("rail");
    await page.keyboard.press("Escape");
  } else {
    for (const tab of ["numbers", "history", "rules"]) { await page.locator(`#tab-${tab}`).click(); await page.waitForTimeout(350); await shot(`rail-${tab}`); }
    await page.keyboard.press("?");
    await page.waitForTimeout(250);
    await shot("keys");
    await page.keyboard.press("Escape");
  }
  await stage("betting");
  await id("chip-500").click();
  await clickSpot(page, "straight:5");
  await clickSpot(page, "straight:5");
  await page.waitForTimeout(500);
  await shot("refused");
  await browser.context.setOffline(true);
  await page.evaluate(() => window.__croupier.cut());
  await page.waitForTimeout(1_800);
  await shot("offline");
  await browser.context.setOffline(false);
  await page.waitForSelector('[data-testid="conn"][data-state="online"]', { timeout: 20_000 });
  await page.goto(`${mock.url}/#/history`);
  await page.waitForTimeout(600);
  await shot("history");
  await page.locator('a:text-is("Proof")').first().click();
  await id("checks").waitFor();
  await shot("proof");
  await page.goto(`${mock.url}/#/rules/1`);
  await page.waitForTimeout(500);
  await shot("rules");
  await page.goto(`${mock.url}/#/`);
  await page.waitForTimeout(700);
  await shot("lobby");
  await page.goto(`${mock.url}/#/table/77`);
  await page.waitForTimeout(700);
  await shot("no-table");
  await page.goto(`${mock.url}/#/`);
  await id("account").click();
  await id("sign-out").click();
  await id("sign-in").click();
  await page.waitForTimeout(300);
  await shot("sign-in");
  await page.fill('input[name="name"]', "nora");
  await page.fill('input[name="password"]', "demo-operator");
  await id("submit").click();
  await page.waitForTimeout(500);
  await page.goto(`${mock.url}/#/operator`);
  await id("pause-2").click();
  await id("unpause-2").waitFor();
  await shot("operator");
  await id("unpause-2").click();
  await page.close();
}

async function middle(page, spot) {
  const b = await page.locator(`[data-testid="spot-${spot}"]`).boundingBox();
  return [b.x + b.width / 2, b.y + b.height / 2];
}
