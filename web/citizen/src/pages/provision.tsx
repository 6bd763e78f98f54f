// One provision in full: its document, figures, conditions and formulas, and worked examples.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Provision, ProvisionDiff } from "../../../shared/client";
import { day, impreciseDay, type Language } from "../../../shared/format";
import { DecisionTable } from "../parts/decision_table";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { LiveExample } from "../parts/live_example";
import { Failed, PartFailed, Waiting } from "../parts/waiting";
import { navigate, provisionPath } from "../router";
import { NotFound } from "./not_found";
import { pick, useLoaded, useSay, useShared } from "../state";
import type { TextKey } from "../texts";

function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Row({ label, children }: { label: TextKey; children: ComponentChildren }) {
  const say = useSay();
  return (
    <>
      <dt>{say(label)}</dt>
      <dd>{children}</dd>
    </>
  );
}

function ProvisionLink({ id }: { id: string }) {
  return <Link to={provisionPath(id)}>{id}</Link>;
}

function DocumentPart({ provision }: { provision: Provision }) {
  const { language } = useShared();
  const say = useSay();
  const { document, in_force: force } = provision;
  const span = say("period_value", { from: impreciseDay(force.from, language), to: impreciseDay(force.to, language) });
  const open = !force.to.earliest && !force.to.latest && !force.to.to_be_fixed;
  return (
    <Part id="document" title={say("provision_document")}>
      <dl class="facts">
        <Row label="document_number">
          <span lang="zh-CN">{document.number}</span>
        </Row>
        <Row label="document_title">{pick(document.title, language)}</Row>
        <Row label="issuer">{pick(document.issuer, language)}</Row>
        <Row label="issued">{impreciseDay(document.issued, language)}</Row>
        <Row label="in_force">
          {open ? say("period_from", { from: impreciseDay(force.from, language) }) : span}
        </Row>
        <Row label="known_from">{day(provision.known_from, language)}</Row>
        <Row label="region">
          {provision.region.length > 0
            ? provision.region.map((one) => pick(one.label, language)).join(language === "zh" ? "、" : ", ")
            : say(provision.untranslatable.some((one) => one.reason === "no_place") ? "no_place" : "national")}
        </Row>
        <Row label="status">{say(`document_status_${document.status}`)}</Row>
        <Row label="source">{pick(document.source, language)}</Row>
        {provision.untranslatable.length > 0 && (
          <Row label="untranslatable">
            {provision.untranslatable.map((one) => (
              <p key={one.reason + one.note.zh}>
                {say(`reason_${one.reason}`)}
                {language === "zh" ? "：" : ": "}
                {pick(one.note, language)}
              </p>
            ))}
          </Row>
        )}
        {provision.supersedes.length > 0 && (
          <Row label="supersedes">
            {provision.supersedes.map((one) => (
              <span key={one.provision}>
                <ProvisionLink id={one.provision} /> {one.retroactive && say("retroactive")}
              </span>
            ))}
          </Row>
        )}
        {provision.superseded_by.length > 0 && (
          <Row label="superseded_by">
            {provision.superseded_by.map((id) => (
              <span key={id}>
                <ProvisionLink id={id} />{" "}
              </span>
            ))}
          </Row>
        )}
      </dl>
    </Part>
  );
}

