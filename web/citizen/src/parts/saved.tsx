// Answers and results as files on the visitor's own device; nothing goes to the server.
import { useRef, useState } from "preact/hooks";
import type { CheckAnswer, Facts } from "../../../shared/client";
import { kMostSavedBytes, openAnswers, resultTable, savedAnswers } from "../export";
import { navigate } from "../router";
import { serviceDate, useSay, useShared } from "../state";

function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function Downloads({ answer, schema }: { answer: CheckAnswer; schema: Facts }) {
  const { visit, notice, language } = useShared();
  const say = useSay();
  const on = serviceDate(visit, notice);
  return (
    <>
      <button
        type="button"
        class="button quiet"
        onClick={() => download(`fugong-${on}.csv`, "text/csv", resultTable(answer, schema, language, visit.demo !== null))}
      >
        {say("download_result")}
      </button>
      <button
        type="button"
        class="button quiet"
        onClick={() => download(`fugong-${on}.json`, "application/json", savedAnswers(visit, on))}
      >
        {say("download_answers")}
      </button>
    </>
  );
}

/** Opens answers that were downloaded before. */
export function OpenSaved() {
  const { client, setVisit } = useShared();
  const say = useSay();
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState(false);
  const open = async (file: File | undefined) => {
    if (!file) return;
    const visit = file.size > kMostSavedBytes ? null : openAnswers(await file.text(), await client.facts());
    setFault(visit === null);
    if (input.current) input.current.value = "";
    if (!visit) return;
    setVisit(visit);
    navigate("/result");
  };
  return (
    <>
      <button type="button" class="link" onClick={() => input.current?.click()}>
        {say("open_answers")}
      </button>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={say("open_answers")}
        onChange={(event) => void open(event.currentTarget.files?.[0]).catch(() => setFault(true))}
      />
      {fault && (
        <p class="fault" role="alert">
          {say("fault_open_answers")}
        </p>
      )}
    </>
  );
}
