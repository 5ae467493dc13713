// A round with reduced motion: nothing travels, everything fades.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/motion.mjs
import { clickSpot } from "../dev/browser.mjs";
import { base, run } from "./table.mjs";

await run("motion", async (t) => {
  await t.page.goto(`${base}/#/table/${t.room}`);
  await t.id("guest").first().click();
  await t.id("own-total").waitFor({ timeout: 20_000 });
  await t.online();
  await t.stage("landed");
  await t.stage("betting");
  const start = await t.balanceShown();
  const round = await t.round();
  await t.id("chip-5").click();
  let sum = 0;
  for (const spot of ["straight:17", "red", "black"]) { await clickSpot(t.page, spot); sum += 500; await t.owned(sum); }
  await still(t, "betting");
  await t.shot("bets");
  await t.stage("spinning");
  const wheel = () => t.page.evaluate(() => getComputedStyle(document.querySelector(".rotor")).transform);
  const before = await wheel();
  await t.page.waitForTimeout(900);
  t.expect((await wheel()) === before, "the wheel stands");
  await still(t, "spinning");
  await t.settled(round, start, sum);
  await still(t, "landed");
}, { context: { reducedMotion: "reduce" } });

/** No animation of the page moves anything, but for the bar that tells the time in steps. */
async function still(t, when) {
  const moving = await t.page.evaluate(() => document.getAnimations().filter((a) => {
    const el = a.effect?.target;
    if (a.playState !== "running" || el?.closest?.(".countdown")) return false;
    return a.effect.getKeyframes().some((k) => k.transform && k.transform !== "none");
  }).map((a) => `${a.effect.target.className} ${a.animationName ?? a.transitionProperty ?? ""}`));
  t.expect(moving.length === 0, `nothing moves while ${when} ${moving.join(", ")}`);
}
