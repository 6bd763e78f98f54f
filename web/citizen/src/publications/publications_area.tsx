// What is published at present, for everybody: who was granted what, by whom and until when.
import { useMemo, useState } from "preact/hooks";
import { call, type ApiFault } from "../../../shared/call";
import type { components } from "../../../shared/api";
import type { ListEntry } from "../../../shared/client";
import { byNumber, day, money } from "../../../shared/format";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { PartFailed, Waiting } from "../parts/waiting";
import { navigate, provisionPath, usePlace } from "../router";
import { CodeTree } from "../search";
import { pick, useLoaded, useSay, useShared, useWords } from "../state";
import { kPublicationTexts, type PublicationKey } from "./texts_publications";

type Page = components["schemas"]["PublicationPage"];
type Publication = Page["publications"][number];

const kPath = "/publications";
const kPlaces = "places";
const kLevels = ["province", "city", "county"] as const;

/** "330102" is asked for as it is, "330100" as 3301: all that lies in it. */
const within = (code: string) => code.replace(/(00)+$/, "");

function asked(place: string, matter: string, cursor: string | null = null): string {
  const query = new URLSearchParams();
  if (place) query.set("place", within(place));
  if (matter) query.set("provision", matter);
  if (cursor) query.set("cursor", cursor);
  return query.size > 0 ? `?${query}` : "";
}

async function pageOf(query: string): Promise<Page> {
  const { value } = await call<Page>(`/api/v1/publications${query}`, { language: document.documentElement.lang });
  return value;
}

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  change(value: string): void;
  options: readonly (readonly [value: string, text: string])[];
}

