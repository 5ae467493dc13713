// Screenshots of the blackjack tables in each state of a round, to be looked at.
//   OUT=folder node dev/handshots.mjs [desktop|phone|landscape|all] [dark|light|all] [part of a state's name]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { walkHands } from "./handstates.mjs";

const out = process.env.OUT ?? "test-results/hands";
await mkdir(out, { recursive: true });
await walkHands(process.argv.slice(2), async (name, page) => { await page.screenshot({ path: join(out, `${name}.png`) }); console.log(name); }, console.log);
