// What went wrong, in the server's own words where there are any; and waiting.
import { Alert, Button } from "antd";
import { useEffect, useRef } from "react";
import { ApiFault, kInexact } from "../../../shared/call";
import { isUnreachable, useSay, type Loaded, type Say } from "../state";

function titleOf(fault: ApiFault, say: Say): string {
  if (fault.problem) return fault.problem.detail || fault.problem.title;
  if (isUnreachable(fault)) return say("error_unreachable");
  if (fault.status === kInexact) return say("error_title");
  return say("error_server", { status: fault.status });
}

/** `focus`: it answers what the reader has just done, so it is put under his eyes. */
export function FaultBox({ fault, retry, focus = false }: { fault: ApiFault; retry?: () => void; focus?: boolean }) {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus) box.current?.focus();
  }, [fault, focus]);
  const details = fault.problem?.errors ?? [];
  return (
    <div ref={box} tabIndex={-1} className="fault-box">
      <Alert
        type="error"
        showIcon
        title={titleOf(fault, say)}
        description={
          <>
            {isUnreachable(fault) && <p>{say("error_unreachable_detail")}</p>}
            {fault.status === kInexact && <p>{say("error_inexact")}</p>}
            {details.length > 0 && (
              <ul className="plain">
                {details.map((one, at) => (
                  <li key={at}>
                    {one.detail !== titleOf(fault, say) && <>{one.detail} </>}
                    <span className="soft">{one.remedy}</span>
                  </li>
                ))}
              </ul>
            )}
            {fault.retryAfterS !== null && <p>{say("error_wait", { seconds: fault.retryAfterS })}</p>}
            {retry && (
              <p>
                <Button onClick={retry}>{say("retry")}</Button>
              </p>
            )}
          </>
        }
      />
    </div>
  );
}

export function Waiting() {
  const say = useSay();
  return (
    <p className="soft" role="status">
      {say("loading")}
    </p>
  );
}

/** What isn't ready yet, or why it isn't; nothing once it is. */
export function NotReady<T>({ loaded }: { loaded: Loaded<T> & { retry(): void } }) {
  if (loaded.state === "waiting") return <Waiting />;
  if (loaded.state === "failed") return <FaultBox fault={loaded.fault} retry={loaded.retry} />;
  return null;
}
