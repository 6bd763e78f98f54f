// A draft of a pack: what it holds and changes, its check and impact, and the acts that lead to its publication.
import { Alert, Button, Input, Tabs } from "antd";
import { useState, type FormEvent } from "react";
import type { ApiFault } from "../../../shared/call";
import { kMostDraftNote } from "../limits";
import { day } from "../../../shared/format";
import { isSignedOut } from "../../../shared/office";
import type { Draft } from "../packs";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { CheckTab, ImpactTab } from "../parts/pack_job";
import { DiffTab, FilesTab, HistoryTab, SheetsTab } from "../parts/pack_tabs";
import { Rebase } from "../parts/rebase";
import { setQuery, usePlace } from "../router";
import { asFault, useGot, useLanguage, useOnce, useSay, useShared, useWord } from "../state";

interface ActsProps {
  draft: Draft;
  acted(draft: Draft, told: string): void;
}

/** What takes a draft back stands behind what leads on. */
const kBack = ["send_back", "withdraw"];

const kWithNote = ["send_back", "publish", "withdraw"];

function Acts({ draft, acted }: ActsProps) {
  const { office, signedOut } = useShared();
  const say = useSay();
  const word = useWord();
  const once = useOnce();
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [on, setOn] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const path = `/api/v1/pack-drafts/${draft.id}`;
  const noteMissing = (chosen === "send_back" || chosen === "withdraw") && !note.trim();
  const send = async (act: string) => {
    setBusy(true);
    setFault(null);
    try {
      const body = { act, ...(note.trim() ? { note: note.trim() } : {}), ...(act === "publish" ? { effective_on: on } : {}) };
      const { value } = await once<Draft>(`${path}/acts`, body, `"${draft.revision}"`);
      setChosen(null);
      setNote("");
      acted(value, say("draft_act_done", { act: word("draft_act", act) }));
    } catch (reason) {
      const wrong = asFault(reason);
      if (isSignedOut(wrong)) signedOut();
      else if (wrong.status === 412) {
        const fresh = await office.get<Draft>(path).catch(() => null);
        if (fresh) acted(fresh.value, say("draft_moved"));
      } else setFault(wrong);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (chosen && !noteMissing && (chosen !== "publish" || on)) void send(chosen);
  };
  return (
    <section className="case-acts" aria-label={say("draft_next")}>
      <h2>{say("draft_next")}</h2>
      {fault && <FaultBox fault={fault} focus />}
      {draft.acts.length === 0 && <p className="soft">{say("draft_waits")}</p>}
      {chosen && kWithNote.includes(chosen) ? (
        <form onSubmit={submit} noValidate>
          <h3>{word("draft_act", chosen)}</h3>
          {chosen === "publish" && (
            <Field id="act-on" label={say("draft_act_on")} wrong={tried && !on ? say("field_missing") : null}>
              {(ids) => <Input {...ids} type="date" className="short" value={on} onChange={(event) => setOn(event.target.value)} />}
            </Field>
          )}
          <Field id="act-note" label={say("draft_act_note")} wrong={tried && noteMissing ? say("field_missing") : null}>
            {(ids) => <Input.TextArea {...ids} rows={2} maxLength={kMostDraftNote} value={note} onChange={(event) => setNote(event.target.value)} />}
          </Field>
          <div className="actions">
            <Button type="primary" htmlType="submit" loading={busy}>
              {say("do_it", { act: word("draft_act", chosen) })}
            </Button>
            <Button onClick={() => setChosen(null)}>{say("cancel")}</Button>
          </div>
        </form>
      ) : (
        <div className="actions">
          {[...draft.acts].sort((a, b) => Number(kBack.includes(a)) - Number(kBack.includes(b))).map((act) => (
            <Button key={act} type={kBack.includes(act) ? "default" : "primary"} loading={busy}
              onClick={() => {
                setTried(false);
                if (kWithNote.includes(act)) setChosen(act);
                else void send(act);
              }}>
              {word("draft_act", act)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

export default function DraftPage({ id }: { id: string }) {
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  const { query } = usePlace();
  const loaded = useGot<Draft>(`/api/v1/pack-drafts/${encodeURIComponent(id)}`);
  const [newer, setNewer] = useState<Draft | null>(null);
  const [told, setTold] = useState("");
  if (loaded.state !== "ready") {
    return (
      <>
        <p className="crumbs">
          <Link to="/packs">{say("packs_title")}</Link>
        </p>
        <Heading text={say("draft")} />
        <NotReady loaded={loaded} />
      </>
    );
  }
  const draft = newer && newer.revision > loaded.value.revision ? newer : loaded.value;
  const changed = (next: Draft) => {
    setNewer(next);
    setTold("");
    loaded.retry();
  };
  // Whoever reviews it reads what differs.
  const first = draft.acts.includes("approve") ? "diff" : "sheets";
  const checked = (state: Draft["check"]) => {
    if (state === null) return say("check_none");
    return say(!state.is_current ? "check_stale" : state.passed ? "check_passed" : "check_failed");
  };
  return (
    <>
      <p className="crumbs">
        <Link to="/packs">{say("packs_title")}</Link>
      </p>
      <Heading text={draft.title}>
        <p>
          <span className="tag">{word("draft_state", draft.state)}</span> {say("draft_revision", { n: draft.revision })} · <code title={draft.hash}>{draft.hash.slice(0, 12)}</code>
          {draft.publication && <> · {say("draft_published", { date: day(draft.publication.effective_on, language) })}</>}
        </p>
      </Heading>
      <div role="status">{told && <Alert type="success" showIcon title={told} />}</div>
      <div className="case">
        <Acts key={draft.revision} draft={draft} acted={(next, what) => { changed(next); setTold(what); }} />
        <dl className="sum">
          <div>
            <dt>{say("draft_tab_check")}</dt>
            <dd>{checked(draft.check)}</dd>
          </div>
          <div>
            <dt>{say("draft_tab_impact")}</dt>
            <dd>{draft.impact === null ? say("impact_none") : draft.impact.is_current ? word("job_state", "done") : say("check_stale")}</dd>
          </div>
        </dl>
      </div>
      <Rebase key={`rebase/${draft.revision}`} draft={draft} rebased={(next, what) => { changed(next); setTold(what); }} />
      <Tabs activeKey={query.get("tab") ?? first} onChange={(tab) => setQuery({ tab: tab === first ? null : tab })} destroyOnHidden
        items={[
          { key: "sheets", label: say("draft_tab_sheets"), children: <SheetsTab draft={draft} /> },
          { key: "files", label: say("draft_tab_files"), children: <FilesTab draft={draft} changed={changed} /> },
          { key: "check", label: say("draft_tab_check"), children: <CheckTab draft={draft} changed={loaded.retry} /> },
          { key: "impact", label: say("draft_tab_impact"), children: <ImpactTab draft={draft} changed={loaded.retry} /> },
          { key: "diff", label: say("draft_tab_diff"), children: <DiffTab draft={draft} /> },
          { key: "history", label: say("draft_tab_history"), children: <HistoryTab draft={draft} changed={changed} /> },
        ]} />
    </>
  );
}
