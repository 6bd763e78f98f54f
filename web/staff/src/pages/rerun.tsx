// Behind a publication: what the pack in force makes of the open cases of a place, and having them judged anew by it.
import { Alert, Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import { money } from "../../../shared/format";
import { FaultBox } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { DataTable } from "../parts/table";
import { kNoneYet, withPart, type RerunCase, type RerunPart, type RerunSum } from "../rerun";
import { usePick, useSay, useSending, useShared, useWord } from "../state";

function Figures({ sum }: { sum: RerunSum }) {
  const say = useSay();
  const figures: [string, number][] = [
    [say("rerun_looked_at"), sum.looked_at],
    [say("rerun_judged"), sum.judged],
    [say("rerun_differ"), sum.differ],
    [say("rerun_failed"), sum.failed],
  ];
  return (
    <dl className="sum narrow">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figure">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export default function Rerun() {
  const { session, change } = useShared();
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const own = session.roles.find((held) => held.role.endsWith("_officer") && held.scope)?.scope ?? "";
  const [place, setPlace] = useState(own);
  const [shown, setShown] = useState<{ sum: RerunSum; tried: boolean; ended: boolean } | null>(null);
  const sending = useSending();
  // What was judged by the pack in force is left as it is, so a run that broke off is simply run again.
  const run = (tried: boolean) =>
    sending.run(async () => {
      let sum = kNoneYet;
      let after: string | null = null;
      do {
        const body: Record<string, unknown> = { place, dry_run: tried, ...(after === null ? {} : { after }) };
        const { value }: { value: RerunPart } = await change<RerunPart>("/api/v1/reruns", { body });
        sum = withPart(sum, value);
        after = value.next;
        setShown({ sum, tried, ended: after === null });
      } while (after !== null);
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(true);
  };
  const judged = (one: RerunCase["before"]) => {
    if (!one) return "—";
    const amount = one.amount_fen !== null ? money(one.amount_fen) : one.at_most_fen !== null ? say("case_at_most", { amount: money(one.at_most_fen) }) : "";
    return `${word("state", one.state)} ${amount}`;
  };
  return (
    <>
      <Heading text={say("rerun_title")} />
      <p>{say("rerun_lead")}</p>
      <form onSubmit={submit} className="filter-fields">
        <Field id="rerun-place" label={say("batch_place")}>
          {(ids) => (
            <Input {...ids} value={place} maxLength={12} inputMode="numeric"
              onChange={(event) => {
                setPlace(event.target.value.trim());
                setShown(null);
              }} />
          )}
        </Field>
        <div className="field">
          <Button htmlType="submit" type="primary" loading={sending.busy} disabled={!place}>
            {say("rerun_try")}
          </Button>
        </div>
      </form>
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      <div role="status">
        {shown?.ended === false && <p>{say("rerun_progress", { count: shown.sum.looked_at })}</p>}
        {shown?.ended && !shown.tried && <Alert type="success" showIcon title={say("rerun_done", { count: shown.sum.judged - shown.sum.failed })} />}
        {shown?.ended && shown.tried && shown.sum.judged === 0 && <Alert type="info" showIcon title={say("rerun_none")} />}
      </div>
      {shown && (
        <>
          <Figures sum={shown.sum} />
          {shown.tried && shown.ended && shown.sum.judged > 0 && (
            <div className="actions spaced">
              <Button type="primary" onClick={() => void run(false)} loading={sending.busy}>
                {say("rerun_do", { count: shown.sum.judged })}
              </Button>
            </div>
          )}
          {shown.sum.cases.length > 0 && (
            <DataTable caption={say("rerun_cases")} rows={shown.sum.cases} keyOf={(one) => one.reference}
              columns={[
                { key: "reference", title: say("column_reference"), head: true, cell: (one) => <Link to={`/cases/${one.reference}`}>{one.reference}</Link> },
                { key: "provision", title: say("column_case"), cell: (one) => one.provision },
                { key: "place", title: say("column_place"), cell: (one) => one.place },
                { key: "before", title: say("impact_before"), cell: (one) => judged(one.before) },
                { key: "after", title: say("impact_after"), cell: (one) => (one.faults[0] ? pick(one.faults[0].detail) : judged(one.after)) },
              ]} />
          )}
        </>
      )}
    </>
  );
}
