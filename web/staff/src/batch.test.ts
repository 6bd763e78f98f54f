import { describe, expect, it } from "vitest";
import { added, kNothingYet, wouldBegin } from "./batch";

const part = { provision: "1", place: "2109", dry_run: false, firms: 2000, entitled: 7, already: 2, begun: 5, amount_fen: 100, references: ["a"], failed: 1, faults: [{ firm: "f", code: "c", detail: { zh: "", en: "" }, remedy: { zh: "", en: "" } }], next: 2000 };

describe("a run over many firms", () => {
  it("adds its parts up and shows the first of what they began", () => {
    const sum = added(added(kNothingYet, part), { ...part, next: null });
    expect(sum).toMatchObject({ firms: 4000, entitled: 14, already: 4, begun: 10, amount_fen: 200, failed: 2, references: ["a", "a"] });
    expect(wouldBegin(sum)).toBe(10);
    const long = { ...part, references: Array.from({ length: 100 }, () => "x") };
    expect(added(added(kNothingYet, long), long).references.length).toBe(100);
  });
});
