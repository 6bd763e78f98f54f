// From signing in to the supplier's word, as an owner and a partner see it: power bills deferred in Fuxin (provision 3.9).
// The offices act over the API.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { heading, kDesktop, kPhone, kOut, openPage, startAll } from "./browser.mjs";
import { fit, fitToo, kLooks } from "./checks.mjs";
import { Person, signIn } from "./people.mjs";

let all;
before(async () => { all = await startAll(); });
after(async () => { await all.stop(); });

const kAnswers = {
  bill_utility: "power", bill_date: "2020-2-10", bill_unpaid: "5000", in_temporary_difficulty: "true",
  has_good_prospects: "true", level_one_response: "true",
};
let bills = 0;
const newBill = () => `D2020-${process.pid}-${(bills += 1)}`;

const questionOf = (page) => /\/(?:q|amend)\/([^~/?]+)/.exec(decodeURIComponent(new URL(page.url()).pathname))?.[1] ?? null;

/** Fills in the question that is shown; sending is the caller's. */
async function fillIn(page, value) {
  const main = page.locator("main");
  await main.locator("form button[type=submit]").waitFor();
  await main.locator("#answer, input[type=radio]").first().waitFor();
  if ((await main.locator(`input[type=radio][value="${value}"]`).count()) > 0) {
    await main.locator(`input[type=radio][value="${value}"]`).check();
  } else if ((await main.locator(".date-fields").count()) > 0) {
    const [year, month, day] = value.split("-");
    await main.locator("#answer").fill(year);
    await main.locator("#answer-1").fill(month);
    await main.locator("#answer-2").fill(day);
  } else {
    await main.locator("#answer").fill(value);
  }
}

async function send(page) {
  const before = page.url();
  await page.locator("main form button[type=submit]").click();
  await page.waitForFunction((old) => location.href !== old, before);
}

/** Says on the first page of an application which bill it is about: another than those that are known. */
async function nameBill(page, bill) {
  await page.locator("#subject-id, input[name=subject]").first().waitFor();
  if ((await page.locator("#subject-id").count()) === 0) await page.locator("input[name=subject]").last().check();
  await page.locator("#subject-id").fill(bill);
  await send(page);
}

/** From the first page of an application to its last look. Gives the questions that were put. */
async function fillInAll(page, bill) {
  await nameBill(page, bill);
  const asked = [];
  for (;;) {
    await page.locator("h1").waitFor();
    const key = questionOf(page);
    if (!key) break;
    asked.push(key);
    assert.ok(asked.length < 20, asked.join());
    await fillIn(page, kAnswers[key]);
    await send(page);
  }
  if (page.url().endsWith("/documents")) await page.locator(".actions a").click();
  await page.locator("#declare").waitFor();
  return asked;
}

/** Applies, and gives the number. */
async function apply(page, bill = newBill()) {
  await page.goto("/apply/3~9");
  await fillInAll(page, bill);
  await page.locator("#declare").check();
  await send(page);
  await page.locator(".receipt").waitFor();
  return /\/cases\/([^/]+)\/receipt/.exec(page.url())[1];
}

async function owner(path = "/me", options = {}) {
  const opened = await openPage(all, { path, ...options });
  await signIn(opened.page, "demo-owner");
  return opened;
}

const theirs = {};
/** An officer over the API, signed in once. */
async function office(login) {
  theirs[login] ??= new Person(all.url, login).enter();
  return theirs[login];
}

test("a wrong password is told at the form; then one is where one wanted to be", async () => {
  const { page, faults, finish } = await openPage(all, { path: "/apply/3~9" });
  assert.equal(await heading(page), "登录");
  await page.locator("main form button[type=submit]").click();
  assert.match(await page.locator("#login-fault").innerText(), /账号/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "login");
  await page.locator("#login").fill("demo-owner");
  await page.locator("#password").fill("not the password");
  await page.locator("main form button[type=submit]").click();
  const summary = page.locator(".error-summary");
  await summary.waitFor();
  assert.equal(await summary.evaluate((one) => one === document.activeElement), true);
  await signIn(page, "demo-owner");
  assert.match(await heading(page), /^申请：/);
  assert.ok(faults.every((fault) => /status of 401/.test(fault)), faults.join());
  faults.length = 0;
  await finish();
});

