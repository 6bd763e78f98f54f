// A labelled field with its hint and what is wrong with it, tied together for screen readers.
import type { ReactNode } from "react";

interface Ids {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  status?: "error";
}

interface Props {
  id: string;
  label: string;
  hint?: ReactNode;
  wrong?: string | null;
  children(ids: Ids): ReactNode;
}

export function Field({ id, label, hint, wrong, children }: Props) {
  const told = [hint ? `${id}-hint` : "", wrong ? `${id}-wrong` : ""].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <div id={`${id}-hint`} className="hint">
          {hint}
        </div>
      )}
      {children({ id, ...(told ? { "aria-describedby": told } : {}), ...(wrong ? { "aria-invalid": true, status: "error" } : {}) })}
      {wrong && (
        <p id={`${id}-wrong`} className="wrong">
          {wrong}
        </p>
      )}
    </div>
  );
}
