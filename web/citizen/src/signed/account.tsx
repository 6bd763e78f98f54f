// "My data": what is kept and why, where one is signed in, setting it right; and the ways to firms and helpers.
import { useState } from "preact/hooks";
import { ApiFault, type Reply } from "../../../shared/call";
import { day } from "../../../shared/format";
import type { Me, OwnSession } from "../../../shared/people";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Failed, PartFailed, Waiting } from "../parts/waiting";
import { pick, useLoaded, useSay, useShared, useWords } from "../state";
import { Busy, Trouble, useDoing } from "./doing";
import { Field } from "./field";
import { noticeFault, office } from "./session";
import { SignedPage, gotten } from "./shell";
import { ChangePassword, RecoveryCodes } from "./sign_in";
import { kAccountTexts } from "./texts_account";

/** null: this server doesn't offer it. */
export async function offered<T>(path: string): Promise<Reply<T> | null> {
  try {
    return await office.get<T>(path);
  } catch (reason) {
    if (reason instanceof ApiFault) {
      noticeFault(reason);
      if (reason.status === 404) return null;
    }
    throw reason;
  }
}

export function useMoment() {
  const { language } = useShared();
  const format = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai" });
  return (ms: number) => format.format(ms);
}

/** The day of a moment, in China. */
export function chinaDay(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
}

function Correct({ me, etag, done }: { me: Me; etag: string; done(reply: Reply<Me>): void }) {
  const say = useWords(kAccountTexts);
  const [name, setName] = useState(me.name);
  const [phone, setPhone] = useState(me.phone);
  const [saved, setSaved] = useState(false);
  const doing = useDoing();
  if (!me.correctable) return <p class="hint">{say("correct_not")}</p>;
  return (
    <details class="why">
      <summary>{say("correct")}</summary>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setSaved(false);
          doing.run(async () => {
            done(await office.change<Me>("/api/v1/me", { method: "PATCH", body: { name: name.trim(), phone: phone.trim() }, etag }));
            setSaved(true);
          });
        }}
      >
        <Trouble doing={doing} fieldOf={(pointer) => ({ "/name": "me-name", "/phone": "me-phone" })[pointer] ?? null} />
        <Field id="me-name" label={say("name")} value={name} change={setName} />
        <Field id="me-phone" label={say("phone")} value={phone} change={setPhone} />
        <div class="actions">
          <button type="submit" class="button" aria-disabled={doing.busy || undefined}>
            {say("save")}
          </button>
        </div>
        <p class="status" role="status">
          {saved && say("saved")}
        </p>
      </form>
    </details>
  );
}

