// A case as the API gives it, and what its page works out of it.
import type { Case as SharedCase, CaseBasis, CaseDocument, CaseReason, JudgedFact, Letter, Procedure, TimelineStep } from "../../shared/cases";
import type { CheckRequest, Entitlement, Fact, Facts } from "../../shared/client";
import { day, fenOf, money, number, type Language } from "../../shared/format";

export type Reason = CaseReason;

export type Case = SharedCase;
export type HistoryEntry = Case["history"][number];

export type { CaseBasis, CaseDocument, JudgedFact, Letter, Procedure, TimelineStep };

export interface Bounds {
  low: number;
  high: number;
  /** What the rules come to; null where an authority sets the amount. */
  computed: number | null;
}

/** Within what an amount may be granted; the server has the last word (after an upheld objection the low end is higher). */
export function grantBounds(of: Pick<Case, "judgement" | "against" | "objection" | "history">): Bounds {
  const { amount_fen: computed, at_most_fen: most } = of.judgement;
  // Beside what other cases of the firm hold.
  const given = Math.min(computed ?? most ?? 0, ...of.against.map((one) => one.left_fen ?? 0));
  let low = 0;
  if (of.objection?.state === "upheld") {
    const before = of.history.filter((entry) => entry.act === "grant" || entry.act === "refuse").at(-1);
    low = before?.act === "grant" ? (before.amount_fen ?? 0) : 0;
  }
  return { low, high: Math.max(low, given), computed };
}

/** What happened since somebody saw a version. */
export function since(history: readonly HistoryEntry[], version: number): readonly HistoryEntry[] {
  return history.slice(version);
}

/** What an officer found about the firm and about what the case is about, as an act takes it. */
export function foundDocument(found: Readonly<Record<string, string>>, of: Pick<Case, "subject">, schema: Facts): CheckRequest["facts"] {
  const stated = Object.entries(found).map(([fact, value]) => {
    const kind = schema.subjects.find((one) => one.name === schema.facts.find((known) => known.name === fact)?.subject);
    return { fact, value: value.trim(), subject: kind?.parent ? { kind: kind.name, id: of.subject } : null };
  });
  return factsDocument(stated, schema);
}

/** The facts of a case as a check takes them; the plural of a child kind is its list. */
function factsDocument(facts: readonly Pick<JudgedFact, "fact" | "value" | "subject">[], schema: Facts): CheckRequest["facts"] {
  const document: Record<string, unknown> = {};
  const typeOf = new Map(schema.facts.map((fact) => [fact.name, fact.type]));
  for (const { subject, fact, value } of facts) {
    const plural = schema.subjects.find((kind) => kind.name === subject?.kind)?.plural;
    const typed = typeOf.get(fact) === "boolean" ? value === "true" : value;
    if (!subject || !plural) {
      document[fact] = typed;
      continue;
    }
    const items = (document[plural] ??= []) as Record<string, unknown>[];
    let item = items.find((one) => one["id"] === subject.id);
    if (!item) {
      item = { id: subject.id };
      items.push(item);
    }
    item[fact] = typed;
  }
  return document;
}

/** The result about the case's subject. */
export function entitlementOf(entitlements: readonly Entitlement[], of: Pick<Case, "provision" | "subject" | "firm">): Entitlement | null {
  const same = entitlements.filter((one) => one.provision === of.provision);
  return same.find((one) => one.subject_id === of.subject) ?? (of.subject === of.firm || same.length === 1 ? (same[0] ?? null) : null);
}

/** Whether a check comes to what the case holds. */
export function agrees(entitlement: Entitlement, judgement: Case["judgement"]): boolean {
  if (entitlement.state !== judgement.state) return false;
  if (judgement.amount_fen !== null) return entitlement.amount_fen === judgement.amount_fen;
  return judgement.at_most_fen === null || entitlement.amount_range?.high_fen === judgement.at_most_fen;
}

/** A value as people read it. */
export function shownValue(given: unknown, fact: Fact | undefined, labelOf: (list: string, code: string) => string, language: Language): string {
  const value = typeof given === "string" ? given : JSON.stringify(given);
  switch (fact?.type) {
    case "boolean":
      return language === "zh" ? (value === "true" ? "是" : "否") : value === "true" ? "yes" : "no";
    case "money": {
      const fen = fenOf(value);
      return fen === null ? value : money(fen);
    }
    case "percent":
      return `${value} %`;
    case "date":
      return day(value, language);
    case "code":
      return fact.list ? labelOf(fact.list, value) : value;
    case "integer":
    case "number":
      return `${number(value)}${fact.unit[language] ? ` ${fact.unit[language]}` : ""}`;
    default:
      return value;
  }
}

/** 1536 -> "1.5 KB" */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes / 1024;
  return kilo < 1024 ? `${Math.round(kilo * 10) / 10} KB` : `${Math.round(kilo / 102.4) / 10} MB`;
}
