// The life of a server: it stops gracefully, survives being killed, and says why it can't start.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { call, freshFolder, serve } from "./server.mjs";

async function firms(url) {
  return (await call(url, "GET", "/api/v1/demo/firms")).json.firms.map((firm) => firm.id);
}

test("SIGTERM lets a running request finish", async () => {
  const data = freshFolder();
  const server = await serve(data);
  const body = JSON.stringify({ on: "2020-02-21", facts: {} });
  const agent = new http.Agent({ keepAlive: true });
  const answer = new Promise((resolve, reject) => {
    const request = http.request(`${server.url}/api/v1/check`, {
      method: "POST", agent, headers: { "content-type": "application/json", "content-length": body.length },
    }, (got) => { got.resume(); got.on("end", () => resolve(got.statusCode)); });
    request.on("error", reject);
    request.write(body.slice(0, 10));
    setTimeout(() => server.child.kill("SIGTERM"), 100);
    setTimeout(() => request.end(body.slice(10)), 400);
  });
  assert.equal(await answer, 200);
  agent.destroy();
  const end = await server.ended;
  assert.equal(end.code, 0);
  assert.match(server.said(), /stopped/);
  rmSync(data, { recursive: true });
});

test("after kill -9 the same data folder serves again", async () => {
  const data = freshFolder();
  const first = await serve(data);
  const before = await firms(first.url);
  assert.equal(before.length, 5);
  first.child.kill("SIGKILL");
  await first.ended;
  const second = await serve(data);
  assert.ok(second.url, second.said());
  assert.deepEqual(await firms(second.url), before);
  second.child.kill("SIGTERM");
  await second.ended;
  rmSync(data, { recursive: true });
});

test("two servers on one data folder", async () => {
  const data = freshFolder();
  const first = await serve(data);
  const second = await serve(data);
  assert.ok(second.url, second.said());
  assert.deepEqual(await firms(first.url), await firms(second.url));
  for (const server of [first, second]) {
    server.child.kill("SIGTERM");
    assert.equal((await server.ended).code, 0);
  }
  rmSync(data, { recursive: true });
});

test("a damaged database is refused with its name", async () => {
  const data = freshFolder();
  writeFileSync(join(data, "fugong.db"), "this is no database at all ".repeat(100));
  const server = await serve(data);
  assert.equal(server.url, null);
  assert.equal(server.code, 1);
  assert.match(server.said(), /fugong\.db/);
  assert.deepEqual(readdirSync(data).filter((name) => name !== "fugong.db"), []);
  rmSync(data, { recursive: true });
});

test("a database of a newer program is left alone", async () => {
  const data = freshFolder();
  const first = await serve(data);
  first.child.kill("SIGTERM");
  await first.ended;
  execFileSync("python3", ["-c", `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
columns = [row[1] for row in db.execute("PRAGMA table_info(schema_migrations)")]
row = db.execute("SELECT * FROM schema_migrations ORDER BY 1 DESC LIMIT 1").fetchone()
newer = [99 if i == 0 else value for i, value in enumerate(row)]
db.execute("INSERT INTO schema_migrations VALUES (" + ",".join("?" * len(columns)) + ")", newer)
db.commit()`, join(data, "fugong.db")]);
  const server = await serve(data);
  assert.equal(server.code, 1);
  assert.match(server.said(), /newer/);
  rmSync(data, { recursive: true });
});
