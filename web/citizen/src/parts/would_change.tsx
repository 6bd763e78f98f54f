// What would make a better state of one entitlement. The server tries it out, so it is asked only when somebody
// opens it, and only about the measure of that entitlement.
import { useState } from "preact/hooks";
import type { Entitlement } from "../../../shared/client";
import { day, type Language } from "../../../shared/format";
import { pick, requestOf, useLoaded, useSay, useShared } from "../state";
import type { TextKey } from "../texts";
import { PartFailed, Waiting } from "./waiting";

type Change = Entitlement["changes"][number];

function shown(of: Change["from"], language: Language): string {
  return day(pick(of.display, language), language);
}

function Tried({ entitlement }: { entitlement: Entitlement }) {
  const { client, visit, notice, language } = useShared();
  const say = useSay();
  const request = { ...requestOf(visit, notice), measures: [entitlement.measure], changes: true };
  const loaded = useLoaded(JSON.stringify(request), () => client.check(request));
  if (loaded.state === "waiting") return <Waiting language={language} text="computing" />;
  if (loaded.state === "failed") return <PartFailed fault={loaded.fault} retry={loaded.retry} language={language} />;
  const { provision, subject_id: subject } = entitlement;
  const found = loaded.value.entitlements.find((one) => one.provision === provision && one.subject_id === subject);
  const changes = found?.changes ?? [];
  if (changes.length === 0) return <p class="hint">{say("would_change_none")}</p>;
  return (
    <>
      <p class="hint">{say("would_change_tried")}</p>
      <ul>
        {changes.map((one) => (
          <li key={`${one.condition} ${one.to.name}`}>
            {say("would_change_line", {
              what: pick(one.to.label, language),
              from: shown(one.from, language),
              to: shown(one.to, language),
              state: say(`group_${one.state}` as TextKey),
            })}
          </li>
        ))}
      </ul>
    </>
  );
}

export function WouldChange({ entitlement }: { entitlement: Entitlement }) {
  const { language } = useShared();
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <details class="why on-demand" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={say("would_change_of", { title: pick(entitlement.title, language) })}>
        {say("would_change")}
      </summary>
      {open && <Tried entitlement={entitlement} />}
    </details>
  );
}
