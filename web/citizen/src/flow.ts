// Which question comes next. Pure: the server says what could still matter (`next_questions`), this
// says what to ask a person. A question has a key, which is also the last part of its address:
//   "employees"       a fact of the enterprise
//   "loan_rate~1"     a fact of the loan with id "1"; no dot, the server takes a path with a dot for a file
//   "has-loan"        whether there is a loan at all
// Keys never hold an answer, so an address gives nothing away.
import type { Fact, Facts, Subject } from "../../shared/client";

export type FactValue = string | number | boolean;
export type Item = { id: string } & Record<string, FactValue | null>;
export type FactsDocument = Record<string, FactValue | null | Item[]>;

/** What one visitor has said so far. */
export interface Session {
  facts: FactsDocument;
  /** Keys in the order in which they were put, also those answered with "I don't know". */
  asked: string[];
}

export type Question =
  | { key: string; kind: "fact"; fact: Fact; item: string | null }
  | { key: string; kind: "presence"; subject: Subject };

export const kEmptySession: Session = { facts: {}, asked: [] };
/** Items of one kind that can be entered on the pages. */
export const kMostItems = 20;

function subjectOf(schema: Facts, name: string): Subject | undefined {
  return schema.subjects.find((subject) => subject.name === name);
}

export function itemsOf(session: Session, subject: Subject): Item[] | null {
  const items = subject.plural ? session.facts[subject.plural] : null;
  return Array.isArray(items) ? items : null;
}

export function questionOf(key: string, schema: Facts): Question | null {
  if (key.startsWith("has-")) {
    const subject = subjectOf(schema, key.slice(4));
    return subject?.plural ? { key, kind: "presence", subject } : null;
  }
  const mark = key.indexOf("~");
  const name = mark < 0 ? key : key.slice(0, mark);
  const fact = schema.facts.find((one) => one.name === name);
  if (!fact) return null;
  const child = Boolean(subjectOf(schema, fact.subject)?.plural);
  if (child !== mark > 0) return null;
  return { key, kind: "fact", fact, item: child ? key.slice(mark + 1) : null };
}

/** The answer given to a question: undefined when none, null for "there is none or it isn't known". */
export function answerOf(question: Question, session: Session): FactValue | undefined {
  if (question.kind === "presence") {
    const items = itemsOf(session, question.subject);
    return items ? items.length > 0 : undefined;
  }
  const { fact, item } = question;
  if (item === null) {
    const value = session.facts[fact.name];
    return value === null || Array.isArray(value) ? undefined : value;
  }
  for (const value of Object.values(session.facts)) {
    if (!Array.isArray(value)) continue;
    const found = value.find((one) => one.id === item);
    if (found && fact.name in found) return found[fact.name] ?? undefined;
  }
  return undefined;
}

/** Where a fact is asked for: of a given item, of the first item, or first whether there is one. */
export function keyFor(name: string, item: string | null, schema: Facts, session: Session): string | null {
  const fact = schema.facts.find((one) => one.name === name);
  if (!fact) return null;
  const subject = subjectOf(schema, fact.subject);
  if (!subject?.plural) return name;
  const items = itemsOf(session, subject);
  if (!items || items.length === 0) return `has-${subject.name}`;
  const id = items.find((one) => one.id === item)?.id ?? items.find((one) => one[name] == null)?.id ?? items[0]!.id;
  return `${name}~${id}`;
}

/** Questions still worth putting, best first. */
export function openQuestions(next: readonly string[], schema: Facts, session: Session): string[] {
  const keys: string[] = [];
  const add = (key: string) => {
    if (!session.asked.includes(key) && !keys.includes(key)) keys.push(key);
  };
  for (const name of next) {
    const fact = schema.facts.find((one) => one.name === name);
    if (!fact) continue;
    const subject = subjectOf(schema, fact.subject);
    if (!subject?.plural) {
      if (session.facts[name] == null) add(name);
      continue;
    }
    const items = itemsOf(session, subject);
    if (!items) {
      add(`has-${subject.name}`);
      continue;
    }
    for (const item of items) if (item[name] == null) add(`${name}~${item.id}`);
  }
  return keys;
}

