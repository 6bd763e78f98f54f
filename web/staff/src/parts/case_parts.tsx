// Parts of the page of a case: its facts, its rules, its documents, what happened and what comes.
import type { ReactNode } from "react";
import type { Entitlement, Fact, Facts, Shown } from "../../../shared/client";
import { day, impreciseDay, money, moneyRange } from "../../../shared/format";
import { agrees, size, shownValue, type Case, type CaseDocument, type HistoryEntry, type JudgedFact, type Letter, type Reason, type TimelineStep } from "../case";
import { moment } from "../queue";
import { useGot, useLanguage, usePick, useSay, useWord } from "../state";
import { Days } from "./days";
import { Link } from "./link";
import { NotReady, Waiting } from "./fault";
import { useCodeNames, usePlaces } from "./place";
import { DataTable, type Column } from "./table";

/** Names for the ids in reasons, gaps and facts. */
export interface Names {
  condition(id: string): string;
  document(id: string): string;
  fact(id: string): string;
}

export function Reasons({ reasons, names }: { reasons: readonly Reason[]; names: Names }) {
  if (reasons.length === 0) return null;
  return (
    <ul className="reasons">
      {reasons.map((reason, at) => (
        <li key={at}>
          {reason.of !== "words" && <b>{names[reason.of](reason.id ?? "")}</b>} {reason.note}
        </li>
      ))}
    </ul>
  );
}