function Choice({ id, label, value, change, options }: ChoiceProps) {
  const say = useWords(kPublicationTexts);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{say("all")}</option>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** By place, level by level, and by policy; both stand in the address, so that an office can link to its own board. */
function Filters({ place, matter }: { place: string; matter: string }) {
  const { client, language, notice } = useShared();
  const say = useWords(kPublicationTexts);
  const loaded = useLoaded("publication filters", async () => {
    const [list, procedures] = await Promise.all([client.list(kPlaces), client.procedures()]);
    return { entries: list.entries, matters: procedures.filter((one) => one.publishes) };
  });
  const tree = useMemo(() => new CodeTree(loaded.state === "ready" ? loaded.value.entries : []), [loaded.state]);
  const titles = useMemo(
    () => new Map(notice.measures.flatMap((measure) => measure.provisions.map((one) => [one.id, one.title] as const))),
    [notice],
  );
  if (loaded.state !== "ready") return null;
  const go = (nextPlace: string, nextMatter: string) => {
    const query = new URLSearchParams();
    if (nextPlace) query.set("place", nextPlace);
    if (nextMatter) query.set("provision", nextMatter);
    navigate(kPath + (query.size > 0 ? `?${query}` : ""), { replace: true });
  };
  const path = tree.path(place);
  const levels: { above: string; entries: readonly ListEntry[] }[] = [{ above: "", entries: tree.roots }];
  for (const entry of path) levels.push({ above: entry.code, entries: tree.children(entry.code) });
  // A municipality has no cities: its second level is counties.
  const nameOf = (at: number, entries: readonly ListEntry[]) =>
    kLevels[at === 1 && entries.every((one) => !one.code.endsWith("00")) ? 2 : Math.min(at, 2)]!;
  const matters = [...new Map(loaded.value.matters.map((one) => [one.provision, one])).values()];
  return (
    <form class="board-filters" onSubmit={(event) => event.preventDefault()}>
      {levels.filter(({ entries }) => entries.length > 0).map(({ above, entries }, at) => (
        <Choice
          key={above}
          id={`place-${at}`}
          label={say(nameOf(at, entries))}
          value={path[at]?.code ?? ""}
          change={(code) => go(code || above, matter)}
          options={entries.map((one) => [one.code, pick(one.label, language)] as const)}
        />
      ))}
      <Choice
        id="matter"
        label={say("matter")}
        value={matter}
        change={(one) => go(place, one)}
        options={matters
          .sort((a, b) => byNumber(a.provision, b.provision))
          .map((one) => {
            const title = titles.get(one.provision);
            return [one.provision, title ? `${one.provision} ${pick(title, language)}` : pick(one.title, language)] as const;
          })}
      />
    </form>
  );
}

function Row({ label, children }: { label: PublicationKey; children: preact.ComponentChildren }) {
  const say = useWords(kPublicationTexts);
  return (
    <div>
      <dt>{say(label)}</dt>
      <dd class="value">{children}</dd>
    </div>
  );
}

function One({ one }: { one: Publication }) {
  const { language } = useShared();
  const say = useWords(kPublicationTexts);
  const about = pick(one.about, language);
  return (
    <li class="task">
      <h2 class="task-title">
        <span>{one.firm_name ? pick(one.firm_name, language) : say("firm_unknown")}</span>
        {one.amount_fen !== null && one.amount_fen > 0 && (
          <span class="figure">
            <span class="hidden">{say("amount")} </span>
            {money(one.amount_fen)}
          </span>
        )}
      </h2>
      <p>
        {one.finding ? `${about} · ${say("finding")}` : <Link to={provisionPath(one.provision)}>{`${one.provision} ${about}`}</Link>}
      </p>
      <dl class="summary">
        <Row label="office">{pick(one.office, language)}</Row>
        <Row label="term">{say("from_until", { from: day(one.from, language), until: day(one.until, language) })}</Row>
        <Row label="number">
          <span class="reference-small">{one.reference}</span>
        </Row>
        {one.contact && <Row label="contact">{pick(one.contact, language)}</Row>}
      </dl>
    </li>
  );
}

function Board({ place, matter }: { place: string; matter: string }) {
  const { language } = useShared();
  const say = useWords(kPublicationTexts);
  const [more, setMore] = useState<readonly Page[]>([]);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const loaded = useLoaded(`publications ${place} ${matter}`, () => pageOf(asked(place, matter)));
  if (loaded.state === "waiting") return <Waiting language={language} />;
  if (loaded.state === "failed") return <PartFailed fault={loaded.fault} retry={loaded.retry} language={language} />;
  const pages = [loaded.value, ...more];
  const all = pages.flatMap((page) => page.publications);
  const cursor = pages.at(-1)!.next_cursor;
  const next = () => {
    setFault(null);
    pageOf(asked(place, matter, cursor)).then((page) => setMore([...more, page]), (reason: ApiFault) => setFault(reason));
  };
  return (
    <>
      <p class="search-count" role="status">
        {all.length > 0 || cursor ? say(cursor ? "count_more" : "count", { count: all.length }) : say(place || matter ? "none_here" : "none")}
      </p>
      <ul class="plain">
        {all.map((one) => (
          <One key={one.reference} one={one} />
        ))}
      </ul>
      {fault && <PartFailed fault={fault} retry={next} language={language} />}
      {cursor && !fault && (
        <button type="button" class="button quiet" onClick={next}>
          {say("more")}
        </button>
      )}
    </>
  );
}

export default function PublicationsArea() {
  const site = useSay();
  const say = useWords(kPublicationTexts);
  const { query } = usePlace();
  const place = query.get("place") ?? "";
  const matter = query.get("provision") ?? "";
  return (
    <div class="narrow signed">
      <Heading title={say("title")} site={site("site")} />
      <p class="lead">{say("lead")}</p>
      <Filters place={place} matter={matter} />
      <Board key={`${place} ${matter}`} place={place} matter={matter} />
      <section class="panel" aria-labelledby="how-title">
        <h2 id="how-title">{say("how_title")}</h2>
        <p>{say("how")}</p>
        <p>{say("how_firm")}</p>
      </section>
      <p class="hint">{say("only_this")}</p>
    </div>
  );
}
