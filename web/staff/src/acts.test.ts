import { describe, expect, it } from "vitest";
import { bodyOf, formOf, kBlank, sortActs, toggled, withNote, wrongIn } from "./acts";

const bounds = { low: 0, high: 500_000, computed: 500_000 };

describe("the form of an act", () => {
  it("puts what belongs to the step before the rest", () => {
    expect(sortActs(["tell_gaps", "grant", "refuse", "transfer", "hold"])).toEqual({ first: ["grant", "tell_gaps", "refuse"], more: ["transfer", "hold"] });
  });
  it("sends the fields that the act has and no others", () => {
    const filled = { ...kBlank, amount: "5000", words: " late ", note: " n ", place: "210904", instalments: 3, payBy: "2020-07-31" };
    expect(bodyOf("accept", filled)).toEqual({ act: "accept", note: "n" });
    expect(bodyOf("grant", filled)).toEqual({ act: "grant", amount_fen: 500_000, reasons: [{ of: "words", note: "late" }], note: "n" });
    expect(bodyOf("transfer", filled)).toEqual({ act: "transfer", note: "n", reference: "210904" });
    expect(bodyOf("recover", filled)).toEqual({ act: "recover", amount_fen: 500_000, reasons: [{ of: "words", note: "late" }], instalments: 3, pay_by: "2020-07-31" });
    expect(bodyOf("recover", { ...filled, payments: ["first"] })).toMatchObject({ payments: ["first"] });
    expect(bodyOf("repay", { ...filled, payments: ["first"] })).not.toHaveProperty("payments");
    expect(bodyOf("release", filled)).toEqual({ act: "release", note: "n" });
    expect(bodyOf("never-heard-of", kBlank)).toEqual({ act: "never-heard-of" });
  });
  it("gathers reasons of rows and words", () => {
    let reasons = toggled([], "condition", "difficulty");
    reasons = toggled(reasons, "document", "payroll");
    reasons = withNote(reasons, "condition", "difficulty", " sales did not fall ");
    expect(bodyOf("refuse", { ...kBlank, reasons })["reasons"]).toEqual([
      { of: "condition", id: "difficulty", note: "sales did not fall" },
      { of: "document", id: "payroll", note: "" },
    ]);
    expect(toggled(reasons, "condition", "difficulty").map((one) => one.id)).toEqual(["payroll"]);
  });
});

describe("what is plainly wrong", () => {
  it("is an amount that is none, or outside", () => {
    expect(wrongIn("grant", { ...kBlank, amount: "x" }, bounds)).toEqual({ amount: "no_amount" });
    expect(wrongIn("grant", { ...kBlank, amount: "5000.01" }, bounds)).toEqual({ amount: "outside" });
    expect(wrongIn("grant", { ...kBlank, amount: "5000" }, bounds)).toEqual({});
    expect(wrongIn("grant", { ...kBlank, amount: "99" }, { ...bounds, low: 10_000 })).toEqual({ amount: "outside", reasons: "missing" });
    expect(wrongIn("recover", { ...kBlank, amount: "0", words: "w" }, bounds)).toEqual({ amount: "outside", payBy: "missing" });
    expect(wrongIn("recover", { ...kBlank, amount: "1", words: "w", payBy: "2020-07-31" }, bounds)).toEqual({});
  });
  it("is less than the rules give without a reason, where they give an amount", () => {
    expect(wrongIn("grant", { ...kBlank, amount: "4999.99" }, bounds)).toEqual({ reasons: "missing" });
    expect(wrongIn("grant", { ...kBlank, amount: "4999.99", words: "paid twice" }, bounds)).toEqual({});
    expect(wrongIn("grant", { ...kBlank, amount: "4999.99" }, { ...bounds, computed: null })).toEqual({});
  });
  it("is a finding without what shows it, and never its amount", () => {
    expect(formOf("grant", true).amount).toBeUndefined();
    expect(wrongIn("grant", kBlank, bounds, true)).toEqual({ reasons: "missing" });
    expect(wrongIn("grant", { ...kBlank, words: "the accounts" }, bounds, true)).toEqual({});
    expect(bodyOf("grant", { ...kBlank, amount: "5", words: "the accounts" }, true)).toEqual({ act: "grant", reasons: [{ of: "words", note: "the accounts" }] });
    expect(formOf("refuse", true)).toEqual(formOf("refuse"));
  });
  it("is a warning that isn't named, and a fact without its value", () => {
    expect(wrongIn("clear", { ...kBlank, note: "two firms of one name" }, bounds)).toEqual({ warnings: "missing" });
    expect(wrongIn("inspect", { ...kBlank, note: "eight people", found: { staff: " " } }, bounds)).toEqual({ facts: "missing" });
    expect(wrongIn("inspect", { ...kBlank, note: "eight people", found: { staff: "8" } }, bounds)).toEqual({});
    expect(bodyOf("clear", { ...kBlank, note: "n", warnings: ["same_document-1"] })).toEqual({ act: "clear", note: "n", warnings: ["same_document-1"] });
  });
  it("is what is missing", () => {
    expect(wrongIn("refuse", kBlank, bounds)).toEqual({ reasons: "missing" });
    expect(wrongIn("inspect", kBlank, bounds)).toEqual({ note: "missing" });
    expect(wrongIn("transfer", { ...kBlank, note: "n", place: "阜新" }, bounds)).toEqual({ place: "missing" });
    expect(wrongIn("release", kBlank, bounds)).toEqual({ note: "missing" });
    expect(wrongIn("payment_failed", { ...kBlank, reasons: [{ of: "condition", id: "x" }] }, bounds)).toEqual({ reasons: "missing" });
    expect(wrongIn("accept", kBlank, bounds)).toEqual({});
    expect(formOf("accept").note).toBe("optional");
  });
});