test("an owner applies, answers what an office misses, and sees it granted and agreed to", async () => {
  const { page, finish } = await owner("/apply/3~9");
  const bill = newBill();
  const asked = await fillInAll(page, bill);
  for (const key of ["bill_utility", "bill_date", "bill_unpaid", "in_temporary_difficulty", "has_good_prospects"]) {
    assert.equal(asked.filter((one) => one === key).length, 1, key);
  }
  assert.ok(!asked.includes("employees"), "the register knows it");
  assert.match(await page.locator(".saved").innerText(), /已保存 \d\d:\d\d/);
  const stated = page.locator("section", { has: page.locator("#stated-title") });
  assert.match(await stated.innerText(), /5,000\.00/);
  assert.doesNotMatch(await stated.innerText(), /power/, "codes have names");

  await page.locator("main form button[type=submit]").click();
  assert.equal(await page.locator("#declare-fault").count(), 1);
  await page.locator("#declare").check();
  await send(page);
  await page.locator(".receipt").waitFor();
  const reference = await page.locator(".receipt .reference").innerText();
  assert.match(reference, /^\w{4}-\w{4}-\w{4}-\w{2}$/);
  await page.locator(".proof svg.qr path").waitFor();
  assert.match(await page.locator(".proof a").getAttribute("href"), /^\/verify\/\w{5}-/);
  assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes("draft.3.9")).length), 0);

  const county = await office("demo-county-officer");
  await county.act(reference, { act: "accept" });
  const city = await office("demo-city-officer");
  await city.act(reference, { act: "tell_gaps", reasons: [{ of: "fact", id: "level_one_response", note: "请补充" }] });
  await page.goto("/me");
  await page.locator(`.task-waiting a[href="/cases/${reference}"]`).click();
  await page.locator("#gaps-title").waitFor();
  await page.locator(".panel .button").click();
  await page.locator("main .actions button").click();
  assert.match(await page.locator("#note-fault").innerText(), /还没有补/, "as it was it isn't sent");
  await page.locator(".summary .change a").click();
  await page.locator("#answer").waitFor();
  await fillIn(page, "true");
  await send(page);
  await page.locator("main .actions button").click();
  await page.waitForURL(`**/cases/${reference}`);
  await page.locator("#timeline-title").waitFor();
  assert.equal(await page.locator("#gaps-title").count(), 0);

  await city.act(reference, { act: "grant", amount_fen: 500000 });
  await page.reload();
  await page.locator("#decision-title").waitFor();
  assert.deepEqual(await page.locator(".step").evaluateAll((steps) => steps.map((one) => one.className.split("step-")[1])), ["done", "done", "current"]);

  const partner = await openPage(all, { path: "/partner", viewport: kDesktop });
  await signIn(partner.page, "demo-partner");
  // The second factor is asked for with a 401, which the console tells of.
  assert.ok(partner.faults.every((fault) => /status of 401/.test(fault)), partner.faults.join());
  partner.faults.length = 0;
  await partner.page.locator(`a[href="/partner/${reference}"]`).click();
  await partner.page.locator("#answer-decline").check();
  await partner.page.locator("main form button[type=submit]").click();
  assert.match(await partner.page.locator("#words-fault").innerText(), /理由/);
  await partner.page.locator("#answer-confirm").check();
  await partner.page.locator("main form button[type=submit]").click();
  await partner.page.locator("h1", { hasText: "已答复" }).waitFor();
  await partner.page.locator(".back a").click();
  await partner.page.locator("h1", { hasText: "待您答复" }).waitFor();
  assert.equal(await partner.page.locator(`a[href="/partner/${reference}"]`).count(), 0);
  await partner.finish();

  await page.reload();
  await page.locator(".now-granted").waitFor();
  await page.locator(".folded summary").last().click();
  assert.match(await page.locator(".history").innerText(), /确认[\s\S]*同意[\s\S]*补正或更正[\s\S]*受理[\s\S]*提交申请/);
  await finish();
});

test("a draft survives a reload and the end of the session, and goes with signing out", async () => {
  const { page, context, faults, finish } = await owner("/apply/3~9");
  await nameBill(page, newBill());
  await fillIn(page, kAnswers[questionOf(page)]);
  await send(page);
  const second = page.url();
  await page.reload();
  await page.locator("main form").waitFor();
  assert.equal(page.url(), second);
  // What the page still asks for belongs to the session that is there.
  await page.waitForLoadState("networkidle");
  await context.clearCookies();
  await fillIn(page, kAnswers[questionOf(page)]);
  await page.locator("main form button[type=submit]").click();
  await page.locator("#login").waitFor();
  assert.match(await page.locator("main").innerText(), /填写的内容还在/);
  await signIn(page, "demo-owner");
  await page.locator("#login").waitFor({ state: "detached" });
  await page.locator("#answer, input[type=radio]").first().waitFor();
  assert.notEqual(questionOf(page), null);
  await page.locator(".switch").click();
  await page.waitForFunction(() => document.documentElement.lang === "en");
  assert.notEqual(questionOf(page), null, "the language changes in place");
  await page.locator(".switch").click();
  await page.locator(".area-nav .link").click();
  await page.locator("#login").waitFor();
  assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("fugong.draft")).length), 0);
  assert.ok(faults.every((fault) => /status of 401/.test(fault)), faults.join());
  faults.length = 0;
  await finish();
});

