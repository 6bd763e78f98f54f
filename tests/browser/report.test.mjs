// The report of a reform, as `fugong assess --reform` leaves it: axe, no sideways scrolling, both
// languages, on a phone and on a desk, in the dark too; and it fetches nothing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { kAxe, kDesktop, kOut, kPhone, startAll } from "./browser.mjs";

const kRoot = fileURLToPath(new URL("../../", import.meta.url));
const kProgram = process.env.FUGONG_PROGRAM ?? "build/release/bin/fugong";

let all;
let folder;
before(async () => {
  all = await startAll();
  folder = mkdtempSync(join(tmpdir(), "fugong-report-"));
  const run = (...words) => execFileSync(kProgram, words, { cwd: kRoot, stdio: "pipe" });
  run("register", "generate", "--profile", "dense", "--firms", "2000", "--seed", "7", "--out", join(folder, "r.columns"));
  run("assess", "--register", join(folder, "r.columns"), "--on", "2020-06-30", "--reform",
    "docs/examples/reforms/rent-and-refund.yaml", "--out", join(folder, "reform"));
  run("assess", "--register", join(folder, "r.columns"), "--on", "2020-06-30", "--out", join(folder, "plain"));
});
after(async () => {
  await all.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(run, file, viewport, colorScheme) {
  const context = await all.browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("file://")) faults.push(`fetches ${request.url()}`);
  });
  await page.goto(`file://${join(folder, run, file)}`);
  return { page, faults, close: () => context.close() };
}

for (const [run, file] of [["reform", "report.html"], ["reform", "report.en.html"], ["plain", "report.html"], ["plain", "report.en.html"]]) {
  for (const [width, viewport] of [["390", kPhone], ["1440", kDesktop]]) {
    for (const scheme of width === "390" ? ["light"] : ["light", "dark"]) {
      test(`${run}/${file} at ${width} px, ${scheme}`, async () => {
        const { page, faults, close } = await open(run, file, viewport, scheme);
        for (const summary of await page.locator("details > summary").all()) await summary.click();
        await page.evaluate(readFileSync(kAxe, "utf8"));
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
        assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`), []);
        const [content, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(content <= shown, `${content} px of content in ${shown} px`);
        await page.screenshot({ path: `${kOut}report-${run}-${file}-${width}-${scheme}.png`, fullPage: true });
        assert.deepEqual(faults, []);
        await close();
      });
    }
  }
}

test("the languages lead to each other and say the same figures", async () => {
  const { page, faults, close } = await open("reform", "report.html", kDesktop, "light");
  const figures = () => page.evaluate(() => document.body.innerText.match(/[0-9][0-9,]*\.[0-9]{2}(?![0-9])/g).length);
  const zh = await figures();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  await page.getByText("English").click();
  await page.waitForURL(/report\.en\.html/);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.equal(await figures(), zh);
  await page.getByText("中文").click();
  await page.waitForURL(/report\.html/);
  assert.deepEqual(faults, []);
  await close();
});

test("it can be gone through with the keyboard", async () => {
  const { page, close } = await open("reform", "report.html", kPhone, "light");
  const first = page.locator("details > summary").first();
  await first.focus();
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("details").first().evaluate((one) => one.open));
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".wide")));
  await close();
});
