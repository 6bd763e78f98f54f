// The smallest router that does the job: the address bar, the back button, and plain links.
import { useEffect, useState } from "preact/hooks";

export interface Place {
  path: string;
  query: URLSearchParams;
}

type Listener = () => void;
const listeners = new Set<Listener>();
let moved = false;

/** Readable where it can be read: what somebody mistyped is a page that isn't there, and no fault. */
function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function here(): Place {
  return { path: readable(location.pathname), query: new URLSearchParams(location.search) };
}

function tell(): void {
  moved = true;
  for (const listener of listeners) listener();
}

export function navigate(to: string, how: { replace?: boolean } = {}): void {
  if (how.replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  tell();
  if (!how.replace) window.scrollTo(0, 0);
}

/** True once after each move inside the page: then the new heading takes the focus. */
export function takeMove(): boolean {
  const was = moved;
  moved = false;
  return was;
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const update = () => setPlace(here());
    // One for all who listen: who leaves must not take the back button of the others along.
    if (listeners.size === 0) addEventListener("popstate", tell);
    listeners.add(update);
    return () => {
      listeners.delete(update);
      if (listeners.size === 0) removeEventListener("popstate", tell);
    };
  }, []);
  return place;
}

/** Address of a provision's page. The server takes a path with a dot for a file, so "5.2" is written 5~2. */
export function provisionPath(id: string): string {
  return `/provisions/${encodeURIComponent(id.replaceAll(".", "~"))}`;
}

export function provisionId(part: string): string {
  return part.replaceAll("~", ".");
}

/**
 * A question as a part of an address: "loan_rate~HT-2020/07" is written loan_rate~HT-2020!2F07. What people call their loans and
 * bills has slashes, dots and more, by which an address would be another one.
 */
export function keyPart(key: string): string {
  return encodeURIComponent(key).replace(/[.!]/g, (sign) => (sign === "." ? "%2E" : "%21")).replaceAll("%", "!");
}

export function keyOfPart(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll("!", "%"));
  } catch {
    return part;
  }
}

/** Whether a page stands behind signing in. */
export function isSigned(path: string): boolean {
  return /^\/(me|first|sign-in|apply|cases|confirm|account|partner)(\/|$)/.test(path);
}

/** For a click on a link of this site: moves without loading the page again. */
export function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.currentTarget as HTMLAnchorElement;
  if (link.origin !== location.origin || link.target) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}
