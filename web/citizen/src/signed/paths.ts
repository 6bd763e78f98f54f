// Addresses of the pages behind signing in.
import { provisionPath } from "../router";

/** "5.2" is written 5~2: the server takes a path with a dot for a file. */
export function applyPath(provision: string, rest = ""): string {
  return provisionPath(provision).replace("/provisions/", "/apply/") + (rest && `/${rest}`);
}

export function casePath(reference: string, rest = ""): string {
  return `/cases/${encodeURIComponent(reference)}${rest && `/${rest}`}`;
}
