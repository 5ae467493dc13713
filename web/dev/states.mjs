// Walks through every page and state against the stand-in server and stops in
// each: for screenshots (shots.mjs) and for the check of accessibility
// (e2e/axe.mjs).
import { clickSpot } from "./browser.mjs";

export const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 }, landscape: { width: 844, height: 390 } };
export const mockTimes = { betMs: 7_000, landMs: 6_000, pauseMs: 4_000 };

/** Calls at(name, page) in each state of a visit with this size of window and this room. */
export async function walk({ browser, mock, size, room, at, onError }) {
  await browser.context.clearCookies();
  const page = await browser.context.newPage();
  page.on("console", (m) => { if (m.type() === "error") onError(`${size} console: ${m.text()}`); });
  page.on("pageerror", (e) => onError(`${size} page: ${e.message}`));
  await page.setViewportSize(sizes[size]);
  await page.emulateMedia({ colorScheme: room });
  const visit = makeVisit(page, mock, size, (name) => at(name, page));
  await signedOut(visit);
  await aRound(visit);
  await otherWheels(visit);
  await records(visit);
  await refusals(visit);
  await people(visit);
  await page.close();
}

function makeVisit(page, mock, size, at) {
  const id = (name) => page.locator(`[data-testid="${name}"]`);
  return {
    page, mock, size, id,
    async at(name, waitMs = 350) { await page.waitForTimeout(waitMs); await at(name); },
    go: (hash) => page.goto(`${mock.url}/#/${hash}`),
    stage: (name) => page.waitForSelector(`[data-testid="table"][data-stage="${name}"]`, { timeout: 40_000 }),
    async wholeBetting() { await this.stage("landed"); await this.stage("betting"); },
    escape: () => page.keyboard.press("Escape"),
  };
}

async function signedOut(v) {
  await v.go("");
  await v.id("lobby-table-1").waitFor();
  await v.at("lobby-signed-out", 900);
  await v.go("history");
  await v.at("history-signed-out");
  await v.go("verify");
  await v.at("verify");
  await v.go("table/1");
  await v.at("table-watching", 700);
  await v.id("guest").first().click();
  await v.id("own-total").waitFor();
}

async function aRound(v) {
  await v.wholeBetting();
  await v.id("chip-5").click();
  for (const spot of ["straight:17", "split:8/11", "corner:25", "street:31", "red", "dozen:2"]) await clickSpot(v.page, spot);
  await v.id("chip-25").click();
  for (const spot of ["even", "line:13", "column:3"]) await clickSpot(v.page, spot);
  await v.page.waitForTimeout(500);
  if (v.size === "desktop") {
    const b = await v.id("spot-corner:14").boundingBox();
    await v.page.mouse.move(b.x + b.width / 2, b.y + b.height / 2);
  }
  await v.at("betting", 300);
  await v.page.mouse.move(5, 5);
  await v.stage("spinning");
  await v.at("spinning", 1_800);
  await v.stage("landed");
  await v.at("result-sweep", 950);
  await v.at("result", 900);
  if (v.size === "desktop") {
    for (const tab of ["numbers", "history", "rules"]) { await v.page.locator(`#tab-${tab}`).click(); await v.at(`rail-${tab}`); }
    await v.page.locator("#tab-players").click();
  } else {
    await v.id("rail-open").click();
    await v.at("rail");
    await v.page.locator("#tab-numbers").click();
    await v.at("rail-numbers");
    await v.escape();
  }
  await v.page.keyboard.press("?");
  await v.at("keys");
  await v.escape();
  await v.wholeBetting();
  await v.id("chip-5").click();
  await clickSpot(v.page, "straight:20");
  await v.id("open-saved").click();
  await v.page.fill('.saved-form input[name="name"]', "Twenty");
  await v.page.locator(".saved-form button").click();
  await v.at("saved");
  await v.escape();
}

async function otherWheels(v) {
  await v.go("table/4");
  await v.wholeBetting();
  await v.id("chip-5").click();
  for (const spot of ["straight:00", "split:0/00", "top-line", "trio:0/00/2", "split:0/2"]) await clickSpot(v.page, spot);
  await v.at("american", 700);
  await v.stage("spinning");
  await v.at("american-spinning", 2_500);
  await v.go("table/3");
  await v.wholeBetting();
  await v.id("open-track").click();
  await v.id("racetrack").waitFor();
  if (v.size === "desktop") await v.id("call-voisins").hover();
  else await v.id("call-voisins").dispatchEvent("pointerenter", { pointerType: "mouse" });
  await v.at("racetrack-voisins");
  if (v.size === "desktop") await v.id("pocket-17").hover();
  await v.at("racetrack-neighbours");
  if (v.size === "desktop") { await v.id("call-tiers").click(); await v.page.mouse.move(5, 5); } else await v.escape();
  await v.go("table/5");
  await v.at("no-statistics", 900);
  await v.go("rules/4");
  await v.at("rules-american", 600);
  await v.go("rules/3");
  await v.at("rules-french", 600);
}

async function records(v) {
  await v.go("history");
  await v.page.locator('a:text-is("Proof")').first().waitFor();
  await v.at("history");
  await v.page.locator('a:text-is("Proof")').last().click();
  await v.id("checks").waitFor();
  await v.at("proof");
  const record = await v.page.evaluate(() => fetch(`/api/rounds/${location.hash.split("/").pop()}`).then((r) => r.text()));
  await v.id("replay").click();
  await v.id("replay-stage").waitFor();
  await v.at("replay-betting", 4_500);
  await v.page.waitForSelector('[data-testid="replay-stage"][data-stage="landed"]', { timeout: 30_000 });
  await v.at("replay-result", 1_500);
  await v.go("rounds/1");
  await v.page.locator("table.sheet").waitFor();
  await v.at("rounds", 500);
  await v.go("verify");
  await v.id("verify-text").fill(record);
  await v.id("verify-run").click();
  await v.at("verify-true");
  await v.id("verify-text").fill(record.replace(/"number":\s*\d+/, '"number":99'));
  await v.id("verify-run").click();
  await v.at("verify-false");
}

async function refusals(v) {
  await v.go("table/2");
  await v.stage("betting");
  await v.page.waitForTimeout(300);
  if (await v.id("chip-500").isEnabled()) await v.id("chip-500").click();
  await clickSpot(v.page, "straight:5");
  await clickSpot(v.page, "straight:5");
  await v.at("refused", 500);
  await v.page.context().setOffline(true);
  await v.page.evaluate(() => window.__croupier.cut());
  await v.at("offline", 1_800);
  await v.page.context().setOffline(false);
  await v.page.waitForSelector('[data-testid="conn"][data-state="online"]', { timeout: 20_000 });
  await v.go("table/77");
  await v.at("no-table", 700);
}

async function people(v) {
  await v.go("");
  await v.at("lobby", 700);
  await v.id("account").click();
  await v.at("account");
  await v.id("sign-out").click();
  await v.id("sign-in").click();
  await v.at("sign-in");
  await v.page.fill('input[name="name"]', "nora");
  await v.page.fill('input[name="password"]', "demo-operator");
  await v.id("submit").click();
  await v.page.waitForTimeout(500);
  await v.go("operator");
  await v.id("pause-2").click();
  await v.id("unpause-2").waitFor();
  await v.at("operator");
  await v.id("unpause-2").click();
}
