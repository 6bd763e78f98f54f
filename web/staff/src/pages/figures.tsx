// What waits, where and how long, without a firm: for whoever looks at the whole.
import { Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import type { components } from "../../../shared/api";
import { day } from "../../../shared/format";
import { Legend, StackBar } from "../parts/bars";
import { NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { DataTable, type Column } from "../parts/table";
import { setQuery, usePlace } from "../router";
import { useGot, useLanguage, usePick, useSay, useWord } from "../state";

type Figures = components["schemas"]["CaseFigures"];
type Row = Figures["rows"][number];

const kBy = ["provision", "place", "step", "role"] as const;

/** Late and not yet late of what waits, on one scale for all rows; what is masked has none. */
function Bar({ row, most }: { row: Row; most: number }) {
  const say = useSay();
  const pick = usePick();
  if (row.open === null) return null;
  const late = row.late ?? 0;
  const title = say("figures_bar", { title: pick(row.title), open: row.open, late });
  return (
    <StackBar
      title={title}
      parts={[
        { key: "down", label: say("figures_late"), value: late },
        { key: "committed", label: say("figures_in_time"), value: row.open - late },
        { key: "none", label: "", value: most - row.open },
      ]}
    />
  );
}

export default function FiguresPage() {
  const say = useSay();
  const word = useWord();
  const pick = usePick();
  const language = useLanguage();
  const { query } = usePlace();
  const by = kBy.find((one) => one === query.get("by")) ?? "provision";
  const place = query.get("place") ?? "";
  const provision = query.get("provision") ?? "";
  const [wanted, setWanted] = useState({ place, provision });
  const asked = new URLSearchParams({ by, ...(place ? { place } : {}), ...(provision ? { provision } : {}) });
  const loaded = useGot<Figures>(`/api/v1/case-figures?${asked}`);
  const show = (event: FormEvent) => {
    event.preventDefault();
    setQuery({ place: wanted.place.trim() || null, provision: wanted.provision.trim() || null });
  };
  const rows = loaded.state === "ready" ? [...loaded.value.rows].sort((a, b) => (b.open ?? -1) - (a.open ?? -1)) : [];
  const least = loaded.state === "ready" ? loaded.value.least_shown : 0;
  const most = Math.max(1, ...rows.map((row) => row.open ?? 0));
  const count = (value: number | null) => (value === null ? say("figures_masked") : String(value));
  const columns: Column<Row>[] = [
    {
      key: "title", title: word("by", by), head: true,
      cell: (row) => (
        <>
          {pick(row.title)} {by !== "role" && <span className="under soft code">{[row.key, row.step].filter(Boolean).join(" ")}</span>}
        </>
      ),
    },
    { key: "bar", title: say("figures_share"), cell: (row) => <Bar row={row} most={most} /> },
    { key: "open", title: say("figures_open"), figure: true, cell: (row) => count(row.open) },
    { key: "late", title: say("figures_late"), figure: true, cell: (row) => count(row.late) },
    { key: "days", title: say("figures_days"), figure: true, cell: (row) => count(row.days_mean) },
  ];
  return (
    <>
      <Heading text={say("figures_title")} />
      <p>{say("figures_lead")}</p>
      <div className="filter-fields" role="group" aria-label={say("figures_by")}>
        {kBy.map((one) => (
          <Button key={one} type={one === by ? "primary" : "default"} aria-pressed={one === by} onClick={() => setQuery({ by: one })}>
            {word("by", one)}
          </Button>
        ))}
      </div>
      <form className="filter-fields" onSubmit={show}>
        <Field id="place" label={say("filter_place")}>
          {(ids) => <Input {...ids} value={wanted.place} inputMode="numeric" maxLength={12} onChange={(event) => setWanted({ ...wanted, place: event.target.value })} />}
        </Field>
        <Field id="provision" label={say("filter_provision")}>
          {(ids) => <Input {...ids} value={wanted.provision} maxLength={128} onChange={(event) => setWanted({ ...wanted, provision: event.target.value })} />}
        </Field>
        <div className="field">
          <Button htmlType="submit">{say("funds_show")}</Button>
        </div>
      </form>
      <NotReady loaded={loaded} />
      {loaded.state === "ready" && (
        <>
          <Legend parts={[{ key: "down", label: say("figures_late") }, { key: "committed", label: say("figures_in_time") }]} />
          <DataTable caption={say("figures_caption", { day: day(loaded.value.on, language) })} columns={columns} rows={rows}
            keyOf={(row) => `${row.key} ${row.step ?? ""}`} empty={<p className="soft">{say("figures_none")}</p>} />
          <p className="soft">{say("figures_mask_note", { least })}</p>
        </>
      )}
    </>
  );
}
