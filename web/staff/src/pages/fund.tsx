// One fund: its figures, what is proposed and decided about it, and every entry of its books.
import { Button, Input, Select } from "antd";
import { useState, type FormEvent } from "react";
import { day, fenOf, money } from "../../../shared/format";
import { accountOf, alsoFreedFen, movedFen, partsOf, seesEntries, type Fund, type Proposal, type StatementEntry, type WholeFund } from "../funds";
import { kMostFundDocument, kMostFundNote } from "../limits";
import { FaultBox, NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Pages } from "../parts/pages";
import { usePlaces } from "../parts/place";
import { DataTable, type Column } from "../parts/table";
import { moment } from "../queue";
import { useGot, useLanguage, usePick, useSay, useOnce, useSending, useShared, useWord } from "../state";
import { FundBar, FundLegend } from "./funds";

const kSteps = ["appropriate", "pay_in", "pay_back", "reuse", "lapse"];

function Propose({ fund, done }: { fund: Fund; done(): void }) {
  const say = useSay();
  const word = useWord();
  const send = useOnce();
  const sending = useSending();
  const [tried, setTried] = useState(false);
  const [filled, setFilled] = useState({ step: "appropriate", amount: "", document: "", note: "" });
  const fen = fenOf(filled.amount.trim());
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fen === null || fen === 0 || !filled.document.trim()) return;
    const note = filled.note.trim();
    const body = { step: filled.step, amount_fen: fen, document: filled.document.trim(), ...(note ? { note } : {}) };
    const made = await sending.run(() => send<Proposal>(`/api/v1/funds/${encodeURIComponent(fund.id)}/proposals`, body));
    if (!made) return;
    setFilled({ ...filled, amount: "", document: "", note: "" });
    setTried(false);
    done();
  };
  return (
    <details className="filters">
      <summary>{say("proposal_new")}</summary>
      <p className="hint">{say("proposal_lead")}</p>
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      <form className="filter-fields top-aligned" onSubmit={(event) => void submit(event)} noValidate>
        <Field id="proposal-step" label={say("proposal_step")}>
          {(ids) => <Select {...ids} value={filled.step} onChange={(step: string) => setFilled({ ...filled, step })} options={kSteps.map((step) => ({ value: step, label: word("step", step) }))} />}
        </Field>
        <Field id="proposal-amount" label={say("proposal_amount")} wrong={tried && (fen === null || fen === 0) ? say("field_amount_wrong") : null}>
          {(ids) => <Input {...ids} value={filled.amount} inputMode="decimal" prefix="¥" onChange={(event) => setFilled({ ...filled, amount: event.target.value })} />}
        </Field>
        <Field id="proposal-document" label={say("proposal_document")} wrong={tried && !filled.document.trim() ? say("field_missing") : null}>
          {(ids) => <Input {...ids} value={filled.document} maxLength={kMostFundDocument} placeholder={say("proposal_document_hint")} onChange={(event) => setFilled({ ...filled, document: event.target.value })} />}
        </Field>
        <Field id="proposal-note" label={say("proposal_note")}>
          {(ids) => <Input {...ids} value={filled.note} maxLength={kMostFundNote} onChange={(event) => setFilled({ ...filled, note: event.target.value })} />}
        </Field>
        <div className="field whole">
          <Button type="primary" htmlType="submit" loading={sending.busy}>
            {say("proposal_send")}
          </Button>
        </div>
      </form>
    </details>
  );
}

