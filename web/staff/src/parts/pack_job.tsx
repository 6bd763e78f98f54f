// The jobs of a draft: its check and its impact; at work, done, or failed with the places of what is wrong.
import { Alert, Button, Input, InputNumber, Progress } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { day, money } from "../../../shared/format";
import { impactBody, isAtWork, type CheckResult, type Draft, type ImpactResult, type Job, type PackFault } from "../packs";
import { useGot, useLanguage, usePick, useSay, useSending, useShared, useWord } from "../state";
import { GainBar } from "./bars";
import { FaultBox, NotReady } from "./fault";
import { Field } from "./field";
import { DataTable, type Column } from "./table";

const kPollMs = 1000;
const kSample = 100_000; // firms, as the server draws where nobody says

export function Faults({ caption, faults }: { caption: string; faults: readonly PackFault[] }) {
  const say = useSay();
  const pick = usePick();
  if (faults.length === 0) return null;
  const columns: Column<PackFault>[] = [
    {
      key: "place", title: say("fault_place"), head: true,
      cell: ({ place }) => <span className="code whole-hash">{[place.file, place.line, place.column].filter((part) => part !== undefined && part !== "").join(":") || place.pointer || "—"}</span>,
    },
    { key: "what", title: say("fault_what"), cell: (fault) => pick(fault.message) },
    { key: "remedy", title: say("fault_remedy"), cell: (fault) => pick(fault.remedy) },
  ];
  return <DataTable caption={`${caption} (${faults.length})`} columns={columns} rows={faults} keyOf={(_, at) => String(at)} />;
}

interface JobProps<Result> {
  draft: Draft;
  job: string;
  /** It has come to an end: the draft knows more now. */
  ended(): void;
  children(result: Result): ReactNode;
}

function JobView<Result>({ draft, job, ended, children }: JobProps<Result>) {
  const { change } = useShared();
  const say = useSay();
  const word = useWord();
  const path = `/api/v1/pack-drafts/${draft.id}/jobs/${job}`;
  const seen = useGot<Job<Result>>(path);
  const sending = useSending();
  const working = seen.state === "ready" && isAtWork(seen.value);
  const [was, setWas] = useState(false);
  useEffect(() => {
    if (working) {
      setWas(true);
      const timer = setInterval(seen.retry, kPollMs);
      return () => clearInterval(timer);
    }
    if (was) {
      setWas(false);
      ended();
    }
    return undefined;
  }, [working]);
  if (seen.state !== "ready") return <NotReady loaded={seen} />;
  const now = seen.value;
  const cancel = () => void sending.run(() => change(path, { method: "DELETE" })).then(seen.retry);
  return (
    <div aria-live="polite">
      {!now.is_current && <Alert type="info" showIcon title={say("check_stale")} />}
      {working && (
        <>
          <p>
            {say("job_progress", { state: word("job_state", now.state), step: now.step })}{" "}
            <Button onClick={cancel} disabled={sending.busy}>
              {say("job_cancel")}
            </Button>
          </p>
          <Progress percent={now.total > 0 ? Math.floor((now.done / now.total) * 100) : 0} aria-label={now.step || word("job_state", now.state)} />
        </>
      )}
      {(now.state === "failed" || now.state === "cancelled") && <Alert type="error" showIcon title={word("job_state", now.state)} />}
      <Faults caption={say("check_faults")} faults={now.faults ?? []} />
      {now.state === "done" && now.result && children(now.result)}
    </div>
  );
}

function useStart(draft: Draft, started: (job: string) => void) {
  const { change } = useShared();
  const sending = useSending();
  const start = async (body: Record<string, unknown>) => {
    const reply = await sending.run(() => change<Job<unknown>>(`/api/v1/pack-drafts/${draft.id}/jobs`, { body }));
    if (reply) started(reply.value.id);
  };
  return { ...sending, start };
}

interface TabProps {
  draft: Draft;
  changed(): void;
}

