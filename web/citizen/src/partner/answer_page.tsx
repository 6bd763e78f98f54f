// One case that waits for a partner's answer: what it is about, confirm or decline.
import { useState } from "preact/hooks";
import { day } from "../../../shared/format";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { pick, useSay, useShared, useWords } from "../state";
import { useAct, type Seen } from "../signed/case_act";
import { Amount, OfCase, Papers } from "../signed/case_page";
import { Busy, Trouble, useDoing } from "../signed/doing";
import { Field, focusOn } from "../signed/field";
import { kPartnerTexts } from "./texts_partner";

type Choice = "confirm" | "decline";

function AnswerForm({ seen, reload, done }: { seen: Seen; reload(): void; done(now: Seen): void }) {
  const say = useWords(kPartnerTexts);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [words, setWords] = useState("");
  const [faults, setFaults] = useState<{ choice?: string; words?: string }>({});
  const doing = useDoing();
  const go = useAct(seen, doing, done);
  const send = (event: Event) => {
    event.preventDefault();
    const said = words.trim();
    if (choice === null) {
      setFaults({ choice: say("fault_answer") });
      focusOn("answer-confirm");
    } else if (choice === "decline" && !said) {
      setFaults({ words: say("fault_reasons") });
      focusOn("words");
    } else {
      setFaults({});
      if (choice === "decline") go({ act: "decline", reasons: [{ of: "words", note: said }] });
      else go({ act: "confirm", ...(said ? { note: said } : {}) });
    }
  };
  return (
    <form noValidate onSubmit={send}>
      <Trouble doing={doing} reload={reload} fieldOf={(pointer) => (/^\/(reasons|note)/.test(pointer) ? "words" : null)} />
      <fieldset class={faults.choice ? "field wrong" : "field"}>
        <legend>{say("answer")}</legend>
        {faults.choice && <p class="fault">{faults.choice}</p>}
        <div class="choices">
          {(["confirm", "decline"] as const).map((one) => (
            <label class="choice" key={one}>
              <input id={`answer-${one}`} type="radio" name="answer" checked={choice === one} onChange={() => setChoice(one)} />
              <span>{say(one)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        id="words"
        label={say(choice === "decline" ? "reasons" : "note")}
        kind="words"
        value={words}
        change={setWords}
        fault={faults.words ?? null}
        most={1300}
      />
      <div class="actions">
        <button type="submit" class="button big" aria-disabled={doing.busy || undefined}>
          {say("send")}
        </button>
      </div>
      <Busy doing={doing} />
    </form>
  );
}

function Answer({ seen, tools }: { seen: Seen; tools: { reload(): void; setSeen(seen: Seen): void } }) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kPartnerTexts);
  const [done, setDone] = useState(false);
  const one = seen.value;
  const open = one.acts.includes("confirm") || one.acts.includes("decline");
  const amount = one.decision?.amount_fen ?? one.judgement.amount_fen ?? 0;
  const title = done ? say("answered") : pick(one.title, language);
  return (
    <>
      <p class="back">
        <Link to="/partner">‹ {say("back")}</Link>
      </p>
      <Heading key={title} title={title} site={site("site")} />
      {title !== pick(one.about, language) && (
        <p class="hint">
          {one.provision} {pick(one.about, language)}
        </p>
      )}
      {one.step && !done && <p class="lead">{say("asked", { step: pick(one.step.title, language) })}</p>}
      <dl class="summary">
        <div>
          <dt>{say("number")}</dt>
          <dd class="value reference">{one.reference}</dd>
        </div>
        <div>
          <dt>{say("firm")}</dt>
          <dd class="value">
            {one.firm_name && pick(one.firm_name, language)} <small>{one.firm}</small>
          </dd>
        </div>
        {one.subject !== one.firm && (
          <div>
            <dt>{say("about")}</dt>
            <dd class="value">{one.subject}</dd>
          </div>
        )}
        {amount > 0 && (
          <div>
            <dt>{say("amount")}</dt>
            <dd class="value">
              <Amount fen={amount} />
            </dd>
          </div>
        )}
        {one.due && !done && (
          <div>
            <dt>{say("due")}</dt>
            <dd class="value">{say("by_day", { day: day(one.due, language) })}</dd>
          </div>
        )}
      </dl>
      <Papers one={one} letters={false} />
      {open && !done && (
        <AnswerForm
          seen={seen}
          reload={tools.reload}
          done={(now) => {
            tools.setSeen(now);
            setDone(true);
            window.scrollTo(0, 0);
          }}
        />
      )}
      {!open && !done && <p class="unsure">{say("not_yours")}</p>}
    </>
  );
}

export function AnswerPage({ reference }: { reference: string }) {
  return (
    <OfCase reference={reference} here="/partner">
      {(seen, tools) => <Answer seen={seen} tools={tools} />}
    </OfCase>
  );
}
