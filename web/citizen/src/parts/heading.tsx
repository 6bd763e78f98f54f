// The one h1 of a page. It names the tab, and takes the focus after a move inside the site, so that a
// screen reader reads where one has come to.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { takeMove } from "../router";

interface Props {
  title: string;
  site: string;
  /** Shown in place of the title when the h1 needs more than words. */
  children?: ComponentChildren;
  /** Before the title in the tab, for "Error: ". */
  prefix?: string;
  class?: string;
}

export function Heading({ title, site, children, prefix = "", ...rest }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === site ? site : `${prefix}${title} – ${site}`;
  }, [title, site, prefix]);
  useEffect(() => {
    if (takeMove()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} class={rest.class}>
      {children ?? title}
    </h1>
  );
}
