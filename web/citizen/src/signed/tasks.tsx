// What waits for whom over all firms that one acts for, and what else they could apply for.
import { useState } from "preact/hooks";
import { atPlace, holdsAt, sortCases, type CaseLine, type CasePage, type FirmFacts, type OwnFirm, type Preview, type ProcedureLine, type Sorted } from "../../../shared/cases";
import type { Client } from "../../../shared/client";
import type { Session } from "../../../shared/office";
import { byNumber, day, money } from "../../../shared/format";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Failed, Waiting } from "../parts/waiting";
import { pick, useLoaded, useSay, useShared, useWords } from "../state";
import { sessionOf, type FactsDocument } from "../flow";
import { navigate } from "../router";
import { Trouble, useDoing } from "./doing";
import { applyPath, casePath } from "./paths";
import { firmName } from "./firms";
import { keptDrafts } from "./kept_draft";
import { SignedPage, gotten, useSignedIn } from "./shell";
import { office, scopesOf } from "./session";
import { kCaseTexts, type CaseKey } from "./texts_case";

const kPage = 100;
/** Previews under way at a time. */
const kAtOnce = 3;

interface RowProps {
  one: CaseLine;
  firms: readonly OwnFirm[];
  waiting?: boolean;
}

function CaseRow({ one, firms, waiting = false }: RowProps) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const repays = waiting && one.phase === "closed";
  const to = waiting && one.phase === "in_step" ? `/confirm/${one.reference}` : casePath(one.reference);
  return (
    <li class={waiting ? "task task-waiting" : "task"}>
      <p class="task-title">
        <Link to={to}>{pick(one.title, language)}</Link>
        {/* What was granted isn't what is to be paid back. */}
        {!repays && one.amount_fen !== null && one.amount_fen > 0 && <span class="figure">{money(one.amount_fen)}</span>}
      </p>
      <p class="task-line">
        {firms.length > 1 && <span>{firmName(one.firm, firms, language)}</span>}
        {one.subject !== one.firm && <span>{one.subject}</span>}
        {one.phase === "closed" ? (
          <>
            <span class="tag">{say(`outcome_${one.outcome}` as CaseKey)}</span>
            {repays ? <span class="tag tag-strong">{say("to_repay")}</span> : one.waits_for && <span class="tag">{say("now_reviewed_short")}</span>}
          </>
        ) : (
          <span class={waiting ? "tag tag-strong" : "tag"}>
            {waiting
              ? say(one.phase === "with_applicant" ? "to_answer" : "to_confirm")
              : one.waits_for
                ? say("waits_for", { role: say(`role_${one.waits_for}` as CaseKey) })
                : say("held_short")}
          </span>
        )}
        {one.due && (one.phase !== "closed" || one.waits_for) && <span>{say("by_day", { day: day(one.due, language) })}</span>}
      </p>
    </li>
  );
}

interface Found {
  procedure: ProcedureLine;
  preview: Preview;
}

/** Asks for all, a few at a time; what can't be judged, or holds elsewhere only, is left out. */
async function lookAtAll(
  client: Client, { firm, place }: OwnFirm, procedures: readonly ProcedureLine[], tell: (done: number) => void,
): Promise<Found[]> {
  const found: Found[] = [];
  const queue = [...procedures];
  let done = 0;
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const procedure = next;
      try {
        // A finding is no provision: it is for firms everywhere.
        const region = procedure.finding ? [] : (await client.provision(procedure.provision)).region;
        if (holdsAt(region.map((one) => one.code), place)) {
          const { value } = await office.change<Preview>("/api/v1/cases/preview", { body: { provision: procedure.provision, firm } });
          if (!value.open_case && !value.stands?.is_so && value.judgement?.state !== "not_entitled") found.push({ procedure, preview: value });
        }
      } catch {
        /* left out: the page of the policy tells more */
      }
      done += 1;
      tell(done);
    }
  };
  await Promise.all(Array.from({ length: kAtOnce }, work));
  const rank = (one: Found) => (one.preview.judgement?.state === "entitled" ? 0 : one.procedure.finding ? 1 : 2);
  return found.sort((a, b) => rank(a) - rank(b) || byNumber(a.procedure.provision, b.procedure.provision));
}

