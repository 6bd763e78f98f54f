// The form of one act: amount within its bounds, reasons picked from rule rows, gaps from documents and facts.
import { Button, Checkbox, Input, InputNumber, Radio } from "antd";
import { useId, useRef, useState, type FormEvent } from "react";
import type { ApiFault } from "../../../shared/call";
import type { ConditionAnswer, Fact, Facts } from "../../../shared/client";
import { instalments as planOf } from "../../../shared/cases";
import { fenAsYuan, fenOf, money } from "../../../shared/format";
import { bodyOf, formOf, kBlank, toggled, withNote, wrongIn, type FieldName, type Filled, type Wrong } from "../acts";
import { foundDocument, grantBounds, type Bounds, type Case, type Procedure, type Reason } from "../case";
import { kMostCaseNote } from "../limits";
import { usePick, useSay, useWord } from "../state";
import { Warning } from "./case_beside";
import { FaultBox } from "./fault";
import { Field } from "./field";
import { FoundFacts } from "./found_facts";
import { PlaceInput } from "./place";

export interface Rows {
  /** Of the rules, those that fail first. */
  conditions: readonly Pick<ConditionAnswer, "id" | "label" | "clause">[];
  procedure: Procedure | null;
  facts: ReadonlyMap<string, Fact>;
  schema: Facts | null;
}

interface Props {
  act: string;
  of: Case;
  rows: Rows;
  busy: boolean;
  fault: ApiFault | null;
  send(body: Record<string, unknown>): void;
  cancel(): void;
}

function boundsOf(act: string, of: Case, payments: readonly string[]): Bounds {
  const kind = formOf(act).amount;
  if (kind === "recover") {
    const named = of.payments.filter((one) => payments.length === 0 || payments.includes(one.id));
    return { low: 1, high: named.reduce((sum, one) => sum + one.amount_fen, 0), computed: null };
  }
  if (kind === "repay") return { low: 1, high: of.recovery?.owed_fen ?? 0, computed: null };
  const most = grantBounds(of);
  // Nothing is granted by 0.00: that is a refusal.
  return { ...most, low: Math.min(Math.max(most.low, 1), most.high) };
}

interface PickProps {
  legend: string;
  of: Reason["of"];
  rows: readonly { id: string; label: string; hint?: string }[];
  reasons: readonly Reason[];
  set(reasons: Reason[]): void;
}

