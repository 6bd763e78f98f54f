// A partner answers with a table: downloaded, filled in, checked, and only then acted on.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { kOut, openPage, startAll } from "./browser.mjs";
import { fit } from "./checks.mjs";
import { Person, signIn } from "./people.mjs";

let all;
before(async () => { all = await startAll(); });
after(async () => { await all.stop(); });

const kFirm = "919900000000000192";

/** A case that waits for the supplier, over the API. */
async function granted(people, bill) {
  const body = {
    provision: "3.9", firm: kFirm, subject: bill, declared: true,
    facts: {
      in_temporary_difficulty: true, has_good_prospects: true, level_one_response: true,
      utility_bills: [{ id: bill, bill_utility: "power", bill_date: "2020-02-10", bill_unpaid: "5000.00" }],
    },
  };
  const { reference } = await people.owner.ok("POST", "/api/v1/cases", body, { "Idempotency-Key": randomUUID() });
  await people.county.act(reference, { act: "accept" });
  await people.city.act(reference, { act: "grant", amount_fen: 500000 });
  return reference;
}

test("a table is checked row by row, and only good rows are acted on", async () => {
  const enter = (login) => new Person(all.url, login).enter();
  const people = { owner: await enter("demo-owner"), county: await enter("demo-county-officer"), city: await enter("demo-city-officer") };
  const first = await granted(people, `T-${process.pid}-1`);
  const second = await granted(people, `T-${process.pid}-2`);
  const { page, faults, finish } = await openPage(all, { path: "/partner/table", bypassCSP: true });
  await signIn(page, "demo-partner");
  // The second factor is asked for with a 401, which the console tells of.
  assert.ok(faults.every((fault) => /status of 401/.test(fault)), faults.join());
  faults.length = 0;
  await page.locator("#table").waitFor();
  await fit(page, "table");
  const table = `reference,answer,note\r\n${first},confirm,\r\n${second},perhaps,\r\n`;
  await page.locator("#table").setInputFiles({ name: "answers.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await page.locator("#found-title").waitFor();
  assert.match(await page.locator(".table tbody").innerText(), /answer/);
  await fit(page, "table found");
  await page.screenshot({ path: `${kOut}partner-table-390-zh.png`, fullPage: true });
  await page.locator("main .actions button").click();
  await page.locator("#found-title", { hasText: "全部办完" }).waitFor();
  const now = await people.owner.ok("GET", `/api/v1/cases/${first}`);
  assert.equal(now.outcome, "granted");
  assert.equal((await people.owner.ok("GET", `/api/v1/cases/${second}`)).waits_for, "partner");
  await page.goto("/partner");
  await page.locator(`a[href="/partner/${second}"]`).click();
  await page.locator("#answer-confirm").waitFor();
  await fit(page, "answer");
  await finish();
});
