// What each policy gives, side by side, for people who would rather look than read: of the best combination, under
// the three totals that are never added up. The figures stand beside the bars, so the drawing itself is hidden from
// screen readers.
import type { CheckAnswer } from "../../../shared/client";
import { moneyRange, type Language } from "../../../shared/format";
import { pick, useSay, useShared } from "../state";

type Position = CheckAnswer["combination"]["positions"][number];
const kTotals = ["cash", "relief", "liquidity"] as const;

export interface Bar {
  provision: string;
  label: string;
  low_fen: number;
  high_fen: number | null;
}

/** One bar a policy: what is held of it, for all loans (months, …) together; the longest first. */
export function barsOf(answer: CheckAnswer, total: Position["total"], language: Language): Bar[] {
  const bars = new Map<string, Bar>();
  for (const { provision, total: own, outcome, amount } of answer.combination.positions) {
    if (own !== total || (outcome !== "taken" && outcome !== "cut") || amount.low_fen <= 0) continue;
    const entitlement = answer.entitlements.find((one) => one.provision === provision);
    const label = entitlement ? pick(entitlement.benefit, language) || pick(entitlement.title, language) : provision;
    const old = bars.get(provision) ?? { provision, label, low_fen: 0, high_fen: 0 };
    bars.set(provision, {
      ...old,
      low_fen: old.low_fen + amount.low_fen,
      high_fen: old.high_fen === null || amount.high_fen === null ? null : old.high_fen + amount.high_fen,
    });
  }
  return [...bars.values()].sort((a, b) => b.low_fen - a.low_fen);
}

export function Bars({ answer, synthetic }: { answer: CheckAnswer; synthetic: boolean }) {
  const { language } = useShared();
  const say = useSay();
  const groups = kTotals.map((total) => ({ total, bars: barsOf(answer, total, language) }));
  const all = groups.flatMap((group) => group.bars);
  if (all.length < 2) return null;
  const most = Math.max(...all.map((bar) => bar.low_fen));
  return (
    <figure class="bars">
      <figcaption>
        <h2>{say("chart_title")}</h2>
      </figcaption>
      {groups
        .filter(({ bars }) => bars.length > 0)
        .map(({ total, bars }) => (
          <section key={total} aria-labelledby={`bars-${total}`}>
            <h3 id={`bars-${total}`}>{say(`total_${total}`)}</h3>
            <ol class="plain">
              {bars.map((bar) => (
                <li key={bar.provision}>
                  <span class="bar-label">{bar.label}</span>
                  <svg class="bar" height="14" aria-hidden="true" focusable="false">
                    <rect class="bar-track" width="100%" height="14" rx="2" />
                    <rect
                      class={`bar-fill bar-${total}`}
                      width={`${Math.max(1, (100 * bar.low_fen) / most).toFixed(2)}%`}
                      height="14"
                      rx="2"
                    />
                  </svg>
                  <span class="bar-figure">
                    {moneyRange(bar, language)}
                    {synthetic && <span class="tag">{say("synthetic")}</span>}
                  </span>
                </li>
              ))}
            </ol>
          </section>
        ))}
    </figure>
  );
}
