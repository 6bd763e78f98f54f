// One question a page. The server says which facts still matter, flow.ts what to ask next.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ApiFault, CheckAnswer, Fact, Facts } from "../../../shared/client";
import { number } from "../../../shared/format";
import { readAnswer } from "../answer";
import {
  answerOf, openQuestions, questionOf, questionsLeft, withAnswer,
  type FactValue, type Question, type Session,
} from "../flow";
import { AnswerInput, draftOf } from "../parts/answer_input";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Failed, FaultBody, faultTitle, Waiting } from "../parts/waiting";
import { keyPart, navigate, usePlace } from "../router";
import { applyPath } from "../signed/paths";
import { pick, requestOf, useCheck, useLoaded, useSay, useShared } from "../state";
import type { Language } from "../../../shared/format";
import type { TextKey } from "../texts";
import { kNewVisit } from "../visit";
import { NotFound } from "./not_found";

/** With more questions than this still to come, the way to fewer topics is offered. */
const kManyQuestions = 30;

function useSchema() {
  const { client } = useShared();
  return useLoaded("facts", () => client.facts());
}

function placeAfter(answer: CheckAnswer, schema: Facts, session: Session): string {
  const next = openQuestions(answer.next_questions, schema, session)[0];
  return next ? `/check/${keyPart(next)}` : "/result";
}

/** /check itself: goes to the first question that is still open; before that, what it is to be about. A demo firm's
 * answers are not one's own. */
export function CheckStart() {
  const { language, visit, setVisit } = useShared();
  const schema = useSchema();
  const check = useCheck();
  const demo = visit.demo !== null;
  const ready = schema.state === "ready" && check.state === "ready" && !demo;
  useEffect(() => {
    if (demo) setVisit({ ...kNewVisit, on: visit.on, knownAt: visit.knownAt });
  }, [demo]);
  useEffect(() => {
    if (!demo && visit.measures === null) navigate("/topics", { replace: true });
    else if (ready) navigate(placeAfter(check.value, schema.value, visit), { replace: true });
  }, [ready, demo]);
  if (schema.state === "failed") return <Failed fault={schema.fault} retry={schema.retry} language={language} />;
  if (check.state === "failed") return <Failed fault={check.fault} retry={check.retry} language={language} />;
  return <Waiting language={language} />;
}

export function QuestionPage({ questionKey }: { questionKey: string }) {
  const { language } = useShared();
  const schema = useSchema();
  if (schema.state === "waiting") return <Waiting language={language} />;
  if (schema.state === "failed") return <Failed fault={schema.fault} retry={schema.retry} language={language} />;
  const question = questionOf(questionKey, schema.value);
  return question ? <Ask question={question} schema={schema.value} /> : <NotFound />;
}

export function questionText(question: Question, language: Language): string {
  if (question.kind === "fact") return pick(question.fact.question, language);
  return pick(question.subject.question, language);
}

/** What an answer is worth: a finding needs evidence later; what an office can supply need not be looked up. */
export function Standing({ fact }: { fact: Fact }) {
  const { client, language } = useShared();
  const say = useSay();
  const procedures = useLoaded(fact.finding ? "procedures" : "", async () => (fact.finding ? client.procedures() : []));
  if (fact.finding) {
    const decided = procedures.state === "ready" && procedures.value.some((one) => one.finding === fact.name);
    return (
      <p class="standing">
        {say("finding_note")} {fact.evidence && say("finding_evidence", { evidence: pick(fact.evidence, language) })}{" "}
        {decided && <Link to={applyPath(fact.name)}>{say("finding_once")}</Link>}
      </p>
    );
  }
  if (fact.registers.length === 0) return null;
  const offices = fact.registers.map((one) => say(`register_${one}` as TextKey)).join(language === "zh" ? "、" : ", ");
  return <p class="standing">{say("register_note", { offices })}</p>;
}

interface ProgressProps {
  question: Question;
  schema: Facts;
  left: number | null;
  changing: boolean;
}

function Progress({ question, schema, left, changing }: ProgressProps) {
  const { visit, language } = useShared();
  const say = useSay();
  const at = visit.asked.indexOf(question.key);
  const nth = at >= 0 ? at + 1 : visit.asked.length + 1;
  let item = "";
  if (question.kind === "fact" && question.item !== null) {
    const subject = schema.subjects.find((one) => one.name === question.fact.subject);
    if (subject) item = say("item_of", { subject: pick(subject.label, language), id: question.item });
  }
  if (changing && !item) return null;
  return (
    <p class="progress">
      {!changing && <span>{say("question_number", { number: nth })}</span>}
      {left !== null && !changing && (
        <span>{left > 0 ? say("question_left", { left }) : say("question_last")}</span>
      )}
      {item && <span>{item}</span>}
    </p>
  );
}

