// Facts that the rules work out themselves (the size of the enterprise), with their reasons.
import type { DerivedFact, Facts } from "../../../shared/client";
import { pick, useSay, useShared } from "../state";
import { OpenPoints, ShownList } from "./entitlement_card";

export function Derived({ derived, schema }: { derived: readonly DerivedFact[]; schema: Facts }) {
  const { language } = useShared();
  const say = useSay();
  if (derived.length === 0) return null;
  return (
    <section aria-labelledby="derived-title">
      <h2 id="derived-title">{say("derived_title")}</h2>
      {derived.map((fact) => (
        <article class="card card-plain" key={fact.name}>
          <h3>
            {pick(fact.label, language)}
            {language === "zh" ? "：" : ": "}
            <span class="derived-value">{fact.known ? pick(fact.display, language) : say("derived_unknown")}</span>
          </h3>
          <p class="doc-ref" lang="zh-CN">
            {fact.document.number}
          </p>
          {!fact.known && <OpenPoints open={fact.open} schema={schema} item={null} />}
          {fact.steps.length > 0 && (
            <details class="why">
              <summary aria-label={say("why_of", { title: pick(fact.label, language) })}>{say("why")}</summary>
              <p class="doc-line">
                {pick(fact.document.title, language)} · {pick(fact.document.issuer, language)}
              </p>
              <ShownList shown={fact.steps} />
            </details>
          )}
        </article>
      ))}
    </section>
  );
}
