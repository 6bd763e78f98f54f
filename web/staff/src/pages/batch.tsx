// Relief without an application: which firms of a place would get it, and a case begun for each.
import { Alert, Button, Input, Select } from "antd";
import { useState, type FormEvent } from "react";
import { added, kNothingYet, wouldBegin, type BatchPart, type BatchSum } from "../batch";
import type { Text } from "../../../shared/client";
import { money } from "../../../shared/format";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { DataTable } from "../parts/table";
import { useGot, usePick, useSay, useSending, useShared } from "../state";

interface Offered {
  procedures: { provision: string; title: Text; starts: string[] }[];
}

function Figures({ sum, tried }: { sum: BatchSum; tried: boolean }) {
  const say = useSay();
  const figures: [string, string][] = [
    [say("batch_firms"), String(sum.firms)],
    [say("batch_entitled"), String(sum.entitled)],
    [say("batch_already"), String(sum.already)],
    tried ? [say("batch_would"), String(wouldBegin(sum))] : [say("batch_begun"), String(sum.begun)],
    [say("batch_amount"), money(sum.amount_fen)],
  ];
  return (
    <dl className="sum">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figure">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export default function Batch() {
  const { session, change } = useShared();
  const say = useSay();
  const pick = usePick();
  const offered = useGot<Offered>("/api/v1/procedures");
  const own = session.roles.find((held) => held.role.endsWith("_officer") && held.scope)?.scope ?? "";
  const [wanted, setWanted] = useState({ provision: "", place: own });
  const [shown, setShown] = useState<{ sum: BatchSum; tried: boolean; ended: boolean } | null>(null);
  const sending = useSending();
  const set = (part: Partial<typeof wanted>) => {
    setWanted({ ...wanted, ...part });
    setShown(null);
  };
  // A case is begun once for a firm, so a run that broke off is simply run again.
  const run = (tried: boolean) =>
    sending.run(async () => {
      let sum = kNothingYet;
      let after: number | null = null;
      do {
        const body: Record<string, unknown> = { ...wanted, dry_run: tried, ...(after === null ? {} : { after }) };
        const { value }: { value: BatchPart } = await change<BatchPart>("/api/v1/programmes", { body });
        sum = added(sum, value);
        after = value.next;
        setShown({ sum, tried, ended: after === null });
      } while (after !== null);
    });
  const head = <Heading text={say("batch_title")} />;
  if (offered.state !== "ready") {
    return (
      <>
        {head}
        <NotReady loaded={offered} />
      </>
    );
  }
  const automatic = offered.value.procedures.filter((one) => one.starts.includes("automatic"));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(true);
  };
  return (
    <>
      {head}
      <p>{say("batch_lead")}</p>
      {automatic.length === 0 ? (
        <p className="empty">{say("batch_none")}</p>
      ) : (
        <form onSubmit={submit} className="filter-fields">
          <Field id="batch-provision" label={say("batch_provision")}>
            {(ids) => (
              <Select {...ids} value={wanted.provision || null} placeholder={say("batch_choose")} popupMatchSelectWidth={false} onChange={(provision: string) => set({ provision })}
                options={automatic.map((one) => ({ value: one.provision, label: `${one.provision} ${pick(one.title)}` }))} />
            )}
          </Field>
          <Field id="batch-place" label={say("batch_place")}>
            {(ids) => <Input {...ids} value={wanted.place} maxLength={12} inputMode="numeric" onChange={(event) => set({ place: event.target.value.trim() })} />}
          </Field>
          <div className="field">
            <Button htmlType="submit" type="primary" loading={sending.busy} disabled={!wanted.provision}>
              {say("batch_try")}
            </Button>
          </div>
        </form>
      )}
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      <div role="status">{shown && !shown.tried && shown.ended && <Alert type="success" showIcon title={say("batch_done", { count: shown.sum.begun })} />}</div>
      {shown && (
        <div className="narrow">
          <Figures sum={shown.sum} tried={shown.tried} />
          {shown.tried && shown.ended && wouldBegin(shown.sum) > 0 && (
            <div className="actions">
              <Button type="primary" onClick={() => void run(false)} loading={sending.busy}>
                {say("batch_begin", { count: wouldBegin(shown.sum) })}
              </Button>
            </div>
          )}
          {shown.sum.faults.length > 0 && (
            <DataTable caption={`${say("batch_faults")} (${shown.sum.failed})`} rows={shown.sum.faults} keyOf={(one) => one.firm}
              columns={[
                { key: "firm", title: say("column_firm"), head: true, cell: (one) => <span className="code">{one.firm}</span> },
                { key: "detail", title: say("batch_faults"), cell: (one) => pick(one.detail) },
              ]} />
          )}
          {!shown.tried && shown.sum.begun > 0 && (
            <p>
              <Link to={`/cases?provision=${encodeURIComponent(wanted.provision)}&place=${encodeURIComponent(wanted.place)}`}>{say("batch_cases")}</Link>
            </p>
          )}
        </div>
      )}
    </>
  );
}
