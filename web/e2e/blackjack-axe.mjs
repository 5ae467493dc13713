// Runs axe-core over every state of a blackjack round, against the stand-in server.
// Exit code 1 when it finds anything.
//   node e2e/blackjack-axe.mjs [desktop|phone|landscape|all] [dark|light|all]
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { walkHands } from "../dev/handstates.mjs";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const found = new Map(); // rule and target → the states that have it
const errors = [];
let checked = 0;

await walkHands(process.argv.slice(2), async (name, page) => {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  // A chip that is just fading away is no finding: what ends is shown at its end.
  await page.evaluate(() => { for (const a of document.getAnimations()) if (a.effect?.getComputedTiming().endTime < Infinity) a.finish(); });
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  checked += 1;
  for (const v of violations) for (const n of v.nodes) {
    const what = `${v.id} (${v.impact}): ${n.target.join(" ")}\n    ${n.failureSummary?.split("\n").slice(1, 2).join(" ").trim()}`;
    found.set(what, (found.get(what) ?? new Set()).add(name));
  }
  if (process.env.OUT) await page.screenshot({ path: `${process.env.OUT}/${name}.png` });
}, (e) => errors.push(e));
for (const [what, where] of found) console.log(`${what}\n    ${[...where].slice(0, 6).join(" ")}${where.size > 6 ? ` and ${where.size - 6} more` : ""}`);
for (const e of errors) console.log(`page error: ${e}`);
console.log(`${checked} states checked, ${found.size} kinds of findings, ${errors.length} errors`);
process.exit(found.size + errors.length ? 1 : 0);
