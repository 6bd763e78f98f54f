// For which firms one acts, on what evidence; and who acts for one's own firms.
import { useState } from "preact/hooks";
import { day } from "../../../shared/format";
import type { Evidence, Mandate, MandateAct, Mandates, Roles } from "../../../shared/people";
import { isoDay } from "../answer";
import { DateFields, type DateParts } from "../parts/date_fields";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Failed, Waiting } from "../parts/waiting";
import { pick, useLoaded, useSay, useShared, useWords } from "../state";
import { chinaDay, offered } from "./account";
import { Busy, Trouble, useDoing } from "./doing";
import { Field, focusOn } from "./field";
import { firmName, useFirms } from "./firms";
import { askWho, office, scopesOf } from "./session";
import { SignedPage, gotten, useSignedIn } from "./shell";
import { kAccountTexts, type AccountKey } from "./texts_account";

const kCodeLetters = 18;
const kYearMs = 366 * 86_400_000;

function nameOf(mandate: Mandate, language: "zh" | "en"): string {
  return mandate.firm_name ? pick(mandate.firm_name, language) : mandate.firm;
}

/** Ending and refusing need a reason, a code its digits; the others are done with one tap. */
function needs(act: MandateAct, mine: boolean): "code" | "reason" | null {
  if (act === "code") return "code";
  return act === "end" || act === "report" || (act === "refuse" && !mine) ? "reason" : null;
}

function Row({ mandate, roles, again }: { mandate: Mandate; roles: Roles | null; again(): void }) {
  const { language } = useShared();
  const say = useWords(kAccountTexts);
  const [open, setOpen] = useState<MandateAct | null>(null);
  const [words, setWords] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const doing = useDoing();
  const labels = mandate.only.map((action) => {
    const known = roles?.actions.find((one) => one.action === action);
    return known ? pick(known.label, language) : action;
  });
  const id = `mandate-${mandate.id}`;
  const go = (act: MandateAct, said: string) =>
    doing.run(async () => {
      const need = needs(act, mandate.mine);
      await office.change(`/api/v1/mandates/${encodeURIComponent(mandate.id)}/acts`, {
        body: { act, ...(need ? { [need]: said } : {}) },
        ...(act === "code" ? {} : { etag: mandate.etag }),
      });
      setOpen(null);
      again();
      // Another role is another session: who accepts signs in again.
      if (act === "accept" || act === "code") askWho("changed");
    });
  return (
    <li class="task">
      <p class="task-title">
        <span>
          <b>{mandate.mine ? nameOf(mandate, language) : `${mandate.person.name} (${mandate.person.login})`}</b>{" "}
          <span class={mandate.state === "confirmed" ? "tag tag-strong" : "tag"}>{say(`mandate_${mandate.state}`)}</span>
        </span>
      </p>
      <p class="task-line">
        <span>{say(`mandate_${mandate.role}`)}</span>
        {!mandate.mine && <span>{nameOf(mandate, language)}</span>}
        {mandate.waits_for && mandate.state === "asked" && <span>{say(`mandate_waits_${mandate.waits_for}`)}</span>}
        {labels.length > 0 && <span>{say("only", { actions: labels.join(language === "zh" ? "、" : ", ") })}</span>}
        {mandate.until_ms !== null && <span>{say("until", { day: day(chinaDay(mandate.until_ms), language) })}</span>}
        {mandate.seen && <span>{say("mandate_seen", { day: day(chinaDay(mandate.seen.at_ms), language) })}</span>}
        {mandate.reason && <span>{mandate.reason}</span>}
        {mandate.report && <span>{say("mandate_reported", { reason: mandate.report.reason })}</span>}
      </p>
      <Trouble doing={doing} reload={again} />
      {open === null && (
        <p class="case-acts">
          {mandate.acts.map((act) => (
            <button
              type="button"
              class={["end", "refuse", "report"].includes(act) ? "link" : "button quiet"}
              key={act}
              aria-label={`${say(`do_${act}`)} ${mandate.mine ? nameOf(mandate, language) : mandate.person.name}`}
              onClick={() => {
                if (!needs(act, mandate.mine)) return go(act, "");
                setOpen(act);
                focusOn(id);
              }}
            >
              {say(`do_${act}`)}
            </button>
          ))}
        </p>
      )}
      {open !== null && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setFault(words.trim() ? null : say(needs(open, mandate.mine) === "code" ? "fault_fill_in" : "fault_reason"));
            if (words.trim()) go(open, words.trim());
            else focusOn(id);
          }}
        >
          <Field
            id={id}
            label={say(needs(open, mandate.mine) === "code" ? "code" : "reason")}
            kind={needs(open, mandate.mine) === "code" ? "code" : "text"}
            value={words}
            change={setWords}
            fault={fault}
          />
          <div class="actions">
            <button type="submit" class="button" aria-disabled={doing.busy || undefined}>
              {say(`do_${open}`)}
            </button>
          </div>
        </form>
      )}
    </li>
  );
}

