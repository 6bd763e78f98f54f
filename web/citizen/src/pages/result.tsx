// What the firm may have, how much and why.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { CheckAnswer, DemoFirm, Entitlement, Facts } from "../../../shared/client";
import { byNumber } from "../../../shared/format";
import { openQuestions, questionsLeft } from "../flow";
import { Answers } from "../parts/answers";
import { Bars } from "../parts/bars";
import { Combination } from "../parts/combination";
import { Derived } from "../parts/derived";
import { EntitlementCard, isElsewhere } from "../parts/entitlement_card";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Downloads } from "../parts/saved";
import { Failed, Waiting } from "../parts/waiting";
import { keyPart, navigate } from "../router";
import { pick, useCheck, useLoaded, useSay, useShared } from "../state";
import { kNewVisit } from "../visit";

const kStates = ["entitled", "depends", "not_entitled"] as const;
const kMarks = { entitled: "✓", depends: "?", not_entitled: "✗" } as const;

/** Which measures were looked at, and the way to look at others. */
function Scope() {
  const { visit, notice, language } = useShared();
  const say = useSay();
  const chosen = notice.measures.filter((measure) => visit.measures?.includes(measure.number));
  const names = chosen.map((measure) => pick(measure.title, language)).join(language === "zh" ? "、" : "; ");
  return (
    <>
      {chosen.length > 0 && say("result_scope", { names })}{" "}
      {visit.demo === null && (
        <Link to="/topics" class="no-print">
          {say("change_topics")}
        </Link>
      )}
    </>
  );
}

