// The tables and parameters of a provision, edited in place, with its worked examples run at each change.
import { Alert, Button, Input } from "antd";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { ApiFault, Reply } from "../../../shared/call";
import { money } from "../../../shared/format";
import { isSignedOut } from "../../../shared/office";
import { changeBody, fieldOf, judgedOf, trialBody, withCell, withoutRow, withParameter, withRow, withRowMoved, type Draft, type Sheet, type SheetTable, type Trial } from "../packs";
import { FaultBox, NotReady, Waiting } from "../parts/fault";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { asFault, useLoaded, usePick, useSay, useShared, useWord } from "../state";

const kPauseMs = 350;
const kStillLoadingMs = 1500;

interface TryState {
  trial: Trial | null;
  busy: boolean;
  loading: boolean;
  fault: ApiFault | null;
}

/** Tries the sheet as it stands, a moment after the last change; a newer change makes an older answer worthless. */
function useTrial(path: string, sheet: Sheet | null): TryState {
  const { change, signedOut } = useShared();
  const [state, setState] = useState<TryState>({ trial: null, busy: false, loading: false, fault: null });
  const body = sheet ? JSON.stringify(trialBody(sheet)) : null;
  useEffect(() => {
    if (body === null) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout>;
    const run = async () => {
      setState((old) => ({ ...old, busy: true }));
      try {
        const { value } = await change<Trial>(`${path}/try`, { body: JSON.parse(body) as unknown });
        if (wanted) setState({ trial: value, busy: false, loading: false, fault: null });
      } catch (reason) {
        if (!wanted) return;
        const fault = asFault(reason);
        if (isSignedOut(fault)) signedOut();
        else if (fault.status === 503) {
          setState((old) => ({ ...old, busy: false, loading: true, fault: null }));
          timer = setTimeout(() => void run(), Math.max(kStillLoadingMs, (fault.retryAfterS ?? 0) * 1000));
        } else setState((old) => ({ ...old, busy: false, loading: false, fault }));
      }
    };
    timer = setTimeout(() => void run(), kPauseMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [path, body]);
  return state;
}

interface Wrong {
  (field: string): string | undefined;
}

/** A cell that is text until it is used; its fault stands under it. */
function Cell({ id, label, value, wrong, readOnly, set }: { id: string; label: string; value: string; wrong: string | undefined; readOnly: boolean; set(text: string): void }) {
  return (
    <>
      <Input id={id} className="code" aria-label={label} value={value} spellCheck={false} maxLength={4000} readOnly={readOnly} onChange={(event) => set(event.target.value)}
        {...(wrong ? { status: "error" as const, "aria-invalid": true, "aria-describedby": `${id}-wrong` } : {})} />
      {wrong && (
        <p id={`${id}-wrong`} className="wrong small">
          {wrong}
        </p>
      )}
    </>
  );
}

interface GridProps {
  table: SheetTable;
  at: number;
  wrong: Wrong;
  readOnly: boolean;
  change(next: (sheet: Sheet) => Sheet): void;
}

function Grid({ table, at, wrong, readOnly, change }: GridProps) {
  const say = useSay();
  const pick = usePick();
  const name = (column: SheetTable["columns"][number]) => pick(column.label) || column.name;
  return (
    <div className="grid-frame" role="region" aria-label={pick(table.label) || table.name} tabIndex={0}>
      <table className="grid">
        <caption>
          {pick(table.label) || table.name} <span className="soft">{say("sheet_hit", { hit: table.hit })} · {say("sheet_any")}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">{say("sheet_rule")}</th>
            {table.columns.map((column, index) => (
              <th key={index} scope="col" className={column.role}>
                {name(column)} {column.role === "output" && <span className="soft">{say("sheet_output")}</span>}
                {pick(column.label) && <span className="under code soft">{column.name}</span>}
              </th>
            ))}
            {!readOnly && <td />}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells, row) => {
            const rowWrong = wrong(`row/${at}/${row}`);
            return (
              <tr key={row}>
                <th scope="row">
                  {row + 1}
                  {rowWrong && <p className="wrong small">{rowWrong}</p>}
                </th>
                {cells.map((cell, column) => (
                  <td key={column} className={table.columns[column]?.role}>
                    <Cell id={`cell-${at}-${row}-${column}`} label={say("sheet_cell", { row: row + 1, column: table.columns[column] ? name(table.columns[column]) : column + 1 })}
                      value={cell} wrong={wrong(`cell/${at}/${row}/${column}`)} readOnly={readOnly} set={(text) => change((sheet) => withCell(sheet, at, row, column, text))} />
                  </td>
                ))}
                {!readOnly && (
                  <td className="row-acts">
                    <Button size="small" aria-label={say("sheet_row_up", { row: row + 1 })} disabled={row === 0} onClick={() => change((sheet) => withRowMoved(sheet, at, row, row - 1))}>
                      ↑
                    </Button>
                    <Button size="small" aria-label={say("sheet_row_down", { row: row + 1 })} disabled={row === table.rows.length - 1} onClick={() => change((sheet) => withRowMoved(sheet, at, row, row + 1))}>
                      ↓
                    </Button>
                    <Button size="small" aria-label={say("sheet_row_remove", { row: row + 1 })} onClick={() => change((sheet) => withoutRow(sheet, at, row))}>
                      ×
                    </Button>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {!readOnly && <Button onClick={() => change((sheet) => withRow(sheet, at, table.rows.length - 1))}>{say("sheet_row_add")}</Button>}
    </div>
  );
}

function Examples({ state }: { state: TryState }) {
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const { trial, busy, loading, fault } = state;
  const bad = trial?.examples.filter((one) => !one.passed) ?? [];
  // What a wrong field brings about elsewhere goes with it.
  const ofFields = trial?.faults.filter((one) => fieldOf(one.pointer) !== "") ?? [];
  const told = ofFields.length > 0 ? ofFields : (trial?.faults ?? []);
  const loose = ofFields.length > 0 ? [] : told;
  const judged = (text: string) => {
    const known = judgedOf(text);
    return known ? [word("state", known.state), known.fen === null ? "" : money(known.fen)].join(" ").trim() : text;
  };
  const line = (): ReactNode => {
    if (loading) return say("trial_loading");
    if (busy || !trial) return say("trial_running");
    if (trial.faults.length > 0) return <span className="wrong">{say("trial_faults", { n: told.length })}</span>;
    if (bad.length > 0) return <span className="wrong">{say("trial_some_fail", { n: trial.examples.length, bad: bad.length })}</span>;
    return <span className="good">{say("trial_all_pass", { n: trial.examples.length, ms: trial.ms })}</span>;
  };
  const sorted = trial ? [...bad, ...trial.examples.filter((one) => one.passed)] : [];
  return (
    <section className="trial" aria-label={say("trial_title")}>
      <h2>{say("trial_title")}</h2>
      <p className="hint">{say("trial_lead")}</p>
      <p role="status">{line()}</p>
      {fault && <FaultBox fault={fault} />}
      {loose.map((one, at) => (
        <p key={at} className="wrong">
          {pick(one.message)} <span className="soft">{pick(one.remedy)}</span>
        </p>
      ))}
      {!trial && !fault && <Waiting />}
      <ul className="plain examples">
        {sorted.map((one) => (
          <li key={one.id} className={one.passed ? "example" : "example example-bad"}>
            <details open={!one.passed}>
              <summary>
                <span className={`tag ${one.passed ? "tag-good" : "tag-bad"}`}>{say(one.passed ? "trial_pass" : "trial_fail")}</span> {pick(one.note) || one.id}
              </summary>
              {one.expected.map((line, at) => (
                <dl key={at} className="shown">
                  <div>
                    <dt>{say("trial_about")}</dt>
                    <dd>{line.about}</dd>
                  </div>
                  <div>
                    <dt>{say("trial_expected")}</dt>
                    <dd>{judged(line.expected)}</dd>
                  </div>
                  <div className={line.met ? undefined : "wrong"}>
                    <dt>{say("trial_got")}</dt>
                    <dd>{judged(line.got)}</dd>
                  </div>
                </dl>
              ))}
              {one.working && (
                <p className="hint lines">
                  {say("trial_working")}: {one.working}
                </p>
              )}
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Seen {
  sheet: Sheet;
  draft: Draft;
}

export default function SheetPage({ id, owner }: { id: string; owner: string }) {
  const { office, change, signedOut } = useShared();
  const say = useSay();
  const pick = usePick();
  const draftPath = `/api/v1/pack-drafts/${encodeURIComponent(id)}`;
  const path = `${draftPath}/sheets/${encodeURIComponent(owner)}`;
  const loaded = useLoaded<Seen>(async () => {
    const [sheet, draft]: [Reply<Sheet>, Reply<Draft>] = await Promise.all([office.get<Sheet>(path), office.get<Draft>(draftPath)]);
    return { sheet: sheet.value, draft: draft.value };
  }, [path]);
  const [edited, setEdited] = useState<Sheet | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const seen = loaded.state === "ready" ? loaded.value : null;
  const sheet = edited ?? seen?.sheet ?? null;
  const trial = useTrial(path, sheet);
  const body = seen && sheet ? changeBody(seen.sheet, sheet) : null;
  const unsaved = useRef(false);
  unsaved.current = body !== null;
  useEffect(() => {
    const keep = (event: BeforeUnloadEvent) => {
      if (unsaved.current) event.preventDefault();
    };
    addEventListener("beforeunload", keep);
    return () => removeEventListener("beforeunload", keep);
  }, []);
  const head = (title: string) => (
    <>
      <p className="crumbs">
        <Link to="/packs">{say("packs_title")}</Link> / <Link to={`/packs/${id}`}>{seen?.draft.title ?? say("draft")}</Link>
      </p>
      <Heading text={title}>{seen && <p className="soft code whole-hash">{seen.sheet.file}</p>}</Heading>
    </>
  );
  if (!seen || !sheet) {
    return (
      <>
        {head(owner)}
        <NotReady loaded={loaded} />
      </>
    );
  }
  const readOnly = !seen.draft.may_edit;
  const faults = new Map((trial.trial?.faults ?? []).map((one) => [fieldOf(one.pointer), `${pick(one.message)} ${pick(one.remedy)}`]));
  const wrong: Wrong = (field) => faults.get(field);
  const edit = (next: (sheet: Sheet) => Sheet) => {
    setSaved(false);
    setEdited((old) => next(old ?? seen.sheet));
  };
  const save = async () => {
    if (!body) return;
    setBusy(true);
    setFault(null);
    try {
      await change<Sheet>(path, { method: "PUT", body, etag: `"${seen.draft.revision}"` });
      setSaved(true);
      setEdited(null);
      loaded.retry();
    } catch (reason) {
      const what = asFault(reason);
      if (isSignedOut(what)) signedOut();
      else setFault(what);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {head(`${sheet.owner} ${pick(sheet.title)}`)}
      {readOnly && <Alert type="info" showIcon title={say("sheet_read_only")} />}
      {fault && <FaultBox fault={fault} focus />}
      <div className="sheet">
        <div>
          {sheet.parameters.length > 0 && (
            <table className="grid">
              <caption>{say("sheet_parameters")}</caption>
              <thead>
                <tr>
                  <th scope="col">{say("sheet_parameter")}</th>
                  <th scope="col">{say("sheet_value")}</th>
                </tr>
              </thead>
              <tbody>
                {sheet.parameters.map((one, at) => (
                  <tr key={one.name}>
                    <th scope="row">
                      {pick(one.label)} <span className="under soft">{pick(one.clause)}</span>
                    </th>
                    <td>
                      <Cell id={`parameter-${at}`} label={say("sheet_value_of", { label: pick(one.label) })} value={one.value} wrong={wrong(`parameter/${at}`)} readOnly={readOnly}
                        set={(value) => edit((old) => withParameter(old, at, value))} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {sheet.tables.map((table, at) => (
            <Grid key={table.name} table={table} at={at} wrong={wrong} readOnly={readOnly} change={edit} />
          ))}
          {!readOnly && (
            <div className="actions sticky">
              <Button type="primary" disabled={!body} loading={busy} onClick={() => void save()}>
                {say("sheet_save")}
              </Button>
              <Button disabled={!body} onClick={() => setEdited(null)}>
                {say("sheet_reset")}
              </Button>
              <span role="status" className="soft">
                {body ? say("sheet_changed") : saved ? say("sheet_saved") : ""}
              </span>
            </div>
          )}
        </div>
        <Examples state={trial} />
      </div>
    </>
  );
}

