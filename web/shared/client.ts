// What is public, as typed calls that anybody may make. Types come from docs/api/openapi.yaml (`npm run types`).
import type { components } from "./api";
import { call } from "./call";
import type { Procedure, ProcedureLine } from "./cases";

export { ApiFault, kInexact, kTimeoutMs, type Problem } from "./call";

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

export interface Client {
  notice(): Promise<Notice>;
  provision(id: string): Promise<Provision>;
  /** What differs in a provision from another. */
  compare(id: string, other: string): Promise<ProvisionDiff>;
  facts(): Promise<Facts>;
  list(name: string): Promise<CodeList>;
  demoFirms(): Promise<DemoFirms>;
  check(request: CheckRequest): Promise<CheckAnswer>;
  /** The provisions that can be applied for here. */
  procedures(): Promise<ProcedureLine[]>;
  /** `place`: of the firm; of several procedures about one finding it says which. */
  procedure(provision: string, place?: string | null): Promise<Procedure>;
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
    const asked = call<T>(path, { language: language(), body }).then((reply) => reply.value);
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
    procedures: () => once<{ procedures: ProcedureLine[] }>("/api/v1/procedures").then((reply) => reply.procedures),
    procedure: (provision, place) => once(`/api/v1/procedures/${part(provision)}${place ? `?place=${part(place)}` : ""}`),
  };
}
