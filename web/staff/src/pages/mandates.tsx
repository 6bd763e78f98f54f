// Who asks to act for a firm of one's region, or of one's body: the papers are looked at, and it is confirmed or refused. Who
// acts for a firm already, with what was seen then: ended where it shouldn't be, with the cases that were filed by it.
import { Alert, Button, Input } from "antd";
import { useEffect, useRef, useState, type FormEvent } from "react";
import type { Mandate, Mandates as Listed } from "../../../shared/people";
import { kOfficers } from "../menu";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { FiledBy } from "../parts/filed_by";
import { Heading } from "../parts/heading";
import { usePlaces } from "../parts/place";
import { kDeeds, SettleMandate, type Deed, type Said } from "../parts/settle_mandate";
import { DataTable, type Column } from "../parts/table";
import { moment } from "../queue";
import { setQuery, usePlace } from "../router";
import { useGot, useLanguage, usePick, useSay, useSending, useShared, useWord } from "../state";

const kMandates = "/api/v1/mandates";
const kFirmLetters = 18;

interface TableProps {
  caption: string;
  listed: Listed;
  rows: readonly Mandate[];
  empty?: string;
  /** With what has become of it. */
  settled?: boolean;
  busy: boolean;
  ask(one: Mandate, deed: Deed): void;
  /** Shows the cases that were filed by it. */
  filed?(one: Mandate): void;
}

function MandateTable({ caption, listed, rows, empty, settled = false, busy, ask, filed }: TableProps) {
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const language = useLanguage();
  const placeName = usePlaces();
  const evidenceName = (kind: string) => {
    const found = listed.evidence.find((each) => each.kind === kind);
    return found ? pick(found.label) : word("mandate_by", kind);
  };
  const paperName = (paper: string) => {
    const found = listed.papers.find((each) => each.paper === paper);
    return found ? pick(found.label) : paper;
  };
  const nameOf = (one: Mandate) => ({ name: one.person.name, firm: one.firm_name ? pick(one.firm_name) : one.firm });
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
    ...(settled
      ? [
          {
            key: "state", title: say("mandate_state"),
            cell: (one: Mandate) => (
              <>
                {word("mandate_state", one.state)}
                {one.reason && <span className="under soft">{one.reason}</span>}
                {one.report && <span className="under wrong">{say("mandate_report_by", { login: one.report.by.login, reason: one.report.reason })}</span>}
              </>
            ),
          },
          {
            key: "seen", title: say("mandate_seen"),
            cell: (one: Mandate) =>
              one.seen ? (
                <>
                  {one.seen.papers.map(paperName).join(language === "zh" ? "、" : ", ")}
                  <span className="under soft">{[one.seen.by?.login, moment(one.seen.at_ms, language)].filter(Boolean).join(" · ")}</span>
                </>
              ) : (
                "—"
              ),
          },
        ]
      : []),
    {
      key: "acts", title: say("mandate_acts"),
      cell: (one) => (
        <span className="inline wrapped">
          {kDeeds.filter((deed) => one.acts.includes(deed) && (settled || deed !== "end")).map((deed) => (
            <Button key={deed} type={deed === "confirm" ? "primary" : "default"} danger={deed === "refuse" || deed === "end"} disabled={busy}
              aria-label={say(`mandate_${deed}_of`, nameOf(one))} onClick={() => ask(one, deed)}>
              {say(`mandate_${deed}`)}
            </Button>
          ))}
          {filed && (one.state === "confirmed" || one.state === "ended") && (
            <Button type="link" aria-label={say("filed_of", nameOf(one))} onClick={() => filed(one)}>
              {say("filed_show")}
            </Button>
          )}
        </span>
      ),
    },
  ];
  return <DataTable caption={caption} quiet columns={columns} rows={rows} keyOf={(one) => one.id} {...(empty === undefined ? {} : { empty: <p className="soft">{empty}</p> })} />;
}

/** By its credit code, which stands in the address. */
function FindFirm({ firm }: { firm: string }) {
  const say = useSay();
  const [code, setCode] = useState(firm);
  const find = (event: FormEvent) => {
    event.preventDefault();
    setQuery({ firm: code.trim().toUpperCase() || null });
  };
  return (
    <form className="inline bottom spaced" onSubmit={find}>
      <Field id="mandates-firm" label={say("mandates_firm_code")}>
        {(ids) => <Input {...ids} value={code} maxLength={kFirmLetters} spellCheck={false} autoComplete="off" onChange={(event) => setCode(event.target.value)} />}
      </Field>
      <Button htmlType="submit">{say("mandates_firm_find")}</Button>
    </form>
  );
}

export default function Mandates() {
  const { change, session } = useShared();
  const say = useSay();
  const firm = usePlace().query.get("firm") ?? "";
  const listed = useGot<Listed>(kMandates + (firm ? `?firm=${encodeURIComponent(firm)}` : ""));
  const sending = useSending();
  const [asked, setAsked] = useState<{ one: Mandate; deed: Deed } | null>(null);
  const [told, setTold] = useState("");
  const [filed, setFiled] = useState<Mandate | null>(null);
  const answer = useRef<HTMLDivElement>(null);
  const officer = session.roles.some((held) => kOfficers.includes(held.role));
  // The row with the button is gone: who goes by the keyboard is taken to what was done.
  useEffect(() => {
    if (told) answer.current?.focus();
  }, [told]);
  const settle = async ({ papers, reason }: Said) => {
    if (!asked) return;
    const { one, deed } = asked;
    setTold("");
    const body = { act: deed, ...(deed === "confirm" ? { papers } : { reason }) };
    const done = await sending.run(() => change<Mandate>(`${kMandates}/${encodeURIComponent(one.id)}/acts`, { body, etag: one.etag }));
    setAsked(null);
    if (done) setTold(say(`mandate_${deed}_done`, { name: one.person.name }));
    // What was filed by it may be nobody's.
    if (done && deed === "end" && one.state === "confirmed") setFiled(done.value);
    // Be it that somebody else was quicker.
    listed.retry();
  };
  const table = { busy: sending.busy, ask: (one: Mandate, deed: Deed) => setAsked({ one, deed }) };
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
        <>
          <MandateTable {...table} caption={say("mandates_title")} listed={listed.value} rows={listed.value.waiting} empty={say("mandates_none")} />
          {listed.value.reported.length > 0 && (
            <section aria-labelledby="reported-title">
              <h2 id="reported-title">{say("mandates_reported")}</h2>
              <p>{say("mandates_reported_lead")}</p>
              <MandateTable {...table} caption={say("mandates_reported")} listed={listed.value} rows={listed.value.reported} settled filed={setFiled} />
            </section>
          )}
        </>
      )}
      {officer && (
        <section aria-labelledby="firm-title">
          <h2 id="firm-title">{say("mandates_firm")}</h2>
          <p>{say("mandates_firm_lead")}</p>
          <FindFirm key={firm} firm={firm} />
          {firm && listed.state === "ready" && (
            <MandateTable {...table} caption={say("mandates_firm")} listed={listed.value} rows={listed.value.of_firms} empty={say("mandates_firm_none")} settled filed={setFiled} />
          )}
        </section>
      )}
      {filed && <FiledBy key={filed.id} one={filed} />}
      {asked && listed.state === "ready" && (
        <SettleMandate key={asked.one.id + asked.deed} one={asked.one} deed={asked.deed} papers={listed.value.papers} busy={sending.busy}
          settle={(said) => void settle(said)} close={() => setAsked(null)} />
      )}
    </>
  );
}
