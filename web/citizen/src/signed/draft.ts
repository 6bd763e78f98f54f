// An application that is being written: what is still to be asked, what was said before, and how it is sent. Pure.
import type { CaseReason, FirmFacts, Preview, Procedure } from "../../../shared/cases";
import type { Facts } from "../../../shared/client";
import { drawKey } from "../../../shared/office";
import type { FactsDocument, FactValue, Item } from "../flow";
import type { Draft } from "./kept_draft";

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
