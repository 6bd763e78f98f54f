// What a draft holds: its sheets, its files, what differs, what happened to it.
import { Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import type { ApiFault } from "../../../shared/call";
import { kMostDraftNote } from "../limits";
import { size } from "../case";
import { ownerPart, type Draft, type PackDiff, type SheetRef } from "../packs";
import { moment } from "../queue";
import { asFault, useGot, useLanguage, useLoaded, usePick, useSay, useShared, useWord } from "../state";
import { FaultBox, NotReady } from "./fault";
import { Field } from "./field";
import { Link } from "./link";
import { DataTable, type Column } from "./table";

interface Props {
  draft: Draft;
  changed(draft: Draft): void;
}

export function SheetsTab({ draft }: Pick<Props, "draft">) {
  const say = useSay();
  const pick = usePick();
  const loaded = useGot<{ sheets: SheetRef[] }>(`/api/v1/pack-drafts/${draft.id}/sheets`);
  if (loaded.state !== "ready") return <NotReady loaded={loaded} />;
  const columns: Column<SheetRef>[] = [
    {
      key: "title", title: say("sheet"), head: true,
      cell: (one) => (
        <Link to={`/packs/${draft.id}/${ownerPart(one.owner)}`}>
          {one.owner} {pick(one.title)}
        </Link>
      ),
    },
    { key: "parameters", title: say("sheet_parameters"), figure: true, cell: (one) => String(one.parameters) },
    { key: "tables", title: say("sheet_tables"), figure: true, cell: (one) => String(one.tables) },
    { key: "file", title: say("sheet_file"), cell: (one) => <span className="code whole-hash">{one.file}</span> },
  ];
  return <DataTable caption={say("draft_tab_sheets")} quiet columns={columns} rows={loaded.value.sheets} keyOf={(one) => `${one.kind}/${one.owner}`} empty={<p className="soft">{say("sheet_none")}</p>} />;
}

interface FileRow {
  path: string;
  bytes: number;
  hash: string;
  changed: boolean;
  editable: boolean;
}

function FileEditor({ draft, path, changed }: Props & { path: string }) {
  const { office, change } = useShared();
  const say = useSay();
  const address = `/api/v1/pack-drafts/${draft.id}/file?path=${encodeURIComponent(path)}`;
  const loaded = useLoaded(async () => (await office.get<{ text: string; hash: string }>(address)).value, [address, draft.hash]);
  const [text, setText] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [busy, setBusy] = useState(false);
  if (loaded.state !== "ready") return <NotReady loaded={loaded} />;
  const shown = text ?? loaded.value.text;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      const body = { text: shown, ...(note.trim() ? { note: note.trim() } : {}) };
      const { value } = await change<Draft>(address, { method: "PUT", body, etag: `"${draft.revision}"` });
      setNote("");
      setText(null);
      changed(value);
    } catch (reason) {
      setFault(asFault(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      {fault && <FaultBox fault={fault} focus />}
      <Field id="file-text" label={say("files_text", { path })}>
        {(ids) => <Input.TextArea {...ids} className="code" autoSize={{ minRows: 12, maxRows: 30 }} value={shown} spellCheck={false} readOnly={!draft.may_edit} onChange={(event) => setText(event.target.value)} />}
      </Field>
      {draft.may_edit && (
        <>
          <Field id="file-note" label={say("files_note")}>
            {(ids) => <Input {...ids} value={note} maxLength={kMostDraftNote} onChange={(event) => setNote(event.target.value)} />}
          </Field>
          <Button type="primary" htmlType="submit" loading={busy} disabled={text === null || text === loaded.value.text}>
            {say("sheet_save")}
          </Button>
        </>
      )}
    </form>
  );
}

export function FilesTab({ draft, changed }: Props) {
  const { office } = useShared();
  const say = useSay();
  const [open, setOpen] = useState<string | null>(null);
  const address = `/api/v1/pack-drafts/${draft.id}/files`;
  const loaded = useLoaded(async () => (await office.get<{ files: FileRow[] }>(address)).value, [address, draft.hash]);
  if (loaded.state !== "ready") return <NotReady loaded={loaded} />;
  const columns: Column<FileRow>[] = [
    {
      key: "path", title: say("files_path"), head: true,
      cell: (one) => (
        <>
          <span className="code whole-hash">{one.path}</span> {one.changed && <span className="tag tag-soon">{say("files_changed")}</span>}
        </>
      ),
    },
    { key: "bytes", title: say("files_size"), figure: true, cell: (one) => size(one.bytes) },
    {
      key: "open", title: say("files_edit"),
      cell: (one) =>
        one.editable && (
          <Button aria-label={`${say("files_edit")} ${one.path}`} onClick={() => setOpen(one.path)}>
            {say("files_edit")}
          </Button>
        ),
    },
  ];
  const changedFirst = [...loaded.value.files].sort((a, b) => Number(b.changed) - Number(a.changed));
  return (
    <>
      {open && (
        <div className="spaced">
          <FileEditor key={`${open}/${draft.hash}`} draft={draft} path={open} changed={changed} />
        </div>
      )}
      <DataTable caption={say("draft_tab_files")} quiet columns={columns} rows={changedFirst} keyOf={(one) => one.path} />
    </>
  );
}

export function DiffTab({ draft }: Pick<Props, "draft">) {
  const { office } = useShared();
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const address = `/api/v1/pack-drafts/${draft.id}/diff`;
  const loaded = useLoaded(async () => (await office.get<PackDiff>(address)).value, [address, draft.hash]);
  if (loaded.state !== "ready") return <NotReady loaded={loaded} />;
  const { changes, examples } = loaded.value;
  const columns: Column<PackDiff["changes"][number]>[] = [
    {
      key: "what", title: say("diff_what"), head: true,
      cell: (one) => (
        <>
          {pick(one.label)} <span className="under soft">{pick(one.what_label)} · {one.path}</span>
        </>
      ),
    },
    { key: "kind", title: say("diff_kind"), cell: (one) => <span className="tag">{word("diff_kind", one.kind)}</span> },
    { key: "before", title: say("diff_before"), cell: (one) => (one.before ? <del>{pick(one.before)}</del> : "—") },
    { key: "after", title: say("diff_after"), cell: (one) => (one.after ? <ins>{pick(one.after)}</ins> : "—") },
  ];
  return (
    <>
      <DataTable caption={say("draft_tab_diff")} quiet columns={columns} rows={changes} keyOf={(_, at) => String(at)} empty={<p className="soft">{say("diff_none")}</p>} />
      {examples && examples.run > 0 && (
        <>
          <h3 className="spaced">{say("diff_examples")}</h3>
          <p>{say("diff_examples_line", { run: examples.run, different: examples.different.length })}</p>
          {examples.different.length > 0 && (
            <DataTable caption={say("diff_examples")} quiet rows={examples.different} keyOf={(_, at) => String(at)}
              columns={[
                { key: "example", title: say("trial_title"), head: true, cell: (one) => one.example },
                { key: "about", title: say("trial_about"), cell: (one) => one.about },
                { key: "before", title: say("diff_before"), cell: (one) => one.before },
                { key: "after", title: say("diff_after"), cell: (one) => one.after },
              ]} />
          )}
        </>
      )}
    </>
  );
}

interface Change {
  revision: number;
  at_ms: number;
  act: string;
  note: string;
  files: string[];
  hash: string;
}

export function HistoryTab({ draft, changed }: Props) {
  const { office, change } = useShared();
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  const [fault, setFault] = useState<ApiFault | null>(null);
  const address = `/api/v1/pack-drafts/${draft.id}/history`;
  const loaded = useLoaded(async () => (await office.get<{ changes: Change[] }>(address)).value, [address, draft.revision]);
  if (loaded.state !== "ready") return <NotReady loaded={loaded} />;
  const restore = async (revision: number) => {
    setFault(null);
    try {
      changed((await change<Draft>(`/api/v1/pack-drafts/${draft.id}/restore`, { body: { revision }, etag: `"${draft.revision}"` })).value);
    } catch (reason) {
      setFault(asFault(reason));
    }
  };
  const columns: Column<Change>[] = [
    { key: "revision", title: say("history_revision"), head: true, cell: (one) => String(one.revision) },
    { key: "at", title: say("history_at"), cell: (one) => moment(one.at_ms, language) },
    {
      key: "act", title: say("history_act"),
      cell: (one) => (
        <>
          {word("history_act", one.act)} {one.note && <span className="under soft">{one.note}</span>}
        </>
      ),
    },
    { key: "files", title: say("history_files"), cell: (one) => <span className="code whole-hash">{one.files.join(", ")}</span> },
    {
      key: "restore", title: say("history_back"),
      cell: (one) =>
        draft.may_edit && one.hash !== draft.hash && (
          <Button onClick={() => void restore(one.revision)}>{say("history_restore", { n: one.revision })}</Button>
        ),
    },
  ];
  return (
    <>
      {fault && <FaultBox fault={fault} focus />}
      <DataTable caption={say("draft_tab_history")} quiet columns={columns} rows={loaded.value.changes} keyOf={(one, at) => `${one.revision}/${at}`} />
    </>
  );
}
