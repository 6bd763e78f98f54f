import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The page runs under "script-src 'self'; style-src 'self'": nothing may be inlined, so assets are never turned into data:
// addresses. What the first page needs is named in index.html, so that a phone fetches it in one go.
export default defineConfig({
  root: at("citizen"),
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: at("dist"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: {
    port: 5173,
    proxy: { "/api": process.env.FUGONG_URL ?? "http://127.0.0.1:8020" },
  },
  test: { root: at("."), include: ["citizen/src/**/*.test.ts", "staff/src/**/*.test.ts", "shared/**/*.test.ts"] },
});
