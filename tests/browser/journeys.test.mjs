// What people come for, step by step, in a real browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  answerAll, answerOne, card, group, heading, kDesktop, kJiangxi, kOut, kPhone, openPage, questionKey, startAll, startCheck,
  useDemoFirm,
} from "./browser.mjs";

let all;
before(async () => { all = await startAll(); });
after(async () => { await all.stop(); });

const count = async (page, state) => Number(await page.locator(`.count-${state} strong`).innerText());
const shot = (page, name) => page.screenshot({ path: `${kOut}${name}.png`, fullPage: true });

async function setServiceDate(page, iso) {
  const [year, month, day] = iso.split("-");
  await page.locator(".as-of button[aria-controls]").click();
  await page.locator("#service-on").fill(year);
  await page.locator("#service-on-1").fill(String(Number(month)));
  await page.locator("#service-on-2").fill(String(Number(day)));
  await page.locator("#service-date button[type=submit]").click();
}

async function checkJiangxi(page) {
  await startCheck(page);
  return answerAll(page, kJiangxi);
}

test("home: the notice, its measures in six sections, and a search", async () => {
  const { page, finish } = await openPage(all);
  assert.match(await page.locator(".hero-number").innerText(), /工信明电〔2020〕14号/);
  assert.equal(await page.locator(".section").count(), 6);
  assert.equal(await page.locator(".measure").count(), 20);
  await page.locator("#search").fill("贴息");
  assert.match(await page.locator(".search-count").innerText(), /找到 [1-9]\d* 条/);
  const first = page.locator(".measure").first();
  assert.match(await first.innerText(), /贴息/);
  await first.locator("summary").click();
  assert.match(await first.locator(".measure-body").innerText(), /条文[\s\S]*由谁办理[\s\S]*财金〔2020〕5号/);
  const ids = (await first.locator(".provisions a").allInnerTexts()).map((text) => text.split(" ")[0]);
  assert.ok(ids.indexOf("5.2") < ids.indexOf("5.10"), ids.join(" "));
  await page.locator("#search").fill("interest discount");
  assert.ok((await page.locator(".measure").count()) >= 1);
  await page.locator("#search").fill("火星移民");
  assert.equal(await page.locator(".measure").count(), 0);
  assert.match(await page.locator(".search-count").innerText(), /没有找到与“火星移民”有关的措施/);
  await page.locator(".search .quiet").click();
  assert.equal(await page.locator(".measure").count(), 20);
  await finish();
});

test("a Jiangxi firm with a loan of 10 million of 8 February 2020 gets both discounts to the fen", async () => {
  const { page, finish } = await openPage(all);
  const asked = await checkJiangxi(page);
  assert.equal(asked.length, new Set(asked).size, "no question is put twice");
  assert.ok(asked.indexOf("has-loan") < asked.findIndex((key) => key.startsWith("loan_")), "existence is asked first");
  const central = card(page, "5.2");
  assert.match(await central.locator(".amount").innerText(), /¥160,125\.00\s*约 16\.01 万元/);
  assert.match(await card(page, "5.5").locator(".amount").innerText(), /¥80,062\.50/);
  assert.equal(await group(page, "entitled").locator(".amount").count(), await count(page, "entitled"));
  assert.match(await page.locator(".totals").innerText(), /¥240,187\.50/);
  assert.equal(await page.locator(".bars li").count(), 2);
  assert.equal(await page.locator("main .tag", { hasText: "示例数据" }).count(), 0);
  assert.match(await central.innerText(), /找谁办[\s\S]*财政部门[\s\S]*由谁出钱[\s\S]*中央财政/);
  assert.doesNotMatch(page.url(), /360111|1000|3\.15/);

  await central.locator("summary").click();
  const why = await central.locator(".why").innerText();
  assert.match(why, /财金〔2020〕5号/);
  assert.match(why, /专项再贷款支持 满足/);
  assert.match(why, /366/);
  await shot(page, "journey-jiangxi");
  await finish();
});

