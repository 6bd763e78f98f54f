// Writes FILE.gz and FILE.br beside each text file of a folder, so that the server only picks one.
// Usage: node compress.mjs DIR
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dir = process.argv[2];
if (!dir) {
  console.error("usage: node compress.mjs DIR");
  process.exit(2);
}
const kText = /\.(html|js|css|svg|json|txt|webmanifest)$/;

let plain = 0;
let gzipped = 0;
for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !kText.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = readFileSync(path);
  const gz = gzipSync(bytes, { level: 9 });
  const br = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  writeFileSync(`${path}.gz`, gz);
  writeFileSync(`${path}.br`, br);
  plain += bytes.length;
  gzipped += gz.length;
  console.log(`${entry.name}: ${bytes.length} B, gzip ${gz.length} B, brotli ${br.length} B`);
}
console.log(`all: ${plain} B, gzip ${gzipped} B`);
