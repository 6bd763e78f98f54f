// What an office has to know beside a case before it decides or pays: facts that are others by now, and what other
// firms' cases have in common with it.
import { Alert } from "antd";
import type { Fact, Facts } from "../../../shared/client";
import { shownValue, type Case } from "../case";
import { useLanguage, usePick, useSay } from "../state";
import { Link } from "./link";
import { useCodeNames } from "./place";

export function Changed({ changes, schema }: { changes: Case["register_changed"]; schema: Facts | null }) {
  const say = useSay();
  const pick = usePick();
  const language = useLanguage();
  const byName = new Map<string, Fact>((schema?.facts ?? []).map((fact) => [fact.name, fact]));
  const labelOf = useCodeNames([...new Set(changes.flatMap((one) => byName.get(one.fact)?.list ?? []))].sort());
  if (changes.length === 0) return null;
  const shown = (fact: string, value: string | null) =>
    value === null ? say("beside_nothing") : shownValue(value, byName.get(fact), labelOf, language);
  return (
    <Alert type="warning" showIcon title={say("beside_changed")}
      description={
        <ul>
          {changes.map((one) => {
            const fact = byName.get(one.fact);
            return (
              <li key={`${one.subject?.id ?? ""}/${one.fact}`}>
                {fact ? pick(fact.label) : one.fact}
                {one.subject && <span className="soft"> {one.subject.id}</span>}: {shown(one.fact, one.was)} → <b>{shown(one.fact, one.is)}</b>
              </li>
            );
          })}
        </ul>
      } />
  );
}

export function Warnings({ warnings }: { warnings: Case["warnings"] }) {
  const say = useSay();
  if (warnings.length === 0) return null;
  const open = warnings.some((one) => !one.cleared);
  return (
    <Alert type={open ? "warning" : "info"} showIcon title={say(open ? "beside_warnings" : "beside_cleared")}
      description={
        <ul>
          {warnings.map((one) => (
            <li key={one.id}>
              <Warning one={one} /> {one.cleared && <span className="tag">{say("beside_looked_into")}</span>}
            </li>
          ))}
        </ul>
      } />
  );
}

/** Which firms' cases it is about, as far as they may be seen here. */
export function Warning({ one }: { one: Case["warnings"][number] }) {
  const say = useSay();
  const pick = usePick();
  return (
    <>
      {pick(one.title)} <span className="soft">{say("beside_firms", { n: one.firms })}</span>{" "}
      {one.cases.map((reference) => (
        <Link key={reference} to={`/cases/${encodeURIComponent(reference)}`}>
          {reference}
        </Link>
      ))}{" "}
      {one.out_of_sight > 0 && <span className="soft">{say("beside_elsewhere", { n: one.out_of_sight })}</span>}
    </>
  );
}
