// The code of the second factor: to finish signing in, and afresh in a window over the page (step-up).
import { Button, Input, Modal } from "antd";
import { useState, type FormEvent } from "react";
import type { ApiFault } from "../../../shared/call";
import { asFault, useSay } from "../state";
import { FaultBox } from "./fault";
import { Field } from "./field";

interface FormProps {
  id: string;
  show(code: string): Promise<unknown>;
  done?(): void;
}

export function FactorForm({ id, show, done }: FormProps) {
  const say = useSay();
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await show(code.trim());
      done?.();
    } catch (reason) {
      setFault(asFault(reason));
      setCode("");
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={send}>
      {fault && <FaultBox fault={fault} focus />}
      <Field id={id} label={say("factor_code")}>
        {(ids) => (
          <Input {...ids} value={code} onChange={(event) => setCode(event.target.value)} autoFocus autoComplete="one-time-code"
            inputMode="text" spellCheck={false} required maxLength={100} className="short" />
        )}
      </Field>
      <Button type="primary" htmlType="submit" loading={busy} disabled={code.trim() === ""}>
        {say("factor_continue")}
      </Button>
    </form>
  );
}

/** `answer` is told whether the factor was shown. */
export function StepUp({ open, show, answer }: { open: boolean; show(code: string): Promise<unknown>; answer(shown: boolean): void }) {
  const say = useSay();
  return (
    <Modal open={open} title={say("step_up_title")} footer={null} destroyOnHidden onCancel={() => answer(false)} closable={{ "aria-label": say("close") }}>
      <p>{say("step_up_lead")}</p>
      <p className="soft">{say("factor_lead")}</p>
      <FactorForm id="step-up-code" show={show} done={() => answer(true)} />
    </Modal>
  );
}
