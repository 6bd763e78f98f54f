// Who is signed in in this window: one office for all pages behind the door, and what they are told of it.
import { useEffect, useState } from "preact/hooks";
import { ApiFault } from "../../../shared/call";
import { isSignedOut, makeOffice, type Session } from "../../../shared/office";

export type Held =
  | { state: "waiting" }
  | { state: "failed"; fault: ApiFault }
  /** `was`: somebody was in before, and did not sign out himself. */
  | { state: "out"; was: boolean }
  | { state: "in"; session: Session };

export const office = makeOffice(() => document.documentElement.lang || "zh-CN");

let held: Held = { state: "waiting" };
let asked = false;
const listeners = new Set<(held: Held) => void>();

function hold(next: Held): void {
  held = next;
  for (const listener of listeners) listener(next);
}

export function askWho(): void {
  asked = true;
  hold({ state: "waiting" });
  office.who().then(
    (session) => hold(session.person ? { state: "in", session } : { state: "out", was: false }),
    (reason: unknown) => {
      const fault = reason instanceof ApiFault ? reason : new ApiFault(-1, null);
      // A session that is over, or not quite begun, is nobody's.
      hold(fault.status === 401 ? { state: "out", was: false } : { state: "failed", fault });
    },
  );
}

export function enter(session: Session): void {
  hold({ state: "in", session });
}

export function leave(): void {
  hold({ state: "out", was: false });
}

/** To be told of every fault of a page behind the door: when the session is over the door shows again. */
export function noticeFault(fault: ApiFault): void {
  if (isSignedOut(fault)) hold({ state: "out", was: held.state === "in" || (held.state === "out" && held.was) });
}

export function useSession(): Held {
  const [now, setNow] = useState(held);
  useEffect(() => {
    listeners.add(setNow);
    setNow(held);
    if (!asked) askWho();
    return () => {
      listeners.delete(setNow);
    };
  }, []);
  return now;
}

/** The scopes of a role: the firms of an owner, the body of a partner. */
export function scopesOf(session: Session, role: string): string[] {
  return session.roles.filter((one) => one.role === role).map((one) => one.scope);
}
