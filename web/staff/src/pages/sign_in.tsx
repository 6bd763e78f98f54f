// Signing in, in as many steps as it takes: password or one-time secret, second factor, setting one up, an old password.
import { Button, Input } from "antd";
import { useState, type FormEvent, type ReactNode } from "react";
import type { ApiFault } from "../../../shared/call";
import { stageOf, type Enrolment, type Office, type Session, type Stage } from "../../../shared/office";
import { qrPath } from "../../../shared/qr";
import { FactorForm } from "../parts/factor";
import { FaultBox } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { asFault, useSay } from "../state";

interface Props {
  office: Office;
  /** What the server said on arrival: a session may be half begun. */
  stage: Stage | null;
  ended: boolean;
  entered(session: Session): void;
}

interface StepProps {
  office: Office;
  entered(session: Session): void;
  /** The next step, if a fault says so. */
  go(fault: ApiFault): boolean;
}

function useStep(send: () => Promise<Session>, { entered, go }: StepProps) {
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      entered(await send());
    } catch (reason) {
      const wrong = asFault(reason);
      if (!go(wrong)) setFault(wrong);
    } finally {
      setBusy(false);
    }
  };
  return { fault, busy, submit };
}

function NewPassword({ first, setFirst, again, setAgain }: { first: string; setFirst(v: string): void; again: string; setAgain(v: string): void }) {
  const say = useSay();
  const differ = again !== "" && again !== first;
  return (
    <>
      <Field id="new-password" label={say("new_password")}>
        {(ids) => <Input.Password {...ids} value={first} onChange={(e) => setFirst(e.target.value)} autoComplete="new-password" required maxLength={1024} />}
      </Field>
      <Field id="new-password-again" label={say("new_password_again")} wrong={differ ? say("passwords_differ") : null}>
        {(ids) => <Input.Password {...ids} value={again} onChange={(e) => setAgain(e.target.value)} autoComplete="new-password" required maxLength={1024} />}
      </Field>
    </>
  );
}

function WithPassword(props: StepProps) {
  const say = useSay();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const { fault, busy, submit } = useStep(() => props.office.signIn(login.trim(), password), props);
  return (
    <form onSubmit={submit}>
      {fault && <FaultBox fault={fault} focus />}
      <Field id="login" label={say("login")}>
        {(ids) => <Input {...ids} value={login} onChange={(e) => setLogin(e.target.value)} autoComplete="username" autoFocus required maxLength={200} spellCheck={false} />}
      </Field>
      <Field id="password" label={say("password")}>
        {(ids) => <Input.Password {...ids} value={password} onChange={(e) => setPassword(e.target.value)} autoComplete="current-password" required maxLength={1024} />}
      </Field>
      <Button type="primary" htmlType="submit" loading={busy}>
        {say("sign_in")}
      </Button>
    </form>
  );
}

function WithSecret(props: StepProps) {
  const say = useSay();
  const [secret, setSecret] = useState("");
  const [first, setFirst] = useState("");
  const [again, setAgain] = useState("");
  const { fault, busy, submit } = useStep(() => props.office.signInFirst(secret.trim(), first), props);
  return (
    <form onSubmit={submit}>
      {fault && <FaultBox fault={fault} focus />}
      <Field id="secret" label={say("one_time_secret")} hint={say("one_time_hint")}>
        {(ids) => <Input {...ids} value={secret} onChange={(e) => setSecret(e.target.value)} autoFocus required maxLength={100} spellCheck={false} autoComplete="off" />}
      </Field>
      <NewPassword first={first} setFirst={setFirst} again={again} setAgain={setAgain} />
      <Button type="primary" htmlType="submit" loading={busy} disabled={first !== again}>
        {say("sign_in")}
      </Button>
    </form>
  );
}

