import { describe, expect, it } from "vitest";
import { endOfDay, grantBody, scopeWrong } from "./people";

describe("a role that is given", () => {
  it("names its scope and its last day", () => {
    expect(grantBody({ role: "county_officer", scope: " 210902 ", until: "2020-12-31" }, "region")).toEqual({
      role: "county_officer", scope: "210902", until_ms: Date.parse("2020-12-31T15:59:59.999Z"),
    });
    expect(grantBody({ role: "policy_officer", scope: "x", until: "" }, "none")).toEqual({ role: "policy_officer" });
    expect(endOfDay("2020-02-30T")).toBe(null);
  });
  it("lies within what the giver may give", () => {
    const region = { role: "county_officer", scope_kind: "region" as const, within: "2109" };
    expect(scopeWrong("210902", region)).toBe(false);
    expect(scopeWrong("2101", region)).toBe(true);
    expect(scopeWrong("阜新", region)).toBe(true);
    expect(scopeWrong("", { ...region, scope_kind: "body", within: "" })).toBe(true);
    expect(scopeWrong("", { ...region, scope_kind: "none" })).toBe(false);
  });
});
