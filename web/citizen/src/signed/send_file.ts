// A file on its way to the server, with how far it is: `fetch` doesn't tell, this older way does.
import { ApiFault, kUnreachable, readReply } from "../../../shared/call";
import { office } from "./session";

/** The server takes no larger file; said before a long upload rather than after it. */
export const kMostUploadBytes = 10 * 1024 * 1024;

/** As long as something moves a slow line may take its time; a dead one is given up. */
export const kStalledMs = 30_000;

/** "120 KB", "3.4 MB" */
export function size(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function sentOnce<T>(path: string, file: File, csrf: string | null, tell: (share: number) => void): Promise<T> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    let watch: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      clearTimeout(watch);
      watch = setTimeout(() => request.abort(), kStalledMs);
    };
    const lost = () => fail(new ApiFault(kUnreachable, null));
    request.open("POST", path);
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    if (csrf !== null) request.setRequestHeader("X-CSRF-Token", csrf);
    request.upload.onprogress = (event) => {
      moved();
      tell(event.lengthComputable ? event.loaded / event.total : 0);
    };
    request.onerror = lost;
    request.onabort = lost;
    request.onload = () => {
      try {
        done(readReply<T>(request.status, request.responseText, (name) => request.getResponseHeader(name)).value);
      } catch (reason) {
        fail(reason as Error);
      }
    };
    request.onloadend = () => clearTimeout(watch);
    moved();
    request.send(file);
  });
}

/** `tell` is given the share that is sent, from 0 to 1. */
export async function sendFile<T>(path: string, file: File, tell: (share: number) => void): Promise<T> {
  try {
    return await sentOnce<T>(path, file, await office.csrf(), tell);
  } catch (reason) {
    // Another tab has signed in again: nothing was done, and the token is another one now.
    if (!(reason instanceof ApiFault) || reason.code !== "caller-forged") throw reason;
    await office.who();
    return sentOnce<T>(path, file, await office.csrf(), tell);
  }
}
