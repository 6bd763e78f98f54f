// Signing in, step by step: password, second factor (or setting one up), a new password when the old one is too old.
// It stands in the place of the page that was asked for, so that afterwards one is where one wanted to be.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ApiFault } from "../../../shared/call";
import { stageOf, type Session, type Stage } from "../../../shared/office";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Failed, Waiting } from "../parts/waiting";
import { navigate } from "../router";
import { useSay, useShared, useWords } from "../state";
import { Busy, Trouble, useDoing, type Doing } from "./doing";
import { Field, focusOn } from "./field";
import { QrCode } from "./qr_code";
import { askWho, enter, office, useSession, type Out } from "./session";
import { kSessionTexts, type SessionKey } from "./texts_session";

type Step = "login" | "first" | Stage | "codes";

interface FormProps {
  title: SessionKey;
  lead: SessionKey;
  submit: SessionKey;
  doing: Doing;
  /** Ids of the fields with what must stand in them, or other faults; null when the form is fine. */
  wrong(): string | null;
  send(): Promise<void>;
  before?: ComponentChildren;
  children: ComponentChildren;
}

function Form({ title, lead, submit, doing, wrong, send, before, children }: FormProps) {
  const site = useSay();
  const say = useWords(kSessionTexts);
  return (
    <div class="narrow">
      <Heading title={say(title)} site={site("site")} />
      <p>{say(lead)}</p>
      {before}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const first = wrong();
          if (first) focusOn(first);
          else doing.run(send);
        }}
      >
        <Trouble doing={doing} />
        {children}
        <div class="actions">
          <button type="submit" class="button big" aria-disabled={doing.busy || undefined}>
            {say(submit)}
          </button>
        </div>
        <Busy doing={doing} />
      </form>
    </div>
  );
}

/** Values of a form by the ids of its fields, and which were left empty when it was sent. */
function useFields(labels: Readonly<Record<string, SessionKey>>) {
  const say = useWords(kSessionTexts);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const value = (id: string) => values[id] ?? "";
  return {
    value,
    clear: () => setValues({}),
    field: (id: string) => ({
      id,
      label: say(labels[id]!),
      value: value(id),
      change: (text: string) => setValues((old) => ({ ...old, [id]: text })),
      fault: faults[id] ?? null,
    }),
    /** The first field that is wrong; `more` adds faults of its own. */
    wrong(more: () => Readonly<Record<string, string>> = () => ({})): string | null {
      const found: Record<string, string> = { ...more() };
      for (const id of Object.keys(labels)) {
        if (!value(id)) found[id] = say("fault_fill_in", { field: say(labels[id]!) });
      }
      setFaults(found);
      return Object.keys(labels).find((id) => found[id]) ?? null;
    },
  };
}

function useSteps() {
  const [step, setStep] = useState<Step>("login");
  /** Runs a call of signing in: either one is in, or the next step shows. */
  const steps = async (call: () => Promise<Session>) => {
    try {
      enter(await call());
    } catch (reason) {
      const next = reason instanceof ApiFault ? stageOf(reason) : null;
      if (!next) throw reason;
      setStep(next);
    }
  };
  return { step, setStep, steps };
}
type Steps = ReturnType<typeof useSteps>["steps"];

const kLeads = { new: "sign_in_lead", ended: "signed_out", changed: "roles_changed" } as const;

function Password({ steps, why }: { steps: Steps; why: Out }) {
  const say = useWords(kSessionTexts);
  const doing = useDoing();
  const { field, value, wrong } = useFields({ login: "login", password: "password" });
  return (
    <Form
      title="sign_in_title"
      lead={kLeads[why]}
      submit="sign_in"
      doing={doing}
      wrong={wrong}
      send={() => steps(() => office.signIn(value("login").trim(), value("password")))}
    >
      <Field {...field("login")} kind="login" />
      <Field {...field("password")} kind="password" most={1024} />
      <p class="aside-link">
        <Link to="/first">{say("have_secret")}</Link>
      </p>
    </Form>
  );
}

function First({ steps }: { steps: Steps }) {
  const say = useWords(kSessionTexts);
  const doing = useDoing();
  const { field, value, wrong } = useFields({ secret: "secret", fresh: "new_password", repeat: "repeat_password" });
  return (
    <Form
      title="first_title"
      lead="first_lead"
      submit="set_password"
      doing={doing}
      wrong={() => wrong(() => (value("fresh") === value("repeat") ? {} : { repeat: say("fault_repeat") }))}
      send={() => steps(() => office.signInFirst(value("secret").trim(), value("fresh")))}
    >
      <Field {...field("secret")} kind="code" />
      <Field {...field("fresh")} kind="fresh" hint={say("new_password_hint")} most={1024} />
      <Field {...field("repeat")} kind="fresh" most={1024} />
    </Form>
  );
}

function Factor({ steps }: { steps: Steps }) {
  const doing = useDoing();
  const { field, value, wrong } = useFields({ code: "code" });
  return (
    <Form
      title="factor_title"
      lead="factor_lead"
      submit="continue"
      doing={doing}
      wrong={wrong}
      send={() => steps(() => office.showFactor(value("code").trim()))}
    >
      <Field {...field("code")} kind="code" />
    </Form>
  );
}

