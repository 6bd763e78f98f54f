// One event of the audit log with its proof: the hash chain before it, and its place in the tree.
import { Button, Input } from "antd";
import { useState, type FormEvent, type ReactNode } from "react";
import type { ProvedEvent } from "../audit";
import { Action } from "../parts/audit_action";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { moment } from "../queue";
import { useGot, useLanguage, useSay, useSending, useShared, useWord } from "../state";

function Openings({ path, names }: { path: string; names: readonly string[] }) {
  const { change } = useShared();
  const say = useSay();
  const sending = useSending();
  const [why, setWhy] = useState("");
  const [opened, setOpened] = useState<{ name: string; value: string }[] | null>(null);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    const reply = await sending.run(() => change<{ openings: { name: string; value: string }[] }>(`${path}/openings`, { body: { reason: why.trim() } }));
    if (reply) setOpened(reply.value.openings);
  };
  return (
    <>
      <h2>{say("event_personal")}</h2>
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      {opened ? (
        <dl className="sum narrow">
          {opened.length === 0 && <p className="soft">{say("event_opened_none")}</p>}
          {opened.map((one) => (
            <div key={one.name}>
              <dt>{one.name}</dt>
              <dd>{one.value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <form className="narrow" onSubmit={(event) => void open(event)}>
          <p className="code">{names.join(", ")}</p>
          <Field id="open-why" label={say("event_open_why")}>
            {(ids) => <Input {...ids} value={why} maxLength={200} required onChange={(event) => setWhy(event.target.value)} />}
          </Field>
          <Button htmlType="submit" disabled={!why.trim()} loading={sending.busy}>
            {say("event_open")}
          </Button>
        </form>
      )}
    </>
  );
}

export default function AuditEventPage({ region, position }: { region: string; position: string }) {
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  const path = `/api/v1/audit/events/${encodeURIComponent(region)}/${encodeURIComponent(position)}`;
  const loaded = useGot<ProvedEvent>(path);
  const id = `${region}/${position}`;
  const head = (
    <>
      <p className="crumbs">
        <Link to="/audit">{say("audit_title")}</Link>
      </p>
      <Heading text={say("event_title", { id })} />
    </>
  );
  if (loaded.state !== "ready") {
    return (
      <>
        {head}
        <NotReady loaded={loaded} />
      </>
    );
  }
  const { event, text, previous, place } = loaded.value;
  const lines: [string, ReactNode][] = [
    [say("event_at"), moment(event.at_ms, language)],
    [say("event_action"), <Action of={event.action} />],
    [say("event_record"), `${event.kind} ${event.record}`],
    [say("event_actor"), event.actor],
    [say("event_role"), event.role ? word("role", event.role) : "—"],
    [say("event_result"), word("event_result", event.result)],
    [say("event_hash"), event.hash],
    [say("event_previous"), previous],
    [say("event_place"), place ? say("event_place_at", { index: place.index, size: place.size, root: place.root }) : say("event_place_none")],
  ];
  return (
    <>
      {head}
      <dl className="sum">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="whole-hash">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="actions">
        {place?.signed ? (
          <Button href={`${path}/proof`} download={`fugong-event-${region}-${position}.tlog-proof`}>
            {say("event_download")}
          </Button>
        ) : (
          <p className="soft">{say("event_unsigned")}</p>
        )}
      </div>
      <h2>{say("event_body")}</h2>
      <pre>{JSON.stringify(event.body, null, 2)}</pre>
      <details>
        <summary>{say("event_text")}</summary>
        <pre>{text}</pre>
      </details>
      {event.personal.length > 0 && <Openings path={path} names={event.personal} />}
    </>
  );
}
