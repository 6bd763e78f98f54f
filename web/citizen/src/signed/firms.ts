// The firms that one acts for, by name.
import type { OwnFirm } from "../../../shared/cases";
import type { Language } from "../../../shared/format";
import { pick, useLoaded } from "../state";
import { gotten } from "./shell";

/** For who can't do without: nobody is told that he has none because they could not be read. */
export function useOwnFirms() {
  return useLoaded("firms", () => gotten<{ firms: OwnFirm[] }>("/api/v1/firms", true, { firms: [] }));
}

/** null until they are there. */
export function useFirms(): readonly OwnFirm[] | null {
  const loaded = useOwnFirms();
  return loaded.state === "ready" ? loaded.value.firms : loaded.state === "failed" ? [] : null;
}

export function firmName(firm: string, firms: readonly OwnFirm[] | null, language: Language): string {
  const name = firms?.find((one) => one.firm === firm)?.name;
  return name ? pick(name, language) : firm;
}
