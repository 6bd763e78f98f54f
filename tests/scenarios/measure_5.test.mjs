// Measure 5 end to end. Every amount is worked out here from the documents, in whole fen, by hand:
// 财金〔2020〕3号, 财金〔2020〕5号, 银发〔2020〕28号, 赣府发〔2020〕2号.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check, entitlement, firmWith, startServer } from "./server.mjs";

let server;
before(async () => { server = await startServer(); });
after(() => server.stop());

async function ask(loan, { on = "2020-04-30", known_at, firm } = {}) {
  const answer = await check(server.url, { on, known_at, facts: firmWith(loan, firm) });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const loan = (granted, due, rate) => ({ loan_grant_date: granted, loan_due_date: due, loan_rate: rate });

// 10,000,000.00 yuan for a year at the cap, LPR 1Y of the day less one point.
const kFour = [
  // As known on 5 February the base is the relending rate, 4.15 - 2.50 = 1.65 %:
  // 10,000,000 x 1.65 % x 366 / 360 x 1/2 = 83,875.00
  { granted: "2020-02-05", due: "2021-02-05", rate: "3.15", known: "2020-02-05", by: "5.1", fen: 8_387_500 },
  // 10,000,000 x 3.15 % x 366 / 360 = 320,250.00; half = 160,125.00
  { granted: "2020-02-08", due: "2021-02-08", rate: "3.15", known: "2020-04-30", by: "5.2", fen: 16_012_500 },
  // LPR 4.05: 10,000,000 x 3.05 % x 366 / 360 = 310,083.333...; half = 155,041.666... -> 155,041.67
  { granted: "2020-02-21", due: "2021-02-21", rate: "3.05", known: "2020-04-30", by: "5.2", fen: 15_504_167 },
  // LPR 3.85: 10,000,000 x 2.85 % x 365 / 360 = 288,958.333...; half = 144,479.166... -> 144,479.17
  { granted: "2020-04-21", due: "2021-04-21", rate: "2.85", known: "2020-04-30", by: "5.2", fen: 14_447_917 },
];

for (const one of kFour) {
  test(`a loan of ${one.granted} as known on ${one.known}`, async () => {
    const answer = await ask(loan(one.granted, one.due, one.rate), { on: one.known, known_at: one.known });
    const found = entitlement(answer, one.by);
    assert.equal(found.state, "entitled");
    assert.equal(found.amount_fen, one.fen);
    assert.equal(entitlement(answer, "5.3").state, "entitled", "the rate is at the cap");
    assert.equal(entitlement(answer, one.by === "5.1" ? "5.2" : "5.1"), undefined);
  });
}

test("the loan of 5 February is judged by the newer rule once that is known", async () => {
  const answer = await ask(loan("2020-02-05", "2021-02-05", "3.15"), { on: "2020-02-08" });
  assert.equal(entitlement(answer, "5.2").amount_fen, 16_012_500);
  assert.deepEqual(answer.replaced.map((one) => [one.provision, one.by]), [["5.1", "5.2"]]);
});

test("an end cost of 1.6 % is not below 1.6 %", async () => {
  for (const [rate, state] of [["3.25", "not_entitled"], ["3.20", "not_entitled"], ["3.19", "entitled"]]) {
    const found = entitlement(await ask(loan("2020-02-20", "2021-02-20", rate)), "5.2");
    assert.equal(found.state, state, rate);
    assert.equal(found.conditions.find((one) => one.id === "end_cost").truth, state === "entitled" ? "holds" : "fails");
  }
});

test("Jiangxi adds a quarter of the rate; other provinces don't", async () => {
  const here = await ask(loan("2020-02-08", "2021-02-08", "3.15"));
  assert.equal(entitlement(here, "5.5").amount_fen, 8_006_250); // 320,250.00 x 1/4
  assert.equal(here.totals.cash_fen, 24_018_750);
  const there = await ask(loan("2020-02-08", "2021-02-08", "3.15"), { firm: { place: "330106" } });
  assert.equal(entitlement(there, "5.5").state, "not_entitled");
  assert.equal(there.totals.cash_fen, 16_012_500);
});

test("a term longer than a year is discounted for a year", async () => {
  const found = entitlement(await ask(loan("2020-02-08", "2022-02-08", "3.15")), "5.2");
  assert.equal(found.period_to, "2021-02-08");
  assert.equal(found.amount_fen, 16_012_500);
});

test("what is not published yet makes the answer depend", async () => {
  const answer = await ask(loan("2020-02-21", "2021-02-21", "3.05"), { on: "2020-02-19" });
  const cap = entitlement(answer, "5.3");
  assert.equal(cap.state, "depends");
  assert.equal(cap.open.facts.length, 0);
  assert.match(cap.open.reasons[0].zh, /还没有公布/);
});

test("an undated end gives a reason, not a guess", async () => {
  const cap = entitlement(await ask(loan("2020-07-01", "2021-07-01", "2.85"), { on: "2020-08-01" }), "5.3");
  assert.equal(cap.state, "depends");
  assert.ok(cap.open.reasons.length === 1 && cap.rate_percent === null);
});

test("several loans are judged one by one", async () => {
  const facts = firmWith(loan("2020-02-08", "2021-02-08", "3.15"));
  facts.loans.push({ ...facts.loans[0], id: "L2", loan_rate: "3.25" });
  const answer = (await check(server.url, { on: "2020-02-21", facts })).json;
  assert.equal(entitlement(answer, "5.2", "L1").state, "entitled");
  assert.equal(entitlement(answer, "5.2", "L2").state, "not_entitled");
});
