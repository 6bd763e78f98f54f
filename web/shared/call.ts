// One call of the API: it either gives the answer or throws an ApiFault; nothing else is thrown.
import type { components } from "./api";

export type Problem = components["schemas"]["Problem"];

/** Longest wait for an answer; then the page offers to try again. */
export const kTimeoutMs = 15_000;

/** Status of an answer with an amount that can't be read exactly. */
export const kInexact = -2;

/** Status when the server could not be reached, or did not answer in time: nobody knows what it did. */
export const kUnreachable = 0;

/** Why a call failed: the server's own words, or null when it could not be reached. */
export class ApiFault extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    /** Seconds after which it may be tried again. */
    readonly retryAfterS: number | null = null,
    /** The token against forged requests of a session that is not quite complete. */
    readonly csrf: string | null = null,
  ) {
    super(problem?.title ?? `HTTP ${status}`);
    this.name = "ApiFault";
  }

  /** "factor-needed" of "/problems/factor-needed"; empty when the server said nothing. */
  get code(): string {
    return this.problem?.type.split("/").at(-1) ?? "";
  }
}

export interface Call {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** In which language faults are worded. */
  language: string;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** With the cookie of the session; without it the call is anybody's. */
  signedIn?: boolean;
}

export interface Reply<T> {
  value: T;
  etag: string | null;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "title" in value && "status" in value;
}

/** Amounts are whole fen; a number that this reader would round must never be shown. The API promises none. */
export function holdsAmounts(json: string): boolean {
  for (const [, digits] of json.matchAll(/_fen"\s*:\s*(-?\d{16,})/g)) {
    if (!Number.isSafeInteger(Number(digits))) return false;
  }
  return true;
}

/** What an answer says, whoever fetched it. */
export function readReply<T>(status: number, json: string, header: (name: string) => string | null): Reply<T> {
  const seconds = Number(header("Retry-After") ?? NaN);
  const fault = (problem: Problem | null, of = status) =>
    new ApiFault(of, problem, Number.isInteger(seconds) && seconds >= 0 ? seconds : null, header("X-CSRF-Token"));
  const fine = status >= 200 && status < 300;
  if (fine && json === "") return { value: undefined as T, etag: header("ETag") };
  if (!holdsAmounts(json)) throw fault(null, kInexact);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw fault(null);
  }
  if (!fine) throw fault(isProblem(value) ? value : null);
  return { value: value as T, etag: header("ETag") };
}

export async function call<T>(path: string, { method, language, body, headers, signedIn = false }: Call): Promise<Reply<T>> {
  const withBody = body !== undefined;
  let response: Response;
  let json: string;
  try {
    response = await fetch(path, {
      method: method ?? (withBody ? "POST" : "GET"),
      headers: {
        Accept: "application/json, application/problem+json",
        "Accept-Language": language,
        ...(withBody ? { "Content-Type": "application/json" } : {}),
        ...headers,
      },
      ...(withBody ? { body: JSON.stringify(body) } : {}),
      credentials: signedIn ? "same-origin" : "omit",
      ...(signedIn ? { cache: "no-store" as const } : {}),
      signal: AbortSignal.timeout(kTimeoutMs),
    });
    json = await response.text();
  } catch {
    throw new ApiFault(kUnreachable, null);
  }
  return readReply(response.status, json, (name) => response.headers.get(name));
}
