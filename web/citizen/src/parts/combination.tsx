// What may be held together: the three totals, and what had to be left out or cut, by which rule.
import type { CheckAnswer, MoneyRange } from "../../../shared/client";
import { moneyInWords, moneyRange } from "../../../shared/format";
import { pick, useSay, useShared } from "../state";
import type { TextKey } from "../texts";

type Holding = CheckAnswer["combination"]["now"];
const kTotals = ["cash", "relief", "liquidity"] as const;

function holds(range: MoneyRange): boolean {
  return range.high_fen === null || range.high_fen > 0;
}

/** More than what is sure: how far the totals may still rise with the open questions. */
function mayRise(now: Holding, possible: Holding): boolean {
  return kTotals.some((total) => {
    const high = possible[total].high_fen;
    return high === null || high > (now[total].high_fen ?? high);
  });
}

export function Combination({ answer, synthetic }: { answer: CheckAnswer; synthetic: boolean }) {
  const { language } = useShared();
  const say = useSay();
  const { now, possible, positions } = answer.combination;
  const shown = kTotals.filter((total) => holds(now[total]));
  const touched = positions.filter((one) => one.outcome !== "taken");
  const rises = mayRise(now, possible);
  const mayReach = kTotals
    .filter((total) => possible[total].high_fen !== null && holds(possible[total]))
    .map((total) => {
      const most = possible[total].high_fen!;
      return say("possible_total", {
        total: say(`total_${total}`),
        amount: moneyRange({ low_fen: most, high_fen: most }, language),
      });
    })
    .join(language === "zh" ? "，" : ", ");
  if (shown.length === 0 && touched.length === 0 && !rises) return null;
  const titleOf = (id: string) => {
    const found = answer.entitlements.find((one) => one.provision === id);
    return found ? pick(found.title, language) : id;
  };
  return (
    <section class="totals" aria-labelledby="totals-title">
      <h2 id="totals-title">{say("totals_title")}</h2>
      {shown.length > 0 && (
        <dl>
          {shown.map((total) => (
            <div class="total" key={total}>
              <dt>
                {say(`total_${total}`)} <small>{say(`total_${total}_note`)}</small>
              </dt>
              <dd>
                <strong class="figure">{moneyRange(now[total], language)}</strong>
                {now[total].low_fen === now[total].high_fen && (
                  <span class="words">{moneyInWords(now[total].low_fen, language)}</span>
                )}
                {synthetic && <span class="tag">{say("synthetic")}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {shown.length > 1 && <p class="hint">{say("totals_note")}</p>}
      {rises && (
        <p class="hint">{mayReach.length > 0 ? say("possible_note", { totals: mayReach }) : say("possible_more")}</p>
      )}
      {!now.settled && <p class="hint">{say("unsettled_note")}</p>}
      {touched.length > 0 && (
        <>
          <h3>{say("stacking_title")}</h3>
          <ul class="stacking">
            {touched.map((one) => (
              <li key={`${one.provision} ${one.subject_id ?? ""}`}>
                {say(`stacking_${one.outcome}` as TextKey, {
                  what: `${one.provision} ${titleOf(one.provision)}`,
                  amount: moneyRange(one.amount, language),
                })}
                {one.rule && (
                  <>
                    {" "}
                    <span class="clause">
                      {pick(one.rule.label, language)}
                      {language === "zh" ? "。" : ". "}
                      {pick(one.rule.clause, language)}
                    </span>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
