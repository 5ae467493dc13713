// Screenshots of baccarat and dragon tiger in every state, to be looked at, from a
// running server with the tables of e2e/tables.json.
//   BASE_URL=http://127.0.0.1:8080 OUT=folder SHOE=1 node dev/duelshots.mjs [desktop|phone|landscape|all] [dark|light|all]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { walkDuels } from "./duels.mjs";

const out = process.env.OUT ?? "test-results/duels";
await mkdir(out, { recursive: true });
await walkDuels(process.argv.slice(2), async (name, page) => { await page.screenshot({ path: join(out, `${name}.png`) }); console.log(name); }, console.log, {
  url: process.env.BASE_URL ?? "http://127.0.0.1:8080", shoe: process.env.SHOE === "1",
});
