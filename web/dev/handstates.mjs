// Shows a blackjack table in each state of a round, on the stand-in server: for
// screenshots (handshots.mjs) and for the check of accessibility (e2e/blackjack-axe.mjs).
import { openBrowser } from "./browser.mjs";
import { startMock } from "./mock.mjs";
import { sizes } from "./states.mjs";

const last = (r) => r.steps.length - 1;

/** Each state: the round's room, its step, how long ago that was, and what is done first. */
const states = [
  ["betting", 101, (r) => r.find("closed") - 1, 2_000],
  ["betting-free", 104, () => 0, 2_000],
  ["dealing", 101, (r) => r.find("dealt"), 1_300, "play"],
  ["others-turn", 101, (r) => r.find("dealt"), 6_000],
  ["my-turn", 101, (r) => r.find("acted", 1), 3_000],
  ["my-turn-hint", 101, (r) => r.find("acted", 1), 3_000, "hint"],
  ["split", 101, (r) => r.find("drawn", 1), 4_000],
  ["doubled", 101, (r) => r.find("drawn", 2), 4_000],
  ["dealer", 101, last, 200],
  ["result", 101, last, 2_600],
  ["even-money", 102, (r) => r.find("dealt"), 5_000],
  ["insurance", 102, (r) => r.find("acted", 1), 5_000],
  ["natural", 102, last, 2_600],
  ["four-hands", 103, (r) => r.find("drawn", 3), 4_000],
  ["four-result", 103, last, 2_600],
  ["new-shoe", 104, (r) => r.find("dealt"), 2_400, "play"],
  ["void", 105, last, 500],
  ["common-betting", 106, (r) => r.find("closed") - 1, 2_000],
  ["common-turn", 106, (r) => r.find("dealt"), 4_000],
  ["common-chosen", 106, (r) => r.find("chosen", 1), 4_000],
  ["common-split", 106, (r) => r.find("went", 2), 2_000, "play"],
  ["common-result", 106, last, 2_600],
  ["common-insurance", 107, (r) => r.find("dealt"), 4_000],
];

/** Calls at(name, page) in each state; args: [size] [room's light] [part of a state's name], "all" or nothing for every one. */
export async function walkHands([size, light, only], at, onError) {
  const mock = await startMock({ hands: true, log: onError });
  const browser = await openBrowser();
  try {
    for (const s of !size || size === "all" ? Object.keys(sizes) : [size]) {
      for (const l of !light || light === "all" ? ["dark", "light"] : [light]) await visit(browser, mock, s, l, only, at, onError);
    }
  } finally {
    await browser.close();
    await mock.close();
  }
}

async function visit(browser, mock, size, light, only, at, onError) {
  const page = await browser.context.newPage();
  page.on("console", (m) => { if (m.type() === "error") onError(`${size} console: ${m.text()}`); });
  page.on("pageerror", (e) => onError(`${size} page: ${e.message}`));
  await page.setViewportSize(sizes[size]);
  await page.emulateMedia({ colorScheme: light });
  await page.goto(mock.url);
  const account = page.locator('[data-testid="account"]');
  await page.locator('[data-testid="account"], [data-testid="guest"]').first().waitFor();
  if ((await account.count()) === 0) await page.locator('[data-testid="guest"]').first().click();
  await account.waitFor();
  const viewer = await account.innerText();
  for (const [name, room, step, agoMs, how] of states) {
    if (only && !name.includes(only)) continue;
    const r = mock.rooms.find((x) => x.room === room);
    r.viewerName = viewer;
    await page.evaluate((on) => localStorage.setItem("croupier.blackjack.hint", on ? "1" : "0"), how === "hint");
    const show = () => r.show(how === "play" ? step(r) - 1 : step(r), how === "play" ? 0 : agoMs);
    show();
    await page.goto(`${mock.url}/#/table/${room}`);
    await page.reload();
    await page.waitForSelector('[data-testid="dock"]');
    show();
    if (how === "play") { await page.waitForTimeout(300); r.play(step(r)); }
    await page.waitForTimeout(how === "play" ? agoMs : 900);
    await at(`${size}-${light}-${name}`, page);
  }
  await page.close();
}
