import { describe, expect, it } from "vitest";
import { en, fill, kTexts, zh, type TextKey } from "./texts";

const keys = Object.keys(zh) as TextKey[];
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1]).sort();

describe("texts", () => {
  it("have the same keys in both languages", () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
  });
  it("are never empty and hold the same {names}", () => {
    for (const key of keys) {
      expect(kTexts.zh[key].trim(), key).not.toBe("");
      expect(kTexts.en[key].trim(), key).not.toBe("");
      expect(holes(en[key]), key).toEqual(holes(zh[key]));
    }
  });
  it("are Chinese in Chinese and without Chinese in English", () => {
    const kMayHoldHan: TextKey[] = ["switch_language", "search_hint", "money_hint"];
    for (const key of keys) {
      if (key !== "switch_language") expect(zh[key].replace(/\{\w+\}/g, ""), key).toMatch(/\p{Script=Han}|^[“”·\s（）]*$/u);
      if (!kMayHoldHan.includes(key)) expect(en[key], key).not.toMatch(/\p{Script=Han}/u);
    }
  });
  it("are all used", () => {
    const sources = import.meta.glob<string>(["./**/*.tsx", "./answer.ts", "./export.ts"], { query: "?raw", import: "default", eager: true });
    const all = Object.values(sources).join("\n");
    const kBuilt = /^(kind|truth|group|document_status|stacking|total|disposition|reason|register)_/;
    expect(keys.filter((key) => !kBuilt.test(key) && !all.includes(`"${key}"`) && !all.includes(`texts.${key}`))).toEqual([]);
  });
  it("fills in values and leaves what it doesn't know", () => {
    expect(fill("{a} and {b}", { a: 1 })).toBe("1 and {b}");
    expect(fill("{n} {n|rule|rules}", { n: 1 })).toBe("1 rule");
    expect(fill("{n} {n|rule|rules}", { n: 12 })).toBe("12 rules");
  });
});
