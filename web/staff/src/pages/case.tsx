// One case: where it stands, what it was judged by, what has happened, and what the caller may do now.
import { Alert, Button, Tabs } from "antd";
import { useMemo, useState } from "react";
import { day, money } from "../../../shared/format";
import { isSignedOut } from "../../../shared/office";
import type { ApiFault } from "../../../shared/call";
import { sortActs } from "../acts";
import { entitlementOf, since, type Case, type CaseBasis, type HistoryEntry } from "../case";
import { ActFormView, type Rows } from "../parts/act_form";
import { Changed, Warnings } from "../parts/case_beside";
import { Against, Documents, FactsTable, History, Letters, Reasons, Rules, Timeline, type Names } from "../parts/case_parts";
import { Days } from "../parts/days";
import { NotReady } from "../parts/fault";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { usePlaces } from "../parts/place";
import { chinaDay, daysLeft } from "../queue";
import { asFault, useLanguage, useLoaded, useOnce, usePick, useSay, useShared, useWord } from "../state";

interface Seen {
  now: Case;
  etag: string;
}

/** What stands beside a case: the words for its facts and rules, how it goes on and how it was judged, of its own packs. */
function useBackground(seen: Case | null) {
  const { office } = useShared();
  const reference = seen?.reference ?? "";
  const basis = useLoaded(
    async () => (reference ? (await office.get<CaseBasis>(`/api/v1/cases/${encodeURIComponent(reference)}/basis?answer=true`)).value : null),
    [reference, seen?.judgement.receipt],
  );
  const ready = basis.state === "ready" ? basis.value : null;
  return {
    schema: ready?.facts ?? null,
    procedure: ready?.procedure ?? null,
    isWaiting: basis.state === "waiting",
    provision: ready?.provision ?? null,
    entitlement: seen && ready?.answer ? entitlementOf(ready.answer.entitlements, seen) : null,
  };
}

const kTruthOrder = ["fails", "open", "holds"];

