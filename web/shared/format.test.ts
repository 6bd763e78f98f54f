import { describe, expect, it } from "vitest";
import { byNumber, day, fenOf, impreciseDay, money, moneyInWords, moneyRange, number } from "./format";

describe("money", () => {
  it.each([
    [16012500, "¥160,125.00"], [8006250, "¥80,062.50"], [0, "¥0.00"], [5, "¥0.05"], [-123456, "−¥1,234.56"],
    [9007199254740991, "¥90,071,992,547,409.91"],
  ])("%d fen -> %s", (fen, text) => expect(money(fen)).toBe(text));
});

describe("moneyInWords", () => {
  it.each([
    [16012500, "约 16.01 万元", "about 160.13 thousand yuan"],
    [8006250, "约 8.01 万元", "about 80.06 thousand yuan"],
    [1000000000, "1,000 万元", "10 million yuan"],
    [1000000, "1 万元", "10 thousand yuan"],
    [10000000000, "1 亿元", "100 million yuan"],
    [999999, "", ""],
  ])("%d fen -> %s", (fen, zh, en) => {
    expect(moneyInWords(fen, "zh")).toBe(zh);
    expect(moneyInWords(fen, "en")).toBe(en);
  });
});

describe("dates", () => {
  it("are written as people do", () => {
    expect(day("2020-02-08", "zh")).toBe("2020年2月8日");
    expect(day("2020-02-08", "en")).toBe("8 February 2020");
    expect(day("soon", "en")).toBe("soon");
  });
  it("say how imprecise they are", () => {
    const fixed = { to_be_fixed: null };
    expect(impreciseDay({ earliest: "2020-02-01", latest: "2020-02-29", ...fixed }, "en")).toBe("between 1 February 2020 and 29 February 2020");
    expect(impreciseDay({ earliest: null, latest: null, ...fixed }, "zh")).toBe("未定期限");
    expect(impreciseDay({ earliest: "2020-02-01", latest: null, to_be_fixed: { zh: "另行通知", en: "later" } }, "en")).toBe("later");
  });
});

describe("numbers", () => {
  it("group thousands", () => expect(number("-1234567.5")).toBe("−1,234,567.5"));
  it("become fen only when exact", () => {
    expect(fenOf("160125.5")).toBe(16012550);
    expect(fenOf("1.005")).toBeNull();
    expect(fenOf("10000000000000")).toBe(1000000000000000);
    expect(fenOf("90071992547409.91")).toBe(9007199254740991);
    expect(fenOf("90071992547409.92")).toBeNull();
    expect(fenOf("100000000000000")).toBeNull();
  });
});

it("provisions stand in the order of their numbers", () => {
  expect(["5.11b", "5.10", "5.2", "12.1", "5.11"].sort(byNumber)).toEqual(["5.2", "5.10", "5.11", "5.11b", "12.1"]);
});

it("a range of money says its ends, or one figure, or the least", () => {
  expect(moneyRange({ low_fen: 30000, high_fen: 50000 }, "zh")).toBe("¥300.00 至 ¥500.00");
  expect(moneyRange({ low_fen: 30000, high_fen: 50000 }, "en")).toBe("¥300.00 to ¥500.00");
  expect(moneyRange({ low_fen: 30000, high_fen: 30000 }, "zh")).toBe("¥300.00");
  expect(moneyRange({ low_fen: 0, high_fen: null }, "en")).toBe("at least ¥0.00");
});
