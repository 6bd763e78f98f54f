// Many answers at once: a table is downloaded, filled in, checked row by row, and only then acted on.
import { useRef, useState } from "preact/hooks";
import { untilDone, type Bulk, type BulkLine } from "../../../shared/bulk";
import { OnceKey } from "../../../shared/office";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { useSay, useWords } from "../state";
import { Trouble, useDoing } from "../signed/doing";
import { kMostUploadBytes, sendFile } from "../signed/send_file";
import { SignedPage } from "../signed/shell";
import { office } from "../signed/session";
import { kPartnerTexts } from "./texts_partner";

const kTemplate = "/api/v1/bulk/template?kind=partner_answers&format=";
const kMostShown = 50;

const kColumns = ["reference", "answer", "note", "title", "applicant", "firm_name", "matter", "place", "amount_yuan", "due"] as const;
const isColumn = (name: string | null): name is (typeof kColumns)[number] => kColumns.some((one) => one === name);

function Columns() {
  const say = useWords(kPartnerTexts);
  return (
    <details class="why">
      <summary>{say("columns_title")}</summary>
      <ul>
        {kColumns.map((name) => (
          <li key={name}>
            <code class="inline">{name}</code> {say(`column_${name}`)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Faults({ lines }: { lines: readonly BulkLine[] }) {
  const say = useWords(kPartnerTexts);
  const wrong = lines.filter((line) => line.faults.length > 0);
  if (wrong.length === 0) return null;
  return (
    <>
      <h3 id="faults-title">{say("faults_title")}</h3>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="faults-title">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{say("row")}</th>
              <th scope="col">{say("column")}</th>
              <th scope="col">{say("fault")}</th>
              <th scope="col">{say("remedy")}</th>
            </tr>
          </thead>
          <tbody>
            {wrong.slice(0, kMostShown).flatMap((line) =>
              line.faults.map((fault) => (
                <tr key={`${line.row} ${fault.column ?? ""} ${fault.code}`}>
                  <th scope="row">{line.row}</th>
                  <td>{isColumn(fault.column) ? say("column_named", { name: say(`column_${fault.column}`), column: fault.column }) : fault.column}</td>
                  <td>{fault.detail}</td>
                  <td>{fault.remedy}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
      {wrong.length > kMostShown && <p class="hint">{say("faults_more", { count: kMostShown })}</p>}
    </>
  );
}

function Found({ bulk, setBulk, restart }: { bulk: Bulk; setBulk(bulk: Bulk): void; restart(): void }) {
  const say = useWords(kPartnerTexts);
  const doing = useDoing();
  const once = useRef(new OnceKey());
  const path = `/api/v1/bulk/${encodeURIComponent(bulk.id)}`;
  const run = () =>
    doing.run(async () => {
      const step = async () => {
        const { value } = await office.change<Bulk>(`${path}/run`, { body: {}, key: once.current.of({}) });
        once.current.settled();
        return value;
      };
      await untilDone(bulk, (one) => one.good, step, setBulk);
    });
  const over = bulk.good === 0 && bulk.done + bulk.failed > 0;
  return (
    <section aria-labelledby="found-title">
      <h2 id="found-title" tabIndex={-1}>
        {!over ? say("step_3") : bulk.failed > 0 ? say("some_done", { count: bulk.failed }) : say("all_done")}
      </h2>
      <div role="status">
        <ul>
          {bulk.good > 0 && <li>{say("rows_good", { count: bulk.good })}</li>}
          {bulk.done > 0 && <li>{say("rows_done", { count: bulk.done })}</li>}
          {bulk.bad > 0 && <li>{say("rows_bad", { count: bulk.bad })}</li>}
          {bulk.failed > 0 && <li>{say("rows_failed", { count: bulk.failed })}</li>}
        </ul>
      </div>
      <Trouble doing={doing} />
      {bulk.good > 0 && (
        <div class="actions">
          <button type="button" class="button big" aria-disabled={doing.busy || undefined} onClick={run}>
            {say("run", { count: bulk.good })}
          </button>
        </div>
      )}
      <p class="status" role="status">
        {doing.busy && say("running", { count: bulk.good })}
      </p>
      <Faults lines={bulk.lines} />
      {bulk.bad + bulk.failed > 0 && (
        <p class="aside-link">
          <a href={`${path}/faults.csv`} download>
            {say("faults_table")}
          </a>
        </p>
      )}
      <p class="aside-link">
        <button type="button" class="link" onClick={restart}>
          {say("another")}
        </button>
      </p>
    </section>
  );
}

export function TablePage() {
  const site = useSay();
  const say = useWords(kPartnerTexts);
  const [bulk, setBulk] = useState<Bulk | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const [large, setLarge] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const doing = useDoing();
  const take = (file: File | undefined) => {
    if (!file) return;
    setLarge(file.size > kMostUploadBytes);
    if (file.size > kMostUploadBytes) return;
    doing.run(async () => {
      try {
        setShare(0);
        const made = await sendFile<Bulk>("/api/v1/bulk?kind=partner_answers", file, setShare);
        setShare(null);
        setBulk(made);
        const check = async () => (await office.change<Bulk>(`/api/v1/bulk/${encodeURIComponent(made.id)}/check`, { body: {} })).value;
        await untilDone(made, (one) => one.unchecked, check, setBulk);
        document.getElementById("found-title")?.focus();
      } finally {
        setShare(null);
        if (input.current) input.current.value = "";
      }
    });
  };
  return (
    <SignedPage here="/partner">
      <p class="back">
        <Link to="/partner">‹ {say("back")}</Link>
      </p>
      <Heading title={say("table_title")} site={site("site")} />
      {!bulk && (
        <>
          <h2>1. {say("step_1")}</h2>
          <p>{say("step_1_lead")}</p>
          <p class="case-acts">
            <a class="button quiet" href={`${kTemplate}xlsx`} download>
              {say("template_xlsx")}
            </a>
            <a href={`${kTemplate}csv`} download>
              {say("template_csv")}
            </a>
          </p>
          <h2>2. {say("step_2")}</h2>
          <p>{say("step_2_lead")}</p>
          <Columns />
          <Trouble doing={doing} />
          <div class={large ? "field wrong" : "field"}>
            <label for="table">{say("table_file")}</label>
            {large && (
              <p class="fault" role="alert">
                {say("table_large")}
              </p>
            )}
            <input
              ref={input}
              id="table"
              class="input"
              type="file"
              accept=".xlsx,.csv"
              disabled={doing.busy}
              onChange={(event) => take(event.currentTarget.files?.[0])}
            />
          </div>
        </>
      )}
      <p class="status" role="status">
        {share !== null && say("sending", { percent: Math.round(share * 10) * 10 })}
        {share === null && bulk && bulk.unchecked > 0 && say("checking", { count: bulk.unchecked })}
      </p>
      {bulk && bulk.unchecked === 0 && <Found bulk={bulk} setBulk={setBulk} restart={() => setBulk(null)} />}
    </SignedPage>
  );
}