function Counts({ groups }: { groups: Record<(typeof kStates)[number], Entitlement[]> }) {
  const say = useSay();
  return (
    <ul class="plain counts">
      {kStates.map((state) => (
        <li key={state} class={`count count-${state}`}>
          <a
            href={`#group-${state}`}
            onClick={(event) => {
              event.preventDefault();
              const heading = document.getElementById(`group-${state}`);
              heading?.focus({ preventScroll: true });
              heading?.scrollIntoView();
            }}
          >
            <strong>{groups[state].length}</strong>
            <span>
              <span class="mark" aria-hidden="true">
                {kMarks[state]}
              </span>{" "}
              {say(`group_${state}`)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** More cards than this are folded by measure. */
const kCardsAtOnce = 6;

interface ByMeasureProps {
  entitlements: readonly Entitlement[];
  fold: boolean;
  card(entitlement: Entitlement): ComponentChildren;
}

/** Cards in the order of the notice; long lists as one line a measure, to be opened. */
function ByMeasure({ entitlements, fold, card }: ByMeasureProps) {
  const { notice, language } = useShared();
  const say = useSay();
  if (!fold || entitlements.length <= kCardsAtOnce) return <>{entitlements.map(card)}</>;
  const measures = notice.measures.filter((one) => entitlements.some((two) => two.measure === one.number));
  return (
    <>
      {measures.map((measure) => {
        const own = entitlements.filter((one) => one.measure === measure.number);
        return (
          <details class="by-measure" key={measure.number}>
            <summary>
              <span class="measure-number">{measure.number}</span>
              <span class="measure-title">{pick(measure.title, language)}</span>
              <span class="tag">{say("rules_count", { count: own.length })}</span>
            </summary>
            {own.map(card)}
          </details>
        );
      })}
    </>
  );
}

function Whole({ answer, schema, firm }: { answer: CheckAnswer; schema: Facts; firm: DemoFirm | null }) {
  const { visit, setVisit, language } = useShared();
  const say = useSay();
  const synthetic = visit.demo !== null;
  const groups = { entitled: [], depends: [], not_entitled: [] } as Record<(typeof kStates)[number], Entitlement[]>;
  const elsewhere: Entitlement[] = [];
  for (const entitlement of [...answer.entitlements].sort((a, b) => byNumber(a.provision, b.provision))) {
    if (isElsewhere(entitlement)) elsewhere.push(entitlement);
    else groups[entitlement.state].push(entitlement);
  }
  const card = (entitlement: Entitlement) => (
    <EntitlementCard
      key={`${entitlement.provision} ${entitlement.subject_id ?? ""}`}
      entitlement={entitlement}
      schema={schema}
      synthetic={synthetic}
    />
  );
  const open = openQuestions(answer.next_questions, schema, visit);
  const next = open[0];
  const left = questionsLeft(answer.next_questions, schema, visit);
  const startOver = () => {
    setVisit({ ...kNewVisit, on: visit.on, knownAt: visit.knownAt });
    navigate("/");
  };
  const name = firm ? pick(firm.name, language) : visit.demo;
  return (
    <>
      <div class="result-head">
        <Heading title={say("result_title")} site={say("site")} />
        <p class="hint">
          {say("result_count", { count: answer.entitlements.length })} <Scope />
        </p>
        {synthetic && (
          <p class="synthetic-note">
            <span class="tag">{say("synthetic")}</span> {say("synthetic_note", { name: name ?? "" })}
            {firm && <> {pick(firm.note, language)}</>}
          </p>
        )}
      </div>
      <Counts groups={groups} />
      {next && (
        <p class="next no-print">
          <Link to={`/check/${keyPart(next)}`} class="button">
            {visit.asked.length > 0 ? say("continue_questions", { left }) : say("start_questions")}
          </Link>
        </p>
      )}
      <Combination answer={answer} synthetic={synthetic} />
      <Bars answer={answer} synthetic={synthetic} />
      {kStates.map((state) =>
        groups[state].length === 0 && state !== "entitled" && !(state === "not_entitled" && elsewhere.length > 0) ? null : (
          <section class={`group group-${state}`} key={state} aria-labelledby={`group-${state}`}>
            <h2 id={`group-${state}`} tabIndex={-1}>
              <span class={`state state-${state}`} aria-hidden="true">
                {kMarks[state]}
              </span>
              {say(`group_${state}`)}
            </h2>
            {groups[state].length === 0 && state === "entitled" && (
              <p class="empty">{say(groups.depends.length > 0 ? "group_entitled_none_open" : "group_entitled_none")}</p>
            )}
            <ByMeasure entitlements={groups[state]} fold={state !== "entitled"} card={card} />
            {state === "not_entitled" && elsewhere.length > 0 && (
              <details class="elsewhere">
                <summary>{say("elsewhere", { count: elsewhere.length })}</summary>
                {elsewhere.map(card)}
              </details>
            )}
          </section>
        ),
      )}
      {answer.replaced.length > 0 && (
        <section aria-labelledby="replaced-title">
          <h2 id="replaced-title">{say("replaced_title")}</h2>
          <ul>
            {answer.replaced.map((one) => (
              <li key={`${one.provision} ${one.subject_id ?? ""}`}>
                {say("replaced_line", {
                  old: `${one.provision} ${pick(one.title, language)}`,
                  new: `${one.by} ${pick(one.by_title, language)}`,
                })}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Derived derived={answer.derived} schema={schema} />
      <Answers schema={schema} />
      <section class="result-actions no-print">
        <div class="actions">
          <button type="button" class="button" onClick={() => window.print()}>
            {say("print")}
          </button>
          <Downloads answer={answer} schema={schema} />
          <button type="button" class="button quiet" onClick={startOver}>
            {say("start_over")}
          </button>
        </div>
        <p class="hint">{say("start_over_note")}</p>
      </section>
      <p class="pack">
        {say("rules_used", {
          title: pick(answer.pack.title, language),
          version: answer.pack.version,
          hash: answer.pack.hash.slice(0, 16),
        })}{" "}
        {pick(answer.pack.credit, language)}
      </p>
      <p class="print-only">{say("footer_not_decision")}</p>
    </>
  );
}

/** On paper: every policy that was looked at, with the reasons of those that the firm may have. What only holds
 * elsewhere stays one line, or a result would be a hundred sheets. Afterwards all is folded as before. */
function unfoldForPrinting(): () => void {
  let opened: HTMLDetailsElement[] = [];
  const unfold = () => {
    const folded = document.querySelectorAll<HTMLDetailsElement>(
      "main .by-measure:not([open]), main .group-entitled .why:not([open], .on-demand)",
    );
    opened = [...folded];
    for (const one of opened) one.open = true;
  };
  const fold = () => {
    for (const one of opened) one.open = false;
    opened = [];
  };
  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", fold);
  return () => {
    removeEventListener("beforeprint", unfold);
    removeEventListener("afterprint", fold);
  };
}

export function Result() {
  const { client, language, visit } = useShared();
  const check = useCheck();
  const schema = useLoaded("facts", () => client.facts());
  const demo = useLoaded(`demo ${visit.demo ?? ""}`, async () => {
    if (visit.demo === null) return null;
    const { firms } = await client.demoFirms();
    return firms.find((firm) => firm.id === visit.demo) ?? null;
  });
  useEffect(unfoldForPrinting, []);
  if (check.state === "failed") return <Failed fault={check.fault} retry={check.retry} language={language} />;
  if (schema.state === "failed") return <Failed fault={schema.fault} retry={schema.retry} language={language} />;
  if (check.state === "waiting" || schema.state === "waiting" || demo.state === "waiting") {
    return <Waiting language={language} text="computing" />;
  }
  const firm = demo.state === "ready" ? demo.value : null;
  return <Whole answer={check.value} schema={schema.value} firm={firm} />;
}
