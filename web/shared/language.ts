// The reader's language, kept between visits and the same on all pages of this origin.
import type { Language } from "./format";

const kLanguageKey = "fugong.language";

/** `?lang=` wins, then the last choice, then Chinese. */
export function chooseLanguage(search: string, stored: string | null): Language {
  const asked = new URLSearchParams(search).get("lang");
  if (asked) return asked.toLowerCase().startsWith("en") ? "en" : "zh";
  return stored === "en" ? "en" : "zh";
}

export function loadLanguage(): Language {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(kLanguageKey);
  } catch {
    /* storage may be switched off */
  }
  const language = chooseLanguage(location.search, stored);
  if (new URLSearchParams(location.search).has("lang")) saveLanguage(language);
  return language;
}

export function saveLanguage(language: Language): void {
  try {
    localStorage.setItem(kLanguageKey, language);
  } catch {
    /* then it is chosen anew each time */
  }
}
