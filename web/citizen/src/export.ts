// What leaves the page as a file: answers that can be opened again, and the result as a table. Pure: text in, text out.
import type { CheckAnswer, Facts } from "../../shared/client";
import { byNumber, fenAsYuan, type Language } from "../../shared/format";
import { answered, type FactsDocument, sessionOf } from "./flow";
import { kTexts, saying } from "./texts";
import { kNewVisit, type Visit } from "./visit";

/** Largest file of answers that is read back. */
export const kMostSavedBytes = 256 * 1024;

/** A facts document as `fugong check --facts` takes it, with the days and the choice of measures. */
export function savedAnswers(visit: Visit, on: string): string {
  const { facts, asked, knownAt, measures, demo } = visit;
  const saved = { fugong: 1, on, known_at: knownAt ?? on, measures: measures ?? [], demo, asked, facts };
  return `${JSON.stringify(saved, null, 2)}\n`;
}

/** The visit that a saved file holds, or null if it is none. Questions that are no longer asked are dropped. */
export function openAnswers(text: string, schema: Facts): Visit | null {
  if (text.length > kMostSavedBytes) return null;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  const day = /^\d{4}-\d{2}-\d{2}$/;
  if (typeof value !== "object" || value === null || value.fugong !== 1) return null;
  if (typeof value.facts !== "object" || value.facts === null || Array.isArray(value.facts)) return null;
  if (typeof value.on !== "string" || !day.test(value.on)) return null;
  const known = new Set([...schema.facts.map((fact) => fact.name), ...schema.subjects.map((one) => one.plural ?? "")]);
  const facts = Object.fromEntries(
    Object.entries(value.facts).filter(([name]) => known.has(name)),
  ) as FactsDocument;
  const session = sessionOf(facts, schema);
  const asked = Array.isArray(value.asked) ? value.asked.filter((key): key is string => typeof key === "string") : [];
  const whole = { facts: session.facts, asked: [...new Set([...asked, ...session.asked])] };
  const open = new Set(answered(whole, schema).map((question) => question.key));
  const measures = Array.isArray(value.measures) ? value.measures.filter((one): one is number => Number.isInteger(one)) : [];
  const knownAt = typeof value.known_at === "string" && day.test(value.known_at) ? value.known_at : null;
  return {
    ...kNewVisit,
    facts: whole.facts,
    asked: whole.asked.filter((key) => open.has(key)),
    on: value.on,
    knownAt: knownAt === value.on ? null : knownAt,
    measures,
    demo: typeof value.demo === "string" ? value.demo : null,
  };
}

/** A cell of CSV; what a spreadsheet would run as a formula is kept as text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row an entitlement, UTF-8 with a byte-order mark so that spreadsheets read the Chinese. */
export function resultTable(answer: CheckAnswer, schema: Facts, language: Language, synthetic: boolean): string {
  const say = saying(kTexts, language);
  const pick = (text: { zh: string; en: string }) => text[language] || text.zh;
  const labelOf = (name: string) => {
    const fact = schema.facts.find((one) => one.name === name);
    return fact ? pick(fact.label) : name;
  };
  const subjectOf = (kind: string, id: string | null) => {
    const subject = schema.subjects.find((one) => one.name === kind);
    return id === null ? "" : subject ? `${pick(subject.label)} ${id}` : id;
  };
  const entitlements = [...answer.entitlements].sort((a, b) => byNumber(a.provision, b.provision));
  const head = [
    say("table_provision"), say("table_title"), say("document_number"), say("table_subject"), say("table_state"),
    say("table_amount"), say("rate_most"), say("deadline"), say("contact"), say("table_open"),
  ];
  const rows = entitlements.map((one) => [
    one.provision,
    pick(one.title),
    one.document.number,
    subjectOf(one.subject_kind, one.subject_id),
    say(`group_${one.state}`),
    one.amount_fen === null ? "" : fenAsYuan(one.amount_fen),
    one.rate_percent === null ? "" : `${one.rate_percent}%`,
    pick(one.deadline),
    pick(one.contact),
    [...one.open.facts.map(labelOf), ...one.open.reasons.map(pick)].join("; "),
  ]);
  const notes = [
    say("rules_as_of", { on: answer.on }),
    say("rules_used", { title: pick(answer.pack.title), version: answer.pack.version, hash: answer.pack.hash }),
    say("footer_not_decision"),
    ...(synthetic ? [say("synthetic")] : []),
  ];
  return `\uFEFF${[head, ...rows, [], ...notes.map((note) => [note])].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
