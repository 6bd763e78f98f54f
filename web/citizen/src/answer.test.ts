import { describe, expect, it } from "vitest";
import type { Fact } from "../../shared/client";
import { compareDecimals, isoDay, kMostCharacters, plainDecimal, readAnswer } from "./answer";

const none = { zh: "", en: "" };
function fact(type: Fact["type"], minimum: string | null = null, maximum: string | null = null): Fact {
  return { name: "x", subject: "enterprise", type, list: null, label: none, question: none, help: none, unit: none, minimum, maximum, effort: 1, registers: [], applies_if: null, not_applicable: null, finding: false, evidence: null };
}

describe("plainDecimal", () => {
  it.each([
    ["10000000", "10000000"], ["10,000,000.50", "10000000.5"], ["１，０００万元", "10000000"], ["1.5亿", "150000000"],
    ["3.15%", "3.15"], ["¥ 160 125", "160125"], ["007", "7"], ["0.10", "0.1"], [".5", "0.5"], ["-3", "-3"],
    ["0.00005万", "0.5"], ["120 人", "120"], ["3百万", "3000000"],
  ])("%s -> %s", (typed, plain) => expect(plainDecimal(typed)).toBe(plain));
  it.each(["", "abc", "1.2.3", "万", "1e5", "--1", "."])("%s is no number", (typed) => expect(plainDecimal(typed)).toBeNull());
});

describe("compareDecimals", () => {
  it("is exact beyond floating point", () => {
    expect(compareDecimals("9007199254740993", "9007199254740992")).toBeGreaterThan(0);
    expect(compareDecimals("0.1", "0.10")).toBe(0);
    expect(compareDecimals("-2", "1")).toBeLessThan(0);
    expect(compareDecimals("-2", "-1")).toBeLessThan(0);
  });
});

describe("isoDay", () => {
  it("pads, and takes full-width digits", () => expect(isoDay(["２０２０", "2", "8"])).toBe("2020-02-08"));
  it("knows leap years", () => {
    expect(isoDay(["2020", "2", "29"])).toBe("2020-02-29");
    expect(isoDay(["2019", "2", "29"])).toBeNull();
  });
  it.each([[["20", "2", "8"]], [["2020", "13", "1"]], [["2020", "0", "1"]], [["2020", "", "1"]], [["2020", "4", "31"]]] as [[string, string, string]][])(
    "%s is no day", (parts) => expect(isoDay(parts)).toBeNull());
});

describe("readAnswer", () => {
  it("keeps money as text and whole numbers as numbers", () => {
    expect(readAnswer(fact("money"), "1000万")).toEqual({ ok: true, value: "10000000" });
    expect(readAnswer(fact("integer"), "1,200")).toEqual({ ok: true, value: 1200 });
    expect(readAnswer(fact("boolean"), "false")).toEqual({ ok: true, value: false });
    expect(readAnswer(fact("date"), "2020-2-8")).toEqual({ ok: true, value: "2020-02-08" });
  });
  it("names the fault", () => {
    expect(readAnswer(fact("money"), "1.005")).toMatchObject({ fault: "fault_fen" });
    expect(readAnswer(fact("integer"), "1.5")).toMatchObject({ fault: "fault_integer" });
    expect(readAnswer(fact("integer"), "")).toMatchObject({ fault: "fault_empty" });
    expect(readAnswer(fact("percent", "0", "100"), "100.01")).toMatchObject({ fault: "fault_maximum", limit: "100" });
    expect(readAnswer(fact("percent", "0", "100"), "-1")).toMatchObject({ fault: "fault_minimum", limit: "0" });
    expect(readAnswer(fact("percent", "0", "100"), "100")).toMatchObject({ ok: true });
    expect(readAnswer(fact("date"), "--")).toMatchObject({ fault: "fault_date_empty" });
    expect(readAnswer(fact("date"), "2020-2-30")).toMatchObject({ fault: "fault_date" });
    expect(readAnswer(fact("boolean"), "")).toMatchObject({ fault: "fault_choose" });
    expect(readAnswer(fact("text"), "x".repeat(kMostCharacters + 1))).toMatchObject({ fault: "fault_long" });
    expect(readAnswer(fact("text"), "x".repeat(kMostCharacters))).toMatchObject({ ok: true });
  });
});
