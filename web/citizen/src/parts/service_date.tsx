// "Rules as of …" on every page, and the way to change it.
import { useEffect, useRef, useState } from "preact/hooks";
import { day } from "../../../shared/format";
import { isoDay } from "../answer";
import { serviceDate, useSay, useShared } from "../state";
import { DateFields, datePartsOf } from "./date_fields";

export function ServiceDate() {
  const { visit, setVisit, notice, language } = useShared();
  const say = useSay();
  const on = serviceDate(visit, notice);
  const [open, setOpen] = useState(false);
  const [onParts, setOnParts] = useState(() => datePartsOf(on));
  const [knownParts, setKnownParts] = useState(() => datePartsOf(visit.knownAt));
  const [faults, setFaults] = useState<{ on: boolean; known: boolean }>({ on: false, known: false });
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    setOnParts(datePartsOf(on));
    setKnownParts(datePartsOf(visit.knownAt));
  }, [on, visit.knownAt]);

  const close = () => {
    setOpen(false);
    setFaults({ on: false, known: false });
    button.current?.focus();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const nextOn = isoDay(onParts);
    const blank = knownParts.every((part) => part.trim() === "");
    const nextKnown = blank ? null : isoDay(knownParts);
    const wrong = { on: nextOn === null, known: !blank && nextKnown === null };
    setFaults(wrong);
    if (wrong.on || wrong.known) {
      document.getElementById(wrong.on ? "service-on" : "service-known")?.focus();
      return;
    }
    setVisit({ ...visit, on: nextOn === notice.demo_date ? null : nextOn, knownAt: nextKnown });
    close();
  };

  return (
    <section class="as-of" aria-label={say("date_label")}>
      <div class="wide">
        <p class="as-of-line">
          <span>
            {say("rules_as_of", { on: day(on, language) })}
            {visit.knownAt && ` ${say("known_at", { known: day(visit.knownAt, language) })}`}
          </span>
          <button
            ref={button}
            type="button"
            class="link"
            aria-expanded={open}
            aria-controls="service-date"
            aria-label={`${say("change")} ${say("date_label")}`}
            onClick={() => setOpen(!open)}
          >
            {say("change")}
          </button>
        </p>
        <form id="service-date" class="as-of-form" hidden={!open} noValidate onSubmit={submit}>
          <p class="hint">{say("date_hint")}</p>
          <fieldset>
            <legend>{say("date_label")}</legend>
            {faults.on && <p class="fault">{say("fault_date")}</p>}
            <DateFields id="service-on" parts={onParts} change={setOnParts} invalid={faults.on} />
          </fieldset>
          <details open={visit.knownAt !== null || faults.known}>
            <summary>{say("more")}</summary>
            <fieldset>
              <legend>{say("known_label")}</legend>
              <p class="hint">{say("known_hint")}</p>
              {faults.known && <p class="fault">{say("fault_date")}</p>}
              <DateFields id="service-known" parts={knownParts} change={setKnownParts} invalid={faults.known} />
            </fieldset>
          </details>
          <div class="actions">
            <button type="submit" class="button">
              {say("apply_date")}
            </button>
            {(visit.on !== null || visit.knownAt !== null) && (
              <button
                type="button"
                class="button quiet"
                onClick={() => {
                  setVisit({ ...visit, on: null, knownAt: null });
                  close();
                }}
              >
                {say("reset_date", { on: day(notice.demo_date, language) })}
              </button>
            )}
          </div>
        </form>
      </div>
    </section>
  );
}
