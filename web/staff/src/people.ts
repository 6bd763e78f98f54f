// People, roles and keys as the API gives them (docs/identity.md).
import type { components } from "../../shared/api";

type Schemas = components["schemas"];

export type ScopeKind = Grantable["scope_kind"];

/** Of a person whom one manages: each can be named, and be ended or not. */
export type Grant = Required<Schemas["Grant"]>;
export type Grantable = Schemas["Grantable"];
export type Person = Omit<Schemas["Person"], "grants"> & { grants: Grant[] };
export type PeoplePage = Omit<Schemas["PeoplePage"], "people"> & { people: Person[] };
export interface WithSecret {
  /** Null when it is no longer this caller's to see. */
  person: Person | null;
  secret: string | null;
  expires_ms: number | null;
}

export type ApiKey = Schemas["Key"];
export type Makeable = Schemas["Keys"]["makeable"][number];

/** What a role asks for beside itself, and whether that is there. */
export interface WantedGrant {
  role: string;
  scope: string;
  until: string;
}
export const kNoGrant: WantedGrant = { role: "", scope: "", until: "" };

/** The end of a day of China, in milliseconds; null of what is no day. */
export function endOfDay(day: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const at = Date.parse(`${day}T23:59:59.999+08:00`);
  return Number.isNaN(at) ? null : at;
}

export function grantBody({ role, scope, until }: WantedGrant, kind: ScopeKind): Record<string, unknown> {
  const end = endOfDay(until);
  return { role, ...(kind === "none" || !scope.trim() ? {} : { scope: scope.trim() }), ...(end === null ? {} : { until_ms: end }) };
}

/** Whether a scope is missing, or lies outside of what the giver may give. */
export function scopeWrong(scope: string, of: Pick<Grantable, "scope_kind" | "within" | "role">): boolean {
  const given = scope.trim();
  if (of.scope_kind === "none") return false;
  // The country is the empty region.
  if (of.scope_kind === "region") return !/^\d*$/.test(given) || !given.startsWith(of.within);
  return given === "";
}
