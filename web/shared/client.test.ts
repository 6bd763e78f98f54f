import { afterEach, describe, expect, it, vi } from "vitest";
import { holdsAmounts } from "./call";
import { ApiFault, kInexact, makeClient } from "./client";

afterEach(() => vi.unstubAllGlobals());

function answering(body: string) {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body)));
  return makeClient(() => "en").check({ on: "2020-02-21", facts: {} });
}

describe("amounts", () => {
  it.each([
    ['{"amount_fen":9007199254740991}', true], ['{"amount_fen":9007199254740992}', false],
    ['{"a":1,"low_fen": -9007199254740993}', false], ['{"high_fen":null,"hash":"99999999999999999999"}', true],
  ])("%s: %s", (json, exact) => expect(holdsAmounts(json)).toBe(exact));

  it("that would be rounded are refused rather than shown", async () => {
    await expect(answering('{"now":{"low_fen":9007199254740991}}')).resolves.toEqual({ now: { low_fen: 9007199254740991 } });
    const fault = await answering('{"now":{"low_fen":9223372036854775807}}').catch((reason: unknown) => reason);
    expect(fault).toBeInstanceOf(ApiFault);
    expect((fault as ApiFault).status).toBe(kInexact);
  });

  it("and an answer that is no JSON is the server's fault", async () => {
    await expect(answering("<html>")).rejects.toMatchObject({ status: 200 });
  });
});