/** What other cases of the firm leave, rule by rule, with links to them. */
export function Against({ against }: { against: Case["against"] }) {
  const pick = usePick();
  return (
    <ul className="reasons">
      {against.map((one) => (
        <li key={one.rule}>
          {pick(one.says)}{" "}
          {one.cases.map((reference) => (
            <Link key={reference} to={`/cases/${encodeURIComponent(reference)}`}>
              {reference}
            </Link>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** Who says so; of a finding the case in which it was decided, and until when it holds. */
function Source({ of, places }: { of: JudgedFact; places(code: string): string }) {
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  return (
    <>
      {word("source", of.source)}
      {of.found && (
        <>
          {" "}
          <span className="soft">
            {word("role", of.found.role)}, {places(of.found.place)}
          </span>{" "}
          <Link to={`/cases/${encodeURIComponent(of.found.case)}`}>{of.found.case}</Link>
        </>
      )}
      {of.found?.until && <span className="soft"> {say("found_until", { date: day(of.found.until, language) })}</span>}
    </>
  );
}

export function FactsTable({ facts, schema }: { facts: readonly JudgedFact[]; schema: Facts | null }) {
  const say = useSay();
  const places = usePlaces();
  const pick = usePick();
  const language = useLanguage();
  const byName = new Map<string, Fact>((schema?.facts ?? []).map((fact) => [fact.name, fact]));
  const labelOf = useCodeNames([...new Set(facts.flatMap((one) => byName.get(one.fact)?.list ?? []))].sort());
  const kindOf = (name: string) => schema?.subjects.find((one) => one.name === name);
  if (facts.length === 0) return <p className="soft">{say("facts_none")}</p>;
  const columns: Column<JudgedFact>[] = [
    {
      key: "fact", title: say("fact"), head: true,
      cell: (one) => {
        const fact = byName.get(one.fact);
        const kind = one.subject && kindOf(one.subject.kind);
        return (
          <>
            {fact ? pick(fact.label) : one.fact}
            {kind?.parent && one.subject && <span className="soft"> {say("fact_of", { kind: pick(kind.label), id: one.subject.id })}</span>}
          </>
        );
      },
    },
    { key: "value", title: say("fact_value"), cell: (one) => shownValue(one.value, byName.get(one.fact), labelOf, language) },
    { key: "source", title: say("fact_source"), cell: (one) => <Source of={one} places={places} /> },
    { key: "stated", title: say("fact_stated"), cell: (one) => (one.stated_on ? day(one.stated_on, language) : "—") },
  ];
  return <DataTable caption={say("facts_title")} quiet columns={columns} rows={facts} keyOf={(one) => `${one.subject?.id ?? ""}/${one.fact}`} />;
}

function ShownList({ shown }: { shown: readonly Shown[] }) {
  const pick = usePick();
  const language = useLanguage();
  return (
    <dl className="shown">
      {shown.map((one) => (
        <div key={one.name}>
          <dt>{pick(one.label)}</dt>
          <dd>{one.value === null ? "?" : day(pick(one.display), language)}</dd>
        </div>
      ))}
    </dl>
  );
}

function RulesOf({ entitlement, of }: { entitlement: Entitlement; of: Case }) {
  const say = useSay();
  const word = useWord();
  const pick = usePick();
  const language = useLanguage();
  const { document } = entitlement;
  const told = (state: string, fen: number | null, most: number | null) =>
    [word("state", state), fen !== null ? money(fen) : most !== null ? say("case_at_most", { amount: money(most) }) : ""].filter(Boolean).join(" ");
  return (
    <>
      <p className="soft">
        <span lang="zh-CN">{document.number}</span> {pick(document.title)} · {pick(document.issuer)} · {impreciseDay(document.issued, language)}
      </p>
      <p>
        {say("rules_by", { date: day(of.filed_on, language) })}{" "}
        <b>
          {word("state", entitlement.state)} {entitlement.amount_fen !== null && money(entitlement.amount_fen)}
          {entitlement.amount_fen === null && entitlement.amount_range && moneyRange(entitlement.amount_range, language)}
        </b>
      </p>
      <p>
        {agrees(entitlement, of.judgement)
          ? say("rules_same")
          : say("rules_differ", {
              now: told(entitlement.state, entitlement.amount_fen, entitlement.amount_range?.high_fen ?? null),
              then: told(of.judgement.state, of.judgement.amount_fen, of.judgement.at_most_fen),
            })}
      </p>
      <ol className="rules">
        {entitlement.conditions.map((one, at) => (
          <li key={at} className={`rule rule-${one.truth}`}>
            <p>
              <span className={`tag tag-${one.truth}`}>{word("truth", one.truth)}</span> {pick(one.label)}
            </p>
            {pick(one.clause) && (
              <p className="clause">
                <span className="hidden">{say("rules_clause")}: </span>
                {pick(one.clause)}
              </p>
            )}
            {one.used.length > 0 && <ShownList shown={one.used} />}
          </li>
        ))}
      </ol>
      {entitlement.steps.length > 0 && (
        <details>
          <summary>{say("rules_steps")}</summary>
          <ShownList shown={entitlement.steps} />
        </details>
      )}
    </>
  );
}

export function Rules({ isWaiting, entitlement, of }: { isWaiting: boolean; entitlement: Entitlement | null; of: Case }) {
  const say = useSay();
  if (isWaiting) return <Waiting />;
  if (!entitlement) return <p className="soft">{say("rules_failed")}</p>;
  return <RulesOf entitlement={entitlement} of={of} />;
}

export function Documents({ documents }: { documents: readonly CaseDocument[] }) {
  const say = useSay();
  const pick = usePick();
  const language = useLanguage();
  const columns: Column<CaseDocument>[] = [
    { key: "title", title: say("document"), head: true, cell: (one) => pick(one.title) },
    { key: "type", title: say("document_file"), cell: (one) => `${one.type.toUpperCase()} · ${moment(one.at_ms, language)}` },
    { key: "size", title: say("document_size"), figure: true, cell: (one) => size(one.bytes) },
    {
      key: "download", title: say("document_download"),
      cell: (one) => (
        <a href={`/api/v1/uploads/${encodeURIComponent(one.upload)}/content`} download>
          {say("document_download")} <span className="hidden">{pick(one.title)}</span>
        </a>
      ),
    },
  ];
  return <DataTable caption={say("tab_documents")} quiet columns={columns} rows={documents} keyOf={(one) => one.upload} empty={<p className="soft">{say("documents_none")}</p>} />;
}

export function Timeline({ steps }: { steps: readonly TimelineStep[] }) {
  const say = useSay();
  const word = useWord();
  const pick = usePick();
  const language = useLanguage();
  return (
    <ol className="timeline">
      {steps.map((one) => (
        <li key={one.step} className={`step step-${one.state}`} aria-current={one.state === "current" ? "step" : undefined}>
          <p>
            <b>{pick(one.title)}</b> <span className={`tag tag-step-${one.state}`}>{word("step", one.state)}</span>
          </p>
          <p className="soft">
            {one.by && say("timeline_by", { role: word("role", one.by) })}
            {one.on && <> · {say("timeline_on", { date: day(one.on, language) })}</>}
            {one.due && <> · {say("timeline_due", { date: day(one.due, language) })} </>}
            {one.state === "current" && one.clock && !one.clock.stopped && <Days left={one.days_left} />}
          </p>
          {one.state === "current" && one.clock && (
            <p className="soft">
              {one.clock.stopped && <>{say("clock_stopped")}. </>}
              {say("clock_used", { used: one.clock.used, days: one.clock.days, count: say(one.clock.count === "working" ? "count_working" : "count_calendar") })}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

export function History({ entries, names }: { entries: readonly HistoryEntry[]; names: Names }) {
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  return (
    <ol className="history">
      {entries.map((one, at) => (
        <li key={at}>
          <p>
            <b>{word("act", one.act)}</b> {one.amount_fen !== null && <>{money(one.amount_fen)} </>}
            <span className="soft">
              {say("history_by", { role: word("role", one.role) })} · {moment(one.at_ms, language)}
            </span>
          </p>
          {one.note && <p className="note">{one.note}</p>}
          <Reasons reasons={one.reasons} names={names} />
        </li>
      ))}
    </ol>
  );
}

export function Letters({ reference }: { reference: string }) {
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  const letters = useGot<{ letters: Letter[] }>(`/api/v1/cases/${reference}/letters`);
  if (letters.state !== "ready") return letters.state === "failed" && letters.fault.status === 404 ? <p className="soft">{say("letters_none")}</p> : <NotReady loaded={letters} />;
  if (letters.value.letters.length === 0) return <p className="soft">{say("letters_none")}</p>;
  const rows: ReactNode = letters.value.letters.map((one) => (
    <li key={one.number + one.kind}>
      <b>{word("letter", one.kind)}</b> <span className="soft">{one.number} · {day(one.date, language)}</span>{" "}
      <a href={one.pdf} download>
        {say("letter_download")}
      </a>{" "}
      · <a href={one.verify}>{say("letter_check")}</a>
    </li>
  ));
  return <ul className="plain letters">{rows}</ul>;
}
