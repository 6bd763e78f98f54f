// An application that is being written: kept in this window only, for each firm and provision, until it is sent. Pure
// but for the two that read and write the window's storage.
import type { CaseReason, FirmFacts, Preview, Procedure } from "../../../shared/cases";
import type { Facts } from "../../../shared/client";
import { drawKey } from "../../../shared/office";
import type { FactsDocument, FactValue, Item } from "../flow";

export interface DraftDocument {
  document: string;
  upload: string;
  name: string;
  bytes: number;
  /** What the scan said when it was uploaded. */
  state: string;
}

export interface Draft {
  /** The loan, bill ... that it is about; null: the firm itself. */
  subject: string | null;
  facts: FactsDocument;
  /** Keys of questions that were left out on purpose. */
  skipped: string[];
  /** Questions that weren't put, because the firm has answered them in another case: when, and in which. */
  before: Record<string, { on: string; case: string }>;
  documents: DraftDocument[];
  /** When it was kept last, in milliseconds; null: never. */
  saved: number | null;
  /** Of the last sending of which nobody knows what became; with what it was sent. */
  sent: { body: string; key: string } | null;
}

export const kNewDraft: Draft = { subject: null, facts: {}, skipped: [], before: {}, documents: [], saved: null, sent: null };

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === "string");

/** Anything that isn't a whole draft is forgotten rather than half believed. */
export function readDraft(stored: string | null): Draft {
  if (!stored) return kNewDraft;
  try {
    const value = JSON.parse(stored) as Partial<Draft> | null;
    if (!value || typeof value.facts !== "object" || value.facts === null || Array.isArray(value.facts)) return kNewDraft;
    if (!isTexts(value.skipped) || !Array.isArray(value.documents)) return kNewDraft;
    const fine = value.documents.every((one) => typeof one?.document === "string" && typeof one.upload === "string");
    if (!fine) return kNewDraft;
    return {
      subject: typeof value.subject === "string" ? value.subject : null,
      facts: value.facts,
      skipped: value.skipped,
      before: typeof value.before === "object" && value.before !== null ? value.before : {},
      documents: value.documents,
      saved: typeof value.saved === "number" ? value.saved : null,
      sent: typeof value.sent?.key === "string" && typeof value.sent.body === "string" ? value.sent : null,
    };
  } catch {
    return kNewDraft;
  }
}

const kPrefix = "fugong.draft.";

export function loadDraft(name: string): Draft {
  try {
    return readDraft(sessionStorage.getItem(kPrefix + name));
  } catch {
    return kNewDraft;
  }
}

/** Storage may be switched off; then it lives as long as the page. */
export function saveDraft(name: string, draft: Draft): void {
  try {
    sessionStorage.setItem(kPrefix + name, JSON.stringify(draft));
  } catch {
    /* see above */
  }
}

export function dropDraft(name: string): void {
  try {
    sessionStorage.removeItem(kPrefix + name);
  } catch {
    /* see above */
  }
}

const kFirm = `${kPrefix}firm`;

/** For which of several firms one is applying in this window. */
export function chosenFirm(): string | null {
  try {
    return sessionStorage.getItem(kFirm);
  } catch {
    return null;
  }
}

export function chooseFirm(firm: string): void {
  try {
    sessionStorage.setItem(kFirm, firm);
  } catch {
    /* see above */
  }
}

/** All of them: whoever signs out leaves nothing of the firm behind in the window. */
export function dropAllDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(kPrefix)) sessionStorage.removeItem(key);
  } catch {
    /* see above */
  }
}

/** The list in which a kind of subject stands, "loans" of "loan"; null: the firm itself. */
export function listOf(kind: string, schema: Facts): string | null {
  return schema.subjects.find((one) => one.name === kind)?.plural ?? null;
}