test("the service date decides: on 5 February 5.1 holds, on 21 February 5.2 in its place", async () => {
  const { page, finish } = await openPage(all);
  await checkJiangxi(page);
  assert.match(await page.locator(".as-of-line").innerText(), /按 2020年2月21日 的政策/);
  assert.equal(await card(page, "5.1").count(), 0);
  assert.match(await page.locator("main").innerText(), /5\.1 [\s\S]*已被 5\.2 [\s\S]*取代/);
  await setServiceDate(page, "2020-02-05");
  await card(page, "5.1").waitFor();
  assert.match(await page.locator(".as-of-line").innerText(), /按 2020年2月5日 的政策/);
  assert.equal(await card(page, "5.2").count(), 0);
  assert.doesNotMatch(await page.locator("main").innerText(), /已被 5\.2/);
  await page.reload();
  await card(page, "5.1").waitFor();
  await setServiceDate(page, "2020-13-05");
  assert.match(await page.locator("#service-date").innerText(), /请填写真实的日期/);
  await finish();
});

test("a demo firm: its result is marked as synthetic on every figure", async () => {
  const { page, finish } = await openPage(all);
  await useDemoFirm(page, 0);
  assert.match(await page.locator(".synthetic-note").innerText(), /虚构/);
  for (const figure of await page.locator(".amount, .total dd, .bar-figure").all()) {
    assert.match(await figure.textContent(), /示例数据/);
  }
  assert.match(await card(page, "5.2").locator(".amount").innerText(), /¥160,125\.00/);
  await shot(page, "journey-demo");
  await finish();
});

test("“I don't know” everywhere leads to questions that remain, never to a refusal", async () => {
  const { page, finish } = await openPage(all);
  await startCheck(page);
  const asked = await answerAll(page, {});
  assert.ok(asked.includes("has-loan"));
  assert.ok(!asked.some((key) => key.startsWith("loan_")), "nothing about a loan nobody knows of");
  assert.equal(await count(page, "entitled"), 0);
  assert.equal(await count(page, "not_entitled"), 0);
  assert.ok((await count(page, "depends")) > 0);
  assert.equal(await page.locator(".amount .figure:not(.range)").count(), 0, "ranges at most");
  // An open point leads to its question, and back to the result.
  for (const summary of await group(page, "depends").locator(".by-measure > summary").all()) await summary.click();
  await group(page, "depends").locator('.open-points a[href*="has-loan"]').first().click();
  await page.locator("main form").waitFor();
  assert.match(page.url(), /\/check\/.+\?change/);
  assert.equal(questionKey(page) !== null, true);
  await page.locator('input[value=false]').check();
  await page.locator("main button[type=submit]").click();
  await page.locator(".counts").waitFor();
  await shot(page, "journey-unknown");
  await finish();
});

test("back goes question by question, a reload keeps the place, a change returns to the result", async () => {
  const { page, finish } = await openPage(all);
  await startCheck(page);
  const first = questionKey(page);
  await answerOne(page, kJiangxi);
  const second = questionKey(page);
  assert.notEqual(first, second);
  await answerOne(page, kJiangxi);
  const third = questionKey(page);
  await page.goBack();
  await page.waitForFunction((key) => location.pathname.endsWith(`/${key}`), second);
  await page.locator(".back button").click();
  await page.waitForFunction((key) => location.pathname.endsWith(`/${key}`), first);
  await page.locator("main form").waitFor();
  assert.match(await page.locator(".progress").innerText(), /第 1 题/);
  await page.goForward();
  await page.goForward();
  await page.waitForFunction((key) => location.pathname.endsWith(`/${key}`), third);
  await page.reload();
  await page.locator("main form").waitFor();
  assert.equal(questionKey(page), third);
  assert.match(await page.locator(".progress").innerText(), /第 3 题/);

  await answerAll(page, kJiangxi);
  await page.locator('.summary a[href="/check/loan_rate~1?change"]').click();
  await page.reload();
  await page.locator("#answer").fill("3");
  await page.locator("main button[type=submit]").click();
  await page.locator(".counts").waitFor();
  assert.match(await card(page, "5.2").locator(".amount").innerText(), /¥152,500\.00/);

  await page.locator(".result-actions .quiet", { hasText: "重新开始" }).click();
  await page.locator(".hero").waitFor();
  await page.goto("/result");
  await page.locator(".counts").waitFor();
  assert.match(await page.locator(".answers").innerText(), /还没有回答任何问题/);
  await finish();
});

