// The amounts side by side, for people who would rather look than read. The figures stand beside the
// bars, so the drawing itself is hidden from screen readers.
import type { Entitlement } from "../../../shared/client";
import { money } from "../../../shared/format";
import { pick, useSay, useShared } from "../state";

export function Bars({ entitlements, synthetic }: { entitlements: readonly Entitlement[]; synthetic: boolean }) {
  const { language } = useShared();
  const say = useSay();
  const rows = entitlements.filter((one) => (one.amount_fen ?? 0) > 0);
  if (rows.length < 2) return null;
  const most = Math.max(...rows.map((one) => one.amount_fen!));
  return (
    <figure class="bars">
      <figcaption>
        <h2>{say("chart_title")}</h2>
      </figcaption>
      <ol class="plain">
        {[...rows]
          .sort((a, b) => b.amount_fen! - a.amount_fen!)
          .map((one) => (
            <li key={`${one.provision} ${one.subject_id ?? ""}`}>
              <span class="bar-label">{pick(one.benefit, language) || pick(one.title, language)}</span>
              <svg class="bar" height="14" aria-hidden="true" focusable="false">
                <rect class="bar-track" width="100%" height="14" rx="2" />
                <rect class="bar-fill" width={`${Math.max(1, (100 * one.amount_fen!) / most).toFixed(2)}%`} height="14" rx="2" />
              </svg>
              <span class="bar-figure">
                {money(one.amount_fen!)}
                {synthetic && <span class="tag">{say("synthetic")}</span>}
              </span>
            </li>
          ))}
      </ol>
    </figure>
  );
}
