// Names of places by their codes, from the pack's list; and a field to choose one.
import { AutoComplete, Input } from "antd";
import { useMemo, useState } from "react";
import type { ListEntry } from "../../../shared/client";
import { useLoaded, usePick, useShared } from "../state";

const kPlaces = "places";
const kMostOffered = 30;

export function useEntries(list: string): readonly ListEntry[] {
  const { client } = useShared();
  const loaded = useLoaded(() => client.list(list), [list]);
  return loaded.state === "ready" ? loaded.value.entries : [];
}

/** Of any of these code lists: "utilities", "power" -> "电"; the code alone while its list isn't there. */
export function useCodeNames(lists: readonly string[]): (list: string, code: string) => string {
  const { client } = useShared();
  const pick = usePick();
  const loaded = useLoaded(() => Promise.all(lists.map((list) => client.list(list))), [lists.join(" ")]);
  const byCode = useMemo(
    () => new Map(loaded.state === "ready" ? loaded.value.map(({ entries }, at) => [lists[at], new Map(entries.map((entry) => [entry.code, entry]))]) : []),
    [loaded.state, lists.join(" ")],
  );
  return (list, code) => {
    const found = byCode.get(list)?.get(code);
    if (!found) return code;
    // A word in English says no more than its label; a number is how an office names a place or a trade.
    return /^[A-Z]?\d/.test(code) ? `${pick(found.label)} ${code}` : pick(found.label);
  };
}

/** "210902" -> "海州区 210902"; the code alone while the list isn't there. */
export function usePlaces(): (code: string) => string {
  const entries = useEntries(kPlaces);
  const pick = usePick();
  const byCode = useMemo(() => new Map(entries.map((entry) => [entry.code, entry])), [entries]);
  return (code) => {
    const found = byCode.get(code);
    return found ? `${pick(found.label)} ${code}` : code;
  };
}

interface FieldProps {
  id: string;
  value: string;
  onChange(code: string): void;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  status?: "error";
}

/** Finds a place by a part of its name or by the first digits of its code. */
export function PlaceInput({ value, onChange, ...ids }: FieldProps) {
  const entries = useEntries(kPlaces);
  const pick = usePick();
  const [typed, setTyped] = useState(value);
  const offered = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    if (!wanted) return [];
    return entries
      .filter((entry) => entry.code.startsWith(wanted) || entry.label.zh.includes(wanted) || entry.label.en.toLowerCase().includes(wanted))
      .slice(0, kMostOffered)
      .map((entry) => ({ value: entry.code, label: `${pick(entry.label)} ${entry.code}` }));
  }, [entries, typed]);
  return (
    <AutoComplete value={typed} options={offered} onChange={(next: string) => { setTyped(next); onChange(next.trim()); }} className="place-input">
      <Input {...ids} maxLength={40} />
    </AutoComplete>
  );
}
