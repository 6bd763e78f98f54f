// Applications that are being written are kept in this window only, one for each firm and provision, until they are sent.
import type { FactsDocument } from "../flow";

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

/** Which applications are being written in this window: "6.12 9199..." of each, the last one first. */
export function keptDrafts(): { provision: string; firm: string; saved: number }[] {
  try {
    return Object.keys(sessionStorage)
      .flatMap((key) => {
        const [, provision = "", firm = ""] = /^fugong\.draft\.(?!amend )(\S+) (\S+)$/.exec(key) ?? [];
        const { saved } = provision ? loadDraft(`${provision} ${firm}`) : kNewDraft;
        return saved === null ? [] : [{ provision, firm, saved }];
      })
      .sort((a, b) => b.saved - a.saved);
  } catch {
    return [];
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
