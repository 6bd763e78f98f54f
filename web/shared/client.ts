// The API as typed calls. Types come from docs/api/openapi.yaml (`npm run types`).
// A call either gives the answer or throws an ApiFault; nothing else is thrown.
import type { components } from "./api";

type Schemas = components["schemas"];
export type Text = Schemas["Text"];
export type Notice = Schemas["Notice"];
export type Measure = Notice["measures"][number];
export type Provision = Schemas["Provision"];
export type ProvisionDiff = Schemas["ProvisionDiff"];
export type Fact = Schemas["Fact"];
export type Facts = Schemas["Facts"];
export type Subject = Facts["subjects"][number];
export type CodeList = Schemas["CodeList"];
export type ListEntry = Schemas["ListEntry"];
export type DemoFirms = Schemas["DemoFirms"];
export type DemoFirm = DemoFirms["firms"][number];
export type CheckRequest = Schemas["CheckRequest"];
export type CheckAnswer = Schemas["CheckAnswer"];
export type Entitlement = Schemas["Entitlement"];
export type ConditionAnswer = Schemas["ConditionAnswer"];
export type DerivedFact = Schemas["DerivedFact"];
export type MoneyRange = Schemas["MoneyRange"];
export type Shown = Schemas["Shown"];
export type Parameter = Schemas["Parameter"];
export type ImpreciseDate = Schemas["ImpreciseDate"];
export type SourceDocument = Schemas["Document"];
export type Problem = Schemas["Problem"];

/** Longest wait for an answer; then the page offers to try again. */
export const kTimeoutMs = 15_000;

/** Status of an answer with an amount that can't be read exactly. */
export const kInexact = -2;

/** Why a call failed: the server's own words, or null when it could not be reached. */
export class ApiFault extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.title ?? `HTTP ${status}`);
    this.name = "ApiFault";
  }
}

export interface Client {
  notice(): Promise<Notice>;
  provision(id: string): Promise<Provision>;
  /** What differs in a provision from another. */
  compare(id: string, other: string): Promise<ProvisionDiff>;
  facts(): Promise<Facts>;
  list(name: string): Promise<CodeList>;
  demoFirms(): Promise<DemoFirms>;
  check(request: CheckRequest): Promise<CheckAnswer>;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "title" in value && "status" in value;
}

/** Amounts are whole fen; a number that this reader would round must never be shown. The API promises none. */
export function holdsAmounts(json: string): boolean {
  for (const [, digits] of json.matchAll(/_fen"\s*:\s*(-?\d{16,})/g)) {
    if (!Number.isSafeInteger(Number(digits))) return false;
  }
  return true;
}

async function call<T>(path: string, language: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        Accept: "application/json, application/problem+json",
        "Accept-Language": language,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: "omit",
      signal: AbortSignal.timeout(kTimeoutMs),
    });
  } catch {
    throw new ApiFault(0, null);
  }
  let value: unknown;
  try {
    const json = await response.text();
    value = holdsAmounts(json) ? JSON.parse(json) : undefined;
  } catch {
    throw new ApiFault(response.status, null);
  }
  if (value === undefined) throw new ApiFault(kInexact, null);
  if (!response.ok) throw new ApiFault(response.status, isProblem(value) ? value : null);
  return value as T;
}

/**
 * Answers are kept while the page is open; a failed call is forgotten, so a retry asks again. Answers hold both
 * languages: `language` (asked at each call) only chooses in which one faults are worded.
 */
export function makeClient(language: () => string): Client {
  const kept = new Map<string, Promise<unknown>>();
  const kMostKept = 60;

  function once<T>(path: string, body?: unknown): Promise<T> {
    const key = body === undefined ? path : `${path} ${JSON.stringify(body)}`;
    const known = kept.get(key);
    if (known) return known as Promise<T>;
    const asked = call<T>(path, language(), body);
    if (kept.size >= kMostKept) kept.clear();
    kept.set(key, asked);
    asked.catch(() => kept.delete(key));
    return asked;
  }

  const part = encodeURIComponent;
  return {
    notice: () => once("/api/v1/measures"),
    provision: (id) => once(`/api/v1/provisions/${part(id)}`),
    compare: (id, other) => once(`/api/v1/provisions/${part(id)}/diff/${part(other)}`),
    facts: () => once("/api/v1/facts"),
    list: (name) => once(`/api/v1/lists/${part(name)}`),
    demoFirms: () => once("/api/v1/demo/firms"),
    check: (request) => once("/api/v1/check", request),
  };
}