function OldPassword(props: StepProps) {
  const say = useSay();
  const [old, setOld] = useState("");
  const [first, setFirst] = useState("");
  const [again, setAgain] = useState("");
  const { fault, busy, submit } = useStep(() => props.office.changePassword(old, first), props);
  return (
    <form onSubmit={submit}>
      <p>{say("password_old_lead")}</p>
      {fault && <FaultBox fault={fault} focus />}
      <Field id="old-password" label={say("old_password")}>
        {(ids) => <Input.Password {...ids} value={old} onChange={(e) => setOld(e.target.value)} autoComplete="current-password" autoFocus required maxLength={1024} />}
      </Field>
      <NewPassword first={first} setFirst={setFirst} again={again} setAgain={setAgain} />
      <Button type="primary" htmlType="submit" loading={busy} disabled={first !== again}>
        {say("factor_continue")}
      </Button>
    </form>
  );
}

function QrCode({ rows, label }: { rows: readonly string[]; label: string }) {
  const { path, side } = qrPath(rows);
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  );
}

function Enrol({ office, entered, go }: StepProps) {
  const say = useSay();
  const [begun, setBegun] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const guarded = async (what: () => Promise<void>) => {
    setFault(null);
    try {
      await what();
    } catch (reason) {
      const wrong = asFault(reason);
      if (!go(wrong)) setFault(wrong);
    }
  };
  const told = fault && <FaultBox fault={fault} focus />;
  if (codes) {
    return (
      <>
        <h2>{say("enrol_done_title")}</h2>
        <p>{say("enrol_done_lead")}</p>
        {told}
        <ul className="codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <Button type="primary" onClick={() => guarded(async () => entered(await office.who()))}>
          {say("enrol_done")}
        </Button>
      </>
    );
  }
  if (!begun) {
    return (
      <>
        <p>{say("enrol_lead")}</p>
        {told}
        <Button type="primary" onClick={() => guarded(async () => setBegun(await office.beginEnrolment()))}>
          {say("factor_continue")}
        </Button>
      </>
    );
  }
  return (
    <>
      <p>{say("enrol_scan")}</p>
      <QrCode rows={begun.qr ?? []} label={say("enrol_qr")} />
      <p>
        {say("enrol_secret")} <code className="secret">{begun.secret?.match(/.{1,4}/g)?.join(" ")}</code>
      </p>
      {begun.uri && (
        <p>
          <a href={begun.uri}>{say("enrol_open")}</a>
        </p>
      )}
      <FactorForm id="enrol-code" show={async (code) => setCodes((await office.finishEnrolment(code)).recovery_codes)} />
    </>
  );
}

export function SignIn({ office, stage: arrived, ended, entered }: Props) {
  const say = useSay();
  const [stage, setStage] = useState<Stage | "begin" | "first">(arrived ?? "begin");
  const go = (fault: ApiFault) => {
    const next = stageOf(fault);
    if (next) setStage(next);
    return next !== null;
  };
  const step = { office, entered, go };
  const page = (title: string, inside: ReactNode) => (
    <div className="sign-in" key={stage}>
      <Heading text={title} />
      {inside}
    </div>
  );
  if (stage === "factor") {
    const show = async (code: string) => {
      try {
        entered(await office.showFactor(code));
      } catch (reason) {
        if (!go(asFault(reason)) || stageOf(asFault(reason)) === "factor") throw reason;
      }
    };
    return page(
      say("factor_title"),
      <>
        <p>{say("factor_lead")}</p>
        <FactorForm id="code" show={show} />
      </>,
    );
  }
  if (stage === "enrol") return page(say("enrol_title"), <Enrol {...step} />);
  if (stage === "password") return page(say("password_old_title"), <OldPassword {...step} />);
  const first = stage === "first";
  return page(
    say("sign_in"),
    <>
      <p>{ended ? say("signed_out") : say("sign_in_lead")}</p>
      {first ? <WithSecret {...step} /> : <WithPassword {...step} />}
      <p className="other-way">
        <Button type="link" onClick={() => setStage(first ? "begin" : "first")}>
          {say(first ? "sign_in_usual" : "sign_in_first")}
        </Button>
      </p>
    </>,
  );
}
