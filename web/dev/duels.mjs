// Walks a table of baccarat and one of dragon tiger through their states against a
// running server with the tables of e2e/tables.json, and stops in each: for
// screenshots. Which cards come is the server's affair.
import { openBrowser } from "./browser.mjs";
import { sizes } from "./states.mjs";

const patienceMs = 180_000; // a change of the shoe is some minutes away
const tables = [
  { name: "baccarat", room: 18, spots: ["player", "tie", "banker", "player-pair"] },
  { name: "dragon-tiger", room: 19, spots: ["dragon", "tie", "tiger", "dragon-big"] },
];

/** Calls at(name, page) in each state of a table. */
async function walkDuel({ browser, url, table, size, theme, at, onError, shoe }) {
  await browser.context.clearCookies();
  const page = await browser.context.newPage();
  page.on("console", (m) => { if (m.type() === "error") onError(`${size} console: ${m.text()}`); });
  page.on("pageerror", (e) => onError(`${size} page: ${e.message}`));
  page.setDefaultTimeout(patienceMs);
  await page.setViewportSize(sizes[size]);
  await page.emulateMedia({ colorScheme: theme });
  const id = (name) => page.locator(`[data-testid="${name}"]`);
  const stage = (name) => page.waitForSelector(`[data-testid="table"][data-stage="${name}"]`);
  const stop = async (name, waitMs = 400) => { await page.waitForTimeout(waitMs); await at(`${table.name}-${name}`, page); };
  await page.goto(`${url}/#/table/${table.room}`);
  await id("guest").first().click();
  await id("own-total").waitFor();
  await stage("landed"); // begin with a whole betting window
  await stage("betting");
  await stop("betting");
  await id("chip-25").click();
  for (const spot of table.spots) await id(`spot-${spot}`).click();
  await stop("placed");
  await stage("dealing");
  await stop("dealing", 1_000);
  await stage("landed");
  await stop("landed", 900);
  await stop("paid", 900);
  if (size === "desktop") {
    for (const tab of ["players", "history", "rules", "roads"]) {
      await page.locator(`#tab-${tab}`).click();
      await stop(`rail-${tab}`);
    }
  } else {
    await id("rail-open").click();
    await stop("rail");
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("?");
  await stop("keys");
  await page.keyboard.press("Escape");
  if (shoe) { await stage("shuffling"); await stop("shoe"); }
  await page.close();
}

/** Runs the walk for what was asked for: [size or all] [theme or all]; with shoe, until each table's next change of the shoe. */
export async function walkDuels(argv, at, onError, { url, shoe = false }) {
  const pick = (value, all) => (value && value !== "all" ? [value] : all);
  const browser = await openBrowser();
  try {
    for (const size of pick(argv[0], Object.keys(sizes))) for (const theme of pick(argv[1], ["dark", "light"])) {
      for (const table of tables) await walkDuel({ browser, url, table, size, theme, shoe, at: (name, page) => at(`${size}-${theme}-${name}`, page), onError });
    }
  } finally {
    await browser.close();
  }
}
