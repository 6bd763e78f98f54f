// A list that the server gives in pages: the first at once, each further one on a click.
import { Button } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import type { ApiFault } from "../../../shared/call";
import { isSignedOut } from "../../../shared/office";
import { asFault, useSay, useShared } from "../state";
import { FaultBox, Waiting } from "./fault";

interface Props<Row> {
  /** Of the API, with its conditions. */
  path: string;
  /** The member of an answer that holds the rows. */
  list: string;
  children(rows: readonly Row[]): ReactNode;
}

export function Pages<Row>({ path, list, children }: Props<Row>) {
  const { office, signedOut } = useShared();
  const say = useSay();
  const [rows, setRows] = useState<readonly Row[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [busy, setBusy] = useState(false);
  const load = async (after: string | null, wanted: () => boolean) => {
    setBusy(true);
    setFault(null);
    try {
      const query = after ? `${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(after)}` : "";
      const { value } = await office.get<Record<string, unknown>>(path + query);
      if (!wanted()) return;
      const more = value[list] as Row[];
      setRows((old) => (after && old ? [...old, ...more] : more));
      setCursor((value["next_cursor"] as string | null | undefined) ?? null);
    } catch (reason) {
      if (!wanted()) return;
      const wrong = asFault(reason);
      if (isSignedOut(wrong)) signedOut();
      else setFault(wrong);
    } finally {
      if (wanted()) setBusy(false);
    }
  };
  useEffect(() => {
    let wanted = true;
    setRows(null);
    void load(null, () => wanted);
    return () => {
      wanted = false;
    };
  }, [path]);
  return (
    <>
      {rows === null ? !fault && <Waiting /> : children(rows)}
      {fault && <FaultBox fault={fault} retry={() => void load(rows === null ? null : cursor, () => true)} />}
      {cursor !== null && (
        <p>
          <Button onClick={() => void load(cursor, () => true)} loading={busy}>
            {say("more")}
          </Button>
        </p>
      )}
    </>
  );
}
