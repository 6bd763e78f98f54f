// What the check is to be about: the owner picks measures in plain words, or looks at all of them.
import { useState } from "preact/hooks";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { navigate } from "../router";
import { pick, useSay, useShared } from "../state";
import { kNewVisit } from "../visit";

export function TopicsPage() {
  const { notice, language, visit, setVisit } = useShared();
  const say = useSay();
  const own = visit.demo === null ? visit : { ...kNewVisit, on: visit.on, knownAt: visit.knownAt };
  const [chosen, setChosen] = useState<ReadonlySet<number>>(() => new Set(own.measures ?? []));
  const [fault, setFault] = useState(false);
  const computed = notice.measures.filter((measure) => measure.state === "computed");
  const toggle = (measure: number) => {
    const next = new Set(chosen);
    if (!next.delete(measure)) next.add(measure);
    setChosen(next);
    setFault(false);
  };
  const go = (measures: number[]) => {
    setVisit({ ...own, measures });
    navigate("/check");
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (chosen.size === 0) {
      setFault(true);
      document.querySelector<HTMLInputElement>(".topics input")?.focus();
    } else {
      go([...chosen].sort((a, b) => a - b));
    }
  };
  return (
    <div class="narrow">
      <p class="back">
        <Link to="/">‹ {say("back_home")}</Link>
      </p>
      <Heading title={say("topics_title")} site={say("site")} prefix={fault ? say("error_prefix") : ""} />
      <p class="hint">{say("topics_hint")}</p>
      <form noValidate onSubmit={submit} class="topics">
        {notice.sections.map((section) => {
          const measures = computed.filter((measure) => measure.section === section.id);
          if (measures.length === 0) return null;
          return (
            <fieldset key={section.id}>
              <legend>{pick(section.title, language)}</legend>
              <div class="choices rows">
                {measures.map((measure) => (
                  <label class="choice" key={measure.number}>
                    <input
                      type="checkbox"
                      name="measure"
                      value={measure.number}
                      checked={chosen.has(measure.number)}
                      aria-describedby={fault ? "topics-fault" : undefined}
                      onChange={() => toggle(measure.number)}
                    />
                    <span>
                      {pick(measure.title, language)}
                      <small>{say("topics_rules", { count: measure.provisions.length })}</small>
                    </span>
                  </label>
                ))}
              </div>
            </fieldset>
          );
        })}
        {fault && (
          <p class="fault" id="topics-fault" role="alert">
            {say("fault_topics")}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button big">
            {say("continue")}
          </button>
          <button type="button" class="button quiet" onClick={() => go([])}>
            {say("topics_all")}
          </button>
        </div>
      </form>
    </div>
  );
}
