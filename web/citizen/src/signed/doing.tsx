// Doing something that changes the world: one at a time, with whatever may come of it told in words, and the way on.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiFault, kUnreachable } from "../../../shared/call";
import { faultTitle, FaultBody } from "../parts/waiting";
import { useSay, useShared, useWords } from "../state";
import { Field, focusOn } from "./field";
import { noticeFault, office } from "./session";
import { kSessionTexts } from "./texts_session";

export interface Doing {
  busy: boolean;
  fault: ApiFault | null;
  /** Runs it unless something runs already. */
  run(work: () => Promise<void>): void;
  /** The same once more. */
  again(): void;
  clear(): void;
}

export function useDoing(): Doing {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const last = useRef<() => Promise<void>>(() => Promise.resolve());
  const working = useRef(false);
  const here = useRef(true);
  useEffect(() => () => { here.current = false; }, []);
  const run = (work: () => Promise<void>) => {
    if (working.current) return;
    last.current = work;
    working.current = true;
    setBusy(true);
    setFault(null);
    work()
      .catch((reason: unknown) => {
        const told = reason instanceof ApiFault ? reason : new ApiFault(-1, null);
        noticeFault(told);
        if (here.current) setFault(told);
      })
      .finally(() => {
        working.current = false;
        if (here.current) setBusy(false);
      });
  };
  return { busy, fault, run, again: () => run(last.current), clear: () => setFault(null) };
}

/** Of a pointer into the request, the id of the field in which it was typed. */
export type FieldOf = (pointer: string) => string | null;

interface Props {
  doing: Doing;
  /** Loads the page again when it was out of date. */
  reload?: (() => void) | undefined;
  fieldOf?: FieldOf;
  /** What did not come about, over several faults at once. */
  title?: string;
}

function StepUp({ doing }: { doing: Doing }) {
  const say = useWords(kSessionTexts);
  const [code, setCode] = useState("");
  const step = useDoing();
  return (
    <form
      noValidate
      class="step-up"
      onSubmit={(event) => {
        event.preventDefault();
        step.run(async () => {
          await office.showFactor(code.trim());
          doing.again();
        });
      }}
    >
      <p>{say("step_up_lead")}</p>
      <Field id="step-up" label={say("code")} value={code} change={setCode} kind="code" fault={step.fault?.message ?? null} />
      <div class="actions">
        <button type="submit" class="button" aria-disabled={step.busy || undefined}>
          {say("continue")}
        </button>
      </div>
    </form>
  );
}

/** Why it was not done, at the top of a form; takes the focus when it comes. */
export function Trouble({ doing, reload, fieldOf, title: undone }: Props) {
  const { language } = useShared();
  const say = useWords(kSessionTexts);
  const summary = useRef<HTMLDivElement>(null);
  const { fault } = doing;
  useEffect(() => {
    if (fault) summary.current?.focus();
  }, [fault]);
  if (!fault) return null;
  const stale = fault.code === "access-stale-factor" || fault.code === "factor-stale";
  const moved = fault.status === 412;
  const later = fault.status === 429 || fault.status === 503;
  const errors = fault.problem?.errors ?? [];
  const linked = errors.map((one) => ({ ...one, id: fieldOf?.(one.pointer) ?? null }));
  // One thing is said in one sentence, several as a list under the server's title.
  const [only] = linked.length === 1 ? linked : [];
  const title = stale ? say("step_up_title") : moved ? say("moved_on") : only ? only.detail : linked.length > 1 && undone ? undone : faultTitle(fault, language);
  return (
    <div class="error-summary" role="alert" tabIndex={-1} ref={summary} aria-labelledby="trouble-title">
      <h2 id="trouble-title">{title}</h2>
      {!stale && !moved && linked.length > 0 && (
        <ul class="plain">
          {linked.map(({ id, pointer, code, detail, remedy }) => (
            <li key={pointer + code}>
              {id ? (
                <a
                  href={`#${id}`}
                  onClick={(event) => {
                    event.preventDefault();
                    focusOn(id);
                  }}
                >
                  {only ? remedy || detail : `${detail} ${remedy}`}
                </a>
              ) : only ? (
                remedy
              ) : (
                `${detail} ${remedy}`
              )}
            </li>
          ))}
        </ul>
      )}
      {fault.status === kUnreachable && <p>{say("unknown_outcome")}</p>}
      {fault.status !== kUnreachable && !stale && !moved && linked.length === 0 && <FaultBody fault={fault} language={language} />}
      {/* The server's own words say it already, to the second. */}
      {later && linked.length === 0 && !fault.problem?.detail && (
        <p>{fault.retryAfterS !== null ? say("wait_seconds", { seconds: fault.retryAfterS }) : say("wait_some")}</p>
      )}
      {stale && <StepUp doing={doing} />}
      {moved && reload && (
        <button type="button" class="button quiet" onClick={() => { doing.clear(); reload(); }}>
          {say("reload")}
        </button>
      )}
      {(later || fault.status === kUnreachable) && (
        <button type="button" class="button quiet" onClick={doing.again}>
          {say("try_again")}
        </button>
      )}
    </div>
  );
}

export function Busy({ doing }: { doing: Doing }) {
  const say = useSay();
  return (
    <p class="status" role="status">
      {doing.busy ? say("computing") : ""}
    </p>
  );
}
