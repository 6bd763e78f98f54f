// Who is signed in in this window: one office for all pages behind the door, and what they are told of it.
import { useEffect, useState } from "preact/hooks";
import { ApiFault } from "../../../shared/call";
import { isSignedOut, makeOffice, type Session } from "../../../shared/office";

/** Why nobody is in: he never was or signed out himself; the session ended; his roles changed, and with them the session. */
export type Out = "new" | "ended" | "changed";

export type Held =
  | { state: "waiting" }
  | { state: "failed"; fault: ApiFault }
  | { state: "out"; why: Out }
  | { state: "in"; session: Session };

export const office = makeOffice(() => document.documentElement.lang || "zh-CN");

let held: Held = { state: "waiting" };
let asked = false;
const listeners = new Set<(held: Held) => void>();

function hold(next: Held): void {
  held = next;
  for (const listener of listeners) listener(next);
}

/** `why`: what it is if nobody is in any more. */
export function askWho(why: Out = "new"): void {
  asked = true;
  hold({ state: "waiting" });
  office.who().then(
    (session) => hold(session.person ? { state: "in", session } : { state: "out", why }),
    (reason: unknown) => {
      const fault = reason instanceof ApiFault ? reason : new ApiFault(-1, null);
      // A session that is over, or not quite begun, is nobody's.
      hold(fault.status === 401 ? { state: "out", why } : { state: "failed", fault });
    },
  );
}

export function enter(session: Session): void {
  hold({ state: "in", session });
}

export function leave(): void {
  hold({ state: "out", why: "new" });
}

/** To be told of every fault of a page behind the door: when the session is over the door shows again. */
export function noticeFault(fault: ApiFault): void {
  if (isSignedOut(fault)) hold({ state: "out", why: held.state === "in" ? "ended" : held.state === "out" ? held.why : "new" });
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
