// The policy side, to be read only: what became of every rule of the notice, measure by measure.
import { useState } from "preact/hooks";
import type { Measure } from "../../../shared/client";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { provisionPath } from "../router";
import { pick, useSay, useShared } from "../state";
import type { TextKey } from "../texts";

const kDispositions = ["computable", "open_term", "untranslatable", "desk", "data"] as const;
type Kind = (typeof kDispositions)[number];
type Rule = Measure["rules"][number];

function Where({ rule, measure }: { rule: Rule; measure: Measure }) {
  const { language } = useShared();
  return (
    <>
      {rule.where.map((one) => {
        const provision = measure.provisions.find((two) => two.id === one);
        return (
          <p key={one}>
            {provision ? (
              <Link to={provisionPath(one)}>
                {one} {pick(provision.title, language)}
              </Link>
            ) : (
              <code>{one}</code>
            )}
          </p>
        );
      })}
    </>
  );
}

function RuleRow({ rule, measure }: { rule: Rule; measure: Measure }) {
  const { language } = useShared();
  const say = useSay();
  return (
    <tr>
      <th scope="row">{rule.rule}</th>
      <td>
        <span class={rule.disposition === "computable" ? "tag tag-strong" : "tag"}>
          {say(`disposition_${rule.disposition}` as TextKey)}
        </span>
        {rule.reason && <p class="hint">{say(`reason_${rule.reason}` as TextKey)}</p>}
      </td>
      <td>
        <Where rule={rule} measure={measure} />
        {rule.note && <p class="hint">{pick(rule.note, language)}</p>}
      </td>
    </tr>
  );
}

/** How many rules are computed, left open, … as one bar a measure; the counts stand beside it in words. */
function Share({ rules, most }: { rules: readonly Rule[]; most: number }) {
  let x = 0;
  return (
    <svg class="bar share" height="14" aria-hidden="true" focusable="false">
      {kDispositions.map((kind) => {
        const width = (100 * rules.filter((rule) => rule.disposition === kind).length) / most;
        const at = x;
        x += width;
        return <rect key={kind} class={`share-${kind}`} x={`${at}%`} width={`${width}%`} height="14" />;
      })}
    </svg>
  );
}

export function PolicyPage() {
  const { notice, language } = useShared();
  const say = useSay();
  const [only, setOnly] = useState<Kind | null>(null);
  const all = notice.measures.flatMap((measure) => measure.rules);
  const most = Math.max(1, ...notice.measures.map((measure) => measure.rules.length));
  const count = (kind: Kind) => all.filter((rule) => rule.disposition === kind).length;
  return (
    <div class="policy">
      <Heading title={say("policy_title")} site={say("site")} />
      <p class="lead">{say("policy_lead", { rules: all.length, measures: notice.measures.length })}</p>
      <div class="filters" role="group" aria-label={say("policy_filter")}>
        <button type="button" class="button quiet" aria-pressed={only === null} onClick={() => setOnly(null)}>
          {say("policy_all", { count: all.length })}
        </button>
        {kDispositions.map((kind) => (
          <button key={kind} type="button" class="button quiet" aria-pressed={only === kind} onClick={() => setOnly(kind)}>
            <span class={`key share-${kind}`} aria-hidden="true" /> {say(`disposition_${kind}` as TextKey)} {count(kind)}
          </button>
        ))}
      </div>
      {notice.measures.map((measure) => {
        const rules = measure.rules.filter((rule) => only === null || rule.disposition === only);
        if (rules.length === 0) return null;
        return (
          <details class="by-measure" key={measure.number}>
            <summary>
              <span class="measure-number">{measure.number}</span>
              <span class="measure-title">{pick(measure.title, language)}</span>
              <Share rules={rules} most={most} />
              <span class="tag">{say("rules_count", { count: rules.length })}</span>
            </summary>
            <div class="scroll" tabIndex={0} role="region" aria-label={pick(measure.title, language)}>
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">{say("rule")}</th>
                    <th scope="col">{say("disposition")}</th>
                    <th scope="col">{say("where_it_stands")}</th>
                  </tr>
                </thead>
                <tbody>
                  {rules.map((rule) => (
                    <RuleRow key={rule.rule} rule={rule} measure={measure} />
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        );
      })}
    </div>
  );
}
