// A form that is filled in: an application.
import { NotFound } from "../pages/not_found";
import { provisionId } from "../router";
import { ApplyPage } from "./apply";

export default function ApplyArea({ path }: { path: string }) {
  const [, , id, ...rest] = path.split("/");
  return id ? <ApplyPage key={id} id={provisionId(id)} rest={rest.join("/")} /> : <NotFound />;
}
