import { describe, expect, it } from "vitest";
import { chooseLanguage, kNewVisit, readVisit } from "./visit";

describe("language", () => {
  it("is Chinese at first, then as chosen, and ?lang= wins", () => {
    expect(chooseLanguage("", null)).toBe("zh");
    expect(chooseLanguage("", "en")).toBe("en");
    expect(chooseLanguage("?lang=en", null)).toBe("en");
    expect(chooseLanguage("?lang=zh", "en")).toBe("zh");
    expect(chooseLanguage("", "fr")).toBe("zh");
  });
});

describe("readVisit", () => {
  it("takes a whole visit", () => {
    const visit = { facts: { employees: 5 }, asked: ["employees"], on: "2020-02-05", knownAt: null, measures: [5], demo: "demo-1", known: [{ key: "employees", value: "5", source: "finding", on: "2020-02-05", case: "C" }] };
    expect(readVisit(JSON.stringify(visit))).toEqual(visit);
  });
  it.each([null, "", "{", "null", "[]", '{"facts":1,"asked":[]}', '{"facts":{},"asked":[1]}'])("forgets %s", (stored) => {
    expect(readVisit(stored)).toEqual(kNewVisit);
  });
  it("drops measures that are none", () => {
    expect(readVisit('{"facts":{},"asked":[],"measures":["5"]}').measures).toBeNull();
  });
  it("drops a date that is none", () => {
    expect(readVisit('{"facts":{},"asked":[],"on":"soon"}').on).toBeNull();
  });
});
