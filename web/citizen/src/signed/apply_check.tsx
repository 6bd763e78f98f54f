// The last look before an application is sent: all that was stated, what is missing, the declaration.
import { useRef, useState } from "preact/hooks";
import { ApiFault } from "../../../shared/call";
import type { Case, Preview } from "../../../shared/cases";
import { day, money } from "../../../shared/format";
import { isAnswer } from "../../../shared/office";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { PartFailed, Waiting } from "../parts/waiting";
import { keyPart, navigate } from "../router";
import { pick, useSay, useShared, useWords } from "../state";
import { Known, usePreview, type Form } from "./apply";
import { Busy, Trouble, useDoing } from "./doing";
import { asSent, filingOf, keyAt, keyOf, statedKeys, valueOf } from "./draft";
import { focusOn } from "./field";
import { firmName } from "./firms";
import { dropDraft, saveDraft } from "./kept_draft";
import { applyPath, casePath } from "./paths";
import { useReading } from "./reading";
import { size } from "./send_file";
import { office } from "./session";
import { kApplyTexts } from "./texts_apply";

function Judged({ seen }: { seen: Preview }) {
  const { language } = useShared();
  const say = useWords(kApplyTexts);
  const { judgement } = seen;
  if (!judgement) return null;
  const missing = seen.missing.filter((one) => one.needed !== false).length;
  if (missing > 0 && judgement.state === "depends") {
    return (
      <div class="panel panel-depends">
        <p>
          <strong>{say("judged_missing", { count: missing })}</strong>
        </p>
      </div>
    );
  }
  return (
    <div class={`panel panel-${judgement.state}`}>
      <p>
        <strong>{say(`judged_${judgement.state}`)}</strong>{" "}
        {judgement.amount_fen !== null && judgement.amount_fen > 0 && <span class="figure">{money(judgement.amount_fen)}</span>}
        {judgement.amount_fen === null && judgement.at_most_fen !== null && (
          <span class="figure">{say("at_most", { amount: money(judgement.at_most_fen) })}</span>
        )}
      </p>
      {seen.against.map((rule) => (
        <p class="unsure" key={rule.rule}>
          {pick(rule.says, language)}
        </p>
      ))}
      {judgement.state === "not_entitled" && <p class="hint">{say("judged_not_entitled_note")}</p>}
    </div>
  );
}

function Stated({ form, seen }: { form: Form; seen: Preview | null }) {
  const { language } = useShared();
  const say = useWords(kApplyTexts);
  const { procedure, schema, draft, provision } = form;
  const keys = statedKeys(procedure, draft);
  const reading = useReading({ facts: schema, provision: null, procedure }, keys.map((key) => key.replace(/~.*$/, "")));
  const missing = (seen?.missing ?? []).map((one) => keyOf(one.fact, one.subject)).filter((key) => !keys.includes(key));
  // What is missing is asked one after the other; what is changed leads back here.
  const row = (key: string, value: string, missing = false) => {
    const label = reading.label(key.replace(/~.*$/, ""));
    const change = say(missing ? "fill_in" : "change");
    return (
      <div key={key}>
        <dt>{label}</dt>
        <dd class="value">
          {value}
          {draft.before[key] && <small> {say("said_before", { day: day(draft.before[key].on, language) })}</small>}
        </dd>
        <dd class="change no-print">
          <Link to={`${applyPath(provision.id, `q/${keyPart(key)}`)}${missing ? "" : "?change"}`} label={`${change} ${label}`}>
            <span id={`row-${key}`} tabIndex={-1}>
              {change}
            </span>
          </Link>
        </dd>
      </div>
    );
  };
  const kind = schema.subjects.find((one) => one.name === provision.subject);
  return (
    <section aria-labelledby="stated-title">
      <h2 id="stated-title">{say("stated_title")}</h2>
      <dl class="summary">
        {draft.subject !== null && (
          <div>
            <dt>{kind ? pick(kind.label, language) : provision.subject}</dt>
            <dd class="value">{draft.subject}</dd>
            <dd class="change no-print">
              <Link to={applyPath(provision.id)} label={`${say("change")} ${kind ? pick(kind.label, language) : ""}`}>
                {say("change")}
              </Link>
            </dd>
          </div>
        )}
        {keys.map((key) => {
          const value = valueOf(draft, key);
          return row(key, value === undefined ? say("left_out") : reading.value(key.replace(/~.*$/, ""), value));
        })}
        {missing.map((key) => row(key, "—", true))}
      </dl>
      {missing.length > 0 && <p class="fault">{say("still_missing", { count: missing.length })}</p>}
    </section>
  );
}

