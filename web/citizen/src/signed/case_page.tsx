// One case: where it is, who has it and until when, what is needed from the firm, what was decided and why.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { instalments, type Case, type CaseReason, type Letter, type OwnFirm, type TimelineStep } from "../../../shared/cases";
import type { Reply } from "../../../shared/call";
import { day, money, moneyInWords } from "../../../shared/format";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Failed, Waiting } from "../parts/waiting";
import { pick, useLoaded, useSay, useShared, useWords } from "../state";
import type { Seen } from "./case_act";
import { CaseActs } from "./case_acts";
import { firmName, useFirms } from "./firms";
import { casePath } from "./paths";
import { useReading, useWording, type Reading } from "./reading";
import { noticeFault, office } from "./session";
import { size } from "./send_file";
import { SignedPage, gotten } from "./shell";
import { kCaseTexts, type CaseKey } from "./texts_case";

/** The case as it stands, with the version that a change has to name. */
export function useCase(reference: string) {
  const loaded = useLoaded(`case ${reference}`, async (): Promise<Seen> => {
    try {
      const { value, etag }: Reply<Case> = await office.get(`/api/v1/cases/${encodeURIComponent(reference)}`);
      return { value, etag: etag ?? `"${value.version}"` };
    } catch (reason) {
      noticeFault(reason as Parameters<typeof noticeFault>[0]);
      throw reason;
    }
  });
  const [now, setNow] = useState<Seen | null>(null);
  const held = loaded.state === "ready" ? loaded.value : null;
  useEffect(() => setNow(held), [held]);
  return { loaded, seen: now ?? held, setSeen: setNow };
}

interface PageProps {
  reference: string;
  children(seen: Seen, tools: { reload(): void; setSeen(seen: Seen): void }): ComponentChildren;
  /** Of the navigation. */
  here?: string;
}

/** A page about one case: waits for it, or says why it can't be seen. */
export function OfCase({ reference, children, here = "/me" }: PageProps) {
  const { language } = useShared();
  const { loaded, seen, setSeen } = useCase(reference);
  return (
    <SignedPage here={here}>
      {loaded.state === "failed" && <Failed fault={loaded.fault} retry={loaded.retry} language={language} />}
      {loaded.state !== "failed" && !seen && <Waiting language={language} />}
      {loaded.state !== "failed" && seen && children(seen, { reload: loaded.retry, setSeen })}
    </SignedPage>
  );
}

function Row({ label, children }: { label: CaseKey; children: ComponentChildren }) {
  const say = useWords(kCaseTexts);
  return (
    <div>
      <dt>{say(label)}</dt>
      <dd class="value">{children}</dd>
    </div>
  );
}

export function Amount({ fen }: { fen: number }) {
  const { language } = useShared();
  return (
    <>
      <span class="figure">{money(fen)}</span> <small>{moneyInWords(fen, language)}</small>
    </>
  );
}

/** `number`: false where it stands above already. */
export function Summary({ one, firms, number = true }: { one: Case; firms: readonly OwnFirm[] | null; number?: boolean }) {
  const { language } = useShared();
  const decided = one.decision?.granted ? one.decision.amount_fen : null;
  const expected = one.judgement.amount_fen ?? one.judgement.at_most_fen;
  return (
    <dl class="summary">
      {number && (
        <Row label="case_number">
          <span class="reference">{one.reference}</span>
        </Row>
      )}
      <Row label="firm">{one.firm_name ? pick(one.firm_name, language) : firmName(one.firm, firms, language)}</Row>
      {one.subject !== one.firm && <Row label="subject">{one.subject}</Row>}
      <Row label="filed_on">{day(one.filed_on, language)}</Row>
      {decided !== null && decided > 0 && (
        <Row label="amount">
          <Amount fen={decided} />
        </Row>
      )}
      {decided === null && expected !== null && expected > 0 && one.outcome === "none" && (
        <Row label="amount_expected">
          <Amount fen={expected} />
        </Row>
      )}
      {one.paid_fen > 0 && (
        <Row label="paid">
          <Amount fen={one.paid_fen} />
        </Row>
      )}
    </dl>
  );
}

/** How many days a step still has, in the days that its clock counts. */
export function useDays() {
  const say = useWords(kCaseTexts);
  return ({ days_left: left, clock }: TimelineStep): string => {
    if (left === null) return "";
    if (left === 0) return say("day_last");
    const working = clock?.count === "working";
    return left < 0
      ? say(working ? "working_days_late" : "days_late", { days: -left })
      : say(working ? "working_days_left" : "days_left", { days: left });
  };
}

