// The funds of a year: where each yuan of them stands.
import { Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import { money } from "../../../shared/format";
import { partsOf, type Fund } from "../funds";
import { Legend, StackBar } from "../parts/bars";
import { NotReady } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { usePlaces } from "../parts/place";
import { DataTable, type Column } from "../parts/table";
import { setQuery, usePlace } from "../router";
import { useGot, useLanguage, usePick, useSay, useWord } from "../state";

export function FundBar({ fund }: { fund: Fund }) {
  const say = useSay();
  const word = useWord();
  const parts = partsOf(fund).filter(({ fen }) => fen > 0);
  const title = say("bars_of", { title: fund.fund, parts: parts.map(({ part, fen }) => `${word("fund", part)} ${money(fen)}`).join(", ") });
  return <StackBar title={title} parts={parts.map(({ part, fen }) => ({ key: part, label: `${word("fund", part)} ${money(fen)}`, value: fen }))} />;
}

export function FundLegend({ funds }: { funds: readonly Fund[] }) {
  const word = useWord();
  const used = new Set(funds.flatMap((fund) => partsOf(fund).filter(({ fen }) => fen > 0).map(({ part }) => part)));
  const kinds = (funds[0] ? partsOf(funds[0]) : []).filter(({ part }) => used.has(part));
  return <Legend parts={kinds.map(({ part }) => ({ key: part, label: word("fund", part) }))} />;
}

export default function Funds() {
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const language = useLanguage();
  const places = usePlaces();
  const { query } = usePlace();
  const year = query.get("year") ?? "";
  const place = query.get("place") ?? "";
  const [wanted, setWanted] = useState({ year, place });
  const asked = new URLSearchParams({ ...(year ? { year } : {}), ...(place ? { place } : {}) }).toString();
  const funds = useGot<{ year: number; funds: Fund[] }>(`/api/v1/funds${asked ? `?${asked}` : ""}`);
  const show = (event: FormEvent) => {
    event.preventDefault();
    setQuery({ year: wanted.year.trim() || null, place: wanted.place.trim() || null });
  };
  const figure = (key: "appropriated" | "available" | "reserved" | "committed" | "expended"): Column<Fund> => ({
    key, title: word("fund", key), figure: true, cell: (fund) => money(fund[`${key}_fen`]),
  });
  const columns: Column<Fund>[] = [
    {
      key: "fund", title: say("fund"), head: true,
      cell: (fund) => (
        <>
          <Link to={`/funds/${fund.id}`}>{fund.procedures.map((one) => pick(one.title)).join(language === "zh" ? "、" : ", ") || fund.fund}</Link>{" "}
          {!fund.opened && <span className="tag">{say("fund_unopened")}</span>}
          <span className="under soft">
            {places(fund.place)} · <span className="code">{fund.fund}</span>
          </span>
        </>
      ),
    },
    { key: "bar", title: say("fund_bar"), cell: (fund) => <FundBar fund={fund} /> },
    figure("appropriated"), figure("available"), figure("reserved"), figure("committed"), figure("expended"),
  ];
  return (
    <>
      <Heading text={say("funds_title")} />
      <p>{say("funds_lead")}</p>
      <form className="filter-fields" onSubmit={show}>
        <Field id="year" label={say("funds_year")}>
          {(ids) => <Input {...ids} value={wanted.year} inputMode="numeric" maxLength={4} onChange={(event) => setWanted({ ...wanted, year: event.target.value })} />}
        </Field>
        <Field id="place" label={say("funds_place")}>
          {(ids) => <Input {...ids} value={wanted.place} inputMode="numeric" maxLength={12} onChange={(event) => setWanted({ ...wanted, place: event.target.value })} />}
        </Field>
        <div className="field">
          <Button htmlType="submit">{say("funds_show")}</Button>
        </div>
      </form>
      <NotReady loaded={funds} />
      {funds.state === "ready" && (
        <>
          <FundLegend funds={funds.value.funds} />
          <DataTable caption={`${say("funds_title")} ${funds.value.year}`} columns={columns} rows={funds.value.funds} keyOf={(fund) => `${fund.id}/${fund.fund}`}
            empty={<p className="soft">{say("funds_none")}</p>} />
        </>
      )}
    </>
  );
}
