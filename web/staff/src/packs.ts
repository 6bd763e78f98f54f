// Drafts of packs as the API gives them, and what is done to a sheet before it is saved.
import type { components } from "../../shared/api";

type Schemas = components["schemas"];

export type PackDiff = Schemas["PackDiff"];

export type Draft = Schemas["PackDraft"];

export type PublishedPack = Schemas["Packs"]["packs"][number];

export type PackFault = Schemas["PackFault"];

export type CheckResult = Schemas["PackCheckResult"];

export type ImpactResult = Schemas["PackImpact"];

export type Job<Result> = Omit<Schemas["PackJob"], "result"> & { result?: Result | null };
export function isAtWork(job: Pick<Job<unknown>, "state">): boolean {
  return job.state === "waiting" || job.state === "running";
}
/** An impact as it is asked for; what is left empty is the server's to say: so many firms, today. */
export function impactBody(sample: number | null, on: string): Record<string, unknown> {
  return { kind: "impact", ...(sample === null ? {} : { sample }), ...(on ? { on } : {}) };
}

export type Rebased = Schemas["PackDraftRebased"];
export type Side = "draft" | "in_force";

export interface Base {
  hash: string;
  /** The day from which it is in force, where that is to come. */
  on: string | null;
}
/** The packs that a draft may be rebased on: in force or to come, and not its base already. */
export function basesFor(draft: Pick<Draft, "base_hash">, packs: readonly PublishedPack[], inForce: string): Base[] {
  const now = { hash: inForce, on: null };
  const toCome = packs.filter((one) => one.state === "to_come").map((one) => ({ hash: one.hash, on: one.effective_on }));
  return [now, ...toCome].filter((one) => one.hash !== draft.base_hash);
}
/** Whether somebody must still say whose lines of a file are taken. */
export function undecided(conflicts: Rebased["conflicts"], sides: Record<string, Side>): boolean {
  return conflicts.some((one) => !sides[one.path]);
}

export type SheetRef = Schemas["Sheets"]["sheets"][number];
export type SheetParameter = Sheet["parameters"][number];
export type SheetColumn = SheetTable["columns"][number];
export type SheetTable = Sheet["tables"][number];
export type Sheet = Schemas["Sheet"];

export type Trial = Schemas["Trial"];

/** "entitled 83875.00" of a trial: the state and the figure in yuan, if it has one. */
export function judgedOf(text: string): { state: string; fen: number | null } | null {
  const found = /^(entitled|depends|not_entitled)(?: (\d+)\.(\d\d))?$/.exec(text);
  if (!found) return null;
  return { state: found[1]!, fen: found[2] === undefined ? null : Number(`${found[2]}${found[3]}`) };
}

/** In an address a dot would look like a file: "5.2" is written 5~2. */
export const ownerPart = (owner: string): string => encodeURIComponent(owner.replaceAll(".", "~"));
export const partOwner = (part: string): string => part.replaceAll("~", ".");

function withTable(sheet: Sheet, table: number, change: (rows: string[][]) => string[][]): Sheet {
  return { ...sheet, tables: sheet.tables.map((one, at) => (at === table ? { ...one, rows: change(one.rows) } : one)) };
}

export function withParameter(sheet: Sheet, at: number, value: string): Sheet {
  return { ...sheet, parameters: sheet.parameters.map((one, index) => (index === at ? { ...one, value } : one)) };
}
export function withCell(sheet: Sheet, table: number, row: number, column: number, text: string): Sheet {
  return withTable(sheet, table, (rows) => rows.map((cells, at) => (at === row ? cells.map((cell, index) => (index === column ? text : cell)) : cells)));
}
/** A row of any value behind the given one; its results are those of the row before it. */
export function withRow(sheet: Sheet, table: number, behind: number): Sheet {
  const columns = sheet.tables[table]?.columns ?? [];
  return withTable(sheet, table, (rows) => {
    const like = rows[behind];
    const fresh = columns.map((column, at) => (column.role === "input" ? "-" : (like?.[at] ?? "")));
    return [...rows.slice(0, behind + 1), fresh, ...rows.slice(behind + 1)];
  });
}
export function withoutRow(sheet: Sheet, table: number, row: number): Sheet {
  return withTable(sheet, table, (rows) => rows.filter((_, at) => at !== row));
}
export function withRowMoved(sheet: Sheet, table: number, row: number, to: number): Sheet {
  return withTable(sheet, table, (rows) => {
    if (to < 0 || to >= rows.length) return rows;
    const rest = rows.filter((_, at) => at !== row);
    return [...rest.slice(0, to), rows[row]!, ...rest.slice(to)];
  });
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** All of it, as a trial takes it: faults then point at the sheet's own tables and rows. */
export function trialBody(sheet: Sheet): Record<string, unknown> {
  return {
    parameters: sheet.parameters.map(({ name, value }) => ({ name, value })),
    tables: sheet.tables.map(({ name, rows }) => ({ name, rows })),
  };
}

/** What differs from how it was loaded; null when nothing does. */
export function changeBody(before: Sheet, after: Sheet): Record<string, unknown> | null {
  const parameters = after.parameters.filter((one, at) => one.value !== before.parameters[at]?.value).map(({ name, value }) => ({ name, value }));
  const tables = after.tables.filter((one, at) => !same(one.rows, before.tables[at]?.rows)).map(({ name, rows }) => ({ name, rows }));
  if (parameters.length === 0 && tables.length === 0) return null;
  return { ...(parameters.length > 0 ? { parameters } : {}), ...(tables.length > 0 ? { tables } : {}) };
}

/** Which field a fault points at: "parameter/0", "cell/0/3/1", "row/0/3"; empty of none. */
export function fieldOf(pointer: string): string {
  const parameter = /^\/parameters\/(\d+)/.exec(pointer);
  if (parameter) return `parameter/${parameter[1]}`;
  const cell = /^\/tables\/(\d+)\/rows\/(\d+)(?:\/(\d+))?/.exec(pointer);
  if (!cell) return "";
  return cell[3] === undefined ? `row/${cell[1]}/${cell[2]}` : `cell/${cell[1]}/${cell[2]}/${cell[3]}`;
}
