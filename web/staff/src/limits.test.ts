import { describe, expect, it } from "vitest";
import { kMostCaseNote, kMostDraftNote, kMostDraftTitle, kMostFundDocument, kMostFundNote } from "./limits";

const kHeaders = import.meta.glob<string>("../../../src/{desks,platform}/{casework,ledger,funds,publishing}/*.hpp", {
  query: "?raw", import: "default", eager: true,
});

/** A number of bytes as the server's sources have it. */
function bytesOf(header: string, name: string): number {
  const found = new RegExp(`${name} = ([0-9']+);`).exec(kHeaders[`../../../src/${header}`] ?? "");
  if (!found) throw new Error(`${header} has no ${name}`);
  return Number(found[1]!.replaceAll("'", ""));
}

describe("what can be typed", () => {
  it.each([
    ["desks/casework/case.hpp", "kMaxNoteBytes", kMostCaseNote],
    ["platform/ledger/account.hpp", "kMaxTextBytes", kMostFundDocument],
    ["desks/funds/proposal.hpp", "kMaxNoteBytes", kMostFundNote],
    ["desks/publishing/drafts.hpp", "kMaxNoteBytes", kMostDraftNote],
    ["desks/publishing/drafts.hpp", "kMaxTitleBytes", kMostDraftTitle],
  ])("is taken by the server, in Chinese too: %s %s", (header, name, letters) => {
    expect(new TextEncoder().encode("务".repeat(letters)).length).toBeLessThanOrEqual(bytesOf(header, name));
  });
});
