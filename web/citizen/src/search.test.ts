import { describe, expect, it } from "vitest";
import type { Measure } from "../../shared/client";
import { CodeTree, searchMeasures } from "./search";

function measure(n: number, zh: string, en: string, more: Partial<Measure> = {}): Measure {
  const none = { zh: "", en: "" };
  return {
    number: n, section: "s", title: { zh, en }, clause: none, who_acts: none, desk: "d", state: "computed", keywords: [], provisions: [], rules: [], ...more,
  };
}
const measures = [
  measure(5, "重点保障企业贴息和税收支持", "Key enterprises: interest discount and tax relief", {
    keywords: ["专项再贷款"],
    provisions: [{ id: "5.2", title: { zh: "中央财政贴息", en: "Central interest discount" }, document_number: "财金〔2020〕5号" }],
  }),
  measure(6, "落实地方扶持政策", "Local relief", { clause: { zh: "减免房租、社会保险费", en: "Rent and social insurance" } }),
  measure(8, "加大信贷支持", "Credit", { clause: { zh: "新增贷款", en: "new loans" } }),
];
const numbers = (query: string) => searchMeasures(measures, query).map((one) => one.number);

describe("searchMeasures", () => {
  it("gives all for nothing", () => expect(numbers("  ")).toEqual([5, 6, 8]));
  it("finds by title, keyword, clause, document, in both languages", () => {
    expect(numbers("贴息")).toEqual([5]);
    expect(numbers("再贷款")[0]).toBe(5);
    expect(numbers("RENT")).toEqual([6]);
    expect(numbers("财金〔2020〕5号")).toEqual([5]);
    expect(numbers("interest discount")).toEqual([5]);
  });
  it("puts a title before a clause", () => expect(numbers("贷")[0]).toBe(8));
  it("forgives a Chinese query that isn't word for word", () => expect(numbers("社会保险费减免")).toEqual([6]));
  it("wants all words", () => expect(numbers("interest rent")).toEqual([]));
  it("finds nothing for nonsense", () => expect(numbers("火星")).toEqual([]));
});

describe("CodeTree", () => {
  const entry = (code: string, parent: string | null, zh: string, en = "") => ({ code, parent, label: { zh, en } });
  const tree = new CodeTree([
    entry("360000", null, "江西省", "Jiangxi"), entry("360100", "360000", "南昌市"), entry("360111", "360100", "青山湖区"),
    entry("420000", null, "湖北省", "Hubei"), entry("420107", "420000", "青山区"), entry("x", "x", "自己"),
  ]);
  it("knows levels", () => {
    expect(tree.roots.map((one) => one.code)).toEqual(["360000", "420000", "x"]);
    expect(tree.children("360000").map((one) => one.code)).toEqual(["360100"]);
    expect(tree.path("360111").map((one) => one.code)).toEqual(["360000", "360100", "360111"]);
    expect(tree.path("nowhere")).toEqual([]);
  });
  it("finds by name, code, and name with a level above", () => {
    expect(tree.search("青山").map((one) => one.code)).toEqual(["420107", "360111"]);
    expect(tree.search("江西 青山").map((one) => one.code)).toEqual(["360111"]);
    expect(tree.search("3601")[0]?.code).toBe("360100");
    expect(tree.search("hubei")[0]?.code).toBe("420000");
    expect(tree.search("")).toEqual([]);
  });
  it("ends on a ring", () => {
    const ring = new CodeTree([entry("a", "b", "甲"), entry("b", "a", "乙")]);
    expect(ring.path("a").length).toBeLessThanOrEqual(10);
  });
});
