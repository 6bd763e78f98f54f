// The offices' pages: signing in with a second factor, the queue, a case from its acceptance to the decision with a
// second officer, what each role is offered; axe on every screen, both languages, and a phone for the queue and a case.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { audit, noOverflow } from "./checks.mjs";
import { heading, kDesktop, kOut, kPhone, openPage, startAll } from "./browser.mjs";
import { codeOf, enterOffice, logins, Person, showFactorIfAsked } from "./people.mjs";

let all;
let owner;
before(async () => {
  all = await startAll();
  owner = await new Person(all.url, "demo-owner").enter();
});
after(async () => { await all.stop(); });

const kProvision = "3.9";
/** Of firms.csv: the demo owner's. */
const kFirm = "919900000000000192";
let bills = 0;

/** A new case about a power bill: with the county, and without a word in the browser. */
async function filed() {
  const { declaration } = await owner.ok("GET", `/api/v1/procedures/${kProvision}`);
  const subject = `S2020-${process.pid}-${(bills += 1)}`;
  const facts = {
    in_temporary_difficulty: true, has_good_prospects: true, level_one_response: true,
    utility_bills: [{ id: subject, bill_utility: "power", bill_date: "2020-02-10", bill_unpaid: "5000.00" }],
  };
  const body = { provision: kProvision, firm: kFirm, subject, facts, ...(declaration ? { declared: true } : {}) };
  return (await owner.ok("POST", "/api/v1/cases", body, { "Idempotency-Key": subject })).reference;
}

const enter = (login, how) => enterOffice(all, login, how);
const menu = (page) => page.locator("nav.menu a").evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
const act = (page, name) => page.locator(".case-acts .actions button", { hasText: name });
const confirm = (page) => page.locator(".act-form button[type=submit]").click();
const done = (page, name) => page.locator(".ant-alert-success", { hasText: name }).waitFor();

async function openCase(page, reference) {
  await page.goto(`/staff/cases/${reference}`);
  await page.locator(".case-acts").waitFor();
}

test("nobody gets in with a wrong code; the address that was asked for stays", async () => {
  const { page, finish, faults } = await openPage(all, { viewport: kDesktop, path: "/staff/cases?place=2109" });
  const { password, secret } = logins().get("demo-ministry-officer");
  await page.locator("#login").fill("demo-ministry-officer");
  await page.locator("#password").fill(password);
  await page.locator("main form button[type=submit]").click();
  await page.locator("#code").fill("000000");
  await page.locator("main form button[type=submit]").click();
  await page.locator("[role=alert]").waitFor();
  assert.equal(await page.locator(".who").count(), 0);
  await page.locator("#code").fill(await codeOf("demo-ministry-officer", secret));
  await page.locator("main form button[type=submit]").click();
  await page.locator(".filters").waitFor();
  assert.equal(await heading(page), "待办案件");
  assert.equal(await page.locator("#place").inputValue(), "2109");
  faults.splice(0, faults.length, ...faults.filter((fault) => !/status of 401/.test(fault)));
  await page.locator(".top-end button", { hasText: "退出" }).click();
  await page.locator("#login").waitFor();
  await finish();
});

test("the menu offers what one's roles may do", async () => {
  for (const [login, expected] of [
    ["demo-audit-admin", ["/staff/funds", "/staff/audit"]],
    ["demo-policy-officer", ["/staff/figures", "/staff/packs", "/staff/keys"]],
    ["demo-system-admin", ["/staff/people"]],
  ]) {
    const { page, finish } = await enter(login);
    assert.deepEqual(await menu(page), expected, login);
    await finish();
  }
});

