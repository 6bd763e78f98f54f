// One person: roles given and ended, the account locked, reset or closed.
import { Alert, Button, Input, Modal } from "antd";
import { useState, type FormEvent } from "react";
import type { ApiFault, Reply } from "../../../shared/call";
import { day } from "../../../shared/format";
import { isSignedOut } from "../../../shared/office";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { GrantFields } from "../parts/grant_fields";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { SecretBox } from "../parts/secret";
import { DataTable, type Column } from "../parts/table";
import { grantBody, kNoGrant, scopeWrong, type Grant, type Person, type WithSecret } from "../people";
import { chinaDay } from "../queue";
import { navigate } from "../router";
import { asFault, useGot, useLanguage, useOnce, usePick, useSay, useShared, useWord } from "../state";

/** What ends something for the person is asked once more. */
const kAsked = ["lock", "reset", "leave"];

interface Sending {
  busy: boolean;
  /** Sends a change of the person as last seen; if somebody was quicker, the person is read again. */
  send<T>(what: (etag: string) => Promise<Reply<T>>): Promise<T | null>;
}

function GiveRole({ person, path, sending, given }: { person: Person; path: string; sending: Sending; given(next: WithSecret): void }) {
  const say = useSay();
  const once = useOnce();
  const [tried, setTried] = useState(false);
  const [wanted, setWanted] = useState(kNoGrant);
  if (person.grantable.length === 0) return <p className="soft">{say(person.let_in ? "grant_none" : "grant_self_joined")}</p>;
  const chosen = person.grantable.find((one) => one.role === wanted.role);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!chosen || scopeWrong(wanted.scope, chosen)) return;
    const next = await sending.send((etag) => once<WithSecret>(`${path}/grants`, grantBody(wanted, chosen.scope_kind), etag));
    if (!next) return;
    setWanted(kNoGrant);
    setTried(false);
    given(next);
  };
  return (
    <form className="filter-fields top-aligned" onSubmit={(event) => void submit(event)} noValidate>
      <GrantFields offered={person.grantable} wanted={wanted} set={setWanted} tried={tried} />
      <div className="field whole">
        <Button type="primary" htmlType="submit" loading={sending.busy}>
          {say("grant_give")}
        </Button>{" "}
        <span className="hint">{say("grant_sessions")}</span>
      </div>
    </form>
  );
}

