// A round through five lost connections: between bets, with a bet under way,
// over the close, while the ball runs, and over the landing.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/cuts.mjs
import { clickSpot } from "../dev/browser.mjs";
import { base, run } from "./table.mjs";

await run("cuts", async (t) => {
  await t.page.goto(`${base}/#/table/${t.room}`);
  await t.id("guest").first().click();
  await t.id("own-total").waitFor({ timeout: 20_000 });
  await t.online();
  await t.stage("landed");
  await t.stage("betting");
  const start = await t.balanceShown();
  const round = await t.round();
  await t.page.evaluate(() => { window.stillThere = true; });
  const lost = async (n, where, awayMs) => {
    const restore = await t.cut();
    await t.id("conn-banner").waitFor({ timeout: 10_000 });
    await t.shot(`lost-${n}`);
    await t.page.waitForTimeout(awayMs);
    await restore();
    await t.online();
    t.say(`ok: the line is back from loss ${n}, ${where}`);
  };
  await t.id("chip-5").click();
  await clickSpot(t.page, "straight:17");
  await t.owned(500);
  await lost(1, "between bets", 300);
  await t.owned(500);
  await clickSpot(t.page, "red");
  await t.page.evaluate(() => window.__croupier.cut()); // the bet may or may not have reached the table
  await t.online();
  await t.page.waitForFunction(() => !document.querySelector('[data-testid="checking"]'), null, { timeout: 15_000 });
  const staked = await t.minor("own-total");
  t.expect(staked === 1_000 || staked === 500, `loss 2, with a bet under way: the stake is ${staked}, whole or not at all`);
  await t.shot("lost-2");
  await t.page.waitForFunction(() => Number(document.querySelector(".now .big")?.firstChild?.textContent ?? 99) <= 2, null, { timeout: 60_000 });
  await lost(3, "over the close", 2_500);
  await t.stage("spinning");
  t.expect((await t.minor("own-total")) === staked, "confirmed bets stand after the close");
  await t.page.evaluate(() => window.__croupier.cut());
  await t.online();
  t.say("ok: the line is back from loss 4, while the ball runs");
  t.expect((await t.minor("balance")) === start - staked, "and no payout shows before the landing");
  await lost(5, "over the landing", 3_000);
  await t.stage("landed");
  await t.page.waitForTimeout(800);
  await t.shot("result");
  t.expect((await t.round()) === round, "it is the same round");
  t.expect(await t.page.evaluate(() => window.stillThere === true), "the page was never loaded again");
  const item = (await t.api("/api/history?limit=50")).items.find((i) => i.round === round);
  t.expect(item?.staked === staked, `the history says ${item?.staked} staked`);
  const shown = await t.minor("balance");
  t.expect(shown === start - staked + item.returned, `the balance ${shown} is ${start} − ${staked} + ${item.returned}`);
  const cash = (await t.api("/api/me")).balances.find((b) => b.kind === "cash");
  t.expect(cash.balance === shown, "the server says the same balance");
});
