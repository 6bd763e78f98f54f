// An officer settles who acts for a firm: by the keyboard, with a reason, in both languages and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kOut, kPhone, openPage, startAll } from "./browser.mjs";
import { audit, noOverflow } from "./checks.mjs";
import { enterOffice, Person } from "./people.mjs";

const kFirm = "919900000000000192";
let all;
before(async () => {
  all = await startAll();
});
after(async () => all.stop());

async function asked(login) {
  const person = await new Person(all.url, login).enter();
  const mandate = await person.ok("POST", "/api/v1/mandates", { firm: kFirm, evidence: "officer" });
  return { person, mandate };
}

async function own(person, id) {
  return (await person.ok("GET", "/api/v1/mandates")).own.find((one) => one.id === id);
}

test("mandates are confirmed and refused with a reason, by the keyboard", async () => {
  const refused = await asked("demo-analyst");
  const confirmed = await asked("demo-helper");
  const { page, finish } = await enterOffice(all, "demo-county-officer", { path: "/staff/mandates", bypassCSP: true });
  const row = (mandate) => page.locator(`tr[data-key="${mandate.id}"]`);
  await row(refused.mandate).waitFor();
  const words = await row(confirmed.mandate).innerText();
  assert.ok(words.includes(kFirm) && words.includes("demo-helper") && words.includes("210902"), words);
  await audit(page, "mandates");
  await page.screenshot({ path: `${kOut}staff-mandates-zh.png`, fullPage: true });

  // Without a reason nothing is refused.
  await row(refused.mandate).getByRole("button", { name: /^不予确认/ }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.locator("#mandate-reason").waitFor();
  await audit(page, "mandate-refuse");
  await dialog.getByRole("button", { name: "不予确认" }).click();
  assert.equal(await dialog.locator("#mandate-reason").getAttribute("aria-invalid"), "true");
  await dialog.locator("#mandate-reason").fill("缺营业执照");
  await page.screenshot({ path: `${kOut}staff-mandate-refuse-zh.png` });
  await dialog.getByRole("button", { name: "不予确认" }).focus();
  await page.keyboard.press("Enter");
  await row(refused.mandate).waitFor({ state: "detached" });
  assert.ok((await page.evaluate(() => document.activeElement.textContent)).includes("没有确认"));
  const told = await own(refused.person, refused.mandate.id);
  assert.deepEqual([told.state, told.reason], ["refused", "缺营业执照"]);

  await row(confirmed.mandate).getByRole("button", { name: /^确认/ }).focus();
  await page.keyboard.press("Enter");
  await dialog.getByText("营业执照").first().waitFor();
  await audit(page, "mandate-confirm");
  // Without a paper that was seen nothing is confirmed.
  await dialog.getByRole("button", { name: "确认", exact: true }).click();
  await dialog.getByText("请至少勾选一项看过的材料").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await row(confirmed.mandate).getByRole("button", { name: /^确认/ }).click();
  await dialog.getByLabel("营业执照", { exact: true }).check();
  await dialog.getByLabel("本人的身份证件").check();
  await page.screenshot({ path: `${kOut}staff-mandate-confirm-zh.png` });
  await dialog.getByRole("button", { name: "确认", exact: true }).click();
  await row(confirmed.mandate).waitFor({ state: "detached" });
  await confirmed.person.enter();
  const held = await own(confirmed.person, confirmed.mandate.id);
  assert.equal(held.state, "confirmed");
  assert.deepEqual(held.seen.papers, ["business-licence", "identity-card"]);
  // As it was: the helper is no owner in what follows.
  await confirmed.person.ok("POST", `/api/v1/mandates/${held.id}/acts`, { act: "end" }, { "If-Match": held.etag });
  await finish();
});

test("an impostor is reported by an owner, found and ended by an officer, and what he filed is held", async () => {
  const { person, mandate } = await asked("demo-analyst");
  const officer = await new Person(all.url, "demo-county-officer").enter();
  const waiting = (await officer.ok("GET", "/api/v1/mandates")).waiting.find((one) => one.id === mandate.id);
  await officer.ok("POST", `/api/v1/mandates/${mandate.id}/acts`, { act: "confirm", papers: ["business-licence"] }, { "If-Match": waiting.etag });
  await person.enter();
  const bill = { id: "FALSE", bill_utility: "power", bill_date: "2020-02-10", bill_unpaid: "5000.00" };
  const facts = { in_temporary_difficulty: true, has_good_prospects: true, level_one_response: true, utility_bills: [bill] };
  const filing = { provision: "3.9", firm: kFirm, subject: "FALSE", declared: true, facts };
  const filed = await person.ok("POST", "/api/v1/cases", filing, { "Idempotency-Key": `false-${mandate.id}` });

  // The owner sees who acts for his firm.
  const { cookie } = await new Person(all.url, "demo-owner").enter();
  const owner = await openPage(all, { viewport: kPhone, path: "/account/mandates", cookie, bypassCSP: true });
  const theirs = owner.page.locator("li.task", { hasText: "demo-analyst" }).filter({ has: owner.page.getByRole("button", { name: /^举报冒名/ }) });
  await theirs.getByRole("button", { name: /^举报冒名/ }).click();
  await audit(owner.page, "mandate-report");
  await theirs.locator("input").fill("不是我们的人");
  await owner.page.screenshot({ path: `${kOut}own-mandate-report-zh-390.png`, fullPage: true });
  await theirs.getByRole("button", { name: "举报冒名" }).click();
  await owner.page.getByText("您已举报：不是我们的人").waitFor();
  await owner.finish();

  const { page, finish } = await enterOffice(all, "demo-county-officer", { path: "/staff/mandates", bypassCSP: true });
  await page.getByText("demo-owner 举报：不是我们的人").waitFor();
  await page.locator("#mandates-firm").fill(kFirm);
  await page.getByRole("button", { name: "查看", exact: true }).click();
  const row = page.locator("section", { has: page.locator("#firm-title") }).locator(`tr[data-key="${mandate.id}"]`);
  await row.waitFor();
  await audit(page, "mandates-firm");
  await page.screenshot({ path: `${kOut}staff-mandates-firm-zh.png`, fullPage: true });
  await row.getByRole("button", { name: /^终止/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("#mandate-reason").fill("冒名");
  await dialog.getByRole("button", { name: /^终\s?止$/ }).click();
  await page.getByRole("link", { name: filed.reference }).waitFor();
  await page.getByRole("button", { name: "全部中止办理" }).click();
  await page.getByText(/^已中止 1 件/).waitFor();
  await audit(page, "mandate-filed");
  await page.screenshot({ path: `${kOut}staff-mandate-filed-zh.png`, fullPage: true });
  await finish();
  const now = await officer.ok("GET", `/api/v1/cases/${filed.reference}`);
  assert.deepEqual(now.holds, ["代表企业的授权已终止：疑似冒名办理"]);
  // Never the firm's: as it was for what follows.
  await officer.ok("POST", `/api/v1/cases/${filed.reference}/acts`, { act: "annul", reasons: [{ of: "words", note: "x" }] },
    { "If-Match": `"${now.version}"`, "Idempotency-Key": `annul-${mandate.id}` });
  assert.equal((await person.request("GET", "/api/v1/me")).status, 401);
  await person.enter();
});

test("the list of mandates fits in English, and on a phone", async () => {
  const { mandate } = await asked("demo-analyst");
  for (const [width, how] of [["1440", {}], ["390", { viewport: kPhone }]]) {
    const { page, finish } = await enterOffice(all, "demo-county-officer", { path: "/staff/mandates", language: "en", bypassCSP: true, ...how });
    await page.locator(`tr[data-key="${mandate.id}"]`).waitFor();
    await (width === "390" ? audit : noOverflow)(page, `mandates-${width}`);
    await page.screenshot({ path: `${kOut}staff-mandates-en-${width}.png`, fullPage: true });
    await finish();
  }
  const officer = await new Person(all.url, "demo-county-officer").enter();
  const waiting = (await officer.ok("GET", "/api/v1/mandates")).waiting.find((one) => one.id === mandate.id);
  await officer.ok("POST", `/api/v1/mandates/${waiting.id}/acts`, { act: "refuse", reason: "x" }, { "If-Match": waiting.etag });
});
