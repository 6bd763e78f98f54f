// Whether a letter is genuine: for whoever holds it, without signing in.
import { useState } from "preact/hooks";
import { ApiFault, call } from "../../../shared/call";
import { day } from "../../../shared/format";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Failed, Waiting } from "../parts/waiting";
import { navigate } from "../router";
import { useLoaded, useSay, useShared, useWords } from "../state";
import { Field, focusOn } from "../signed/field";
import { kVerifyTexts } from "./texts_verify";

interface Verified {
  code: string;
  kind: "decision" | "acknowledgement" | "recovery";
  number: string;
  date: string;
  decision: "granted" | "refused" | null;
  standing: boolean;
  hash: string;
  audit: { event: string; state: "waiting" | "in_tree" | "signed"; index: number | null; proof: string | null };
  copy: "same" | "differs" | null;
}

function AskCode() {
  const site = useSay();
  const say = useWords(kVerifyTexts);
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  return (
    <>
      <Heading title={say("verify_title")} site={site("site")} />
      <p>{say("verify_lead")}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const typed = code.trim().replaceAll(/\s+/g, "");
          setFault(typed ? null : say("fault_code"));
          if (typed) navigate(`/verify/${encodeURIComponent(typed)}`);
          else focusOn("code");
        }}
      >
        <Field id="code" label={say("code")} hint={say("code_hint")} value={code} change={setCode} fault={fault} most={60} />
        <div class="actions">
          <button type="submit" class="button big">
            {say("look")}
          </button>
        </div>
      </form>
    </>
  );
}

/** 64 hexadecimal digits; null where the browser has no means (outside TLS). */
async function sha256(file: File): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function Copy({ code }: { code: string }) {
  const say = useWords(kVerifyTexts);
  const [found, setFound] = useState<"same" | "differs" | "not_here" | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setFound(null);
    setFault(null);
    const hash = await sha256(file);
    if (hash === null) {
      setFound("not_here");
      return;
    }
    try {
      const { value } = await call<Verified>(`/api/v1/verify/${encodeURIComponent(code)}?sha256=${hash}`, { language: document.documentElement.lang });
      setFound(value.copy);
    } catch (reason) {
      setFault(reason as ApiFault);
    }
  };
  return (
    <section class="no-print" aria-labelledby="copy-title">
      <h2 id="copy-title">{say("copy_title")}</h2>
      <p>{say("copy_lead")}</p>
      <div class="field">
        <label for="copy">{say("copy_file")}</label>
        <input id="copy" class="input" type="file" accept=".pdf,application/pdf" onChange={(event) => void take(event.currentTarget.files?.[0])} />
      </div>
      <p role="status" class={found === "differs" || fault ? "fault" : "verdict"}>
        {found && `${found === "same" ? "✓ " : "✗ "}${say(`copy_${found}`)}`}
        {fault?.message}
      </p>
    </section>
  );
}

function Found({ one }: { one: Verified }) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kVerifyTexts);
  return (
    <>
      <Heading title={say(one.standing ? "standing" : "replaced")} site={site("site")} />
      <dl class="summary">
        <div>
          <dt>{say("kind")}</dt>
          <dd class="value">{say(`kind_${one.kind}`)}</dd>
        </div>
        {one.decision && (
          <div>
            <dt>{say("decision")}</dt>
            <dd class="value">{say(`decision_${one.decision}`)}</dd>
          </div>
        )}
        <div>
          <dt>{say("number")}</dt>
          <dd class="value">{one.number}</dd>
        </div>
        <div>
          <dt>{say("date")}</dt>
          <dd class="value">{day(one.date, language)}</dd>
        </div>
        <div>
          <dt>{say("hash")}</dt>
          <dd class="value">
            <span class="hash">{one.hash}</span> <small>{say("hash_note")}</small>
          </dd>
        </div>
        <div>
          <dt>{say("log")}</dt>
          <dd class="value">
            {say(`log_${one.audit.state}`, { index: one.audit.index ?? 0 })}{" "}
            {one.audit.proof && (
              <a href={one.audit.proof} download>
                {say("proof")}
              </a>
            )}
          </dd>
        </div>
      </dl>
      <p class="hint">{say("no_more")}</p>
      <Copy code={one.code} />
    </>
  );
}

function Look({ code }: { code: string }) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kVerifyTexts);
  const loaded = useLoaded(`verify ${code}`, () =>
    call<Verified>(`/api/v1/verify/${encodeURIComponent(code)}`, { language: document.documentElement.lang }).then(
      (reply) => reply.value,
      (reason: unknown) => {
        if (reason instanceof ApiFault && reason.status === 404) return null;
        throw reason;
      },
    ),
  );
  if (loaded.state === "failed") return <Failed fault={loaded.fault} retry={loaded.retry} language={language} />;
  if (loaded.state === "waiting") return <Waiting language={language} />;
  return (
    <>
      {loaded.value ? (
        <Found one={loaded.value} />
      ) : (
        <>
          <Heading title={say("unknown")} site={site("site")} />
          <p>{say("unknown_detail")}</p>
        </>
      )}
      <p class="aside-link no-print">
        <Link to="/verify">{say("another")}</Link>
      </p>
    </>
  );
}

export default function VerifyArea({ path }: { path: string }) {
  const code = /^\/verify\/([^/]+)$/.exec(path)?.[1];
  return <div class="narrow signed">{code ? <Look key={code} code={code} /> : <AskCode />}</div>;
}
