// Starts headless Chromium for the screenshots and the round by mouse.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
];

/** A browser with a fresh profile; close() removes it. */
export async function openBrowser(options = {}) {
  const profile = await mkdtemp(join(tmpdir(), "croupier-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true, args: flags, viewport: { width: 1440, height: 900 }, ...options,
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Clicks the middle of a spot with the mouse, as a hand would. */
export async function clickSpot(page, name) {
  const box = await page.locator(`[data-testid="spot-${name}"]`).boundingBox();
  if (!box) throw new Error(`no spot ${name}`);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}
