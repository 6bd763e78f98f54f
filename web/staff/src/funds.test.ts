import { describe, expect, it } from "vitest";
import { widths } from "./funds";

describe("a bar", () => {
  it("is whole", () => {
    expect(widths([1, 1, 1])).toEqual([333, 334, 333]);
    expect(widths([5, 0, 5])).toEqual([500, 0, 500]);
    expect(widths([0, 0])).toEqual([0, 0]);
    const nearLimit = widths([9_007_199_254_740_000, 1, 7]);
    expect(nearLimit.reduce((sum, one) => sum + one, 0)).toBe(1000);
  });
});
