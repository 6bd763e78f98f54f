// The heading of a page: names the window, and takes the focus after a move inside the pages.
import { useEffect, useRef, type ReactNode } from "react";
import { takeMove } from "../router";
import { useSay } from "../state";

export function Heading({ text, children }: { text: string; children?: ReactNode }) {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  const title = `${text} – ${say("site")} ${say("site_sub")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    if (takeMove()) heading.current?.focus();
  }, []);
  return (
    <div className="heading">
      <h1 tabIndex={-1} ref={heading}>
        {text}
      </h1>
      {children}
    </div>
  );
}
