import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { adoptStyles } from "./staff/adopt_styles.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The pages of the offices: React and Ant Design, served under /staff/ beside the citizen pages and under the same
// policy ("script-src 'self'; style-src 'self'").
export default defineConfig({
  root: at("staff"),
  base: "/staff/",
  publicDir: false,
  plugins: [adoptStyles()],
  oxc: { jsx: { runtime: "automatic", importSource: "react" } },
  build: {
    outDir: at("dist/staff"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // "use client" says nothing to a page that is all client.
      onLog: (level, log, handle) => log.code !== "MODULE_LEVEL_DIRECTIVE" && handle(level, log),
    },
  },
  server: {
    port: 5174,
    proxy: { "/api": process.env.FUGONG_URL ?? "http://127.0.0.1:8020" },
  },
});
