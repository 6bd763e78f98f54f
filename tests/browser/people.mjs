// The demo people of the server that ./dev test starts: their passwords and authenticator apps, in a browser and over
// the API. FUGONG_LOGINS names the file with what the server printed at its start.
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { kDesktop, openPage } from "./browser.mjs";

const kStepMs = 30_000;
const kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** login -> {password, secret} */
export function logins() {
  assert.ok(process.env.FUGONG_LOGINS, "FUGONG_LOGINS is not set: it names the output of `fugong serve --demo-logins`");
  const found = new Map();
  for (const line of readFileSync(process.env.FUGONG_LOGINS, "utf8").split("\n")) {
    const one = /^ {2}(demo-\S+) {2}password (\S+)(?: {2}TOTP secret (\S+))?/.exec(line);
    if (one) found.set(one[1], { password: one[2], secret: one[3] ?? null });
  }
  return found;
}

/** RFC 6238 with SHA-1 and six digits. */
export function totp(secret, step) {
  const bits = [...secret].map((letter) => kBase32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const start = mac[mac.length - 1] & 15;
  return String((mac.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// Each code is good once, and one of the next step too: so each person has two at hand in a minute. Which ones are used is
// kept beside the logins, for the next file of tests on the same server.
const kUsedFile = `${process.env.FUGONG_LOGINS}.used`;
const usedSteps = () => (existsSync(kUsedFile) ? JSON.parse(readFileSync(kUsedFile, "utf8")) : {});

/** A code that is good now. */
export async function codeOf(login, secret) {
  for (;;) {
    const now = Math.floor(Date.now() / kStepMs);
    const used = usedSteps();
    const step = Math.max(now, (used[login] ?? 0) + 1);
    if (step <= now + 1) {
      writeFileSync(kUsedFile, JSON.stringify({ ...used, [login]: step }));
      return totp(secret, step);
    }
    await new Promise((done) => setTimeout(done, 1000));
  }
}

/** Fills in the form of signing in that stands on the page. */
export async function signIn(page, login) {
  const { password, secret } = logins().get(login);
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(password);
  await page.locator("main form button[type=submit]").click();
  if (secret) {
    await page.locator("#code").fill(await codeOf(login, secret));
    await page.locator("main form button[type=submit]").click();
  }
  await page.locator(".area-nav").waitFor();
}

/** Shows the second factor if it is asked for before `ready` is there. */
export async function showFactorIfAsked(page, login, ready) {
  const asked = page.locator("#step-up-code");
  await ready.or(asked).first().waitFor();
  if (!(await asked.isVisible())) return;
  await asked.fill(await codeOf(login, logins().get(login).secret));
  await page.locator(".ant-modal button[type=submit]").click();
  await ready.waitFor();
}

/** A page of the offices, for somebody who has signed in already. */
export async function enterOffice(all, login, { path = "/staff/", ...how } = {}) {
  const { cookie } = await new Person(all.url, login).enter();
  const opened = await openPage(all, { viewport: kDesktop, path, cookie, ...how });
  await opened.page.locator(".who").waitFor();
  return opened;
}

// Who has signed in stays so, from one file of tests to the next: the next code is half a minute away.
const kSessionsFile = `${process.env.FUGONG_LOGINS}.sessions`;
const keptSessions = () => (existsSync(kSessionsFile) ? JSON.parse(readFileSync(kSessionsFile, "utf8")) : {});

/** A person over the API, as an office's own program would act. */
export class Person {
  constructor(url, login) {
    this.url = url;
    this.login = login;
    this.cookie = "";
    this.csrf = "";
  }

  async request(method, path, body, headers = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(this.cookie ? { Cookie: this.cookie } : {}),
        ...(this.csrf && method !== "GET" ? { "X-CSRF-Token": this.csrf } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = response.headers.get("set-cookie");
    if (cookie) this.cookie = cookie.split(";")[0];
    const text = await response.text();
    return { status: response.status, value: text ? JSON.parse(text) : null };
  }

  async enter() {
    const kept = keptSessions()[this.login];
    if (kept) {
      [this.cookie, this.csrf] = kept;
      // Of nobody it is answered, too: that the session has ended.
      if ((await this.request("GET", "/api/v1/session")).value?.person) return this;
      [this.cookie, this.csrf] = ["", ""];
    }
    const { password, secret } = logins().get(this.login);
    const code = secret ? { code: await codeOf(this.login, secret) } : {};
    const { status, value } = await this.request("POST", "/api/v1/session", { login: this.login, password, ...code });
    assert.equal(status, 200, JSON.stringify(value));
    this.keep(value.csrf);
    return this;
  }

  /** The session as it is now, for the next file of tests too. */
  keep(csrf) {
    this.csrf = csrf;
    writeFileSync(kSessionsFile, JSON.stringify({ ...keptSessions(), [this.login]: [this.cookie, this.csrf] }));
  }

  /** What a fresh second factor is asked for is sent again with one, as another request. */
  async ok(method, path, body, headers = {}) {
    let { status, value } = await this.request(method, path, body, headers);
    if (value?.type === "/problems/access-stale-factor") {
      const shown = await this.request("POST", "/api/v1/session/factor", { code: await codeOf(this.login, logins().get(this.login).secret) });
      assert.equal(shown.status, 200, JSON.stringify(shown.value));
      this.keep(shown.value.csrf);
      const again = "Idempotency-Key" in headers ? { ...headers, "Idempotency-Key": randomUUID() } : headers;
      ({ status, value } = await this.request(method, path, body, again));
    }
    assert.ok(status >= 200 && status < 300, `${method} ${path}: ${status} ${JSON.stringify(value)}`);
    return value;
  }

  /** Does something to a case as it stands. */
  async act(reference, body) {
    const now = await this.ok("GET", `/api/v1/cases/${reference}`);
    return this.ok("POST", `/api/v1/cases/${reference}/acts`, body, {
      "Idempotency-Key": randomUUID(), "If-Match": `"${now.version}"`,
    });
  }
}
