import { describe, expect, it } from "vitest";
import { casesPath, chinaDay, daysLeft, fromQuery, kNoFilters, moment, readSaved, toQuery, urgencyOf, withSaved } from "./queue";

const some = { ...kNoFilters, waitsFor: "county_officer", place: "2109", late: true };

describe("filters of the queue", () => {
  it("stand in the address and come back from it", () => {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(toQuery(some))) if (value) query.set(key, value);
    expect(query.toString()).toBe("waits_for=county_officer&place=2109&late=only");
    expect(fromQuery(query)).toEqual(some);
    expect(fromQuery(new URLSearchParams())).toEqual(kNoFilters);
    expect(fromQuery(new URLSearchParams("closed=too")).open).toBe(false);
  });
  it("are asked of the API", () => {
    expect(casesPath(kNoFilters, null)).toBe("/api/v1/cases?open=true");
    expect(casesPath({ ...some, open: false }, "a&b")).toBe("/api/v1/cases?waits_for=county_officer&place=2109&cursor=a%26b");
    expect(casesPath({ ...kNoFilters, open: false }, null)).toBe("/api/v1/cases");
  });
  it("are kept by name, and only whole ones", () => {
    const one = withSaved([], " mine ", some);
    expect(one).toEqual([{ name: "mine", filters: some }]);
    expect(withSaved(one, "mine", kNoFilters)).toEqual([{ name: "mine", filters: kNoFilters }]);
    expect(withSaved(one, "  ", kNoFilters)).toEqual(one);
    expect(readSaved(JSON.stringify(one))).toEqual(one);
    expect(readSaved(JSON.stringify([{ name: "x", filters: { place: 1 } }, null, ...one]))).toEqual(one);
    expect(readSaved("{")).toEqual([]);
    expect(readSaved('{"a":1}')).toEqual([]);
    expect(readSaved(null)).toEqual([]);
  });
});

describe("the clock of a line", () => {
  it("is the days from today", () => {
    expect(daysLeft({ due: "2020-03-12" }, "2020-03-10")).toBe(2);
    expect(daysLeft({ due: "2020-02-28" }, "2020-03-01")).toBe(-2);
    expect(daysLeft({ due: null }, "2020-03-01")).toBe(null);
  });
  it("is urgent before it is late", () => {
    expect([null, -1, 0, 2, 3].map(urgencyOf)).toEqual(["none", "late", "soon", "soon", "fine"]);
  });
  it("goes by the day of China", () => {
    const late = new Date("2020-03-09T16:30:00Z");
    expect(chinaDay(late)).toBe("2020-03-10");
    expect(moment(late.getTime(), "zh")).toBe("2020年3月10日 00:30");
    expect(moment(late.getTime(), "en")).toBe("10 March 2020 00:30");
  });
});
