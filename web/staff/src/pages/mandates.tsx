// Who asks to act for a firm of one's region, or of one's body: the papers are looked at, and it is confirmed or refused.
import { Alert, Button, Input, Modal } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Mandate, Mandates as Listed } from "../../../shared/people";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { usePlaces } from "../parts/place";
import { DataTable, type Column } from "../parts/table";
import { moment } from "../queue";
import { useGot, useLanguage, usePick, useSay, useSending, useShared, useWord } from "../state";

const kMandates = "/api/v1/mandates";

type Deed = "confirm" | "refuse";

/** The last look before it is done: whose papers of which firm, or why not. */
function Settle({ one, deed, busy, settle, close }: { one: Mandate; deed: Deed; busy: boolean; settle(reason: string): void; close(): void }) {
  const say = useSay();
  const pick = usePick();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const refuses = deed === "refuse";
  const firm = one.firm_name ? pick(one.firm_name) : one.firm;
  const ok = () => {
    setTried(true);
    if (!refuses || reason.trim()) settle(reason.trim());
  };
  return (
    <Modal open title={say(`mandate_${deed}_of`, { name: one.person.name, firm })} okText={say(`mandate_${deed}`)} cancelText={say("cancel")}
      closable={{ "aria-label": say("close") }} confirmLoading={busy} okButtonProps={{ danger: refuses }} onOk={ok} onCancel={close}>
      <p>{say(refuses ? "mandate_refuse_lead" : "mandate_confirm_lead", { name: one.person.name, firm, code: one.firm })}</p>
      {refuses && (
        <Field id="mandate-reason" label={say("mandate_reason")} wrong={tried && !reason.trim() ? say("field_missing") : null}>
          {(ids) => <Input.TextArea {...ids} value={reason} maxLength={300} rows={3} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      )}
    </Modal>
  );
}

export default function Mandates() {
  const { change } = useShared();
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const language = useLanguage();
  const placeName = usePlaces();
  const listed = useGot<Listed>(kMandates);
  const sending = useSending();
  const [asked, setAsked] = useState<{ one: Mandate; deed: Deed } | null>(null);
  const [told, setTold] = useState("");
  const answer = useRef<HTMLDivElement>(null);
  // The row with the button is gone: who goes by the keyboard is taken to what was done.
  useEffect(() => {
    if (told) answer.current?.focus();
  }, [told]);
  const settle = async (reason: string) => {
    if (!asked) return;
    const { one, deed } = asked;
    setTold("");
    const body = { act: deed, ...(reason ? { reason } : {}) };
    const done = await sending.run(() => change<Mandate>(`${kMandates}/${encodeURIComponent(one.id)}/acts`, { body, etag: one.etag }));
    setAsked(null);
    if (done) setTold(say(`mandate_${deed}_done`, { name: one.person.name }));
    // Be it that somebody else was quicker.
    listed.retry();
  };
  const evidenceName = (kind: string) => {
    const found = listed.state === "ready" ? listed.value.evidence.find((each) => each.kind === kind) : undefined;
    return found ? pick(found.label) : kind;
  };
  const columns: Column<Mandate>[] = [
    {
      key: "person", title: say("mandate_person"), head: true,
      cell: (one) => (
        <>
          {one.person.name} <span className="under soft">{one.person.login}</span>
        </>
      ),
    },
    {
      key: "firm", title: say("mandate_firm"),
      cell: (one) => (
        <>
          {one.firm_name ? pick(one.firm_name) : "—"} <span className="under code">{one.firm}</span>
        </>
      ),
    },
    { key: "place", title: say("mandate_place"), cell: (one) => (one.region ? placeName(one.region) : "—") },
    { key: "role", title: say("mandate_role"), cell: (one) => word("mandate_role", one.role) },
    { key: "evidence", title: say("mandate_evidence"), cell: (one) => evidenceName(one.evidence) },
    { key: "asked", title: say("mandate_asked"), cell: (one) => moment(one.asked_ms, language) },
    {
      key: "acts", title: say("mandate_acts"),
      cell: (one) => (
        <span className="inline">
          {(["confirm", "refuse"] as const).filter((deed) => one.acts.includes(deed)).map((deed) => (
            <Button key={deed} type={deed === "confirm" ? "primary" : "default"} danger={deed === "refuse"} disabled={sending.busy}
              aria-label={say(`mandate_${deed}_of`, { name: one.person.name, firm: one.firm_name ? pick(one.firm_name) : one.firm })}
              onClick={() => setAsked({ one, deed })}>
              {say(`mandate_${deed}`)}
            </Button>
          ))}
        </span>
      ),
    },
  ];
  return (
    <>
      <Heading text={say("mandates_title")} />
      <p>{say("mandates_lead")}</p>
      <div ref={answer} tabIndex={-1} role="status" className="told">
        {told && <Alert type="success" showIcon title={told} />}
      </div>
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      <NotReady loaded={listed} />
      {listed.state === "ready" && (
        <DataTable caption={say("mandates_title")} quiet columns={columns} rows={listed.value.waiting} keyOf={(one) => one.id} empty={<p className="soft">{say("mandates_none")}</p>} />
      )}
      {asked && <Settle key={asked.one.id + asked.deed} one={asked.one} deed={asked.deed} busy={sending.busy} settle={(reason) => void settle(reason)} close={() => setAsked(null)} />}
    </>
  );
}