/** How many questions are left, counting those behind a question about existence. */
export function questionsLeft(next: readonly string[], schema: Facts, session: Session): number {
  const keys = openQuestions(next, schema, session);
  let left = keys.length;
  for (const key of keys) {
    if (!key.startsWith("has-")) continue;
    left += next.filter((name) => schema.facts.find((f) => f.name === name)?.subject === key.slice(4)).length;
  }
  return left;
}

/** The session after an answer; `undefined` means "I don't know". */
export function withAnswer(question: Question, value: FactValue | undefined, session: Session): Session {
  const asked = session.asked.includes(question.key) ? session.asked : [...session.asked, question.key];
  const facts: FactsDocument = { ...session.facts };
  if (question.kind === "presence") {
    const plural = question.subject.plural!;
    const had = itemsOf(session, question.subject);
    if (value === undefined) delete facts[plural];
    else if (value === false) facts[plural] = [];
    else facts[plural] = had && had.length > 0 ? had : [{ id: "1" }];
    return { facts, asked };
  }
  const { fact, item } = question;
  if (item === null) {
    if (value === undefined) delete facts[fact.name];
    else facts[fact.name] = value;
    return { facts, asked };
  }
  for (const [plural, list] of Object.entries(facts)) {
    if (!Array.isArray(list) || !list.some((one) => one.id === item)) continue;
    facts[plural] = list.map((one) => {
      if (one.id !== item) return one;
      const { [fact.name]: _old, ...rest } = one;
      return (value === undefined ? rest : { ...rest, [fact.name]: value }) as Item;
    });
    break;
  }
  return { facts, asked };
}

/** One more loan (or other child); its id is the first free number. */
export function withNewItem(subject: Subject, session: Session): { session: Session; id: string } | null {
  const items = itemsOf(session, subject) ?? [];
  if (items.length >= kMostItems || !subject.plural) return null;
  let free = 1;
  while (items.some((one) => one.id === String(free))) free += 1;
  const id = String(free);
  const has = `has-${subject.name}`;
  return {
    id,
    session: {
      facts: { ...session.facts, [subject.plural]: [...items, { id }] },
      asked: session.asked.includes(has) ? session.asked : [...session.asked, has],
    },
  };
}

export function withoutItem(subject: Subject, id: string, session: Session): Session {
  const items = (itemsOf(session, subject) ?? []).filter((one) => one.id !== id);
  return {
    facts: { ...session.facts, [subject.plural!]: items },
    asked: session.asked.filter((key) => !key.endsWith(`~${id}`)),
  };
}

/** A facts document (of a demo firm) as if its answers had been given one by one. */
export function sessionOf(facts: FactsDocument, schema: Facts): Session {
  const asked: string[] = [];
  for (const subject of schema.subjects) {
    if (subject.plural && Array.isArray(facts[subject.plural])) asked.push(`has-${subject.name}`);
  }
  const session: Session = { facts, asked };
  for (const question of answered(session, schema)) {
    if (!asked.includes(question.key)) asked.push(question.key);
  }
  return session;
}

/** Everything that was answered or skipped, in the order of the question bank. */
export function answered(session: Session, schema: Facts): Question[] {
  const found: Question[] = [];
  const put = (key: string) => {
    const question = questionOf(key, schema);
    if (!question) return;
    if (session.asked.includes(key) || answerOf(question, session) !== undefined) found.push(question);
  };
  for (const subject of schema.subjects) {
    const facts = schema.facts.filter((fact) => fact.subject === subject.name);
    if (!subject.plural) {
      for (const fact of facts) put(fact.name);
      continue;
    }
    put(`has-${subject.name}`);
    for (const item of itemsOf(session, subject) ?? []) {
      for (const fact of facts) put(`${fact.name}~${item.id}`);
    }
  }
  return found;
}