function PickRows({ legend, of, rows, reasons, set }: PickProps) {
  const say = useSay();
  const base = useId();
  if (rows.length === 0) return null;
  return (
    <fieldset className="pick">
      <legend>{legend}</legend>
      <ul className="plain">
        {rows.map((row) => {
          const taken = reasons.find((one) => one.of === of && one.id === row.id);
          return (
            <li key={row.id}>
              <Checkbox checked={taken !== undefined} onChange={() => set(toggled(reasons, of, row.id))}>
                {row.label}
                {row.hint && <span className="clause"> {row.hint}</span>}
              </Checkbox>
              {taken && (
                <Input id={`${base}-${row.id}`} aria-label={`${row.label}: ${say("field_note_optional")}`} placeholder={say("field_note_optional")}
                  value={taken.note ?? ""} maxLength={kMostCaseNote} onChange={(event) => set(withNote(reasons, of, row.id, event.target.value))} />
              )}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

function Plan({ amount, instalments }: { amount: string; instalments: number }) {
  const say = useSay();
  const fen = fenOf(amount.trim());
  if (fen === null || fen === 0 || !Number.isInteger(instalments) || instalments < 1 || instalments > 120) return null;
  return (
    <details className="plan" open={instalments <= 12}>
      <summary>{say("plan_title")}</summary>
      <ol className="plain">
        {planOf(fen, instalments).map((part, at) => (
          <li key={at}>
            {say("plan_line", { n: at + 1 })} <span className="figure">{money(part)}</span>
          </li>
        ))}
      </ol>
      <p className="hint">{say("plan_hint")}</p>
    </details>
  );
}

export function ActFormView({ act, of, rows, busy, fault, send, cancel }: Props) {
  const say = useSay();
  const word = useWord();
  const pick = usePick();
  const finding = of.finding !== null;
  const form = formOf(act, finding);
  const top = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const [filled, setFilled] = useState<Filled>(() => {
    const most = boundsOf(act, of, []);
    return {
      ...kBlank,
      amount: form.amount === "grant" && most.computed === null ? "" : fenAsYuan(most.high),
      note: form.hold && of.holds.length === 1 ? of.holds[0]! : "",
    };
  });
  const bounds = boundsOf(act, of, filled.payments);
  const set = (change: Partial<Filled>) => setFilled((old) => ({ ...old, ...change }));
  const wrong = wrongIn(act, filled, bounds, finding);
  const range = { low: money(bounds.low), high: money(bounds.high) };
  const told = (field: FieldName) => {
    const what: Wrong | undefined = tried ? wrong[field] : undefined;
    if (!what) return null;
    if (what === "no_amount") return say("field_amount_wrong");
    if (what === "outside") return say("field_amount_outside", range);
    return field === "reasons" ? say("field_reasons_missing") : say("field_missing");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const first = Object.keys(wrong)[0];
    if (first) top.current?.querySelector<HTMLElement>(`[name="${first}"], #act-${first}`)?.focus();
    else {
      const found = form.facts && rows.schema && Object.keys(filled.found).length > 0 ? { facts: foundDocument(filled.found, of, rows.schema) } : {};
      send({ ...bodyOf(act, filled, finding), ...found });
    }
  };
  const pays = act === "order_payment" ? of.decision : null;
  const firm = of.firm_name ? say("firm_named", { name: pick(of.firm_name), code: of.firm }) : of.firm;
  const fen = fenOf(filled.amount.trim());
  const less = form.amount === "grant" && bounds.computed !== null && fen !== null && fen < bounds.high;
  const wordsNeeded = form.reasons === "words" && form.amount === "grant" ? less : form.reasons !== undefined;
  const asked = [...new Set((rows.procedure?.form ?? []).flatMap((section) => section.facts))];
  const factRows = asked.map((name) => {
    const fact = rows.facts.get(name);
    return { id: name, label: fact ? pick(fact.label) : name };
  });
  return (
    <form ref={top} className="act-form" onSubmit={submit} noValidate aria-label={word("act", act)}>
      <h3>{word("act", act)}</h3>
      {pays && <p>{say("act_pays", { amount: money(pays.amount_fen - of.paid_fen), firm })}</p>}
      {act === "countersign" && of.decision && (
        <p>
          {say(finding ? "act_countersigns_finding" : of.decision.granted ? "act_countersigns" : "act_countersigns_refusal", {
            amount: money(of.decision.amount_fen), firm, outcome: say(of.decision.granted ? "found_yes" : "found_no"),
          })}
        </p>
      )}
      {fault && <FaultBox fault={fault} focus />}
      {form.payments && of.payments.length > 1 && (
        <fieldset className="pick">
          <legend>{say("field_payments")}</legend>
          <Checkbox.Group value={[...filled.payments]} onChange={(payments) => set({ payments: payments as string[] })}
            options={of.payments.map((one, at) => ({ value: one.id, label: `${say("payment_nth", { n: at + 1 })} ${money(one.amount_fen)}` }))} />
          <p className="hint">{say("field_payments_hint")}</p>
        </fieldset>
      )}
      {form.amount && (
        <Field id="act-amount" label={say("field_amount")} hint={say("field_amount_between", range)} wrong={told("amount")}>
          {(ids) => <Input {...ids} name="amount" value={filled.amount} inputMode="decimal" className="short" prefix="¥" onChange={(event) => set({ amount: event.target.value })} />}
        </Field>
      )}
      {form.reasons === "rows" && (
        <PickRows legend={say("field_reasons_rows")} of="condition" reasons={filled.reasons} set={(reasons) => set({ reasons })}
          rows={rows.conditions.map((row) => ({ id: row.id ?? "", label: pick(row.label), hint: pick(row.clause) })).filter((row) => row.id !== "")} />
      )}
      {form.reasons === "gaps" && (
        <>
          <p className="hint">{say("field_gaps_lead")}</p>
          <PickRows legend={say("field_gaps_documents")} of="document" reasons={filled.reasons} set={(reasons) => set({ reasons })}
            rows={(rows.procedure?.documents ?? []).map((document) => ({ id: document.id, label: pick(document.title) }))} />
          <PickRows legend={say("field_gaps_facts")} of="fact" reasons={filled.reasons} set={(reasons) => set({ reasons })} rows={factRows} />
        </>
      )}
      {wordsNeeded && (
        <Field id="act-reasons" label={say(form.reasons === "words" ? "field_reasons" : form.reasons === "gaps" ? "field_gaps_words" : "field_reasons_words")} wrong={told("reasons")}
          hint={less ? say("field_less") : form.reasons === "rows" ? say("field_reasons_pick") : undefined}>
          {(ids) => <Input.TextArea {...ids} name="reasons" rows={2} maxLength={kMostCaseNote} value={filled.words} onChange={(event) => set({ words: event.target.value })} />}
        </Field>
      )}
      {form.instalments && (
        <>
          <Field id="act-instalments" label={say("field_instalments")} wrong={told("instalments")}>
            {(ids) => <InputNumber {...ids} name="instalments" min={1} max={rows.procedure?.most_instalments ?? 120} precision={0} value={filled.instalments}
              onChange={(value) => set({ instalments: value ?? 0 })} />}
          </Field>
          <Plan amount={filled.amount} instalments={filled.instalments} />
        </>
      )}
      {form.payBy && (
        <Field id="act-payBy" label={say("field_pay_by")} wrong={told("payBy")}>
          {(ids) => <Input {...ids} name="payBy" type="date" className="short" value={filled.payBy} onChange={(event) => set({ payBy: event.target.value })} />}
        </Field>
      )}
      {form.warnings && (
        <fieldset className="pick">
          <legend>{say("field_warnings")}</legend>
          <ul className="plain">
            {of.warnings.filter((one) => !one.cleared).map((one) => (
              <li key={one.id}>
                <Checkbox checked={filled.warnings.includes(one.id)}
                  onChange={(event) => set({ warnings: event.target.checked ? [...filled.warnings, one.id] : filled.warnings.filter((id) => id !== one.id) })}>
                  <Warning one={one} />
                </Checkbox>
              </li>
            ))}
          </ul>
          {told("warnings") && <p className="wrong">{told("warnings")}</p>}
        </fieldset>
      )}
      {form.facts && (
        <>
          <FoundFacts facts={asked.flatMap((name) => rows.facts.get(name) ?? [])} of={of} found={filled.found} set={(found) => set({ found })} />
          {told("facts") && <p className="wrong">{told("facts")}</p>}
        </>
      )}
      {form.place && (
        <Field id="act-place" label={say("field_to_place")} hint={say("field_to_place_hint")} wrong={told("place")}>
          {(ids) => <PlaceInput {...ids} value={filled.place} onChange={(place) => set({ place })} />}
        </Field>
      )}
      {form.hold && (
        <fieldset className="pick">
          <legend>{say("field_release")}</legend>
          <Radio.Group value={filled.note} onChange={(event) => set({ note: event.target.value as string })} vertical
            options={of.holds.map((hold) => ({ value: hold, label: hold }))} />
          {told("note") && <p className="wrong">{told("note")}</p>}
        </fieldset>
      )}
      {form.note && (
        <Field id="act-note" label={say(act === "hold" ? "field_hold" : act === "inspect" ? "field_found" : act === "clear" ? "field_cleared" : form.note === "needed" ? "field_note" : "field_note_optional")} wrong={told("note")}>
          {(ids) => <Input.TextArea {...ids} name="note" rows={2} maxLength={kMostCaseNote} value={filled.note} onChange={(event) => set({ note: event.target.value })} />}
        </Field>
      )}
      <p className="hint">{say("nothing_undone")}</p>
      <div className="actions">
        <Button type="primary" htmlType="submit" loading={busy}>
          {say("do_it", { act: word("act", act) })}
        </Button>
        <Button onClick={cancel}>{say("cancel")}</Button>
      </div>
    </form>
  );
}
