import type { ComponentChildren } from "preact";
import { follow } from "../router";

interface Props {
  to: string;
  class?: string;
  current?: boolean;
  label?: string;
  children: ComponentChildren;
}

export function Link({ to, current, label, children, ...rest }: Props) {
  return (
    <a
      href={to}
      class={rest.class}
      aria-current={current ? "page" : undefined}
      aria-label={label}
      onClick={follow}
    >
      {children}
    </a>
  );
}
