// The people whom one looks after, and letting somebody in.
import { Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import { day } from "../../../shared/format";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Pages } from "../parts/pages";
import { SecretBox } from "../parts/secret";
import { DataTable, type Column } from "../parts/table";
import type { PeoplePage, Person, WithSecret } from "../people";
import { chinaDay } from "../queue";
import { navigate } from "../router";
import { useGot, useLanguage, useOnce, usePick, useSay, useSending, useShared, useWord } from "../state";

const kPeople = "/api/v1/people";

function Join({ joined }: { joined(): void }) {
  const say = useSay();
  const once = useOnce();
  const sending = useSending();
  const [tried, setTried] = useState(false);
  const [filled, setFilled] = useState({ login: "", name: "", phone: "" });
  const [made, setMade] = useState<WithSecret | null>(null);
  const missing = (value: string) => (tried && !value.trim() ? say("field_missing") : null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!filled.login.trim() || !filled.name.trim()) return;
    const phone = filled.phone.trim();
    const body = {
      login: filled.login.trim(),
      name: filled.name.trim(),
      ...(phone ? { phone } : {}),
    };
    const reply = await sending.run(() => once<WithSecret>(kPeople, body));
    if (!reply) return;
    setMade(reply.value);
    setFilled({ login: "", name: "", phone: "" });
    setTried(false);
    joined();
  };
  const field = (key: "login" | "name" | "phone", label: string, most: number, needed: boolean) => (
    <Field id={`join-${key}`} label={label} wrong={needed ? missing(filled[key]) : null}>
      {(ids) => <Input {...ids} value={filled[key]} maxLength={most} autoComplete="off" spellCheck={false} onChange={(event) => setFilled({ ...filled, [key]: event.target.value })} />}
    </Field>
  );
  return (
    <>
      <div role="status">
        {made && <SecretBox title={say("person_joined_done", { login: made.person?.login ?? "" })} secret={made.secret} until={made.expires_ms} />}
      </div>
      <details className="filters">
        <summary>{say("people_join")}</summary>
        <p className="hint">{say("people_join_lead")}</p>
        {sending.fault && <FaultBox fault={sending.fault} focus />}
        <form className="filter-fields top-aligned" onSubmit={(event) => void submit(event)} noValidate>
          {field("login", say("person_login"), 64, true)}
          {field("name", say("person_name"), 100, true)}
          {field("phone", say("person_phone"), 32, false)}
          <div className="field whole">
            <Button type="primary" htmlType="submit" loading={sending.busy}>
              {say("person_join")}
            </Button>
          </div>
        </form>
      </details>
    </>
  );
}

/** By the login that somebody says is his: a newcomer is on no officer's list. */
function FindPerson() {
  const { office } = useShared();
  const say = useSay();
  const sending = useSending();
  const [login, setLogin] = useState("");
  const [missed, setMissed] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = login.trim();
    if (!wanted) return;
    setMissed("");
    const reply = await sending.run(() => office.get<PeoplePage>(`${kPeople}?login=${encodeURIComponent(wanted)}`));
    const found = reply?.value.people[0];
    if (found) navigate(`/people/${found.id}`);
    else if (reply) setMissed(wanted);
  };
  return (
    <>
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      <form className="inline bottom" role="search" onSubmit={(event) => void submit(event)}>
        <Field id="find-login" label={say("people_find")} hint={say("people_find_hint")}>
          {(ids) => <Input {...ids} value={login} maxLength={64} autoComplete="off" spellCheck={false} onChange={(event) => setLogin(event.target.value)} />}
        </Field>
        <Button htmlType="submit" loading={sending.busy}>
          {say("people_find_do")}
        </Button>
      </form>
      <p className="told" role="status">{missed && say("people_find_none", { login: missed })}</p>
    </>
  );
}

export function RolesOf({ person }: { person: Person }) {
  const say = useSay();
  const pick = usePick();
  if (person.grants.length === 0) return <span className="soft">{say("person_no_roles")}</span>;
  return (
    <>
      {person.grants.map((grant) => (
        <span key={grant.id} className="under">
          {pick(grant.label)} <span className="soft">{grant.scope}</span>
        </span>
      ))}
    </>
  );
}

export default function People() {
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  const [turn, setTurn] = useState(0);
  const head = useGot<PeoplePage>(`${kPeople}?limit=1`);
  const columns: Column<Person>[] = [
    { key: "login", title: say("person_login"), head: true, cell: (person) => <Link to={`/people/${person.id}`}>{person.login}</Link> },
    { key: "name", title: say("person_name"), cell: (person) => person.name },
    { key: "roles", title: say("person_roles"), cell: (person) => <RolesOf person={person} /> },
    {
      key: "state", title: say("person_state"),
      cell: (person) => (
        <>
          <span className={`tag ${person.state === "locked" ? "tag-late" : person.state === "active" ? "tag-good" : ""}`}>{word("state_person", person.state)}</span>{" "}
          {person.demo && <span className="tag">{say("person_demo")}</span>}
        </>
      ),
    },
    { key: "joined", title: say("person_joined"), cell: (person) => day(chinaDay(new Date(person.joined_ms)), language) },
  ];
  return (
    <>
      <Heading text={say("people_title")} />
      <NotReady loaded={head} />
      {head.state === "ready" && (
        <>
          {head.value.may_join && <Join joined={() => setTurn(turn + 1)} />}
          <FindPerson />
          <Pages<Person> key={turn} path={kPeople} list="people">
            {(rows) => <DataTable caption={say("people_title")} quiet columns={columns} rows={rows} keyOf={(person) => person.id} empty={<p className="soft">{say("people_none")}</p>} />}
          </Pages>
        </>
      )}
    </>
  );
}
