// A round by mouse in headless Chromium against a running server with its demo on.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/round.mjs
// Plays as a guest, takes one chip back, loses the line in the middle, and counts
// the money afterwards. Exit code 0 or 1.
import { clickSpot } from "../dev/browser.mjs";
import { base, proof, run } from "./table.mjs";

await run("round", async (t) => {
  await t.page.goto(base);
  await t.id(`lobby-table-${t.room}`).waitFor({ timeout: 20_000 });
  await t.online();
  await t.shot("lobby");
  await t.id(`lobby-table-${t.room}`).click();
  await t.id("table").waitFor();
  await t.stage("betting");
  t.expect((await t.id("gate").count()) === 1, "a table can be watched without signing in");
  await t.id("guest").click();
  await t.id("own-total").waitFor({ timeout: 20_000 });
  await t.online();
  await t.stage("landed"); // begin with a whole betting window
  await t.stage("betting");
  const start = await t.balanceShown();
  t.expect(start > 0, `a guest begins with ${start}`);
  const round = await t.round();
  const staked = await placeAndUndo(t);
  await cutAndReturn(t, staked);
  await t.settled(round, start, staked);
  await proof(t, round);
});

/** Chips by the mouse: a number, an edge, a corner, an outer line, outside fields; the last one is undone. */
async function placeAndUndo(t) {
  await t.id("chip-5").click();
  const spots = ["straight:17", "split:8/11", "corner:25", "street:31", "line:13", "trio:0/1/2", "red", "dozen:2"];
  let sum = 0;
  for (const spot of spots) {
    await clickSpot(t.page, spot);
    sum += 500;
    await t.owned(sum);
  }
  t.say(`ok: ${spots.length} chips of 5 lie on ${spots.join(", ")}`);
  await t.id("chip-1").click();
  await clickSpot(t.page, "column:3");
  await t.owned(sum + 100);
  await t.id("undo").click();
  await t.owned(sum);
  t.say("ok: the last chip was undone");
  await t.page.mouse.move(4, 4);
  await t.shot("bets");
  return sum;
}

/** The network goes away in the middle of the round, and comes back. The page is not loaded again. */
async function cutAndReturn(t, staked) {
  await t.page.evaluate(() => { window.stillThere = true; });
  const restore = await t.cut();
  await t.id("conn-banner").waitFor({ timeout: 10_000 });
  t.expect(/safe/.test(await t.id("conn-banner").innerText()), "the page says that the bets are safe");
  await t.shot("offline");
  await t.page.waitForTimeout(1_500);
  await restore();
  await t.online();
  t.expect(await t.page.evaluate(() => window.stillThere === true), "the line is back without a reload");
  await t.owned(staked);
}
