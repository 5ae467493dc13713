// A round by keyboard alone: from the address to the payout no mouse moves.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder node e2e/keyboard.mjs
import { base, run } from "./table.mjs";

await run("keyboard", async (t) => {
  const { page } = t;
  const press = (key) => page.keyboard.press(key);
  const focused = () => page.evaluate(() => {
    const e = document.activeElement;
    return { testid: e?.dataset?.testid ?? "", spot: e?.dataset?.spot ?? "", id: e?.id ?? "", label: e?.getAttribute("aria-label") ?? "", role: e?.getAttribute("role") ?? "" };
  });
  const tabTo = async (what, test, most = 60) => {
    for (let i = 0; i < most; i++) {
      await press("Tab");
      if (test(await focused())) return t.say(`ok: Tab leads to ${what}`);
    }
    throw new Error(`Tab does not lead to ${what} within ${most} stops`);
  };
  await page.goto(base);
  await t.id(`lobby-table-${t.room}`).waitFor({ timeout: 20_000 });
  await t.online();
  await press("Tab");
  t.expect((await page.evaluate(() => document.activeElement?.className)) === "skip", "the first stop skips to the content");
  await t.shot("skip");
  await press("Enter");
  t.expect((await focused()).id === "main", "and does so");
  await tabTo("the table", (f) => f.testid === `lobby-table-${t.room}`);
  await t.shot("lobby");
  await press("Enter");
  await t.id("table").waitFor();
  await tabTo("the way in as a guest", (f) => f.testid === "guest");
  await press("Enter");
  await t.id("own-total").waitFor({ timeout: 20_000 });
  await t.online();
  await t.stage("landed");
  await t.stage("betting");
  const start = await t.balanceShown();
  const round = await t.round();
  await tabTo("the layout", (f) => f.role === "gridcell");
  await walkTo(t, press, focused, "split:8/11");
  await press("2");
  await press("Enter");
  await t.owned(500);
  t.expect(/Split 8 and 11, pays 17 to 1, your stake 5\.00/.test((await focused()).label), `the cell says "${(await focused()).label}"`);
  t.expect(/Your stake is 5\.00/.test(await t.id("spoken-hand").innerText()), "the stake is spoken");
  await press("1");
  await press("Enter");
  await t.owned(600);
  await press("Backspace");
  await t.owned(500);
  t.say("ok: Backspace took the last chip back");
  await walkTo(t, press, focused, "red");
  await press("Enter");
  await t.owned(600);
  await press("d");
  await t.owned(1_200);
  await t.shot("bets");
  await press("?");
  await page.locator("dialog[open]").waitFor();
  await t.shot("keys");
  await press("Escape");
  await page.waitForFunction(() => document.activeElement?.dataset?.spot === "red", null, { timeout: 5_000 });
  t.say("ok: the list of keys closes, and the focus is where it was");
  const { number, spoken } = await t.settled(round, start, 1_200);
  t.expect(new RegExp(`^Result ${number === 37 ? "00" : number}, .*Paid .*FUN`).test(spoken), `spoken: "${spoken}"`);
});

/** Walks with the arrows toward a spot's place, as somebody would who looks at the layout. */
async function walkTo(t, press, focused, spot) {
  const middle = (name) => t.id(`spot-${name}`).boundingBox().then((b) => [b.x + b.width / 2, b.y + b.height / 2]);
  const [x, y] = await middle(spot);
  for (let i = 0; i < 60; i++) {
    const at = (await focused()).spot;
    if (at === spot) return t.say(`ok: ${i} arrows lead to ${spot}`);
    const [ax, ay] = await middle(at);
    const [dx, dy] = [x - ax, y - ay];
    await press(Math.abs(dx) > Math.abs(dy) ? (dx > 0 ? "ArrowRight" : "ArrowLeft") : dy > 0 ? "ArrowDown" : "ArrowUp");
  }
  throw new Error(`the arrows do not lead to ${spot}`);
}