export default function PersonPage({ id }: { id: string }) {
  const { office, change, signedOut } = useShared();
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const language = useLanguage();
  const path = `/api/v1/people/${encodeURIComponent(id)}`;
  const loaded = useGot<Person>(path);
  const once = useOnce();
  const [changed, setChanged] = useState<Person | null>(null);
  const [secret, setSecret] = useState<WithSecret | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const [asking, setAsking] = useState<string | null>(null);
  if (loaded.state !== "ready") {
    return (
      <>
        <p className="crumbs">
          <Link to="/people">{say("people_title")}</Link>
        </p>
        <Heading text={say("people_title")} />
        <NotReady loaded={loaded} />
      </>
    );
  }
  const person = changed ?? loaded.value;
  const seen = (next: Person | null, what: string) => {
    // Whoever is no longer below the caller is no longer his to see.
    if (!next) return navigate("/people");
    setChanged(next);
    setTold(what);
  };
  const send: Sending["send"] = async (what) => {
    setBusy(true);
    setFault(null);
    setTold("");
    setSecret(null);
    try {
      return (await what(person.etag)).value;
    } catch (reason) {
      const wrong = asFault(reason);
      if (isSignedOut(wrong)) signedOut();
      else if (wrong.status === 412) {
        const fresh = await office.get<Person>(path).catch((again: unknown) => (setFault(asFault(again)), null));
        if (fresh) seen(fresh.value, say("person_moved"));
      } else setFault(wrong);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const sending = { busy, send };
  const end = async (grant: Grant) => {
    const next = await send((etag) => change<WithSecret>(`${path}/grants/${encodeURIComponent(grant.id)}`, { method: "DELETE", etag }));
    if (next) seen(next.person, say("person_act_done", { act: say("grant_end_of", { role: pick(grant.label) }) }));
  };
  const act = async (name: string) => {
    setAsking(null);
    const reason = why.trim();
    const done = await send((etag) => once<WithSecret>(`${path}/acts`, { act: name, ...(reason ? { why: reason } : {}) }, etag));
    if (!done) return;
    setWhy("");
    seen(done.person, say("person_act_done", { act: word("person_act", name) }));
    if (name === "reset") setSecret(done);
  };
  const whole = async (event: FormEvent) => {
    event.preventDefault();
    const next = await send(() => office.get<Person>(`${path}?reason=${encodeURIComponent(why.trim())}`));
    if (!next) return;
    setChanged(next);
    setWhy("");
    setAsking(null);
  };
  const columns: Column<Grant>[] = [
    {
      key: "role", title: say("grant_role"), head: true,
      cell: (grant) => (
        <>
          {pick(grant.label)} <span className="soft">{grant.scope}</span>
          {grant.only.length > 0 && <span className="under soft">{say("grant_only")}: {grant.only.map((one) => word("action", one)).join(", ")}</span>}
        </>
      ),
    },
    { key: "from", title: say("grant_from"), cell: (grant) => (grant.from_ms === null ? "—" : day(chinaDay(new Date(grant.from_ms)), language)) },
    { key: "until", title: say("grant_ends"), cell: (grant) => (grant.until_ms === null ? say("grant_always") : day(chinaDay(new Date(grant.until_ms)), language)) },
    {
      key: "end", title: say("grant_end"),
      cell: (grant) =>
        grant.may_end && (
          <Button danger disabled={busy} aria-label={say("grant_end_of", { role: pick(grant.label) })} onClick={() => void end(grant)}>
            {say("grant_end")}
          </Button>
        ),
    },
  ];
  return (
    <>
      <p className="crumbs">
        <Link to="/people">{say("people_title")}</Link>
      </p>
      <Heading text={person.login}>
        <p>
          <span className="tag">{word("state_person", person.state)}</span> {person.demo && <span className="tag">{say("person_demo")}</span>}
        </p>
      </Heading>
      <div role="status">{told && <Alert type="success" showIcon title={told} />}</div>
      {secret && <SecretBox title={say("person_act_reset")} secret={secret.secret} until={secret.expires_ms} note={say("person_reset_next")} />}
      {fault && <FaultBox fault={fault} focus />}
      <dl className="sum narrow">
        <div>
          <dt>{say("person_name")}</dt>
          <dd>{person.name}</dd>
        </div>
        <div>
          <dt>{say("person_phone_shown")}</dt>
          <dd>{person.phone || "—"}</dd>
        </div>
        <div>
          <dt>{say("person_number")}</dt>
          <dd className="code">{person.id}</dd>
        </div>
        <div>
          <dt>{say("person_joined")}</dt>
          <dd>{day(chinaDay(new Date(person.joined_ms)), language)}</dd>
        </div>
      </dl>
      {!person.whole && (
        <details className="more-acts narrow" open={asking === "whole"} onToggle={(event) => setAsking(event.currentTarget.open ? "whole" : null)}>
          <summary>
            {say("person_masked")} {say("person_whole")}
          </summary>
          <form onSubmit={(event) => void whole(event)}>
            <Field id="whole-why" label={say("person_whole_why")}>
              {(ids) => <Input {...ids} value={why} maxLength={200} required onChange={(event) => setWhy(event.target.value)} />}
            </Field>
            <Button htmlType="submit" disabled={!why.trim()} loading={busy}>
              {say("person_whole")}
            </Button>
          </form>
        </details>
      )}
      <h2>{say("person_roles")}</h2>
      <DataTable caption={say("person_roles")} quiet columns={columns} rows={person.grants} keyOf={(grant) => grant.id} empty={<p className="soft">{say("person_no_roles")}</p>} />
      <h3 className="spaced">{say("grant_give")}</h3>
      <GiveRole key={person.etag} person={person} path={path} sending={sending} given={(next) => seen(next.person, say("person_act_done", { act: say("grant_give") }))} />
      {person.acts.length > 0 && (
        <>
          <h2>{say("person_acts")}</h2>
          <div className="actions">
            {person.acts.map((name) => (
              <Button key={name} danger={name === "leave"} disabled={busy} onClick={() => (kAsked.includes(name) ? setAsking(name) : void act(name))}>
                {word("person_act", name)}
              </Button>
            ))}
          </div>
        </>
      )}
      <Modal open={asking !== null && kAsked.includes(asking)} title={asking ? word("person_act", asking) : ""} destroyOnHidden closable={{ "aria-label": say("close") }}
        okText={asking ? word("person_act", asking) : ""} cancelText={say("cancel")} okButtonProps={{ disabled: asking === "lock" && !why.trim(), danger: asking !== "lock" }}
        onOk={() => void act(asking ?? "")} onCancel={() => setAsking(null)}>
        {asking === "leave" && <p>{say("person_leave_sure")}</p>}
        {asking === "reset" && <p>{say("person_reset_sure")}</p>}
        {asking === "lock" && (
          <Field id="act-why" label={say("person_lock_why")}>
            {(ids) => <Input {...ids} value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />}
          </Field>
        )}
      </Modal>
    </>
  );
}
