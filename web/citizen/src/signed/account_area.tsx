// What is kept about oneself, and for whom one acts.
import { NotFound } from "../pages/not_found";
import { AccountPage } from "./account";
import { MandatesPage } from "./mandates";

export default function AccountArea({ path }: { path: string }) {
  if (path === "/account") return <AccountPage />;
  if (path === "/account/mandates") return <MandatesPage />;
  return <NotFound />;
}
