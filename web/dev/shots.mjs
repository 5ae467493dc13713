// Screenshots of every page and state against the stand-in server, to be looked at.
//   OUT=folder node dev/shots.mjs [desktop|phone|landscape] [dark|light]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openBrowser } from "./browser.mjs";
import { startMock } from "./mock.mjs";
import { mockTimes, sizes, walk } from "./states.mjs";

const out = process.env.OUT ?? "test-results/shots";
const wanted = process.argv[2] ? [process.argv[2]] : Object.keys(sizes);
const rooms = process.argv[3] ? [process.argv[3]] : ["dark", "light"];

await mkdir(out, { recursive: true });
const mock = await startMock({ ...mockTimes, log: console.error });
const browser = await openBrowser();
try {
  for (const size of wanted) for (const room of rooms) await shoot(size, room);
} finally {
  await browser.close();
  await mock.close();
}

async function shoot(size, room) {
  const at = async (name, page) => { await page.screenshot({ path: join(out, `${size}-${room}-${name}.png`) }); console.log(`${size}-${room}-${name}`); };
  await walk({ browser, host: mock, size, room, at, onError: console.log });
}
