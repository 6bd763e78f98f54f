// Doing something to a case of the version that was seen, once.
import { useRef } from "preact/hooks";
import { ApiFault } from "../../../shared/call";
import type { Case } from "../../../shared/cases";
import { OnceKey } from "../../../shared/office";
import type { Doing } from "./doing";
import { office } from "./session";

/** A case with the version that a change has to name. */
export interface Seen {
  value: Case;
  etag: string;
}

export interface ActBody {
  act: string;
  note?: string;
  reasons?: { of: "words"; note: string }[];
  facts?: unknown;
  documents?: { document: string; upload: string }[];
}

/** Does something to the case as it was seen; then `done` with how it is now. */
export function useAct(seen: Seen, doing: Doing, done: (now: Seen) => void): (body: ActBody) => void {
  const once = useRef(new OnceKey());
  return (body) =>
    doing.run(async () => {
      try {
        const reply = await office.change<Case>(`/api/v1/cases/${encodeURIComponent(seen.value.reference)}/acts`, {
          body, key: once.current.of([body, seen.etag]), etag: seen.etag,
        });
        once.current.settled();
        done({ value: reply.value, etag: reply.etag ?? `"${reply.value.version}"` });
      } catch (reason) {
        if (reason instanceof ApiFault) once.current.settled(reason);
        throw reason;
      }
    });
}
