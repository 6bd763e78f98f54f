import { describe, expect, it } from "vitest";
import { qrPath } from "./qr";

describe("the squares of a QR code", () => {
  it("are drawn run by run, with a border", () => {
    expect(qrPath(["1101", "0000", "0010", "1111"])).toEqual({
      path: "M4 4h2v1h-2zM7 4h1v1h-1zM6 6h1v1h-1zM4 7h4v1h-4z",
      side: 12,
    });
    expect(qrPath([])).toEqual({ path: "", side: 8 });
  });
});
