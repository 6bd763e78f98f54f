import { useEffect, useRef, useState } from "preact/hooks";
import { makeClient } from "../../shared/client";
import type { Language } from "../../shared/format";
import { Frame, FrameWithout } from "./parts/frame";
import { Lazy } from "./parts/lazy";
import { Failed, Waiting } from "./parts/waiting";
import { Home } from "./pages/home";
import { NotFound } from "./pages/not_found";
import { ProvisionPage } from "./pages/provision";
import { CheckStart, QuestionPage } from "./pages/question";
import { Result } from "./pages/result";
import { PolicyPage } from "./pages/policy";
import { TopicsPage } from "./pages/topics";
import { isSigned, keyOfPart, provisionId, usePlace } from "./router";
import { SharedContext, useLoaded } from "./state";
import { loadLanguage, loadVisit, saveLanguage, saveVisit, type Visit } from "./visit";

function Page({ path }: { path: string }) {
  if (path === "/" || path === "/index.html") return <Home />;
  if (path === "/topics") return <TopicsPage />;
  if (path === "/policy") return <PolicyPage />;
  if (path === "/check") return <CheckStart />;
  const question = /^\/check\/([^/]+)$/.exec(path);
  if (question) return <QuestionPage key={question[1]} questionKey={keyOfPart(question[1]!)} />;
  if (path === "/result") return <Result />;
  const provision = /^\/provisions\/([^/]+)$/.exec(path);
  if (provision) return <ProvisionPage key={provision[1]} id={provisionId(provision[1]!)} />;
  if (/^\/verify(\/|$)/.test(path)) return <Lazy name="verify" load={() => import("./verify/verify_area")} path={path} />;
  if (path === "/publications") return <Lazy name="publications" load={() => import("./publications/publications_area")} path={path} />;
  if (/^\/partner(\/|$)/.test(path)) return <Lazy name="partner" load={() => import("./partner/partner_area")} path={path} />;
  if (isSigned(path)) return <Lazy name="signed" load={() => import("./signed/signed_area")} path={path} />;
  return <NotFound />;
}

export function App() {
  const [language, keepLanguage] = useState<Language>(loadLanguage);
  const [visit, keepVisit] = useState<Visit>(loadVisit);
  const place = usePlace();
  const tag = language === "zh" ? "zh-CN" : "en";
  const tagNow = useRef(tag);
  tagNow.current = tag;
  const [client] = useState(() => makeClient(() => tagNow.current));
  const notice = useLoaded("notice", () => client.notice());

  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);

  const setLanguage = (next: Language) => {
    saveLanguage(next);
    keepLanguage(next);
    if (place.query.has("lang")) {
      place.query.delete("lang");
      const rest = place.query.toString();
      history.replaceState(null, "", place.path + (rest ? `?${rest}` : ""));
    }
  };
  const setVisit = (next: Visit) => {
    saveVisit(next);
    keepVisit(next);
  };

  if (notice.state !== "ready") {
    return (
      <FrameWithout language={language} setLanguage={setLanguage}>
        {notice.state === "waiting" ? (
          <Waiting language={language} />
        ) : (
          <Failed fault={notice.fault} retry={notice.retry} language={language} />
        )}
      </FrameWithout>
    );
  }
  return (
    <SharedContext.Provider value={{ language, setLanguage, visit, setVisit, client, notice: notice.value }}>
      <Frame path={place.path}>
        <Page path={place.path} />
      </Frame>
    </SharedContext.Provider>
  );
}
