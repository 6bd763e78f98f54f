// A date as three fields, year first: easier to type on a phone than a calendar, and it takes any year.
import { useSay } from "../state";

export type DateParts = readonly [string, string, string];

export function datePartsOf(iso: string | null | undefined): DateParts {
  const [y = "", m = "", d = ""] = (iso ?? "").split("-");
  return [y, m.replace(/^0/, ""), d.replace(/^0/, "")];
}

interface Props {
  id: string;
  parts: DateParts;
  change(parts: DateParts): void;
  invalid?: boolean;
}

export function DateFields({ id, parts, change, invalid = false }: Props) {
  const say = useSay();
  const labels = [say("year"), say("month"), say("day")];
  return (
    <div class="date-fields">
      {labels.map((label, at) => (
        <div class="date-field" key={label}>
          <label for={at === 0 ? id : `${id}-${at}`}>{label}</label>
          <input
            id={at === 0 ? id : `${id}-${at}`}
            class={at === 0 ? "input input-4" : "input input-2"}
            type="text"
            inputMode="numeric"
            autocomplete="off"
            maxLength={at === 0 ? 4 : 2}
            aria-invalid={invalid || undefined}
            value={parts[at]}
            onInput={(event) => {
              const next = [...parts] as [string, string, string];
              next[at] = event.currentTarget.value;
              change(next);
            }}
          />
        </div>
      ))}
    </div>
  );
}