function Ask({ evidence, again }: { evidence: readonly Evidence[]; again(): void }) {
  const { language } = useShared();
  const say = useWords(kAccountTexts);
  const [firm, setFirm] = useState("");
  const [kind, setKind] = useState(evidence.length === 1 ? evidence[0]!.kind : "");
  const [shown, setShown] = useState("");
  const [faults, setFaults] = useState<{ firm?: string; kind?: string; shown?: string }>({});
  const [asked, setAsked] = useState(false);
  const doing = useDoing();
  const chosen = evidence.find((one) => one.kind === kind);
  const send = (event: Event) => {
    event.preventDefault();
    const code = firm.trim().toUpperCase();
    const found = {
      ...(code.length === kCodeLetters ? {} : { firm: say("fault_firm_code") }),
      ...(chosen ? {} : { kind: say("fault_evidence") }),
      ...(chosen?.shows && !shown.trim() ? { shown: say("fault_fill_in") } : {}),
    };
    setFaults(found);
    if (found.firm) focusOn("firm");
    else if (found.kind) focusOn("evidence-0");
    else if (found.shown) focusOn("shown");
    else {
      doing.run(async () => {
        const { value } = await office.change<Mandate>("/api/v1/mandates", {
          body: { firm: code, evidence: kind, ...(chosen?.shows ? { shown: shown.trim() } : {}) },
        });
        setFirm("");
        setShown("");
        setAsked(true);
        again();
        // What holds at once is another role, and so another session.
        if (value.state === "confirmed") askWho("changed");
      });
    }
  };
  return (
    <section aria-labelledby="ask-title">
      <h2 id="ask-title">{say("ask_title")}</h2>
      <form noValidate onSubmit={send}>
        <Trouble doing={doing} fieldOf={(pointer) => ({ "/firm": "firm", "/shown": "shown" })[pointer] ?? null} />
        <Field id="firm" label={say("firm_code")} hint={say("firm_code_hint")} value={firm} change={setFirm} fault={faults.firm ?? null} most={kCodeLetters + 2} />
        <fieldset class={faults.kind ? "field wrong" : "field"}>
          <legend>{say("evidence")}</legend>
          {faults.kind && <p class="fault">{faults.kind}</p>}
          <div class="choices">
            {evidence.map((one, at) => (
              <label class="choice" key={one.kind}>
                <input id={`evidence-${at}`} type="radio" name="evidence" checked={kind === one.kind} onChange={() => setKind(one.kind)} />
                <span>{pick(one.label, language)}</span>
              </label>
            ))}
          </div>
        </fieldset>
        {chosen?.shows && <Field id="shown" label={pick(chosen.shows, language)} value={shown} change={setShown} fault={faults.shown ?? null} />}
        <div class="actions">
          <button type="submit" class="button" aria-disabled={doing.busy || undefined}>
            {say("ask")}
          </button>
        </div>
        <p class="status" role="status">
          {asked && say("asked_done")}
        </p>
        <Busy doing={doing} />
      </form>
    </section>
  );
}

