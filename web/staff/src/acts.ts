// What each act of a case asks of the officer. The rules are the server's (docs/procedures.md); here is only which
// fields a form has, and what is plainly wrong with them before they are sent.
import { fenOf } from "../../shared/format";
import type { Bounds, Reason } from "./case";

export interface ActForm {
  /** grant: within bounds; recover: up to what was paid; repay: up to what is due. */
  amount?: "grant" | "recover" | "repay";
  /** rows: the rules' conditions to pick from, and words; gaps: documents, facts and words; words: words alone. */
  reasons?: "rows" | "gaps" | "words";
  note?: "needed" | "optional";
  /** Which of the holds ends. */
  hold?: boolean;
  place?: boolean;
  instalments?: boolean;
  /** The last day to pay all of it back. */
  payBy?: boolean;
  /** Which of several payments; none picked: all. */
  payments?: boolean;
  /** Which facts are otherwise than stated. */
  facts?: boolean;
  /** Which warnings were looked into. */
  warnings?: boolean;
}

const kForms: Readonly<Record<string, ActForm>> = {
  accept: { note: "optional" },
  tell_gaps: { reasons: "gaps" },
  inspect: { note: "needed", facts: true },
  clear: { note: "needed", warnings: true },
  uphold_recovery: { reasons: "words" },
  dismiss_recovery: { reasons: "words" },
  grant: { amount: "grant", reasons: "words", note: "optional" },
  refuse: { reasons: "rows", note: "optional" },
  countersign: { note: "optional" },
  send_back: { reasons: "rows" },
  order_payment: { note: "optional" },
  payment_failed: { reasons: "words" },
  transfer: { place: true, note: "needed" },
  uphold: { reasons: "rows" },
  dismiss: { reasons: "rows" },
  recover: { amount: "recover", reasons: "words", instalments: true, payBy: true, payments: true },
  repay: { amount: "repay", note: "optional" },
  hold: { note: "needed" },
  release: { hold: true },
  annul: { reasons: "words" },
  confirm: { note: "optional" },
  decline: { reasons: "words" },
};

/** Who finds something says what shows it; there is no amount. */
const kFind: ActForm = { reasons: "words", note: "optional" };

/** `finding`: the case is about a finding. */
export function formOf(act: string, finding = false): ActForm {
  if (finding && act === "grant") return kFind;
  return kForms[act] ?? { note: "optional" };
}

/** Those that are no part of the step stand behind "more". */
const kBeside = ["transfer", "hold", "release", "annul", "recover", "repay", "payment_failed"];

/** What leads on when all is well stands first. */
const kLeadOn = ["rerun", "clear", "confirm", "accept", "inspect", "grant", "countersign", "uphold", "uphold_recovery", "order_payment"];

export function sortActs(acts: readonly string[]): { first: string[]; more: string[] } {
  const first = acts.filter((act) => !kBeside.includes(act));
  return {
    first: [...first.filter((act) => kLeadOn.includes(act)), ...first.filter((act) => !kLeadOn.includes(act))],
    more: acts.filter((act) => kBeside.includes(act)),
  };
}

export interface Filled {
  amount: string;
  reasons: readonly Reason[];
  words: string;
  note: string;
  place: string;
  instalments: number;
  payBy: string;
  payments: readonly string[];
  warnings: readonly string[];
  /** By the fact's name, as it is typed. */
  found: Readonly<Record<string, string>>;
}

export const kBlank: Filled = { amount: "", reasons: [], words: "", note: "", place: "", instalments: 1, payBy: "", payments: [], warnings: [], found: {} };

/** The body of the act: the fields that its form has, and of them those that are filled in. */
export function bodyOf(act: string, filled: Filled, finding = false): Record<string, unknown> {
  const form = formOf(act, finding);
  const body: Record<string, unknown> = { act };
  if (form.amount) {
    const fen = fenOf(filled.amount.trim());
    if (fen !== null) body["amount_fen"] = fen;
  }
  if (form.reasons) {
    const words = filled.words.trim();
    const reasons = [
      ...(form.reasons === "words" ? [] : filled.reasons.map((one) => ({ ...one, note: one.note?.trim() ?? "" }))),
      ...(words ? [{ of: "words", note: words }] : []),
    ];
    if (reasons.length > 0) body["reasons"] = reasons;
  }
  if ((form.note || form.hold) && filled.note.trim()) body["note"] = filled.note.trim();
  if (form.place && filled.place) body["reference"] = filled.place;
  if (form.instalments) body["instalments"] = filled.instalments;
  if (form.payBy) body["pay_by"] = filled.payBy;
  if (form.payments && filled.payments.length > 0) body["payments"] = filled.payments;
  if (form.warnings) body["warnings"] = filled.warnings;
  return body;
}

export type FieldName = "amount" | "reasons" | "warnings" | "facts" | "note" | "place" | "instalments" | "payBy";
export type Wrong = "missing" | "no_amount" | "outside";

/** What is plainly wrong, by field, in the order of the form. */
export function wrongIn(act: string, filled: Filled, bounds: Bounds, finding = false): Partial<Record<FieldName, Wrong>> {
  const form = formOf(act, finding);
  const wrong: Partial<Record<FieldName, Wrong>> = {};
  const fen = fenOf(filled.amount.trim());
  if (form.amount) {
    if (fen === null) wrong.amount = "no_amount";
    else if (fen < bounds.low || fen > bounds.high || (form.amount !== "grant" && fen === 0)) wrong.amount = "outside";
  }
  const less = form.amount === "grant" && bounds.computed !== null && fen !== null && fen < bounds.high;
  const needsReasons = form.reasons !== undefined && (form.amount !== "grant" || less);
  const hasReasons = filled.words.trim() !== "" || (form.reasons !== "words" && filled.reasons.length > 0);
  if (needsReasons && !hasReasons) wrong.reasons = "missing";
  if (form.warnings && filled.warnings.length === 0) wrong.warnings = "missing";
  if (form.facts && Object.values(filled.found).some((value) => value.trim() === "")) wrong.facts = "missing";
  if ((form.note === "needed" || form.hold) && filled.note.trim() === "") wrong.note = "missing";
  if (form.place && !/^\d{2,12}$/.test(filled.place)) wrong.place = "missing";
  if (form.instalments && !(Number.isInteger(filled.instalments) && filled.instalments >= 1)) wrong.instalments = "missing";
  if (form.payBy && !/^\d{4}-\d{2}-\d{2}$/.test(filled.payBy)) wrong.payBy = "missing";
  return wrong;
}

/** Takes a reason up or lays it down again. */
export function toggled(reasons: readonly Reason[], of: Reason["of"], id: string): Reason[] {
  const rest = reasons.filter((one) => one.of !== of || one.id !== id);
  return rest.length < reasons.length ? rest : [...reasons, { of, id, note: "" }];
}
export function withNote(reasons: readonly Reason[], of: Reason["of"], id: string, note: string): Reason[] {
  return reasons.map((one) => (one.of === of && one.id === id ? { ...one, note } : one));
}
