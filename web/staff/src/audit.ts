// The audit log as the API gives it.
import type { components } from "../../shared/api";

type Schemas = components["schemas"];
export type AuditEvent = Schemas["AuditEvent"];

export type ProvedEvent = Schemas["ProvedEvent"];

export type Checkpoints = Schemas["Checkpoints"];

export type Verification = Schemas["Verification"];

export const kEventFilters = ["actor", "region", "record", "action", "from", "until"] as const;
export type EventFilter = (typeof kEventFilters)[number];

/** Of GET /api/v1/audit/events. */
export function eventsPath(query: URLSearchParams): string {
  const asked = new URLSearchParams();
  for (const key of kEventFilters) {
    const value = query.get(key)?.trim();
    if (value) asked.set(key, value);
  }
  const all = asked.toString();
  return `/api/v1/audit/events${all ? `?${all}` : ""}`;
}
