// What every page owes its readers: axe (WCAG 2.2 AA) finds nothing, nothing scrolls sideways, a thumb hits what it aims at.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { kAxe } from "./browser.mjs";

const kTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const kLeastTargetPx = 24;  // WCAG 2.2 AA for all; buttons and inputs are held to 44 below.
const kLeastControlPx = 44;
const axe = readFileSync(kAxe, "utf8");

export async function noOverflow(page, name) {
  const [content, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= shown, `${name}: ${content} px of content in ${shown} px`);
}

async function smallTargets(page) {
  return page.evaluate(([least, control]) => {
    const found = [];
    for (const one of document.querySelectorAll("a, button, input:not([type=radio], [type=checkbox]), summary, label.choice")) {
      const box = one.getBoundingClientRect();
      if (box.width === 0 || one.closest(".skip")) continue;
      const inLine = one.tagName === "A" && !one.matches(".button, .top-nav a, .change a");
      const need = inLine ? least : control;
      if (box.height + 0.5 < need) found.push(`${one.outerHTML.slice(0, 90)}: ${box.height} px high`);
    }
    return found;
  }, [kLeastTargetPx, kLeastControlPx]);
}

/** axe has to be put into the page: it needs a page that was opened with `bypassCSP`. */
export async function audit(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), kTags);
  const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(told, [], name);
  await noOverflow(page, name);
}

/** The same, and targets for thumbs. */
export async function fit(page, name) {
  await audit(page, name);
  assert.deepEqual(await smallTargets(page), [], name);
}

/** What a change of language or width can break of a page that `fit` has seen in another. */
export async function fitToo(page, name) {
  await noOverflow(page, name);
  assert.deepEqual(await smallTargets(page), [], name);
}

/** Languages and widths such that each language and each width is seen by axe once. */
export const kLooks = [
  { language: "zh", width: "390", thorough: true },
  { language: "en", width: "1440", thorough: true },
  { language: "en", width: "390", thorough: false },
  { language: "zh", width: "1440", thorough: false },
];
