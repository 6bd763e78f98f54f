import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiFault } from "./call";
import { drawKey, isAnswer, isSignedOut, makeOffice, OnceKey, stageOf } from "./office";

afterEach(() => vi.unstubAllGlobals());

const problem = (code: string, status: number, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ type: `/problems/${code}`, title: code, status, detail: "", errors: [] }), { status, headers });
const session = (csrf: string) => new Response(JSON.stringify({ person: { login: "li", name: "李" }, roles: [], csrf }));

/** Answers one request after the other, and keeps what was sent. */
function served(...replies: Response[]) {
  const asked: { path: string; headers: Record<string, string>; method: string }[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    asked.push({ path, headers: init.headers as Record<string, string>, method: init.method ?? "GET" });
    const reply = replies.shift();
    return reply ? Promise.resolve(reply) : Promise.reject(new TypeError("nothing more"));
  });
  return asked;
}

describe("the office", () => {
  it("sends the token, key and version with what changes something", async () => {
    const asked = served(session("t1"), new Response('{"version":4}', { headers: { ETag: '"4"' } }));
    const office = makeOffice(() => "en");
    const reply = await office.change<{ version: number }>("/api/v1/cases/x/acts", { body: { act: "confirm" }, key: "k", etag: '"3"' });
    expect(reply).toEqual({ value: { version: 4 }, etag: '"4"' });
    expect(asked[1]!.headers).toMatchObject({ "X-CSRF-Token": "t1", "Idempotency-Key": "k", "If-Match": '"3"' });
  });

  it("goes on with the token that a refusal of signing in gave", async () => {
    const asked = served(problem("factor-needed", 401, { "X-CSRF-Token": "half" }), session("whole"), new Response(null, { status: 204 }));
    const office = makeOffice(() => "en");
    const fault = await office.signIn("li", "secret").catch((reason: unknown) => reason as ApiFault);
    expect(stageOf(fault as ApiFault)).toBe("factor");
    await office.showFactor("123456");
    await office.signOut();
    expect(asked.map((one) => one.headers["X-CSRF-Token"])).toEqual([undefined, "half", "whole"]);
  });

  it("asks for the token again when another tab has signed in, once", async () => {
    const asked = served(session("old"), problem("caller-forged", 403), session("new"), new Response("{}"));
    const office = makeOffice(() => "en");
    await office.change("/api/v1/me", { method: "PATCH", body: {} });
    expect(asked.map((one) => one.headers["X-CSRF-Token"])).toEqual([undefined, "old", undefined, "new"]);
    served(problem("caller-forged", 403), session("x"), problem("caller-forged", 403));
    await expect(office.change("/api/v1/me", { body: {} })).rejects.toMatchObject({ status: 403 });
  });

  it("tells who is not signed in from who has no right, and reads how long to wait", async () => {
    served(problem("sign-in-needed", 401), problem("sign-in-later", 429, { "Retry-After": "30" }));
    const office = makeOffice(() => "en");
    const out = await office.get("/api/v1/cases").catch((reason: unknown) => reason as ApiFault);
    expect(isSignedOut(out as ApiFault)).toBe(true);
    const late = await office.get("/api/v1/cases").catch((reason: unknown) => reason as ApiFault);
    expect([isSignedOut(late as ApiFault), (late as ApiFault).retryAfterS]).toEqual([false, 30]);
  });
});

describe("the key of a form", () => {
  it("stays while nobody knows what became of the request, and for that request only", () => {
    const once = new OnceKey();
    const first = once.of({ act: "confirm" });
    once.settled(new ApiFault(0, null));
    once.settled(new ApiFault(503, null));
    expect(once.of({ act: "confirm" })).toBe(first);
    expect(once.of({ act: "decline" })).not.toBe(first);
  });
  it("stays while the first request is still being done, or the server asks to wait", () => {
    const problemOf = (status: number, code: string) =>
      new ApiFault(status, { type: `/problems/${code}`, title: code, status } as ConstructorParameters<typeof ApiFault>[1]);
    const once = new OnceKey();
    const first = once.of(1);
    for (const fault of [problemOf(409, "idempotency-in-flight"), problemOf(429, "rate-limited"), new ApiFault(408, null)]) {
      once.settled(fault);
      expect([isAnswer(fault), once.of(1)]).toEqual([false, first]);
    }
    expect(isAnswer(problemOf(409, "case-exists"))).toBe(true);
  });
  it("is another one after an answer, also after a refusal", () => {
    const once = new OnceKey();
    const first = once.of(1);
    once.settled(new ApiFault(422, null));
    const second = once.of(1);
    once.settled();
    expect(new Set([first, second, once.of(1)]).size).toBe(3);
  });
  it("is long and visible ASCII", () => expect(drawKey()).toMatch(/^[0-9a-f]{32}$/));
});
