// Walks a slot machine through its states against the stand-in server, with
// spins that are wished for, and stops in each: for screenshots and for axe.
import { openBrowser } from "./browser.mjs";
import { startMock } from "./mock.mjs";
import { sizes } from "./states.mjs";

export const games = ["slots-harbour", "slots-orchard", "slots-sevens"];
const patienceMs = 60_000;

/** Calls at(name, page) in each state of one machine. */
export async function walkMachine({ browser, mock, game, size, room, at, onError, reduced = false }) {
  await browser.context.clearCookies();
  const page = await browser.context.newPage();
  page.on("console", (m) => { if (m.type() === "error") onError(`${game} ${size} console: ${m.text()}`); });
  page.on("pageerror", (e) => onError(`${game} ${size} page: ${e.message}`));
  page.setDefaultTimeout(patienceMs);
  await page.setViewportSize(sizes[size]);
  await page.emulateMedia({ colorScheme: room, reducedMotion: reduced ? "reduce" : "no-preference" });
  const id = (name) => page.locator(`[data-testid="${name}"]`);
  const short = game.replace("slots-", "");
  const stop = async (name, waitMs = 300) => { await page.waitForTimeout(waitMs); await at(`${short}-${name}`, page); };
  const told = (state) => page.waitForSelector(`[data-testid="machine"][data-told="${state}"]`);
  const press = async () => { await page.waitForSelector('[data-testid="spin"][aria-disabled="false"]'); await id("spin").click(); };
  await page.goto(`${mock.url}/#/machine/${game}`);
  await id("machine-door").waitFor();
  await stop("door", 500);
  await id("guest").first().click();
  await id("spin").waitFor();
  await stop("rest", 700);
  const session = mock.machineRooms.filter((r) => r.game === game).at(-1);
  const wish = (...f) => f.forEach((x) => session.wish(x));
  const small = (s) => s.coins > 0 && s.coins < session.machine.cost && s.scatters < 3 && s.falls.length < 3;
  const great = (s) => (game !== "slots-orchard" || s.falls.length > 4) && s.coins > session.machine.cost * 5 && s.scatters < 3 && s.falls.flatMap((f) => f.wins).length > (game === "slots-sevens" ? 0 : 1);
  wish((s) => s.coins === 0);
  await press();
  await told("turning");
  await stop("turning", 900);
  await told("done");
  await stop("lost");
  wish(small);
  await press();
  await told("lit");
  await stop("won-lit", 350);
  await told("done");
  await stop("won-small");
  if (game === "slots-sevens") await collectOrGamble();
  wish(great);
  await press();
  await told("lit");
  await stop("great-lit", 500);
  if (game === "slots-orchard") await page.waitForSelector('[data-testid="machine"][data-told="falling"]', { timeout: 2_500 }).then(() => stop("falling", 120), () => {});
  await told("done");
  await stop("great", 400);
  if (game === "slots-sevens") {
    await id("to-gamble").click();
    await stop("gamble");
    await id("gamble-red").click();
    await stop("gamble-covered", 500);
    await page.waitForFunction(() => document.querySelector(".card-face:not(.back)"));
    await stop("gamble-open", 500);
    if (await id("to-gamble").count()) await collectOrGamble();
  } else {
    wish((s) => s.scatters === 3, (s) => s.coins > 0 && s.scatters < 3, (s) => s.scatters >= 3);
    await press();
    await told("done");
    await stop("free-won", 500);
    await press();
    await told("turning");
    await stop("free-turning", 700);
    await told("done");
    await stop("free-one", 400);
    await press();
    await told("turning");
    await told("done");
    await stop("free-again", 400);
    await page.reload();
    await id("spin").waitFor();
    await stop("free-resumed", 900);
  }
  await panels();
  await page.close();

  async function collectOrGamble() { await press(); await page.waitForFunction(() => document.querySelector('[data-testid="spin"]')?.dataset.does === "spin"); }

  async function panels() {
    for (const p of ["pays", "spins", "fair"]) {
      if (size === "desktop" && sizes.desktop.width > 1180) await page.locator(`#tab-${p}`).click();
      else await id(`open-${p}`).click();
      await stop(`panel-${p}`, 500);
      if (size !== "desktop") await page.keyboard.press("Escape");
    }
    if (game === "slots-sevens" || size !== "desktop") await id("stake").click({ timeout: 5_000 }).then(() => stop("stakes")).catch(() => {});
  }
}

/** Runs the walk for what was asked for: [game or all] [size or all] [room or all]. */
export async function walkAll(argv, at, onError, options = {}) {
  const pick = (value, all) => (value && value !== "all" ? [value] : all);
  const mock = await startMock({ log: console.error, bots: false, slots: { cycleMs: 2_500, landMs: 2_000 } });
  const browser = await openBrowser();
  try {
    for (const game of pick(argv[0] && !argv[0].startsWith("slots-") && argv[0] !== "all" ? `slots-${argv[0]}` : argv[0], games)) {
      for (const size of pick(argv[1], Object.keys(sizes))) for (const room of pick(argv[2], ["dark", "light"])) await walkMachine({ browser, mock, game, size, room, at: (name, page) => at(`${size}-${room}-${name}`, page), onError, ...options });
    }
  } finally {
    await browser.close();
    await mock.close();
  }
}