export function CheckTab({ draft, changed }: TabProps) {
  const say = useSay();
  const pick = usePick();
  const [job, setJob] = useState(draft.check?.job ?? null);
  const { busy, fault, start } = useStart(draft, setJob);
  return (
    <>
      <p>{say("check_lead")}</p>
      <div className="actions">
        <Button type="primary" loading={busy} onClick={() => void start({ kind: "check" })}>
          {say("check_run")}
        </Button>
      </div>
      {fault && <FaultBox fault={fault} focus />}
      {job === null ? (
        <p className="soft spaced">{say("check_none")}</p>
      ) : (
        <JobView<CheckResult> key={job} draft={draft} job={job} ended={changed}>
          {(result) => (
            <div className="spaced">
              <Alert type={result.passed ? "success" : "error"} showIcon title={say(result.passed ? "check_passed" : "check_failed")} />
              <p>
                {say("check_examples")} {result.examples_run} · {say("check_expectations")} {result.expectations} · {say("check_mutations")} {result.mutations}
              </p>
              <Faults caption={say("check_faults")} faults={result.faults} />
              <Faults caption={say("check_warnings")} faults={result.warnings} />
              {result.proofs.length > 0 && (
                <DataTable caption={say("check_proof")} rows={result.proofs} keyOf={(_, at) => String(at)}
                  columns={[
                    { key: "what", title: say("check_proof"), head: true, cell: (one) => pick(one.what) },
                    { key: "proved", title: say("check_proved"), figure: true, cell: (one) => String(one.proved) },
                    { key: "found", title: say("check_found"), figure: true, cell: (one) => String(one.found) },
                    { key: "unproved", title: say("check_unproved"), figure: true, cell: (one) => String(one.unproved) },
                  ]} />
              )}
              <Faults caption={say("check_notes")} faults={result.notes} />
            </div>
          )}
        </JobView>
      )}
    </>
  );
}

function signed(fen: number): string {
  return fen > 0 ? `+${money(fen)}` : money(fen);
}
function withError(fen: number, error: number | null): string {
  return error === null ? signed(fen) : `${signed(fen)} (±${money(error)})`;
}

