// The pages of a landlord, park, supplier or small bank that has no systems of its own: one chunk.
import { useState } from "preact/hooks";
import type { CasePage } from "../../../shared/cases";
import { day, money } from "../../../shared/format";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { Failed, Waiting } from "../parts/waiting";
import { NotFound } from "../pages/not_found";
import { pick, useLoaded, useSay, useShared, useWords } from "../state";
import { SignedPage, gotten, useSignedIn } from "../signed/shell";
import { office, scopesOf } from "../signed/session";
import { Door } from "../signed/sign_in";
import { AnswerPage } from "./answer_page";
import { TablePage } from "./table_page";
import { kPartnerTexts } from "./texts_partner";

const kQuery = "/api/v1/cases?waits_for=partner&open=true&limit=100";

function List() {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kPartnerTexts);
  const session = useSignedIn();
  const isPartner = scopesOf(session, "partner").length > 0;
  const [pages, setPages] = useState<readonly CasePage[]>([]);
  const loaded = useLoaded("partner cases", () => gotten<CasePage>(kQuery, isPartner, { cases: [], next_cursor: null }));
  if (loaded.state === "failed") return <SignedPage here="/partner"><Failed fault={loaded.fault} retry={loaded.retry} language={language} /></SignedPage>;
  if (loaded.state === "waiting") return <SignedPage here="/partner"><Waiting language={language} /></SignedPage>;
  const all = [loaded.value, ...pages];
  const cases = all.flatMap((page) => page.cases);
  const cursor = all.at(-1)!.next_cursor;
  return (
    <SignedPage here="/partner">
      <Heading title={say("partner_title")} site={site("site")} />
      <p>{say(isPartner ? (cases.length > 0 ? "partner_lead" : "partner_none") : "not_partner")}</p>
      <ul class="plain">
        {cases.map((one) => (
          <li class="task task-waiting" key={one.reference}>
            <p class="task-title">
              <Link to={`/partner/${one.reference}`}>{pick(one.title, language)}</Link>
              {one.amount_fen !== null && one.amount_fen > 0 && <span class="figure">{money(one.amount_fen)}</span>}
            </p>
            <p class="task-line">
              <span>{one.firm_name ? `${pick(one.firm_name, language)} ${one.firm}` : one.firm}</span>
              {one.subject !== one.firm && <span>{one.subject}</span>}
              <span class="reference-small">{one.reference}</span>
              {one.due && <span>{say("by_day", { day: day(one.due, language) })}</span>}
              {one.days_left !== null && one.days_left < 0 && <span class="tag tag-strong">{say("late")}</span>}
            </p>
          </li>
        ))}
      </ul>
      {cursor && (
        <button
          type="button"
          class="button quiet"
          onClick={() => void office.get<CasePage>(`${kQuery}&cursor=${encodeURIComponent(cursor)}`).then(({ value }) => setPages([...pages, value]))}
        >
          {say("more")}
        </button>
      )}
      {isPartner && (
        <p class="aside-link">
          {say("many")} <Link to="/partner/table">{say("table_go")}</Link>
        </p>
      )}
    </SignedPage>
  );
}

function Page({ path }: { path: string }) {
  const [, , id, ...rest] = path.split("/");
  if (rest.length > 0) return <NotFound />;
  if (!id) return <List />;
  return id === "table" ? <TablePage /> : <AnswerPage key={id} reference={id} />;
}

export default function PartnerArea({ path }: { path: string }) {
  return (
    <Door path={path}>
      <Page path={path} />
    </Door>
  );
}
