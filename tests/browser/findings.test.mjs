// A finding from the question that asks for it to the office that decides it once, and what a later form makes of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { heading, openPage, startAll } from "./browser.mjs";
import { fit } from "./checks.mjs";
import { enterOffice, Person, signIn } from "./people.mjs";

const kFact = "affected_by_epidemic";
const kPdf = Buffer.from("%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n");

let all;
before(async () => { all = await startAll(); });
after(async () => { await all.stop(); });

const button = (page, name) => page.locator(".case-acts button", { hasText: name }).first();
async function send(page) {
  await page.locator("main form button[type=submit]").click();
}

test("a finding is applied for where its question is asked, decided with reasons, and holds", async () => {
  const owner = await openPage(all, { path: `/check/${kFact}` });
  await owner.page.locator(".standing a").click();
  owner.faults.splice(0, owner.faults.length, ...owner.faults.filter((fault) => !/status of 401/.test(fault)));
  await signIn(owner.page, "demo-owner");
  assert.equal(await heading(owner.page), "申请：认定受疫情影响");
  await fit(owner.page, "finding-start");
  await owner.page.locator("main .actions button.big").click();
  for (const key of ["production_stopped", "firm_lost_income"]) {
    await owner.page.waitForURL((url) => decodeURIComponent(url.pathname).endsWith(`/q/${key}`));
    await owner.page.locator('input[type=radio][value="true"]').check();
    await send(owner.page);
  }
  await owner.page.locator("#document-proof").setInputFiles({ name: "proof.pdf", mimeType: "application/pdf", buffer: kPdf });
  await owner.page.locator("main li", { hasText: "proof.pdf" }).first().waitFor();
  await owner.page.locator("main > .actions a, main .actions a.big").click();
  await owner.page.locator("#declare").check();
  await send(owner.page);
  await owner.page.locator(".receipt").waitFor();
  const reference = /\/cases\/([^/]+)\/receipt/.exec(owner.page.url())[1];

  const county = await enterOffice(all, "demo-county-officer", { path: `/staff/cases/${reference}` });
  await county.page.locator(".sum", { hasText: "受疫情影响" }).waitFor();
  assert.equal(await county.page.locator("[role=tab]", { hasText: "规则" }).count(), 0, "no rule says whether it is so");
  await button(county.page, "受理").click();
  await county.page.locator(".act-form button[type=submit]").click();
  await button(county.page, "同意").click();
  assert.equal(await county.page.locator("#act-amount").count(), 0);
  await county.page.locator(".act-form button[type=submit]").click();
  await county.page.locator("#act-reasons-wrong").waitFor();
  await county.page.locator("#act-reasons").fill("现场看过停工");
  await county.page.locator(".act-form button[type=submit]").click();
  await county.page.locator(".sum", { hasText: "成立，用于企业的所有案件" }).waitFor();
  await county.finish();

  await owner.page.goto(`/cases/${reference}`);
  await owner.page.locator("main", { hasText: "认定成立，用于企业的所有案件。" }).waitFor();
  await fit(owner.page, "finding-case");
  await owner.page.goto(`/apply/${kFact}`);
  await owner.page.locator(".panel a", { hasText: "看那个案件" }).waitFor();
  await owner.finish();

  // So that later tests find the firm as it was.
  const officer = await new Person(all.url, "demo-county-officer").enter();
  await officer.act(reference, { act: "hold", note: "a test" });
  const now = await officer.act(reference, { act: "annul", reasons: [{ of: "words", note: "a test" }] });
  assert.equal(now.finding.is_so, null);
});
