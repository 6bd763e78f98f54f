// Facts that the rules work out themselves (the size of the enterprise), with their reasons.
import type { DerivedFact, Facts } from "../../../shared/client";
import { day } from "../../../shared/format";
import { pick, useSay, useShared } from "../state";
import { OpenPoints, ShownList } from "./entitlement_card";

export function Derived({ derived, schema }: { derived: readonly DerivedFact[]; schema: Facts }) {
  const { language } = useShared();
  const say = useSay();
  const known = derived.filter((fact) => fact.known);
  const unknown = derived.filter((fact) => !fact.known);
  if (derived.length === 0) return null;
  const card = (fact: DerivedFact) => (
    <article class="card card-plain" key={fact.name}>
      <h3>
        {pick(fact.label, language)}
        {language === "zh" ? "：" : ": "}
        <span class="derived-value">{fact.known ? day(pick(fact.display, language), language) : say("derived_unknown")}</span>
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
  );
  return (
    <section aria-labelledby="derived-title">
      <h2 id="derived-title">{say("derived_title")}</h2>
      {known.map(card)}
      {unknown.length > 0 && (
        <details class="elsewhere">
          <summary>{say("derived_more", { count: unknown.length })}</summary>
          {unknown.map(card)}
        </details>
      )}
    </section>
  );
}
