import { expect, it } from "vitest";
import type { CheckAnswer } from "../../../shared/client";
import { barsOf } from "./bars";

const position = (provision: string, subject: string, total: string, low: number, high: number | null, outcome = "taken") => ({
  provision, subject_kind: "loan", subject_id: subject, total, outcome, amount: { low_fen: low, high_fen: high }, rule: null,
});
const answer = {
  entitlements: [{ provision: "5.2", benefit: { zh: "贴息", en: "Discount" }, title: { zh: "甲", en: "A" } }],
  combination: {
    positions: [
      position("5.5", "1", "cash", 800, 800), position("5.2", "1", "cash", 500, 500), position("5.2", "2", "cash", 400, null, "cut"),
      position("6.1", "1", "relief", 0, 900), position("6.2", "1", "cash", 700, 700, "excluded"), position("7.1", "1", "liquidity", 100, 300),
    ],
  },
} as unknown as CheckAnswer;

it("bars hold what is held of a policy, each kind of money apart, the longest first", () => {
  expect(barsOf(answer, "cash", "en")).toEqual([
    { provision: "5.2", label: "Discount", low_fen: 900, high_fen: null },
    { provision: "5.5", label: "5.5", low_fen: 800, high_fen: 800 },
  ]);
  expect(barsOf(answer, "relief", "en")).toEqual([]);
  expect(barsOf(answer, "liquidity", "en")).toEqual([{ provision: "7.1", label: "7.1", low_fen: 100, high_fen: 300 }]);
});
