// Money that is claimed back: an officer says how much and until when (interest discount, provision 5.2), the firm sees it among
// its tasks, with what it can do against it. What comes before goes over the API.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { heading, kDesktop, kPhone, openPage, startAll } from "./browser.mjs";
import { audit, fit, fitToo, kLooks } from "./checks.mjs";
import { enterOffice, Person, signIn } from "./people.mjs";

const kFirm = "919900000000000192";
const kPdf = "%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n";
const kLoan = {
  loan_contract_number: "R2020-1", loan_principal: "10000000.00", loan_rate: "3.15", loan_grant_date: "2020-02-08",
  loan_due_date: "2021-02-08", loan_special_relending: true, loan_used_as_allowed: true,
};
const once = () => ({ "Idempotency-Key": randomUUID() });

let all;
let reference;
let owner;

async function handIn(document) {
  const response = await fetch(`${all.url}/api/v1/uploads?firm=${kFirm}`, {
    method: "POST", body: kPdf,
    headers: { Cookie: owner.cookie, "X-CSRF-Token": owner.csrf, "Content-Type": "application/octet-stream", "X-File-Name": `${document}.pdf` },
  });
  assert.equal(response.status, 201);
  return { document, upload: (await response.json()).id };
}

before(async () => {
  all = await startAll();
  const person = (login) => new Person(all.url, login).enter();
  owner = await person("demo-owner");
  const province = await person("demo-province-officer");
  const second = await person("demo-second-approver");
  const { funds } = await province.ok("GET", "/api/v1/funds?year=2020");
  const fund = funds.find((one) => one.fund === "loan_interest_discount");
  for (const step of ["appropriate", "pay_in"]) {
    const proposal = await province.ok("POST", `/api/v1/funds/${fund.id}/proposals`, { step, amount_fen: 100_000_000, document: "budget of 2020" }, once());
    await second.ok("POST", `/api/v1/fund-proposals/${proposal.id}/decision`, { decision: "approve" }, once());
  }
  const filed = await owner.ok("POST", "/api/v1/cases", {
    provision: "5.2", firm: kFirm, declared: true, documents: [await handIn("contract"), await handIn("interest")],
    facts: { on_national_key_list: true, on_local_key_list: false, loans: [{ id: kLoan.loan_contract_number, ...kLoan }] },
  }, once());
  reference = filed.reference;
  await (await person("demo-county-officer")).act(reference, { act: "accept" });
  await province.act(reference, { act: "grant", amount_fen: 16_012_500 });
  await second.act(reference, { act: "order_payment" });
});
after(async () => { await all.stop(); });

test("an officer claims back, and is told that a last day is needed", async () => {
  const { page, finish, faults } = await enterOffice(all, "demo-county-officer", { bypassCSP: true, path: `/staff/cases/${reference}` });
  // Nothing else can be done with a closed case: what stands behind "more" is shown at once.
  await page.locator(".more-acts[open] .actions button", { hasText: "追回" }).click();
  await page.locator("#act-amount").fill("30125");
  await page.locator("#act-reasons").fill("贷款提前还清");
  const send = page.locator(".act-form button[type=submit]");
  await send.click();
  await page.locator("#act-payBy-wrong").waitFor();
  await page.locator("#act-payBy").fill("2020-03-10");
  await send.click();
  assert.match(await page.locator(".ant-alert-error").innerText(), /写明天到/);
  assert.ok(faults.every((fault) => /status of 422/.test(fault)), faults.join());
  faults.length = 0;
  await page.locator("#act-payBy").fill("2020-07-31");
  await send.click();
  await page.locator(".ant-alert-success", { hasText: "追回" }).waitFor();
  const text = await page.locator("main").innerText();
  assert.match(text, /应还 ¥30,125\.00[\s\S]*2020年7月31日（含当日）前退清[\s\S]*贷款提前还清/);
  await audit(page, "recovery office");
  await page.goto("/staff/cases?waits_for=owner&open=true");
  const line = page.locator(`tr[data-key="${reference}"]`);
  await line.waitFor();
  assert.match(await line.innerText(), /同意，待企业退款[\s\S]*2020年7月31日/);
  await finish();
});

test("the firm sees it among its tasks, in both languages, on a phone and at a desk", async () => {
  for (const { language, width, thorough } of kLooks) {
    const viewport = width === "390" ? kPhone : kDesktop;
    const { page, finish } = await openPage(all, { path: "/me", language, viewport, bypassCSP: thorough });
    await signIn(page, "demo-owner");
    const task = page.locator(".task-waiting", { has: page.locator(`a[href="/cases/${reference}"]`) });
    await task.waitFor();
    assert.match(await task.innerText(), language === "zh" ? /请退回款项[\s\S]*2020年7月31日/ : /to be paid back[\s\S]*31 July 2020/);
    assert.doesNotMatch(await task.innerText(), /160,125/, "what was granted isn't what is to be paid back");
    await task.locator("a").first().click();
    await page.locator("#recovery-title").waitFor();
    const text = await page.locator("main").innerText();
    for (const words of language === "zh" ? [/需要退回的款项\s*¥30,125\.00/, /请在2020年7月31日（含当日）前退清/, /贷款提前还清/] : [/¥30,125\.00/, /by 31 July 2020/])
      assert.match(text, words);
    assert.equal(await page.locator(`a[href="/cases/${reference}/object_recovery"]`).count(), 1);
    const remedies = page.locator("section[aria-labelledby=recovery-title] details");
    await remedies.locator("summary").click();
    assert.match(await remedies.innerText(), language === "zh" ? /60 日内[\s\S]*行政复议[\s\S]*6 个月内[\s\S]*人民法院/ : /Within 60 days[\s\S]*Within 6 months/);
    assert.equal(await page.locator(`a[href$="letter.pdf?kind=recovery"]`).count(), 1);
    await (thorough ? fit : fitToo)(page, `recovery ${language} ${width}`);
    await finish();
  }
});

test("anybody verifies the letter of it", async () => {
  const { letters } = await owner.ok("GET", `/api/v1/cases/${reference}/letters`);
  const letter = letters.find((one) => one.kind === "recovery");
  const { page, finish } = await openPage(all, { path: letter.verify });
  await page.locator(".summary").waitFor();
  assert.match(await heading(page), /现行有效/);
  assert.match(await page.locator(".summary").innerText(), /退回款项决定书/);
  await finish();
});
