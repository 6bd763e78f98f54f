// A draft whose base has moved: its changes are made to the pack that is in force, or to one that is to come; where both
// changed the same lines, the officer decides file by file.
import { Alert, Button, Radio, Select } from "antd";
import { useState } from "react";
import { day } from "../../../shared/format";
import { basesFor, undecided, type Draft, type PublishedPack, type Rebased, type Side } from "../packs";
import { useGot, useLanguage, useSay, useSending, useShared } from "../state";
import { FaultBox } from "./fault";
import { Field } from "./field";
import { DataTable } from "./table";

interface Props {
  draft: Draft;
  rebased(draft: Draft, told: string): void;
}

export function Rebase({ draft, rebased }: Props) {
  const { change } = useShared();
  const say = useSay();
  const language = useLanguage();
  const sending = useSending();
  const packs = useGot<{ packs: PublishedPack[]; in_force: string }>("/api/v1/packs");
  const [chosen, setChosen] = useState("");
  const [conflicts, setConflicts] = useState<Rebased["conflicts"]>([]);
  const [sides, setSides] = useState<Record<string, Side>>({});
  const isOver = draft.state === "published" || draft.state === "withdrawn";
  const bases = packs.state === "ready" && !isOver ? basesFor(draft, packs.value.packs, packs.value.in_force) : [];
  if (bases.length === 0) return null;
  const base = bases.find((one) => one.hash === chosen) ?? bases[0]!;
  const send = async () => {
    const body = { ...(base.on ? { on: base.on } : {}), sides: Object.entries(sides).map(([path, side]) => ({ path, side })) };
    const reply = await sending.run(() => change<Rebased>(`/api/v1/pack-drafts/${draft.id}/rebase`, { body, etag: `"${draft.revision}"` }));
    if (!reply) return;
    if (reply.value.rebased) rebased(reply.value.draft, say("rebase_done", { n: reply.value.files.length }));
    else setConflicts(reply.value.conflicts);
  };
  const files = [...new Set(conflicts.map((one) => one.path))];
  return (
    <section className="case-acts" aria-label={say("rebase")}>
      <h2>{say("rebase")}</h2>
      {draft.base_stands ? <p className="soft">{say("rebase_lead")}</p> : <Alert type="warning" showIcon title={say("rebase_moved")} />}
      {!draft.may_edit ? (
        <p className="soft spaced">{say("rebase_first")}</p>
      ) : (
        <>
          {sending.fault && <FaultBox fault={sending.fault} focus />}
          <Field id="rebase-onto" label={say("rebase_onto")}>
            {(ids) => (
              <Select {...ids} className="short" value={base.hash} onChange={(hash: string) => {
          // What was settled is about another base.
          setChosen(hash);
          setConflicts([]);
          setSides({});
        }}
                options={bases.map((one) => ({
                  value: one.hash,
                  label: one.on ? say("rebase_onto_later", { date: day(one.on, language), hash: one.hash.slice(0, 12) }) : say("rebase_onto_now", { hash: one.hash.slice(0, 12) }),
                }))} />
            )}
          </Field>
          {conflicts.length > 0 && (
            <>
              <DataTable caption={say("rebase_conflicts")} rows={conflicts} keyOf={(one, at) => `${one.path}/${at}`}
                columns={[
                  {
                    key: "place", title: say("fault_place"), head: true,
                    cell: (one) => (
                      <>
                        <span className="code whole-hash">{one.path}</span> <span className="under soft">{one.line > 0 ? say("rebase_line", { line: one.line }) : say("rebase_whole")}</span>
                      </>
                    ),
                  },
                  { key: "draft", title: say("rebase_mine"), cell: (one) => <pre className="code">{one.draft}</pre> },
                  { key: "in_force", title: say("rebase_theirs"), cell: (one) => <pre className="code">{one.in_force}</pre> },
                ]} />
              {files.map((path, at) => (
                <Field key={path} id={`rebase-side-${at}`} label={say("rebase_side", { path })}>
                  {(ids) => (
                    <Radio.Group {...ids} value={sides[path]} onChange={(event) => setSides({ ...sides, [path]: event.target.value as Side })}
                      options={[{ value: "draft", label: say("rebase_mine") }, { value: "in_force", label: say("rebase_theirs") }]} />
                  )}
                </Field>
              ))}
            </>
          )}
          <div className="actions">
            <Button type="primary" loading={sending.busy} disabled={undecided(conflicts, sides)} onClick={() => void send()}>
              {say("rebase_do")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
