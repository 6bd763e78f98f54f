// What a case still asks for.
import { NotFound } from "../pages/not_found";
import { keyOfPart } from "../router";
import { AmendPage } from "./amend";

export default function AmendArea({ path }: { path: string }) {
  const [, , id, ...rest] = path.split("/");
  if (!id || rest.length > 2) return <NotFound />;
  return <AmendPage key={rest.join("/")} reference={id} question={rest[1] === undefined ? null : keyOfPart(rest[1])} />;
}
