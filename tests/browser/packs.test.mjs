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

test("a draft whose base has moved is rebased, and where both changed a line the officer decides", async () => {
  const { page, finish } = await enterOffice(all, "demo-policy-officer", { path: "/staff/packs", bypassCSP: true });
  await page.locator("#draft-title").fill("另一处试改");
  await page.locator("main form button[type=submit]").click();
  await page.locator("h1", { hasText: "另一处试改" }).waitFor();
  assert.equal(await page.locator("section[aria-label=合并到新的依据]").count(), 0, "its base is in force");
  // As if somebody had published another meanwhile: to publish takes two more people, which scenarios do.
  const path = "miit-2020-14/notice.yaml";
  let sent = null;
  await page.route("**/api/v1/packs", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), in_force: "b".repeat(64) } });
  });
  await page.route("**/api/v1/pack-drafts/*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), base_stands: false } });
  });
  await page.route("**/rebase", async (route) => {
    sent = route.request().postDataJSON();
    const { href } = new URL(route.request().url().replace(/\/rebase$/, ""));
    const draft = await (await page.context().request.get(href)).json();
    const conflicts = sent.sides.length > 0 ? [] : [{ path, line: 12, draft: "share: 0.6\n", in_force: "share: 0.7\n" }];
    await route.fulfill({ json: { rebased: conflicts.length === 0, base_hash: "b".repeat(64), files: [path], conflicts, draft } });
  });
  await page.reload();
  const section = page.locator("section[aria-label=合并到新的依据]");
  await section.locator(".ant-alert-warning").waitFor();
  const rebase = section.locator(".actions button");
  await rebase.click();
  await section.locator("table.data").waitFor();
  assert.match(await section.locator("table.data").innerText(), /第 12 行/);
  assert.equal(await rebase.isDisabled(), true, "until somebody decides");
  await audit(page, "rebase");
  await page.screenshot({ path: `${kOut}packs-rebase.png`, fullPage: true });
  await section.locator("label", { hasText: "草稿" }).click();
  await rebase.click();
  await page.locator("[role=status]", { hasText: "已合并，带进 1 个文件的修改" }).waitFor();
  assert.deepEqual(sent.sides, [{ path, side: "draft" }]);
  await finish();
});
