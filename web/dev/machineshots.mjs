// Screenshots of the slot machines in every state, to be looked at.
//   OUT=folder node dev/machineshots.mjs [harbour|orchard|sevens|all] [desktop|phone|landscape|all] [dark|light|all]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { walkAll } from "./machines.mjs";

const out = process.env.OUT ?? "test-results/machines";
await mkdir(out, { recursive: true });
await walkAll(process.argv.slice(2), async (name, page) => { await page.screenshot({ path: join(out, `${name}.png`) }); console.log(name); }, console.log, { reduced: process.env.REDUCED === "1" });
