// Documents handed in with an application: chosen, sent at once with a bar that shows how far it is, taken back.
import { useRef, useState } from "preact/hooks";
import { ApiFault } from "../../../shared/call";
import type { Procedure } from "../../../shared/cases";
import { pick, useShared, useWords } from "../state";
import { faultTitle, FaultBody } from "../parts/waiting";
import type { DraftDocument } from "./kept_draft";
import { noticeFault, office } from "./session";
import { kMostUploadBytes, sendFile, size } from "./send_file";
import { kApplyTexts, type ApplyKey } from "./texts_apply";

type Wanted = Procedure["documents"][number];

interface Upload {
  id: string;
  type: string;
  bytes: number;
  name: string;
  state: string;
}

interface OneProps {
  wanted: Wanted;
  firm: string;
  given: readonly DraftDocument[];
  change(documents: DraftDocument[]): void;
}

function One({ wanted, firm, given, change }: OneProps) {
  const { language } = useShared();
  const say = useWords(kApplyTexts);
  const input = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState<number | null>(null);
  const [fault, setFault] = useState<ApiFault | "large" | null>(null);
  // Another may come in while this one is on its way.
  const latest = useRef(given);
  latest.current = given;
  const own = given.filter((one) => one.document === wanted.id);
  const title = pick(wanted.title, language);
  const id = `document-${wanted.id}`;
  const take = async (file: File | undefined) => {
    if (!file) return;
    setFault(null);
    if (file.size > kMostUploadBytes) {
      setFault("large");
      return;
    }
    setShare(0);
    try {
      const made = await sendFile<Upload>(`/api/v1/uploads?firm=${encodeURIComponent(firm)}`, file, setShare);
      change([...latest.current, { document: wanted.id, upload: made.id, name: made.name || file.name, bytes: made.bytes, state: made.state }]);
    } catch (reason) {
      const told = reason instanceof ApiFault ? reason : new ApiFault(-1, null);
      noticeFault(told);
      setFault(told);
    } finally {
      setShare(null);
      if (input.current) input.current.value = "";
    }
  };
  const remove = (one: DraftDocument) => {
    change(given.filter((other) => other.upload !== one.upload));
    // What nobody uses is cleared away by the server after seven days; a failure here costs nothing.
    void office.change(`/api/v1/uploads/${encodeURIComponent(one.upload)}`, { method: "DELETE" }).catch(() => undefined);
    input.current?.focus();
  };
  return (
    <li class={fault ? "field wrong" : "field"}>
      <label for={id}>
        {title} {!wanted.always && <small>{say("document_if_needed")}</small>}
      </label>
      <p class="hint" id={`${id}-hint`}>
        {say("document_hint")}
      </p>
      {fault && (
        <div class="fault" role="alert">
          {fault === "large" ? (
            <p>{say("document_large")}</p>
          ) : (
            <>
              <p>{faultTitle(fault, language)}</p>
              <FaultBody fault={fault} language={language} />
            </>
          )}
        </div>
      )}
      <ul class="plain files">
        {own.map((one) => (
          <li key={one.upload}>
            <span>
              {one.name} <small>{size(one.bytes)}</small> <span class="tag">{say(`upload_${one.state}` as ApplyKey)}</span>
            </span>
            <button type="button" class="link" aria-label={`${say("document_remove")} ${one.name}`} onClick={() => remove(one)}>
              {say("document_remove")}
            </button>
          </li>
        ))}
      </ul>
      {own.length < wanted.most && (
        <input
          ref={input}
          id={id}
          class="input"
          type="file"
          accept=".pdf,.jpg,.jpeg,.png,.xlsx,.docx,.csv,.txt"
          aria-describedby={`${id}-hint`}
          disabled={share !== null}
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      )}
      {share !== null && (
        <p class="sending">
          <progress max={1} value={share} aria-label={say("document_sending", { title, percent: Math.round(share * 100) })} />{" "}
          <span role="status">{say("document_sending", { title, percent: Math.round(share * 10) * 10 })}</span>
        </p>
      )}
    </li>
  );
}

interface Props {
  wanted: readonly Wanted[];
  firm: string;
  given: readonly DraftDocument[];
  change(documents: DraftDocument[]): void;
}

export function Documents({ wanted, firm, given, change }: Props) {
  return (
    <ul class="plain">
      {wanted.map((one) => (
        <One key={one.id} wanted={one} firm={firm} given={given} change={change} />
      ))}
    </ul>
  );
}
