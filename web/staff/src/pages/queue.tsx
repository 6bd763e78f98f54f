// The queue: the cases that one may see, by the day due, with filters that stand in the address.
import { Button, Checkbox, Input, Select } from "antd";
import { useEffect, useState } from "react";
import { waitsForFirm } from "../../../shared/cases";
import { day, money } from "../../../shared/format";
import { Days } from "../parts/days";
import { FaultBox, Waiting } from "../parts/fault";
import { Field } from "../parts/field";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { usePlaces } from "../parts/place";
import { DataTable, type Column } from "../parts/table";
import { casesPath, fromQuery, kNoFilters, readSaved, savedKey, toQuery, urgencyOf, withSaved, type CaseLine, type CasePage, type Filters, type SavedFilter } from "../queue";
import { navigate, setQuery, usePlace } from "../router";
import { asFault, useLanguage, usePick, useSay, useShared, useWord } from "../state";
import type { ApiFault } from "../../../shared/call";
import { isSignedOut } from "../../../shared/office";

const kWaiters = ["county_officer", "city_officer", "province_officer", "ministry_officer", "second_approver", "partner", "owner"];

function useSaved(login: string): [SavedFilter[], (next: SavedFilter[]) => void] {
  const [saved, setSaved] = useState(() => {
    try {
      return readSaved(localStorage.getItem(savedKey(login)));
    } catch {
      return [];
    }
  });
  const keep = (next: SavedFilter[]) => {
    setSaved(next);
    try {
      localStorage.setItem(savedKey(login), JSON.stringify(next));
    } catch {
      /* storage may be switched off: they last as long as the page */
    }
  };
  return [saved, keep];
}

function FilterBar({ filters, count }: { filters: Filters; count: number }) {
  const { session } = useShared();
  const say = useSay();
  const word = useWord();
  const [saved, keep] = useSaved(session.person?.login ?? "");
  const [name, setName] = useState("");
  const set = (change: Partial<Filters>) => setQuery(toQuery({ ...filters, ...change }));
  const used = [filters.waitsFor, filters.place, filters.provision, filters.firm].filter(Boolean).length + (filters.open ? 0 : 1) + (filters.late ? 1 : 0);
  const mine = session.roles.map((held) => held.role);
  const waiters = [...kWaiters].sort((a, b) => Number(mine.includes(b)) - Number(mine.includes(a)));
  const typed = (key: "place" | "provision" | "firm", mostLength: number) => ({
    defaultValue: filters[key],
    maxLength: mostLength,
    spellCheck: false,
    onBlur: (event: { target: { value: string } }) => set({ [key]: event.target.value.trim() }),
    onPressEnter: (event: { currentTarget: { value: string } }) => set({ [key]: event.currentTarget.value.trim() }),
  });
  return (
    <details className="filters" open={used > 0 || count > 20 ? true : undefined}>
      <summary>
        {say("filter")}
        {used > 0 && ` (${used})`}
      </summary>
      <div className="filter-fields" key={JSON.stringify(filters)}>
        <Field id="waits-for" label={say("filter_waits")}>
          {(ids) => (
            <Select {...ids} value={filters.waitsFor} onChange={(value) => set({ waitsFor: value })}
              options={[
                { value: "", label: say("filter_waits_any") },
                ...waiters.map((role) => ({ value: role, label: word("role", role) + (mine.includes(role) ? ` · ${say("filter_mine")}` : "") })),
              ]} />
          )}
        </Field>
        <Field id="place" label={say("filter_place")} hint={say("filter_place_hint")}>
          {(ids) => <Input {...ids} {...typed("place", 12)} inputMode="numeric" />}
        </Field>
        <Field id="provision" label={say("filter_provision")}>
          {(ids) => <Input {...ids} {...typed("provision", 64)} />}
        </Field>
        <Field id="firm" label={say("filter_firm")}>
          {(ids) => <Input {...ids} {...typed("firm", 64)} />}
        </Field>
        <div className="filter-checks">
          <Checkbox checked={filters.open} onChange={(event) => set({ open: event.target.checked })}>
            {say("filter_open")}
          </Checkbox>
          <Checkbox checked={filters.late} onChange={(event) => set({ late: event.target.checked })}>
            {say("filter_late")}
          </Checkbox>
          {used > 0 && (
            <Button type="link" onClick={() => set(kNoFilters)}>
              {say("filter_clear")}
            </Button>
          )}
        </div>
        <div className="filter-saved">
          <span id="saved-filters">{say("filter_saved")}</span>
          <ul className="plain chips" aria-labelledby="saved-filters">
            {saved.map((one) => (
              <li key={one.name} className="chip">
                <Button type="link" onClick={() => set(one.filters)}>
                  {one.name}
                </Button>
                <Button type="text" aria-label={say("filter_forget", { name: one.name })} onClick={() => keep(saved.filter((other) => other !== one))}>
                  ×
                </Button>
              </li>
            ))}
          </ul>
          <form
            className="inline"
            onSubmit={(event) => {
              event.preventDefault();
              keep(withSaved(saved, name, filters));
              setName("");
            }}
          >
            <Input aria-label={say("filter_name")} placeholder={say("filter_name")} value={name} onChange={(event) => setName(event.target.value)} maxLength={40} />
            <Button htmlType="submit" disabled={name.trim() === ""}>
              {say("filter_save")}
            </Button>
          </form>
        </div>
      </div>
    </details>
  );
}

