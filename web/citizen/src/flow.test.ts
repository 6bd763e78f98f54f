import { describe, expect, it } from "vitest";
import type { Fact, Facts } from "../../shared/client";
import {
  answerOf, answered, kEmptySession, keyFor, kMostItems, openQuestions, questionOf, questionsLeft, sessionOf,
  withAnswer, withNewItem, withoutItem, type Session,
} from "./flow";

const none = { zh: "", en: "" };
const fact = (name: string, subject: string): Fact => ({
  name, subject, type: "boolean", list: null, label: none, question: none, help: none, unit: none, minimum: null, maximum: null,
  effort: 1, registers: [], applies_if: null, not_applicable: null, finding: false, evidence: null,
});
const schema: Facts = {
  subjects: [
    { name: "enterprise", parent: null, plural: null, label: none, question: none, absent: none },
    { name: "loan", parent: "enterprise", plural: "loans", label: none, question: none, absent: none },
  ],
  facts: [fact("listed", "enterprise"), fact("loan_rate", "loan"), fact("loan_sum", "loan")],
};
const loan = schema.subjects[1]!;
const q = (key: string) => questionOf(key, schema)!;
const say = (session: Session, key: string, value?: string | boolean) => withAnswer(q(key), value, session);

describe("questions", () => {
  it("are known by their keys", () => {
    expect(q("listed")).toMatchObject({ kind: "fact", item: null });
    expect(q("loan_rate~L1")).toMatchObject({ kind: "fact", item: "L1" });
    expect(q("has-loan")).toMatchObject({ kind: "presence" });
    for (const key of ["loan_rate", "listed~1", "has-enterprise", "has-nothing", "nothing", ""]) expect(questionOf(key, schema)).toBeNull();
  });
});

describe("openQuestions", () => {
  const next = ["listed", "loan_rate", "loan_sum"];
  it("asks first whether there is a loan", () => {
    expect(openQuestions(next, schema, kEmptySession)).toEqual(["listed", "has-loan"]);
    expect(questionsLeft(next, schema, kEmptySession)).toBe(4);
  });
  it("asks about the loan that there is", () => {
    const session = say(kEmptySession, "has-loan", true);
    expect(session.facts).toEqual({ loans: [{ id: "1" }] });
    expect(openQuestions(next, schema, session)).toEqual(["listed", "loan_rate~1", "loan_sum~1"]);
  });
  it("leaves loans out when there are none or nobody knows", () => {
    const no = say(kEmptySession, "has-loan", false);
    expect(no.facts).toEqual({ loans: [] });
    expect(openQuestions(next, schema, no)).toEqual(["listed"]);
    const unknown = say(kEmptySession, "has-loan");
    expect(unknown.facts).toEqual({});
    expect(openQuestions(next, schema, unknown)).toEqual(["listed"]);
  });
  it("never asks twice", () => {
    const session = say(say(kEmptySession, "listed"), "has-loan");
    expect(openQuestions(next, schema, session)).toEqual([]);
    expect(session.asked).toEqual(["listed", "has-loan"]);
  });
  it("skips names it doesn't know", () => expect(openQuestions(["new_fact"], schema, kEmptySession)).toEqual([]));
});

describe("answers", () => {
  it("are put in, changed and taken away", () => {
    let session = say(say(kEmptySession, "has-loan", true), "loan_rate~1", "3.15");
    expect(session.facts).toEqual({ loans: [{ id: "1", loan_rate: "3.15" }] });
    expect(answerOf(q("loan_rate~1"), session)).toBe("3.15");
    session = say(session, "loan_rate~1", "3");
    expect(session.asked).toEqual(["has-loan", "loan_rate~1"]);
    session = say(session, "loan_rate~1");
    expect(answerOf(q("loan_rate~1"), session)).toBeUndefined();
    session = say(session, "has-loan", true);
    expect(session.facts).toEqual({ loans: [{ id: "1" }] });
  });
  it("do not change the session they start from", () => {
    const before = say(kEmptySession, "has-loan", true);
    const copy = structuredClone(before);
    say(before, "loan_rate~1", "3");
    withNewItem(loan, before);
    expect(before).toEqual(copy);
  });
  it("keep several loans apart", () => {
    let session = say(kEmptySession, "has-loan", true);
    const made = withNewItem(loan, session)!;
    expect(made.id).toBe("2");
    session = say(made.session, "loan_rate~2", "4");
    expect(session.facts).toEqual({ loans: [{ id: "1" }, { id: "2", loan_rate: "4" }] });
    expect(openQuestions(["loan_rate"], schema, session)).toEqual(["loan_rate~1"]);
    expect(keyFor("loan_rate", null, schema, session)).toBe("loan_rate~1");
    expect(keyFor("loan_rate", "2", schema, session)).toBe("loan_rate~2");
    session = withoutItem(loan, "1", session);
    expect(session.facts).toEqual({ loans: [{ id: "2", loan_rate: "4" }] });
  });
  it("stop at the most loans", () => {
    let session = say(kEmptySession, "has-loan", true);
    for (let n = 2; n <= kMostItems; n += 1) session = withNewItem(loan, session)!.session;
    expect(withNewItem(loan, session)).toBeNull();
  });
  it("lead to the question about existence first", () => {
    expect(keyFor("loan_rate", null, schema, kEmptySession)).toBe("has-loan");
    expect(keyFor("listed", null, schema, kEmptySession)).toBe("listed");
    expect(keyFor("nothing", null, schema, kEmptySession)).toBeNull();
  });
});

describe("sessionOf", () => {
  it("lists the answers of a demo firm", () => {
    const session = sessionOf({ listed: false, loans: [{ id: "L1", loan_rate: "3" }] }, schema);
    expect(answered(session, schema).map((one) => one.key)).toEqual(["listed", "has-loan", "loan_rate~L1"]);
    expect(openQuestions(["listed", "loan_rate", "loan_sum"], schema, session)).toEqual(["loan_sum~L1"]);
  });
});
