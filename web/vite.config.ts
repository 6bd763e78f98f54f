import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The page runs under "script-src 'self'; style-src 'self'": nothing may be inlined, so assets are
// never turned into data: addresses and the module-preload helper stays out.
export default defineConfig({
  root: at("citizen"),
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: at("dist"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    sourcemap: false,
  },
  server: {
    port: 5173,
    proxy: { "/api": process.env.FUGONG_URL ?? "http://127.0.0.1:8020" },
  },
  test: { root: at("."), include: ["citizen/src/**/*.test.ts", "shared/**/*.test.ts"] },
});
