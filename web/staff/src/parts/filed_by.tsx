// The cases in which somebody acted by a mandate, and the hold on those that can be held: what was filed by somebody who
// was never the firm's stops until it is looked into, and is annulled from the case itself.
import { Alert, Button, Input } from "antd";
import { useRef, useState } from "react";
import { money } from "../../../shared/format";
import type { Mandate } from "../../../shared/people";
import type { Case } from "../case";
import type { CaseLine, CasePage } from "../queue";
import { useOnce, usePick, useSay, useSending, useShared, useWord } from "../state";
import { FaultBox } from "./fault";
import { Field } from "./field";
import { Link } from "./link";
import { Pages } from "./pages";
import { DataTable, type Column } from "./table";

export function FiledBy({ one }: { one: Mandate }) {
  const { office } = useShared();
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const once = useOnce();
  const sending = useSending();
  const listed = `/api/v1/cases?mandate=${encodeURIComponent(one.id)}&limit=200`;
  const [round, setRound] = useState(0);
  const [note, setNote] = useState(() => say("filed_note"));
  const [told, setTold] = useState("");
  const answer = useRef<HTMLDivElement>(null);
  /** All of them, also those that aren't shown yet. */
  const hold = async () => {
    setTold("");
    let held = 0;
    const done = await sending.run(async () => {
      const references: string[] = [];
      for (let after: string | null = ""; after !== null;) {
        const path: string = after === "" ? listed : `${listed}&cursor=${encodeURIComponent(after)}`;
        const { value }: { value: CasePage } = await office.get<CasePage>(path);
        references.push(...value.cases.map((line) => line.reference));
        after = value.next_cursor;
      }
      for (const reference of references) {
        const path = `/api/v1/cases/${encodeURIComponent(reference)}`;
        const { value, etag } = await office.get<Case>(path);
        if (!value.acts.includes("hold") || value.holds.length > 0) continue;
        await once(`${path}/acts`, { act: "hold", note: note.trim() }, etag ?? undefined);
        held += 1;
      }
      return true;
    });
    if (done) setTold(say("filed_held", { count: held }));
    setRound(round + 1);
    answer.current?.focus();
  };
  const columns: Column<CaseLine>[] = [
    { key: "reference", title: say("column_reference"), head: true, cell: (line) => <span className="once"><Link to={`/cases/${line.reference}`}>{line.reference}</Link></span> },
    { key: "case", title: say("column_case"), cell: (line) => pick(line.title) },
    { key: "state", title: say("column_state"), cell: (line) => (line.phase === "closed" ? word("outcome", line.outcome) : word("phase", line.phase)) },
    { key: "amount", title: say("column_amount"), figure: true, cell: (line) => (line.amount_fen === null ? "—" : money(line.amount_fen)) },
  ];
  return (
    <section aria-labelledby="filed-title">
      <h2 id="filed-title">{say("filed_title", { name: one.person.name, login: one.person.login })}</h2>
      <p>{say("filed_lead")}</p>
      <div ref={answer} tabIndex={-1} role="status" className="told">
        {told && <Alert type="success" showIcon title={told} />}
      </div>
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      <Pages<CaseLine> key={round} path={listed} list="cases">
        {(lines) => (
          <>
            <DataTable caption={say("filed_caption")} quiet columns={columns} rows={lines} keyOf={(line) => line.reference} empty={<p className="soft">{say("filed_none")}</p>} />
            {lines.length > 0 && (
              <div className="inline bottom spaced">
                <Field id="hold-note" label={say("filed_why")} wrong={note.trim() ? null : say("field_missing")}>
                  {(ids) => <Input {...ids} value={note} maxLength={300} onChange={(event) => setNote(event.target.value)} />}
                </Field>
                <Button danger loading={sending.busy} disabled={!note.trim()} onClick={() => void hold()}>
                  {say("filed_hold")}
                </Button>
              </div>
            )}
          </>
        )}
      </Pages>
    </section>
  );
}
