// The input of one question, by the type of its fact. A draft is always a string: what was typed, the
// chosen code, "true"/"false"/"unknown", or the three parts of a date joined by "-".
import type { ComponentChildren } from "preact";
import type { Fact } from "../../../shared/client";
import { fenOf, money, moneyInWords, number } from "../../../shared/format";
import { kMostCharacters, plainDecimal } from "../answer";
import type { FactValue, Question } from "../flow";
import { pick, useSay, useShared } from "../state";
import { CodeInput } from "./code_input";
import { DateFields, datePartsOf } from "./date_fields";

export function draftOf(question: Question, given: FactValue | undefined, skipped: boolean): string {
  const choice = question.kind === "presence" || question.fact.type === "boolean";
  if (given === undefined) return choice && skipped ? "unknown" : "";
  if (question.kind === "fact" && question.fact.type === "date") return datePartsOf(String(given)).join("-");
  return String(given);
}

interface Props {
  question: Question;
  /** The h1 of the page around the given words. */
  heading(words: ComponentChildren): ComponentChildren;
  text: string;
  help: string;
  fault: string | null;
  draft: string;
  change(draft: string): void;
  /** "I don't know" is no answer here. */
  mustKnow?: boolean;
}

function Notes({ help, more = "", fault }: { help: string; more?: string; fault: string | null }) {
  const say = useSay();
  return (
    <>
      {help && (
        <p class="hint" id="answer-hint">
          {help}
        </p>
      )}
      {more && (
        <p class="hint" id="answer-more">
          {more}
        </p>
      )}
      {fault && (
        <p class="fault" id="answer-fault">
          <span class="hidden">{say("error_prefix")}</span>
          {fault}
        </p>
      )}
    </>
  );
}

function describedBy(help: string, fault: string | null, more = ""): string | undefined {
  return [help && "answer-hint", more && "answer-more", fault && "answer-fault"].filter(Boolean).join(" ") || undefined;
}

function Choice({ question, heading, text, help, fault, draft, change, mustKnow = false }: Props) {
  const say = useSay();
  const presence = question.kind === "presence";
  const options = [
    { value: "true", label: say(presence ? "have" : "yes") },
    { value: "false", label: say(presence ? "have_not" : "no") },
    ...(mustKnow ? [] : [{ value: "unknown", label: say("dont_know"), note: say("dont_know_hint") }]),
  ];
  return (
    <fieldset class={fault ? "group wrong" : "group"} aria-describedby={describedBy(help, fault)}>
      <legend>{heading(text)}</legend>
      <Notes help={help} fault={fault} />
      <div class="choices">
        {options.map(({ value, label, note = "" }: { value: string; label: string; note?: string }, at) => (
          <label class="choice" key={value}>
            <input
              id={at === 0 ? "answer" : undefined}
              type="radio"
              name="answer"
              value={value}
              checked={draft === value}
              onChange={() => change(value)}
            />
            <span>
              {label}
              {note && <small>{note}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The figure as it was understood: "10,000,000.00 元（1,000 万元）". */
function ReadBack({ fact, draft }: { fact: Fact; draft: string }) {
  const { language } = useShared();
  const say = useSay();
  const plain = draft.trim() ? plainDecimal(draft) : null;
  let shown = "";
  if (plain !== null) {
    const fen = fact.type === "money" ? fenOf(plain) : null;
    if (fen !== null) {
      const words = moneyInWords(fen, language);
      shown = language === "zh"
        ? `${money(fen)}${words ? `（${words}）` : ""}`
        : `${money(fen)}${words ? ` (${words})` : ""}`;
    } else if (fact.type !== "money") {
      const unit = pick(fact.unit, language);
      shown = `${number(plain)}${unit === "%" ? "%" : unit ? ` ${unit}` : ""}`;
    }
  }
  return (
    <output class="read-as" for="answer">
      {shown && say("read_as", { value: shown })}
    </output>
  );
}

function Typed({ question, heading, text, help, fault, draft, change }: Props & { question: { fact: Fact } }) {
  const { language } = useShared();
  const say = useSay();
  const { fact } = question;
  const figure = fact.type !== "text";
  const more = fact.type === "money" ? say("money_hint") : "";
  return (
    <div class={fault ? "group wrong" : "group"}>
      {heading(<label for="answer">{text}</label>)}
      <Notes help={help} more={more} fault={fault} />
      <div class="with-unit">
        <input
          id="answer"
          class={figure ? "input input-figure" : "input"}
          type="text"
          inputMode={figure ? (fact.type === "integer" ? "numeric" : "decimal") : "text"}
          autocomplete="off"
          spellcheck={false}
          maxLength={kMostCharacters + 1}
          aria-describedby={describedBy(help, fault, more)}
          aria-invalid={fault ? true : undefined}
          value={draft}
          onInput={(event) => change(event.currentTarget.value)}
        />
        {figure && <span class="unit">{pick(fact.unit, language)}</span>}
      </div>
      {figure && <ReadBack fact={fact} draft={draft} />}
    </div>
  );
}

export function AnswerInput(props: Props) {
  const { question, heading, text, help, fault, draft, change } = props;
  if (question.kind === "presence" || question.fact.type === "boolean") return <Choice {...props} />;
  const { fact } = question;
  if (fact.type === "date") {
    const [y = "", m = "", d = ""] = draft.split("-");
    return (
      <fieldset class={fault ? "group wrong" : "group"} aria-describedby={describedBy(help, fault)}>
        <legend>{heading(text)}</legend>
        <Notes help={help} fault={fault} />
        <DateFields
          id="answer"
          parts={[y, m, d]}
          change={(parts) => change(parts.map((part) => part.replace(/-/g, "")).join("-"))}
          invalid={fault !== null}
        />
      </fieldset>
    );
  }
  if (fact.type === "code" && fact.list) {
    return (
      <fieldset class={fault ? "group wrong" : "group"} aria-describedby={describedBy(help, fault)}>
        <legend>{heading(text)}</legend>
        <Notes help={help} fault={fault} />
        <CodeInput list={fact.list} chosen={draft} choose={change} />
      </fieldset>
    );
  }
  return <Typed {...props} question={question} />;
}
