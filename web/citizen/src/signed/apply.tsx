// Applying: the firm and what it is about, the questions that the register leaves open, documents, a last look, sending.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiFault } from "../../../shared/call";
import type { FirmFacts, OwnFirm, Preview, Procedure } from "../../../shared/cases";
import type { Facts, Provision } from "../../../shared/client";
import { day } from "../../../shared/format";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { NotFound } from "../pages/not_found";
import { Failed, PartFailed, Waiting } from "../parts/waiting";
import { keyOfPart, keyPart, navigate, provisionPath, usePlace } from "../router";
import { pick, useLoaded, useSay, useShared, useWords } from "../state";
import { ApplyCheck } from "./apply_check";
import { AskOne } from "./ask_one";
import { Documents } from "./documents";
import { about, answer, listOf, nextKey, sectionOf, statedKeys, valueOf, withCheck, withSaid } from "./draft";
import { Field, focusOn } from "./field";
import { firmName, useOwnFirms } from "./firms";
import { chooseFirm, chosenFirm, dropDraft, kNewDraft, loadDraft, saveDraft, type Draft } from "./kept_draft";
import { applyPath, casePath } from "./paths";
import { useReading } from "./reading";
import { noticeFault, office } from "./session";
import { SignedPage, gotten } from "./shell";
import { kApplyTexts } from "./texts_apply";
import { kCaseTexts, type CaseKey } from "./texts_case";

const kMostIdLetters = 40;

/** What is applied for: a provision, or a finding about the firm by the name of its fact. */
export type Matter = Pick<Provision, "id" | "subject" | "title">;

export interface Form {
  provision: Matter;
  procedure: Procedure;
  schema: Facts;
  firm: string;
  firms: readonly OwnFirm[];
  draft: Draft;
  keep(draft: Draft): void;
  drop(): void;
}

/** What filing would come to with the draft as it is. */
export function usePreview({ provision, firm, draft }: Pick<Form, "provision" | "firm" | "draft">) {
  const body = {
    provision: provision.id, firm, facts: draft.facts, ...(draft.subject === null ? {} : { subject: draft.subject }),
  };
  return useLoaded(JSON.stringify(body), () => preview(body));
}

async function preview(body: unknown): Promise<Preview> {
  try {
    return (await office.change<Preview>("/api/v1/cases/preview", { body })).value;
  } catch (reason) {
    if (reason instanceof ApiFault) noticeFault(reason);
    throw reason;
  }
}

/** "Saved 10:32" on every page of the form. */
export function Saved({ draft }: { draft: Draft }) {
  const { language } = useShared();
  const say = useWords(kApplyTexts);
  if (draft.saved === null) return null;
  const time = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { hour: "2-digit", minute: "2-digit" }).format(draft.saved);
  return (
    <p class="saved no-print" role="status">
      ✓ {say("saved_at", { time })} <small>{say("saved_where")}</small>
    </p>
  );
}

function How({ procedure }: { procedure: Procedure }) {
  const { language } = useShared();
  const say = useWords(kApplyTexts);
  const role = useWords(kCaseTexts);
  return (
    <details class="why">
      <summary>{say("how")}</summary>
      <ol>
        {procedure.steps.map((step) => (
          <li key={step.id}>
            {pick(step.title, language)}
            {/* A publication is nobody's act. */}
            {step.by.length > 0 && (
              <small> · {[...new Set(step.by.map((one) => role(`role_${one.role}` as CaseKey)))].join(language === "zh" ? "、" : ", ")}</small>
            )}
            {step.within && <small> · {say(`how_${step.within.count}`, { days: step.within.days })}</small>}
          </li>
        ))}
      </ol>
      <p class="hint">
        {say("laid_down_in")}
        {language === "zh" ? "：" : ": "}
        {pick(procedure.source, language)}
      </p>
      {procedure.status === "from_memory" && <p class="hint">{say("from_memory")}</p>}
    </details>
  );
}

