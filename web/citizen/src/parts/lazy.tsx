// A part of the site that few visitors need: its code is loaded when it is opened.
import type { ComponentType } from "preact";
import { useLoaded, useShared } from "../state";
import { Failed, Waiting } from "./waiting";

interface Props {
  name: string;
  load(): Promise<{ default: ComponentType<{ path: string }> }>;
  path: string;
}

export function Lazy({ name, load, path }: Props) {
  const { language } = useShared();
  const loaded = useLoaded(`area ${name}`, load);
  if (loaded.state === "waiting") return <Waiting language={language} />;
  if (loaded.state === "failed") return <Failed fault={loaded.fault} retry={loaded.retry} language={language} />;
  const Area = loaded.value.default;
  return <Area path={path} />;
}
