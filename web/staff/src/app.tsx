// The staff pages: who signs in, the frame, and one lazy page for each address.
import { ConfigProvider, type ThemeConfig } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { ApiFault } from "../../shared/call";
import { makeClient } from "../../shared/client";
import type { Language } from "../../shared/format";
import { loadLanguage, saveLanguage } from "../../shared/language";
import { drawKey, makeOffice, stageOf, type Change, type Session, type Stage } from "../../shared/office";
import { Home, NotFound } from "./pages/home";
import { SignIn } from "./pages/sign_in";
import { partOwner } from "./packs";
import { Boundary } from "./parts/boundary";
import { StepUp } from "./parts/factor";
import { FaultBox, Waiting } from "./parts/fault";
import { Frame } from "./parts/frame";
import { usePlace, setQuery } from "./router";
import { asFault, LanguageContext, SharedContext, type Shared } from "./state";

const Queue = lazy(() => import("./pages/queue"));
const CasePage = lazy(() => import("./pages/case"));
const Figures = lazy(() => import("./pages/figures"));
const Funds = lazy(() => import("./pages/funds"));
const FundPage = lazy(() => import("./pages/fund"));
const People = lazy(() => import("./pages/people"));
const PersonPage = lazy(() => import("./pages/person"));
const Mandates = lazy(() => import("./pages/mandates"));
const Keys = lazy(() => import("./pages/keys"));
const Audit = lazy(() => import("./pages/audit"));
const AuditEventPage = lazy(() => import("./pages/audit_event"));
const Packs = lazy(() => import("./pages/packs"));
const DraftPage = lazy(() => import("./pages/draft"));
const SheetPage = lazy(() => import("./pages/sheet"));
const Batch = lazy(() => import("./pages/batch"));
const Rerun = lazy(() => import("./pages/rerun"));

const kTheme: ThemeConfig = {
  hashed: false,
  token: {
    colorPrimary: "#123f7a",
    colorLink: "#0b4f9e",
    colorText: "#16202c",
    colorTextPlaceholder: "#5c6773",
    colorError: "#a8201a",
    borderRadius: 4,
    fontSize: 15,
    controlHeight: 40,
    fontFamily: "inherit",
    motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  },
};

/** Each page by its address; the rest of a path is the page's own. */
function pageAt(path: string): ReactNode {
  const [, first = "", second, third] = path.split("/");
  if (first === "audit" && second && third) return <AuditEventPage key={path} region={second} position={third} />;
  if (first === "packs" && second && third) return <SheetPage key={path} id={second} owner={partOwner(third)} />;
  if (third !== undefined) return <NotFound />;
  switch (first) {
    case "":
      return <Home />;
    case "cases":
      return second ? <CasePage key={second} reference={second} /> : <Queue />;
    case "batch":
      return second ? <NotFound /> : <Batch />;
    case "reruns":
      return second ? <NotFound /> : <Rerun />;
    case "figures":
      return second ? <NotFound /> : <Figures />;
    case "funds":
      return second ? <FundPage key={second} id={second} /> : <Funds />;
    case "people":
      return second ? <PersonPage key={second} id={second} /> : <People />;
    case "mandates":
      return second ? <NotFound /> : <Mandates />;
    case "keys":
      return second ? <NotFound /> : <Keys />;
    case "audit":
      return second ? <NotFound /> : <Audit />;
    case "packs":
      return second ? <DraftPage key={second} id={second} /> : <Packs />;
    default:
      return <NotFound />;
  }
}

type Entry = { state: "waiting" } | { state: "failed"; fault: ApiFault } | { state: "out"; stage: Stage | null; ended: boolean } | { state: "in"; session: Session };

export function App() {
  const [language, keepLanguage] = useState<Language>(loadLanguage);
  const place = usePlace();
  const tag = language === "zh" ? "zh-CN" : "en";
  const tagNow = useRef(tag);
  tagNow.current = tag;
  const [client] = useState(() => makeClient(() => tagNow.current));
  const [office] = useState(() => makeOffice(() => tagNow.current));
  const [entry, setEntry] = useState<Entry>({ state: "waiting" });
  const [asked, setAsked] = useState<((shown: boolean) => void) | null>(null);

  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);

  const arrive = () => {
    setEntry({ state: "waiting" });
    office.who().then(
      (session) => setEntry(session.person ? { state: "in", session } : { state: "out", stage: null, ended: false }),
      (reason: unknown) => {
        const fault = asFault(reason);
        if (fault.status === 401) setEntry({ state: "out", stage: stageOf(fault), ended: false });
        else setEntry({ state: "failed", fault });
      },
    );
  };
  useEffect(arrive, []);

  const setLanguage = (next: Language) => {
    saveLanguage(next);
    keepLanguage(next);
    if (place.query.has("lang")) setQuery({ lang: null });
  };

  const signOut = () => {
    office.signOut().then(
      () => setEntry({ state: "out", stage: null, ended: false }),
      () => arrive(),
    );
  };

  const session = entry.state === "in" ? entry.session : null;
  const shared = useMemo<Shared | null>(() => {
    if (!session) return null;
    const change = async <T,>(path: string, what: Change) => {
      try {
        return await office.change<T>(path, what);
      } catch (reason) {
        const fault = asFault(reason);
        if (fault.code !== "access-stale-factor") throw fault;
        const shown = await new Promise<boolean>((answer) => setAsked(() => answer));
        if (!shown) throw fault;
        // What is sent now is another request.
        return office.change<T>(path, what.key === undefined ? what : { ...what, key: drawKey() });
      }
    };
    return { language, setLanguage, client, office, session, change, signedOut: () => setEntry({ state: "out", stage: null, ended: true }) };
  }, [session, language]);

  const inside = () => {
    if (entry.state === "waiting") return <Waiting />;
    if (entry.state === "failed") return <FaultBox fault={entry.fault} retry={arrive} />;
    if (!shared) {
      const { stage, ended } = entry as Extract<Entry, { state: "out" }>;
      return <SignIn office={office} stage={stage} ended={ended} entered={(signedIn) => setEntry({ state: "in", session: signedIn })} />;
    }
    return (
      <SharedContext.Provider value={shared}>
        <Boundary path={place.path}>
          <Suspense fallback={<Waiting />}>{pageAt(place.path)}</Suspense>
        </Boundary>
      </SharedContext.Provider>
    );
  };
  const answerStepUp = (shown: boolean) => {
    asked?.(shown);
    setAsked(null);
  };
  return (
    <ConfigProvider theme={kTheme} locale={language === "zh" ? zhCN : enUS} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      <LanguageContext.Provider value={language}>
        <Frame path={place.path} session={session} setLanguage={setLanguage} signOut={signOut}>
          {inside()}
        </Frame>
        <StepUp open={asked !== null} show={(code) => office.showFactor(code)} answer={answerStepUp} />
      </LanguageContext.Provider>
    </ConfigProvider>
  );
}