/** Another password: when the old one is too old, or when one wants to. */
function PasswordFields({ children }: { children(form: { wrong(): string | null; old: string; fresh: string; clear(): void }, fields: ComponentChildren): ComponentChildren }) {
  const say = useWords(kSessionTexts);
  const { field, value, wrong, clear } = useFields({ old: "old_password", fresh: "new_password", repeat: "repeat_password" });
  return (
    <>
      {children(
        {
          wrong: () => wrong(() => (value("fresh") === value("repeat") ? {} : { repeat: say("fault_repeat") })),
          old: value("old"),
          fresh: value("fresh"),
          clear,
        },
        <>
          <Field {...field("old")} kind="password" most={1024} />
          <Field {...field("fresh")} kind="fresh" hint={say("new_password_hint")} most={1024} />
          <Field {...field("repeat")} kind="fresh" most={1024} />
        </>,
      )}
    </>
  );
}

function Old({ steps }: { steps: Steps }) {
  const doing = useDoing();
  return (
    <PasswordFields>
      {({ wrong, old, fresh }, fields) => (
        <Form
          title="old_title"
          lead="old_lead"
          submit="change_password"
          doing={doing}
          wrong={wrong}
          send={() => steps(() => office.changePassword(old, fresh))}
        >
          {fields}
        </Form>
      )}
    </PasswordFields>
  );
}

/** The same on the page of one's own data. */
export function ChangePassword() {
  const say = useWords(kSessionTexts);
  const doing = useDoing();
  const [done, setDone] = useState(false);
  return (
    <PasswordFields>
      {({ wrong, old, fresh, clear }, fields) => (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const first = wrong();
            if (first) focusOn(first);
            else {
              doing.run(async () => {
                enter(await office.changePassword(old, fresh));
                clear();
                setDone(true);
              });
            }
          }}
        >
          <Trouble doing={doing} />
          {fields}
          <div class="actions">
            <button type="submit" class="button" aria-disabled={doing.busy || undefined}>
              {say("change_password")}
            </button>
          </div>
          <p class="status" role="status">
            {done && say("password_changed")}
          </p>
        </form>
      )}
    </PasswordFields>
  );
}

function Enrol({ show }: { show(codes: readonly string[]): void }) {
  const say = useWords(kSessionTexts);
  const doing = useDoing();
  const [begun, setBegun] = useState<{ secret: string; uri: string; qr: readonly string[] } | null>(null);
  const { field, value, wrong } = useFields({ code: "enrol_code" });
  if (!begun) {
    return (
      <Form
        title="enrol_title"
        lead="enrol_lead"
        submit="enrol_begin"
        doing={doing}
        wrong={() => null}
        send={async () => {
          const { secret, uri, qr } = await office.beginEnrolment();
          setBegun({ secret: secret ?? "", uri: uri ?? "", qr: qr ?? [] });
          focusOn("code");
        }}
      >
        {null}
      </Form>
    );
  }
  return (
    <Form
      title="enrol_title"
      lead="enrol_secret"
      submit="continue"
      doing={doing}
      wrong={wrong}
      send={async () => show((await office.finishEnrolment(value("code").trim())).recovery_codes)}
      before={
        <>
          <QrCode rows={begun.qr} label={say("enrol_qr")} />
          <p>{say("enrol_key")}</p>
          <p class="secret">{begun.secret.replace(/(.{4})(?=.)/g, "$1 ")}</p>
          <p>
            <a href={begun.uri}>{say("enrol_open")}</a>
          </p>
        </>
      }
    >
      <Field {...field("code")} kind="code" />
    </Form>
  );
}

export function RecoveryCodes({ codes, go }: { codes: readonly string[]; go(): void }) {
  const site = useSay();
  const say = useWords(kSessionTexts);
  return (
    <div class="narrow">
      <Heading title={say("recovery_title")} site={site("site")} />
      <p>{say("recovery_lead")}</p>
      <ul class="plain codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="actions no-print">
        <button type="button" class="button" onClick={go}>
          {say("recovery_kept")}
        </button>
        <button type="button" class="button quiet" onClick={() => window.print()}>
          {site("print")}
        </button>
      </div>
    </div>
  );
}

function SignIn({ first, why }: { first: boolean; why: Out }) {
  const { step, setStep, steps } = useSteps();
  const [codes, setCodes] = useState<readonly string[]>([]);
  switch (step) {
    case "login":
    case "first":
      return first ? <First steps={steps} /> : <Password steps={steps} why={why} />;
    case "factor":
      return <Factor steps={steps} />;
    case "password":
      return <Old steps={steps} />;
    case "enrol":
      return (
        <Enrol
          show={(made) => {
            setCodes(made);
            setStep("codes");
          }}
        />
      );
    case "codes":
      return <RecoveryCodes codes={codes} go={() => askWho()} />;
  }
}

/** What stands behind the door, or the door. */
export function Door({ path, children }: { path: string; children: ComponentChildren }) {
  const { language } = useShared();
  const held = useSession();
  if (held.state === "waiting") return <Waiting language={language} />;
  if (held.state === "failed") return <Failed fault={held.fault} retry={() => askWho()} language={language} />;
  if (held.state === "out") return <SignIn first={path === "/first"} why={held.why} />;
  if (path === "/first" || path === "/sign-in") {
    queueMicrotask(() => navigate("/me", { replace: true }));
    return <Waiting language={language} />;
  }
  return <>{children}</>;
}
