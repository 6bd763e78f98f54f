import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { useSay } from "../state";

export function NotFound() {
  const say = useSay();
  return (
    <div class="narrow">
      <Heading title={say("not_found")} site={say("site")} />
      <p>{say("not_found_detail")}</p>
      <p>
        <Link to="/">{say("back_home")}</Link>
      </p>
    </div>
  );
}
