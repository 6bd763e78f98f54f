import { describe, expect, it } from "vitest";
import { kMostCases, kNoneYet, withPart, type RerunCase, type RerunPart } from "./rerun";

const one = { reference: "x" } as RerunCase;
const part = (count: number): RerunPart => ({
  place: "21", dry_run: true, pack: "h", cases: Array.from({ length: count }, () => one), looked_at: 20, judged: 5, differ: count, failed: 1, next: "n",
});

describe("cases that are judged anew", () => {
  it("add up over the calls", () => {
    const sum = withPart(withPart(kNoneYet, part(2)), part(3));
    expect(sum).toEqual({ looked_at: 40, judged: 10, differ: 5, failed: 2, cases: [one, one, one, one, one] });
  });
  it("are counted all and shown up to a bound", () => {
    const sum = withPart(withPart(kNoneYet, part(kMostCases)), part(1));
    expect([sum.differ, sum.cases.length]).toEqual([kMostCases + 1, kMostCases]);
  });
});
