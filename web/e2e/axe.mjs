// Runs axe-core over every page and state, in both rooms and at three sizes,
// against the stand-in server, or with BASE_URL against a real one that has the
// tables of e2e/tables.json. Exit code 1 when it finds anything.
//   node e2e/axe.mjs [desktop|phone|landscape] [dark|light]
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { openBrowser } from "../dev/browser.mjs";
import { startMock } from "../dev/mock.mjs";
import { mockTimes, sizes, walk } from "../dev/states.mjs";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wanted = process.argv[2] ? [process.argv[2]] : Object.keys(sizes);
const rooms = process.argv[3] ? [process.argv[3]] : ["dark", "light"];
const found = new Map(); // rule and target → the states that have it
let checked = 0;

const real = process.env.BASE_URL;
const host = real ? { url: real, operator: { name: "olivia", password: "demo-olivia" }, close() {} } : await startMock({ ...mockTimes, log: console.error });
const browser = await openBrowser();
const errors = [];
try {
  for (const size of wanted) {
    for (const room of rooms) await walk({ browser, host, size, room, at: (name, page) => check(`${size}/${room}/${name}`, page), onError: (e) => errors.push(e) });
  }
} finally {
  await browser.close();
  await host.close();
}
for (const [what, where] of found) console.log(`${what}\n    ${[...where].slice(0, 6).join(" ")}${where.size > 6 ? ` and ${where.size - 6} more` : ""}`);
for (const e of errors.filter((e) => !/ERR_INTERNET_DISCONNECTED|401|404|WebSocket/.test(e))) console.log(`page error: ${e}`);
console.log(`${checked} states checked, ${found.size} kinds of findings`);
process.exit(found.size ? 1 : 0);

async function check(name, page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  // A chip that is just fading away is no finding: what ends is shown at its end.
  await page.evaluate(() => { for (const a of document.getAnimations()) if (a.effect?.getComputedTiming().endTime < Infinity) a.finish(); });
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  checked += 1;
  for (const v of violations) {
    for (const n of v.nodes) {
      const what = `${v.id} (${v.impact}): ${n.target.join(" ")}\n    ${n.failureSummary?.split("\n").slice(1, 2).join(" ").trim()}`;
      if (!found.has(what)) found.set(what, new Set());
      found.get(what).add(name);
    }
  }
}
