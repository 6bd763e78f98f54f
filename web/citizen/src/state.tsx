// What all pages share: the language, the visit, the client, and the answer of the last check.
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { ApiFault, type CheckAnswer, type CheckRequest, type Client, type Notice, type Text } from "../../shared/client";
import type { Language } from "../../shared/format";
import { kTexts, saying, type Saying, type TextKey, type Texts } from "./texts";
import type { Visit } from "./visit";

export interface Shared {
  language: Language;
  setLanguage(language: Language): void;
  visit: Visit;
  setVisit(visit: Visit): void;
  client: Client;
  notice: Notice;
}

export const SharedContext = createContext<Shared | null>(null);

export function useShared(): Shared {
  const shared = useContext(SharedContext);
  if (!shared) throw new Error("used outside the page");
  return shared;
}

export type Say = Saying<TextKey>;

export function sayIn(language: Language): Say {
  return saying(kTexts, language);
}

export function useSay(): Say {
  return sayIn(useShared().language);
}

/** The words of one area of the pages: `const say = useWords(kCaseTexts)`. */
export function useWords<Key extends string>(texts: Texts<Key>): Saying<Key> {
  return saying(texts, useShared().language);
}

/** A text of the server in the reader's language; Chinese when there is no English. */
export function pick(text: Text, language: Language): string {
  return text[language] || text.zh || text.en;
}

export type Loaded<T> =
  | { state: "waiting" }
  | { state: "failed"; fault: ApiFault }
  | { state: "ready"; value: T };

/** Runs `ask` again when `key` changes or when `retry` is called. */
export function useLoaded<T>(key: string, ask: () => Promise<T>): Loaded<T> & { retry(): void } {
  const [turn, setTurn] = useState(0);
  const [held, setHeld] = useState<{ key: string; loaded: Loaded<T> }>({ key, loaded: { state: "waiting" } });
  useEffect(() => {
    let wanted = true;
    setHeld((old) => (old.key === key && old.loaded.state === "ready" ? old : { key, loaded: { state: "waiting" } }));
    ask().then(
      (value) => wanted && setHeld({ key, loaded: { state: "ready", value } }),
      (reason: unknown) => {
        if (!wanted) return;
        const fault = reason instanceof ApiFault ? reason : new ApiFault(-1, null);
        setHeld({ key, loaded: { state: "failed", fault } });
      },
    );
    return () => {
      wanted = false;
    };
  }, [key, turn]);
  const loaded: Loaded<T> = held.key === key ? held.loaded : { state: "waiting" };
  return { ...loaded, retry: () => setTurn((n) => n + 1) };
}

export function serviceDate(visit: Visit, notice: Notice): string {
  return visit.on ?? notice.demo_date;
}

export function requestOf(visit: Visit, notice: Notice): CheckRequest {
  return {
    on: serviceDate(visit, notice),
    ...(visit.knownAt ? { known_at: visit.knownAt } : {}),
    ...(visit.measures?.length ? { measures: visit.measures } : {}),
    facts: visit.facts as CheckRequest["facts"],
  };
}

export function useCheck(): Loaded<CheckAnswer> & { retry(): void } {
  const { visit, notice, client } = useShared();
  const request = requestOf(visit, notice);
  return useLoaded(JSON.stringify(request), () => client.check(request));
}
