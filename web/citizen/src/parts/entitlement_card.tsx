// One entitlement: what, how much, by when, from whom; and why.
import type { ConditionAnswer, Entitlement, Facts, Shown } from "../../../shared/client";
import { day, impreciseDay, money, moneyInWords, moneyRange } from "../../../shared/format";
import { keyFor, questionOf } from "../flow";
import { questionText } from "../pages/question";
import { keyPart, provisionPath } from "../router";
import { applyPath } from "../signed/paths";
import { pick, useLoaded, useSay, useShared } from "../state";
import type { TextKey } from "../texts";
import { Link } from "./link";
import { WouldChange } from "./would_change";

const kTruthMarks = { holds: "✓", open: "?", fails: "✗" } as const;

export function ShownList({ shown }: { shown: readonly Shown[] }) {
  const { language } = useShared();
  const say = useSay();
  return (
    <dl class="shown">
      {shown.map((one) => (
        <div key={one.name}>
          <dt>{pick(one.label, language)}</dt>
          <dd>
            {one.value === null ? say("unknown_value") : day(pick(one.display, language), language)}
            {one.matched_rules && one.matched_rules.length > 0 && (
              <small> {say("matched_rules", { rules: one.matched_rules.join(", ") })}</small>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface OpenProps {
  open: Entitlement["open"];
  schema: Facts;
  item: string | null;
}

/** Open points as links to their questions, and what no answer of the firm can settle. */
export function OpenPoints({ open, schema, item }: OpenProps) {
  const { visit, language } = useShared();
  const say = useSay();
  const keys = [...new Set(open.facts.map((name) => keyFor(name, item, schema, visit)))];
  const questions = keys.flatMap((key) => (key ? (questionOf(key, schema) ?? []) : []));
  return (
    <>
      {questions.length > 0 && (
        <div class="open-points">
          <p>{say("open_title")}</p>
          <ul>
            {questions.map((question) => (
              <li key={question.key}>
                <Link to={`/check/${keyPart(question.key)}?change`}>{questionText(question, language)}</Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      {open.terms.length > 0 && (
        <div class="open-points">
          <p>{say("open_terms")}</p>
          <ul>
            {open.terms.map((term) => (
              <li key={term.name}>
                {pick(term.label, language)}
                {(term.minimum !== null || term.maximum !== null) && ` (${term.minimum ?? "…"} – ${term.maximum ?? "…"})`}{" "}
                <span class="tag">{say("set_by", { authority: pick(term.authority, language) })}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {open.reasons.length > 0 && (
        <div class="open-points">
          <p>{say("open_reasons")}</p>
          <ul>
            {open.reasons.map((reason) => (
              <li key={reason.zh}>{pick(reason, language)}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Condition({ condition }: { condition: ConditionAnswer }) {
  const { language } = useShared();
  const say = useSay();
  const clause = pick(condition.clause, language);
  return (
    <li class={`condition condition-${condition.truth}`}>
      <p class="condition-head">
        <span class="mark" aria-hidden="true">
          {kTruthMarks[condition.truth]}
        </span>
        <span>
          {pick(condition.label, language)} <b class="truth">{say(`truth_${condition.truth}`)}</b>
        </span>
      </p>
      {clause && <p class="clause">{clause}</p>}
      {condition.used.length > 0 && <ShownList shown={condition.used} />}
    </li>
  );
}

function Why({ entitlement }: { entitlement: Entitlement }) {
  const { language } = useShared();
  const say = useSay();
  const { document } = entitlement;
  return (
    <details class="why">
      <summary aria-label={say("why_of", { title: pick(entitlement.title, language) })}>{say("why")}</summary>
      <p class="doc-line">
        <span lang="zh-CN">{document.number}</span> {pick(document.title, language)} ·{" "}
        {pick(document.issuer, language)} · {impreciseDay(document.issued, language)}
        {entitlement.event_date && <> · {say("event_date", { date: day(entitlement.event_date, language) })}</>}
        {document.status !== "confirmed" && <> · {say(`document_status_${document.status}` as TextKey)}</>}
      </p>
      <h4>{say("why_conditions")}</h4>
      <ul class="plain conditions">
        {entitlement.conditions.map((condition, at) => (
          <Condition key={condition.id ?? `${condition.origin} ${at}`} condition={condition} />
        ))}
      </ul>
      {entitlement.steps.length > 0 && (
        <>
          <h4>{say("why_steps")}</h4>
          <ShownList shown={entitlement.steps} />
        </>
      )}
    </details>
  );
}

function Amount({ entitlement, synthetic }: { entitlement: Entitlement; synthetic: boolean }) {
  const { language } = useShared();
  const say = useSay();
  const { amount_fen: fen, amount_range: range, rate_percent: rate } = entitlement;
  // "At least nothing" says nothing.
  if (fen === null && range !== null && (range.low_fen > 0 || range.high_fen !== null)) {
    return (
      <p class="amount">
        <strong class="figure range">{moneyRange(range, language)}</strong>{" "}
        <span class="words">{say(entitlement.state === "entitled" ? "amount_by_authority" : "amount_if_all_holds")}</span>
        {synthetic && <span class="tag">{say("synthetic")}</span>}
      </p>
    );
  }
  if (fen === null && rate === null) {
    // Due for certain, but how much still waits for an answer or an authority.
    const { facts, reasons, terms } = entitlement.open;
    const waits = facts.length + reasons.length + terms.length > 0;
    return waits && entitlement.state === "entitled" ? <p class="words">{say("amount_unset")}</p> : null;
  }
  const words = fen === null ? "" : moneyInWords(fen, language);
  return (
    <p class="amount">
      {fen !== null && <strong class="figure">{money(fen)}</strong>}
      {words && <span class="words">{words}</span>}
      {rate !== null && (
        <span class={fen === null ? "rate" : "rate rate-small"}>
          {say("rate_most")} <strong class="figure">{rate}%</strong>
        </span>
      )}
      {synthetic && <span class="tag">{say("synthetic")}</span>}
    </p>
  );
}

function Particulars({ entitlement }: { entitlement: Entitlement }) {
  const { language } = useShared();
  const say = useSay();
  const { period_from: from, period_to: to } = entitlement;
  const rows: [TextKey, string][] = [];
  if (from && to) rows.push(["period", say("period_value", { from: day(from, language), to: day(to, language) })]);
  else if (from) rows.push(["period", say("period_from", { from: day(from, language) })]);
  else if (to) rows.push(["period", say("period_to", { to: day(to, language) })]);
  if (entitlement.apply_by) rows.push(["apply_by", impreciseDay(entitlement.apply_by, language)]);
  rows.push(["deadline", pick(entitlement.deadline, language)]);
  rows.push(["contact", pick(entitlement.contact, language)]);
  rows.push(["payer", pick(entitlement.payer, language)]);
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value)
        .map(([label, value]) => (
          <>
            <dt>{say(label)}</dt>
            <dd>{value}</dd>
          </>
        ))}
    </dl>
  );
}

/** Fails for its place or its dates already: nothing that the firm could do about it. */
export function isElsewhere(entitlement: Entitlement): boolean {
  return entitlement.conditions.some(
    ({ origin, truth }) => truth === "fails" && (origin === "region" || origin === "in_force"),
  );
}

/** The way on, where one can apply here. Nobody applies for an invented firm. */
function ApplyLink({ entitlement }: { entitlement: Entitlement }) {
  const { client } = useShared();
  const say = useSay();
  const loaded = useLoaded("procedures", () => client.procedures());
  const open =
    loaded.state === "ready" &&
    loaded.value.some((one) => one.provision === entitlement.provision && one.starts.includes("application"));
  if (!open) return null;
  return (
    <p class="apply no-print">
      <Link to={applyPath(entitlement.provision)} class="button quiet">
        {say("apply_here")}
      </Link>
    </p>
  );
}

interface Props {
  entitlement: Entitlement;
  schema: Facts;
  synthetic: boolean;
}

export function EntitlementCard({ entitlement, schema, synthetic }: Props) {
  const { language } = useShared();
  const say = useSay();
  const { state, kind, subject_id: item } = entitlement;
  const subject = schema.subjects.find((one) => one.name === entitlement.subject_kind);
  const label = subject ? pick(subject.label, language) : "";
  const mayChange = state === "not_entitled" && !isElsewhere(entitlement);
  const unsure = entitlement.unconfirmed.map((one) => say("quoted", { name: pick(one.label, language) }));
  return (
    <article class={`card card-${state}`}>
      <header>
        <p class="card-meta">
          {kind && <span class="tag">{say(`kind_${kind}` as TextKey)}</span>}
          {entitlement.hypothetical
            ? subject && <span>{say("hypothetical", { subject: label })}</span>
            : item !== null && <span>{say("for_subject", { subject: label, id: item })}</span>}
        </p>
        <h3>{pick(entitlement.title, language)}</h3>
        <p class="doc-ref">
          <Link to={provisionPath(entitlement.provision)}>
            {entitlement.provision} <span lang="zh-CN">{entitlement.document.number}</span>
          </Link>
        </p>
      </header>
      {state !== "not_entitled" && <Amount entitlement={entitlement} synthetic={synthetic} />}
      {state !== "not_entitled" && <OpenPoints open={entitlement.open} schema={schema} item={item} />}
      {state === "not_entitled" && (
        <ul class="plain fails">
          {entitlement.conditions
            .filter((condition) => condition.truth === "fails")
            .map((condition, at) => (
              <li key={condition.id ?? at}>
                <span class="mark" aria-hidden="true">
                  ✗
                </span>
                <span>
                  {pick(condition.label, language)} <b class="truth">{say("truth_fails")}</b>
                </span>
              </li>
            ))}
        </ul>
      )}
      {state === "entitled" && <Particulars entitlement={entitlement} />}
      {unsure.length > 0 && state !== "not_entitled" && (
        <p class="unsure">{say("unconfirmed_note", { names: unsure.join(language === "zh" ? "、" : ", ") })}</p>
      )}
      {state !== "not_entitled" && !synthetic && <ApplyLink entitlement={entitlement} />}
      <Why entitlement={entitlement} />
      {mayChange && <WouldChange entitlement={entitlement} />}
    </article>
  );
}
