// The API for who signs in: the cookie of the session goes along, and the token that keeps other sites from forging
// requests. The token lives in this page only; a page that is loaded again asks for it (`who`).
import { ApiFault, call, type Call, type Reply } from "./call";
import type { components } from "./api";

type Schemas = components["schemas"];
export type Session = Schemas["Session"];
export type Enrolment = Schemas["Enrolment"];

/** What stands in the way of a session that is begun: the second factor, setting one up, an old password. */
export type Stage = "factor" | "enrol" | "password";

const kStages: Readonly<Record<string, Stage>> = {
  "factor-needed": "factor",
  "factor-unset": "enrol",
  "password-old": "password",
};

/** The next step of signing in when a call is refused for want of it; null for any other fault. */
export function stageOf(fault: ApiFault): Stage | null {
  return fault.status === 401 ? (kStages[fault.code] ?? null) : null;
}

/** Whether nobody is signed in (any more). */
export function isSignedOut(fault: ApiFault): boolean {
  return fault.status === 401 && ["sign-in-needed", "sign-in-over"].includes(fault.code);
}

export interface Change {
  method?: "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  /** Sent as Idempotency-Key: see `OnceKey`. */
  key?: string;
  /** Sent as If-Match: the ETag of what is to change, as it was last seen. */
  etag?: string;
}

export interface Office {
  who(): Promise<Session>;
  signIn(login: string, password: string): Promise<Session>;
  showFactor(code: string): Promise<Session>;
  beginEnrolment(): Promise<Enrolment>;
  finishEnrolment(code: string): Promise<Enrolment>;
  changePassword(old: string, fresh: string): Promise<Session>;
  signInFirst(secret: string, password: string): Promise<Session>;
  signOut(): Promise<void>;
  get<T>(path: string): Promise<Reply<T>>;
  change<T>(path: string, change: Change): Promise<Reply<T>>;
  /** Of the session; null for nobody. For requests that don't go through `change`. */
  csrf(): Promise<string | null>;
}

/** `language` is asked at each call; it only chooses how faults are worded. */
export function makeOffice(language: () => string): Office {
  let token: string | null = null;

  async function sent<T>(path: string, what: Omit<Call, "language" | "signedIn">): Promise<Reply<T>> {
    try {
      return await call<T>(path, { ...what, language: language(), signedIn: true });
    } catch (reason) {
      if (reason instanceof ApiFault && reason.csrf !== null) token = reason.csrf;
      throw reason;
    }
  }

  async function who(): Promise<Session> {
    const { value } = await sent<Session>("/api/v1/session", {});
    token = value.csrf;
    return value;
  }

  async function change<T>(path: string, { method = "POST", body, key, etag }: Change): Promise<Reply<T>> {
    if (token === null) await who();
    const send = () =>
      sent<T>(path, {
        method,
        body,
        headers: {
          ...(token === null ? {} : { "X-CSRF-Token": token }),
          ...(key === undefined ? {} : { "Idempotency-Key": key }),
          ...(etag === undefined ? {} : { "If-Match": etag }),
        },
      });
    try {
      return await send();
    } catch (reason) {
      // Another tab has signed in again: nothing was done, and the token is another one now.
      if (!(reason instanceof ApiFault) || reason.code !== "caller-forged") throw reason;
      await who();
      return send();
    }
  }

  async function step(path: string, body: unknown): Promise<Session> {
    const { value } = await change<Session>(path, { body });
    token = value.csrf;
    return value;
  }

  return {
    who,
    async signIn(login, password) {
      token = null;
      const { value } = await sent<Session>("/api/v1/session", { body: { login, password } });
      token = value.csrf;
      return value;
    },
    showFactor: (code) => step("/api/v1/session/factor", { code }),
    async beginEnrolment() {
      return (await change<Enrolment>("/api/v1/session/enrolment", { body: {} })).value;
    },
    async finishEnrolment(code) {
      const { value } = await change<Enrolment>("/api/v1/session/enrolment", { body: { code } });
      token = value.csrf;
      return value;
    },
    changePassword: (old, fresh) => step("/api/v1/session/password", { old, new: fresh }),
    async signInFirst(secret, password) {
      const { value } = await sent<Session>("/api/v1/session/first", { body: { secret, password } });
      token = value.csrf;
      return value;
    },
    async signOut() {
      await change<void>("/api/v1/session", { method: "DELETE" });
      token = null;
    },
    get: (path) => sent(path, {}),
    change,
    async csrf() {
      if (token === null) await who();
      return token;
    },
  };
}

/** 32 hexadecimal digits that nobody guesses; `randomUUID` is there over TLS only. */
export function drawKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a fault says what became of a request: not "it is still being done", nor "come back later". */
export function isAnswer(fault: ApiFault): boolean {
  if (fault.status < 400 || fault.status >= 500) return false;
  return fault.status !== 408 && fault.status !== 429 && fault.code !== "idempotency-in-flight";
}

/**
 * The Idempotency-Key of one form. As long as nobody knows what became of a request, the same request goes out with
 * the same key, so that it happens once; an answer ends that, also a refusal, because the server would repeat it.
 */
export class OnceKey {
  private body: string | null = null;
  private key = "";

  of(body: unknown): string {
    const text = JSON.stringify(body);
    if (text !== this.body) {
      this.body = text;
      this.key = drawKey();
    }
    return this.key;
  }

  /** To be told what came of it; undefined is success. */
  settled(fault?: ApiFault): void {
    if (!fault || isAnswer(fault)) this.body = null;
  }
}
