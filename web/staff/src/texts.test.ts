import { describe, expect, it } from "vitest";
import { kScreens } from "./menu";
import { en, kTexts, zh, type TextKey } from "./texts";

const keys = Object.keys(zh) as TextKey[];
const holes = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((hit) => hit[1]);

describe("texts", () => {
  it("have the same keys in both languages, each in one file", () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
    const files = import.meta.glob<{ zh?: object }>("./texts/*.ts", { eager: true });
    const parts = Object.entries(files).filter(([path]) => !path.endsWith("/index.ts"));
    expect(parts.flatMap(([, part]) => Object.keys(part.zh ?? {})).sort()).toEqual([...keys].sort());
  });
  it("are never empty and hold the same {names}", () => {
    for (const key of keys) {
      expect(kTexts.zh[key].trim(), key).not.toBe("");
      expect(kTexts.en[key].trim(), key).not.toBe("");
      expect([...new Set(holes(en[key]))].sort(), key).toEqual([...new Set(holes(zh[key]))].sort());
    }
  });
  it("are Chinese in Chinese and without Chinese in English", () => {
    for (const key of keys) {
      if (key === "switch_language") continue;
      expect(zh[key].replace(/\{\w+\}/g, ""), key).toMatch(/\p{Script=Han}|^[\s，：]*$/u);
      expect(en[key], key).not.toMatch(/\p{Script=Han}/u);
    }
  });
  it("are all used", () => {
    const sources = import.meta.glob<string>(["./**/*.tsx", "./menu.ts"], { query: "?raw", import: "default", eager: true });
    const all = Object.values(sources).join("\n");
    // Put together from a word of the API: word("act", "grant"), say(`audit_${key}`).
    const kinds = new Set([...all.matchAll(/\bword\("(\w+)"|`(\w+)_\$\{/g)].map((hit) => hit[1] ?? hit[2]));
    const built = (key: string) => [...kinds].some((kind) => key.startsWith(`${kind}_`));
    expect(keys.filter((key) => !built(key) && !all.includes(`"${key}"`))).toEqual([]);
    expect(kScreens.map((screen) => screen.title).filter((title) => !(title in zh))).toEqual([]);
  });
});
