// Cases as the API tells of them.
import type { components } from "./api";

type Schemas = components["schemas"];

export type CaseReason = Schemas["CaseReason"];
export type CaseLine = Schemas["CaseLine"];
export type CasePage = Schemas["CasePage"];

export type OfSubject = NonNullable<Schemas["CaseSubject"]>;

export type TimelineStep = Case["timeline"][number];

export type JudgedFact = Case["facts"][number];

export type CaseDocument = Schemas["CaseDocument"];

export type Case = Schemas["Case"];

export type CaseBasis = Schemas["CaseBasis"];

export type Procedure = Schemas["Procedure"];

export type ProcedureLine = Schemas["ProcedureList"]["procedures"][number];

export type OwnFirm = Schemas["FirmList"]["firms"][number];

export type FirmFacts = Schemas["FirmFacts"];

export type Preview = Schemas["CasePreview"];

export type Letter = Schemas["Letters"]["letters"][number];

const kApplicant = ["owner", "helper"];

/** Whether the firm is to do something next: answer, confirm, or (of a closed case) pay something back. */
export function waitsForFirm(one: Pick<CaseLine, "waits_for">): boolean {
  return kApplicant.includes(one.waits_for ?? "");
}

export interface Sorted {
  waiting: CaseLine[];
  doing: CaseLine[];
  closed: CaseLine[];
}

/** What the firm is to do first, by day; then what others are doing; then what is closed. */
export function sortCases(cases: readonly CaseLine[]): Sorted {
  const byDay = (a: CaseLine, b: CaseLine) => (a.due ?? "9999").localeCompare(b.due ?? "9999");
  // What is decided and objected to still waits for somebody.
  const isOpen = (one: CaseLine) => one.phase !== "closed" || one.waits_for !== null;
  const open = cases.filter(isOpen).sort(byDay);
  return {
    waiting: open.filter(waitsForFirm),
    doing: open.filter((one) => !waitsForFirm(one)),
    closed: cases.filter((one) => !isOpen(one)),
  };
}

/** The parts of what is to be paid back: whole fen, the first ones one fen larger where it doesn't divide. */
export function instalments(dueFen: number, count: number): number[] {
  const each = Math.floor(dueFen / count);
  const rest = dueFen - each * count;
  return Array.from({ length: count }, (_unused, at) => each + (at < rest ? 1 : 0));
}

/** The digits that say which place a code is: "370100" is "3701". */
const digitsOf = (code: string) => code.replace(/(00)+$/, "");

/** Of several procedures about one matter that of the smallest place around the firm's. */
export function atPlace(lines: readonly ProcedureLine[], place: string | null): ProcedureLine[] {
  const narrow = (one: ProcedureLine) => Math.max(0, ...one.region.map(digitsOf).filter((digits) => place?.startsWith(digits)).map((digits) => digits.length));
  const here = lines.filter((one) => one.region.length === 0 || narrow(one) > 0);
  return here.filter((one) => here.every((other) => other.provision !== one.provision || narrow(other) <= narrow(one)));
}

/** Whether a rule of these places (codes of GB/T 2260, none: national) holds at a place; where nobody knows the place it may. */
export function holdsAt(region: readonly string[], place: string | null): boolean {
  return region.length === 0 || place === null || region.some((code) => place.startsWith(digitsOf(code)));
}
