// Screenshots of the crash table in every state, to be looked at.
//   OUT=folder node dev/curveshots.mjs [desktop|phone|landscape|all] [dark|light|all]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { walkCurves } from "./curves.mjs";

const out = process.env.OUT ?? "test-results/curves";
await mkdir(out, { recursive: true });
await walkCurves(process.argv.slice(2), async (name, page) => { await page.screenshot({ path: join(out, `${name}.png`) }); console.log(name); }, console.log, { reduced: process.env.REDUCED === "1" });
