// Reads the packs for the mock: notice, question bank, lists, provisions and demo firms, shaped as the
// API gives them. The real server does this in C++; the mock only needs to look like it.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../../web/package.json", import.meta.url));
const { parse } = require("yaml");

export const kPacks = fileURLToPath(new URL("../../../packs/", import.meta.url));
const kNone = { zh: "", en: "" };
// Dates and numbers stay the text that stands in the file.
const read = (path) => parse(readFileSync(join(kPacks, path), "utf8"), { schema: "failsafe" });

function csv(path) {
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const text = readFileSync(join(kPacks, path), "utf8");
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { cell += '"'; i += 1; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ",") { row.push(cell); cell = ""; }
    else if (c === "\n") { row.push(cell.replace(/\r$/, "")); rows.push(row); row = []; cell = ""; }
    else cell += c;
  }
  if (cell || row.length > 0) rows.push([...row, cell]);
  const [head, ...body] = rows;
  return body.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ""])));
}

export function impreciseDate(text) {
  if (text && typeof text === "object") {
    return { earliest: text.earliest ?? null, latest: text.latest ?? null, to_be_fixed: text.to_be_fixed ?? null };
  }
  const one = !text || text === "open" ? null : text;
  return { earliest: one, latest: one, to_be_fixed: null };
}

/** FEEL has true and numbers; YAML's plain text does not say, so facts of demo firms are typed by name. */
function typedFacts(raw, facts) {
  if (Array.isArray(raw)) return raw.map((one) => typedFacts(one, facts));
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => {
    if (Array.isArray(value)) return [name, typedFacts(value, facts)];
    const type = facts.find((fact) => fact.name === name)?.type;
    if (type === "boolean") return [name, value === "true"];
    if (type === "integer") return [name, Number(value)];
    return [name, value];
  }));
}

export function loadPacks() {
  const base = read("cn-base/pack.yaml");
  const pack = read("miit-2020-14/pack.yaml");
  const notice = read("miit-2020-14/notice.yaml");

  const facts = [...read("cn-base/facts.yaml").facts, ...read("miit-2020-14/facts.yaml").facts]
    .sort((a, b) => Number(a.order) - Number(b.order))
    .map((fact) => ({
      name: fact.name, subject: fact.subject, type: fact.type, list: fact.list ?? null, label: fact.label,
      question: fact.question, help: fact.help ?? kNone, unit: fact.unit ?? kNone,
      minimum: fact.min ?? null, maximum: fact.max ?? null,
    }));
  const subjects = base.subjects.map((subject) => ({
    name: subject.name, parent: subject.parent ?? null, plural: subject.plural ?? null, label: subject.label,
    question: subject.question ?? kNone,
    absent: subject.absent ?? kNone,
  }));

  const lists = new Map(read("cn-base/data.yaml").lists.map((list) => [list.name, {
    name: list.name, label: list.label, source: list.source,
    entries: csv(`cn-base/${list.file}`).map((row) => ({
      code: row[list.code], parent: row[list.parent] || null, label: { zh: row[list.zh], en: row[list.en] },
    })),
  }]));

  const provisions = new Map();
  const measures = readdirSync(join(kPacks, "miit-2020-14/measures")).sort().map((folder) => {
    const at = `miit-2020-14/measures/${folder}`;
    const measure = read(`${at}/measure.yaml`);
    const own = readdirSync(join(kPacks, at)).filter((name) => /^provision-.*\.yaml$/.test(name)).sort()
      .map((name) => read(`${at}/${name}`));
    for (const one of own) {
      let examples = [];
      try { examples = read(`${at}/examples-${one.id}.yaml`).examples; } catch { /* it has none */ }
      provisions.set(one.id, { ...one, measure: Number(measure.number), examples });
    }
    return {
      number: Number(measure.number), section: measure.section, title: measure.title, clause: measure.clause,
      who_acts: measure.who_acts, desk: measure.desk, state: measure.state, keywords: measure.keywords ?? [],
      provisions: own.map((one) => ({ id: one.id, title: one.title, document_number: one.document.number })),
    };
  });

  const demo = readdirSync(join(kPacks, "miit-2020-14/demo")).sort()
    .map((name) => read(`miit-2020-14/demo/${name}`))
    .map((firm) => ({ id: firm.id, name: firm.name, note: firm.note, facts: typedFacts(firm.facts, facts) }));

  return {
    packId: { id: pack.id, version: pack.version, hash: "0".repeat(64), title: pack.title, credit: pack.credit },
    notice: {
      number: notice.number, title: notice.title, issuer: notice.issuer, issued: notice.issued,
      source: notice.source, demo_date: notice.demo_date ?? "2020-02-21", sections: notice.sections, measures,
    },
    facts: { subjects, facts }, lists, provisions, demo,
  };
}

export function documentOf(provision) {
  const { number, title, issuer, issued, status, source } = provision.document;
  return { number, title, issuer, issued: impreciseDate(issued), status, source };
}

export function parametersOf(provision) {
  return (provision.parameters ?? []).map((one) => ({
    name: one.name, value: one.value, status: one.status ?? provision.document.status, label: one.label, clause: one.clause,
  }));
}

export function provisionView(provision, packs) {
  const { benefit } = provision;
  return {
    id: provision.id, measure: provision.measure, title: provision.title, summary: provision.summary,
    document: documentOf(provision),
    in_force: { from: impreciseDate(provision.in_force.from), to: impreciseDate(provision.in_force.to) },
    known_from: provision.known_from ?? provision.document.issued,
    region: (provision.region ?? []).map((code) => packs.lists.get("places").entries.find((e) => e.code === code)),
    subject: provision.subject, applies_by: provision.applies_by,
    supersedes: (provision.supersedes ?? []).map((one) => ({ provision: one.provision, retroactive: one.retroactive === "true" })),
    superseded_by: [...packs.provisions.values()]
      .filter((one) => (one.supersedes ?? []).some((by) => by.provision === provision.id)).map((one) => one.id),
    parameters: parametersOf(provision),
    definitions: (provision.definitions ?? []).map((one) => ({ name: one.name, label: one.label, feel: one.feel ?? null })),
    conditions: provision.conditions,
    benefit: benefit ? {
      kind: benefit.kind, label: benefit.label, amount_feel: benefit.amount ?? null, rate_feel: benefit.rate ?? null,
      payer: benefit.payer ?? kNone, contact: benefit.contact ?? kNone, deadline: benefit.deadline ?? kNone,
      apply_by: benefit.apply_by ? impreciseDate(benefit.apply_by) : null,
    } : null,
    examples: provision.examples.map((one) => ({ id: one.id, note: one.note, working: one.working ?? "" })),
  };
}
