// The queue's filters: what stands in the address, what the API is asked, and what a person keeps.
import type { components } from "../../shared/api";
import { day, type Language } from "../../shared/format";

type Schemas = components["schemas"];

export type CaseLine = Schemas["CaseLine"];
export type CasePage = Schemas["CasePage"];

export interface Filters {
  waitsFor: string;
  place: string;
  provision: string;
  firm: string;
  open: boolean;
  late: boolean;
}

export const kNoFilters: Filters = { waitsFor: "", place: "", provision: "", firm: "", open: true, late: false };

/** What stands in the address; only what differs from the usual. */
export function toQuery(filters: Filters): Record<string, string | null> {
  return {
    waits_for: filters.waitsFor || null,
    place: filters.place || null,
    provision: filters.provision || null,
    firm: filters.firm || null,
    closed: filters.open ? null : "too",
    late: filters.late ? "only" : null,
  };
}

export function fromQuery(query: URLSearchParams): Filters {
  const text = (key: string) => query.get(key)?.trim() ?? "";
  return {
    waitsFor: text("waits_for"),
    place: text("place"),
    provision: text("provision"),
    firm: text("firm"),
    open: query.get("closed") !== "too",
    late: query.get("late") === "only",
  };
}

/** Of GET /api/v1/cases. */
export function casesPath(filters: Filters, cursor: string | null): string {
  const query = new URLSearchParams();
  if (filters.waitsFor) query.set("waits_for", filters.waitsFor);
  if (filters.place) query.set("place", filters.place);
  if (filters.provision) query.set("provision", filters.provision);
  if (filters.firm) query.set("firm", filters.firm);
  if (filters.open) query.set("open", "true");
  if (cursor) query.set("cursor", cursor);
  const all = query.toString();
  return `/api/v1/cases${all ? `?${all}` : ""}`;
}

/** "2020-03-10" of China, where the offices are. */
export function chinaDay(at: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(at);
}

/** Days until a line is due; negative is late, null has no clock. */
export function daysLeft(line: Pick<CaseLine, "due">, today: string): number | null {
  if (!line.due) return null;
  return Math.round((Date.parse(line.due) - Date.parse(today)) / 86_400_000);
}

export type Urgency = "late" | "soon" | "fine" | "none";
const kSoonDays = 2;

export function urgencyOf(days: number | null): Urgency {
  if (days === null) return "none";
  if (days < 0) return "late";
  return days <= kSoonDays ? "soon" : "fine";
}

export interface SavedFilter {
  name: string;
  filters: Filters;
}

const kMostSaved = 20;
const kMostName = 40;

function isFilters(value: unknown): value is Filters {
  if (typeof value !== "object" || value === null) return false;
  const one = value as Record<string, unknown>;
  return (
    ["waitsFor", "place", "provision", "firm"].every((key) => typeof one[key] === "string") &&
    typeof one["open"] === "boolean" &&
    typeof one["late"] === "boolean"
  );
}

/** What isn't a whole list of filters is forgotten. */
export function readSaved(stored: string | null): SavedFilter[] {
  try {
    const value: unknown = JSON.parse(stored ?? "[]");
    if (!Array.isArray(value)) return [];
    return value
      .filter((one): one is SavedFilter => typeof one?.name === "string" && one.name !== "" && isFilters(one.filters))
      .slice(0, kMostSaved);
  } catch {
    return [];
  }
}

/** With this one at the end; one of the same name is replaced. */
export function withSaved(saved: readonly SavedFilter[], name: string, filters: Filters): SavedFilter[] {
  const clean = name.trim().slice(0, kMostName);
  if (!clean) return [...saved];
  return [...saved.filter((one) => one.name !== clean), { name: clean, filters }].slice(-kMostSaved);
}

export function savedKey(login: string): string {
  return `fugong.queue.${login}`;
}

export function moment(atMs: number, language: Language): string {
  const at = new Date(atMs);
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" }).format(at);
  return `${day(chinaDay(at), language)} ${time}`;
}