function Proposals({ proposals, done }: { proposals: readonly Proposal[]; done(): void }) {
  const say = useSay();
  const word = useWord();
  const language = useLanguage();
  const send = useOnce();
  const sending = useSending();
  const [chosen, setChosen] = useState<{ proposal: Proposal; decision: string } | null>(null);
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const choose = (proposal: Proposal, decision: string) => {
    setChosen({ proposal, decision });
    setNote("");
    setTried(false);
    sending.clear();
  };
  const noteMissing = chosen?.decision === "refuse" && !note.trim();
  const decide = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!chosen || noteMissing) return;
    const { proposal, decision } = chosen;
    const body = { decision, ...(note.trim() ? { note: note.trim() } : {}) };
    const decided = await sending.run(() => send<Proposal>(`/api/v1/fund-proposals/${encodeURIComponent(proposal.id)}/decision`, body));
    if (!decided) return;
    setChosen(null);
    done();
  };
  const columns: Column<Proposal>[] = [
    { key: "step", title: say("proposal_step"), head: true, cell: (one) => word("step", one.step) },
    { key: "amount", title: say("entry_amount"), figure: true, cell: (one) => money(one.amount_fen) },
    {
      key: "document", title: say("entry_document"),
      cell: (one) => (
        <>
          {one.document} {one.note && <span className="under soft">{one.note}</span>}
        </>
      ),
    },
    { key: "at", title: say("proposal_at"), cell: (one) => moment(one.proposed_ms, language) },
    {
      key: "state", title: say("proposal_state"),
      cell: (one) => (
        <>
          <span className={`tag ${one.state === "proposed" ? "tag-soon" : one.state === "approved" ? "tag-good" : ""}`}>{word("proposal", one.state)}</span>
          {one.decided_ms !== null && <span className="under soft">{moment(one.decided_ms, language)}</span>}
          {one.decision_note && <span className="under soft">{one.decision_note}</span>}
        </>
      ),
    },
    {
      key: "decide", title: say("proposal_decide"),
      cell: (one) => (
        <span className="actions tight">
          {one.acts.map((act) => (
            <Button key={act} type={act === "approve" ? "primary" : "default"} disabled={sending.busy} onClick={() => choose(one, act)}>
              {word("decision", act)}
            </Button>
          ))}
        </span>
      ),
    },
  ];
  return (
    <>
      {sending.fault && <FaultBox fault={sending.fault} focus />}
      {chosen && (
        <form className="case-acts" onSubmit={(event) => void decide(event)} noValidate aria-label={word("decision", chosen.decision)}>
          <p>
            {say("decision_of", { step: word("step", chosen.proposal.step), amount: money(chosen.proposal.amount_fen), document: chosen.proposal.document })}
          </p>
          <Field id="decision-note" label={say(chosen.decision === "refuse" ? "decision_why" : "decision_note")} wrong={tried && noteMissing ? say("field_missing") : null}>
            {(ids) => <Input {...ids} autoFocus value={note} maxLength={kMostFundNote} onChange={(event) => setNote(event.target.value)} />}
          </Field>
          <div className="actions">
            <Button type="primary" htmlType="submit" loading={sending.busy}>
              {say("do_it", { act: word("decision", chosen.decision) })}
            </Button>
            <Button onClick={() => setChosen(null)}>{say("cancel")}</Button>
          </div>
        </form>
      )}
      <DataTable caption={say("proposals")} quiet columns={columns} rows={proposals} keyOf={(one) => one.id} empty={<p className="soft">{say("proposals_none")}</p>} />
    </>
  );
}

