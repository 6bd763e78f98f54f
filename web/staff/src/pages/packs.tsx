// Drafts of packs, and the packs that were published.
import { Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import { day } from "../../../shared/format";
import { kMostDraftTitle } from "../limits";
import type { Draft, PublishedPack } from "../packs";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { DataTable, type Column } from "../parts/table";
import { moment } from "../queue";
import { navigate } from "../router";
import { useGot, useLanguage, useOnce, usePick, useSay, useSending, useWord } from "../state";

const kDrafts = "/api/v1/pack-drafts";

function Begin() {
  const say = useSay();
  const once = useOnce();
  const sending = useSending();
  const [title, setTitle] = useState("");
  const begin = async (event: FormEvent) => {
    event.preventDefault();
    const reply = await sending.run(() => once<Draft>(kDrafts, { title: title.trim() }));
    if (reply) navigate(`/packs/${reply.value.id}`);
  };
  return (
    <form className="narrow" onSubmit={(event) => void begin(event)}>
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      <Field id="draft-title" label={say("packs_begin_title")} hint={say("packs_begin_hint")}>
        {(ids) => <Input {...ids} value={title} maxLength={kMostDraftTitle} required onChange={(event) => setTitle(event.target.value)} />}
      </Field>
      <Button type="primary" htmlType="submit" disabled={!title.trim()} loading={sending.busy}>
        {say("packs_begin")}
      </Button>
    </form>
  );
}

export default function Packs() {
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const language = useLanguage();
  const drafts = useGot<{ drafts: Draft[] }>(kDrafts);
  const packs = useGot<{ packs: PublishedPack[] }>("/api/v1/packs");
  const draftColumns: Column<Draft>[] = [
    { key: "title", title: say("draft"), head: true, cell: (one) => <Link to={`/packs/${one.id}`}>{one.title}</Link> },
    { key: "revision", title: say("history_revision"), cell: (one) => say("draft_revision", { n: one.revision }) },
    { key: "state", title: say("draft_state"), cell: (one) => <span className="tag">{word("draft_state", one.state)}</span> },
    { key: "changed", title: say("draft_changed"), cell: (one) => moment(one.changed_ms, language) },
  ];
  const packColumns: Column<PublishedPack>[] = [
    {
      key: "title", title: say("pack"), head: true,
      cell: (one) => (
        <>
          {pick(one.title)} <span className="under soft">{one.notice.number}</span>
        </>
      ),
    },
    { key: "version", title: say("pack_version"), cell: (one) => one.version },
    { key: "effective", title: say("pack_effective"), cell: (one) => (one.effective_on ? day(one.effective_on, language) : say("pack_founding")) },
    { key: "state", title: say("pack_state"), cell: (one) => <span className={`tag ${one.state === "in_force" ? "tag-good" : ""}`}>{word("pack_state", one.state)}</span> },
    { key: "note", title: say("pack_note"), cell: (one) => one.note || "—" },
    { key: "hash", title: say("pack_hash"), cell: (one) => <code title={one.hash}>{one.hash.slice(0, 12)}</code> },
  ];
  return (
    <>
      <Heading text={say("packs_title")} />
      <p>{say("packs_lead")}</p>
      <h2>{say("packs_drafts")}</h2>
      <NotReady loaded={drafts} />
      {drafts.state === "ready" && (
        <DataTable caption={say("packs_drafts")} quiet columns={draftColumns} rows={drafts.value.drafts} keyOf={(one) => one.id} empty={<p className="soft">{say("packs_drafts_none")}</p>} />
      )}
      <h2>{say("packs_begin")}</h2>
      <Begin />
      <h2>{say("packs_published")}</h2>
      <NotReady loaded={packs} />
      {packs.state === "ready" && <DataTable caption={say("packs_published")} quiet columns={packColumns} rows={packs.value.packs} keyOf={(one, at) => `${one.hash}/${at}`} />}
    </>
  );
}
