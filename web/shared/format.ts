// How figures and dates are read by people. Money is whole fen and never passes through a fraction.
import type { ImpreciseDate, MoneyRange } from "./client";

export type Language = "zh" | "en";

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** 16012500 -> "160125.00", for files */
export function fenAsYuan(fen: number): string {
  const size = Math.abs(fen);
  return `${fen < 0 ? "-" : ""}${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
}

/** 16012500 -> "¥160,125.00" */
export function money(fen: number): string {
  const size = Math.abs(fen);
  const yuan = Math.floor(size / 100);
  const rest = String(size % 100).padStart(2, "0");
  return `${fen < 0 ? "−" : ""}¥${grouped(String(yuan))}.${rest}`;
}

/** "¥300.00", "¥300.00 至 ¥500.00" / "¥300.00 to ¥500.00", or what it is at least. */
export function moneyRange({ low_fen: low, high_fen: high }: MoneyRange, language: Language): string {
  if (high === null) return language === "zh" ? `${money(low)} 以上` : `at least ${money(low)}`;
  if (low === high) return money(low);
  return language === "zh" ? `${money(low)} 至 ${money(high)}` : `${money(low)} to ${money(high)}`;
}

/** Rounds fen to hundredths of a unit, half up: "16.01", without trailing zeros. */
function inUnits(fen: number, unitFen: number): { figure: string; exact: boolean } {
  const step = unitFen / 100;
  const hundredths = Math.floor((fen + step / 2) / step);
  const whole = grouped(String(Math.floor(hundredths / 100)));
  const rest = String(hundredths % 100).padStart(2, "0").replace(/0+$/, "");
  return { figure: rest ? `${whole}.${rest}` : whole, exact: hundredths * step === fen };
}

const kWanFen = 1_000_000;
const kYiFen = 10_000_000_000;
const kThousandFen = 100_000;
const kMillionFen = 100_000_000;

/** 16012500 -> "约 16.01 万元" / "about 160.13 thousand yuan"; small sums need no words: "". */
export function moneyInWords(fen: number, language: Language): string {
  if (fen < kWanFen) return "";
  if (language === "zh") {
    const big = fen >= kYiFen;
    const { figure, exact } = inUnits(fen, big ? kYiFen : kWanFen);
    return `${exact ? "" : "约 "}${figure} ${big ? "亿元" : "万元"}`;
  }
  const big = fen >= kMillionFen;
  const { figure, exact } = inUnits(fen, big ? kMillionFen : kThousandFen);
  return `${exact ? "" : "about "}${figure} ${big ? "million" : "thousand"} yuan`;
}

const kMonths = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

/** "2020-02-21" -> "2020年2月21日" / "21 February 2020"; anything else comes back as it is. */
export function day(iso: string, language: Language): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!parts) return iso;
  const [, y, m, d] = parts;
  const month = Number(m);
  if (language === "zh") return `${y}年${month}月${Number(d)}日`;
  return `${Number(d)} ${kMonths[month - 1] ?? m} ${y}`;
}

/** A day, a span of days that still has to be fixed, or never. */
export function impreciseDay(date: ImpreciseDate, language: Language): string {
  if (date.to_be_fixed) return date.to_be_fixed[language] || date.to_be_fixed.zh;
  const { earliest, latest } = date;
  if (!earliest && !latest) return language === "zh" ? "未定期限" : "no end date";
  if (earliest && latest && earliest !== latest) {
    return language === "zh"
      ? `${day(earliest, language)}至${day(latest, language)}之间`
      : `between ${day(earliest, language)} and ${day(latest, language)}`;
  }
  return day((earliest ?? latest)!, language);
}

/** A number as typed or as in a facts document, with thousands grouped: "10000000.5" -> "10,000,000.5". */
export function number(plain: string): string {
  const parts = /^(-?)(\d+)(\.\d+)?$/.exec(plain);
  if (!parts) return plain;
  return `${parts[1] ? "−" : ""}${grouped(parts[2]!)}${parts[3] ?? ""}`;
}

const kNumbersInside = new Intl.Collator("en", { numeric: true });

/** Provisions in the order of people: 5.2, 5.10, 5.11, 5.11b. */
export function byNumber(a: string, b: string): number {
  return kNumbersInside.compare(a, b);
}

/** A decimal string of yuan in fen, or null when it is no such thing or too big to be exact. */
export function fenOf(yuan: string): number | null {
  const parts = /^(\d{1,14})(?:\.(\d{1,2})0*)?$/.exec(yuan);
  if (!parts) return null;
  const fen = Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
  return Number.isSafeInteger(fen) ? fen : null;
}
