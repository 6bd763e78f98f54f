// All pages behind signing in but those of partners: the door and the list of what is to do, which is where one arrives.
// The others are loaded when they are opened.
import { NotFound } from "../pages/not_found";
import { Lazy } from "../parts/lazy";
import { Door } from "./sign_in";
import { TasksPage } from "./tasks";

function Page({ path }: { path: string }) {
  if (path === "/me") return <TasksPage />;
  if (/^\/account(\/|$)/.test(path)) return <Lazy name="account" load={() => import("./account_area")} path={path} />;
  if (/^\/apply\//.test(path)) return <Lazy name="apply" load={() => import("./apply_area")} path={path} />;
  if (/^\/cases\/[^/]+\/amend(\/|$)/.test(path)) return <Lazy name="amend" load={() => import("./amend_area")} path={path} />;
  if (/^\/(cases|confirm)\//.test(path)) return <Lazy name="case" load={() => import("./case_area")} path={path} />;
  return <NotFound />;
}

export default function SignedArea({ path }: { path: string }) {
  return (
    <Door path={path}>
      <Page path={path} />
    </Door>
  );
}