function Sessions() {
  const { language } = useShared();
  const say = useWords(kAccountTexts);
  const moment = useMoment();
  const loaded = useLoaded("sessions", () => gotten<{ sessions: OwnSession[] }>("/api/v1/me/sessions"));
  const doing = useDoing();
  if (loaded.state === "waiting") return <Waiting language={language} />;
  if (loaded.state === "failed") return <PartFailed fault={loaded.fault} retry={loaded.retry} language={language} />;
  const { sessions } = loaded.value;
  const end = (path: string) =>
    doing.run(async () => {
      await office.change<void>(path, { method: "DELETE" });
      loaded.retry();
    });
  return (
    <>
      <Trouble doing={doing} />
      <ul class="plain">
        {sessions.map((one) => (
          <li class="task" key={one.id}>
            <p class="task-title">
              <span>
                {one.source} {one.current && <span class="tag tag-strong">{say("session_current")}</span>}
              </span>
              {!one.current && (
                <button type="button" class="link" aria-label={`${say("session_end")} ${one.source}`} onClick={() => end(`/api/v1/me/sessions/${encodeURIComponent(one.id)}`)}>
                  {say("session_end")}
                </button>
              )}
            </p>
            <p class="task-line">{say("session_line", { from: moment(one.started_ms), seen: moment(one.seen_ms) })}</p>
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <button type="button" class="button quiet" onClick={() => end("/api/v1/me/sessions")}>
          {say("sessions_end")}
        </button>
      )}
    </>
  );
}

function Security({ me, show }: { me: Me; show(codes: readonly string[]): void }) {
  const say = useWords(kAccountTexts);
  const doing = useDoing();
  return (
    <section aria-labelledby="security-title">
      <h2 id="security-title">{say("security_title")}</h2>
      <p>{me.second_factor ? say("factor_on", { count: me.recovery_codes_left }) : say("factor_off")}</p>
      <Trouble doing={doing} />
      {me.second_factor && (
        <p>
          <button
            type="button"
            class="button quiet"
            onClick={() => doing.run(async () => {
              const { value } = await office.change<{ recovery_codes: string[] }>("/api/v1/me/recovery-codes", { body: {} });
              show(value.recovery_codes);
            })}
          >
            {say("renew_codes")}
          </button>
        </p>
      )}
      <Busy doing={doing} />
      <details class="why">
        <summary>{say("change_password")}</summary>
        <ChangePassword />
      </details>
    </section>
  );
}

function Kept({ me }: { me: Me }) {
  const { language } = useShared();
  const say = useWords(kAccountTexts);
  const colon = language === "zh" ? "：" : ": ";
  return (
    <dl class="kept">
      {me.kept.map((one) => (
        <div key={one.field}>
          <dt>{pick(one.label, language)}</dt>
          <dd>
            {one.value !== null && <p>{one.value || say("none")}</p>}
            {one.count !== null && <p>{say("kept_count", { count: one.count })}{one.items.length > 0 && ` (${one.items.join(language === "zh" ? "、" : ", ")})`}</p>}
            <p class="task-line">
              <span>
                {say("kept_why")}{colon}{pick(one.purpose, language)}
              </span>
              <span>
                {say("kept_source")}{colon}{pick(one.source, language)}
              </span>
              <span>
                {say("kept_until")}{colon}{pick(one.retention, language)}
              </span>
            </p>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Account({ reply }: { reply: Reply<Me> }) {
  const { language } = useShared();
  const say = useWords(kAccountTexts);
  const [{ value: me, etag }, setReply] = useState(reply);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} go={() => setCodes(null)} />;
  return (
    <>
      <section aria-labelledby="mandates-title">
        <h2 id="mandates-title">{say("mandates_title")}</h2>
        <p>
          {say("mandates_lead")} <Link to="/account/mandates">{say("mandates_go")}</Link>
        </p>
      </section>
      <section aria-labelledby="kept-title">
        <h2 id="kept-title">{say("kept_title")}</h2>
        <Kept me={me} />
        <p class="aside-link">
          <a href="/api/v1/me/export" download>
            {say("export")}
          </a>
        </p>
        <Correct me={me} etag={etag ?? ""} done={setReply} />
      </section>
      <section aria-labelledby="roles-title">
        <h2 id="roles-title">{say("roles_title")}</h2>
        <ul>
          {me.roles.map((one) => (
            <li key={one.role + one.scope}>
              {pick(one.label, language)} {one.scope && <code class="inline">{one.scope}</code>}{" "}
              {one.until_ms !== null && <small>{say("until", { day: day(chinaDay(one.until_ms), language) })}</small>}
            </li>
          ))}
        </ul>
      </section>
      <Security me={me} show={setCodes} />
      <section aria-labelledby="sessions-title">
        <h2 id="sessions-title">{say("sessions_title")}</h2>
        <Sessions />
      </section>
    </>
  );
}

export function AccountPage() {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kAccountTexts);
  const loaded = useLoaded("me", () => offered<Me>("/api/v1/me"));
  if (loaded.state === "failed") return <SignedPage here="/account"><Failed fault={loaded.fault} retry={loaded.retry} language={language} /></SignedPage>;
  if (loaded.state === "waiting") return <SignedPage here="/account"><Waiting language={language} /></SignedPage>;
  return (
    <SignedPage here="/account">
      <Heading title={say("account_title")} site={site("site")} />
      <p>{say(loaded.value ? "account_lead" : "not_offered")}</p>
      {loaded.value && <Account reply={loaded.value} />}
    </SignedPage>
  );
}