test("a bill may be called anything, and the way back leads back", async () => {
  const { page, finish } = await owner("/apply/3~9");
  await nameBill(page, `D-2020/02#1.${process.pid}`);
  await page.locator("main form").waitFor();
  const [first, title] = [page.url(), await heading(page)];
  await page.reload();
  await page.locator("main form").waitFor();
  assert.equal(await heading(page), title);
  await fillIn(page, kAnswers[questionOf(page)]);
  await send(page);
  await page.locator("h1", { hasText: "哪个月" }).waitFor();
  await page.locator(".area-nav a").first().click();
  await page.locator("#drafts-title").waitFor();
  await page.goBack();
  await page.locator("h1", { hasText: "哪个月" }).waitFor();
  await page.goBack();
  await page.locator("h1", { hasText: title }).waitFor();
  assert.equal(page.url(), first);
  // What has been sent isn't filled in again.
  const reference = await apply(page);
  await page.goBack();
  await page.waitForURL("**/apply/3~9");
  await page.locator("main form").waitFor();
  assert.notEqual(reference, "");
  await finish();
});

test("what was answered once isn't asked again, and is shown to be checked", async () => {
  const { page, finish } = await owner();
  await apply(page);
  const bill = newBill();
  await page.goto("/apply/3~9");
  assert.deepEqual(await fillInAll(page, bill), [`bill_utility`, `bill_date`, `bill_unpaid`]);
  const stated = page.locator("section", { has: page.locator("#stated-title") });
  const said = stated.locator("div", { hasText: "在另一项申请中填过" });
  assert.ok((await said.count()) >= 2, await stated.innerText());
  // Said anew it is said here.
  const [before, change] = [await said.count(), said.first().locator("a")];
  const again = page.url();
  await change.click();
  await page.waitForFunction((old) => location.href !== old, again);
  await page.locator("main form").waitFor();
  await fillIn(page, kAnswers[questionOf(page)]);
  await send(page);
  await page.locator("#declare").waitFor();
  assert.equal(await said.count(), before - 1);
  await finish();
});

test("who is late is told that the case moved on, and nothing is done", async () => {
  const { page, faults, finish } = await owner();
  const reference = await apply(page);
  await page.goto(`/cases/${reference}/withdraw`);
  await page.locator("#words").waitFor();
  await (await office("demo-county-officer")).act(reference, { act: "accept" });
  await page.locator("main form button[type=submit]").click();
  await page.locator(".error-summary", { hasText: "有了变化" }).waitFor();
  await page.locator(".error-summary button").click();
  await page.locator(".error-summary").waitFor({ state: "detached" });
  await page.locator("#words").fill("不再需要");
  await page.locator("main form button[type=submit]").click();
  await page.locator(".now-withdrawn").waitFor();
  assert.ok(faults.every((fault) => /status of 412/.test(fault)), faults.join());
  faults.length = 0;
  await finish();
});

test("a filing whose answer is lost happens once", async () => {
  const { page, faults, finish } = await owner("/apply/3~9");
  await fillInAll(page, newBill());
  const keys = [];
  await page.route("**/api/v1/cases", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    keys.push(route.request().headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await page.locator("#declare").check();
  await page.locator("main form button[type=submit]").click();
  await page.locator(".error-summary", { hasText: "同一件事只会办一次" }).waitFor();
  await page.locator(".error-summary button").click();
  await page.locator(".receipt").waitFor();
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  faults.length = 0;
  await finish();
});

test("an address of a case that one may not see says so", async () => {
  const { page, faults, finish } = await owner("/cases/0000-0000-0000-0A");
  await page.locator(".failed").waitFor();
  assert.ok(faults.every((fault) => /status of 404/.test(fault)), faults.join());
  faults.length = 0;
  await finish();
});

for (const { language, width, thorough } of kLooks) {
  test(`axe, width and targets behind signing in: ${language} at ${width} px`, async (t) => {
    const viewport = width === "390" ? kPhone : kDesktop;
    const { page, finish } = await openPage(all, { path: "/me", viewport, language, bypassCSP: true });
    const look = (name, path, ready) =>
      t.test(name, async () => {
        if (path !== null) await page.goto(path);
        await page.locator(ready).first().waitFor();
        await (thorough ? fit : fitToo)(page, name);
        await page.screenshot({ path: `${kOut}signed-${name}-${width}-${language}.png`, fullPage: true });
      });
    await look("sign-in", null, "#login");
    await look("first", "/first", "#secret");
    await page.goto("/me");
    await signIn(page, "demo-owner");
    const reference = await apply(page);
    await look("receipt", null, ".receipt");
    await look("tasks", "/me", "#doing-title");
    await look("case", `/cases/${reference}`, "#timeline-title");
    await look("withdraw", `/cases/${reference}/withdraw`, "#words");
    await look("apply", "/apply/3~9", "input[name=subject]");
    await nameBill(page, newBill());
    await page.locator("main form button[type=submit]").click();
    await look("question-fault", null, ".error-summary");
    await look("check", "/apply/3~9/check", "#declare");
    await look("account", "/account", "#sessions-title");
    await look("mandates", "/account/mandates", "#own-title");
    await finish();
  });
}
