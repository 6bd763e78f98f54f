/** The white border that a reader needs, in squares. */
const kQuiet = 4;

/** The dark squares of a QR code as one SVG path, and the side of its view box. */
export function qrPath(rows: readonly string[]): { path: string; side: number } {
  const runs = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index + kQuiet} ${y + kQuiet}h${run[0].length}v1h-${run[0].length}z`));
  return { path: runs.join(""), side: rows.length + 2 * kQuiet };
}
