// What cases name by id, in words: facts, conditions, documents, offices, amounts and values.
import type { Case, CaseBasis, CaseReason } from "../../../shared/cases";
import { day, fenOf, money, number } from "../../../shared/format";
import { pathName } from "../parts/code_input";
import { CodeTree } from "../search";
import { pick, useLoaded, useSay, useShared, useWords } from "../state";
import type { TextKey } from "../texts";
import { kTexts } from "../texts";
import { gotten } from "./shell";
import { kCaseTexts } from "./texts_case";

/** What ids are read by: of a case the words of its own packs. */
export type Wording = Pick<CaseBasis, "facts" | "provision"> & { procedure: CaseBasis["procedure"] | null };

/** The words of the packs that a case goes by, whichever is in force; null until they are there. */
export function useWording(one: Pick<Case, "reference" | "version">): Wording | null {
  const loaded = useLoaded(`basis ${one.reference} ${one.version}`, (): Promise<Wording> =>
    gotten<CaseBasis>(`/api/v1/cases/${encodeURIComponent(one.reference)}/basis`),
  );
  return loaded.state === "ready" ? loaded.value : null;
}

/** `shown`: the facts whose values are read, so that codes get their names. */
export function useReading(wording: Wording | null, shown: readonly string[] = []) {
  const { client, language } = useShared();
  const site = useSay();
  const say = useWords(kCaseTexts);
  const factOf = (name: string) => wording?.facts.facts.find((one) => one.name === name);
  const lists = [...new Set(shown.flatMap((name) => factOf(name)?.list ?? []))].sort();
  const loaded = useLoaded(`lists ${lists.join(" ")}`, () =>
    Promise.all(lists.map(async (name) => [name, new CodeTree((await client.list(name)).entries)] as const)),
  );
  const trees = new Map(loaded.state === "ready" ? loaded.value : []);
  const label = (name: string) => {
    const fact = factOf(name);
    return fact ? pick(fact.label, language) : name;
  };
  return {
    label,
    /** "120 人", "是", "2020年2月10日", "电"; a code as it is until its list is there. */
    value(name: string, value: unknown): string {
      const fact = factOf(name);
      const text = String(value);
      if (value === true || text === "true") return site("yes");
      if (value === false || text === "false") return site("no");
      if (fact?.type === "date") return day(text, language);
      if (fact?.type === "money") {
        const fen = fenOf(text);
        return fen === null ? number(text) : money(fen);
      }
      const tree = fact?.list ? trees.get(fact.list) : undefined;
      if (tree) return pathName(tree, text, language);
      const unit = fact ? pick(fact.unit, language) : "";
      return `${fact?.type === "code" || fact?.type === "text" ? text : number(text)}${unit === "%" ? "%" : unit && ` ${unit}`}`;
    },
    /** Who stated a fact: the firm, an office, or the register. */
    source(source: string): string {
      if (source === "declared") return say("fact_source_firm");
      if (source === "finding") return say("fact_source_finding");
      if (source === "inspection") return say("fact_source_inspection");
      const key = `register_${source}`;
      return key in kTexts ? site(key as TextKey) : say("fact_source_register");
    },
    reason({ of, id, note }: CaseReason): string {
      let what = "";
      if (of === "fact" && id) what = label(id);
      if (of === "condition" && id) {
        const condition = wording?.provision?.conditions.find((one) => one.id === id);
        what = say("gap_condition", { what: condition ? pick(condition.label, language) : id });
      }
      if (of === "document" && id) {
        const document = wording?.procedure?.documents.find((one) => one.id === id);
        what = document ? pick(document.title, language) : id;
      }
      const sep = language === "zh" ? "：" : ": ";
      return [what, note].filter(Boolean).join(sep);
    },
  };
}
export type Reading = ReturnType<typeof useReading>;
