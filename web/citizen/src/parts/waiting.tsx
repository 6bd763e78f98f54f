// What stands on a page until its answer comes, or when it can't come.
import { kInexact, type ApiFault } from "../../../shared/client";
import type { Language } from "../../../shared/format";
import { sayIn } from "../state";
import type { TextKey } from "../texts";
import { Heading } from "./heading";

export function Waiting({ language, text = "loading" }: { language: Language; text?: TextKey }) {
  return (
    <p class="waiting" role="status">
      {sayIn(language)(text)}
    </p>
  );
}

export function FaultBody({ fault, language }: { fault: ApiFault; language: Language }) {
  const say = sayIn(language);
  const { problem, status } = fault;
  if (!problem) {
    return (
      <p>
        {status === kInexact
          ? say("error_inexact")
          : status > 0
            ? say("error_server", { status })
            : say("error_unreachable_detail")}
      </p>
    );
  }
  // One error says itself what the problem's words say too.
  const told = problem.errors?.some((error) => error.detail === problem.detail);
  return (
    <>
      {problem.detail && !told && <p>{problem.detail}</p>}
      {problem.errors?.length > 0 && (
        <ul>
          {problem.errors.map((error) => (
            <li key={error.pointer + error.code}>
              {error.detail} {error.remedy}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function faultTitle(fault: ApiFault, language: Language): string {
  if (fault.problem) return fault.problem.title;
  return sayIn(language)(fault.status > 0 || fault.status === kInexact ? "error_title" : "error_unreachable");
}

/** A part of a page that could not be read; the page has its heading already. */
export function PartFailed({ fault, retry, language }: { fault: ApiFault; retry(): void; language: Language }) {
  return (
    <div class="part-failed" role="alert">
      <p>
        <strong>{faultTitle(fault, language)}</strong>
      </p>
      <FaultBody fault={fault} language={language} />
      <button type="button" class="button quiet" onClick={retry}>
        {sayIn(language)("retry")}
      </button>
    </div>
  );
}

export function Failed({ fault, retry, language }: { fault: ApiFault; retry(): void; language: Language }) {
  return (
    <section class="failed" role="alert">
      <Heading title={faultTitle(fault, language)} site={sayIn(language)("site")} />
      <FaultBody fault={fault} language={language} />
      <button type="button" class="button" onClick={retry}>
        {sayIn(language)("retry")}
      </button>
    </section>
  );
}
