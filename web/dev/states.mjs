// Walks through every page and state, against the stand-in server or a real one
// with the tables of e2e/tables.json, and stops in each: for screenshots
// (shots.mjs) and for the check of accessibility (e2e/axe.mjs). It waits for
// signals, each for minutes: a busy machine is no finding.
import { clickSpot } from "./browser.mjs";

export const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 }, landscape: { width: 844, height: 390 } };
export const mockTimes = { betMs: 15_000, landMs: 6_000, pauseMs: 8_000 };
const patienceMs = 180_000; // for a signal: several rounds, on a machine with other work

/**
 * Calls at(name, page) in each state of a visit with this size of window and this
 * room. `host` has the address; the stand-in plays en prison with numbers in an
 * order (`ordered`), so that its states come.
 */
export async function walk({ browser, host, size, room, at, onError }) {
  await browser.context.clearCookies();
  const page = await browser.context.newPage();
  page.on("console", (m) => { if (m.type() === "error") onError(`${size} console: ${m.text()}`); });
  page.on("pageerror", (e) => onError(`${size} page: ${e.message}`));
  page.setDefaultTimeout(patienceMs);
  await page.setViewportSize(sizes[size]);
  await page.emulateMedia({ colorScheme: room });
  const visit = makeVisit(page, host, size, (name) => at(name, page));
  await signedOut(visit);
  await aRound(visit);
  await otherWheels(visit);
  if (host.ordered) await prison(visit);
  await records(visit);
  await refusals(visit);
  await people(visit);
  await page.close();
}

function makeVisit(page, host, size, at) {
  const id = (name) => page.locator(`[data-testid="${name}"]`);
  const own = () => page.evaluate(() => Number(document.querySelector('[data-testid="own-total"]')?.dataset.minor ?? -1));
  return {
    page, host, size, id,
    async at(name, waitMs = 350) { await page.waitForTimeout(waitMs); await at(name); },
    go: (hash) => page.goto(`${host.url}/#/${hash}`),
    stage: (name) => page.waitForSelector(`[data-testid="table"][data-stage="${name}"]`),
    async wholeBetting() { await this.stage("landed"); await this.stage("betting"); },
    /** Lays chips in one betting window, and waits until the table has confirmed each; too late, in the next one. */
    async lay(...chips) {
      for (let tries = 0; tries < 8; tries++) {
        await this.wholeBetting();
        let staked = await own();
        for (const [chip, ...spots] of chips) {
          await id(`chip-${chip}`).click();
          for (const spot of spots) { await clickSpot(page, spot); staked += chip * 100; }
        }
        const done = await page.waitForFunction(([minor]) => {
          if (document.querySelector('[data-testid="table"]')?.dataset.stage !== "betting") return "late";
          return Number(document.querySelector('[data-testid="own-total"]')?.dataset.minor) === minor && "laid";
        }, [staked]);
        if ((await done.jsonValue()) === "laid") return;
      }
      throw new Error("no betting window was long enough");
    },
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
  await v.lay([5, "straight:17", "split:8/11", "corner:25", "street:31", "red", "dozen:2"], [25, "even", "line:13", "column:3"]);
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
  await v.lay([5, "straight:20"]);
  await v.id("open-saved").click();
  await v.page.fill('.saved-form input[name="name"]', "Twenty");
  await v.page.locator(".saved-form button").click();
  await v.at("saved");
  await v.escape();
}

async function otherWheels(v) {
  await v.go("table/4");
  const edge = ["straight:0", "split:0/00", "split:0/1", "split:0/2", "split:00/2", "split:00/3", "trio:0/1/2", "trio:0/00/2", "trio:00/2/3", "top-line"];
  await v.lay([5, "straight:00", ...edge]);
  await v.page.mouse.move(5, 5);
  await v.at("american");
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

/** Numbers come as 0, 1, 0, 1 … there: what the first takes, the second decides over. */
async function prison(v) {
  await v.go("table/6");
  const number = () => v.id("result").getAttribute("data-number");
  do {
    await v.lay([5, "red", "even", "low"], [1, "dozen:1"]);
    await v.stage("landed");
  } while ((await number()) !== "0");
  await v.page.mouse.move(5, 5);
  await v.at("prison-taken", 1_600);
  await v.lay([5, "odd", "red"]);
  await v.page.mouse.move(5, 5);
  await v.at("prison-held");
  if (v.size === "desktop") { await v.id("spot-red").hover(); await v.at("prison-named"); await v.page.mouse.move(5, 5); }
  await v.stage("landed");
  await v.at("prison-result", 900);
  await v.at("prison-over", 2_600);
  await v.go("rules/6");
  await v.page.locator("table.sheet").waitFor();
  await v.at("rules-prison");
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
  await v.page.locator(".replay .pile .mine").nth(2).waitFor();
  await v.at("replay-betting");
  await v.page.waitForSelector('[data-testid="replay-stage"][data-stage="landed"]');
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
  await v.wholeBetting();
  if (await v.id("chip-500").isEnabled()) await v.id("chip-500").click();
  await clickSpot(v.page, "straight:5");
  await clickSpot(v.page, "straight:5");
  await v.id("note").first().waitFor();
  await v.at("refused");
  await v.page.context().setOffline(true);
  await v.page.evaluate(() => window.__croupier.cut());
  await v.id("conn-banner").waitFor();
  await v.at("offline", 900);
  await v.page.context().setOffline(false);
  await v.page.waitForSelector('[data-testid="conn"][data-state="online"]', { state: "attached" });
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
  await v.page.fill('input[name="name"]', v.host.operator.name);
  await v.page.fill('input[name="password"]', v.host.operator.password);
  await v.id("submit").click();
  await v.id("account").waitFor();
  await v.go("operator");
  await v.id("pause-2").click();
  await v.id("unpause-2").waitFor();
  await v.at("operator");
  await v.id("unpause-2").click();
  await aVoid(v);
}

/** A round that the operator voids, as its table shows it; and a table that stands still, where the stand-in can play one. */
async function aVoid(v) {
  do {
    await v.page.waitForSelector('[data-testid="void-1"]:disabled');
    await v.page.locator('[data-testid="void-1"]:enabled').click();
    await v.page.fill('input[name="why"]', "The wheel was touched.");
    await v.at("operator-void");
    await v.id("void-confirm").click({ timeout: 5_000 }).catch(() => {}); // it closed meanwhile
    await v.page.waitForSelector('[data-testid="void-said"], [data-testid="operator-done"]:not(:empty)');
    if (await v.id("void-said").count()) await v.escape();
  } while (!(await v.id("operator-done").textContent()));
  await v.at("operator-voided", 50);
  await v.go("table/1");
  await v.stage("void");
  await v.at("void");
  if (!v.host.ordered) return;
  v.host.rooms[0].sourceLost = true;
  await v.go("operator");
  await v.id("source-lost-1").waitFor();
  await v.at("operator-source-lost");
  v.host.rooms[0].sourceLost = false;
}
