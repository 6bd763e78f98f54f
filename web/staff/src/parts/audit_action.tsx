// An action of the audit log in words, with its code, by which one searches.
import { useWord } from "../state";

export function Action({ of }: { of: string }) {
  const word = useWord();
  const act = of.startsWith("case.") ? of.slice("case.".length) : of;
  // What a person does to a case has the words of the act.
  const told = [word("action", of), word("act", act)].find((one) => one !== of && one !== act);
  return (
    <>
      {told && <>{told} </>}
      <span className={told ? "code soft" : "code"}>{of}</span>
    </>
  );
}
