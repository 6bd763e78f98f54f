// A case, what is done to it, and what is kept of it.
import { NotFound } from "../pages/not_found";
import { ActPage, ConfirmPage, isPageAct } from "./case_acts";
import { CasePage } from "./case_page";
import { ReceiptPage } from "./receipt";

export default function CaseArea({ path }: { path: string }) {
  const [, area, id, ...rest] = path.split("/");
  const more = rest.join("/");
  if (area === "confirm" && id && !more) return <ConfirmPage key={id} reference={id} />;
  if (area === "cases" && id) {
    if (more === "") return <CasePage key={id} reference={id} />;
    if (more === "receipt") return <ReceiptPage key={id} reference={id} />;
    if (isPageAct(more)) return <ActPage key={more} reference={id} act={more} />;
  }
  return <NotFound />;
}