function Ask({ question, schema }: { question: Question; schema: Facts }) {
  const { visit, setVisit, client, notice, language } = useShared();
  const say = useSay();
  const place = usePlace();
  const changing = place.query.has("change");
  const check = useCheck();
  const given = answerOf(question, visit);
  const skipped = given === undefined && visit.asked.includes(question.key);
  const [draft, setDraft] = useState(() => draftOf(question, given, skipped));
  const [fault, setFault] = useState<string | null>(null);
  const [failed, setFailed] = useState<ApiFault | null>(null);
  const [busy, setBusy] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const here = useRef(true);
  useEffect(() => () => { here.current = false; }, []);
  useEffect(() => {
    if (fault || failed) summary.current?.focus();
  }, [fault, failed]);

  const text = questionText(question, language);
  const help = question.kind === "fact" ? pick(question.fact.help, language) : say("presence_hint");
  const choice = question.kind === "presence" || question.fact.type === "boolean";

  let left: number | null = null;
  if (check.state === "ready") {
    const after = withAnswer(question, undefined, visit);
    left = questionsLeft(check.value.next_questions, schema, after);
  }

  const keep = async (value: FactValue | undefined) => {
    setFault(null);
    setFailed(null);
    const next = { ...visit, ...withAnswer(question, value, visit) };
    setVisit(next);
    if (changing) {
      navigate("/result");
      return;
    }
    setBusy(true);
    try {
      const answer = await client.check(requestOf(next, notice));
      if (here.current) navigate(placeAfter(answer, schema, next));
    } catch (reason) {
      if (!here.current) return;
      setBusy(false);
      setFailed(reason as ApiFault);
    }
  };

  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (choice && draft === "unknown") {
      void keep(undefined);
      return;
    }
    if (question.kind === "presence") {
      if (draft === "true" || draft === "false") void keep(draft === "true");
      else setFault(say("fault_choose"));
      return;
    }
    const answer = readAnswer(question.fact, draft);
    if (answer.ok) {
      void keep(answer.value);
      return;
    }
    const key = question.fact.type === "code" ? "fault_code" : answer.fault;
    // A new sentence each time, or the summary would not take the focus again.
    setFault(null);
    queueMicrotask(() => setFault(say(key, answer.limit ? { limit: number(answer.limit) } : {})));
  };

  return (
    <div class="narrow">
      <p class="back">
        <button type="button" class="link" onClick={() => (history.length > 1 ? history.back() : navigate("/"))}>
          ‹ {say("back")}
        </button>
      </p>
      {(fault || failed) && (
        <div class="error-summary" role="alert" tabIndex={-1} ref={summary} aria-labelledby="error-summary-title">
          <h2 id="error-summary-title">{failed ? faultTitle(failed, language) : say("error_summary")}</h2>
          {fault && (
            <p>
              <a
                href="#answer"
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById("answer")?.focus();
                }}
              >
                {fault}
              </a>
            </p>
          )}
          {failed && <FaultBody fault={failed} language={language} />}
        </div>
      )}
      <Progress question={question} schema={schema} left={left} changing={changing} />
      <form noValidate onSubmit={submit}>
        <AnswerInput
          question={question}
          heading={(words) => (
            <Heading title={text} site={say("site")} prefix={fault ? say("error_prefix") : ""}>
              {words}
            </Heading>
          )}
          text={text}
          help={help}
          fault={fault}
          draft={draft}
          change={setDraft}
        />
        {question.kind === "fact" && <Standing fact={question.fact} />}
        <div class="actions">
          <button type="submit" class="button big" aria-disabled={busy || undefined}>
            {say(changing ? "save_answer" : "continue")}
          </button>
          {!choice && (
            <button type="button" class="button quiet" onClick={() => !busy && void keep(undefined)}>
              {say("dont_know_skip")}
            </button>
          )}
        </div>
        <p class="status" role="status">
          {busy ? say("computing") : ""}
        </p>
      </form>
      {!changing && left !== null && left > kManyQuestions && (
        <p class="aside-link">
          <Link to="/topics">{say("fewer_topics")}</Link>
        </p>
      )}
      {visit.asked.length > 0 && (
        <p class="aside-link">
          <Link to="/result">{say(changing ? "see_result" : "result_so_far")}</Link>
        </p>
      )}
    </div>
  );
}
