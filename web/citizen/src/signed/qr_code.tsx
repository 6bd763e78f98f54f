// A QR code as the server draws it, row by row.
import { qrPath } from "../../../shared/qr";

export function QrCode({ rows, label }: { rows: readonly string[]; label: string }) {
  const { path, side } = qrPath(rows);
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges">
      <path d={path} />
    </svg>
  );
}
