// The fields of a role to be given: which, where, until when.
import { Input, Select } from "antd";
import { scopeWrong, type Grantable, type WantedGrant } from "../people";
import { usePick, useSay } from "../state";
import { Field } from "./field";
import { PlaceInput } from "./place";

interface Props {
  offered: readonly Grantable[];
  wanted: WantedGrant;
  set(wanted: WantedGrant): void;
  tried: boolean;
}

export function GrantFields({ offered, wanted, set, tried }: Props) {
  const say = useSay();
  const pick = usePick();
  const chosen = offered.find((one) => one.role === wanted.role);
  const wrong = tried && chosen && scopeWrong(wanted.scope, chosen) ? say("field_missing") : null;
  return (
    <>
      <Field id="grant-role" label={say("grant_role")} wrong={tried && !chosen ? say("field_missing") : null}>
        {(ids) => (
          <Select {...ids} value={wanted.role || null} onChange={(role: string) => set({ ...wanted, role, scope: offered.find((one) => one.role === role)?.within ?? "" })}
            options={offered.map((one) => ({ value: one.role, label: pick(one.label) }))} />
        )}
      </Field>
      {chosen?.scope_kind === "region" && (
        <Field key={chosen.role} id="grant-scope" label={say("grant_scope_region")} hint={chosen.within ? say("grant_within", { within: chosen.within }) : undefined} wrong={wrong}>
          {(ids) => <PlaceInput {...ids} value={wanted.scope} onChange={(scope) => set({ ...wanted, scope })} />}
        </Field>
      )}
      {chosen && (chosen.scope_kind === "firm" || chosen.scope_kind === "body") && (
        <Field id="grant-scope" label={say(chosen.scope_kind === "firm" ? "grant_scope_firm" : "grant_scope_body")} wrong={wrong}>
          {(ids) => <Input {...ids} value={wanted.scope} maxLength={128} spellCheck={false} onChange={(event) => set({ ...wanted, scope: event.target.value })} />}
        </Field>
      )}
      <Field id="grant-until" label={say("grant_until")}>
        {(ids) => <Input {...ids} type="date" value={wanted.until} onChange={(event) => set({ ...wanted, until: event.target.value })} />}
      </Field>
    </>
  );
}
