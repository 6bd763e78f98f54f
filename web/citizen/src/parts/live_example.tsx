// A worked example: the facts, what the law gives by hand, and what the program gives now.
import { useState } from "preact/hooks";
import type { CheckAnswer, Provision } from "../../../shared/client";
import { day, money } from "../../../shared/format";
import { pick, useShared, useSay, type Say } from "../state";
import type { TextKey } from "../texts";

export type Example = Provision["examples"][number];
type Expected = Example["expected"][number];

/** What the program says where the example expects something. */
export function found(answer: CheckAnswer, provision: string, expected: Expected): CheckAnswer["entitlements"] {
  return answer.entitlements.filter(
    (one) => one.provision === provision && (expected.subject_id === null || one.subject_id === expected.subject_id),
  );
}

export function agrees(answer: CheckAnswer, provision: string, expected: Expected): boolean {
  const got = found(answer, provision, expected);
  if (expected.absent) return got.length === 0;
  return (
    got.length > 0 &&
    got.every(
      (one) =>
        (expected.state === null || one.state === expected.state) &&
        (expected.amount_fen === null || one.amount_fen === expected.amount_fen) &&
        (!expected.withheld || one.amount_fen === null) &&
        (expected.rate_percent === null || Number(one.rate_percent) === Number(expected.rate_percent)),
    )
  );
}

function inWords(state: string | null, fen: number | null, rate: string | null, say: Say): string {
  const parts = [];
  if (state) parts.push(say(`group_${state}` as TextKey));
  if (fen !== null) parts.push(money(fen));
  if (rate !== null) parts.push(`${rate}%`);
  return parts.join(" · ");
}

type Run = { state: "waiting" | "failed" } | { state: "ready"; answer: CheckAnswer };

export function LiveExample({ example, provision, measure }: { example: Example; provision: string; measure: number }) {
  const { client, language } = useShared();
  const say = useSay();
  const [run, setRun] = useState<Run | null>(null);
  const start = () => {
    setRun({ state: "waiting" });
    const request = { on: example.on, known_at: example.known_at, measures: [measure], facts: example.facts };
    client.check(request).then(
      (answer) => setRun({ state: "ready", answer }),
      () => setRun({ state: "failed" }),
    );
  };
  const known = example.known_at === example.on ? "" : say("known_at", { known: day(example.known_at, language) });
  return (
    <div class="example">
      <p>
        {pick(example.note, language)} <small>{say("rules_as_of", { on: day(example.on, language) })} {known}</small>
      </p>
      {example.working && (
        <pre tabIndex={0} lang="en">
          {example.working.trim()}
        </pre>
      )}
      <details class="example-facts">
        <summary>{say("example_facts")}</summary>
        <pre tabIndex={0}>{JSON.stringify(example.facts, null, 2)}</pre>
      </details>
      <ul class="plain expected">
        {example.expected.map((one, at) => {
          const by = one.withheld ? say("example_withheld") : "";
          const wanted = one.absent ? say("example_absent") : inWords(one.state, one.amount_fen, one.rate_percent, say);
          const right = run?.state === "ready" && agrees(run.answer, provision, one);
          const got = run?.state === "ready" ? found(run.answer, provision, one)[0] : undefined;
          return (
            <li key={at}>
              {one.subject_id && <b>{one.subject_id} </b>}
              {say("example_by_hand", { result: wanted })} {by}
              {run?.state === "ready" && (
                <span class={right ? "verdict right" : "verdict wrong-verdict"}>
                  {right ? "✓ " : "✗ "}
                  {say("example_by_program", {
                    result: got ? inWords(got.state, got.amount_fen, got.rate_percent, say) : say("example_absent"),
                  })}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <p>
        <button type="button" class="button quiet" aria-disabled={run?.state === "waiting" || undefined} onClick={start}>
          {say("example_run")}
        </button>{" "}
        <span role="status">
          {run?.state === "waiting" && say("computing")}
          {run?.state === "failed" && say("error_unreachable")}
        </span>
      </p>
    </div>
  );
}
