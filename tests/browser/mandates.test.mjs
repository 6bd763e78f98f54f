// An officer settles who acts for a firm: by the keyboard, with a reason, in both languages and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kOut, kPhone, startAll } from "./browser.mjs";
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
  await dialog.getByText("营业执照").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await row(confirmed.mandate).getByRole("button", { name: /^确认/ }).click();
  await dialog.getByRole("button", { name: "确认", exact: true }).click();
  await row(confirmed.mandate).waitFor({ state: "detached" });
  await confirmed.person.enter();
  const held = await own(confirmed.person, confirmed.mandate.id);
  assert.equal(held.state, "confirmed");
  // As it was: the helper is no owner in what follows.
  await confirmed.person.ok("POST", `/api/v1/mandates/${held.id}/acts`, { act: "end" }, { "If-Match": held.etag });
  await finish();
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
