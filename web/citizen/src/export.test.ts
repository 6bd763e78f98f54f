import { describe, expect, it } from "vitest";
import type { CheckAnswer, Fact, Facts } from "../../shared/client";
import { kMostSavedBytes, openAnswers, resultTable, savedAnswers } from "./export";
import { kNewVisit, type Visit } from "./visit";

const none = { zh: "", en: "" };
const fact = (name: string, subject: string): Fact => ({
  name, subject, type: "integer", list: null, label: none, question: none, help: none, unit: none, minimum: null, maximum: null,
  effort: 1, registers: [], applies_if: null, not_applicable: null, finding: false, evidence: null,
});
const schema: Facts = {
  subjects: [
    { name: "enterprise", parent: null, plural: null, label: none, question: none, absent: none },
    { name: "loan", parent: "enterprise", plural: "loans", label: { zh: "贷款", en: "Loan" }, question: none, absent: none },
  ],
  facts: [{ ...fact("employees", "enterprise"), label: { zh: "从业人员", en: "Employees" } }, fact("loan_rate", "loan")],
};
const visit: Visit = {
  ...kNewVisit, facts: { employees: 5, loans: [{ id: "1", loan_rate: "3.15" }] },
  asked: ["employees", "has-loan", "loan_rate~1"], measures: [5], on: null,
};

describe("saved answers", () => {
  it("come back as they were", () => {
    expect(openAnswers(savedAnswers(visit, "2020-02-21"), schema)).toEqual({ ...visit, on: "2020-02-21" });
  });
  it("keep another known-at day", () => {
    const back = openAnswers(savedAnswers({ ...visit, knownAt: "2020-02-05" }, "2020-02-21"), schema);
    expect(back?.knownAt).toBe("2020-02-05");
  });
  it("drop facts and questions that are no longer asked", () => {
    const text = savedAnswers({ ...visit, facts: { ...visit.facts, gone: 1 }, asked: [...visit.asked, "gone"] }, "2020-02-21");
    const back = openAnswers(text, schema);
    expect(back?.facts).not.toHaveProperty("gone");
    expect(back?.asked).not.toContain("gone");
  });
  it.each(["", "{", "[]", "null", '{"fugong":2}', '{"fugong":1,"on":"soon","facts":{}}', '{"fugong":1,"on":"2020-02-21","facts":[]}'])(
    "%s holds none", (text) => expect(openAnswers(text, schema)).toBeNull(),
  );
  it("are refused one byte over the limit", () => {
    const text = savedAnswers(visit, "2020-02-21");
    expect(openAnswers(text + " ".repeat(kMostSavedBytes - text.length), schema)).not.toBeNull();
    expect(openAnswers(text + " ".repeat(kMostSavedBytes - text.length + 1), schema)).toBeNull();
  });
});

describe("result table", () => {
  const answer = {
    on: "2020-02-21", pack: { id: "p", version: "1", hash: "abc", title: { zh: "包", en: "Pack" }, credit: none },
    entitlements: [{
      provision: "5.2", title: { zh: "贴息", en: '=Discount, "central"' }, document: { number: "财金" }, subject_kind: "loan", subject_id: "L1",
      state: "entitled", amount_fen: 16012500, rate_percent: null, deadline: none, contact: none, open: { facts: ["employees"], reasons: [] },
    }].flatMap((one) => [{ ...one, provision: "5.10" }, one]),
  } as unknown as CheckAnswer;
  it("holds a row an entitlement, quoted, and never a formula", () => {
    const rows = resultTable(answer, schema, "en", false).split("\r\n");
    expect(rows[0]).toMatch(/^\uFEFFNumber,/);
    expect(rows[1]).toBe(`5.2,"'=Discount, ""central""",财金,Loan L1,You may have,160125.00,,,,Employees`);
    expect(rows[2]).toMatch(/^5\.10,/);
  });
  it("says where it is synthetic", () => {
    expect(resultTable(answer, schema, "zh", true)).toContain("示例数据");
    expect(resultTable(answer, schema, "zh", false)).not.toContain("示例数据");
  });
});
