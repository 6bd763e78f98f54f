import { expect, it } from "vitest";
import { untilDone, type Bulk } from "./bulk";

const bulk = (good: number) => ({ good }) as Bulk;

it("works a table off in as many calls as it takes, and stops when a call gets no further", async () => {
  const told: number[] = [];
  const work = (...left: number[]) => untilDone(bulk(5), (one) => one.good, () => Promise.resolve(bulk(left.shift()!)), (one) => told.push(one.good));
  expect((await work(3, 1, 0)).good).toBe(0);
  expect(told).toEqual([3, 1, 0]);
  expect((await work(3, 3, 0)).good).toBe(3);
  expect((await untilDone(bulk(0), (one) => one.good, () => Promise.reject(new Error("not asked")), () => undefined)).good).toBe(0);
});
