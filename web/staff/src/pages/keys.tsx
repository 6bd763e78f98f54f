// API keys: made, shown once, ended.
import { Button, Checkbox, Input, Select } from "antd";
import { useState, type FormEvent } from "react";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { SecretBox } from "../parts/secret";
import { DataTable, type Column } from "../parts/table";
import { endOfDay, type ApiKey, type Makeable } from "../people";
import { moment } from "../queue";
import { useGot, useLanguage, useOnce, usePick, useSay, useSending, useShared, useWord } from "../state";

const kKeys = "/api/v1/keys";

function Make({ makeable, made }: { makeable: readonly Makeable[]; made(): void }) {
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const once = useOnce();
  const sending = useSending();
  const [tried, setTried] = useState(false);
  const [filled, setFilled] = useState({ label: "", kind: "live", at: -1, only: [] as string[], until: "" });
  const [shown, setShown] = useState<{ key: ApiKey; secret: string | null } | null>(null);
  const chosen = makeable[filled.at];
  const until = endOfDay(filled.until);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!chosen || !filled.label.trim() || until === null || filled.only.length === 0) return;
    const body = { label: filled.label.trim(), kind: filled.kind, role: chosen.role, ...(chosen.scope ? { scope: chosen.scope } : {}), only: filled.only, until_ms: until };
    const reply = await sending.run(() => once<{ key: ApiKey; secret: string | null }>(kKeys, body));
    if (!reply) return;
    setShown(reply.value);
    setTried(false);
    setFilled({ label: "", kind: "live", at: -1, only: [], until: "" });
    made();
  };
  const missing = (wrong: boolean) => (tried && wrong ? say("field_missing") : null);
  return (
    <>
      <div role="status">{shown && <SecretBox title={say("key_made_done", { label: shown.key.label })} secret={shown.secret} until={shown.key.until_ms} />}</div>
      <details className="filters">
        <summary>{say("key_make")}</summary>
        {sending.fault && <FaultBox fault={sending.fault} focus />}
        <form className="filter-fields top-aligned" onSubmit={(event) => void submit(event)} noValidate>
          <Field id="key-label" label={say("key_label")} wrong={missing(!filled.label.trim())}>
            {(ids) => <Input {...ids} value={filled.label} maxLength={100} onChange={(event) => setFilled({ ...filled, label: event.target.value })} />}
          </Field>
          <Field id="key-kind" label={say("key_kind")}>
            {(ids) => (
              <Select {...ids} value={filled.kind} onChange={(kind: string) => setFilled({ ...filled, kind })}
                options={["live", "test"].map((kind) => ({ value: kind, label: word("key_kind", kind) }))} />
            )}
          </Field>
          <Field id="key-role" label={say("key_role")} wrong={missing(!chosen)}>
            {(ids) => (
              <Select {...ids} value={filled.at < 0 ? null : filled.at} onChange={(at: number) => setFilled({ ...filled, at, only: [...(makeable[at]?.only ?? [])] })}
                options={makeable.map((one, at) => ({ value: at, label: [pick(one.label), one.scope].filter(Boolean).join(" ") }))} />
            )}
          </Field>
          <Field id="key-until" label={say("key_until")} hint={say("key_until_hint")} wrong={missing(until === null)}>
            {(ids) => <Input {...ids} type="date" value={filled.until} onChange={(event) => setFilled({ ...filled, until: event.target.value })} />}
          </Field>
          {chosen && (
            <fieldset className="pick whole">
              <legend>{say("key_only")}</legend>
              <Checkbox.Group value={filled.only} onChange={(only) => setFilled({ ...filled, only })} options={chosen.only.map((one) => ({ value: one, label: word("action", one) }))} />
              {missing(filled.only.length === 0) && <p className="wrong">{say("field_missing")}</p>}
            </fieldset>
          )}
          <div className="field whole">
            <Button type="primary" htmlType="submit" loading={sending.busy}>
              {say("key_make")}
            </Button>
          </div>
        </form>
      </details>
    </>
  );
}

export default function Keys() {
  const { change } = useShared();
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const language = useLanguage();
  const sending = useSending();
  const keys = useGot<{ keys: ApiKey[]; makeable: Makeable[] }>(kKeys);
  const end = async (key: ApiKey) => {
    await sending.run(() => change<void>(`${kKeys}/${encodeURIComponent(key.id)}`, { method: "DELETE" }));
    keys.retry();
  };
  const columns: Column<ApiKey>[] = [
    {
      key: "label", title: say("key_label"), head: true,
      cell: (key) => (
        <>
          {key.label} {key.kind === "test" && <span className="tag">{word("key_kind", key.kind)}</span>}
        </>
      ),
    },
    { key: "role", title: say("key_role"), cell: (key) => pick(key.role_label) },
    { key: "scope", title: say("key_scope"), cell: (key) => <span className="code">{key.scope || "—"}</span> },
    { key: "only", title: say("key_only"), cell: (key) => key.only.map((one) => word("action", one)).join(", ") },
    { key: "made", title: say("key_made"), cell: (key) => moment(key.made_ms, language) },
    { key: "until", title: say("key_until"), cell: (key) => moment(key.until_ms, language) },
    {
      key: "end", title: say("key_end"),
      cell: (key) => (
        <Button danger disabled={sending.busy} aria-label={say("key_end_of", { label: key.label })} onClick={() => void end(key)}>
          {say("key_end")}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Heading text={say("keys_title")} />
      <p>{say("keys_lead")}</p>
      <NotReady loaded={keys} />
      {keys.state === "ready" && (
        <>
          {keys.value.makeable.length > 0 ? <Make makeable={keys.value.makeable} made={keys.retry} /> : <p className="soft">{say("key_cannot")}</p>}
          {sending.fault && <FaultBox fault={sending.fault} focus />}
          <DataTable caption={say("keys_title")} quiet columns={columns} rows={keys.value.keys} keyOf={(key) => key.id} empty={<p className="soft">{say("keys_none")}</p>} />
        </>
      )}
    </>
  );
}
