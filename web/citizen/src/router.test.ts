import { expect, it } from "vitest";
import { provisionId, provisionPath } from "./router";

it("writes a provision's address without a dot, and reads it back", () => {
  for (const id of ["5.2", "6.31", "jx-1", "a.b.c"]) {
    const path = provisionPath(id);
    expect(path).not.toContain(".");
    expect(provisionId(decodeURIComponent(path.split("/").at(-1)!))).toBe(id);
  }
});
