// What this browser window remembers: language (kept between visits), dates and answers (kept until
// the window closes; never in the address, they may be confidential).
import { kEmptySession, type Session } from "./flow";

export { chooseLanguage, loadLanguage, saveLanguage } from "../../shared/language";

/** An answer that came from the register or from an office, for whoever acts for the firm. */
export interface Known {
  /** Of the question. */
  key: string;
  value: string;
  /** `finding`: an office has found it. */
  source: string;
  on: string;
  /** In which it was found. */
  case: string | null;
}

export interface Visit extends Session {
  /** Service date; null means the notice's own demo date. */
  on: string | null;
  /** Law as known on; null means the service date. */
  knownAt: string | null;
  /** Numbers of the measures that the visitor wants to look at; null when not chosen yet, none is all. */
  measures: number[] | null;
  /** Id of the demo firm whose facts these are. */
  demo: string | null;
  /** Of a firm's own facts who says so, as long as they stand as they came. */
  known: readonly Known[];
}

export const kNewVisit: Visit = { ...kEmptySession, on: null, knownAt: null, measures: null, demo: null, known: [] };

const kVisitKey = "fugong.visit";

function isDay(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

function isKnown(value: unknown): value is Known {
  const one = value as Partial<Known> | null;
  return typeof one?.key === "string" && typeof one.value === "string" && typeof one.source === "string" && typeof one.on === "string" &&
    (one.case === null || typeof one.case === "string");
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isInteger(one));
}

/** Anything that isn't a whole visit is forgotten rather than half believed. */
export function readVisit(stored: string | null): Visit {
  if (!stored) return kNewVisit;
  try {
    const value = JSON.parse(stored) as Partial<Visit> | null;
    if (!value || typeof value.facts !== "object" || value.facts === null) return kNewVisit;
    if (!Array.isArray(value.asked) || !value.asked.every((key) => typeof key === "string")) return kNewVisit;
    return {
      facts: value.facts,
      asked: value.asked,
      on: isDay(value.on) ? value.on : null,
      knownAt: isDay(value.knownAt) ? value.knownAt : null,
      measures: isNumbers(value.measures) ? value.measures : null,
      demo: typeof value.demo === "string" ? value.demo : null,
      known: Array.isArray(value.known) ? value.known.filter(isKnown) : [],
    };
  } catch {
    return kNewVisit;
  }
}

// Storage may be switched off; then the visit lives as long as the page.
export function loadVisit(): Visit {
  try {
    return readVisit(sessionStorage.getItem(kVisitKey));
  } catch {
    return kNewVisit;
  }
}

export function saveVisit(visit: Visit): void {
  try {
    sessionStorage.setItem(kVisitKey, JSON.stringify(visit));
  } catch {
    /* see above */
  }
}