/** Who has it, and until when; while the firm is asked, what its silence means. */
function Now({ one, silence }: { one: Case; silence: "late" | "agrees" | "refuses" }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const days = useDays();
  const step = one.timeline?.find((two) => two.state === "current");
  const closed = one.phase === "closed";
  const asked = one.phase === "with_applicant";
  const owed = one.recovery?.owed_fen ?? 0;
  // Decided, and objected to: somebody still has to answer.
  const reviewed = one.waits_for !== null && (one.objection?.state === "open" || one.recovery?.objection?.state === "open");
  return (
    <section class={closed ? `now now-${one.outcome}` : "now"} aria-labelledby="now-title">
      <h2 id="now-title">{say(reviewed ? "now_reviewed" : closed ? "now_closed" : "now_title")}</h2>
      {closed ? (
        <>
          <p class="now-line">{say(`outcome_${one.outcome}` as CaseKey)}</p>
          {owed > 0 && (
            <p>
              {say("recovery_title")} {money(owed)}
              {one.due && ` · ${say("by_day", { day: day(one.due, language) })}`}
            </p>
          )}
          {reviewed && (
            <p>
              {say("waits_for", { role: say(`role_${one.waits_for}` as CaseKey) })}
              {one.due && ` · ${say("by_day", { day: day(one.due, language) })}`}
            </p>
          )}
        </>
      ) : (
        <>
          <p class="now-line">{asked ? say("to_answer") : one.step && pick(one.step.title, language)}</p>
          {/* A case on hold waits for nobody; why stands below. */}
          {!asked && one.waits_for && <p>{say("waits_for", { role: say(`role_${one.waits_for}` as CaseKey) })}</p>}
          {one.due && (
            <p>
              {say("by_day", { day: day(one.due, language) })}
              {!asked && step?.days_left != null && ` · ${days(step)}`}
            </p>
          )}
          {one.calendar_until && <p class="hint">{say("calendar_until", { day: day(one.calendar_until, language) })}</p>}
          {asked && one.due && silence !== "late" && <p>{say(`unanswered_${silence}`)}</p>}
          {step?.clock?.stopped && <p class="hint">{say("clock_stopped")}</p>}
        </>
      )}
      {one.holds.map((why) => (
        <p class="unsure" key={why}>
          {say("held", { why })}
        </p>
      ))}
    </section>
  );
}

const kStepMarks = { done: "✓", current: "●", skipped: "–", ahead: "○", dropped: "–" } as const;

function Step({ step }: { step: TimelineStep }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const days = useDays();
  return (
    <li class={`step step-${step.state}`} aria-current={step.state === "current" ? "step" : undefined}>
      <span class="step-mark" aria-hidden="true">
        {kStepMarks[step.state]}
      </span>
      <div>
        <p class="step-title">{pick(step.title, language)}</p>
        <p class="task-line">
          <span>{say(`step_${step.state}` as CaseKey)}</span>
          {step.on && <span>{day(step.on, language)}</span>}
          {step.by && step.state !== "skipped" && <span>{say(`role_${step.by}` as CaseKey)}</span>}
          {step.due && step.state === "current" && <span>{say("by_day", { day: day(step.due, language) })}</span>}
          {step.days_left !== null && step.state === "current" && <span>{days(step)}</span>}
        </p>
      </div>
    </li>
  );
}

export function Reasons({ reasons, reading }: { reasons: readonly CaseReason[]; reading: Reading }) {
  return (
    <ul>
      {reasons.map((reason, at) => (
        <li key={at}>{reading.reason(reason)}</li>
      ))}
    </ul>
  );
}

function Gaps({ one, reading }: { one: Case; reading: Reading }) {
  const say = useWords(kCaseTexts);
  if (one.gaps.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="gaps-title">
      <h2 id="gaps-title">{say("gaps_title")}</h2>
      <p>{say("gaps_lead")}</p>
      <Reasons reasons={one.gaps} reading={reading} />
      {one.acts.includes("amend") && (
        <p class="actions">
          <Link to={casePath(one.reference, "amend")} class="button">
            {say("gaps_answer")}
          </Link>
        </p>
      )}
    </section>
  );
}

