// What a hostile or broken client sends, and what it gets: a clear problem, never a crash.
import assert from "node:assert/strict";
import net from "node:net";
import { after, before, test } from "node:test";
import { call, check, startServer } from "./server.mjs";

let server;
before(async () => { server = await startServer(); });
after(async () => {
  const alive = await call(server.url, "GET", "/api/v1/health");
  assert.equal(alive.status, 200, "the server outlives them all");
  await server.stop();
});

const facts = (inner) => `{"on":"2020-02-21","facts":${inner}}`;

const kBodies = [
  ["nothing", "", 400], ["half a document", "{", 400], ["two documents", "{}{}", 400], ["a list", "[]", 422],
  ["a number", "3", 422], ["null", "null", 422], ["a text", '"x"', 422], ["a trailing comma", facts('{"employees":1,}'), 400],
  ["a comment", '{"on":"2020-02-21",/* */"facts":{}}', 400], ["single quotes", "{'on':'2020-02-21'}", 400],
  ["NaN", facts('{"employees":NaN}'), 400], ["a leading zero", facts('{"employees":007}'), 400],
  ["a key twice", facts('{"employees":1,"employees":2}'), 400], ["a NUL byte", facts('{"employees":"\u0000"}'), 400],
  ["a deep nest", facts("[".repeat(40) + "]".repeat(40)), 400], ["a very deep nest", "[".repeat(200_000), 400],
  ["bad UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 400],
  ["a lone surrogate", facts('{"place":"\\ud800"}'), 400],
  ["no facts", '{"on":"2020-02-21"}', 422], ["no date", '{"facts":{}}', 422],
  ["a field too many", '{"on":"2020-02-21","facts":{},"admin":true}', 422],
  ["an impossible date", '{"on":"2020-02-30","facts":{}}', 422], ["a year too far", '{"on":"99999-01-01","facts":{}}', 422],
  ["a date as a number", '{"on":20200221,"facts":{}}', 422], ["facts as a list", '{"on":"2020-02-21","facts":[]}', 422],
  ["an unknown fact", facts('{"constructor":1}'), 422], ["a fact of the loan on the firm", facts('{"loan_rate":"3"}'), 422],
  ["a huge number", facts('{"revenue":1e400}'), 422], ["many digits", facts(`{"revenue":${"9".repeat(100)}}`), 422],
  ["half a person", facts('{"employees":1.5}'), 422], ["fewer than none", facts('{"employees":-1}'), 422],
  ["a third decimal", facts('{"revenue":"1.234"}'), 422], ["a boolean as text", facts('{"on_national_key_list":"yes"}'), 422],
  ["a code that isn't there", facts('{"place":"000000"}'), 422], ["a loan as text", facts('{"loans":"L1"}'), 422],
  ["two loans of one id", facts('{"loans":[{"id":"a"},{"id":"a"}]}'), 422],
  ["too many loans", facts(`{"loans":[${Array.from({ length: 1001 }, (_, i) => `{"id":"${i}"}`).join(",")}]}`), 422],
  ["a very long name", facts(`{"${"x".repeat(5000)}":1}`), 400],
];

for (const [what, body, status] of kBodies) {
  test(`${what}: ${status}`, async () => {
    const answer = await check(server.url, body);
    assert.equal(answer.status, status, answer.text.slice(0, 300));
    assert.equal(answer.headers["content-type"].split(";")[0], "application/problem+json");
    assert.ok(answer.json.errors.length > 0 && answer.text.length < 200_000);
    for (const one of answer.json.errors) assert.ok(one.code && one.detail && one.remedy);
  });
}

test("all faults of a document at once", async () => {
  const answer = await check(server.url, '{"on":"never","known_at":3,"facts":{"employees":"x","place":"1","loans":[{"loan_rate":[]}]}}');
  assert.deepEqual(answer.json.errors.map((one) => one.pointer),
    ["/on", "/known_at", "/facts/employees", "/facts/place", "/facts/loans/0/loan_rate"]);
});

test("a body that isn't called JSON, or is compressed, or is too large", async () => {
  const text = await call(server.url, "POST", "/api/v1/check", { body: facts("{}"), headers: { "content-type": "text/plain" } });
  assert.equal(text.status, 415);
  const zipped = await check(server.url, facts("{}"), { "content-encoding": "gzip" });
  assert.equal(zipped.status, 415);
  const large = await check(server.url, "x".repeat((1 << 20) + 1)).catch((error) => ({ status: error.code }));
  assert.ok([413, "ECONNRESET", "EPIPE"].includes(large.status), String(large.status));
});

/** Sends bytes as they are; the first line of the answer, or "" if the connection is closed. */
function raw(bytes) {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname, () => socket.end(bytes));
    let got = "";
    socket.on("data", (part) => { got += part; });
    socket.on("error", () => resolve(got));
    socket.on("close", () => resolve(got.split("\r\n")[0]));
  });
}

const kRaw = [
  ["no HTTP at all", "hello\r\n\r\n", /^$|400/], ["both lengths", "POST /api/v1/check HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", /400/],
  ["two lengths", "POST /api/v1/check HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd", /400/],
  ["no host", "GET / HTTP/1.1\r\n\r\n", /400/], ["two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", /400/],
  ["a path upwards", "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", /400|404/],
  ["an encoded path upwards", "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", /400|404/],
  ["a NUL in the path", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", /400/],
  ["a very long path", `GET /${"a".repeat(5000)} HTTP/1.1\r\nHost: a\r\n\r\n`, /414|431/],
  ["many headers", `GET / HTTP/1.1\r\nHost: a\r\n${"x: y\r\n".repeat(5000)}\r\n`, /431|400/],
  ["a folded header", "GET / HTTP/1.1\r\nHost: a\r\nx: a\r\n b\r\n\r\n", /400/],
  ["an unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", /501|405|400/],
  ["an old version", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", /505|400/],
];

for (const [what, bytes, answer] of kRaw) {
  test(`raw bytes: ${what}`, async () => assert.match(await raw(bytes), answer));
}
