// One question of a form that belongs to a case: like those of the public check, but it has to be answered, unless the
// fact may not concern the firm.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Facts } from "../../../shared/client";
import { number } from "../../../shared/format";
import { readAnswer } from "../answer";
import { questionOf, type FactValue } from "../flow";
import { questionText, Standing } from "../pages/question";
import { NotFound } from "../pages/not_found";
import { AnswerInput, draftOf } from "../parts/answer_input";
import { Heading } from "../parts/heading";
import { pick, useSay, useShared, useWords } from "../state";
import type { TextKey } from "../texts";
import { focusOn } from "./field";
import { kApplyTexts, type ApplyKey } from "./texts_apply";

interface Props {
  questionKey: string;
  schema: Facts;
  given: FactValue | undefined;
  /** May be left out. */
  optional: boolean;
  submit: string;
  /** undefined: left out. */
  keep(value: FactValue | undefined): void;
  before?: ComponentChildren;
  after?: ComponentChildren;
}

/** The public check lets one skip; here the same faults have other words. */
const kOwn: Partial<Record<TextKey, ApplyKey>> = { fault_choose: "must_choose", fault_empty: "must_fill", fault_date_empty: "must_fill" };

export function AskOne({ questionKey, schema, given, optional, submit, keep, before, after }: Props) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kApplyTexts);
  const question = questionOf(questionKey, schema);
  const [draft, setDraft] = useState(() => (question ? draftOf(question, given, false) : ""));
  const [fault, setFault] = useState<{ text: string } | null>(null);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fault) summary.current?.focus();
  }, [fault]);
  if (!question || question.kind !== "fact") return <NotFound />;
  const text = questionText(question, language);
  const send = (event: Event) => {
    event.preventDefault();
    const answer = readAnswer(question.fact, draft);
    if (answer.ok) {
      keep(answer.value);
      return;
    }
    const own = kOwn[question.fact.type === "code" ? "fault_choose" : answer.fault];
    setFault({ text: own ? say(own) : site(answer.fault, answer.limit ? { limit: number(answer.limit) } : {}) });
  };
  return (
    <>
      {fault && (
        <div class="error-summary" role="alert" tabIndex={-1} ref={summary} aria-labelledby="error-summary-title">
          <h2 id="error-summary-title">{site("error_summary")}</h2>
          <p>
            <a
              href="#answer"
              onClick={(event) => {
                event.preventDefault();
                focusOn("answer");
              }}
            >
              {fault.text}
            </a>
          </p>
        </div>
      )}
      {before}
      <form noValidate onSubmit={send}>
        <AnswerInput
          question={question}
          heading={(words) => (
            <Heading title={text} site={site("site")} prefix={fault ? site("error_prefix") : ""}>
              {words}
            </Heading>
          )}
          text={text}
          help={pick(question.fact.help, language)}
          fault={fault?.text ?? null}
          draft={draft}
          change={setDraft}
          mustKnow
        />
        <Standing fact={question.fact} />
        <div class="actions">
          <button type="submit" class="button big">
            {submit}
          </button>
          {optional && (
            <button type="button" class="button quiet" onClick={() => keep(undefined)}>
              {say("leave_out")}
            </button>
          )}
        </div>
      </form>
      {after}
    </>
  );
}
