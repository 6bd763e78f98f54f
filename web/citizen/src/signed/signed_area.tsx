// All pages behind signing in but those of partners; one chunk, loaded when the first of them is opened.
import { NotFound } from "../pages/not_found";
import { provisionId } from "../router";
import { AccountPage } from "./account";
import { AmendPage } from "./amend";
import { ApplyPage } from "./apply";
import { ActPage, ConfirmPage, isPageAct } from "./case_acts";
import { CasePage } from "./case_page";
import { MandatesPage } from "./mandates";
import { ReceiptPage } from "./receipt";
import { Door } from "./sign_in";
import { TasksPage } from "./tasks";

function Page({ path }: { path: string }) {
  if (path === "/me") return <TasksPage />;
  if (path === "/account") return <AccountPage />;
  if (path === "/account/mandates") return <MandatesPage />;
  const [, area, id, ...rest] = path.split("/");
  const more = rest.join("/");
  if (area === "apply" && id) return <ApplyPage key={id} id={provisionId(id)} rest={more} />;
  if (area === "confirm" && id && !more) return <ConfirmPage key={id} reference={id} />;
  if (area === "cases" && id) {
    if (more === "") return <CasePage key={id} reference={id} />;
    if (more === "receipt") return <ReceiptPage key={id} reference={id} />;
    if (rest[0] === "amend") return <AmendPage key={more} reference={id} question={rest[1] ?? null} />;
    if (isPageAct(more)) return <ActPage key={more} reference={id} act={more} />;
  }
  return <NotFound />;
}

export default function SignedArea({ path }: { path: string }) {
  return (
    <Door path={path}>
      <Page path={path} />
    </Door>
  );
}
