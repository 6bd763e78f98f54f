import { describe, expect, it } from "vitest";
import { kPartnerTexts } from "./partner/texts_partner";
import { kAccountTexts } from "./signed/texts_account";
import { kAmendTexts } from "./signed/texts_amend";
import { kApplyTexts } from "./signed/texts_apply";
import { kCaseTexts } from "./signed/texts_case";
import { kSessionTexts } from "./signed/texts_session";
import { kPublicationTexts } from "./publications/texts_publications";
import { kVerifyTexts } from "./verify/texts_verify";
import { fill, kTexts, type Texts } from "./texts";

/** Words that are put together from a value: `state_${step.state}`. */
const kBuilt =
  /^(kind|truth|group|document_status|stacking|total|disposition|reason|register|outcome|step|did|role|letter|objection|how|judged|upload|act|page|mandate|do|log|copy|decision|unanswered|column)_/;
const kMayHoldHan = ["switch_language", "search_hint", "money_hint"];

const kAreas: Record<string, Texts<string>> = {
  public: kTexts, session: kSessionTexts, case: kCaseTexts, amend: kAmendTexts, apply: kApplyTexts, account: kAccountTexts,
  partner: kPartnerTexts, publications: kPublicationTexts, verify: kVerifyTexts,
};
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1]).sort();
const sources = import.meta.glob<string>(["./**/*.ts", "./**/*.tsx", "!./**/*.test.ts", "!./**/texts*.ts"], {
  query: "?raw", import: "default", eager: true,
});
const code = Object.values(sources).join("\n");

describe.each(Object.entries(kAreas))("texts: %s", (_area, texts) => {
  const keys = Object.keys(texts);
  it("are never empty and hold the same {names}", () => {
    for (const key of keys) {
      const [zh, en] = texts[key]!;
      expect(zh.trim(), key).not.toBe("");
      expect(en.trim(), key).not.toBe("");
      expect(holes(en), key).toEqual(holes(zh));
    }
  });
  it("are Chinese in Chinese and without Chinese in English", () => {
    for (const key of keys) {
      const [zh, en] = texts[key]!;
      if (key !== "switch_language") expect(zh.replace(/\{\w+\}/g, ""), key).toMatch(/\p{Script=Han}|^[“”·\s（）]*$/u);
      if (!kMayHoldHan.includes(key)) expect(en, key).not.toMatch(/\p{Script=Han}/u);
    }
  });
  it("are all used", () => {
    expect(keys.filter((key) => !kBuilt.test(key) && !code.includes(`"${key}"`))).toEqual([]);
  });
});

describe("a text", () => {
  it("takes values and leaves what it doesn't know", () => {
    expect(fill("{a} and {b}", { a: 1 })).toBe("1 and {b}");
    expect(fill("{n} {n|rule|rules}", { n: 1 })).toBe("1 rule");
    expect(fill("{n} {n|rule|rules}", { n: 12 })).toBe("12 rules");
  });
});
