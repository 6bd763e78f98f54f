// A secret that the server shows once.
import { Alert, Button } from "antd";
import { useState } from "react";
import { moment } from "../queue";
import { useLanguage, useSay } from "../state";

export function SecretBox({ title, secret, until, note }: { title: string; secret: string | null; until: number | null; note?: string }) {
  const say = useSay();
  const language = useLanguage();
  const [copied, setCopied] = useState(false);
  // Without a safe context there is no clipboard; the secret can be marked by hand.
  const copy = () => void navigator.clipboard?.writeText(secret ?? "").then(() => setCopied(true));
  return (
    <Alert type="success" showIcon title={title}
      description={
        secret === null ? (
          say("secret_gone")
        ) : (
          <>
            <p>
              <b>{say("secret_title")}</b> {until !== null && <span className="soft">{say("secret_until", { until: moment(until, language) })}</span>}
            </p>
            <p>
              <code className="secret">{secret}</code>{" "}
              <Button onClick={copy}>{say(copied ? "copied" : "copy")}</Button>
            </p>
            {note && <p>{note}</p>}
          </>
        )
      } />
  );
}
