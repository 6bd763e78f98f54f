import { describe, expect, it } from "vitest";
import { atPlace, holdsAt, instalments, sortCases, type CaseLine, type ProcedureLine } from "./cases";

const line = (reference: string, phase: string, waits_for: string | null, due: string | null) => ({ reference, phase, waits_for, due }) as CaseLine;

describe("cases", () => {
  it("are sorted by who is to act, the most urgent first", () => {
    const sorted = sortCases([
      line("a", "in_step", "county_officer", null),
      line("b", "with_applicant", "owner", "2020-03-20"),
      line("c", "closed", null, null),
      line("d", "in_step", "helper", "2020-03-12"),
      line("e", "in_step", "partner", "2020-03-11"),
      line("f", "with_applicant", "owner", null),
      line("g", "closed", "owner", "2020-03-15"),
      line("h", "closed", "city_officer", "2020-03-10"),
    ]);
    const references = (list: CaseLine[]) => list.map((one) => one.reference).join("");
    expect([references(sorted.waiting), references(sorted.doing), references(sorted.closed)]).toEqual(["dgbf", "hea", "c"]);
  });
  it("are paid back in whole fen that add up", () => {
    expect(instalments(100, 3)).toEqual([34, 33, 33]);
    expect(instalments(100, 1)).toEqual([100]);
    expect(instalments(5, 12).reduce((sum, fen) => sum + fen, 0)).toBe(5);
  });
});

describe("a rule of some place", () => {
  it.each([
    [["210900"], "210902", true], [["210000"], "210902", true], [["210902"], "210902", true], [["210902"], "210903", false],
    [["330100", "210900"], "210902", true], [["330000"], "210902", false], [[], "210902", true], [["330000"], null, true],
  ])("%s at %s: %s", (region, place, holds) => expect(holdsAt(region, place)).toBe(holds));
});

describe("procedures of one finding", () => {
  const line = (id: string, region: string[], provision = "hard") => ({ id, region, provision }) as unknown as ProcedureLine;
  const lines = [line("usual", []), line("province", ["370000"]), line("city", ["370100"]), line("benefit", [], "3.9")];
  it.each([
    ["370102", ["city", "benefit"]], ["370202", ["province", "benefit"]], ["110101", ["usual", "benefit"]], [null, ["usual", "benefit"]],
  ])("at %s: %s", (place, ids) => expect(atPlace(lines, place).map((one) => one.id)).toEqual(ids));
});
