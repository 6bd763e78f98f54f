// Funds as the API gives them, and the two columns that a figure of one is made of.
import type { components } from "../../shared/api";

type Schemas = components["schemas"];

export type Fund = Schemas["FundStanding"];

export type ProposalState = Schemas["ProposalState"];
export type Proposal = Schemas["FundProposal"];

export type WholeFund = Schemas["Fund"];

export type StatementEntry = Schemas["Statement"]["entries"][number];

/** Where the budget stands; together they are what was appropriated. */
export const kBudgetParts = ["expended", "committed", "reserved", "available", "returned", "lapsed"] as const;
export type BudgetPart = (typeof kBudgetParts)[number];

export function partsOf(fund: Fund): { part: BudgetPart; fen: number }[] {
  return kBudgetParts.map((part) => ({ part, fen: fund[`${part}_fen`] }));
}

/** Widths of the parts of a bar, in thousandths of the whole, that add up to a thousand; nothing of nothing. */
export function widths(values: readonly number[]): number[] {
  const whole = values.reduce((sum, value) => sum + value, 0);
  if (whole <= 0) return values.map(() => 0);
  let before = 0;
  let sum = 0;
  return values.map((value) => {
    sum += value;
    const end = Math.round((sum / whole) * 1000);
    const width = end - before;
    before = end;
    return width;
  });
}