function Impact({ result }: { result: ImpactResult }) {
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const language = useLanguage();
  const mostFen = Math.max(...result.totals.flatMap((one) => [one.up.amount_fen, Math.abs(one.down.amount_fen)]), 0);
  const judged = (side: { state: string | null; amount_fen: number | null }) =>
    [side.state ? word("state", side.state) : "—", side.amount_fen === null ? "" : money(side.amount_fen)].join(" ");
  const differing = result.provisions.filter((one) => one.entitled_before !== one.entitled_after || one.amount_before_fen !== one.amount_after_fen);
  return (
    <div className="spaced">
      <p>
        {say("impact_register", { firms: result.register.firms, counted: result.register.counted, date: day(result.on, language) })}{" "}
        {result.register.sampled && say("impact_sampled")} {Boolean(result.register.synthetic) && say("impact_synthetic")}
      </p>
      <p>{say("impact_firms", result.firms)}</p>
      <DataTable caption={say("impact_totals")} rows={result.totals} keyOf={(one) => one.total}
        columns={[
          { key: "total", title: say("impact_totals"), head: true, cell: (one) => word("impact_total", one.total) },
          {
            key: "bar", title: `${say("impact_down")} – ${say("impact_up")}`,
            cell: (one) => (
              <GainBar title={say("impact_bar", { label: word("impact_total", one.total), up: money(one.up.amount_fen), down: money(Math.abs(one.down.amount_fen)) })}
                up={one.up.amount_fen} down={Math.abs(one.down.amount_fen)} most={mostFen} />
            ),
          },
          { key: "down", title: say("impact_down"), figure: true, cell: (one) => money(Math.abs(one.down.amount_fen)) },
          { key: "up", title: say("impact_up"), figure: true, cell: (one) => money(one.up.amount_fen) },
          { key: "before", title: say("impact_before"), figure: true, cell: (one) => money(one.before_fen) },
          { key: "after", title: say("impact_after"), figure: true, cell: (one) => money(one.after_fen) },
          { key: "difference", title: say("impact_difference"), figure: true, cell: (one) => withError(one.after_fen - one.before_fen, one.error_fen) },
        ]} />
      {differing.length > 0 && (
        <DataTable caption={say("impact_provisions")} rows={differing} keyOf={(one) => one.provision}
          columns={[
            { key: "provision", title: say("case_provision"), head: true, cell: (one) => `${one.provision} ${pick(one.title)}` },
            { key: "entitled", title: say("impact_entitled"), figure: true, cell: (one) => `${one.entitled_before} → ${one.entitled_after}` },
            { key: "amount", title: say("impact_amount"), figure: true, cell: (one) => `${money(one.amount_before_fen)} → ${money(one.amount_after_fen)}` },
            { key: "difference", title: say("impact_difference"), figure: true, cell: (one) => withError(one.amount_after_fen - one.amount_before_fen, one.error_fen) },
          ]} />
      )}
      {result.groups.map((group) => {
        const touched = group.rows.filter((row) => row.better + row.worse + row.mixed > 0);
        if (touched.length === 0) return null;
        const most = Math.max(...touched.flatMap((row) => [row.better, row.worse]));
        return (
          <DataTable key={group.name} caption={say("impact_groups", { label: pick(group.label) })} rows={touched} keyOf={(row) => row.code}
            columns={[
              { key: "label", title: pick(group.label), head: true, cell: (row) => pick(row.label) || row.code },
              {
                key: "bar", title: `${say("impact_worse")} – ${say("impact_better")}`,
                cell: (row) => <GainBar title={say("impact_bar", { label: pick(row.label), up: row.better, down: row.worse })} up={row.better} down={row.worse} most={most} />,
              },
              { key: "worse", title: say("impact_worse"), figure: true, cell: (row) => String(row.worse) },
              { key: "better", title: say("impact_better"), figure: true, cell: (row) => String(row.better) },
              { key: "mixed", title: say("impact_mixed"), figure: true, cell: (row) => String(row.mixed) },
            ]} />
        );
      })}
      {result.cases && (
        <>
          <h3 className="spaced">{say("impact_cases")}</h3>
          <p>{say("impact_cases_line", { open: result.cases.open, changed: result.cases.changed })}</p>
        </>
      )}
      {result.cases && result.cases.shown.length > 0 && (
        <DataTable caption={say("impact_cases")} quiet rows={result.cases.shown} keyOf={(one) => one.reference}
          columns={[
            { key: "reference", title: say("column_reference"), head: true, cell: (one) => one.reference },
            { key: "provision", title: say("column_case"), cell: (one) => one.provision },
            { key: "place", title: say("column_place"), cell: (one) => one.place },
            { key: "before", title: say("impact_before"), cell: (one) => judged(one.before) },
            { key: "after", title: say("impact_after"), cell: (one) => judged(one.after) },
          ]} />
      )}
    </div>
  );
}

export function ImpactTab({ draft, changed }: TabProps) {
  const say = useSay();
  const [job, setJob] = useState(draft.impact?.job ?? null);
  const [sample, setSample] = useState<number | null>(kSample);
  const [on, setOn] = useState("");
  const { busy, fault, start } = useStart(draft, setJob);
  return (
    <>
      <p>{say("impact_lead")}</p>
      <div className="inline bottom spaced">
        <Field id="impact-sample" label={say("impact_sample")}>
          {(ids) => <InputNumber {...ids} min={1} max={1_000_000} precision={0} value={sample} onChange={setSample} />}
        </Field>
        <Field id="impact-on" label={say("impact_on")} hint={say("impact_on_hint")}>
          {(ids) => <Input {...ids} type="date" className="short" value={on} onChange={(event) => setOn(event.target.value)} />}
        </Field>
        <div className="field">
          <Button type="primary" loading={busy} onClick={() => void start(impactBody(sample, on))}>
            {say("impact_run")}
          </Button>
        </div>
      </div>
      {fault && <FaultBox fault={fault} focus />}
      {job === null ? (
        <p className="soft">{say("impact_none")}</p>
      ) : (
        <JobView<ImpactResult> key={job} draft={draft} job={job} ended={changed}>
          {(result) => <Impact result={result} />}
        </JobView>
      )}
    </>
  );
}

