// Every page in both languages and both widths: axe (WCAG 2.2 AA), no sideways scrolling, targets that a
// thumb can hit; on a phone also at 320 px and with large letters; and a screenshot of each in out/.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kDesktop, kOut, kPhone, openPage, startAll, useDemoFirm } from "./browser.mjs";
import { fit, fitToo, kLooks, noOverflow } from "./checks.mjs";

let all;
before(async () => { all = await startAll(); });
after(async () => { await all.stop(); });

/** Each step leads to one more page of the site. */
const steps = [
  ["home", async (page) => {
    await page.locator(".demo-list").waitFor();
    await page.locator(".measure summary").nth(4).click();
  }],
  ["date", async (page) => {
    await page.locator(".as-of button[aria-controls]").click();
    await page.locator(".as-of-form details summary").click();
  }],
  ["result", async (page) => {
    await page.goto("/");
    await page.locator(".demo-list").waitFor();
    await useDemoFirm(page, 0);
    for (const summary of await page.locator(".why > summary:visible").all()) await summary.click();
    await page.waitForFunction(() => !document.querySelector(".on-demand .waiting"));
  }],
  ["result-open", async (page) => {
    await page.goto("/");
    await page.locator(".demo-list").waitFor();
    await useDemoFirm(page, 3);
    for (const summary of await page.locator(".why > summary:visible").all()) await summary.click();
  }],
  ["topics", async (page) => {
    await page.goto("/topics");
    await page.locator(".topics button[type=submit]").click();
    await page.locator("#topics-fault").waitFor();
  }],
  ["policy", async (page) => {
    await page.goto("/policy");
    await page.locator("details.by-measure summary").first().click();
  }],
  ["question-yes-no", async (page) => {
    await page.goto("/check/on_national_key_list");
    await page.locator("main form").waitFor();
  }],
  ["question-money-fault", async (page) => {
    await page.goto("/check/revenue");
    await page.locator("#answer").fill("abc");
    await page.locator("main button[type=submit]").click();
    await page.locator(".error-summary").waitFor();
  }],
  ["question-place", async (page) => {
    await page.goto("/check/place");
    await page.locator("#code-search").waitFor();
  }],
  ["question-industry", async (page) => {
    await page.goto("/check/industry_code");
    await page.locator("#code-search").fill("医");
  }],
  ["question-date", async (page) => {
    await page.evaluate(() => sessionStorage.clear());
    await page.goto("/");
    await page.locator(".demo-list").waitFor();
    await useDemoFirm(page, 0);
    await page.locator('.summary a[href^="/check/loan_grant_date"]').first().click();
    await page.locator(".date-fields").last().waitFor();
  }],
  ["provision", async (page) => {
    await page.goto("/provisions/5~2");
    await page.locator("#examples").waitFor();
  }],
  ["provision-unplaced", async (page) => {
    await page.goto("/provisions/5~6");
    await page.locator("#examples").waitFor();
  }],
  ["provision-compared", async (page) => {
    await page.goto("/provisions/5~1");
    await page.locator("details.by-measure summary").click();
    await page.locator(".compared").waitFor();
  }],
  ["not-found", async (page) => {
    await page.goto("/nowhere");
    await page.locator("h1").waitFor();
  }],
];

/** 1280 px at 400 % are 320 px, and so are 640 px with letters twice as big. */
async function narrowToo(page, name) {
  await page.setViewportSize({ width: 320, height: 640 });
  await noOverflow(page, `${name} at 320 px`);
  await page.setViewportSize({ width: 640, height: 900 });
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  await noOverflow(page, `${name} with large letters`);
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  await page.setViewportSize(kPhone);
}

for (const { language, width, thorough } of kLooks) {
  test(`axe, width and targets: ${language} at ${width} px`, async (t) => {
    const viewport = width === "390" ? kPhone : kDesktop;
    // axe has to be put into the page, which the policy rightly forbids: off for this run only.
    const { page, finish } = await openPage(all, { viewport, language, bypassCSP: thorough });
    for (const [name, go] of steps) {
      await t.test(name, async () => {
        await go(page);
        await (thorough ? fit : fitToo)(page, name);
        await page.screenshot({ path: `${kOut}${name}-${width}-${language}.png`, fullPage: true });
        if (width === "390") await narrowToo(page, name);
      });
    }
    await finish();
  });
}

test("the page is plain without JavaScript, and moves nothing for those who ask for it", async () => {
  const context = await all.browser.newContext({ javaScriptEnabled: false, viewport: kPhone });
  const page = await context.newPage();
  await page.goto(all.url);
  assert.match(await page.locator("noscript").innerText(), /JavaScript/);
  await context.close();

  const still = await openPage(all);
  assert.equal(await still.page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
  assert.match(await still.page.locator(".button").first().evaluate((one) => getComputedStyle(one).transitionDuration), /^0s/);
  await still.finish();
});
