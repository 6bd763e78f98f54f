// What the scenarios share: a server of their own with a fresh data folder, and short ways to call it.
//
// FUGONG_PROGRAM names the program; the default is the release build.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const kRoot = fileURLToPath(new URL("../../", import.meta.url));
const kProgram = process.env.FUGONG_PROGRAM ?? join(kRoot, "build/release/bin/fugong");

export function freshFolder() {
  return mkdtempSync(join(tmpdir(), "fugong-"));
}

/** Starts `fugong serve`; resolves when it is up, or with its exit code and words when it isn't. */
export function serve(data, ...more) {
  const words = ["--lang", "en", "serve", "--port", "0", "--data", data, ...more];
  const child = spawn(kProgram, words, { cwd: kRoot, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve({ code, signal, said: () => said }));
  });
  return new Promise((resolve) => {
    const listen = (bytes) => {
      said += bytes;
      const up = /is up: (http:\/\/[^/]+)\//.exec(said);
      if (up) resolve({ url: up[1], child, ended, said: () => said });
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    ended.then((end) => resolve({ url: null, child, ended, code: end.code, said: () => said }));
  });
}

/** A server for a whole test file. */
export async function startServer() {
  const data = freshFolder();
  const server = await serve(data);
  if (!server.url) throw new Error(`no server: ${server.said()}`);
  const stop = async () => {
    server.child.kill("SIGTERM");
    const end = await server.ended;
    rmSync(data, { recursive: true, force: true });
    return end;
  };
  return { ...server, data, stop };
}

/** One request; the answer with its status, headers, text and, if it is JSON, its value. */
export function call(url, method, path, { body, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url + path, { method, headers, agent: false, timeout: 15_000 }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        const type = answer.headers["content-type"] ?? "";
        resolve({ status: answer.statusCode, headers: answer.headers, text, json: /json/.test(type) && text ? JSON.parse(text) : undefined });
      });
      answer.on("error", reject);
    });
    request.on("error", reject);
    if (body !== undefined) request.write(body);
    request.end();
  });
}

export function check(url, question, headers = {}) {
  return call(url, "POST", "/api/v1/check", {
    body: typeof question === "string" || Buffer.isBuffer(question) ? question : JSON.stringify(question),
    headers: { "content-type": "application/json", ...headers },
  });
}

/** A listed Jiangxi firm with one loan. */
export function firmWith(loan, firm = {}) {
  return {
    place: "360111", on_national_key_list: true, on_local_key_list: false, ...firm,
    loans: [{
      id: "L1", loan_principal: "10000000.00", loan_special_relending: true, loan_used_as_allowed: true, ...loan,
    }],
  };
}

export function entitlement(answer, provision, subject = "L1") {
  return answer.entitlements.find((one) => one.provision === provision && one.subject_id === subject);
}