/** What other cases of the firm leave of this benefit. */
function Against({ one }: { one: Case }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  if (one.against.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="against-title">
      <h2 id="against-title">{say("against_title")}</h2>
      <ul>
        {one.against.map((rule) => (
          <li key={rule.rule}>
            {pick(rule.says, language)}{" "}
            {rule.cases.map((reference) => (
              <Link key={reference} to={casePath(reference)}>{reference}</Link>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the law gives beside an objection. */
function Remedies({ remedies }: { remedies: NonNullable<Case["decision"]>["remedies"] }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  if (remedies.length === 0) return null;
  return (
    <details>
      <summary>{say("remedies_title")}</summary>
      <ul>
        {remedies.map((one) => (
          <li key={one.clause.zh}>
            {pick(one.says, language)} <small class="hint">{pick(one.clause, language)}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Until when the firm may object: to the decision, or to the `recovery`. */
export function ObjectBy({ one, recovery = false }: { one: Case; recovery?: boolean }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const last = (recovery ? one.recovery : one.decision)?.object_by;
  if (!one.acts.includes(recovery ? "object_recovery" : "object") || !last) return null;
  return <p class="hint">{say(recovery ? "object_recovery_by" : "object_by", { day: day(last, language) })}</p>;
}

/** What a case about a finding has decided for all cases of the firm, as long as it holds. */
function FindingLine({ one }: { one: Case }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const { finding } = one;
  if (!finding) return null;
  if (finding.is_so === null) return <p class="hint">{say("finding_none")}</p>;
  return (
    <p>
      {say(finding.is_so ? "finding_yes" : "finding_no")} {finding.until && say("finding_until", { day: day(finding.until, language) })}
    </p>
  );
}

function Decision({ one, reading }: { one: Case; reading: Reading }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const { decision, objection } = one;
  if (!decision) return null;
  return (
    <section aria-labelledby="decision-title">
      <h2 id="decision-title">{say("decision_title")}</h2>
      <p>
        <strong>{say(decision.granted ? "outcome_granted" : "outcome_refused")}</strong> {day(decision.on, language)}
        {decision.granted && decision.amount_fen > 0 && <> <Amount fen={decision.amount_fen} /></>}
      </p>
      <FindingLine one={one} />
      {decision.reasons.length > 0 && (
        <>
          <h3>{say("reasons_title")}</h3>
          <Reasons reasons={decision.reasons} reading={reading} />
        </>
      )}
      {objection && (
        <>
          <h3>{say("objection_title")}</h3>
          <p>
            {objection.state === "open" && say("objection_open", { day: day(objection.on, language) })}
            {objection.state !== "open" && say(`objection_${objection.state}` as CaseKey)}
            {objection.state === "open" && objection.due && ` ${say("objection_due", { day: day(objection.due, language) })}`}
          </p>
          <Reasons reasons={objection.reasons} reading={reading} />
        </>
      )}
      <ObjectBy one={one} />
      <Remedies remedies={decision.remedies} />
    </section>
  );
}

function Recovery({ one, reading }: { one: Case; reading: Reading }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const { recovery } = one;
  if (!recovery) return null;
  const parts = instalments(recovery.due_fen, recovery.instalments);
  return (
    <section aria-labelledby="recovery-title">
      <h2 id="recovery-title">{say("recovery_title")}</h2>
      <p>
        {say("recovery_line", {
          due: money(recovery.due_fen),
          repaid: money(recovery.repaid_fen),
          left: money(recovery.due_fen - recovery.repaid_fen),
          count: recovery.instalments,
        })}
      </p>
      {recovery.owed_fen > 0 && recovery.pay_by && <p>{say("recovery_by", { day: day(recovery.pay_by, language) })}</p>}
      <Reasons reasons={recovery.reasons} reading={reading} />
      {recovery.good_faith && <p>{say("recovery_faith")}</p>}
      <ObjectBy one={one} recovery />
      <Remedies remedies={recovery.remedies} />
      {recovery.objection && (
        <p>
          {recovery.objection.state === "open"
            ? say("objection_open", { day: day(recovery.objection.on, language) })
            : say(recovery.objection.state === "upheld" ? "did_uphold_recovery" : "did_dismiss_recovery")}
        </p>
      )}
      {parts.length > 1 && (
        <ol class="plain">
          {parts.map((fen, at) => (
            <li key={at}>{say("recovery_each", { nth: at + 1, amount: money(fen) })}</li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Judged({ one, reading }: { one: Case; reading: Reading }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  if (!one.facts?.length) return null;
  return (
    <details class="why">
      <summary>{say("judged_title")}</summary>
      <dl class="summary">
        {one.facts.map((fact) => (
          <div key={`${fact.fact} ${fact.subject?.id ?? ""}`}>
            <dt>
              {reading.label(fact.fact)} {fact.subject && fact.subject.id !== one.subject && fact.subject.id}
            </dt>
            <dd class="value">
              {reading.value(fact.fact, fact.value)}
              <small>
                {" "}
                {fact.stated_on
                  ? say("judged_source", { source: reading.source(fact.source), day: day(fact.stated_on, language) })
                  : reading.source(fact.source)}
                {fact.found && `, ${say(`role_${fact.found.role}` as CaseKey)}`}
                {fact.found?.until && `, ${say("fact_until", { day: day(fact.found.until, language) })}`}{" "}
                {fact.found && <Link to={casePath(fact.found.case)}>{fact.found.case}</Link>}
              </small>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function History({ one, reading }: { one: Case; reading: Reading }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const time = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "long", timeStyle: "short", timeZone: "Asia/Shanghai",
  });
  return (
    <details class="why">
      <summary>{say("history_title")}</summary>
      <ol class="plain history">
        {[...one.history].reverse().map((event) => (
          <li key={`${event.at_ms} ${event.act}`}>
            <p>
              <strong>
                {say(event.act === "file" && event.role === "programme" ? "did_file_automatic" : (`did_${event.act}` as CaseKey))}
              </strong>{" "}
              {event.amount_fen !== null && event.amount_fen > 0 && <span class="figure">{money(event.amount_fen)}</span>}
            </p>
            <p class="task-line">
              <span>{time.format(event.at_ms)}</span>
              <span>{say(`role_${event.role}` as CaseKey)}</span>
            </p>
            {event.note && <p>{event.note}</p>}
            {event.reasons.length > 0 && <Reasons reasons={event.reasons} reading={reading} />}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** `reference` null: none are wanted. */
export function useLetters(reference: string | null, version: number): Letter[] {
  const loaded = useLoaded(`letters ${reference ?? ""} ${version}`, () =>
    gotten<{ letters: Letter[] }>(`/api/v1/cases/${encodeURIComponent(reference ?? "")}/letters`, reference !== null, { letters: [] }),
  );
  return loaded.state === "ready" ? loaded.value.letters : [];
}

export function Papers({ one, letters: withLetters = true }: { one: Case; letters?: boolean }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const letters = useLetters(withLetters ? one.reference : null, one.version);
  return (
    <>
      {one.documents && one.documents.length > 0 && (
        <section aria-labelledby="documents-title">
          <h2 id="documents-title">{say("documents_title")}</h2>
          <ul class="plain">
            {one.documents.map((document) => (
              <li key={document.upload}>
                <a href={`/api/v1/uploads/${encodeURIComponent(document.upload)}/content`} download>
                  {pick(document.title, language)}
                </a>{" "}
                <small>
                  {document.type.toUpperCase()}, {size(document.bytes)}
                </small>
              </li>
            ))}
          </ul>
        </section>
      )}
      {letters.length > 0 && (
        <section class="no-print" aria-labelledby="letters-title">
          <h2 id="letters-title">{say("letters_title")}</h2>
          <ul class="plain">
            {letters.map((letter) => (
              <li key={letter.code}>
                <a href={letter.pdf} download>
                  {say(`letter_${letter.kind}` as CaseKey)}
                </a>{" "}
                <small>{day(letter.date, language)}</small> ·{" "}
                <Link to={letter.verify}>{say("letter_verify", { code: letter.code })}</Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

export function CasePage({ reference }: { reference: string }) {
  return <OfCase reference={reference}>{(seen, tools) => <Whole one={seen.value} reload={tools.reload} />}</OfCase>;
}

function Whole({ one, reload }: { one: Case; reload(): void }) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kCaseTexts);
  const wording = useWording(one);
  const reading = useReading(wording, one.facts?.map((fact) => fact.fact));
  const firms = useFirms();
  return (
    <>
      <p class="hint">
        {!one.finding && one.provision} {pick(one.about, language)}
      </p>
      <Heading title={pick(one.title, language)} site={site("site")} />
      <Now one={one} silence={wording?.procedure?.answered_within?.silence ?? "late"} />
      <Gaps one={one} reading={reading} />
      <CaseActs one={one} />
      <Summary one={one} firms={firms} />
      <Against one={one} />
      <Decision one={one} reading={reading} />
      <Recovery one={one} reading={reading} />
      {one.timeline && one.timeline.length > 0 && (
        <section aria-labelledby="timeline-title">
          <h2 id="timeline-title">{say("timeline_title")}</h2>
          <ol class="plain steps">
            {one.timeline.map((step) => (
              <Step key={step.step} step={step} />
            ))}
          </ol>
        </section>
      )}
      <Papers one={one} />
      <div class="folded">
        <Judged one={one} reading={reading} />
        <History one={one} reading={reading} />
      </div>
      <p class="actions no-print">
        <button type="button" class="button quiet" onClick={() => window.print()}>
          {say("print")}
        </button>
        <button type="button" class="button quiet" onClick={reload}>
          {say("refresh")}
        </button>
      </p>
    </>
  );
}