/** What to have at hand before one begins. */
function Papers({ procedure }: { procedure: Procedure }) {
  const { language } = useShared();
  const say = useWords(kApplyTexts);
  if (procedure.documents.length === 0) return null;
  return (
    <section aria-labelledby="papers-title">
      <h2 id="papers-title">{say("papers_title")}</h2>
      <ul>
        {procedure.documents.map((one) => (
          <li key={one.id}>
            {pick(one.title, language)} {!one.always && <small>{say("document_if_needed")}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Known({ seen, schema }: { seen: Preview; schema: Facts }) {
  const { language } = useShared();
  const say = useWords(kApplyTexts);
  const reading = useReading({ facts: schema, provision: null, procedure: null }, seen.known.map((one) => one.fact));
  if (seen.known.length === 0) return null;
  return (
    <section aria-labelledby="known-title">
      <h2 id="known-title">{say("known_title")}</h2>
      <dl class="summary">
        {seen.known.map((one) => (
          <div key={one.pointer}>
            <dt>{reading.label(one.fact)}</dt>
            <dd class="value">
              {reading.value(one.fact, one.value)}{" "}
              <small>
                {one.stated_on
                  ? say("known_source", { source: reading.source(one.source), day: day(one.stated_on, language) })
                  : reading.source(one.source)}
              </small>
            </dd>
          </div>
        ))}
      </dl>
      <p class="hint">{say("known_wrong")}</p>
    </section>
  );
}

/** Which loan, bill ...: one that the register knows, one that the firm has named before, or another by its number. */
function SubjectChoice({ form, seen, said, choose }: { form: Form; seen: Preview; said: FirmFacts; choose(id: string): void }) {
  const { language } = useShared();
  const say = useWords(kApplyTexts);
  const kind = form.schema.subjects.find((one) => one.name === form.provision.subject);
  const label = kind ? pick(kind.label, language) : form.provision.subject;
  const plural = listOf(form.provision.subject, form.schema)!;
  const stated = form.draft.facts[plural];
  // What the firm itself has put in is in the preview too: the register's are the others.
  const own = new Set(Array.isArray(stated) ? stated.map((one) => one.id) : []);
  const told = said.stated.flatMap(({ subject, case: reference }) => (reference && subject?.kind === form.provision.subject ? [subject] : []));
  const known = [...seen.subjects.filter((one) => !own.has(one.id)), ...told]
    .filter((one, at, all) => all.findIndex((other) => other.id === one.id) === at);
  const [chosen, setChosen] = useState(known.some((one) => one.id === form.draft.subject) ? form.draft.subject : known.length === 0 || form.draft.subject !== null ? "" : null);
  const [id, setId] = useState(form.draft.subject ?? "");
  const [fault, setFault] = useState<string | null>(null);
  const go = (event: Event) => {
    event.preventDefault();
    const wanted = chosen === "" ? id.trim() : chosen;
    if (!wanted || wanted.length > kMostIdLetters) {
      setFault(say(wanted ? "fault_subject_long" : "fault_subject"));
      focusOn(chosen === "" ? "subject-id" : "subject-0");
      return;
    }
    // A tilde stands between a question and what it is about.
    choose(wanted.replaceAll("~", "-"));
  };
  return (
    <form noValidate onSubmit={go}>
      {known.length > 0 && (
        <fieldset class={fault && chosen === null ? "field wrong" : "field"}>
          <legend>{say("which_subject")}</legend>
          {fault && chosen === null && <p class="fault">{fault}</p>}
          <div class="choices">
            {[...known.map((one) => one.id), ""].map((one, at) => (
              <label class="choice" key={one}>
                <input
                  id={`subject-${at}`}
                  type="radio"
                  name="subject"
                  checked={chosen === one}
                  onChange={() => setChosen(one)}
                />
                <span>{one === "" ? say("subject_new") : say("subject_of", { subject: label, id: one })}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {chosen === "" && (
        <Field
          id="subject-id"
          label={say("subject_id", { subject: label })}
          hint={say("subject_id_hint")}
          value={id}
          change={setId}
          fault={fault}
          most={kMostIdLetters + 1}
        />
      )}
      <div class="actions">
        <button type="submit" class="button big">
          {say(form.draft.saved === null ? "begin" : "go_on")}
        </button>
      </div>
    </form>
  );
}

/** Where the form goes on after what was stated so far. */
async function onward(form: Form, draft: Draft): Promise<void> {
  const { provision, firm, procedure } = form;
  const seen = await preview({
    provision: provision.id, firm, facts: draft.facts, ...(draft.subject === null ? {} : { subject: draft.subject }),
  });
  const key = nextKey(seen, draft);
  const documents = procedure.documents.length > 0 && draft.documents.length === 0;
  navigate(applyPath(provision.id, key ? `q/${keyPart(key)}` : documents ? "documents" : "check"));
}

function Start({ form }: { form: Form }) {
  const { language, visit } = useShared();
  const say = useWords(kApplyTexts);
  const { provision, procedure, schema, draft } = form;
  const loaded = usePreview({ ...form, draft: draft.subject === null ? kNewDraft : draft });
  const told = useLoaded(`said ${form.firm}`, () => gotten<FirmFacts>(`/api/v1/firms/${encodeURIComponent(form.firm)}/facts`));
  const child = listOf(provision.subject, schema) !== null;
  const [failed, setFailed] = useState<ApiFault | null>(null);
  if (failed) return <PartFailed fault={failed} retry={() => setFailed(null)} language={language} />;
  if (loaded.state === "failed") return <PartFailed fault={loaded.fault} retry={loaded.retry} language={language} />;
  if (told.state === "failed") return <PartFailed fault={told.fault} retry={told.retry} language={language} />;
  if (loaded.state === "waiting" || told.state === "waiting") return <Waiting language={language} />;
  const seen = loaded.value;
  const said = told.value;
  const go = (id: string | null) => {
    let next = id === null ? draft : about(draft, provision.subject, id, schema);
    if (visit.demo === null) next = withCheck(next, visit.facts, procedure, provision.subject, schema);
    next = withSaid(next, said, procedure, schema);
    form.keep(next);
    onward(form, next).catch((reason: unknown) => setFailed(reason instanceof ApiFault ? reason : new ApiFault(-1, null)));
  };
  return (
    <>
      <Known seen={seen} schema={schema} />
      {seen.stands?.found && (
        <div class="panel">
          <p>
            {say(seen.stands.is_so ? "stands_yes" : "stands_no", { day: day(seen.stands.on, language) })}
            {seen.stands.found.until && ` ${say("stands_until", { day: day(seen.stands.found.until, language) })}`}{" "}
            <Link to={casePath(seen.stands.found.case)}>{say("stands_go")}</Link>
          </p>
        </div>
      )}
      {seen.open_case && (
        <div class="panel">
          <p>
            {say("open_case")} <Link to={casePath(seen.open_case)}>{say("open_case_go")}</Link>
          </p>
        </div>
      )}
      {child ? (
        <SubjectChoice form={form} seen={seen} said={said} choose={go} />
      ) : (
        // A second one about the same firm would only be turned away at the end.
        !seen.open_case && (
          <div class="actions">
            <button type="button" class="button big" onClick={() => go(null)}>
              {say(draft.saved === null ? "begin" : "go_on")}
            </button>
          </div>
        )
      )}
      {draft.saved !== null && (
        <p class="aside-link">
          <button type="button" class="link" onClick={form.drop}>
            {say("drop")}
          </button>
        </p>
      )}
    </>
  );
}

function QuestionStep({ form, questionKey, changing }: { form: Form; questionKey: string; changing: boolean }) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kApplyTexts);
  const { procedure, schema, draft, provision } = form;
  const [failed, setFailed] = useState<{ fault: ApiFault; draft: Draft } | null>(null);
  const loaded = usePreview(form);
  const left = loaded.state === "ready" ? loaded.value.missing.filter((one) => one.needed !== false).length : 0;
  const fact = schema.facts.find((one) => one.name === questionKey.replace(/~.*$/, ""));
  const at = sectionOf(procedure, questionKey);
  const go = (next: Draft) => {
    if (changing) navigate(applyPath(provision.id, "check"));
    else onward(form, next).catch((reason: unknown) => setFailed({ fault: reason instanceof ApiFault ? reason : new ApiFault(-1, null), draft: next }));
  };
  if (failed) {
    return <Failed fault={failed.fault} retry={() => { setFailed(null); go(failed.draft); }} language={language} />;
  }
  return (
    <AskOne
      key={questionKey}
      questionKey={questionKey}
      schema={schema}
      given={valueOf(draft, questionKey)}
      optional={Boolean(fact?.applies_if)}
      submit={changing ? say("save_answer") : site("continue")}
      keep={(value) => {
        const next = answer(draft, questionKey, value);
        form.keep(next);
        go(next);
      }}
      before={
        <p class="progress">
          {at >= 0 && procedure.form.length > 1 && <span>{say("section", { title: pick(procedure.form[at]!.title, language), at: at + 1, of: procedure.form.length })}</span>}
          {!changing && left > 0 && <span>{say("left", { count: left })}</span>}
        </p>
      }
      after={
        statedKeys(procedure, draft).length > 0 && (
          <p class="aside-link">
            <Link to={applyPath(provision.id, "check")}>{say("to_check")}</Link>
          </p>
        )
      }
    />
  );
}

function DocumentsStep({ form }: { form: Form }) {
  const site = useSay();
  const say = useWords(kApplyTexts);
  return (
    <>
      <Heading title={say("documents_title")} site={site("site")} />
      <p>{say("documents_lead")}</p>
      <Documents
        wanted={form.procedure.documents}
        firm={form.firm}
        given={form.draft.documents}
        change={(documents) => form.keep({ ...form.draft, documents })}
      />
      <div class="actions">
        <Link to={applyPath(form.provision.id, "check")} class="button big">
          {site("continue")}
        </Link>
      </div>
    </>
  );
}

function Steps({ form, rest, changing }: { form: Form; rest: string; changing: boolean }) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kApplyTexts);
  const question = /^q\/(.+)$/.exec(rest)?.[1];
  // What was sent or thrown away, or is written in another window, begins at the beginning.
  const begun = form.draft.saved !== null && (form.draft.subject !== null || listOf(form.provision.subject, form.schema) === null);
  const astray = rest !== "" && !begun;
  useEffect(() => {
    if (astray) navigate(applyPath(form.provision.id), { replace: true });
  }, [astray]);
  if (astray) return <Waiting language={language} />;
  if (question) return <QuestionStep form={form} questionKey={keyOfPart(question)} changing={changing} />;
  if (rest === "documents") return <DocumentsStep form={form} />;
  if (rest === "check") return <ApplyCheck form={form} />;
  return (
    <>
      <p class="hint">
        {form.procedure.finding ? (
          pick(form.provision.title, language)
        ) : (
          <Link to={provisionPath(form.provision.id)}>
            {form.provision.id} {pick(form.provision.title, language)}
          </Link>
        )}
      </p>
      <Heading title={say("apply_title", { title: pick(form.procedure.title, language) })} site={site("site")} />
      <p>{say("apply_lead")}</p>
      {form.procedure.finding && <p>{say("finding_lead")}</p>}
      <How procedure={form.procedure} />
      <Papers procedure={form.procedure} />
      <Start form={form} />
    </>
  );
}

function Notice({ title, children }: { title: string; children: ComponentChildren }) {
  const site = useSay();
  return (
    <>
      <Heading title={title} site={site("site")} />
      {children}
    </>
  );
}

interface Loaded {
  provision: Matter;
  procedure: Procedure | null;
  schema: Facts;
}

function Apply({ provision, procedure: usual, schema, rest }: Loaded & { procedure: Procedure; rest: string }) {
  const { client, language } = useShared();
  const say = useWords(kApplyTexts);
  const place = usePlace();
  const own = useOwnFirms();
  const firms = own.state === "ready" ? own.value.firms : null;
  const back = useSay()("back");
  const [picked, setPicked] = useState<string | null>(() => place.query.get("firm") ?? chosenFirm());
  const firm = firms?.length === 1 ? firms[0]!.firm : (firms?.find((one) => one.firm === picked)?.firm ?? null);
  const name = `${provision.id} ${firm ?? ""}`;
  const [held, setHeld] = useState<{ name: string; draft: Draft } | null>(null);
  useEffect(() => {
    if (firm !== null) setHeld({ name, draft: loadDraft(name) });
  }, [name]);
  // A finding may be decided otherwise where the firm is.
  const at = usual.finding ? (firms?.find((one) => one.firm === firm)?.place ?? null) : null;
  const placed = useLoaded(`procedure ${provision.id} ${at ?? ""}`, () => (at ? client.procedure(provision.id, at) : Promise.resolve(usual)));
  if (own.state === "failed") return <Failed fault={own.fault} retry={own.retry} language={language} />;
  if (placed.state === "failed") return <Failed fault={placed.fault} retry={placed.retry} language={language} />;
  if (firms === null || placed.state === "waiting") return <Waiting language={language} />;
  const procedure = placed.value;
  if (firms.length === 0) {
    return (
      <Notice title={say("apply_title", { title: pick(procedure.title, language) })}>
        <p>
          {say("no_firm_here")} <Link to="/account/mandates">{say("ask_mandate")}</Link>
        </p>
      </Notice>
    );
  }
  if (firm === null) {
    return (
      <Notice title={say("which_firm")}>
        <ul class="plain choices">
          {firms.map((one) => (
            <li key={one.firm}>
              <button
                type="button"
                class="button quiet"
                onClick={() => {
                  chooseFirm(one.firm);
                  setPicked(one.firm);
                }}
              >
                {firmName(one.firm, firms, language)} <small>{one.firm}</small>
              </button>
            </li>
          ))}
        </ul>
      </Notice>
    );
  }
  if (!held || held.name !== name) return <Waiting language={language} />;
  const form: Form = {
    provision, procedure, schema, firm, firms, draft: held.draft,
    keep(draft) {
      const kept = { ...draft, saved: Date.now() };
      saveDraft(name, kept);
      setHeld({ name, draft: kept });
    },
    drop() {
      dropDraft(name);
      setHeld({ name, draft: kNewDraft });
    },
  };
  return (
    <>
      {rest !== "" && (
        <p class="back no-print">
          <button type="button" class="link" onClick={() => history.back()}>
            ‹ {back}
          </button>
        </p>
      )}
      {firms.length > 1 && <p class="hint">{firmName(firm, firms, language)}</p>}
      <Steps form={form} rest={rest} changing={place.query.has("change")} />
      <Saved draft={form.draft} />
    </>
  );
}

export function ApplyPage({ id, rest }: { id: string; rest: string }) {
  const { client, language } = useShared();
  const say = useWords(kApplyTexts);
  const loaded = useLoaded(`apply ${id}`, async (): Promise<Loaded> => {
    const [schema, procedure] = await Promise.all([
      client.facts(),
      client.procedure(id).catch((reason: unknown) => {
        if (reason instanceof ApiFault && reason.status === 404) return null;
        throw reason;
      }),
    ]);
    const fact = procedure?.finding && schema.facts.find((one) => one.name === procedure.finding);
    const provision = fact ? { id, subject: fact.subject, title: fact.label } : await client.provision(id);
    return { provision, procedure, schema };
  });
  if (loaded.state === "failed" && loaded.fault.status === 404) return <NotFound />;
  if (loaded.state === "failed") return <Failed fault={loaded.fault} retry={loaded.retry} language={language} />;
  if (loaded.state === "waiting") return <Waiting language={language} />;
  const { provision, procedure, schema } = loaded.value;
  const open = procedure?.starts.includes("application");
  return (
    <SignedPage here="/apply">
      {procedure && open ? (
        <Apply provision={provision} procedure={procedure} schema={schema} rest={rest} />
      ) : (
        <Notice title={say("not_here")}>
          <p>{say(procedure ? "only_automatic" : "not_here_detail")}</p>
          <p>
            <Link to={provisionPath(id)}>{say("see_policy")}</Link>
          </p>
        </Notice>
      )}
    </SignedPage>
  );
}
