// All answers in one list, each with a way to change it; and loans added or taken away.
import type { Facts, Subject } from "../../../shared/client";
import { day, fenOf, money, number, type Language } from "../../../shared/format";
import { answerOf, answered, itemsOf, kMostItems, withNewItem, withoutItem, type Question } from "../flow";
import { keyPart, navigate } from "../router";
import { CodeTree } from "../search";
import { pick, useLoaded, useSay, useShared, type Say } from "../state";
import { kTexts, type TextKey } from "../texts";
import type { Visit } from "../visit";
import { pathName } from "./code_input";
import { Link } from "./link";

type Trees = ReadonlyMap<string, CodeTree>;

function shownAnswer(question: Question, visit: Visit, trees: Trees, say: Say, language: Language): string {
  const value = answerOf(question, visit);
  if (value === undefined) return say("not_known");
  if (question.kind === "presence") return say(value ? "have" : "have_not");
  const { fact } = question;
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  const text = String(value);
  if (fact.type === "date") return day(text, language);
  if (fact.type === "money") {
    const fen = fenOf(text);
    return fen === null ? number(text) : money(fen);
  }
  if (fact.type === "code") {
    const tree = fact.list ? trees.get(fact.list) : undefined;
    return tree ? pathName(tree, text, language) : text;
  }
  if (fact.type === "text") return text;
  const unit = pick(fact.unit, language);
  return `${number(text)}${unit === "%" ? "%" : unit ? ` ${unit}` : ""}`;
}

/** Who says so, of what came with the firm and still stands; of a finding the case and its day. */
function knownBy(question: Question, visit: Visit, say: Say, language: Language): string {
  const known = visit.known.find((one) => one.key === question.key);
  if (!known || known.value !== String(answerOf(question, visit))) return "";
  if (known.source === "finding") return say("known_finding", { case: known.case ?? "", day: day(known.on, language) });
  const source = `register_${known.source}`;
  const word = source in kTexts ? say(source as TextKey) : say("known_register");
  return known.on ? say("known_source", { source: word, day: day(known.on, language) }) : word;
}

export function Answers({ schema }: { schema: Facts }) {
  const { visit, setVisit, client, language } = useShared();
  const say = useSay();
  const questions = answered(visit, schema);
  const lists = [
    ...new Set(
      questions.flatMap((q) =>
        q.kind === "fact" && q.fact.list && answerOf(q, visit) !== undefined ? [q.fact.list] : [],
      ),
    ),
  ];
  const loaded = useLoaded(`lists ${lists.join(" ")}`, () =>
    Promise.all(lists.map(async (name) => [name, new CodeTree((await client.list(name)).entries)] as const)),
  );
  const trees: Trees = new Map(loaded.state === "ready" ? loaded.value : []);

  const subjects = schema.subjects.filter((subject) => subject.plural && (itemsOf(visit, subject)?.length ?? 0) > 0);
  const add = (subject: Subject) => {
    const made = withNewItem(subject, visit);
    const first = schema.facts.find((fact) => fact.subject === subject.name);
    if (!made || !first) return;
    setVisit({ ...visit, ...made.session });
    navigate(`/check/${keyPart(`${first.name}~${made.id}`)}`);
  };
  const several = (question: Question) => {
    if (question.kind !== "fact" || question.item === null) return "";
    const subject = subjects.find((one) => one.name === question.fact.subject);
    if (!subject || (itemsOf(visit, subject)?.length ?? 0) < 2) return "";
    return say("item_of", { subject: pick(subject.label, language), id: question.item });
  };

  return (
    <section class="answers" aria-labelledby="answers-title">
      <h2 id="answers-title">{say("answers_title")}</h2>
      {questions.length === 0 && <p class="empty">{say("answers_none")}</p>}
      {questions.length > 0 && (
        <dl class="summary">
          {questions.map((question) => {
            const label = pick(question.kind === "fact" ? question.fact.label : question.subject.label, language);
            const of = several(question);
            const by = knownBy(question, visit, say, language);
            return (
              <div key={question.key}>
                <dt>
                  {label}
                  {of && <small> {of}</small>}
                </dt>
                <dd class="value">
                  {shownAnswer(question, visit, trees, say, language)}
                  {by && <small> {by}</small>}
                </dd>
                <dd class="change no-print">
                  <Link to={`/check/${keyPart(question.key)}?change`} label={`${say("change_answer")} ${label} ${of}`.trim()}>
                    {say("change_answer")}
                  </Link>
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {subjects.map((subject) => {
        const items = itemsOf(visit, subject)!;
        const label = pick(subject.label, language);
        return (
          <p class="item-actions no-print" key={subject.name}>
            {items.length < kMostItems && (
              <button type="button" class="link" onClick={() => add(subject)}>
                {say("add_item", { subject: label })}
              </button>
            )}
            {items.length > 1 &&
              items.map((item) => (
                <button
                  type="button"
                  class="link"
                  key={item.id}
                  onClick={() => setVisit({ ...visit, ...withoutItem(subject, item.id, visit) })}
                >
                  {say("remove_item", { subject: label, id: item.id })}
                </button>
              ))}
          </p>
        );
      })}
    </section>
  );
}