function DocumentRows({ form }: { form: Form }) {
  const { language } = useShared();
  const say = useWords(kApplyTexts);
  const { procedure, draft, provision } = form;
  if (procedure.documents.length === 0) return null;
  return (
    <section aria-labelledby="documents-title">
      <h2 id="documents-title">{say("documents_title")}</h2>
      <dl class="summary">
        {procedure.documents.map((wanted) => {
          const own = draft.documents.filter((one) => one.document === wanted.id);
          const title = pick(wanted.title, language);
          return (
            <div key={wanted.id}>
              <dt>
                {title} {!wanted.always && <small>{say("document_if_needed")}</small>}
              </dt>
              <dd class="value">
                {own.length === 0 ? say("document_none") : own.map((one) => <span class="file" key={one.upload}>{one.name} <small>{size(one.bytes)}</small> </span>)}
              </dd>
              <dd class="change no-print">
                <Link to={applyPath(provision.id, "documents")} label={`${say("change")} ${title}`}>
                  {say("change")}
                </Link>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

export function ApplyCheck({ form }: { form: Form }) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kApplyTexts);
  const { provision, procedure, schema, firm, firms, draft } = form;
  const loaded = usePreview(form);
  const doing = useDoing();
  const [declared, setDeclared] = useState(false);
  const [fault, setFault] = useState(false);
  const sent = useRef(draft.sent);
  const seen = loaded.state === "ready" ? loaded.value : null;
  const send = () =>
    doing.run(async () => {
      const name = `${provision.id} ${firm}`;
      const body = filingOf(provision.id, firm, draft, procedure.declaration !== null);
      const going = asSent({ ...draft, sent: sent.current }, body);
      sent.current = going.sent;
      saveDraft(name, going);
      try {
        const { value } = await office.change<Case>("/api/v1/cases", { body, key: going.sent.key });
        dropDraft(name);
        navigate(casePath(value.reference, "receipt"), { replace: true });
      } catch (reason) {
        // A refusal is an answer: with the same key the server would only repeat it.
        if (reason instanceof ApiFault && isAnswer(reason)) {
          sent.current = null;
          saveDraft(name, { ...going, sent: null });
        }
        throw reason;
      }
    });
  return (
    <>
      <Heading title={say("check_title")} site={site("site")} />
      <p>{say("check_lead")}</p>
      <dl class="summary">
        <div>
          <dt>{say("applied_for")}</dt>
          <dd class="value">{pick(procedure.title, language)}</dd>
        </div>
        <div>
          <dt>{say("for_firm")}</dt>
          <dd class="value">
            {firmName(firm, firms, language)} <small>{firm}</small>
          </dd>
        </div>
      </dl>
      <Trouble
        doing={doing}
        title={say("not_filed")}
        fieldOf={(pointer) => {
          if (pointer === "/declared") return "declare";
          const key = keyAt(pointer, draft);
          return key && document.getElementById(`row-${key}`) ? `row-${key}` : null;
        }}
      />
      {loaded.state === "waiting" && <Waiting language={language} text="computing" />}
      {loaded.state === "failed" && <PartFailed fault={loaded.fault} retry={loaded.retry} language={language} />}
      {seen && <Judged seen={seen} />}
      {seen?.faults.map((one) => (
        <p class="fault" key={one.code + one.pointer}>
          {pick(one.detail, language)} {pick(one.remedy, language)}
        </p>
      ))}
      <Stated form={form} seen={seen} />
      <DocumentRows form={form} />
      {seen && <Known seen={seen} schema={schema} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const wanting = procedure.declaration !== null && !declared;
          setFault(wanting);
          if (wanting) focusOn("declare");
          else send();
        }}
      >
        {procedure.declaration && (
          <section class={fault ? "wrong" : undefined} aria-labelledby="declaration-title">
            <h2 id="declaration-title">{say("declaration")}</h2>
            <p class="declaration">{pick(procedure.declaration, language)}</p>
            {fault && (
              <p class="fault" id="declare-fault">
                {say("fault_declare")}
              </p>
            )}
            <label class="choice">
              <input
                id="declare"
                type="checkbox"
                checked={declared}
                aria-invalid={fault || undefined}
                aria-describedby={fault ? "declare-fault" : undefined}
                onChange={(event) => setDeclared(event.currentTarget.checked)}
              />
              <span>{say("declare")}</span>
            </label>
          </section>
        )}
        <div class="actions">
          <button type="submit" class="button big" aria-disabled={doing.busy || undefined}>
            {say("submit")}
          </button>
        </div>
        <Busy doing={doing} />
      </form>
    </>
  );
}
