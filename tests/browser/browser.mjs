// What the browser tests share: a Chromium, the address of the server, and pages that report every
// console error, script fault and policy violation.
//
// FUGONG_URL names a running `fugong serve`; `./dev test` starts one.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");

export const kWeb = fileURLToPath(new URL("../../web/", import.meta.url));
export const kOut = fileURLToPath(new URL("out/", import.meta.url));
export const kAxe = require.resolve("axe-core/axe.min.js");
export const kPhone = { width: 390, height: 844 };
export const kDesktop = { width: 1440, height: 900 };
const kChromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
const kFlags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export async function startAll() {
  mkdirSync(kOut, { recursive: true });
  const url = process.env.FUGONG_URL?.replace(/\/+$/, "");
  assert.ok(url, "FUGONG_URL is not set: start `fugong serve` and name its address");
  const browser = await chromium.launch({ executablePath: kChromium, args: kFlags });
  return { url, browser, stop: () => browser.close() };
}

/**
 * A page in a context of its own. `page.faults` gathers what went wrong in it; `finish` fails when there is
 * anything. `cookie`: "name=value" of somebody who has signed in.
 */
export async function openPage({ browser, url }, { viewport = kPhone, path = "/", language = "zh", bypassCSP = false, cookie = "" } = {}) {
  const context = await browser.newContext({
    viewport, baseURL: url, bypassCSP, locale: "zh-CN", reducedMotion: "reduce", deviceScaleFactor: viewport.width < 800 ? 2 : 1,
  });
  context.setDefaultTimeout(10_000);
  if (cookie) {
    const [name, value] = cookie.split("=");
    await context.addCookies([{ name, value, url }]);
  }
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) faults.push(`request to another host: ${request.url()}`);
  });
  const finish = async () => {
    // What a test answers for the server may be on its way yet.
    await page.unrouteAll({ behavior: "wait" });
    await context.close();
    assert.deepEqual(faults, []);
  };
  await page.goto(path + (language === "en" ? `${path.includes("?") ? "&" : "?"}lang=en` : ""));
  await page.locator("h1").waitFor();
  return { page, context, faults, finish };
}

export async function heading(page) {
  return (await page.locator("h1").innerText()).trim();
}

/** Of the result page: the cards of a provision, and what stands under a state. */
export const card = (page, provision) => page.locator("article.card", { has: page.locator(`a[href="/provisions/${provision.replace(".", "~")}"]`) });
export const group = (page, state) => page.locator(`section.group-${state}`);

/** Facts of the firm of the journeys: Jiangxi, national list, 10 million on 8 February 2020 at 3.15 %. */
export const kJiangxi = {
  place: "360111", industry_code: "2770", employees: "120", revenue: "18000000", total_assets: "15000000",
  on_national_key_list: true, on_local_key_list: false, "has-loan": true,
  loan_principal: "1000万", loan_rate: "3.15", loan_grant_date: "2020-02-08", loan_due_date: "2021-02-08",
  loan_special_relending: true, loan_used_as_allowed: true,
};
export const kMostQuestions = 60;

export function questionKey(page) {
  return /\/check\/([^/?]+)/.exec(page.url())?.[1] ?? null;
}

async function moved(page, before) {
  await page.waitForFunction((old) => location.pathname !== old, new URL(before).pathname);
  await page.locator("h1").waitFor();
}

/** Answers the question that is shown; a fact that isn't in `facts` is answered with "I don't know". */
export async function answerOne(page, facts) {
  const before = page.url();
  const key = questionKey(page);
  const value = facts[key.replace(/~.*$/, "")];
  const main = page.locator("main");
  const next = main.locator("button[type=submit]");
  await main.locator("form").waitFor();
  await page.waitForFunction(() => !document.querySelector("main .waiting"));
  if ((await main.locator('input[type=radio][value=unknown]').count()) > 0) {
    const choice = value === undefined ? "unknown" : String(value);
    await main.locator(`input[type=radio][value=${choice}]`).check();
  } else if (value === undefined) {
    await main.locator(".actions .quiet").click();
    return moved(page, before);
  } else if ((await main.locator("#code-search").count()) === 0 && (await main.locator(`input[type=radio][value="${value}"]`).count()) > 0) {
    await main.locator(`input[type=radio][value="${value}"]`).check();
  } else if ((await main.locator("#code-search").count()) > 0) {
    await main.locator("#code-search").fill(value);
    await main.locator(`input[type=radio][value="${value}"]`).check();
  } else if ((await main.locator(".date-fields").count()) > 0) {
    const [year, month, day] = value.split("-");
    await main.locator("#answer").fill(year);
    await main.locator("#answer-1").fill(String(Number(month)));
    await main.locator("#answer-2").fill(String(Number(day)));
  } else {
    await main.locator("#answer").fill(value);
  }
  await next.click();
  return moved(page, before);
}

/** From the home page to the first question, about the given measures (none: all). */
export async function startCheck(page, measures = [5]) {
  await page.locator(".hero-action .button").click();
  await page.locator(".topics").waitFor();
  for (const measure of measures) await page.locator(`.topics input[value="${measure}"]`).check();
  await page.locator(measures.length > 0 ? ".topics button[type=submit]" : ".topics .actions .quiet").click();
  await page.waitForFunction(() => /\/check\/./.test(location.pathname));
  await page.locator("main form").waitFor();
}

/** From wherever a check begins to its result. Gives the keys of the questions that were put. */
export async function answerAll(page, facts) {
  const asked = [];
  await page.waitForFunction(() => /\/check\/.+|\/result/.test(location.pathname));
  while (questionKey(page) !== null) {
    asked.push(questionKey(page));
    assert.ok(asked.length <= kMostQuestions, `too many questions: ${asked.join(", ")}`);
    await answerOne(page, facts);
  }
  await page.locator(".counts").waitFor();
  return asked;
}

export async function useDemoFirm(page, nth = 0) {
  await page.locator(".demo-list button").nth(nth).click();
  await page.locator(".counts").waitFor();
}
