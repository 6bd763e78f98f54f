// A Vite plugin: whoever of the component library would write a <style> gets src/adopted.ts instead.
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const kAdopted = fileURLToPath(new URL("src/adopted.ts", import.meta.url));
// @rc-component/util and what it is used by; the icons have a copy of their own.
const kWritesStyles = /(^|\/)(Dom\/dynamicCSS|cssUtils)(\.js)?$/;

export function adoptStyles(): Plugin {
  return {
    name: "adopt-styles",
    enforce: "pre",
    resolveId: (source, importer) => (importer?.includes("node_modules") && kWritesStyles.test(source) ? kAdopted : null),
  };
}
