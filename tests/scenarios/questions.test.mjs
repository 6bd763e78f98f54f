// From nothing to an answer by the questions that the server asks, and never back on a claim.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check, startServer } from "./server.mjs";

let server;
before(async () => { server = await startServer(); });
after(() => server.stop());

const kTruth = {
  place: "360111", industry_code: "2770", employees: "120", revenue: "18000000.00", total_assets: "15000000.00",
  on_national_key_list: true, on_local_key_list: false, loan_principal: "10000000.00", loan_rate: "3.15",
  loan_grant_date: "2020-02-08", loan_due_date: "2021-02-08", loan_special_relending: true, loan_used_as_allowed: true,
};

function document(known) {
  const facts = {};
  const loan = { id: "L1" };
  for (const name of known) (name.startsWith("loan_") ? loan : facts)[name] = kTruth[name];
  return { ...facts, loans: [loan] };
}

async function answerTo(known) {
  const answer = await check(server.url, { on: "2020-02-21", facts: document(known) });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const settled = (answer) => Object.fromEntries(
  answer.entitlements.filter((one) => one.state !== "depends").map((one) => [one.provision, `${one.state} ${one.amount_fen} ${one.rate_percent}`]));

test("answering what is asked first leads to the end", async () => {
  const known = [];
  const claims = {};
  for (;;) {
    const answer = await answerTo(known);
    for (const [provision, claim] of Object.entries(settled(answer))) {
      if (claims[provision]) assert.equal(claim, claims[provision], `${provision} after ${known.at(-1)}`);
      claims[provision] = claim;
    }
    for (const [provision, claim] of Object.entries(claims)) assert.equal(settled(answer)[provision], claim);
    if (answer.next_questions.length === 0) break;
    assert.ok(!known.includes(answer.next_questions[0]), "nothing is asked twice");
    known.push(answer.next_questions[0]);
  }
  assert.deepEqual(claims, {
    5.2: "entitled 16012500 null", 5.3: "entitled null 3.15", 5.5: "entitled 8006250 null",
  });
});

test("a firm on no list is settled by few questions", async () => {
  const answer = await check(server.url, {
    on: "2020-02-21", facts: { on_national_key_list: false, on_local_key_list: false },
  });
  assert.ok(answer.json.entitlements.every((one) => one.state === "not_entitled"));
  assert.deepEqual(answer.json.next_questions.filter((name) => name.startsWith("loan_")), []);
});

test("a firm of five is micro although nothing else is known of it", async () => {
  const answer = await check(server.url, { on: "2020-02-21", facts: { industry_code: "2770", employees: 5 } });
  const size = answer.json.derived.find((one) => one.name === "enterprise_size");
  assert.deepEqual([size.known, size.value], [true, '"micro"']);
});

test("a code too coarse for the size standard is said to be so", async () => {
  const answer = await check(server.url, { on: "2020-02-21", facts: { industry_code: "59", employees: 5 } });
  const size = answer.json.derived.find((one) => one.name === "enterprise_size");
  assert.equal(size.known, false);
  assert.equal(size.open.reasons.length, 1);
});