/** Pages of the list, one behind the other. */
function useCases(filters: Filters) {
  const { office, signedOut } = useShared();
  const [lines, setLines] = useState<CaseLine[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [busy, setBusy] = useState(false);
  const key = JSON.stringify(filters);
  const load = async (after: string | null, wanted: () => boolean) => {
    setBusy(true);
    setFault(null);
    try {
      const { value } = await office.get<CasePage>(casesPath(filters, after));
      if (!wanted()) return;
      setLines((old) => (after && old ? [...old, ...value.cases] : value.cases));
      setCursor(value.next_cursor);
    } catch (reason) {
      if (!wanted()) return;
      const wrong = asFault(reason);
      if (isSignedOut(wrong)) signedOut();
      else setFault(wrong);
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    let wanted = true;
    setLines(null);
    void load(null, () => wanted);
    return () => {
      wanted = false;
    };
  }, [key]);
  return { lines, cursor, fault, busy, more: () => void load(cursor, () => true), again: () => void load(null, () => true) };
}

/** j and k move through the rows, Enter opens the one that is marked. */
function useRowKeys(references: readonly string[]) {
  const [marked, setMarked] = useState<string | null>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (target.closest("input, textarea, select, [role=combobox], [contenteditable], dialog, [role=dialog]")) return;
      if (event.key === "j" || event.key === "k") {
        const at = marked === null ? -1 : references.indexOf(marked);
        const next = references[Math.max(0, Math.min(references.length - 1, at + (event.key === "j" ? 1 : -1)))];
        if (next === undefined) return;
        event.preventDefault();
        setMarked(next);
        document.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(next)}"] a`)?.focus();
      } else if (event.key === "Enter" && marked && !target.closest("a, button, summary")) {
        navigate(`/cases/${marked}`);
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [references, marked]);
  return marked;
}

export default function Queue() {
  const say = useSay();
  const pick = usePick();
  const word = useWord();
  const language = useLanguage();
  const { query } = usePlace();
  const places = usePlaces();
  const filters = fromQuery(query);
  const { lines, cursor, fault, busy, more, again } = useCases(filters);
  const late = (line: CaseLine) => urgencyOf(line.days_left) === "late";
  const shown = (lines ?? []).filter((line) => !filters.late || late(line));
  const marked = useRowKeys(shown.map((line) => line.reference));
  // Lines come by their due day: behind the first that isn't late there is no late one.
  const ended = cursor === null || (filters.late && lines !== null && shown.length < lines.length);

  /** A decided case waits for an open objection, or for money that the firm owes; one that waits for nobody is held. */
  const stateOf = (line: CaseLine) => {
    if (line.phase !== "closed") return line.waits_for ? word("phase", line.phase) : say("state_held");
    const behind = waitsForFirm(line) ? say("state_owed") : line.waits_for ? say("state_objected") : "";
    return `${word("outcome", line.outcome)}${behind}`;
  };

  const columns: Column<CaseLine>[] = [
    { key: "reference", title: say("column_reference"), head: true, cell: (line) => <span className="once"><Link to={`/cases/${line.reference}`}>{line.reference}</Link></span> },
    {
      key: "case", title: say("column_case"),
      cell: (line) => (
        <>
          {pick(line.title)} <span className="soft">{line.finding ? pick(line.about) : line.provision}</span>
        </>
      ),
    },
    {
      key: "firm", title: say("column_firm"),
      cell: (line) => (
        <>
          {line.firm_name && <>{pick(line.firm_name)} </>}
          <span className={line.firm_name ? "code soft" : "code"}>{line.firm}</span>
          {line.subject !== line.firm && <span className="under soft">{line.subject}</span>}
        </>
      ),
    },
    { key: "place", title: say("column_place"), cell: (line) => places(line.place) },
    {
      key: "state", title: say("column_state"),
      cell: (line) => stateOf(line),
    },
    { key: "waits", title: say("column_waits"), cell: (line) => (line.waits_for ? <span className="once">{word("role", line.waits_for)}</span> : "—") },
    {
      key: "due", title: say("column_due"),
      cell: (line) => (
        <>
          {line.due && <>{day(line.due, language)} </>}
          <Days left={line.days_left} />
        </>
      ),
    },
    { key: "amount", title: say("column_amount"), figure: true, cell: (line) => (line.amount_fen === null ? "—" : money(line.amount_fen)) },
  ];
  return (
    <>
      <Heading text={say("queue_title")} />
      <FilterBar filters={filters} count={lines?.length ?? 0} />
      {fault && <FaultBox fault={fault} retry={again} />}
      {lines === null && !fault && <Waiting />}
      {lines !== null && (
        <>
          <p className="soft" role="status">
            {say("queue_shown", { count: shown.length })} <span className="wide-only">{say("queue_keys")}</span>
          </p>
          <DataTable caption={say("queue_title")} quiet columns={columns} rows={shown} keyOf={(line) => line.reference}
            mark={(line) => [late(line) ? "late" : "", line.reference === marked ? "marked" : ""].filter(Boolean).join(" ") || undefined}
            empty={
              <>
                <p>{say("queue_empty")}</p>
                <p className="soft">{say("queue_empty_hint")}</p>
              </>
            } />
          {!ended && (
            <p>
              <Button onClick={more} loading={busy}>
                {say("more")}
              </Button>
            </p>
          )}
        </>
      )}
    </>
  );
}
