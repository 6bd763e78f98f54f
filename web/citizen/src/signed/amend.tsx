// Answering the gaps of a case, all at once: facts one question a page, documents, words.
import { useEffect, useState } from "preact/hooks";
import type { Case, CaseReason } from "../../../shared/cases";
import type { Facts } from "../../../shared/client";
import { Link } from "../parts/link";
import { Waiting } from "../parts/waiting";
import { keyPart, navigate } from "../router";
import { useShared, useWords } from "../state";
import { AskOne } from "./ask_one";
import { useAct, type Seen } from "./case_act";
import { ActFrame } from "./case_acts";
import { OfCase } from "./case_page";
import { Busy, Trouble, useDoing } from "./doing";
import { Documents } from "./documents";
import { about, answer, gapsOf, keyAt, statedFacts, valueOf } from "./draft";
import { Field, focusOn } from "./field";
import { dropDraft, loadDraft, saveDraft, type Draft } from "./kept_draft";
import { casePath } from "./paths";
import { useReading, useWording, type Wording } from "./reading";
import { kAmendTexts } from "./texts_amend";
import { kApplyTexts } from "./texts_apply";

interface Props {
  seen: Seen;
  reload(): void;
  wording: Wording;
  question: string | null;
}

const draftName = (reference: string) => `amend ${reference}`;

function firstDraft(seen: Seen, schema: Facts, kind: string): Draft {
  const { reference, subject, firm } = seen.value;
  const draft = loadDraft(draftName(reference));
  return subject === firm ? draft : about(draft, kind, subject, schema);
}

/** Unasked: what the firm has stated itself, and every document of the procedure. */
function ownOf(one: Case, wording: Wording): CaseReason[] {
  return [
    ...one.facts.flatMap((fact) => (fact.source === "declared" ? [{ of: "fact" as const, id: fact.fact }] : [])),
    ...(wording.procedure?.documents ?? []).map((document) => ({ of: "document" as const, id: document.id })),
  ];
}

function Amend({ seen, reload, wording, question }: Props) {
  const say = useWords(kAmendTexts);
  const apply = useWords(kApplyTexts);
  const one = seen.value;
  const asked = one.gaps.length > 0;
  const open = asked ? one.gaps : ownOf(one, wording);
  const reading = useReading(wording, open.flatMap((gap) => (gap.of === "fact" && gap.id ? [gap.id] : [])));
  const schema = wording.facts;
  const [draft, setDraft] = useState(() => firstDraft(seen, schema, wording.provision?.subject ?? ""));
  const [note, setNote] = useState("");
  const [empty, setEmpty] = useState(false);
  const doing = useDoing();
  const go = useAct(seen, doing, () => {
    dropDraft(draftName(one.reference));
    navigate(casePath(one.reference));
  });
  const keep = (next: Draft) => {
    const kept = { ...next, saved: Date.now() };
    saveDraft(draftName(one.reference), kept);
    setDraft(kept);
  };
  const gaps = gapsOf(open, one.subject, one.firm, schema);
  const title = say(asked ? "amend_title" : "amend_free_title");
  const before = (key: string) => {
    const [fact, id = null] = key.split("~");
    return one.facts?.find((two) => two.fact === fact && (two.subject?.id ?? null) === id)?.value;
  };
  if (question !== null) {
    const was = before(question);
    return (
      <>
        <p class="back no-print">
          <Link to={casePath(one.reference, "amend")}>‹ {title}</Link>
        </p>
        <AskOne
          questionKey={question}
          schema={schema}
          given={valueOf(draft, question)}
          optional={false}
          submit={apply("save_answer")}
          before={was !== undefined && <p class="hint">{say("amend_fact_known", { value: reading.value(question.replace(/~.*$/, ""), was) })}</p>}
          keep={(value) => {
            keep(answer(draft, question, value));
            navigate(casePath(one.reference, "amend"));
          }}
        />
      </>
    );
  }
  const stated = gaps.keys.filter((key) => valueOf(draft, key) !== undefined);
  const nothing = stated.length === 0 && draft.documents.length === 0 && !note.trim();
  const send = () => {
    // Sent as it is it would tell the office that all is mended.
    setEmpty(nothing);
    if (nothing) focusOn("note");
    else {
      go({
        act: "amend",
        ...(note.trim() ? { note: note.trim() } : {}),
        ...(stated.length > 0 ? { facts: statedFacts(draft) } : {}),
        ...(draft.documents.length > 0 ? { documents: draft.documents.map(({ document, upload }) => ({ document, upload })) } : {}),
      });
    }
  };
  const wanted = (wording.procedure?.documents ?? []).filter((document) => gaps.documents.includes(document.id));
  return (
    <ActFrame one={one} title={title}>
      <p>{say(asked ? "amend_lead" : "amend_free_lead")}</p>
      <Trouble
        doing={doing}
        reload={reload}
        fieldOf={(pointer) => {
          const key = keyAt(pointer, draft);
          return key && gaps.keys.includes(key) ? `row-${key}` : pointer.startsWith("/note") ? "note" : null;
        }}
      />
      {gaps.words.length > 0 && (
        <ul>
          {gaps.words.map((gap, at) => (
            <li key={at}>{reading.reason(gap)}</li>
          ))}
        </ul>
      )}
      {gaps.keys.length > 0 && (
        <dl class="summary">
          {gaps.keys.map((key) => {
            const fact = key.replace(/~.*$/, "");
            const value = valueOf(draft, key) ?? before(key);
            const why = one.gaps.find((gap) => gap.of === "fact" && gap.id === fact)?.note;
            return (
              <div key={key}>
                <dt>
                  {reading.label(fact)} {why && <small>{why}</small>}
                </dt>
                <dd class="value">
                  {value === undefined ? "—" : reading.value(fact, value)}{" "}
                  {stated.includes(key) && <span class="tag tag-strong">{say("amend_changed")}</span>}
                </dd>
                <dd class="change">
                  <Link to={casePath(one.reference, `amend/${keyPart(key)}`)} label={`${apply("change")} ${reading.label(fact)}`}>
                    <span id={`row-${key}`} tabIndex={-1}>
                      {apply("change")}
                    </span>
                  </Link>
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {wanted.length > 0 && (
        <Documents wanted={wanted} firm={one.firm} given={draft.documents} change={(documents) => keep({ ...draft, documents })} />
      )}
      <Field id="note" label={say("amend_note")} kind="words" value={note} change={setNote} most={1300} fault={empty && nothing ? say("fault_amend_nothing") : null} />
      <div class="actions">
        <button type="button" class="button big" aria-disabled={doing.busy || undefined} onClick={send}>
          {say("amend_done")}
        </button>
      </div>
      <Busy doing={doing} />
    </ActFrame>
  );
}

/** Waits for the words by which gaps are read; out of turn it goes back to the case. */
function WithWords({ seen, reload, question }: Omit<Props, "wording">) {
  const { language } = useShared();
  const wording = useWording(seen.value);
  const open = seen.value.acts.includes("amend");
  useEffect(() => {
    if (!open) navigate(casePath(seen.value.reference), { replace: true });
  }, [open]);
  if (!wording || !open) return <Waiting language={language} />;
  return <Amend seen={seen} reload={reload} wording={wording} question={question} />;
}

export function AmendPage({ reference, question }: { reference: string; question: string | null }) {
  return <OfCase reference={reference}>{(seen, { reload }) => <WithWords seen={seen} reload={reload} question={question} />}</OfCase>;
}
