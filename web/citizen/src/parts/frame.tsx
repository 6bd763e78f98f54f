// What stands around every page: name, language switch, the service date, footer.
import type { ComponentChildren } from "preact";
import type { Language } from "../../../shared/format";
import { sayIn, useShared } from "../state";
import { isSigned } from "../router";
import { Link } from "./link";
import { ServiceDate } from "./service_date";

interface Bare {
  language: Language;
  setLanguage(language: Language): void;
  path?: string;
  bar?: ComponentChildren;
  credit?: string;
  children: ComponentChildren;
}

export function FrameWithout({ language, setLanguage, path = "", bar, credit, children }: Bare) {
  const say = sayIn(language);
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        {say("skip")}
      </a>
      <header class="top">
        <div class="wide top-row">
          <Link to="/" class="name">
            <span class="name-main">{say("site")}</span>
            <span class="name-sub">{say("site_sub")}</span>
          </Link>
          <nav class="top-nav" aria-label={say("site")}>
            <Link to="/" current={path === "/"} class="nav-home">
              {say("nav_home")}
            </Link>
            <Link to="/topics" current={/^\/(check|topics|result)/.test(path)} class="nav-check">
              {say("nav_check")}
            </Link>
            <Link to="/policy" current={/^\/(policy|provisions)/.test(path)} class="nav-policy">
              {say("nav_policy")}
            </Link>
            <Link to="/me" current={isSigned(path)}>
              {say("nav_me")}
            </Link>
            <button
              type="button"
              class="switch"
              lang={language === "zh" ? "en" : "zh-CN"}
              onClick={() => setLanguage(language === "zh" ? "en" : "zh")}
            >
              {say("switch_language")}
            </button>
          </nav>
        </div>
      </header>
      {bar}
      <main id="main" tabIndex={-1} class="wide">
        {children}
      </main>
      <footer class="foot">
        <div class="wide">
          <nav class="foot-nav" aria-label={say("nav_foot")}>
            <Link to="/">{say("nav_home")}</Link>
            <Link to="/topics">{say("nav_check")}</Link>
            <Link to="/policy">{say("nav_policy")}</Link>
            <Link to="/publications">{say("nav_publications")}</Link>
            <Link to="/verify">{say("nav_verify")}</Link>
            <Link to="/me">{say("nav_me")}</Link>
          </nav>
          <p>{say("footer_not_decision")}</p>
          <p>{say(isSigned(path) ? "footer_signed_in" : "footer_stateless")}</p>
          {credit && <p>{credit}</p>}
        </div>
      </footer>
    </>
  );
}

export function Frame({ path, children }: { path: string; children: ComponentChildren }) {
  const { language, setLanguage } = useShared();
  return (
    <FrameWithout language={language} setLanguage={setLanguage} path={path} bar={isSigned(path) || /^\/(verify|publications)/.test(path) ? null : <ServiceDate />}>
      {children}
    </FrameWithout>
  );
}
