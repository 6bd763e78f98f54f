// What a phone has to load, and that nothing of it is inlined.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { kWeb } from "./browser.mjs";

const kDist = join(kWeb, "dist");
const kMostStyleGzip = 12 * 1024;
/** Of whoever looks at policies, without signing in. */
const kMostPublicGzip = 40 * 1024;
/** With the areas that are loaded when they are opened: by the names of their chunks, one behind the other. */
const kMostWithGzip = {
  verify_area: 45 * 1024, publications_area: 46 * 1024, partner_area: 65 * 1024, signed_area: 60 * 1024,
  "signed_area account_area": 64 * 1024, "signed_area case_area": 64 * 1024, "signed_area apply_area": 73 * 1024,
  "signed_area amend_area": 73 * 1024,
};
const kMostStaffScriptGzip = 400 * 1024;
const kMostStaffFirstGzip = 220 * 1024;

const files = readdirSync(kDist, { recursive: true }).map(String);
const isStaff = (name) => name.startsWith("staff/");
const gzipOf = (end) => gzipOfAll(files.filter((name) => !isStaff(name) && name.endsWith(end)));

const every = files.filter((name) => name.endsWith(".js"));
const scripts = every.filter((name) => !isStaff(name));
const textOf = (name) => readFileSync(join(kDist, name), "utf8");

/** A script and all that it can't do without. What it may load later is named by `import(...)`, which is left out. */
function needed(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, other] of textOf(name).matchAll(/(?:import|from)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) {
    needed(every.find((one) => one.endsWith(other)), found);
  }
  return found;
}
const gzipOfAll = (names) => [...names].reduce((sum, name) => sum + gzipSync(textOf(name)).length, 0);
const entry = scripts.find((name) => textOf("index.html").includes(name));

test("the scripts of the public pages stay within their budget", () => {
  const size = gzipOfAll(needed(entry));
  assert.ok(size > 10_000 && size <= kMostPublicGzip, `${size} bytes gzip`);
});

test("so do those of each area behind them, and index.html names what the first page needs", () => {
  const known = new Set(needed(entry));
  for (const name of known) assert.ok(textOf("index.html").includes(name), name);
  const first = needed(entry);
  for (const [areas, most] of Object.entries(kMostWithGzip)) {
    const all = new Set(first);
    for (const area of areas.split(" ")) {
      const chunk = scripts.find((name) => name.includes(area));
      assert.ok(chunk && !all.has(chunk), area);
      needed(chunk, all);
    }
    const size = gzipOfAll(all);
    assert.ok(size <= most, `${areas}: ${size} bytes gzip`);
    for (const name of all) known.add(name);
  }
  assert.deepEqual(scripts.filter((name) => !known.has(name)), [], "no script without a budget");
});

test("all styles stay within the budget", () => {
  const size = gzipOf(".css");
  assert.ok(size > 0 && size <= kMostStyleGzip, `${size} bytes gzip`);
});

test("the offices' scripts stay within theirs, and what is loaded first too", () => {
  const size = gzipOfAll(every.filter(isStaff));
  assert.ok(size > 0 && size <= kMostStaffScriptGzip, `${size} bytes gzip`);
  const first = gzipOfAll(needed(every.find((name) => isStaff(name) && textOf("staff/index.html").includes(name))));
  assert.ok(first > 100_000 && first <= kMostStaffFirstGzip, `${first} bytes gzip at first`);
});

test("index.html holds no inline script or style, and points to no other host", () => {
  for (const page of ["index.html", "staff/index.html"]) {
    const html = readFileSync(join(kDist, page), "utf8");
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=/);
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/);
    assert.doesNotMatch(html, /https?:\/\//);
  }
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
