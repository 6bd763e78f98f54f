// What a person typed, turned into a fact; or the reason why it can't be one.
import type { Fact } from "../../shared/client";
import type { TextKey } from "./texts";

export type Answer =
  | { ok: true; value: string | number | boolean }
  | { ok: false; fault: TextKey; limit?: string };

/** Longest text that is taken; far above any honest answer. */
export const kMostCharacters = 60;

const kTimes: Record<string, number> = { "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8 };

/** Full-width digits, grouping marks and units people add are taken away: "１，０００万元" -> "10000000". */
export function plainDecimal(typed: string): string | null {
  let text = typed.normalize("NFKC").replace(/[\s,'’_¥$]/g, "").replace(/(人民币|rmb|yuan|元|人|%)+$/i, "");
  let zeros = 0;
  const unit = /(百万|千万|百|千|万|亿|k|m)$/i.exec(text)?.[1];
  if (unit) {
    zeros = kTimes[unit] ?? (unit.toLowerCase() === "k" ? 3 : 6);
    text = text.slice(0, -unit.length);
  }
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!parts || (!parts[2] && !parts[3])) return null;
  const fraction = (parts[3] ?? "").padEnd(zeros, "0");
  const whole = ((parts[2] ?? "") + fraction.slice(0, zeros)).replace(/^0+(?=\d)/, "") || "0";
  const rest = fraction.slice(zeros).replace(/0+$/, "");
  return `${parts[1] ? "-" : ""}${whole}${rest ? `.${rest}` : ""}`;
}

/** Compares two plain decimals without floating point: negative, zero or positive. */
export function compareDecimals(a: string, b: string): number {
  const split = (text: string) => {
    const minus = text.startsWith("-");
    const [whole = "0", rest = ""] = (minus ? text.slice(1) : text).split(".");
    return { minus, whole: whole.replace(/^0+(?=\d)/, ""), rest };
  };
  const x = split(a);
  const y = split(b);
  if (x.minus !== y.minus) return x.minus ? -1 : 1;
  const length = Math.max(x.rest.length, y.rest.length);
  const left = BigInt(x.whole + x.rest.padEnd(length, "0"));
  const right = BigInt(y.whole + y.rest.padEnd(length, "0"));
  const order = left < right ? -1 : left > right ? 1 : 0;
  return x.minus ? -order : order;
}

export function isRealDay(year: number, month: number, date: number): boolean {
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || date < 1) return false;
  return date <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Three typed parts as an ISO day, or null. */
export function isoDay(parts: readonly [string, string, string]): string | null {
  const [y, m, d] = parts.map((part) => part.normalize("NFKC").trim()) as [string, string, string];
  if (!/^\d{4}$/.test(y) || !/^\d{1,2}$/.test(m) || !/^\d{1,2}$/.test(d)) return null;
  if (!isRealDay(Number(y), Number(m), Number(d))) return null;
  return `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
}

export function readAnswer(fact: Fact, typed: string): Answer {
  const text = typed.trim();
  if (fact.type === "boolean") {
    if (text === "true") return { ok: true, value: true };
    if (text === "false") return { ok: true, value: false };
    return { ok: false, fault: "fault_choose" };
  }
  if (fact.type === "date") {
    const [y = "", m = "", d = ""] = text.split("-");
    if (!y && !m && !d) return { ok: false, fault: "fault_date_empty" };
    const iso = isoDay([y, m, d]);
    return iso ? { ok: true, value: iso } : { ok: false, fault: "fault_date" };
  }
  if (fact.type === "code") {
    return text ? { ok: true, value: text } : { ok: false, fault: "fault_choose" };
  }
  if (!text) return { ok: false, fault: "fault_empty" };
  if (text.length > kMostCharacters) return { ok: false, fault: "fault_long" };
  if (fact.type === "text") return { ok: true, value: text };

  const plain = plainDecimal(text);
  if (plain === null) return { ok: false, fault: "fault_number" };
  if (fact.type === "integer" && plain.includes(".")) return { ok: false, fault: "fault_integer" };
  if (fact.type === "money" && (plain.split(".")[1] ?? "").length > 2) {
    return { ok: false, fault: "fault_fen" };
  }
  if (fact.minimum !== null && compareDecimals(plain, fact.minimum) < 0) {
    return { ok: false, fault: "fault_minimum", limit: fact.minimum };
  }
  if (fact.maximum !== null && compareDecimals(plain, fact.maximum) > 0) {
    return { ok: false, fault: "fault_maximum", limit: fact.maximum };
  }
  if (fact.type === "integer") return { ok: true, value: plain.length < 15 ? Number(plain) : plain };
  return { ok: true, value: plain };
}
