// Tables of many answers: sent, checked, run.
import type { components } from "./api";

type Schemas = components["schemas"];
export type BulkFault = BulkLine["faults"][number];

export type BulkLine = Bulk["lines"][number];

export type Bulk = Schemas["Bulk"];

/**
 * The server works for a short time a call: `step` is called until `left` says that nothing is left, or until a call gets no
 * further, which would otherwise go on for ever.
 */
export async function untilDone(bulk: Bulk, left: (bulk: Bulk) => number, step: () => Promise<Bulk>, tell: (bulk: Bulk) => void): Promise<Bulk> {
  let now = bulk;
  while (left(now) > 0) {
    const next = await step();
    tell(next);
    if (left(next) >= left(now)) return next;
    now = next;
  }
  return now;
}
