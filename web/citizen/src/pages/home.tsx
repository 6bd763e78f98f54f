import { useState } from "preact/hooks";
import type { DemoFirm, Measure } from "../../../shared/client";
import { byNumber, day } from "../../../shared/format";
import { sessionOf, type FactsDocument } from "../flow";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { OpenSaved } from "../parts/saved";
import { navigate, provisionPath } from "../router";
import { searchMeasures } from "../search";
import { pick, useLoaded, useSay, useShared } from "../state";

function MeasureItem({ measure }: { measure: Measure }) {
  const { language } = useShared();
  const say = useSay();
  const computed = measure.state === "computed";
  return (
    <li>
      <details class="measure">
        <summary>
          <span class="measure-number">{measure.number}</span>
          <span class="measure-title">{pick(measure.title, language)}</span>
          {!computed && <span class="tag">{say("state_planned")}</span>}
        </summary>
        <div class="measure-body">
          {!computed && <p class="hint">{say("state_planned_note")}</p>}
          <dl class="facts">
            <dt>{say("clause")}</dt>
            <dd>{pick(measure.clause, language)}</dd>
            <dt>{say("who_acts")}</dt>
            <dd>{pick(measure.who_acts, language)}</dd>
            {measure.provisions.length > 0 && (
              <>
                <dt>{say("provisions")}</dt>
                <dd>
                  <ul class="plain provisions">
                    {[...measure.provisions].sort((a, b) => byNumber(a.id, b.id)).map((provision) => (
                      <li key={provision.id}>
                        <Link to={provisionPath(provision.id)}>
                          {provision.id} {pick(provision.title, language)}
                        </Link>
                        <span class="doc" lang="zh-CN">
                          {provision.document_number}
                        </span>
                      </li>
                    ))}
                  </ul>
                </dd>
              </>
            )}
          </dl>
        </div>
      </details>
    </li>
  );
}

function Measures() {
  const { notice, language } = useShared();
  const say = useSay();
  const [query, setQuery] = useState("");
  const trimmed = query.trim();
  const found = searchMeasures(notice.measures, trimmed);
  return (
    <section class="measures" aria-labelledby="measures-title">
      <h2 id="measures-title">{say("measures_title")}</h2>
      <form role="search" class="search" onSubmit={(event) => event.preventDefault()}>
        <label for="search">{say("search_label")}</label>
        <p class="hint" id="search-hint">
          {say("search_hint")}
        </p>
        <div class="search-row">
          <input
            id="search"
            class="input"
            type="text"
            inputMode="search"
            enterkeyhint="search"
            autocomplete="off"
            maxLength={60}
            aria-describedby="search-hint"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
          {trimmed && (
            <button
              type="button"
              class="button quiet"
              onClick={() => {
                setQuery("");
                document.getElementById("search")?.focus();
              }}
            >
              {say("clear_search")}
            </button>
          )}
        </div>
        <p class="search-count" role="status">
          {trimmed
            ? found.length > 0
              ? say("search_count", { count: found.length })
              : say("search_none", { query: trimmed })
            : say("search_all", { count: notice.measures.length })}
        </p>
      </form>
      {trimmed ? (
        found.length > 0 ? (
          <ul class="plain measure-list">
            {found.map((measure) => (
              <MeasureItem key={measure.number} measure={measure} />
            ))}
          </ul>
        ) : (
          <p class="empty">{say("search_none_hint")}</p>
        )
      ) : (
        notice.sections.map((section) => (
          <section class="section" key={section.id} aria-labelledby={`section-${section.id}`}>
            <h3 id={`section-${section.id}`}>{pick(section.title, language)}</h3>
            <ul class="plain measure-list">
              {notice.measures
                .filter((measure) => measure.section === section.id)
                .map((measure) => (
                  <MeasureItem key={measure.number} measure={measure} />
                ))}
            </ul>
          </section>
        ))
      )}
    </section>
  );
}

function DemoFirmsPart() {
  const { client, language, visit, setVisit } = useShared();
  const say = useSay();
  const loaded = useLoaded("demo", async () => {
    const [demo, schema] = await Promise.all([client.demoFirms(), client.facts()]);
    return { demo, schema };
  });
  if (loaded.state !== "ready" || loaded.value.demo.firms.length === 0) return null;
  const { demo, schema } = loaded.value;
  const use = (firm: DemoFirm) => {
    setVisit({ ...visit, ...sessionOf(firm.facts as FactsDocument, schema), measures: [], demo: firm.id });
    navigate("/result");
  };
  return (
    <section class="demo" aria-labelledby="demo-title">
      <h2 id="demo-title" tabIndex={-1}>{say("demo_title")}</h2>
      <p>
        <span class="tag">{say("synthetic")}</span> {say("demo_lead")}
      </p>
      <ul class="plain demo-list">
        {demo.firms.map((firm) => (
          <li key={firm.id}>
            <h3>{pick(firm.name, language)}</h3>
            <p>{pick(firm.note, language)}</p>
            <button
              type="button"
              class="button quiet"
              aria-label={`${say("demo_use")} ${pick(firm.name, language)}`}
              onClick={() => use(firm)}
            >
              {say("demo_use")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Home() {
  const { notice, language, visit } = useShared();
  const say = useSay();
  const begun = visit.asked.length > 0 && visit.demo === null;
  return (
    <>
      <section class="hero">
        <div class="hero-text">
          <p class="hero-number" lang="zh-CN">
            {notice.number}
          </p>
          <Heading title={pick(notice.title, language)} site={say("site")} />
          <p class="hero-meta">
            <span>{pick(notice.issuer, language)}</span> <span>{day(notice.issued, language)}</span>
          </p>
          <p class="hero-source">
            {say("notice_source")}
            {language === "zh" ? "：" : ": "}
            {pick(notice.source, language)}
          </p>
        </div>
        <div class="hero-action">
          <p class="lead">{say("home_lead")}</p>
          <Link to={begun ? "/check" : "/topics"} class="button big">
            {say(begun ? "resume" : "start")}
          </Link>
          <p class="hint">{say("home_lead_small")}</p>
          <p class="hero-links">
            {visit.asked.length > 0 && <Link to="/result">{say("see_result")}</Link>}
            <OpenSaved />
            <a
              href="#demo-title"
              onClick={(event) => {
                event.preventDefault();
                const demo = document.getElementById("demo-title");
                demo?.focus({ preventScroll: true });
                demo?.scrollIntoView();
              }}
            >
              {say("demo_title")}
            </a>
          </p>
        </div>
      </section>
      <Measures />
      <DemoFirmsPart />
    </>
  );
}
