import type { ReactNode } from "react";
import { follow, kBase } from "../router";

interface Props {
  to: string;
  className?: string;
  current?: boolean;
  children: ReactNode;
}

export function Link({ to, className, current = false, children }: Props) {
  return (
    <a href={kBase + to} className={className} aria-current={current ? "page" : undefined} onClick={follow}>
      {children}
    </a>
  );
}