function Could({ firm, firms, procedures: all }: { firm: OwnFirm; firms: readonly OwnFirm[]; procedures: readonly ProcedureLine[] }) {
  const procedures = atPlace(all, firm.place);
  const { client, language, visit, setVisit } = useShared();
  const say = useWords(kCaseTexts);
  const doing = useDoing();
  const check = () =>
    doing.run(async () => {
      const path = `/api/v1/firms/${encodeURIComponent(firm.firm)}/facts`;
      const [{ value }, schema] = await Promise.all([office.get<FirmFacts>(path), client.facts()]);
      const known = value.stated.map(({ fact, subject, value: said, source, stated_on: on, found }) => ({
        key: subject ? `${fact}~${subject.id}` : fact, value: said, source, on, case: found?.case ?? null,
      }));
      setVisit({ ...visit, ...sessionOf(value.facts as FactsDocument, schema), measures: [], demo: null, known });
      navigate("/result");
    });
  const [done, setDone] = useState<number | null>(null);
  const [found, setFound] = useState<readonly Found[] | null>(null);
  const start = () => {
    setDone(0);
    void lookAtAll(client, firm, procedures, setDone).then(setFound);
  };
  return (
    <div class="could">
      {found === null && <p>{say("could_lead", { firm: firmName(firm.firm, firms, language), count: procedures.length })}</p>}
      <Trouble doing={doing} />
      <p class="actions">
        {done === null && (
          <button type="button" class="button quiet" onClick={start}>
            {say("could_ask")}
          </button>
        )}
        <button type="button" class="button quiet" onClick={check}>
          {say("could_check")}
        </button>
      </p>
      <p role="status">
        {done !== null && found === null && say("could_progress", { done, count: procedures.length })}
        {found?.length === 0 && say("could_none")}
      </p>
      <ul class="plain">
        {found?.map(({ procedure, preview }) => (
          <li class="task" key={procedure.provision}>
            <p class="task-title">
              <Link to={`${applyPath(procedure.provision)}?firm=${encodeURIComponent(firm.firm)}`}>
                {!procedure.finding && procedure.provision} {pick(procedure.title, language)}
              </Link>
              {preview.judgement?.amount_fen != null && <span class="figure">{money(preview.judgement.amount_fen)}</span>}
            </p>
            {preview.missing.length > 0 && (
              <p class="task-line">
                <span class="tag">{say("could_open_facts", { count: preview.missing.length })}</span>
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Lists({ sorted, firms, next }: { sorted: Sorted; firms: readonly OwnFirm[]; next: (() => void) | null }) {
  const say = useWords(kCaseTexts);
  return (
    <>
      <section aria-labelledby="waiting-title">
        <h2 id="waiting-title">{say("waiting_title")}</h2>
        {sorted.waiting.length === 0 && <p class="empty">{say("waiting_none")}</p>}
        <ul class="plain">
          {sorted.waiting.map((one) => <CaseRow key={one.reference} one={one} firms={firms} waiting />)}
        </ul>
      </section>
      {sorted.doing.length > 0 && (
        <section aria-labelledby="doing-title">
          <h2 id="doing-title">{say("doing_title")}</h2>
          <ul class="plain">
            {sorted.doing.map((one) => <CaseRow key={one.reference} one={one} firms={firms} />)}
          </ul>
        </section>
      )}
      {sorted.closed.length > 0 && (
        <details class="closed-cases">
          <summary>{say("closed_title", { count: sorted.closed.length })}</summary>
          <ul class="plain">
            {sorted.closed.map((one) => <CaseRow key={one.reference} one={one} firms={firms} />)}
          </ul>
        </details>
      )}
      {next && (
        <button type="button" class="button quiet" onClick={next}>
          {say("more_cases")}
        </button>
      )}
    </>
  );
}

/** Applications that were begun in this window. */
function Drafts({ firms, procedures }: { firms: readonly OwnFirm[]; procedures: readonly ProcedureLine[] }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const drafts = keptDrafts().flatMap((draft) => {
    const procedure = procedures.find((one) => one.provision === draft.provision);
    return procedure && firms.some((one) => one.firm === draft.firm) ? [{ ...draft, procedure }] : [];
  });
  if (drafts.length === 0) return null;
  return (
    <section aria-labelledby="drafts-title">
      <h2 id="drafts-title">{say("drafts_title")}</h2>
      <ul class="plain">
        {drafts.map(({ provision, firm, procedure }) => (
          <li class="task" key={`${provision} ${firm}`}>
            <p class="task-title">
              <Link to={`${applyPath(provision)}?firm=${encodeURIComponent(firm)}`}>{pick(procedure.title, language)}</Link>
            </p>
            {firms.length > 1 && <p class="task-line">{firmName(firm, firms, language)}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What else the person is: a partner, one of the staff. */
function OtherSides({ session }: { session: Session }) {
  const { language } = useShared();
  const say = useWords(kCaseTexts);
  const partner = session.roles.find((one) => one.role === "partner");
  const staff = session.roles.some((one) => !["owner", "helper", "partner"].includes(one.role));
  return (
    <>
      {partner && (
        <p class="aside-link">
          {say("partner_here", { name: pick(partner.label, language) })} <Link to="/partner">{say("partner_go")}</Link>
        </p>
      )}
      {staff && (
        <p class="aside-link">
          {say("staff_here")} <a href="/staff/">{say("staff_go")}</a>
        </p>
      )}
    </>
  );
}

export function TasksPage() {
  const { client, language } = useShared();
  const site = useSay();
  const say = useWords(kCaseTexts);
  const session = useSignedIn();
  const own = [...scopesOf(session, "owner"), ...scopesOf(session, "helper")];
  const [pages, setPages] = useState<readonly CasePage[]>([]);
  const cases = useLoaded("cases", () => gotten<CasePage>(`/api/v1/cases?limit=${kPage}`, own.length > 0, { cases: [], next_cursor: null }));
  const firms = useLoaded("firms", () => gotten<{ firms: OwnFirm[] }>("/api/v1/firms", own.length > 0, { firms: own.map((firm) => ({ firm, name: null, role: "owner", place: null })) }));
  const procedures = useLoaded("procedures", () => client.procedures());
  if (cases.state === "failed") return <SignedPage here="/me"><Failed fault={cases.fault} retry={cases.retry} language={language} /></SignedPage>;
  if (firms.state === "failed") return <SignedPage here="/me"><Failed fault={firms.fault} retry={firms.retry} language={language} /></SignedPage>;
  if (cases.state === "waiting" || firms.state === "waiting") return <SignedPage here="/me"><Waiting language={language} /></SignedPage>;
  const list = firms.value.firms;
  const all = [cases.value, ...pages];
  const cursor = all.at(-1)!.next_cursor;
  const next = cursor === null ? null : () => {
    void office
      .get<CasePage>(`/api/v1/cases?limit=${kPage}&cursor=${encodeURIComponent(cursor)}`)
      .then(({ value }) => setPages((old) => [...old, value]));
  };
  const mine = all.flatMap((page) => page.cases).filter((one) => own.includes(one.firm));
  const open = procedures.state === "ready" ? procedures.value.filter((one) => one.starts.includes("application")) : [];
  const names = list.map((one) => firmName(one.firm, list, language)).join(language === "zh" ? "、" : ", ");
  return (
    <SignedPage here="/me">
      <Heading title={say("me_title")} site={site("site")} />
      {list.length > 0 ? (
        <p class="hint">{say("me_lead", { firms: names })}</p>
      ) : (
        <p>
          {say("no_firm")} <Link to="/account/mandates">{say("no_firm_ask")}</Link>
        </p>
      )}
      <OtherSides session={session} />
      <Drafts firms={list} procedures={open} />
      {list.length > 0 && <Lists sorted={sortCases(mine)} firms={list} next={next} />}
      {list.length > 0 && (
        <section aria-labelledby="could-title">
          <h2 id="could-title">{say("could_title")}</h2>
          {open.length > 0 && list.map((firm) => <Could key={firm.firm} firm={firm} firms={list} procedures={open} />)}
          <p class="aside-link">
            <Link to="/topics">{say("search_policies")}</Link>
          </p>
        </section>
      )}
    </SignedPage>
  );
}
