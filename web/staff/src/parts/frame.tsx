// What stands around every page: name, menu of what the roles may do, language, who one is.
import { Button } from "antd";
import { useEffect, useState, type MouseEvent, type ReactNode } from "react";
import type { Language } from "../../../shared/format";
import type { Session } from "../../../shared/office";
import { isWithin, screensOf } from "../menu";
import { useLanguage, usePick, useSay } from "../state";
import { Link } from "./link";

interface Props {
  path: string;
  session: Session | null;
  setLanguage(language: Language): void;
  signOut(): void;
  children: ReactNode;
}

function Roles({ session }: { session: Session }) {
  const say = useSay();
  const pick = usePick();
  return (
    <details className="who">
      <summary>{session.person?.name}</summary>
      <div className="who-box">
        <p className="soft">
          {say("account")} {session.person?.login}
        </p>
        <h2>{say("account_roles")}</h2>
        <ul className="plain">
          {session.roles.map((held) => (
            <li key={held.role + held.scope}>
              {pick(held.label)} <span className="soft">{held.scope}</span>
            </li>
          ))}
        </ul>
        <p>
          <a href="/">{say("citizen_pages")}</a>
        </p>
      </div>
    </details>
  );
}

export function Frame({ path, session, setLanguage, signOut, children }: Props) {
  const say = useSay();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
  const screens = session ? screensOf(session.roles) : [];
  return (
    <>
      <a className="skip" href="#main" onClick={skip}>
        {say("skip")}
      </a>
      <header className="top">
        <Link to="/" className="name">
          <span className="name-main">{say("site")}</span> <span className="name-sub">{say("site_sub")}</span>
        </Link>
        <div className="top-end">
          {session && <Roles session={session} />}
          <Button lang={language === "zh" ? "en" : "zh-CN"} onClick={() => setLanguage(language === "zh" ? "en" : "zh")}>
            {say("switch_language")}
          </Button>
          {session && <Button onClick={signOut}>{say("sign_out")}</Button>}
          {screens.length > 0 && (
            <Button className="menu-button" aria-expanded={open} aria-controls="menu" onClick={() => setOpen(!open)}>
              {say("nav_open")}
            </Button>
          )}
        </div>
      </header>
      <div className="body">
        {screens.length > 0 && (
          <nav id="menu" className={open ? "menu open" : "menu"} aria-label={say("nav")}>
            <ul className="plain">
              {screens.map((screen) => (
                <li key={screen.path}>
                  <Link to={screen.path} current={isWithin(path, screen.path)}>
                    {say(screen.title)}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </>
  );
}
