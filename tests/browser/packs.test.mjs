// The rules as a policy officer writes them: a draft, a figure of a sheet, the example that then fails, its check, what it
// would change for whom, and what differs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { audit } from "./checks.mjs";
import { heading, kOut, startAll } from "./browser.mjs";
import { enterOffice } from "./people.mjs";

let all;
before(async () => { all = await startAll(); });
after(async () => { await all.stop(); });

const kLongMs = 120_000;

test("a draft: a sheet whose example fails as one types, its check, its impact, what differs", async () => {
  const { page, finish } = await enterOffice(all, "demo-policy-officer", { path: "/staff/packs", bypassCSP: true });
  const look = async (name) => {
    await audit(page, name);
    await page.screenshot({ path: `${kOut}packs-${name}.png`, fullPage: true });
  };
  await page.locator("#draft-title").fill("贴息比例试改");
  await page.locator("main form button[type=submit]").click();
  await page.locator("h1", { hasText: "贴息比例试改" }).waitFor();
  await page.locator("table.data a", { hasText: /^5\.1 / }).click();

  await page.locator(".trial .good").waitFor({ timeout: kLongMs });
  assert.equal(await page.locator(".example-bad").count(), 0);
  const share = page.locator("#parameter-0");
  await share.fill("half");
  await page.locator("#parameter-0-wrong").waitFor();
  assert.equal(await share.getAttribute("aria-invalid"), "true");
  assert.match(await page.locator(".trial [role=status]").innerText(), /^有 1 处写错/, "what follows from it isn't counted");
  await look("sheet-fault");
  await share.fill("0.6");
  await page.locator(".example-bad").first().waitFor();
  assert.equal(await page.locator(".example-bad .wrong dd").first().innerText(), "可以享受 ¥100,650.00");
  await look("sheet");
  await page.locator(".sticky button[type=button]").first().click();
  await page.locator(".sticky [role=status]", { hasText: "已保存" }).waitFor();

  await page.locator(".crumbs a").last().click();
  await page.locator("[role=tab]", { hasText: "检查" }).click();
  await page.locator("[role=tabpanel] .actions button").click();
  await page.locator(".ant-alert-error, .ant-alert-success").first().waitFor({ timeout: kLongMs });
  assert.equal(await page.locator(".ant-alert-success").count(), 0, "the example of the old share fails");
  await look("check");

  await page.locator("[role=tab]", { hasText: "影响" }).click();
  await page.locator("#impact-sample").fill("500");
  await page.locator("#impact-on").fill("2020-03-05");
  await page.locator("[role=tabpanel] button[class*=primary]").focus();
  await page.keyboard.press("Enter");
  await page.locator("[role=tabpanel] table").first().waitFor({ timeout: kLongMs });
  assert.match(await page.locator("[role=tabpanel]:not([hidden])").innerText(), /2020年3月5日/, "the day that was chosen");
  await look("impact");

  await page.locator("[role=tab]", { hasText: "改了什么" }).click();
  await page.locator("[role=tabpanel] del").first().waitFor();
  assert.equal(await page.locator("[role=tabpanel] ins").first().innerText(), "0.6");
  await look("diff");
  assert.equal(await heading(page), "贴息比例试改");
  await finish();
});
