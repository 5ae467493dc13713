import { defineConfig } from "vitest/config";

// Where the server (or dev/mock.mjs) listens while the pages are served by Vite.
const server = process.env["CROUPIER_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/",
  build: {
    outDir: "dist/app",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // light-dark() as it is written: it follows the nearest color-scheme
    assetsInlineLimit: 0, // the pages' content security policy allows no data: addresses
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/api": { target: server, changeOrigin: false },
      "/ws": { target: server, ws: true, changeOrigin: false },
    },
  },
  test: { include: ["test/**/*.test.ts"], environment: "node", testTimeout: 15_000 },
});