export default function CasePage({ reference }: { reference: string }) {
  const { office, signedOut } = useShared();
  const say = useSay();
  const word = useWord();
  const pick = usePick();
  const language = useLanguage();
  const places = usePlaces();
  const path = `/api/v1/cases/${encodeURIComponent(reference)}`;
  const loaded = useLoaded<Seen>(async () => {
    const { value, etag } = await office.get<Case>(path);
    return { now: value, etag: etag ?? `"${value.version}"` };
  }, [path]);
  const [acted, setActed] = useState<Seen | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const [news, setNews] = useState<readonly HistoryEntry[] | null>(null);
  const once = useOnce();
  const first = loaded.state === "ready" ? loaded.value : null;
  const seen = acted && first && acted.now.version >= first.now.version ? acted : first;
  const background = useBackground(seen?.now ?? null);
  const { schema, procedure, provision, entitlement } = background;

  const factByName = useMemo(() => new Map((schema?.facts ?? []).map((fact) => [fact.name, fact])), [schema]);
  const conditions = entitlement
    ? [...entitlement.conditions].sort((a, b) => kTruthOrder.indexOf(a.truth) - kTruthOrder.indexOf(b.truth))
    : (provision?.conditions ?? []);
  const names: Names = {
    condition: (id) => {
      const found = provision?.conditions.find((one) => one.id === id);
      return found ? pick(found.label) : id;
    },
    document: (id) => {
      const found = procedure?.documents.find((one) => one.id === id);
      return found ? pick(found.title) : id;
    },
    fact: (id) => {
      const found = factByName.get(id);
      return found ? pick(found.label) : id;
    },
  };
  const rows: Rows = { conditions, procedure, facts: factByName, schema };

  // The same in both states: the heading that took the focus of a move keeps it when the case is there.
  const crumbs = (
    <p className="crumbs">
      <Link to="/cases">{say("queue_title")}</Link>
    </p>
  );
  if (!seen) {
    return (
      <>
        {crumbs}
        <Heading text={say("case_title", { reference })} />
        <NotReady loaded={loaded} />
      </>
    );
  }
  const { now, etag } = seen;

  /** Somebody was quicker: what he did is shown, and nothing of ours has happened. */
  const moved = async () => {
    const { value, etag: fresh } = await office.get<Case>(path);
    setNews(since(value.history, now.version));
    setActed({ now: value, etag: fresh ?? `"${value.version}"` });
    setChosen(null);
  };
  const send = async (body: Record<string, unknown>) => {
    setBusy(true);
    setFault(null);
    setNews(null);
    try {
      const { value, etag: fresh } = await once<Case>(`${path}/acts`, body, etag);
      setActed({ now: value, etag: fresh ?? `"${value.version}"` });
      setDone(String(body["act"]));
      setChosen(null);
    } catch (reason) {
      const wrong = asFault(reason);
      if (isSignedOut(wrong)) signedOut();
      else if (wrong.status === 412) await moved().catch((again: unknown) => setFault(asFault(again)));
      else if (wrong.status === 404) {
        // Handed on to where this person sees nothing.
        setFault(wrong);
        loaded.retry();
      } else setFault(wrong);
    } finally {
      setBusy(false);
    }
  };
  const choose = (act: string) => {
    setChosen(act);
    setFault(null);
    setDone(null);
    setNews(null);
  };

  const objected = now.objection?.state === "open" || now.recovery?.objection?.state === "open";
  const standing =
    now.phase === "closed" ? word("outcome", now.outcome) + (objected ? say("state_objected") : "") : now.holds.length > 0 ? say("state_held") : word("phase", now.phase);
  const acts = sortActs(now.acts);
  const left = now.timeline?.find((step) => step.state === "current")?.days_left ?? daysLeft(now, chinaDay(new Date()));
  const judged = [
    word("state", now.judgement.state),
    now.judgement.amount_fen !== null ? money(now.judgement.amount_fen) : now.judgement.at_most_fen !== null ? say("case_at_most", { amount: money(now.judgement.at_most_fen) }) : "",
  ].join(" ");
  const timeline = now.timeline ?? [];
  const documents = now.documents ?? [];
  const tabs = [
    { key: "facts", label: say("tab_facts"), children: <FactsTable facts={now.facts ?? []} schema={schema} /> },
    // No rule says whether a finding is so.
    ...(now.finding ? [] : [{ key: "rules", label: say("tab_rules"), children: <Rules isWaiting={background.isWaiting} entitlement={entitlement} of={now} /> }]),
    { key: "documents", label: say("tab_documents"), children: <Documents documents={documents} /> },
    ...(timeline.length > 0 ? [{ key: "timeline", label: say("tab_timeline"), children: <Timeline steps={timeline} /> }] : []),
    { key: "history", label: say("tab_history"), children: <History entries={now.history} names={names} /> },
    { key: "letters", label: say("tab_letters"), children: <Letters key={now.version} reference={reference} /> },
  ];
  return (
    <>
      {crumbs}
      <Heading text={say("case_title", { reference: now.reference })}>
        <p className="case-line">
          {pick(now.title)} · <span className={`tag tag-phase-${now.phase}`}>{standing}</span>{" "}
          {now.phase !== "closed" && (now.due ? <><Days left={left} /> <span className="soft">{day(now.due, language)}</span></> : <Days left={null} />)}
          {now.phase !== "closed" && now.calendar_until && <> <span className="soft">{say("case_calendar_until", { date: day(now.calendar_until, language) })}</span></>}
        </p>
      </Heading>
      <div role="status">{done && <Alert type="success" showIcon title={say("case_done", { act: word("act", done) })} />}</div>
      {news && (
        <Alert type="warning" showIcon title={say("case_changed_title")} role="alert"
          description={
            <>
              <p>{say("case_changed_lead")}</p>
              <History entries={news} names={names} />
            </>
          } />
      )}
      {now.holds.length > 0 && (
        <Alert type="warning" showIcon title={say("case_held")}
          description={
            <ul>
              {now.holds.map((hold) => (
                <li key={hold}>{hold}</li>
              ))}
            </ul>
          } />
      )}
      <Changed changes={now.register_changed} schema={schema} />
      <Warnings warnings={now.warnings} />
      <div className="case">
        <section className="case-acts" aria-label={say("acts_title")}>
          <h2>{say("acts_title")}</h2>
          {now.acts.length === 0 && <p className="soft">{say("acts_none")}</p>}
          {chosen && now.acts.includes(chosen) ? (
            <ActFormView key={`${chosen}-${now.version}`} act={chosen} of={now} rows={rows} busy={busy} fault={fault} send={(body) => void send(body)} cancel={() => setChosen(null)} />
          ) : (
            <>
              <div className="actions">
                {acts.first.map((act, at) => (
                  <Button key={act} type={at === 0 ? "primary" : "default"} onClick={() => choose(act)}>
                    {word("act", act)}
                  </Button>
                ))}
              </div>
              {acts.more.length > 0 && (
                <details className="more-acts" open={acts.first.length === 0}>
                  <summary>{say("acts_more")}</summary>
                  <div className="actions">
                    {acts.more.map((act) => (
                      <Button key={act} onClick={() => choose(act)}>
                        {word("act", act)}
                      </Button>
                    ))}
                  </div>
                </details>
              )}
            </>
          )}
        </section>
        <section className="case-sum">
          <dl className="sum">
            <div>
              <dt>{say("case_firm")}</dt>
              <dd>
                {now.firm_name && <>{pick(now.firm_name)} </>}
                <span className={now.firm_name ? "code soft" : "code"}>{now.firm}</span>
              </dd>
            </div>
            {now.subject !== now.firm && (
              <div>
                <dt>{say("case_subject")}</dt>
                <dd>{now.subject}</dd>
              </div>
            )}
            <div>
              <dt>{say("case_place")}</dt>
              <dd>{places(now.place)}</dd>
            </div>
            <div>
              <dt>{say(now.finding ? "case_finding" : "case_provision")}</dt>
              <dd>
                {!now.finding && now.provision} {pick(now.about)}
              </dd>
            </div>
            <div>
              <dt>{say("case_filed_on")}</dt>
              <dd>
                {day(now.filed_on, language)} {now.start === "automatic" && <span className="soft">{say("case_automatic")}</span>}
              </dd>
            </div>
            {now.step && (
              <div>
                <dt>{say("case_step")}</dt>
                <dd>{pick(now.step.title)}</dd>
              </div>
            )}
            {now.waits_for && (
              <div>
                <dt>{say("case_waits")}</dt>
                <dd>{word("role", now.waits_for)}</dd>
              </div>
            )}
            {now.finding ? (
              <div>
                <dt>{say("case_found")}</dt>
                <dd>
                  {say(now.finding.is_so === null ? "found_none" : now.finding.is_so ? "found_yes" : "found_no")}{" "}
                  {now.finding.until && <span className="soft">{say("found_until", { date: day(now.finding.until, language) })}</span>}
                </dd>
              </div>
            ) : (
              <div>
                <dt>{say("case_judged")}</dt>
                <dd>{judged}</dd>
              </div>
            )}
            {now.against.length > 0 && (
              <div>
                <dt>{say("case_against")}</dt>
                <dd>
                  <Against against={now.against} />
                </dd>
              </div>
            )}
            {now.decision && (
              <div>
                <dt>{say("case_decided")}</dt>
                <dd>
                  {say("case_decided_on", {
                    outcome: [
                      word("outcome", now.decision.granted ? "granted" : "refused"),
                      ...(now.decision.granted && !now.finding ? [money(now.decision.amount_fen)] : []),
                    ].join(" "),
                    date: day(now.decision.on, language),
                  })}{" "}
                  {now.decision.countersigned && <span className="tag">{say("case_countersigned")}</span>}
                  {now.decision.object_by && !now.objection && ["granted", "refused", "none"].includes(now.outcome) && <span className="under soft">{say("case_object_by", { date: day(now.decision.object_by, language) })}</span>}
                  <Reasons reasons={now.decision.reasons} names={names} />
                </dd>
              </div>
            )}
            {now.gaps.length > 0 && (
              <div>
                <dt>{say("case_gaps")}</dt>
                <dd>
                  <Reasons reasons={now.gaps} names={names} />
                </dd>
              </div>
            )}
            {now.objection && (
              <div>
                <dt>{say("case_objection")}</dt>
                <dd>
                  {word("objection", now.objection.state)} <span className="soft">
                    {day(now.objection.on, language)}
                    {now.objection.state === "open" && now.objection.due && <> · {say("case_objection_due", { date: day(now.objection.due, language) })}</>}
                  </span>
                  <Reasons reasons={now.objection.reasons} names={names} />
                </dd>
              </div>
            )}
            {now.paid_fen > 0 && (
              <div>
                <dt>{say("case_paid")}</dt>
                <dd>{money(now.paid_fen)}</dd>
              </div>
            )}
            {now.recovery && (
              <div>
                <dt>{say("case_recovery")}</dt>
                <dd>
                  {say("case_recovery_state", { due: money(now.recovery.due_fen), repaid: money(now.recovery.repaid_fen), n: now.recovery.instalments })}
                  {now.recovery.owed_fen > 0 && now.recovery.pay_by && <> · {say("case_recovery_by", { date: day(now.recovery.pay_by, language) })}</>}
                  {now.recovery.good_faith && <> · {say("case_good_faith")}</>}
                  <Reasons reasons={now.recovery.reasons} names={names} />
                  {now.recovery.objection && (
                    <>
                      {say("case_objection")} {word("objection", now.recovery.objection.state)}
                      <Reasons reasons={now.recovery.objection.reasons} names={names} />
                    </>
                  )}
                </dd>
              </div>
            )}
          </dl>
        </section>
      </div>
      <Tabs items={tabs} defaultActiveKey="facts" />
    </>
  );
}
