// Every route of the contract answers as the contract says, and nothing else answers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answerSchema, breaks, kContract } from "./schema.mjs";
import { call, check, firmWith, startServer } from "./server.mjs";

let server;
before(async () => { server = await startServer(); });
after(() => server.stop());

const kLoan = { loan_rate: "3.15", loan_grant_date: "2020-02-08", loan_due_date: "2021-02-08" };

function holds(answer, path, method = "get") {
  assert.deepEqual(breaks(answer.json, answerSchema(path, method, answer.status)), []);
}

test("the validator itself finds what is wrong", () => {
  const schema = answerSchema("/api/v1/health", "get", 200);
  assert.deepEqual(breaks({ status: "ok" }, schema), []);
  assert.equal(breaks({ status: "bad" }, schema).length, 1);
  assert.equal(breaks({}, schema).length, 1);
  assert.equal(breaks({ status: "ok", more: 1 }, schema).length, 1);
  assert.equal(breaks([], schema).length, 1);
});

for (const path of Object.keys(kContract.paths)) {
  const operation = kContract.paths[path].get;
  if (!operation) continue;
  test(`GET ${path}`, async () => {
    const given = Object.fromEntries((operation.parameters ?? []).map((one) => [one.name, one.example]));
    const answer = await call(server.url, "GET", path.replace(/\{(\w+)\}/g, (_, name) => given[name]));
    assert.equal(answer.status, 200);
    holds(answer, path);
    const head = await call(server.url, "HEAD", path.replace(/\{(\w+)\}/g, (_, name) => given[name]));
    assert.equal(head.status, 200);
    assert.equal(head.text, "");
  });
}

test("every provision and every list", async () => {
  const notice = (await call(server.url, "GET", "/api/v1/measures")).json;
  assert.equal(notice.measures.length, 20);
  const ids = notice.measures.flatMap((one) => one.provisions.map((provision) => provision.id));
  assert.deepEqual(ids, ["5.1", "5.2", "5.3", "5.5"]);
  for (const id of ids) {
    const answer = await call(server.url, "GET", `/api/v1/provisions/${id}`);
    holds(answer, "/api/v1/provisions/{id}");
    assert.ok(answer.json.examples.length >= 2, id);
  }
  const facts = (await call(server.url, "GET", "/api/v1/facts")).json.facts;
  for (const list of new Set(facts.map((fact) => fact.list).filter(Boolean))) {
    holds(await call(server.url, "GET", `/api/v1/lists/${list}`), "/api/v1/lists/{name}");
  }
});

test("POST /api/v1/check, with everything, with nothing, with faults", async () => {
  const full = await check(server.url, { on: "2020-02-21", known_at: "2020-02-21", facts: firmWith(kLoan) });
  assert.equal(full.status, 200);
  holds(full, "/api/v1/check", "post");
  const empty = await check(server.url, { on: "2020-02-21", facts: {} });
  holds(empty, "/api/v1/check", "post");
  assert.ok(empty.json.entitlements.every((one) => one.state === "depends" && one.hypothetical));
  const none = await check(server.url, { on: "2020-02-21", facts: { loans: [] } });
  holds(none, "/api/v1/check", "post");
  assert.ok(none.json.entitlements.every((one) => one.state === "not_entitled"));
  const wrong = await check(server.url, { on: "2020-02-21", facts: { employees: "x" } });
  assert.equal(wrong.status, 422);
  assert.deepEqual(wrong.json.errors.map((one) => one.pointer), ["/facts/employees"]);
});

test("what isn't there is a problem", async () => {
  for (const path of ["/api/v1/provisions/9.9", "/api/v1/lists/none", "/api/v1/nothing", "/api"]) {
    const answer = await call(server.url, "GET", path);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.headers["content-type"].split(";")[0], "application/problem+json");
  }
  const wrong = await call(server.url, "DELETE", "/api/v1/measures");
  assert.equal(wrong.status, 405);
  assert.match(wrong.headers.allow, /GET/);
});

test("problems speak the language of the request", async () => {
  const question = { on: "2020-02-21", facts: { employes: 1 } };
  const zh = await check(server.url, question, { "accept-language": "zh-CN,en;q=0.5" });
  const en = await check(server.url, question, { "accept-language": "en-GB,en;q=0.9,zh;q=0.1" });
  assert.match(zh.json.errors[0].detail, /没有名为/);
  assert.match(zh.json.errors[0].remedy, /employees/);
  assert.match(en.json.errors[0].detail, /no fact named/);
});

test("every answer carries the security headers", async () => {
  const answers = [
    await call(server.url, "GET", "/"), await call(server.url, "GET", "/check/place"),
    await call(server.url, "GET", "/api/v1/health"), await call(server.url, "GET", "/api/none"),
    await check(server.url, "{"),
  ];
  for (const answer of answers) {
    assert.match(answer.headers["content-security-policy"], /default-src 'none'; script-src 'self'; style-src 'self'/);
    assert.doesNotMatch(answer.headers["content-security-policy"], /unsafe/);
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.equal(answer.headers["referrer-policy"], "no-referrer");
  }
});

test("pages come compressed and are kept by their hash", async () => {
  const page = await call(server.url, "GET", "/");
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.text)[1];
  const answer = await call(server.url, "GET", script, { headers: { "accept-encoding": "br, gzip" } });
  assert.equal(answer.headers["content-encoding"], "br");
  assert.match(answer.headers["cache-control"], /immutable/);
  const again = await call(server.url, "GET", script, { headers: { "if-none-match": answer.headers.etag, "accept-encoding": "br" } });
  assert.equal(again.status, 304);
});