export default function FundPage({ id }: { id: string }) {
  const { session } = useShared();
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const language = useLanguage();
  const path = `/api/v1/funds/${encodeURIComponent(id)}`;
  const places = usePlaces();
  const [turn, setTurn] = useState(0);
  const fund = useGot<WholeFund>(path);
  if (fund.state !== "ready") {
    return (
      <>
        <p className="crumbs">
          <Link to="/funds">{say("funds_title")}</Link>
        </p>
        <Heading text={say("fund")} />
        <NotReady loaded={fund} />
      </>
    );
  }
  const { fund: now, run_out: runOut, acts, proposals } = fund.value;
  const again = () => {
    fund.retry();
    setTurn(turn + 1);
  };
  const party = (one: StatementEntry, side: "from" | "to") => (
    <>
      {word("account", accountOf(one, side))} {one[side].party && <span className="soft">{one[side].party}</span>}
    </>
  );
  const entries: Column<StatementEntry>[] = [
    { key: "at", title: say("entry_at"), head: true, cell: (one) => moment(one.at_ms, language) },
    { key: "step", title: say("entry_step"), cell: (one) => word("step", one.purpose) },
    { key: "book", title: say("entry_book"), cell: (one) => word("book", one.book) },
    { key: "from", title: say("entry_from"), cell: (one) => party(one, "from") },
    { key: "to", title: say("entry_to"), cell: (one) => party(one, "to") },
    { key: "document", title: say("entry_document"), cell: (one) => (/^[0-9A-Z]{4}-/.test(one.case) ? <Link to={`/cases/${one.case}`}>{one.case}</Link> : one.document) },
    {
      key: "amount", title: say("entry_amount"), figure: true,
      cell: (one) => (
        <>
          {money(movedFen(one))}
          {alsoFreedFen(one) > 0 && <span className="under soft">{say("entry_frees", { amount: money(alsoFreedFen(one)) })}</span>}
        </>
      ),
    },
  ];
  const figures = [
    { key: "appropriated", fen: now.appropriated_fen },
    ...partsOf(now).map(({ part, fen }) => ({ key: part as string, fen })),
  ];
  const cash = [
    { key: "paid_in", fen: now.paid_in_fen },
    { key: "in_bank", fen: now.in_bank_fen },
    { key: "paid_out", fen: now.paid_out_fen },
    { key: "owed", fen: now.owed_fen },
  ];
  const figureColumns: Column<{ key: string; fen: number }>[] = [
    { key: "what", title: say("fund_item"), head: true, cell: (one) => word("fund", one.key) },
    { key: "fen", title: say("entry_amount"), figure: true, cell: (one) => money(one.fen) },
  ];
  return (
    <>
      <p className="crumbs">
        <Link to={`/funds?year=${now.year}`}>{say("funds_title")}</Link>
      </p>
      <Heading text={`${now.procedures.map((one) => pick(one.title)).join(language === "zh" ? "、" : ", ") || now.fund} ${now.year}`}>
        <p className="soft">
          {places(now.place)} · <span className="code">{now.fund}</span> · {say("fund_source")} {word("fund_source", now.source)}
        </p>
      </Heading>
      <p>
        {say("fund_procedures")} {now.procedures.map((one) => `${pick(one.title)} (${one.provisions.join(", ")})`).join("; ") || now.purpose}
      </p>
      <div className="fund-figures">
        <div>
          <FundBar fund={now} />
          <FundLegend funds={[now]} />
          <p>
            {runOut?.on ? say("fund_run_out", { since: day(runOut.since, language), per_day: money(runOut.per_day_fen), date: day(runOut.on, language) }) : say(runOut ? "fund_run_out_far" : "fund_no_run_out", { since: runOut ? day(runOut.since, language) : "", per_day: money(runOut?.per_day_fen ?? 0) })}
          </p>
        </div>
        <DataTable caption={say("fund_appropriated")} columns={figureColumns} rows={figures} keyOf={(one) => one.key} />
        <DataTable caption={say("fund_cash")} columns={figureColumns} rows={cash} keyOf={(one) => one.key} />
      </div>
      {seesEntries(session.roles) && (
        <>
          <h2>{say("proposals")}</h2>
          {acts.includes("propose") && <Propose fund={now} done={again} />}
          <Proposals proposals={proposals} done={again} />
          <h2>{say("statement")}</h2>
          <Pages<StatementEntry> key={turn} path={`${path}/statement`} list="entries">
            {(rows) => <DataTable caption={say("statement")} quiet columns={entries} rows={rows} keyOf={(one) => `${one.book}/${one.seq}`} empty={<p className="soft">{say("statement_none")}</p>} />}
          </Pages>
        </>
      )}
    </>
  );
}
