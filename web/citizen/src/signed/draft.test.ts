import { describe, expect, it } from "vitest";
import type { Facts } from "../../../shared/client";
import { about, answer, asSent, filingOf, gapsOf, keyAt, nextKey, sectionOf, statedFacts, statedKeys, valueOf, withCheck, withSaid } from "./draft";
import { kNewDraft, readDraft } from "./kept_draft";

const fact = (name: string, subject: string) => ({ name, subject });
const schema = {
  subjects: [{ name: "enterprise", plural: null }, { name: "bill", plural: "bills" }],
  facts: [fact("employees", "enterprise"), fact("bill_date", "bill"), fact("bill_unpaid", "bill")],
} as unknown as Facts;
const procedure = { form: [{ title: { zh: "", en: "" }, facts: ["bill_date", "bill_unpaid"] }, { title: { zh: "", en: "" }, facts: ["employees"] }] };
const ofBill = about(kNewDraft, "bill", "B7", schema);
const missing = (...names: [string, string | null][]) => ({
  missing: names.map(([name, id]) => ({ pointer: "", fact: name, subject: id === null ? null : { kind: "bill", id }, needed: true })),
});

describe("a draft", () => {
  it("is about one bill; another one is another matter", () => {
    const stated = answer(answer(ofBill, "bill_date~B7", "2020-02-10"), "employees", 12);
    expect(stated.facts).toEqual({ bills: [{ id: "B7", bill_date: "2020-02-10" }], employees: 12 });
    expect(about(stated, "bill", "B7", schema)).toBe(stated);
    expect(about(stated, "bill", "B8", schema).facts).toEqual({ bills: [{ id: "B8" }], employees: 12 });
    expect(about(stated, "enterprise", "", schema).subject).toBeNull();
  });
  it("asks in the order of the form what is missing, and nothing that was left out on purpose", () => {
    const open = missing(["bill_date", "B7"], ["bill_unpaid", "B7"], ["employees", null]);
    expect(nextKey(open, ofBill)).toBe("bill_date~B7");
    const first = answer(ofBill, "bill_date~B7", "2020-02-10");
    expect(nextKey(open, first)).toBe("bill_unpaid~B7");
    const left = answer(first, "bill_unpaid~B7", undefined);
    expect(nextKey(open, left)).toBe("employees");
    expect(nextKey(open, answer(left, "employees", 0))).toBeNull();
    expect(statedKeys(procedure, left)).toEqual(["bill_date~B7", "bill_unpaid~B7"]);
    expect(valueOf(answer(left, "bill_unpaid~B7", "5.00"), "bill_unpaid~B7")).toBe("5.00");
    expect([sectionOf(procedure, "bill_unpaid~B7"), sectionOf(procedure, "employees"), sectionOf(procedure, "x")]).toEqual([0, 1, -1]);
  });
  it("takes over what was said in the check, as far as the form asks it and one bill was meant", () => {
    const said = { employees: 9, revenue: "1.00", bills: [{ id: "1", bill_date: "2020-02-10" }] };
    const taken = withCheck(ofBill, said, procedure, "bill", schema);
    expect(taken.facts).toEqual({ bills: [{ id: "B7", bill_date: "2020-02-10" }], employees: 9 });
    const two = { bills: [{ id: "1", bill_date: "2020-02-10" }, { id: "2", bill_date: "2020-03-10" }] };
    expect(withCheck(ofBill, two, procedure, "bill", schema).facts).toEqual({ bills: [{ id: "B7" }] });
    expect(withCheck(answer(ofBill, "employees", 3), said, procedure, "bill", schema).facts.employees).toBe(3);
  });
  it("takes over what the firm has answered in another case, and says where until it is answered anew", () => {
    const one = (name: string, id: string | null, value: string, from: string | null) => ({
      fact: name, subject: id === null ? null : { kind: "bill", id }, value, source: from ? "declared" : "tax", stated_on: "2020-03-01", found: null, case: from,
    });
    const said = { stated: [one("employees", null, "9", "C1"), one("bill_date", "B7", "2020-02-10", "C2"), one("bill_unpaid", "B8", "1", "C2"), one("revenue", null, "5", "C1"), one("bill_unpaid", "B7", "3", null)] };
    const taken = withSaid(ofBill, said, procedure, schema);
    expect(taken.facts).toEqual({ bills: [{ id: "B7", bill_date: "2020-02-10" }], employees: "9" });
    expect(taken.before).toEqual({ employees: { on: "2020-03-01", case: "C1" }, "bill_date~B7": { on: "2020-03-01", case: "C2" } });
    expect(answer(taken, "employees", "12").before).toEqual({ "bill_date~B7": { on: "2020-03-01", case: "C2" } });
    expect(about(taken, "bill", "B8", schema).before).toEqual({ employees: { on: "2020-03-01", case: "C1" } });
    expect(withSaid(answer(ofBill, "employees", "3"), said, procedure, schema).facts.employees).toBe("3");
    expect(withSaid(answer(ofBill, "employees", undefined), said, procedure, schema).facts.employees).toBeUndefined();
  });
  it("goes out as a filing, the same again with the same key", () => {
    const draft = { ...ofBill, documents: [{ document: "bill", upload: "u1", name: "a.pdf", bytes: 3, state: "clean" }] };
    const body = filingOf("3.9", "F", draft, true);
    expect(body).toEqual({
      provision: "3.9", firm: "F", subject: "B7", facts: { bills: [{ id: "B7" }] }, documents: [{ document: "bill", upload: "u1" }], declared: true,
    });
    const first = asSent(draft, body);
    expect(asSent(readDraft(JSON.stringify(first)), body).sent.key).toBe(first.sent.key);
    expect(asSent(first, filingOf("3.9", "F", draft, false)).sent.key).not.toBe(first.sent.key);
  });
  it("amends only what changes", () => {
    expect(statedFacts(answer(ofBill, "employees", 12))).toEqual({ employees: 12 });
    expect(statedFacts(answer(ofBill, "bill_unpaid~B7", "1.00"))).toEqual({ bills: [{ id: "B7", bill_unpaid: "1.00" }] });
  });
  it("knows the question behind a pointer of the server", () => {
    expect(keyAt("/facts/bills/0/bill_date", ofBill)).toBe("bill_date~B7");
    expect(keyAt("/facts/employees", ofBill)).toBe("employees");
    for (const none of ["/facts/bills", "/facts/bills/3/bill_date", "/subject", "", "/facts"]) expect(keyAt(none, ofBill)).toBeNull();
  });
  it("is forgotten when it isn't whole", () => {
    const whole = answer(ofBill, "employees", 12);
    expect(readDraft(JSON.stringify(whole))).toEqual(whole);
    for (const text of [null, "", "{", "null", "[]", '{"facts":[],"skipped":[],"documents":[]}', '{"facts":{},"skipped":[1],"documents":[]}', '{"facts":{},"skipped":[],"documents":[{}]}']) {
      expect(readDraft(text)).toEqual(kNewDraft);
    }
  });
  it("knows what mends the gaps of a case", () => {
    const gaps = [
      { of: "fact" as const, id: "bill_date" }, { of: "fact" as const, id: "employees" }, { of: "document" as const, id: "payroll" },
      { of: "words" as const, note: "unclear" }, { of: "fact" as const, id: "nobody" },
    ];
    expect(gapsOf(gaps, "B7", "F", schema)).toEqual({
      keys: ["bill_date~B7", "employees"], documents: ["payroll"], words: [gaps[3], gaps[4]],
    });
  });
});
