// Addresses of the staff pages: "/staff/cases/0000-0001-2345-7Y". Plain links, the back button, and a query that
// holds the filters of a list, so that what one sees can be sent to a colleague.
import { useSyncExternalStore, type MouseEvent } from "react";

export const kBase = "/staff";

const listeners = new Set<() => void>();
let moved = false;

function tell(): void {
  for (const listener of listeners) listener();
}
function listen(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("popstate", listener);
  };
}

/** Where one is, without the base: "/cases", "?place=2109". */
export interface Place {
  path: string;
  query: URLSearchParams;
}

export function placeOf(address: string): Place {
  const at = address.indexOf("?");
  const path = at < 0 ? address : address.slice(0, at);
  const inside = path === kBase || path.startsWith(`${kBase}/`) ? path.slice(kBase.length) : path;
  return { path: decodeURI(inside.replace(/\/+$/, "")) || "/", query: new URLSearchParams(at < 0 ? "" : address.slice(at)) };
}

export function usePlace(): Place {
  return placeOf(useSyncExternalStore(listen, () => location.pathname + location.search));
}

/** `to` is without the base. */
export function navigate(to: string, how: { replace?: boolean } = {}): void {
  if (how.replace) {
    history.replaceState(null, "", kBase + to);
  } else {
    history.pushState(null, "", kBase + to);
    moved = true;
    window.scrollTo(0, 0);
  }
  tell();
}

/** Changes the query and stays; empty values are left out. */
export function setQuery(changes: Readonly<Record<string, string | null>>): void {
  const { path, query } = placeOf(location.pathname + location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value) query.set(key, value);
    else query.delete(key);
  }
  const rest = query.toString();
  navigate(path + (rest ? `?${rest}` : ""), { replace: true });
}

/** True once after each move inside the pages: then the new heading takes the focus. */
export function takeMove(): boolean {
  const was = moved;
  moved = false;
  return was;
}

/** For a click on a link of these pages: moves without loading the page again. */
export function follow(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.currentTarget;
  if (link.origin !== location.origin || link.target || !link.pathname.startsWith(kBase)) return;
  event.preventDefault();
  navigate(link.pathname.slice(kBase.length) + link.search);
}
