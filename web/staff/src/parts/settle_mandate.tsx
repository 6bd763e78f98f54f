// The last look before a mandate is settled: whose papers of which firm were seen, or why not.
import { Checkbox, Input, Modal } from "antd";
import { useState } from "react";
import type { Mandate, Mandates } from "../../../shared/people";
import { usePick, useSay } from "../state";
import { Field } from "./field";

export const kDeeds = ["confirm", "refuse", "end", "clear"] as const;
export type Deed = (typeof kDeeds)[number];

export interface Said {
  papers: string[];
  reason: string;
}

interface Props {
  one: Mandate;
  deed: Deed;
  papers: Mandates["papers"];
  busy: boolean;
  settle(said: Said): void;
  close(): void;
}

export function SettleMandate({ one, deed, papers, busy, settle, close }: Props) {
  const say = useSay();
  const pick = usePick();
  const [said, setSaid] = useState<Said>({ papers: [], reason: "" });
  const [tried, setTried] = useState(false);
  const confirms = deed === "confirm";
  const done = confirms ? said.papers.length > 0 : said.reason.trim() !== "";
  const names = { name: one.person.name, firm: one.firm_name ? pick(one.firm_name) : one.firm };
  const ok = () => {
    setTried(true);
    if (done) settle({ papers: said.papers, reason: said.reason.trim() });
  };
  return (
    <Modal open title={say(`mandate_${deed}_of`, names)} okText={say(`mandate_${deed}`)} cancelText={say("cancel")}
      closable={{ "aria-label": say("close") }} confirmLoading={busy} okButtonProps={{ danger: deed === "refuse" || deed === "end" }} onOk={ok} onCancel={close}>
      <p>{say(`mandate_${deed}_lead`, { ...names, code: one.firm })}</p>
      {confirms ? (
        <fieldset className="pick">
          <legend>{say("mandate_papers")}</legend>
          {tried && !done && <p className="wrong" role="alert">{say("mandate_papers_missing")}</p>}
          <ul className="plain">
            {papers.map(({ paper, label }) => (
              <li key={paper}>
                <Checkbox checked={said.papers.includes(paper)}
                  onChange={(event) => setSaid({ ...said, papers: event.target.checked ? [...said.papers, paper] : said.papers.filter((each) => each !== paper) })}>
                  {pick(label)}
                </Checkbox>
              </li>
            ))}
          </ul>
        </fieldset>
      ) : (
        <Field id="mandate-reason" label={say("mandate_reason")} wrong={tried && !done ? say("field_missing") : null}>
          {(ids) => <Input.TextArea {...ids} value={said.reason} maxLength={300} rows={3} onChange={(event) => setSaid({ ...said, reason: event.target.value })} />}
        </Field>
      )}
    </Modal>
  );
}
