// What all pages share: the language, who is signed in, the server.
import { createContext, useContext, useEffect, useRef, useState, type DependencyList } from "react";
import { ApiFault, kUnreachable, type Reply } from "../../shared/call";
import type { Client, Text } from "../../shared/client";
import { fill } from "../../shared/fill";
import type { Language } from "../../shared/format";
import { isSignedOut, OnceKey, type Change, type Office, type Session } from "../../shared/office";
import { kTexts, type TextKey } from "./texts";

export interface Shared {
  language: Language;
  setLanguage(language: Language): void;
  client: Client;
  office: Office;
  session: Session;
  /** The session has ended on the server. */
  signedOut(): void;
  /** A change; if the server wants the second factor afresh, it is asked for and the change sent again. */
  change<T>(path: string, change: Change): Promise<Reply<T>>;
}

export const SharedContext = createContext<Shared | null>(null);

export function useShared(): Shared {
  const shared = useContext(SharedContext);
  if (!shared) throw new Error("used outside the pages");
  return shared;
}

export type Say = (key: TextKey, values?: Record<string, string | number>) => string;

export function sayIn(language: Language): Say {
  return (key, values) => fill(kTexts[language][key], values);
}

export const LanguageContext = createContext<Language>("zh");
export function useSay(): Say {
  return sayIn(useContext(LanguageContext));
}
export function useLanguage(): Language {
  return useContext(LanguageContext);
}

/** A word of the API: word("role", "county_officer"). One that has no text yet is shown as it is. */
export function wordIn(language: Language, kind: string, word: string): string {
  return kTexts[language][`${kind}_${word}` as TextKey] ?? word;
}
export function useWord(): (kind: string, word: string) => string {
  const language = useLanguage();
  return (kind, word) => wordIn(language, kind, word);
}

/** A text of the server in the reader's language; Chinese when there is no English. */
export function pick(text: Text, language: Language): string {
  return text[language] || text.zh || text.en;
}
export function usePick(): (text: Text) => string {
  const language = useLanguage();
  return (text) => pick(text, language);
}

export function asFault(reason: unknown): ApiFault {
  if (reason instanceof ApiFault) return reason;
  console.error(reason);
  return new ApiFault(-1, null);
}

export type Loaded<T> = { state: "waiting" } | { state: "failed"; fault: ApiFault } | { state: "ready"; value: T };

/** Asks again when `deps` change or `retry` is called; while it asks again the old value stays. */
export function useLoaded<T>(ask: () => Promise<T>, deps: DependencyList): Loaded<T> & { retry(): void } {
  const { signedOut } = useShared();
  const [turn, setTurn] = useState(0);
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: "waiting" });
  const key = JSON.stringify(deps);
  const keyShown = useRef(key);
  useEffect(() => {
    let wanted = true;
    if (keyShown.current !== key) setLoaded({ state: "waiting" });
    keyShown.current = key;
    ask().then(
      (value) => wanted && setLoaded({ state: "ready", value }),
      (reason: unknown) => {
        if (!wanted) return;
        const fault = asFault(reason);
        if (isSignedOut(fault)) signedOut();
        else setLoaded({ state: "failed", fault });
      },
    );
    return () => {
      wanted = false;
    };
  }, [key, turn]);
  const now: Loaded<T> = keyShown.current === key ? loaded : { state: "waiting" };
  return { ...now, retry: () => setTurn((n) => n + 1) };
}

export function useGot<T>(path: string): Loaded<T> & { retry(): void } {
  const { office } = useShared();
  return useLoaded<T>(async () => (await office.get<T>(path)).value, [path]);
}

/** Something that is sent on a click: once at a time, with what went wrong. */
export function useSending(): {
  busy: boolean;
  fault: ApiFault | null;
  clear(): void;
  run<T>(send: () => Promise<T>): Promise<T | null>;
} {
  const { signedOut } = useShared();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);
  return {
    busy,
    fault,
    clear: () => setFault(null),
    async run(send) {
      setBusy(true);
      setFault(null);
      try {
        return await send();
      } catch (reason) {
        const wrong = asFault(reason);
        if (isSignedOut(wrong)) signedOut();
        else setFault(wrong);
        return null;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** Sends a body under one Idempotency-Key until it is known what became of it. */
export function useOnce(): <T>(path: string, body: unknown, etag?: string) => Promise<Reply<T>> {
  const { change } = useShared();
  const key = useRef(new OnceKey());
  return async <T,>(path: string, body: unknown, etag?: string) => {
    try {
      const reply = await change<T>(path, { body, key: key.current.of({ path, body, etag }), ...(etag === undefined ? {} : { etag }) });
      key.current.settled();
      return reply;
    } catch (reason) {
      const fault = asFault(reason);
      key.current.settled(fault);
      throw fault;
    }
  };
}

export function isUnreachable(fault: ApiFault): boolean {
  return fault.status === kUnreachable;
}
