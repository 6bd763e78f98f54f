import { expect, it } from "vitest";
import { keyOfPart, keyPart, provisionId, provisionPath } from "./router";

it("writes a provision's address without a dot, and reads it back", () => {
  for (const id of ["5.2", "6.31", "jx-1", "a.b.c"]) {
    const path = provisionPath(id);
    expect(path).not.toContain(".");
    expect(provisionId(decodeURIComponent(path.split("/").at(-1)!))).toBe(id);
  }
});

it("writes a question about anything that people may call a loan or a bill, and reads it back", () => {
  for (const id of ["1", "HT-2020/07", "1#楼", "100%", "a.b!c?d&e+f", "%2F", "二月账单 №3"]) {
    const part = keyPart(`loan_rate~${id}`);
    expect(part).toMatch(/^loan_rate~[\w!()'*-]+$/);
    expect(keyOfPart(part)).toBe(`loan_rate~${id}`);
  }
  expect(keyPart("loan_rate~1")).toBe("loan_rate~1");
  expect(keyOfPart("loan_rate~100!")).toBe("loan_rate~100!");
});
