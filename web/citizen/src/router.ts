// The smallest router that does the job: the address bar, the back button, and plain links.
import { useEffect, useState } from "preact/hooks";

export interface Place {
  path: string;
  query: URLSearchParams;
}

type Listener = () => void;
const listeners = new Set<Listener>();
let moved = false;

function here(): Place {
  return { path: decodeURI(location.pathname), query: new URLSearchParams(location.search) };
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
    listeners.add(update);
    addEventListener("popstate", tell);
    return () => {
      listeners.delete(update);
      removeEventListener("popstate", tell);
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