test("wrong answers are told in a summary that takes the focus, and the title says so", async () => {
  const { page, finish } = await openPage(all, { path: "/check/employees" });
  const send = page.locator("main button[type=submit]");
  await send.click();
  await page.locator(".error-summary").waitFor();
  await page.waitForFunction(() => document.activeElement?.classList.contains("error-summary"));
  assert.match(await page.title(), /^错误：/);
  await page.locator("#answer").fill("12.5");
  await send.click();
  await page.locator(".error-summary", { hasText: "请填整数" }).waitFor();
  await page.locator(".error-summary a").click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "answer");
  assert.equal(await page.locator("#answer").getAttribute("aria-invalid"), "true");
  await page.goto("/check/revenue");
  await page.locator("#answer").fill("1000万");
  assert.match(await page.locator(".read-as").innerText(), /¥10,000,000\.00（1,000 万元）/);
  await finish();
});

test("a place is found by name, and level by level", async () => {
  const { page, finish } = await openPage(all, { path: "/check/place" });
  await page.locator("#code-search").fill("江西 青山湖");
  assert.equal(await page.locator(".choices input").count(), 1);
  assert.match(await page.locator(".choices").innerText(), /青山湖区[\s\S]*江西省 › 南昌市/);
  await page.locator("#code-search").fill("");
  await page.locator('input[value="360000"]').check();
  await page.locator(".narrower").click();
  await page.locator('input[value="360100"]').check();
  await page.locator(".narrower").click();
  await page.locator('input[value="360111"]').check();
  assert.match(await page.locator(".code .status").innerText(), /江西省 › 南昌市 › 青山湖区/);
  await page.locator("main button[type=submit]").click();
  await page.waitForFunction(() => !location.pathname.endsWith("/place"));
  await finish();
});

test("the whole check with the keyboard alone", async () => {
  const { page, finish } = await openPage(all, { viewport: kDesktop });
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.className), /skip/);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  const tabTo = async (selector) => {
    for (let n = 0; n < 60; n += 1) {
      if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`not reached by Tab: ${selector} on ${page.url()}`);
  };
  await tabTo(".hero-action .button");
  await page.keyboard.press("Enter");
  await page.locator(".topics").waitFor();
  await tabTo('.topics input[value="5"]');
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /\/check\/./.test(location.pathname));
  for (let n = 0; questionKey(page) !== null; n += 1) {
    assert.ok(n < 60);
    const before = page.url();
    await page.locator("main form").waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    await page.waitForFunction(() => !document.querySelector("main .waiting"));
    const key = questionKey(page).replace(/~.*$/, "");
    const value = kJiangxi[key];
    if (await page.locator("main input[type=radio][value=unknown]").count()) {
      // The group opens on its first option (or on the chosen one); arrows walk it: yes, no, I don't know.
      await tabTo("main input[type=radio]");
      await page.keyboard.press("Space");
      for (let down = value === undefined ? 2 : value ? 0 : 1; down > 0; down -= 1) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    } else if (value !== undefined && (await page.locator("#code-search").count())) {
      await tabTo("#code-search");
      await page.keyboard.type(value);
      await page.waitForFunction((code) => document.querySelector(`input[value="${code}"]`), value);
      await tabTo("main input[type=radio]");
      await page.keyboard.press("Space");
      await page.keyboard.press("Enter");
    } else if (value !== undefined) {
      await tabTo("#answer");
      for (const part of value.includes("-") ? value.split("-") : [value]) {
        await page.keyboard.type(part);
        if (value.includes("-")) await page.keyboard.press("Tab");
      }
      await tabTo("main button[type=submit], #answer");
      await page.keyboard.press("Enter");
    } else {
      await tabTo("main .actions .quiet");
      await page.keyboard.press("Enter");
    }
    await page.waitForFunction((old) => location.href !== old, before);
    await page.locator("h1").waitFor();
  }
  await page.locator(".counts").waitFor();
  assert.match(await card(page, "5.2").locator(".amount").innerText(), /¥160,125\.00/);
  await tabTo(".why > summary");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".why[open]").count(), 1);
  await finish();
});

