// What all pages behind signing in share: their navigation, who is signed in, and reading from the office.
import type { ComponentChildren } from "preact";
import { ApiFault } from "../../../shared/call";
import type { Session } from "../../../shared/office";
import { Link } from "../parts/link";
import { useShared, useWords } from "../state";
import { kNewVisit } from "../visit";
import { Busy, Trouble, useDoing } from "./doing";
import { dropAllDrafts } from "./kept_draft";
import { leave, noticeFault, office, scopesOf, useSession } from "./session";
import { kSessionTexts } from "./texts_session";

/** Behind the door somebody always is; the door takes over before this could fail. */
export function useSignedIn(): Session {
  const held = useSession();
  return held.state === "in" ? held.session : { person: null, roles: [], csrf: null };
}

/**
 * Reads from the office. `fallback` stands for an answer where `wanted` is false, and where the server doesn't offer
 * the thing at all.
 */
export async function gotten<T>(path: string, wanted = true, fallback?: T): Promise<T> {
  if (!wanted && fallback !== undefined) return fallback;
  try {
    return (await office.get<T>(path)).value;
  } catch (reason) {
    if (reason instanceof ApiFault) {
      noticeFault(reason);
      if (reason.status === 404 && fallback !== undefined) return fallback;
    }
    throw reason;
  }
}

function AreaNav({ here }: { here: string }) {
  const { visit, setVisit } = useShared();
  const say = useWords(kSessionTexts);
  const session = useSignedIn();
  const doing = useDoing();
  return (
    <>
      <nav class="area-nav no-print" aria-label={say("nav_area")}>
        <Link to="/me" current={here === "/me"}>
          {say("nav_tasks")}
        </Link>
        {scopesOf(session, "partner").length > 0 && (
          <Link to="/partner" current={here === "/partner"}>
            {say("nav_partner")}
          </Link>
        )}
        <Link to="/account" current={here === "/account"}>
          {say("nav_account")}
        </Link>
        <button
          type="button"
          class="link"
          onClick={() => doing.run(async () => {
            await office.signOut();
            dropAllDrafts();
            // What the register told of the firm is nobody's who comes next.
            if (visit.known.length > 0) setVisit({ ...kNewVisit, on: visit.on, knownAt: visit.knownAt });
            leave();
          })}
        >
          {say("sign_out")}
          {session.person && <small> {session.person.name || session.person.login}</small>}
        </button>
        {doing.busy && <Busy doing={doing} />}
      </nav>
      <Trouble doing={doing} />
    </>
  );
}

/** A page behind the door: its navigation stands there while the rest is waited for, and when it can't be had. */
export function SignedPage({ here, children }: { here: string; children: ComponentChildren }) {
  return (
    <div class="narrow signed">
      <AreaNav here={here} />
      {children}
    </div>
  );
}