/** The draft about this loan, bill ...: what had been stated of another is no longer meant. */
export function about(draft: Draft, kind: string, id: string, schema: Facts): Draft {
  const plural = listOf(kind, schema);
  if (!plural) return { ...draft, subject: null };
  if (draft.subject === id && Array.isArray(draft.facts[plural])) return draft;
  const own = (key: string) => !key.includes("~");
  return {
    ...draft,
    subject: id,
    facts: { ...draft.facts, [plural]: [{ id }] },
    skipped: draft.skipped.filter(own),
    before: Object.fromEntries(Object.entries(draft.before).filter(([key]) => own(key))),
  };
}

/** Key of the question about a fact: see flow.ts. */
export function keyOf(fact: string, subject: { id: string } | null): string {
  return subject ? `${fact}~${subject.id}` : fact;
}

/** With an answer, or left out (`undefined`). */
export function answer(draft: Draft, key: string, value: FactValue | undefined): Draft {
  const mark = key.indexOf("~");
  const name = mark < 0 ? key : key.slice(0, mark);
  const skipped = draft.skipped.filter((one) => one !== key);
  if (value === undefined) skipped.push(key);
  const { [key]: _said, ...before } = draft.before;
  const facts: FactsDocument = { ...draft.facts };
  if (mark < 0) {
    if (value === undefined) delete facts[name];
    else facts[name] = value;
    return { ...draft, facts, skipped, before };
  }
  const id = key.slice(mark + 1);
  for (const [plural, list] of Object.entries(facts)) {
    if (!Array.isArray(list)) continue;
    facts[plural] = list.map((item) => {
      if (item.id !== id) return item;
      const { [name]: _old, ...rest } = item;
      return (value === undefined ? rest : { ...rest, [name]: value }) as Item;
    });
  }
  return { ...draft, facts, skipped, before };
}