function Invite({ firms, roles, again }: { firms: readonly { firm: string; name: string }[]; roles: Roles; again(): void }) {
  const { language } = useShared();
  const say = useWords(kAccountTexts);
  const [login, setLogin] = useState("");
  const [firm, setFirm] = useState(firms[0]!.firm);
  const actions = roles.roles.find((one) => one.role === "helper")?.actions ?? [];
  const [only, setOnly] = useState<readonly string[]>(actions);
  const [until, setUntil] = useState<DateParts>(["", "", ""]);
  const [faults, setFaults] = useState<{ login?: string; only?: string; until?: string }>({});
  const [invited, setInvited] = useState<string | null>(null);
  const doing = useDoing();
  const send = (event: Event) => {
    event.preventDefault();
    const last = isoDay(until);
    const untilMs = last ? Date.parse(`${last}T23:59:59+08:00`) : 0;
    const fine = untilMs > Date.now() && untilMs < Date.now() + kYearMs;
    const found = {
      ...(login.trim() ? {} : { login: say("fault_fill_in") }),
      ...(only.length > 0 ? {} : { only: say("fault_may_do") }),
      ...(fine ? {} : { until: say("fault_day") }),
    };
    setFaults(found);
    if (found.login) focusOn("helper");
    else if (found.only) focusOn("only-0");
    else if (found.until) focusOn("until");
    else {
      doing.run(async () => {
        await office.change("/api/v1/mandates", { body: { firm, helper: login.trim(), only, until_ms: untilMs } });
        setInvited(login.trim());
        setLogin("");
        setUntil(["", "", ""]);
        again();
      });
    }
  };
  return (
    <section aria-labelledby="invite-title">
      <h2 id="invite-title">{say("invite_title")}</h2>
      <p>{say("invite_lead")}</p>
      {firms.length === 1 && (
        <p class="hint">
          {say("which_firm")}
          {language === "zh" ? "：" : ": "}
          {firms[0]!.name}
        </p>
      )}
      <form noValidate onSubmit={send}>
        <Trouble doing={doing} fieldOf={(pointer) => ({ "/helper": "helper", "/until_ms": "until" })[pointer] ?? null} />
        {firms.length > 1 && (
          <div class="field">
            <label for="invite-firm">{say("which_firm")}</label>
            <select id="invite-firm" class="input" value={firm} onChange={(event) => setFirm(event.currentTarget.value)}>
              {firms.map((one) => (
                <option key={one.firm} value={one.firm}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
        )}
        <Field id="helper" label={say("helper_login")} kind="text" value={login} change={setLogin} fault={faults.login ?? null} />
        <fieldset class={faults.only ? "field wrong" : "field"}>
          <legend>{say("may_do")}</legend>
          {faults.only && <p class="fault">{faults.only}</p>}
          <div class="choices rows">
            {actions.map((action, at) => {
              const label = roles.actions.find((one) => one.action === action)?.label;
              return (
                <label class="choice" key={action}>
                  <input
                    id={`only-${at}`}
                    type="checkbox"
                    checked={only.includes(action)}
                    onChange={(event) => setOnly(event.currentTarget.checked ? [...only, action] : only.filter((one) => one !== action))}
                  />
                  <span>{label ? pick(label, language) : action}</span>
                </label>
              );
            })}
          </div>
        </fieldset>
        <fieldset class={faults.until ? "field wrong" : "field"}>
          <legend>{say("until_day")}</legend>
          {faults.until && <p class="fault">{faults.until}</p>}
          <DateFields id="until" parts={until} change={setUntil} invalid={Boolean(faults.until)} />
        </fieldset>
        <div class="actions">
          <button type="submit" class="button" aria-disabled={doing.busy || undefined}>
            {say("invite")}
          </button>
        </div>
        <p class="status" role="status">
          {invited !== null && say("invited_done", { login: invited })}
        </p>
        <Busy doing={doing} />
      </form>
    </section>
  );
}

function Lists({ all, roles, again }: { all: Mandates; roles: Roles | null; again(): void }) {
  const say = useWords(kAccountTexts);
  const list = (id: string, title: AccountKey, mandates: readonly Mandate[]) => (
    <section aria-labelledby={id}>
      <h2 id={id}>{say(title)}</h2>
      {mandates.length === 0 && <p class="empty">{say("mandates_none")}</p>}
      <ul class="plain">
        {mandates.map((one) => (
          <Row key={one.id} mandate={one} roles={roles} again={again} />
        ))}
      </ul>
    </section>
  );
  return (
    <>
      {list("own-title", "mandates_own", all.own)}
      {all.of_firms.length > 0 && list("of-title", "mandates_of", all.of_firms)}
    </>
  );
}

export function MandatesPage() {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kAccountTexts);
  const session = useSignedIn();
  const loaded = useLoaded("mandates", () => offered<Mandates>("/api/v1/mandates"));
  const roles = useLoaded("roles", () => gotten<Roles | null>("/api/v1/roles", true, null));
  const firms = useFirms();
  if (loaded.state === "failed") return <SignedPage here="/account"><Failed fault={loaded.fault} retry={loaded.retry} language={language} /></SignedPage>;
  if (loaded.state === "waiting") return <SignedPage here="/account"><Waiting language={language} /></SignedPage>;
  const all = loaded.value?.value ?? null;
  const known = roles.state === "ready" ? roles.value : null;
  const owned = scopesOf(session, "owner").map((firm) => ({ firm, name: firmName(firm, firms, language) }));
  return (
    <SignedPage here="/account">
      <p class="back">
        <Link to="/account">‹ {say("account_title")}</Link>
      </p>
      <Heading title={say("mandates_title")} site={site("site")} />
      {!all && <p>{say("not_offered")}</p>}
      {all && (
        <>
          <Lists all={all} roles={known} again={loaded.retry} />
          {known && owned.length > 0 && <Invite firms={owned} roles={known} again={loaded.retry} />}
          {all.evidence.length > 0 && <Ask evidence={all.evidence} again={loaded.retry} />}
        </>
      )}
    </SignedPage>
  );
}