function Rules({ provision }: { provision: Provision }) {
  const { language } = useShared();
  const say = useSay();
  const { benefit } = provision;
  return (
    <>
      {provision.conditions.length > 0 && (
        <Part id="conditions" title={say("conditions")}>
          <ol class="rules">
            {provision.conditions.map((one) => (
              <li key={one.id}>
                <div class="beside">
                  <div>
                    <p>{pick(one.label, language)}</p>
                    <p class="clause">{pick(one.clause, language)}</p>
                  </div>
                  <div>
                    <p class="in-words">{pick(one.in_words, language)}</p>
                    <code tabIndex={0}>{one.feel}</code>
                  </div>
                </div>
              </li>
            ))}
          </ol>
        </Part>
      )}
      {benefit && (
        <Part id="benefit" title={say("benefit")}>
          <p>
            <span class="tag">{say(`kind_${benefit.kind}`)}</span> {pick(benefit.label, language)}
          </p>
          <dl class="facts">
            {benefit.amount_feel && (
              <Row label="amount_formula">
                {benefit.amount_in_words && <p class="in-words">{pick(benefit.amount_in_words, language)}</p>}
                <code tabIndex={0}>{benefit.amount_feel}</code>
              </Row>
            )}
            {benefit.rate_feel && (
              <Row label="rate_formula">
                {benefit.rate_in_words && <p class="in-words">{pick(benefit.rate_in_words, language)}</p>}
                <code tabIndex={0}>{benefit.rate_feel}</code>
              </Row>
            )}
            {benefit.apply_by && <Row label="apply_by">{impreciseDay(benefit.apply_by, language)}</Row>}
            <Row label="deadline">{pick(benefit.deadline, language)}</Row>
            <Row label="contact">{pick(benefit.contact, language)}</Row>
            <Row label="payer">{pick(benefit.payer, language)}</Row>
          </dl>
        </Part>
      )}
      {provision.parameters.length > 0 && (
        <Part id="parameters" title={say("parameters")}>
          <ul class="plain parameters">
            {provision.parameters.map((one) => (
              <li key={one.name}>
                <p>
                  {pick(one.label, language)} <strong class="figure">{pick(one.display, language)}</strong>{" "}
                  {one.status !== "confirmed" && <span class="tag">{say(`document_status_${one.status}`)}</span>}
                </p>
                <p class="clause">
                  {pick(one.clause, language)} <code>{one.name}</code>
                </p>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {provision.definitions.length > 0 && (
        <Part id="definitions" title={say("definitions")}>
          <ol class="rules">
            {provision.definitions.map((one) => (
              <li key={one.name}>
                <p>
                  {pick(one.label, language)} <code>{one.name}</code>
                </p>
                {one.table ? (
                  <DecisionTable table={one.table} label={pick(one.label, language)} />
                ) : (
                  <>
                    {one.in_words.map((line) => (
                      <p class="in-words" key={line.zh}>
                        {pick(line, language)}
                      </p>
                    ))}
                    <code tabIndex={0}>{one.feel}</code>
                  </>
                )}
              </li>
            ))}
          </ol>
        </Part>
      )}
      {provision.exceptions.length > 0 && (
        <Part id="exceptions" title={say("exceptions")}>
          <ol class="rules">
            {provision.exceptions.map((one) => (
              <li key={one.id}>
                <p>{pick(one.label, language)}</p>
                <p class="clause">{pick(one.clause, language)}</p>
                <p class="in-words">{pick(one.in_words, language)}</p>
              </li>
            ))}
          </ol>
        </Part>
      )}
      {provision.open_terms.length > 0 && (
        <Part id="open-terms" title={say("open_terms")}>
          <ul class="plain parameters">
            {provision.open_terms.map((one) => (
              <li key={one.name}>
                <p>
                  {pick(one.label, language)}{" "}
                  {(one.minimum !== null || one.maximum !== null) && (
                    <strong class="figure">
                      {one.minimum ?? "…"} – {one.maximum ?? "…"}
                    </strong>
                  )}{" "}
                  <span class="tag">{say("set_by", { authority: pick(one.authority, language) })}</span>
                </p>
                <p class="clause">{pick(one.clause, language)}</p>
              </li>
            ))}
          </ul>
        </Part>
      )}
      <p class="hint">{say("feel_note")}</p>
    </>
  );
}

/** What changed against the text that this one replaces, or that replaces it: from the older to the newer. */
function Versions({ provision }: { provision: Provision }) {
  const pairs = [
    ...provision.supersedes.map((one) => ({ id: provision.id, older: one.provision })),
    ...provision.superseded_by.map((newer) => ({ id: newer, older: provision.id })),
  ];
  return (
    <>
      {pairs.map(({ id, older }) => (
        <Comparison key={`${id} ${older}`} id={id} other={older} />
      ))}
    </>
  );
}

function Comparison({ id, other }: { id: string; other: string }) {
  const { client, language } = useShared();
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <details class="by-measure" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say("compare_with", { id, other })}</summary>
      {open && <Changes of={() => client.compare(id, other)} name={`${id} ${other}`} language={language} />}
    </details>
  );
}

function Changes({ of, name, language }: { of(): Promise<ProvisionDiff>; name: string; language: Language }) {
  const say = useSay();
  const loaded = useLoaded(`compare ${name}`, of);
  if (loaded.state === "waiting") return <Waiting language={language} />;
  if (loaded.state === "failed") return <PartFailed fault={loaded.fault} retry={loaded.retry} language={language} />;
  const { changes, before, after } = loaded.value;
  // Changes of the rule itself (its document, its dates) carry its title: said once, it is enough.
  const own = changes.find((one) => one.path === "title")?.label.zh;
  const aboutOf = (one: ProvisionDiff["changes"][number]) => {
    if (one.path.startsWith("document/")) return say("provision_document");
    return one.label.zh === own ? "" : pick(one.label, language);
  };
  return (
    <table class="table compared">
      <thead>
        <tr>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      {changes.map((one) => (
        <tbody key={`${one.path} ${one.kind}`}>
          <tr>
            <th scope="rowgroup" colSpan={2}>
              {pick(one.what_label, language)} <small>{aboutOf(one)}</small>
            </th>
          </tr>
          <tr>
            <td>{one.before ? pick(one.before, language) : "—"}</td>
            <td>{one.after ? pick(one.after, language) : "—"}</td>
          </tr>
        </tbody>
      ))}
    </table>
  );
}

/** Worked examples shown at once; the others are folded. */
const kExamplesShown = 3;

export function ProvisionPage({ id }: { id: string }) {
  const { client, language, notice } = useShared();
  const say = useSay();
  const loaded = useLoaded(`provision ${id}`, () => client.provision(id));
  if (loaded.state === "waiting") return <Waiting language={language} />;
  if (loaded.state === "failed" && loaded.fault.status === 404) return <NotFound />;
  if (loaded.state === "failed") return <Failed fault={loaded.fault} retry={loaded.retry} language={language} />;
  const provision = loaded.value;
  const measure = notice.measures.find((one) => one.number === provision.measure);
  return (
    <div class="provision">
      <p class="back">
        <button type="button" class="link" onClick={() => (history.length > 1 ? history.back() : navigate("/policy"))}>
          ‹ {say("back")}
        </button>
      </p>
      <p class="hero-number">{provision.id}</p>
      <Heading title={pick(provision.title, language)} site={say("site")} />
      {measure && (
        <p class="hint">
          {say("belongs_to", { number: measure.number })}
          {language === "zh" ? "：" : ": "}
          {pick(measure.title, language)}
        </p>
      )}
      <p class="lead">{pick(provision.summary, language)}</p>
      <DocumentPart provision={provision} />
      <Versions provision={provision} />
      <Rules provision={provision} />
      {provision.examples.length > 0 && (
        <Part id="examples" title={say("examples")}>
          {provision.examples.slice(0, kExamplesShown).map((one) => (
            <LiveExample key={one.id} example={one} provision={provision.id} measure={provision.measure} />
          ))}
          {provision.examples.length > kExamplesShown && (
            <details class="more-examples">
              <summary>{say("examples_more", { count: provision.examples.length - kExamplesShown })}</summary>
              {provision.examples.slice(kExamplesShown).map((one) => (
                <LiveExample key={one.id} example={one} provision={provision.id} measure={provision.measure} />
              ))}
            </details>
          )}
        </Part>
      )}
    </div>
  );
}