test("English: chosen on the page, kept, and everywhere", async () => {
  const { page, finish } = await openPage(all);
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.locator(".switch").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.evaluate(() => document.activeElement.className), "switch", "the focus stays");
  assert.match(await page.locator(".hero-action").innerText(), /Check what you may have/);
  assert.doesNotMatch(await page.locator(".measure").first().innerText(), /Not yet online/);
  assert.match(await page.locator(".measure").last().innerText(), /Not yet online/);
  await page.reload();
  await page.locator(".hero").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await checkJiangxi(page);
  assert.equal(await heading(page), "Your result");
  assert.match(await page.title(), /^Your result – Fugong$/);
  assert.match(await card(page, "5.2").locator(".amount").innerText(), /¥160,125\.00\s*about 160\.13 thousand yuan/);
  assert.match(await card(page, "5.2").innerText(), /Who to go to[\s\S]*finance office/);
  await shot(page, "journey-en");
  await finish();
});

test("a provision in full: document, figures, conditions in FEEL, worked examples", async () => {
  const { page, finish } = await openPage(all);
  await useDemoFirm(page, 0);
  await card(page, "5.2").locator('a[href="/provisions/5~2"]').click();
  await page.locator("#examples").waitFor();
  const text = await page.locator("main").innerText();
  assert.match(text, /财金〔2020〕5号/);
  assert.match(text, /loan_special_relending/);
  assert.match(text, /160,125\.00/);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.reload();
  await page.locator("#examples").waitFor();
  await page.goBack();
  await page.locator(".counts").waitFor();
  await finish();
});

test("a server that can't be reached, or refuses, is told plainly and can be asked again", async () => {
  const { page, faults, finish } = await openPage(all, { path: "/check/employees" });
  await page.route("**/api/v1/check", (route) => route.abort());
  await page.locator("#answer").fill("120");
  await page.locator("main button[type=submit]").click();
  await page.locator(".error-summary", { hasText: "连接不上服务器" }).waitFor();
  assert.equal(await page.locator("#answer").inputValue(), "120");
  await page.goto("/result");
  await page.locator(".failed").waitFor();
  assert.equal(await heading(page), "连接不上服务器");
  await page.unroute("**/api/v1/check");
  await page.route("**/api/v1/check", (route) => route.fulfill({
    status: 422, contentType: "application/problem+json",
    body: JSON.stringify({
      type: "about:blank", title: "有一项事实不对", status: 422, detail: "请改正后再试。",
      errors: [{ code: "x", pointer: "/facts/employees", detail: "从业人员不能是负数。", remedy: "请填0或更大的整数。" }],
    }),
  }));
  await page.locator(".failed .button").click();
  await page.locator(".failed", { hasText: "从业人员不能是负数" }).waitFor();
  assert.equal(await heading(page), "有一项事实不对");
  await page.unroute("**/api/v1/check");
  await page.locator(".failed .button").click();
  await page.locator(".counts").waitFor();
  assert.match(await page.locator(".answers").innerText(), /120 人/);
  const expected = faults.filter((fault) => /Failed to load resource/.test(fault));
  assert.ok(expected.length > 0);
  for (const fault of expected) faults.splice(faults.indexOf(fault), 1);
  await finish();
});

test("no page of that name, no question of that name", async () => {
  const { page, finish } = await openPage(all, { path: "/check/nothing-here" });
  assert.equal(await heading(page), "没有这个页面");
  await page.goto("/nowhere");
  await page.locator("h1").waitFor();
  assert.equal(await heading(page), "没有这个页面");
  await finish();
});

