// What a phone has to load, and that nothing of it is inlined.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { kWeb } from "./browser.mjs";

const kDist = join(kWeb, "dist");
const kMostScriptGzip = 60 * 1024;
const kMostStyleGzip = 12 * 1024;

const files = readdirSync(kDist, { recursive: true }).map(String);
const gzipOf = (end) =>
  files.filter((name) => name.endsWith(end)).reduce((sum, name) => sum + gzipSync(readFileSync(join(kDist, name))).length, 0);

test("all scripts stay within the budget", () => {
  const size = gzipOf(".js");
  assert.ok(size > 0 && size <= kMostScriptGzip, `${size} bytes gzip`);
});

test("all styles stay within the budget", () => {
  const size = gzipOf(".css");
  assert.ok(size > 0 && size <= kMostStyleGzip, `${size} bytes gzip`);
});

test("index.html holds no inline script or style, and points to no other host", () => {
  const html = readFileSync(join(kDist, "index.html"), "utf8");
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=/);
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/);
  assert.doesNotMatch(html, /https?:\/\//);
});

test("each text file has its compressed copies, equal to it", () => {
  const plain = files.filter((name) => /\.(html|js|css|svg)$/.test(name));
  assert.ok(plain.length >= 4);
  for (const name of plain) {
    const bytes = readFileSync(join(kDist, name));
    assert.ok(existsSync(join(kDist, `${name}.gz`)), `${name}.gz`);
    assert.deepEqual(gunzipSync(readFileSync(join(kDist, `${name}.gz`))), bytes);
    assert.deepEqual(brotliDecompressSync(readFileSync(join(kDist, `${name}.br`))), bytes);
  }
});