export function valueOf(draft: Draft, key: string): FactValue | undefined {
  const mark = key.indexOf("~");
  if (mark < 0) {
    const value = draft.facts[key];
    return value === null || Array.isArray(value) ? undefined : value;
  }
  for (const list of Object.values(draft.facts)) {
    if (!Array.isArray(list)) continue;
    const item = list.find((one) => one.id === key.slice(mark + 1));
    const value = item?.[key.slice(0, mark)];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Neither answered nor left out on purpose. */
function isOpen(draft: Draft, key: string): boolean {
  return !draft.skipped.includes(key) && valueOf(draft, key) === undefined;
}

/** What the form asks. */
function asksOf(procedure: Pick<Procedure, "form">): ReadonlySet<string> {
  return new Set(procedure.form.flatMap((section) => section.facts));
}

/** The question to put next; null when nothing is left but documents and checking. */
export function nextKey(preview: Pick<Preview, "missing">, draft: Draft): string | null {
  for (const { fact, subject } of preview.missing) {
    const key = keyOf(fact, subject);
    if (isOpen(draft, key)) return key;
  }
  return null;
}

/** All that was stated or left out, in the order of the form. */
export function statedKeys(procedure: Pick<Procedure, "form">, draft: Draft): string[] {
  const found: string[] = [];
  for (const section of procedure.form) {
    for (const fact of section.facts) {
      for (const key of [fact, ...(draft.subject === null ? [] : [`${fact}~${draft.subject}`])]) {
        if (valueOf(draft, key) !== undefined || draft.skipped.includes(key)) found.push(key);
      }
    }
  }
  return found;
}

/** Which part of the form a question belongs to, from 0; -1: none. */
export function sectionOf(procedure: Pick<Procedure, "form">, key: string): number {
  const name = key.replace(/~.*$/, "");
  return procedure.form.findIndex((section) => section.facts.includes(name));
}

/** What was said in the public check in this window, as far as the form asks it and nothing is stated yet. */
export function withCheck(draft: Draft, check: FactsDocument, procedure: Pick<Procedure, "form">, kind: string, schema: Facts): Draft {
  const asked = asksOf(procedure);
  const plural = listOf(kind, schema);
  let next = draft;
  const take = (name: string, key: string, value: unknown) => {
    if (!asked.has(name) || !isOpen(next, key)) return;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") next = answer(next, key, value);
  };
  for (const [name, value] of Object.entries(check)) if (!Array.isArray(value)) take(name, name, value);
  const items = plural ? check[plural] : null;
  // Of several nobody can tell which is meant.
  if (Array.isArray(items) && items.length === 1 && draft.subject !== null) {
    for (const [name, value] of Object.entries(items[0]!)) if (name !== "id") take(name, `${name}~${draft.subject}`, value);
  }
  return next;
}

/** What the firm has answered in another case, as far as the form asks it and nothing is stated yet. */
export function withSaid(draft: Draft, said: Pick<FirmFacts, "stated">, procedure: Pick<Procedure, "form">, schema: Facts): Draft {
  const asked = asksOf(procedure);
  let next = draft;
  for (const { fact, subject, value, stated_on: on, case: reference } of said.stated) {
    const key = keyOf(fact, subject);
    if (reference === null || !asked.has(fact) || (subject !== null && subject.id !== draft.subject)) continue;
    if (!isOpen(next, key)) continue;
    const type = schema.facts.find((one) => one.name === fact)?.type;
    next = answer(next, key, type === "boolean" ? value === "true" : value);
    next = { ...next, before: { ...next.before, [key]: { on, case: reference } } };
  }
  return next;
}

/** What was stated, without children of which nothing was: an amendment says only what changes. */
export function statedFacts(draft: Draft): FactsDocument {
  const facts: FactsDocument = {};
  for (const [name, value] of Object.entries(draft.facts)) {
    const items = Array.isArray(value) ? value.filter((item) => Object.keys(item).length > 1) : null;
    if (items === null) facts[name] = value;
    else if (items.length > 0) facts[name] = items;
  }
  return facts;
}

export interface FilingBody {
  provision: string;
  firm: string;
  subject?: string;
  facts: FactsDocument;
  documents?: { document: string; upload: string }[];
  declared?: true;
}

export function filingOf(provision: string, firm: string, draft: Draft, declared: boolean): FilingBody {
  return {
    provision,
    firm,
    ...(draft.subject === null ? {} : { subject: draft.subject }),
    facts: draft.facts,
    ...(draft.documents.length > 0 ? { documents: draft.documents.map(({ document, upload }) => ({ document, upload })) } : {}),
    ...(declared ? { declared: true as const } : {}),
  };
}

/** The draft as it goes out: the same again has the same key, also after the page was loaded anew. */
export function asSent(draft: Draft, body: FilingBody): Draft & { sent: { body: string; key: string } } {
  const text = JSON.stringify(body);
  return { ...draft, sent: draft.sent?.body === text ? draft.sent : { body: text, key: drawKey() } };
}

/** "/facts/bills/0/bill_date" -> "bill_date~B7": the question behind a pointer of the server; null: none. */
export function keyAt(pointer: string, draft: Draft): string | null {
  const [, root, ...rest] = pointer.split("/");
  if (root !== "facts" || rest.length === 0) return null;
  if (rest.length === 1) return Array.isArray(draft.facts[rest[0]!]) ? null : rest[0]!;
  const list = draft.facts[rest[0]!];
  const item = Array.isArray(list) ? list[Number(rest[1])] : undefined;
  return item && rest[2] ? `${rest[2]}~${item.id}` : null;
}

/** Questions and documents by which the gaps of a case can be mended. */
export function gapsOf(gaps: readonly CaseReason[], subject: string, firm: string, schema: Facts): { keys: string[]; documents: string[]; words: CaseReason[] } {
  const keys: string[] = [];
  const documents: string[] = [];
  const words: CaseReason[] = [];
  for (const gap of gaps) {
    const fact = gap.of === "fact" ? schema.facts.find((one) => one.name === gap.id) : undefined;
    if (fact) keys.push(keyOf(fact.name, listOf(fact.subject, schema) && subject !== firm ? { id: subject } : null));
    else if (gap.of === "document" && gap.id) documents.push(gap.id);
    else words.push(gap);
  }
  return { keys, documents, words };
}
