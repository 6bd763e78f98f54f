// Finding things by what people type: measures, and entries of long code lists.
// Small enough to run in the page on each key press; no index, no network.
import type { ListEntry, Measure, Text } from "../../shared/client";

export function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/[\s·、,，.。;；:：'’"“”()（）〔〕[\]《》-]+/g, " ").trim();
}

const kHan = /\p{Script=Han}/u;

/** 1 when the term stands in the text, a part of 1 for a Chinese term whose pairs of characters do. */
export function likeness(term: string, text: string): number {
  if (text.includes(term)) return 1;
  if (!kHan.test(term) || term.length < 3) return 0;
  let hits = 0;
  for (let i = 0; i + 2 <= term.length; i += 1) if (text.includes(term.slice(i, i + 2))) hits += 1;
  const part = hits / (term.length - 1);
  return part >= 0.5 ? part * 0.6 : 0;
}

function both(text: Text): string {
  return `${text.zh} ${text.en}`;
}

function score(measure: Measure, terms: readonly string[]): number {
  const fields: [string, number][] = [
    [folded(`${measure.number} ${both(measure.title)}`), 8],
    [folded(measure.keywords.join(" ")), 6],
    [folded(measure.provisions.map((p) => `${p.id} ${both(p.title)} ${p.document_number}`).join(" ")), 4],
    [folded(`${both(measure.clause)} ${both(measure.who_acts)}`), 2],
  ];
  let sum = 0;
  for (const term of terms) {
    const best = Math.max(...fields.map(([text, weight]) => weight * likeness(term, text)));
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

/** Measures that hold every term, best first; all of them, in order, for an empty query. */
export function searchMeasures(measures: readonly Measure[], query: string): Measure[] {
  const terms = folded(query).split(" ").filter(Boolean);
  if (terms.length === 0) return [...measures];
  return measures
    .map((measure) => ({ measure, score: score(measure, terms) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score || a.measure.number - b.measure.number)
    .map((one) => one.measure);
}

/** A code list as a tree, with the names of the levels above an entry. */
export class CodeTree {
  private readonly byCode = new Map<string, ListEntry>();
  private readonly below = new Map<string, ListEntry[]>();
  private readonly folded: { entry: ListEntry; text: string }[];
  readonly roots: ListEntry[] = [];

  constructor(entries: readonly ListEntry[]) {
    for (const entry of entries) this.byCode.set(entry.code, entry);
    for (const entry of entries) {
      const parent = entry.parent && entry.parent !== entry.code ? entry.parent : null;
      if (!parent || !this.byCode.has(parent)) {
        this.roots.push(entry);
        continue;
      }
      const siblings = this.below.get(parent);
      if (siblings) siblings.push(entry);
      else this.below.set(parent, [entry]);
    }
    this.folded = entries.map((entry) => ({ entry, text: folded(both(entry.label)) }));
  }

  entry(code: string): ListEntry | undefined {
    return this.byCode.get(code);
  }

  children(code: string): ListEntry[] {
    return this.below.get(code) ?? [];
  }

  /** From the top down to the entry itself; a ring in the data ends after ten levels. */
  path(code: string): ListEntry[] {
    const found: ListEntry[] = [];
    let at = this.byCode.get(code);
    for (let depth = 0; at && depth < 10; depth += 1) {
      found.unshift(at);
      at = at.parent && at.parent !== at.code ? this.byCode.get(at.parent) : undefined;
    }
    return found;
  }

  /** Entries whose own name or code fits, shorter names first; a name above it may narrow the search. */
  search(query: string): ListEntry[] {
    const terms = folded(query).split(" ").filter(Boolean);
    if (terms.length === 0) return [];
    const scored: { entry: ListEntry; rank: number }[] = [];
    for (const { entry, text } of this.folded) {
      const code = entry.code.toLowerCase();
      const fits = (term: string) => text.includes(term) || code.startsWith(term);
      if (!terms.some(fits)) continue;
      const above = terms.every(fits) ? "" : folded(this.path(entry.code).map((e) => both(e.label)).join(" "));
      if (above && !terms.every((term) => fits(term) || above.includes(term))) continue;
      const starts = terms.some((term) => text.startsWith(term) || code === term) ? 0 : 100;
      scored.push({ entry, rank: starts + entry.label.zh.length + this.path(entry.code).length });
    }
    return scored.sort((a, b) => a.rank - b.rank || (a.entry.code < b.entry.code ? -1 : 1)).map((s) => s.entry);
  }
}