test("from the queue, by keyboard, through acceptance to the decision of another officer", async () => {
  const reference = await filed();
  const county = await enter("demo-county-officer", { path: "/staff/cases?waits_for=county_officer" });
  await county.page.locator(`tr[data-key="${reference}"]`).waitFor();
  for (let tries = 0; tries < 60; tries += 1) {
    await county.page.keyboard.press("j");
    if ((await county.page.locator("tr.marked").getAttribute("data-key")) === reference) break;
  }
  await county.page.keyboard.press("Enter");
  await county.page.locator(".case-acts").waitFor();
  assert.equal(await heading(county.page), `案件 ${reference}`);
  assert.equal(await county.page.evaluate(() => document.activeElement.tagName), "H1");
  await act(county.page, "受理").click();
  await confirm(county.page);
  await done(county.page, "受理");
  assert.equal(await act(county.page, "同意").count(), 0, "the city decides");

  const city = await enter("demo-city-officer", { language: "en" });
  await openCase(city.page, reference);
  await act(city.page, "Grant").click();
  await city.page.locator("#act-amount").fill("5000.01");
  await confirm(city.page);
  assert.match(await city.page.locator("#act-amount-wrong").innerText(), /¥0\.01 to ¥5,000\.00/);
  await city.page.locator("#act-amount").fill("4000");
  await confirm(city.page);
  await city.page.locator("#act-reasons-wrong").waitFor();
  await city.page.locator("#act-reasons").fill("1,000.00 was paid in February");
  await confirm(city.page);
  await done(city.page, "Grant");
  const now = await owner.ok("GET", `/api/v1/cases/${reference}`);
  assert.deepEqual([now.decision.amount_fen, now.decision.reasons[0].note], [400_000, "1,000.00 was paid in February"]);
  await city.finish();
  await county.finish();
});

test("a refusal picks its reasons from the rules", async () => {
  const reference = await filed();
  const { page, finish } = await enter("demo-county-officer", { path: `/staff/cases/${reference}` });
  await act(page, "不同意").click();
  await confirm(page);
  await page.locator("#act-reasons-wrong").waitFor();
  await page.locator(".pick input[type=checkbox]").first().check();
  await page.locator(".pick .ant-input").fill("账单不是电费");
  await confirm(page);
  await done(page, "不同意");
  const now = await owner.ok("GET", `/api/v1/cases/${reference}`);
  assert.equal(now.outcome, "refused");
  assert.equal(now.decision.reasons[0].of, "condition");
  assert.equal(now.decision.reasons[0].note, "账单不是电费");
  await finish();
});

test("whoever comes second sees what the first did, and does nothing", async () => {
  const reference = await filed();
  const city = await enter("demo-city-officer", { path: `/staff/cases/${reference}` });
  await city.page.locator(".more-acts").waitFor();
  await city.page.locator(".more-acts[open], .more-acts > summary").first().click();
  await act(city.page, "中止办理").click();
  await city.page.locator("#act-note").fill("电话核实");
  const county = await new Person(all.url, "demo-county-officer").enter();
  await county.act(reference, { act: "accept" });
  await confirm(city.page);
  const news = city.page.locator(".ant-alert-warning", { hasText: "案件已有变化" });
  await news.waitFor();
  assert.match(await news.innerText(), /受理/);
  assert.deepEqual((await owner.ok("GET", `/api/v1/cases/${reference}`)).holds, []);
  city.faults.splice(0, city.faults.length, ...city.faults.filter((fault) => !/status of 412/.test(fault)));
  await city.finish();
});

test("filters are kept by name, for the person", async () => {
  const { page, finish } = await enter("demo-province-officer", { path: "/staff/cases?place=2109&provision=3.9" });
  await page.locator("form.inline input").fill("阜新电费");
  await page.locator("form.inline button").click();
  await page.locator(".filter-checks button", { hasText: "清除筛选" }).click();
  await page.waitForFunction(() => !location.search.includes("place"));
  await page.reload();
  await page.locator("details.filters > summary").click();
  await page.locator(".chip button", { hasText: "阜新电费" }).click();
  await page.waitForFunction(() => location.search.includes("place=2109"));
  await finish();
});

test("an officer sees what the pack in force makes of open cases before they are judged anew", async () => {
  await filed();
  const { page, finish } = await enter("demo-county-officer", { path: "/staff/reruns" });
  assert.equal(await heading(page), "重新测算案件");
  await page.locator("main form button[type=submit]").click();
  await page.locator("[role=status]", { hasText: "没有要重新测算的案件" }).waitFor();
  assert.equal(await page.locator("dl.sum .figure").nth(1).innerText(), "0", "all were judged by it");
  assert.notEqual(await page.locator("dl.sum .figure").first().innerText(), "0");
  await finish();
});

