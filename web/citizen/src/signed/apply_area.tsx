// Forms that are filled in: an application, and what a case still asks for.
import { NotFound } from "../pages/not_found";
import { provisionId } from "../router";
import { AmendPage } from "./amend";
import { ApplyPage } from "./apply";

export default function ApplyArea({ path }: { path: string }) {
  const [, area, id, ...rest] = path.split("/");
  if (area === "apply" && id) return <ApplyPage key={id} id={provisionId(id)} rest={rest.join("/")} />;
  if (area === "cases" && id) return <AmendPage key={rest.join("/")} reference={id} question={rest[1] ?? null} />;
  return <NotFound />;
}
