// Choosing from a long list that is a tree (places, industries): by searching, or level by level.
import { useMemo, useState } from "preact/hooks";
import type { ListEntry } from "../../../shared/client";
import type { Language } from "../../../shared/format";
import { CodeTree } from "../search";
import { pick, useLoaded, useSay, useShared } from "../state";
import { PartFailed, Waiting } from "./waiting";

/** Of a list as short as this all is seen at once: nothing to search. */
const kFewEntries = 8;
/** Rows shown at once; a longer list asks for more letters. */
export const kMostRows = 40;

export function pathName(tree: CodeTree, code: string, language: Language): string {
  const path = tree.path(code);
  return path.length > 0 ? path.map((entry) => pick(entry.label, language)).join(" › ") : code;
}

interface Props {
  list: string;
  chosen: string;
  choose(code: string): void;
}

export function CodeInput({ list, chosen, choose }: Props) {
  const { client, language } = useShared();
  const say = useSay();
  const loaded = useLoaded(`list ${list}`, () => client.list(list));
  const tree = useMemo(() => new CodeTree(loaded.state === "ready" ? loaded.value.entries : []), [loaded.state]);
  const [query, setQuery] = useState("");
  // The entry whose children are shown; null is the top. A given answer opens at its own level.
  const [level, setLevel] = useState<string | null | undefined>(undefined);

  if (loaded.state === "waiting") return <Waiting language={language} />;
  if (loaded.state === "failed") return <PartFailed fault={loaded.fault} retry={loaded.retry} language={language} />;

  const at = level === undefined ? (tree.path(chosen).at(-2)?.code ?? null) : level;
  const searching = query.trim() !== "";
  const found = searching ? tree.search(query) : [];
  let rows: ListEntry[];
  if (searching) rows = found.slice(0, kMostRows);
  else if (at === null) rows = tree.roots;
  else rows = [tree.entry(at)!, ...tree.children(at)];
  const chosenEntry = chosen ? tree.entry(chosen) : undefined;
  if (searching && chosenEntry && !rows.includes(chosenEntry)) rows = [chosenEntry, ...rows];
  const deeper = chosenEntry && chosen !== at && tree.children(chosen).length > 0 ? chosenEntry : null;

  const few = loaded.value.entries.length <= kFewEntries && tree.roots.length === loaded.value.entries.length;
  const narrow = (code: string) => {
    setQuery("");
    setLevel(code);
    requestAnimationFrame(() => document.getElementById("answer")?.focus());
  };

  return (
    <div class="code">
      {!few && (
        <>
          <label for="code-search" class="code-label">
            {say("list_search")}
          </label>
          <input
            id="code-search"
            class="input"
            type="text"
            inputMode="search"
            autocomplete="off"
            maxLength={40}
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              // Enter would send the form with nothing chosen.
              if (event.key === "Enter" && !chosen) event.preventDefault();
            }}
          />
        </>
      )}
      <p class="status" role="status">
        {searching && (found.length > 0 ? say("list_found", { count: found.length }) : say("list_none"))}
        {!searching && chosenEntry && say("list_chosen", { name: pathName(tree, chosen, language) })}
      </p>
      {!searching && at !== null && (
        <button
          type="button"
          class="link code-up"
          onClick={() => {
            setLevel(tree.path(at).at(-2)?.code ?? null);
            document.getElementById("code-search")?.focus();
          }}
        >
          ‹ {say("list_up")}
        </button>
      )}
      <div class={searching ? "choices rows found" : at === null && !few ? "choices rows columns" : "choices rows"}>
        {rows.map((entry, index) => {
          const above = searching ? tree.path(entry.code).slice(0, -1) : [];
          return (
            <div key={entry.code}>
              <label class="choice">
                <input
                  id={index === 0 ? "answer" : undefined}
                  type="radio"
                  name="answer"
                  value={entry.code}
                  checked={chosen === entry.code}
                  onChange={() => choose(entry.code)}
                />
                <span>
                  {pick(entry.label, language)}
                  {!few && <small>{above.map((one) => pick(one.label, language)).concat(entry.code).join(" › ")}</small>}
                </span>
              </label>
              {entry === deeper && (
                <button type="button" class="button quiet narrower" onClick={() => narrow(entry.code)}>
                  {say("list_narrow", { name: pick(entry.label, language) })}
                </button>
              )}
            </div>
          );
        })}
      </div>
      {found.length > kMostRows && <p class="hint">{say("list_more", { count: found.length - kMostRows })}</p>}
    </div>
  );
}
