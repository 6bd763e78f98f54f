// The audit log for the audit administrator: events, their verification, signed checkpoints.
import { Alert, Button, Input, Progress, Tabs } from "antd";
import { useEffect, useState, type FormEvent } from "react";
import { eventsPath, kEventFilters, type AuditEvent, type Checkpoints, type EventFilter, type Verification } from "../audit";
import { Action } from "../parts/audit_action";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Pages } from "../parts/pages";
import { DataTable, type Column } from "../parts/table";
import { moment } from "../queue";
import { setQuery, usePlace } from "../router";
import { useGot, useLanguage, useSay, useSending, useShared, useWord } from "../state";

const kPollMs = 1000;

function Events() {
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  const { query } = usePlace();
  const [filled, setFilled] = useState(() => Object.fromEntries(kEventFilters.map((key) => [key, query.get(key) ?? ""])) as Record<EventFilter, string>);
  const search = (event: FormEvent) => {
    event.preventDefault();
    setQuery(Object.fromEntries(kEventFilters.map((key) => [key, filled[key].trim() || null])));
  };
  const columns: Column<AuditEvent>[] = [
    { key: "id", title: say("event_id"), head: true, cell: (event) => <Link to={`/audit/${event.id}`}>{event.id}</Link> },
    { key: "at", title: say("event_at"), cell: (event) => <span className="once">{moment(event.at_ms, language)}</span> },
    { key: "action", title: say("event_action"), cell: (event) => <Action of={event.action} /> },
    { key: "record", title: say("event_record"), cell: (event) => <span className="code">{event.record}</span> },
    { key: "actor", title: say("event_actor"), cell: (event) => <span className="code">{event.actor}</span> },
    { key: "role", title: say("event_role"), cell: (event) => (event.role ? word("role", event.role) : "—") },
    { key: "result", title: say("event_result"), cell: (event) => word("event_result", event.result) },
  ];
  return (
    <>
      <form className="filter-fields" onSubmit={search}>
        {kEventFilters.map((key) => (
          <Field key={key} id={`audit-${key}`} label={say(`audit_${key}`)} hint={key === "action" ? say("audit_action_hint") : undefined}>
            {(ids) => (
              <Input {...ids} type={key === "from" || key === "until" ? "date" : "text"} value={filled[key]} maxLength={128} spellCheck={false}
                onChange={(event) => setFilled({ ...filled, [key]: event.target.value })} />
            )}
          </Field>
        ))}
        <div className="field">
          <Button type="primary" htmlType="submit">
            {say("audit_search")}
          </Button>
        </div>
      </form>
      <Pages<AuditEvent> path={eventsPath(query)} list="events">
        {(rows) => <DataTable caption={say("audit_tab_events")} quiet columns={columns} rows={rows} keyOf={(event) => event.id} empty={<p className="soft">{say("audit_none")}</p>} />}
      </Pages>
    </>
  );
}

function Verify() {
  const { change } = useShared();
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  const sending = useSending();
  const seen = useGot<Verification>("/api/v1/audit/verification");
  const running = seen.state === "ready" && seen.value.state === "running";
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(seen.retry, kPollMs);
    return () => clearInterval(timer);
  }, [running]);
  const run = async () => {
    await sending.run(() => change<Verification>("/api/v1/audit/verification", { body: {} }));
    seen.retry();
  };
  const figures = (now: Verification): [string, string][] => {
    const some: [string, string | null][] = [
      [say("verify_started"), now.started_ms === null ? null : moment(now.started_ms, language)],
      [say("verify_finished"), now.finished_ms === null ? null : moment(now.finished_ms, language)],
      [say("verify_events"), now.events === null ? null : String(now.events)],
      [say("verify_leaves"), now.leaves === null ? null : String(now.leaves)],
      [say("verify_signed"), now.signed_leaves === null ? null : String(now.signed_leaves)],
      [say("verify_checkpoints"), now.checkpoints === null ? null : String(now.checkpoints)],
      [say("verify_root"), now.root],
    ];
    return some.filter((one): one is [string, string] => one[1] !== null);
  };
  const percent = (now: Verification) => (now.all > 0 ? Math.floor((now.done / now.all) * 100) : 0);
  return (
    <>
      <p>{say("verify_lead")}</p>
      <div className="actions">
        <Button type="primary" onClick={() => void run()} loading={sending.busy} disabled={running}>
          {say("verify_run")}
        </Button>
      </div>
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      <NotReady loaded={seen} />
      {seen.state === "ready" && (
        <div className="narrow spaced">
          <div role="status">
            {running ? (
              <p>
                {word("verify_state", "running")} {say("verify_progress", { done: seen.value.done, all: seen.value.all })}
              </p>
            ) : (
              <Alert showIcon type={seen.value.state === "sound" ? "success" : seen.value.state === "none" ? "info" : "error"} title={word("verify_state", seen.value.state)}
                description={
                  seen.value.fault && (
                    <>
                      <p>
                        <code>{seen.value.fault.pointer}</code> {seen.value.fault.message}
                      </p>
                      <p>{seen.value.fault.remedy}</p>
                    </>
                  )
                } />
            )}
          </div>
          {running && <Progress percent={percent(seen.value)} aria-label={word("verify_state", "running")} />}
          <dl className="sum">
            {figures(seen.value).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="code">{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </>
  );
}

function CheckpointList() {
  const say = useSay();
  const loaded = useGot<Checkpoints>("/api/v1/audit/checkpoints");
  if (loaded.state === "failed" && loaded.fault.code === "audit-no-key") return <p className="soft">{say("checkpoints_no_key")}</p>;
  if (loaded.state !== "ready") return <NotReady loaded={loaded} />;
  const columns: Column<Checkpoints["checkpoints"][number]>[] = [
    { key: "size", title: say("checkpoint_size"), head: true, cell: (one) => String(one.size) },
    { key: "root", title: say("checkpoint_root"), cell: (one) => <code className="whole-hash">{one.root}</code> },
    {
      key: "note", title: say("checkpoint_note"),
      cell: (one) => (
        <details>
          <summary>{say("checkpoint_note")}</summary>
          <pre>{one.note}</pre>
        </details>
      ),
    },
  ];
  return (
    <>
      <p>
        {say("checkpoints_origin", { origin: loaded.value.origin })} <code className="whole-hash">{loaded.value.public_key}</code>
      </p>
      <DataTable caption={say("audit_tab_checkpoints")} quiet columns={columns} rows={loaded.value.checkpoints} keyOf={(one) => `${one.size}/${one.root}`}
        empty={<p className="soft">{say("checkpoints_none")}</p>} />
    </>
  );
}

export default function Audit() {
  const say = useSay();
  return (
    <>
      <Heading text={say("audit_title")}>
        <p className="soft">{say("audit_lead")}</p>
      </Heading>
      <Tabs
        items={[
          { key: "events", label: say("audit_tab_events"), children: <Events /> },
          { key: "verify", label: say("audit_tab_verify"), children: <Verify /> },
          { key: "checkpoints", label: say("audit_tab_checkpoints"), children: <CheckpointList /> },
        ]} />
    </>
  );
}
