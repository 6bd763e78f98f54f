// Somebody who was let in and given an office: the first password, the second factor by its QR code or its key, the
// recovery codes; in both languages and widths.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { kDesktop, kOut, kPhone, openPage, startAll } from "./browser.mjs";
import { audit } from "./checks.mjs";
import { Person, totp } from "./people.mjs";

let all;
before(async () => { all = await startAll(); });
after(async () => { await all.stop(); });

/** The one-time secret of a new county officer. */
async function invited(login) {
  const system = await new Person(all.url, "demo-system-admin").enter();
  const { secret } = await system.ok("POST", "/api/v1/people", { login, name: "钱多多" }, { "Idempotency-Key": randomUUID() });
  const city = await new Person(all.url, "demo-city-officer").enter();
  const [found] = (await city.ok("GET", `/api/v1/people?login=${login}`)).people;
  const office = { role: "county_officer", scope: "210902" };
  await city.ok("POST", `/api/v1/people/${found.id}/grants`, office, { "Idempotency-Key": randomUUID(), "If-Match": found.etag });
  return secret;
}

for (const [language, viewport, width, path] of [["zh", kPhone, 390, "/staff/"], ["en", kDesktop, 1440, "/staff/"], ["en", kPhone, 390, "/first"]]) {
  test(`the second factor is set up by its QR code: ${language}, ${width}, ${path}`, async () => {
    const secret = await invited(`enrol-${process.pid}-${language}-${path.length}`);
    const { page, faults, finish } = await openPage(all, { path, language, viewport, bypassCSP: true });
    const staff = path === "/staff/";
    if (staff) await page.locator(".other-way button").click();
    await page.locator(staff ? "input[id*=secret]" : "#secret").first().fill(secret);
    for (const field of await page.locator("input[type=password]").all()) {
      if (!(await field.inputValue())) await field.fill("four words that rhyme 7");
    }
    await page.locator("main form button[type=submit]").click();
    await page.locator(staff ? ".sign-in > .ant-btn-primary" : "main form button[type=submit]").click();
    const code = page.locator("svg.qr");
    await code.waitFor();
    assert.match(await code.getAttribute("aria-label"), language === "zh" ? /二维码/ : /QR code/);
    assert.ok((await code.locator("path").getAttribute("d")).length > 1000);
    const shown = await code.boundingBox();
    assert.ok(shown.width >= 180 && Math.abs(shown.width - shown.height) < 2, JSON.stringify(shown));
    await audit(page, "enrolment");
    await page.screenshot({ path: `${kOut}enrol-${language}-${width}-${staff ? "staff" : "own"}.png`, fullPage: true });
    const key = (await page.locator(".secret").innerText()).replaceAll(" ", "");
    await page.locator(staff ? "#enrol-code" : "#code").fill(totp(key, Math.floor(Date.now() / 30_000)));
    await page.locator("main form button[type=submit]").click();
    await page.locator(".codes li").first().waitFor();
    assert.equal(await page.locator(".codes li").count(), 10);
    await audit(page, "recovery codes");
    await page.screenshot({ path: `${kOut}enrol-codes-${language}-${width}-${staff ? "staff" : "own"}.png`, fullPage: true });
    // What is still wanted is said with a 401, which the console tells of.
    faults.splice(0, faults.length, ...faults.filter((fault) => !/status of 401/.test(fault)));
    await finish();
  });
}
