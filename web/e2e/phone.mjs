// A round by touch on a phone's screen, upright, then the same table lying.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/phone.mjs
import { base, run } from "./table.mjs";

await run("phone", async (t) => {
  const tap = async (spot) => {
    const b = await t.id(`spot-${spot}`).boundingBox();
    await t.page.touchscreen.tap(b.x + b.width / 2, b.y + b.height / 2);
  };
  await t.page.goto(base);
  await t.id(`lobby-table-${t.room}`).waitFor({ timeout: 20_000 });
  await t.online();
  await t.shot("lobby");
  await t.id(`lobby-table-${t.room}`).tap();
  await t.id("guest").tap();
  await t.id("own-total").waitFor({ timeout: 20_000 });
  await t.online();
  await t.stage("landed");
  await t.stage("betting");
  const wide = await t.page.evaluate(() => document.documentElement.scrollWidth);
  t.expect(wide <= 390, `nothing is wider than the screen (${wide})`);
  const small = await t.page.evaluate(() => [...document.querySelectorAll(".dock button, .topline button, .topline a.icon")]
    .map((e) => e.getBoundingClientRect()).filter((b) => b.width > 0 && (b.width < 43.5 || b.height < 43.5)).length);
  t.expect(small === 0, `${small} of the buttons are smaller than a thumb`);
  const start = await t.balanceShown();
  const round = await t.round();
  await t.id("chip-5").tap();
  let sum = 0;
  for (const spot of ["straight:17", "split:8/11", "black", "dozen:3"]) {
    await tap(spot);
    sum += 500;
    await t.owned(sum);
  }
  t.say("ok: four chips lie where the finger put them");
  await t.id("open-track").tap();
  await t.id("racetrack").waitFor();
  await t.id("pocket-17").tap();
  await t.id("track-place").waitFor();
  await t.shot("racetrack");
  await t.id("track-place").tap();
  sum += 5 * 500;
  await t.owned(sum);
  t.say("ok: 17 and two neighbours each side, in one command");
  await t.id("undo").tap();
  sum -= 5 * 500;
  await t.owned(sum);
  t.say("ok: one undo takes all five back");
  await t.shot("bets");
  await t.settled(round, start, sum);
  await t.id("rail-open").tap();
  await t.page.locator("dialog[open] .rail").waitFor();
  await t.shot("sheet");
  await t.page.keyboard.press("Escape");
  await t.page.setViewportSize({ width: 844, height: 390 });
  await t.stage("betting");
  await t.page.waitForTimeout(300);
  await t.shot("landscape");
  const high = await t.page.evaluate(() => document.documentElement.scrollHeight);
  t.expect(high <= 391, `lying, everything fits on one screen (${high})`);
}, { viewport: { width: 390, height: 844 }, context: { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } });
