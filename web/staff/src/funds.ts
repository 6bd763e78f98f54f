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

/** Figures alone are for whoever sees figures; proposals and entries are for those who answer for the money (docs/ledger.md). */
const kFiguresOnly = ["analyst", "policy_officer"];
export function seesEntries(roles: readonly { role: string }[]): boolean {
  return roles.some((held) => !kFiguresOnly.includes(held.role));
}

type Entry = Pick<StatementEntry, "kind" | "amount_fen" | "frees_fen" | "from" | "to">;
const isFreed = (entry: Pick<Entry, "kind">): boolean => entry.kind === "void" || entry.kind === "expire";

/** Where an entry's money comes from and goes to, as the figures above it name it: what is pending is reserved. */
export function accountOf(entry: Entry, side: "from" | "to"): string {
  if (entry.kind === "pending") return side === "from" ? entry.from.role : "pending";
  if (entry.kind === "post") return side === "from" ? "pending" : entry.to.role;
  if (isFreed(entry)) return side === "from" ? "pending" : entry.from.role;
  return entry[side].role;
}

/** How much it moves; of a reservation that is given up what was reserved. */
export function movedFen(entry: Entry): number {
  return isFreed(entry) ? entry.frees_fen : entry.amount_fen;
}

/** What else of a reservation is free again once a part of it is committed. */
export function alsoFreedFen(entry: Entry): number {
  return entry.kind === "post" ? entry.frees_fen - entry.amount_fen : 0;
}
