// One labelled input of a form, with its hint and its fault.
import type { ComponentChildren } from "preact";

const kKinds = {
  text: { type: "text", autocomplete: "off" },
  login: { type: "text", autocomplete: "username", autocapitalize: "none", spellcheck: false },
  password: { type: "password", autocomplete: "current-password" },
  fresh: { type: "password", autocomplete: "new-password" },
  code: { type: "text", autocomplete: "one-time-code", inputMode: "text", autocapitalize: "none", spellcheck: false },
  figure: { type: "text", inputMode: "decimal", autocomplete: "off" },
} as const;

interface Props {
  id: string;
  label: string;
  value: string;
  change(value: string): void;
  kind?: keyof typeof kKinds | "words";
  hint?: ComponentChildren;
  fault?: string | null;
  most?: number;
}

export function Field({ id, label, value, change, kind = "text", hint, fault = null, most = 200 }: Props) {
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ") || undefined;
  const shared = {
    id,
    class: kind === "code" || kind === "figure" ? "input input-figure" : "input",
    maxLength: most,
    value,
    "aria-describedby": described,
    "aria-invalid": fault ? true : undefined,
  };
  return (
    <div class={fault ? "field wrong" : "field"}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {kind === "words" ? (
        <textarea {...shared} rows={4} onInput={(event) => change(event.currentTarget.value)} />
      ) : (
        <input {...shared} {...kKinds[kind]} onInput={(event) => change(event.currentTarget.value)} />
      )}
    </div>
  );
}

/** A form's own faults, each a link to its field. */
export interface Wrong {
  id: string;
  text: string;
}

export function focusOn(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
