import { describe, expect, it } from "vitest";
import type { Entitlement, Facts } from "../../shared/client";
import { agrees, entitlementOf, grantBounds, shownValue, since, size, type Case } from "./case";

const judgement = { state: "entitled", amount_fen: 500_000, at_most_fen: null, pack: "p", receipt: "r" } as Case["judgement"];
const entry = (act: string, amount: number | null = null) => ({ act, role: "r", at_ms: 0, amount_fen: amount, reasons: [], judgement: null, note: "" });
const schema = {
  subjects: [
    { name: "enterprise", parent: null, plural: null },
    { name: "loan", parent: "enterprise", plural: "loans" },
  ],
  facts: [
    { name: "place", type: "code", list: "places", unit: { zh: "", en: "" } },
    { name: "employees", type: "integer", list: null, unit: { zh: "人", en: "people" } },
    { name: "listed", type: "boolean", list: null, unit: { zh: "", en: "" } },
    { name: "loan_principal", type: "money", list: null, unit: { zh: "元", en: "yuan" } },
  ],
} as unknown as Facts;

describe("amounts", () => {
  it("may be granted up to what the rules give", () => {
    expect(grantBounds({ judgement, against: [], objection: null, history: [] })).toEqual({ low: 0, high: 500_000, computed: 500_000 });
    expect(grantBounds({ judgement: { ...judgement, amount_fen: null, at_most_fen: 900 }, against: [], objection: null, history: [] })).toEqual({ low: 0, high: 900, computed: null });
  });
  it("are bounded by what other cases of the firm leave", () => {
    const cap = { rule: "most", says: { zh: "", en: "" }, excludes: false, left_fen: 200_000, cases: [] };
    const bounded = (against: Case["against"]) => grantBounds({ judgement, against, objection: null, history: [] }).high;
    expect(bounded([cap])).toBe(200_000);
    expect(bounded([cap, { ...cap, excludes: true, left_fen: null }])).toBe(0);
  });
  it("are no worse after an objection that was right", () => {
    const upheld = { state: "upheld", due: null, on: "2020-03-10", reasons: [] } as Case["objection"];
    expect(grantBounds({ judgement, against: [], objection: upheld, history: [entry("grant", 300_000), entry("uphold")] }).low).toBe(300_000);
    expect(grantBounds({ judgement, against: [], objection: upheld, history: [entry("grant", 1), entry("refuse"), entry("uphold")] }).low).toBe(0);
  });
});

describe("the facts of a case", () => {
  it("are read by people", () => {
    const shown = (name: string, value: string) => shownValue(value, schema.facts.find((fact) => fact.name === name), (list, code) => `${list}:${code}`, "en");
    expect(shown("listed", "false")).toBe("no");
    expect(shown("employees", "1200")).toBe("1,200 people");
    expect(shown("loan_principal", "5000.5")).toBe("¥5,000.50");
    expect(shown("place", "2109")).toBe("places:2109");
    expect(shown("never heard of", "x")).toBe("x");
  });
});

describe("the rules", () => {
  const one = (subject: string | null, provision = "3.9") => ({ provision, subject_id: subject, state: "entitled", amount_fen: 500_000, amount_range: null }) as Entitlement;
  it("are those of the case's subject", () => {
    const all = [one("B0"), one("B1"), one("X", "5.2")];
    expect(entitlementOf(all, { provision: "3.9", subject: "B1", firm: "F" })).toBe(all[1]);
    expect(entitlementOf(all, { provision: "3.9", subject: "B9", firm: "F" })).toBe(null);
    expect(entitlementOf([one(null)], { provision: "3.9", subject: "F", firm: "F" })).not.toBe(null);
  });
  it("agree with the case, or don't", () => {
    expect(agrees(one("B1"), judgement)).toBe(true);
    expect(agrees({ ...one("B1"), amount_fen: 1 }, judgement)).toBe(false);
    expect(agrees({ ...one("B1"), state: "depends" }, judgement)).toBe(false);
    expect(agrees({ ...one("B1"), amount_range: { low_fen: 0, high_fen: 9 } }, { ...judgement, amount_fen: null, at_most_fen: 9 })).toBe(true);
  });
});

describe("what happened", () => {
  it("since a version is what came behind it", () => {
    expect(since([entry("file"), entry("accept"), entry("grant")], 2).map((one) => one.act)).toEqual(["grant"]);
  });
  it("has files of a size", () => {
    expect([900, 1536, 3_500_000].map(size)).toEqual(["900 B", "1.5 KB", "3.3 MB"]);
  });
});
