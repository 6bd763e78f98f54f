// What is published, as everybody sees it: a refund of unemployment premiums (provision 6.12) while its publication runs.
// The owner and the office act over the API.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { heading, kDesktop, kPhone, openPage, startAll } from "./browser.mjs";
import { fit, fitToo, kLooks } from "./checks.mjs";
import { Person } from "./people.mjs";

const kFirm = "919900000000000192";
const kFacts = {
  last_year_unemployment_premium: "12345.67", unemployment_premium_months: 12, insured_staff: 100, staff_laid_off: 0,
  dishonest_or_zombie: false,
};

/** Money for it, by two people. */
async function fillFund() {
  const province = await new Person(all.url, "demo-province-officer").enter();
  const second = await new Person(all.url, "demo-second-approver").enter();
  const { funds } = await province.ok("GET", "/api/v1/funds?year=2020");
  const fund = funds.find((one) => one.fund === "unemployment_insurance_fund");
  for (const step of ["appropriate", "pay_in"]) {
    const proposal = await province.ok("POST", `/api/v1/funds/${fund.id}/proposals`, { step, amount_fen: 100_000_000, document: "budget of 2020" }, once());
    await second.ok("POST", `/api/v1/fund-proposals/${proposal.id}/decision`, { decision: "approve" }, once());
  }
}

const once = () => ({ "Idempotency-Key": randomUUID() });

let all;
let reference;
before(async () => {
  all = await startAll();
  await fillFund();
  const owner = await new Person(all.url, "demo-owner").enter();
  const filed = await owner.ok("POST", "/api/v1/cases", { provision: "6.12", firm: kFirm, facts: kFacts, declared: true }, once());
  reference = filed.reference;
  const county = await new Person(all.url, "demo-county-officer").enter();
  await county.act(reference, { act: "accept" });
  const { decision } = await county.act(reference, { act: "grant", amount_fen: 617284 });
  assert.equal(decision.object_by, "2020-05-09", "sixty days");
});
after(async () => { await all.stop(); });

const shown = (page) => page.locator("main li", { hasText: reference });

test("everybody sees what is published, in both languages, on a phone and at a desk", async () => {
  for (const { language, width, thorough } of kLooks) {
    const viewport = width === "390" ? kPhone : kDesktop;
    const { page, finish } = await openPage(all, { path: "/publications", language, viewport, bypassCSP: thorough });
    await shown(page).waitFor();
    const text = await shown(page).innerText();
    assert.match(text, /虚构口罩厂/);
    assert.match(text, /¥6,172\.84/);
    assert.match(text, language === "zh" ? /公示期\s*2020年3月10日至2020年3月17日（含当日）/ : /from 10 March 2020 to 17 March 2020, both included/);
    assert.doesNotMatch(await page.locator("main").innerText(), new RegExp(`${kFirm}|12,345`), "nothing that the firm stated");
    await (thorough ? fit : fitToo)(page, `publications ${language} ${width}`);
    await finish();
  }
});

test("it is narrowed by place and policy, which stand in the address, and found from the foot of every page", async () => {
  const { page, finish } = await openPage(all);
  await page.locator(".foot-nav a[href='/publications']").click();
  await page.locator("main", { hasText: "正在公示的决定" }).waitFor();
  assert.equal(await heading(page), "公示");
  await shown(page).waitFor();
  await page.locator("#place-0").selectOption("210000");
  await page.locator("#place-1").selectOption("210900");
  await page.locator("#matter").selectOption("6.12");
  await page.waitForURL(/\/publications\?place=210900&provision=6\.12$/);
  await shown(page).waitFor();
  await page.locator("#place-0").selectOption("330000");
  await page.locator("main", { hasText: "按所选的地区和政策，现在没有正在公示的决定。" }).waitFor();
  assert.equal(await shown(page).count(), 0);
  await page.goto("/publications?place=210902");
  await shown(page).waitFor();
  assert.equal(await page.locator("#place-2").inputValue(), "210902");
  await finish();
});

test("a publication that can't be read says so, and is read again", async () => {
  const { page, faults, finish } = await openPage(all, { path: "/policy" });
  await page.route("**/api/v1/publications*", (route) => route.abort());
  await page.goto("/publications");
  await page.locator(".part-failed", { hasText: "连接不上服务器" }).waitFor();
  await page.unroute("**/api/v1/publications*");
  await page.locator(".part-failed button").click();
  await shown(page).waitFor();
  faults.splice(0, faults.length, ...faults.filter((fault) => !/Failed to load resource/.test(fault)));
  await finish();
});
