// Every register that a fact of the shipped packs may come from is called by its name, for owners and for officers.
import { expect, it } from "vitest";
import { kTexts } from "../citizen/src/texts";
import { en, zh } from "../staff/src/texts";

const kFacts = import.meta.glob<string>("../../packs/**/facts.yaml", { query: "?raw", import: "default", eager: true });

it("all registers of the packs have words on both kinds of pages", () => {
  const lists = Object.values(kFacts).flatMap((text) => [...text.matchAll(/^\s+registers: \[(.*)\]$/gm)].map(([, list]) => list ?? ""));
  const all = [...new Set(lists.flatMap((list) => list.split(/,\s*/)))].sort();
  expect(all.length).toBeGreaterThan(5);
  expect(all).toContain("social_insurance");
  expect(all.filter((one) => !(`source_${one}` in zh) || !(`source_${one}` in en))).toEqual([]);
  expect(all.filter((one) => !(`register_${one}` in kTexts))).toEqual([]);
});
