// How many days are left, in words as well as in colour.
import { urgencyOf } from "../queue";
import { useSay } from "../state";

export function Days({ left }: { left: number | null }) {
  const say = useSay();
  if (left === null) return <span className="soft">{say("no_clock")}</span>;
  const text = left < 0 ? say("days_late", { days: -left }) : left === 0 ? say("days_today") : say("days_left", { days: left });
  return <span className={`tag tag-${urgencyOf(left)}`}>{text}</span>;
}
