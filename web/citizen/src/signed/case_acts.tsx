// What the firm can do with a case: links on its page, and a page for each act.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Case } from "../../../shared/cases";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { navigate } from "../router";
import { pick, useSay, useShared, useWords } from "../state";
import { useAct, type Seen } from "./case_act";
import { Amount, ObjectBy, OfCase, Summary } from "./case_page";
import { Busy, Trouble, useDoing } from "./doing";
import { Field, focusOn } from "./field";
import { firmName, useFirms } from "./firms";
import { casePath } from "./paths";
import { useReading, useWording } from "./reading";
import { kCaseTexts, type CaseKey } from "./texts_case";

/** Acts of the firm that have a page of their own; whether the words are needed. */
const kPages = { withdraw: false, object: true, object_recovery: true, report_error: true, decline: true } as const;
export type PageAct = keyof typeof kPages;

export function isPageAct(act: string): act is PageAct {
  return act in kPages;
}

export function CaseActs({ one }: { one: Case }) {
  const say = useWords(kCaseTexts);
  const acts = one.acts.filter((act) => act === "confirm" || (act === "amend" && one.gaps.length === 0) || isPageAct(act));
  if (acts.length === 0) return null;
  return (
    <section class="no-print" aria-labelledby="acts-title">
      <h2 id="acts-title">{say("acts_title")}</h2>
      <ul class="plain case-acts">
        {acts.map((act) => (
          <li key={act}>
            {act === "confirm" ? (
              <Link to={`/confirm/${one.reference}`} class="button">
                {say("act_confirm")}
              </Link>
            ) : (
              <Link to={casePath(one.reference, act)} class={act === "object" || act === "object_recovery" ? "button quiet" : ""}>
                {say(`act_${act}` as CaseKey)}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A page behind the case with one form; not there when the act isn't open (any more). */
interface FrameProps {
  one: Case;
  title: string;
  children: ComponentChildren;
}

export function ActFrame({ one, title, children }: FrameProps) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kCaseTexts);
  return (
    <>
      <p class="back no-print">
        <Link to={casePath(one.reference)}>‹ {say("back_to_case")}</Link>
      </p>
      <p class="hint">
        {one.reference} · {pick(one.title, language)}
      </p>
      <Heading title={title} site={site("site")} />
      {children}
    </>
  );
}

function WordsForm({ seen, act, reload }: { seen: Seen; act: PageAct; reload(): void }) {
  const say = useWords(kCaseTexts);
  const one = seen.value;
  const [words, setWords] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const doing = useDoing();
  const go = useAct(seen, doing, () => navigate(casePath(one.reference)));
  const needed = kPages[act];
  const send = (event: Event) => {
    event.preventDefault();
    const said = words.trim();
    setFault(needed && !said ? say("fault_words") : null);
    if (needed && !said) focusOn("words");
    else if (act === "withdraw" || act === "report_error") go({ act, ...(said ? { note: said } : {}) });
    else go({ act, reasons: [{ of: "words", note: said }] });
  };
  return (
    <ActFrame one={one} title={say(`page_title_${act}`)}>
      <p>{say(`page_lead_${act}`)}</p>
      {(act === "object" || act === "object_recovery") && <ObjectBy one={one} recovery={act === "object_recovery"} />}
      <Trouble doing={doing} reload={reload} fieldOf={(pointer) => (/^\/(reasons|note)/.test(pointer) ? "words" : null)} />
      {one.acts.includes(act) ? (
        <form noValidate onSubmit={send}>
          <Field id="words" label={say(needed ? "words" : "words_optional")} kind="words" value={words} change={setWords} fault={fault} most={1300} />
          <div class="actions">
            <button type="submit" class="button big" aria-disabled={doing.busy || undefined}>
              {say(act === "withdraw" ? "act_withdraw" : "send")}
            </button>
            {act === "withdraw" && (
              <Link to={casePath(one.reference)} class="button quiet">
                {say("keep_it")}
              </Link>
            )}
          </div>
          <Busy doing={doing} />
        </form>
      ) : (
        <p class="unsure">{say("not_now")}</p>
      )}
    </ActFrame>
  );
}

export function ActPage({ reference, act }: { reference: string; act: PageAct }) {
  return <OfCase reference={reference}>{(seen, { reload }) => <WordsForm seen={seen} act={act} reload={reload} />}</OfCase>;
}

function Confirm({ seen, tools }: { seen: Seen; tools: { reload(): void; setSeen(seen: Seen): void } }) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kCaseTexts);
  const firms = useFirms();
  const wording = useWording(seen.value);
  const reading = useReading(wording, seen.value.facts?.map((fact) => fact.fact));
  const doing = useDoing();
  const [done, setDone] = useState(false);
  const go = useAct(seen, doing, (now) => {
    tools.setSeen(now);
    setDone(true);
    window.scrollTo(0, 0);
  });
  const one = seen.value;
  const amount = one.decision?.amount_fen ?? one.judgement.amount_fen ?? one.judgement.at_most_fen ?? 0;
  const open = one.acts.includes("confirm");
  const title = done ? say("confirm_done") : open ? say("confirm_title") : pick(one.title, language);
  return (
    <>
      <Heading key={title} title={title} site={site("site")} />
      {!done && open && (
        <p class="lead">
          {say("confirm_lead", { firm: firmName(one.firm, firms, language), title: pick(one.title, language) })}
        </p>
      )}
      {amount > 0 && (
        <p class="amount">
          <Amount fen={amount} />
        </p>
      )}
      <Trouble doing={doing} reload={tools.reload} />
      {!done && open && (
        <>
          <div class="actions">
            <button type="button" class="button big" aria-disabled={doing.busy || undefined} onClick={() => go({ act: "confirm" })}>
              {say("confirm_button")}
            </button>
            {one.acts.includes("decline") && (
              <Link to={casePath(one.reference, "decline")} class="button quiet">
                {say("act_decline")}
              </Link>
            )}
          </div>
          <Busy doing={doing} />
        </>
      )}
      {!done && !open && <p class="unsure">{say("confirm_not_mine")}</p>}
      <Summary one={one} firms={firms} />
      {one.facts && one.facts.length > 0 && (
        <details class="why">
          <summary>{say("judged_title")}</summary>
          <ul>
            {one.facts.map((fact) => (
              <li key={`${fact.fact} ${fact.subject?.id ?? ""}`}>
                {reading.label(fact.fact)} <b>{reading.value(fact.fact, fact.value)}</b>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="aside-link">
        <Link to={casePath(one.reference)}>{say("receipt_case")}</Link>
      </p>
    </>
  );
}

/** What the firm gets without applying: one look, one tap. */
export function ConfirmPage({ reference }: { reference: string }) {
  return <OfCase reference={reference}>{(seen, tools) => <Confirm seen={seen} tools={tools} />}</OfCase>;
}
