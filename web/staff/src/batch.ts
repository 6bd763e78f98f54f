// Relief without an application, as the API runs it: some firms of the place a call, until there are no more.
import type { components } from "../../shared/api";

type Schemas = components["schemas"];

export type BatchFault = BatchPart["faults"][number];

/** One call's part; `next` is what the next call begins behind. */
export type BatchPart = Schemas["Begun"];

export type BatchSum = Omit<BatchPart, "next" | "provision" | "place" | "dry_run">;
export const kNothingYet: BatchSum = { firms: 0, entitled: 0, already: 0, begun: 0, amount_fen: 0, references: [], failed: 0, faults: [] };
const kMostShown = 100;

export function added(sum: BatchSum, part: BatchPart): BatchSum {
  return {
    firms: sum.firms + part.firms,
    entitled: sum.entitled + part.entitled,
    already: sum.already + part.already,
    begun: sum.begun + part.begun,
    amount_fen: sum.amount_fen + part.amount_fen,
    references: [...sum.references, ...part.references].slice(0, kMostShown),
    failed: sum.failed + part.failed,
    faults: [...sum.faults, ...part.faults].slice(0, kMostShown),
  };
}

/** How many would be begun: a trial begins none. */
export function wouldBegin(sum: BatchSum): number {
  return Math.max(0, sum.entitled - sum.already);
}