test("an officer makes a key for his office; the security administrator sees and ends it, and makes none", async () => {
  const officer = await enter("demo-county-officer", { path: "/staff/keys" });
  await officer.page.locator("main summary").click();
  await officer.page.locator("#key-label").fill("台账系统");
  await officer.page.locator("#key-role").click();
  await officer.page.locator(".ant-select-item-option", { hasText: "县级经办" }).click();
  await officer.page.locator("#key-until").fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  await officer.page.locator("main form button[type=submit]").click();
  const secret = officer.page.locator("code.secret");
  await showFactorIfAsked(officer.page, "demo-county-officer", secret);
  assert.match(await secret.innerText(), /^fg_live_/);
  // That it is asked for is told of by the console.
  officer.faults.splice(0, officer.faults.length, ...officer.faults.filter((fault) => !/status of 403/.test(fault)));
  await officer.finish();
  const { page, finish } = await enter("demo-security-admin", { path: "/staff/keys" });
  const row = page.locator("table.data tr", { hasText: "台账系统" });
  await row.waitFor();
  assert.equal(await page.locator("main form").count(), 0);
  assert.match(await page.locator("main").innerText(), /由担任相应角色的人自己生成/);
  await row.locator("button").click();
  await page.locator(".empty").waitFor();
  await finish();
});

/** Every screen of each role; `ready` is there once it is. */
const kScreens = [
  ["demo-county-officer", "queue", "/staff/cases", "table.data, .empty"],
  ["demo-county-officer", "batch", "/staff/batch", "main form, main .empty"],
  ["demo-county-officer", "reruns", "/staff/reruns", "main form"],
  ["demo-county-officer", "keys-own", "/staff/keys", "main summary"],
  ["demo-province-officer", "funds", "/staff/funds", "table.data, .empty"],
  ["demo-province-officer", "figures", "/staff/figures?by=step", "table.data"],
  ["demo-province-officer", "people", "/staff/people", "table.data"],
  ["demo-security-admin", "keys", "/staff/keys", "table.data, .empty"],
  ["demo-audit-admin", "audit", "/staff/audit", "table.data, .empty"],
  ["demo-policy-officer", "packs", "/staff/packs", "table.data"],
  ["demo-policy-officer", "not-found", "/staff/nowhere/at/all/x", "h1"],
];

for (const language of ["zh", "en"]) {
  // What axe finds doesn't hang on the language; what doesn't fit does.
  const look = language === "zh" ? audit : noOverflow;
  test(`every screen fits, and axe finds nothing: ${language}`, async (t) => {
    const signIn = await openPage(all, { viewport: kDesktop, path: "/staff/", language, bypassCSP: true });
    await look(signIn.page, "sign-in");
    await signIn.finish();
    let current = null;
    for (const [login, name, path, ready] of kScreens) {
      await t.test(name, async () => {
        if (current?.login !== login) {
          await current?.opened.finish();
          current = { login, opened: await enter(login, { language, bypassCSP: true }) };
        }
        const { page } = current.opened;
        await page.goto(path);
        await page.locator(ready).first().waitFor();
        await look(page, name);
        await page.screenshot({ path: `${kOut}staff-${name}-${language}.png`, fullPage: true });
      });
    }
    await current.opened.finish();
  });
}

test("a case fits: all its tabs and the forms of its acts, wide and on a phone", async (t) => {
  const reference = await filed();
  for (const [width, viewport] of [["1440", kDesktop], ["390", kPhone]]) {
    const { page, finish } = await enter("demo-county-officer", { viewport, bypassCSP: true, path: `/staff/cases/${reference}` });
    await page.locator(".case-acts").waitFor();
    for (const name of ["受理", "一次告知补正", "不同意", "移送", "中止办理"]) {
      await t.test(`${name} ${width}`, async () => {
        if (["移送", "中止办理"].includes(name)) await page.locator(".more-acts > summary").click();
        await act(page, name).click();
        await page.locator(".act-form").waitFor();
        await (width === "1440" ? audit : noOverflow)(page, name);
        await page.locator(".act-form button", { hasText: "取消" }).click();
      });
    }
    for (const tab of await page.locator("[role=tab]").all()) {
      await tab.click();
      await audit(page, `tab ${await tab.innerText()} ${width}`);
    }
    await page.screenshot({ path: `${kOut}staff-case-${width}.png`, fullPage: true });
    await page.goto("/staff/cases");
    await page.locator("table.data").waitFor();
    await audit(page, `queue ${width}`);
    await page.screenshot({ path: `${kOut}staff-queue-${width}.png`, fullPage: true });
    await finish();
  }
});
