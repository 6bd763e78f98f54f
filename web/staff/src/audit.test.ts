import { describe, expect, it } from "vitest";
import { eventsPath } from "./audit";

describe("events", () => {
  it("are asked for by what stands in the address", () => {
    expect(eventsPath(new URLSearchParams("actor=7&tab=x&from=2020-03-01&record=%20"))).toBe("/api/v1/audit/events?actor=7&from=2020-03-01");
    expect(eventsPath(new URLSearchParams())).toBe("/api/v1/audit/events");
  });
});