test("several loans: one more is added, asked for and taken away", async () => {
  const { page, finish } = await openPage(all, { viewport: kPhone });
  await checkJiangxi(page);
  await page.locator(".item-actions button").first().click();
  await page.waitForFunction(() => /\/check\/.+~2$/.test(location.pathname));
  await answerAll(page, kJiangxi);
  assert.equal(await card(page, "5.2").count(), 2);
  assert.match(await page.locator(".totals").innerText(), /¥480,375\.00/);
  await page.locator(".item-actions button", { hasText: "删去贷款 2" }).click();
  await page.waitForFunction(() => document.querySelector(".totals")?.textContent.includes("240,187.50"));
  assert.equal(await card(page, "5.2").count(), 1);
  await finish();
});

test("after a demo firm one's own check starts empty", async () => {
  const { page, finish } = await openPage(all);
  await useDemoFirm(page, 0);
  await page.locator(".name").click();
  await startCheck(page);
  assert.match(await page.locator(".progress").innerText(), /第 1 题/);
  assert.equal(await page.locator("main .tag").count(), 0);
  await finish();
});

test("topics: at least one, or all; they can be changed afterwards, and only their rules are looked at", async () => {
  const { page, finish } = await openPage(all);
  await page.locator(".hero-action .button").click();
  await page.locator(".topics button[type=submit]").click();
  assert.match(await page.locator("#topics-fault").innerText(), /请至少选一项/);
  await page.locator(".name").click();
  await startCheck(page, [9]);
  await page.goto("/result");
  await page.locator(".counts").waitFor();
  assert.match(await page.locator(".result-head").innerText(), /范围：强化融资担保/);
  for (const link of await page.locator(".card .doc-ref a").all()) {
    assert.match((await link.getAttribute("href")) ?? "", /^\/provisions\/9~/);
  }
  await page.locator(".result-head a[href='/topics']").click();
  assert.equal(await page.locator('.topics input[value="9"]').isChecked(), true);
  await page.locator(".topics .actions .quiet").click();
  await page.waitForFunction(() => /\/check\/./.test(location.pathname));
  await page.goto("/result");
  await page.locator(".counts").waitFor();
  assert.ok((await page.locator("details.by-measure").count()) > 5, "long lists are folded by measure");
  await finish();
});

test("answers are saved as a file and opened again; the result is a table", async () => {
  const { page, finish } = await openPage(all);
  await checkJiangxi(page);
  const save = async (label) => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("button", { hasText: label }).click()]);
    return readFileSync(await file.path(), "utf8");
  };
  const table = await save("下载结果");
  assert.match(table, /5\.2,.*贷款 1,可以享受,160125\.00/);
  assert.doesNotMatch(table, /[a-z]_[a-z]/, "facts by their labels");
  const answers = await save("下载答案");
  assert.equal(JSON.parse(answers).facts.loans[0].loan_rate, "3.15");
  await page.locator(".result-actions .quiet", { hasText: "重新开始" }).click();
  await page.locator(".hero").waitFor();
  const open = (text) => page.locator("input[type=file]").setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await open("{}");
  await page.locator(".hero-links .fault", { hasText: "没有打开" }).waitFor();
  await open(answers);
  await page.locator(".counts").waitFor();
  assert.match(await card(page, "5.2").locator(".amount").innerText(), /¥160,125\.00/);
  await finish();
});

test("policy page: every rule of the notice with what became of it; a worked example is run live", async () => {
  const { page, finish } = await openPage(all, { viewport: kDesktop, path: "/policy" });
  const rules = Number(/共 (\d+) 条/.exec(await page.locator(".lead").innerText())[1]);
  assert.equal(rules, 143);
  await page.locator(".filters button", { hasText: "只能看条文" }).click();
  assert.equal(await page.locator('.filters [aria-pressed="true"]').count(), 1);
  await page.locator(".filters button").first().click();
  await page.locator("details.by-measure summary", { hasText: "重点保障企业" }).click();
  await page.locator('.table a[href="/provisions/5~2"]').click();
  await page.locator("#examples").waitFor();
  const example = page.locator(".example").first();
  await example.locator("button", { hasText: "现在算一遍" }).click();
  await example.locator(".verdict").first().waitFor();
  assert.equal(await example.locator(".wrong-verdict").count(), 0);
  assert.match(await example.locator(".verdict").first().innerText(), /程序现在算得/);
  await shot(page, "journey-policy");
  await finish();
});
