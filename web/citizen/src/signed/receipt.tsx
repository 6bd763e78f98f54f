// After sending: the number to keep, what comes next and until when.
import { day } from "../../../shared/format";
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { pick, useSay, useShared, useWords } from "../state";
import type { Seen } from "./case_act";
import { OfCase, Summary, useLetters } from "./case_page";
import { useFirms } from "./firms";
import { casePath } from "./paths";
import { QrCode } from "./qr_code";
import { kCaseTexts, type CaseKey } from "./texts_case";

function Receipt({ seen }: { seen: Seen }) {
  const { language } = useShared();
  const site = useSay();
  const say = useWords(kCaseTexts);
  const one = seen.value;
  const firms = useFirms();
  const letter = useLetters(one.reference, one.version).find((two) => two.kind === "acknowledgement");
  return (
    <>
      <div class="receipt">
        <Heading title={say("receipt_title")} site={site("site")} />
        <p>{pick(one.title, language)}</p>
        <p class="receipt-number">
          {say("case_number")} <strong class="reference">{one.reference}</strong>
        </p>
      </div>
      <p>{say("receipt_lead")}</p>
      <Summary one={one} firms={firms} number={false} />
      {letter && (
        <section class="proof" aria-labelledby="proof-title">
          <QrCode rows={letter.qr} label={say("receipt_qr")} />
          <div>
            <h2 id="proof-title">{say("receipt_proof")}</h2>
            <p>{say("receipt_qr_lead")}</p>
            <p>
              <Link to={letter.verify}>{say("letter_verify", { code: letter.code })}</Link>
            </p>
          </div>
        </section>
      )}
      <h2>{say("receipt_next")}</h2>
      {one.step && (
        <p>
          {say("receipt_next_step", { step: pick(one.step.title, language), role: say(`role_${one.waits_for ?? "programme"}` as CaseKey) })}
          {one.due && say("receipt_until", { day: day(one.due, language) })}
          {language === "zh" ? "。" : "."}
          {!one.due && ` ${say("receipt_no_day")}`}
        </p>
      )}
      <div class="actions no-print">
        <Link to={casePath(one.reference)} class="button">
          {say("receipt_case")}
        </Link>
        {letter && (
          <a class="button quiet" href={letter.pdf} download>
            {say("receipt_letter")}
          </a>
        )}
        <button type="button" class="button quiet" onClick={() => window.print()}>
          {say("print")}
        </button>
      </div>
    </>
  );
}

export function ReceiptPage({ reference }: { reference: string }) {
  return <OfCase reference={reference}>{(seen) => <Receipt seen={seen} />}</OfCase>;
}
