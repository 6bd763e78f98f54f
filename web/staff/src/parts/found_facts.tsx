// Facts as an officer found them on the spot: those that are otherwise than stated, each with its value.
import { Checkbox, Input, Radio, Select } from "antd";
import { useId } from "react";
import type { Fact } from "../../../shared/client";
import { shownValue, type Case } from "../case";
import { useLanguage, usePick, useSay } from "../state";
import { useCodeNames, useEntries } from "./place";

interface Props {
  facts: readonly Fact[];
  of: Case;
  found: Readonly<Record<string, string>>;
  set(found: Record<string, string>): void;
}

interface ValueProps {
  fact: Fact;
  label: string;
  value: string;
  set(value: string): void;
}

function Code({ list, label, value, set }: Omit<ValueProps, "fact"> & { list: string }) {
  const pick = usePick();
  const entries = useEntries(list);
  return (
    <Select aria-label={label} className="short" style={{ minWidth: 160 }} showSearch={{ optionFilterProp: "label" }} value={value || null} onChange={set}
      options={entries.map((one) => ({ value: one.code, label: pick(one.label) }))} />
  );
}

function Value({ fact, label, value, set }: ValueProps) {
  const say = useSay();
  const pick = usePick();
  if (fact.type === "boolean") {
    return (
      <Radio.Group aria-label={label} value={value} onChange={(event) => set(event.target.value as string)}
        options={[{ value: "true", label: say("yes") }, { value: "false", label: say("no") }]} />
    );
  }
  if (fact.type === "code" && fact.list) return <Code list={fact.list} label={label} value={value} set={set} />;
  return (
    <Input aria-label={label} className="short" type={fact.type === "date" ? "date" : "text"} value={value} suffix={pick(fact.unit) || undefined}
      onChange={(event) => set(event.target.value)} />
  );
}

export function FoundFacts({ facts, of, found, set }: Props) {
  const say = useSay();
  const pick = usePick();
  const language = useLanguage();
  const id = useId();
  const labelOf = useCodeNames([...new Set(facts.flatMap((one) => one.list ?? []))].sort());
  if (facts.length === 0) return null;
  const without = (name: string) => Object.fromEntries(Object.entries(found).filter(([key]) => key !== name));
  return (
    <fieldset className="pick" aria-describedby={`${id}-hint`}>
      <legend>{say("found_facts")}</legend>
      <p className="hint" id={`${id}-hint`}>
        {say("found_facts_hint")}
      </p>
      <ul className="plain">
        {facts.map((fact) => {
          const label = pick(fact.label);
          const stated = of.facts.find((one) => one.fact === fact.name)?.value;
          const value = found[fact.name];
          return (
            <li key={fact.name}>
              <Checkbox checked={value !== undefined} onChange={(event) => set(event.target.checked ? { ...found, [fact.name]: "" } : without(fact.name))}>
                {label} {stated !== undefined && <span className="soft">{say("found_was", { value: shownValue(stated, fact, labelOf, language) })}</span>}
              </Checkbox>
              {value !== undefined && <Value fact={fact} label={label} value={value} set={(next) => set({ ...found, [fact.name]: next })} />}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
