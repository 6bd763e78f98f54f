import { describe, expect, it } from "vitest";
import { isWithin, screensOf } from "./menu";

const paths = (...roles: string[]) => screensOf(roles.map((role) => ({ role }))).map((screen) => screen.path);

describe("the menu", () => {
  it("offers each role what it may use", () => {
    expect(paths("county_officer")).toEqual(["/cases", "/batch", "/reruns", "/figures", "/mandates", "/keys"]);
    expect(paths("partner")).toEqual(["/mandates", "/keys"]);
    expect(paths("second_approver")).toEqual(["/cases", "/figures", "/funds", "/keys"]);
    expect(paths("analyst")).toEqual(["/figures", "/funds", "/keys"]);
    expect(paths("audit_admin")).toEqual(["/funds", "/audit"]);
    expect(paths("system_admin")).toEqual(["/people"]);
    expect(paths("security_admin")).toEqual(["/people", "/keys"]);
    expect(paths("policy_officer", "county_officer")).toEqual(["/cases", "/batch", "/reruns", "/figures", "/packs", "/mandates", "/keys"]);
  });
  it("offers owners and helpers nothing: their pages are others", () => {
    expect(paths("owner", "helper")).toEqual([]);
  });
  it("knows whose page one is on", () => {
    expect(isWithin("/cases/0000-0001-2345-7Y", "/cases")).toBe(true);
    expect(isWithin("/casesx", "/cases")).toBe(false);
  });
});
