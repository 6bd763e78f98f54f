// Figures as bars: drawn as SVG, without inline styles. Each stands beside a table that says the same in numbers.
import { widths } from "../funds";

interface Part {
  /** Its colour: fill-KEY. */
  key: string;
  label: string;
  value: number;
}

/** One bar of several parts. */
export function StackBar({ title, parts }: { title: string; parts: readonly Part[] }) {
  const shown = widths(parts.map((part) => part.value));
  let at = 0;
  return (
    <svg className="bar" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label={title}>
      <rect className="fill-none" x="0" y="0" width="1000" height="24" />
      {parts.map((part, index) => {
        const x = at;
        at += shown[index]!;
        return (
          <rect key={part.key} className={`fill-${part.key}`} x={x} y="0" width={shown[index]} height="24">
            <title>{part.label}</title>
          </rect>
        );
      })}
    </svg>
  );
}

/** What the colours of a bar mean. */
export function Legend({ parts }: { parts: readonly Pick<Part, "key" | "label">[] }) {
  return (
    <ul className="plain legend" aria-hidden="true">
      {parts.map((part) => (
        <li key={part.key}>
          <svg className="swatch" viewBox="0 0 10 10">
            <rect className={`fill-${part.key}`} width="10" height="10" />
          </svg>{" "}
          {part.label}
        </li>
      ))}
    </ul>
  );
}

/** A bar on each side of a middle line: losses to the left, gains to the right, on one scale for all rows. */
export function GainBar({ title, down, up, most }: { title: string; down: number; up: number; most: number }) {
  const width = (value: number) => (most > 0 ? Math.round((value / most) * 500) : 0);
  return (
    <svg className="bar" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label={title}>
      <rect className="fill-none" x="0" y="0" width="1000" height="24" />
      <rect className="fill-down" x={500 - width(down)} y="2" width={width(down)} height="20" />
      <rect className="fill-up" x="500" y="2" width={width(up)} height="20" />
      <rect className="fill-line" x="499" y="0" width="2" height="24" />
    </svg>
  );
}
