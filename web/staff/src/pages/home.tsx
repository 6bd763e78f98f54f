// Where one arrives: what one's roles may work on.
import { Heading } from "../parts/heading";
import { Link } from "../parts/link";
import { screensOf } from "../menu";
import { useSay, useShared } from "../state";

export function Home() {
  const { session } = useShared();
  const say = useSay();
  const screens = screensOf(session.roles);
  if (screens.length === 0) {
    return (
      <>
        <Heading text={say("nothing_here")} />
        <p>{say("nothing_here_detail")}</p>
        <p>
          <a href="/">{say("citizen_pages")}</a>
        </p>
      </>
    );
  }
  return (
    <>
      <Heading text={say("home_title", { name: session.person?.name ?? "" })} />
      <p>{say("home_lead")}</p>
      <ul className="plain tiles">
        {screens.map((screen) => (
          <li key={screen.path}>
            <Link to={screen.path}>{say(screen.title)}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}

export function NotFound() {
  const say = useSay();
  return (
    <>
      <Heading text={say("not_found")} />
      <p>{say("not_found_detail")}</p>
      <p>
        <Link to="/">{say("back_home")}</Link>
      </p>
    </>
  );
}
