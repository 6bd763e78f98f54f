// Open cases judged anew by the pack in force, as the API does it: some cases a call, until there are no more.
import type { components } from "../../shared/api";

type Schemas = components["schemas"];

/** One call's part; `next` is what the next call begins behind. */
export type RerunPart = Schemas["Rerun"];
export type RerunCase = RerunPart["cases"][number];

export type RerunSum = Pick<RerunPart, "looked_at" | "judged" | "differ" | "failed" | "cases">;
export const kNoneYet: RerunSum = { looked_at: 0, judged: 0, differ: 0, failed: 0, cases: [] };
export const kMostCases = 200;

export function withPart(sum: RerunSum, part: RerunPart): RerunSum {
  return {
    looked_at: sum.looked_at + part.looked_at,
    judged: sum.judged + part.judged,
    differ: sum.differ + part.differ,
    failed: sum.failed + part.failed,
    cases: [...sum.cases, ...part.cases].slice(0, kMostCases),
  };
}
