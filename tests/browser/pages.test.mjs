// What single pages owe their readers: nothing asked in vain, nothing untrue, nothing half said.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { card, group, heading, openPage, startAll, useDemoFirm } from "./browser.mjs";

let all;
before(async () => { all = await startAll(); });
after(async () => { await all.stop(); });

test("what would change a refusal is asked for only when it is opened, and only of its measure", async () => {
  const { page, faults, finish } = await openPage(all);
  const asked = [];
  page.on("request", (request) => {
    const body = request.url().endsWith("/api/v1/check") ? request.postDataJSON() : {};
    if (body.changes) asked.push(body.measures);
  });
  await useDemoFirm(page, 0);
  assert.deepEqual(asked, []);
  const refused = card(page, "12.3");
  await page.route("**/api/v1/check", (route) => route.abort());
  await refused.locator(".on-demand > summary").click();
  await refused.locator(".part-failed", { hasText: "连接不上服务器" }).waitFor();
  assert.equal(await page.locator("h1").count(), 1);
  await page.unroute("**/api/v1/check");
  await refused.locator(".part-failed button").click();
  await refused.locator(".on-demand li", { hasText: /营业收入：现为 18,000,000\.00 元，若为 .+，则为/ }).waitFor();
  await refused.locator(".on-demand > summary").click();
  await refused.locator(".on-demand > summary").click();
  await refused.locator(".on-demand li").waitFor();
  assert.deepEqual(asked, [[12], [12]], "once in vain, once with an answer, which is kept");
  assert.equal(await group(page, "entitled").locator(".on-demand").count(), 0);
  assert.ok(faults.every((fault) => /Failed to load resource/.test(fault)));
  faults.length = 0;
  await finish();
});

test("an amount that a browser would round is refused, not shown", async () => {
  const { page, finish } = await openPage(all);
  await page.route("**/api/v1/check", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace('"amount_fen":16012500', '"amount_fen":9007199254740993');
    await route.fulfill({ response, body });
  });
  await page.locator(".demo-list button").first().click();
  await page.locator(".failed", { hasText: "不能精确显示" }).waitFor();
  await page.unroute("**/api/v1/check");
  await page.locator(".failed .button").click();
  await page.locator(".counts").waitFor();
  await finish();
});

test("the result says nothing half: totals, derived facts, and takes few sheets of paper", async () => {
  const { page, finish } = await openPage(all);
  await useDemoFirm(page, 0);
  for (const line of await page.locator(".totals .hint").allInnerTexts()) assert.match(line, /[。）]$/);
  assert.equal(await page.locator(".card-plain:visible", { hasText: "还不能确定" }).count(), 0, "folded");
  assert.match(await page.locator(".elsewhere > summary").last().innerText(), /另有 \d+ 项还不能确定/);
  const open = () => page.locator("main details[open]").count();
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await group(page, "entitled").locator(".why:not([open])").count(), 0);
  assert.equal(await page.locator(".elsewhere[open]").count(), 0);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await open(), 0, "folded again");
  const paper = (await page.pdf({ format: "A4" })).toString("latin1");
  const sheets = paper.match(/\/Type \/Page\b/g).length;
  assert.ok(sheets <= 25, `${sheets} sheets`);
  await finish();
});

test("a rule whose place nobody knows isn't called national; figures are read as people do", async () => {
  const { page, faults, finish } = await openPage(all, { path: "/provisions/5~6" });
  await page.locator("#examples").waitFor();
  const text = await page.locator("main").innerText();
  assert.match(text, /适用地区\s*没有查到是哪个地方，不是全国适用/);
  assert.match(text, /不给出金额的原因\s*查不到是哪个地方的文件/);
  assert.match(text, /最长贴息期 1 年/);
  assert.doesNotMatch(text, /P12M/);
  await page.goto("/provisions/5~2");
  await page.locator("#examples").waitFor();
  assert.match(await page.locator("main").innerText(), /适用地区\s*全国/);
  await page.goto("/provisions/99~9");
  await page.locator("h1").waitFor();
  assert.equal(await heading(page), "没有这个页面");
  assert.ok(faults.every((fault) => /Failed to load resource.*404/.test(fault)), faults.join());
  faults.length = 0;
  await finish();
});

test("versions are compared from the older to the newer, on both pages, without scrolling sideways", async () => {
  const { page, finish } = await openPage(all, { path: "/provisions/5~1" });
  for (const id of ["5~1", "5~2"]) {
    await page.goto(`/provisions/${id}`);
    await page.locator("details.by-measure summary", { hasText: "5.2 与 5.1 的不同" }).click();
    await page.locator(".compared").waitFor();
    assert.deepEqual(await page.locator(".compared thead th").allInnerTexts(), ["5.1", "5.2"]);
    assert.ok((await page.locator(".compared tbody").count()) > 10);
    const [content, shown] = await page.locator(".compared").evaluate((one) => [one.scrollWidth, one.parentElement.clientWidth]);
    assert.ok(content <= shown, `${content} in ${shown}`);
  }
  await finish();
});

test("on a phone each measure of the policy page has its title on a line or two", async () => {
  for (const language of ["zh", "en"]) {
    const { page, finish } = await openPage(all, { path: "/policy", language });
    for (const title of await page.locator(".policy .measure-title").all()) {
      const { width, height } = await title.boundingBox();
      assert.ok(width > 200 && height < 70, `${await title.innerText()}: ${width} x ${height}`);
    }
    await page.locator(".foot-nav a[href='/topics']").click();
    await page.locator(".topics").waitFor();
    await finish();
  }
});
