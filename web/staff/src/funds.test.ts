import { describe, expect, it } from "vitest";
import { accountOf, alsoFreedFen, movedFen, seesEntries, widths } from "./funds";

describe("a bar", () => {
  it("is whole", () => {
    expect(widths([1, 1, 1])).toEqual([333, 334, 333]);
    expect(widths([5, 0, 5])).toEqual([500, 0, 500]);
    expect(widths([0, 0])).toEqual([0, 0]);
    const nearLimit = widths([9_007_199_254_740_000, 1, 7]);
    expect(nearLimit.reduce((sum, one) => sum + one, 0)).toBe(1000);
  });
});

describe("an entry of a fund", () => {
  const side = (role: string) => ({ role, party: "", reference: "" });
  const entry = (kind: "direct" | "pending" | "post" | "void", amount_fen: number, frees_fen: number) =>
    ({ kind, amount_fen, frees_fen, from: side("available"), to: side("committed") });
  const told = (one: ReturnType<typeof entry>) => [accountOf(one, "from"), accountOf(one, "to"), movedFen(one), alsoFreedFen(one)];

  it("reserves, commits, and gives back what was reserved", () => {
    expect(told(entry("pending", 700, 0))).toEqual(["available", "pending", 700, 0]);
    expect(told(entry("post", 500, 700))).toEqual(["pending", "committed", 500, 200]);
    expect(told(entry("void", 0, 700))).toEqual(["pending", "available", 700, 0]);
    expect(told(entry("direct", 500, 0))).toEqual(["available", "committed", 500, 0]);
  });
  it("is not for whoever sees figures alone", () => {
    expect(seesEntries([{ role: "analyst" }])).toBe(false);
    expect(seesEntries([{ role: "analyst" }, { role: "second_approver" }])).toBe(true);
  });
});
