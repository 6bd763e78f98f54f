// A table of rows: a real <table>, each row a card on a phone. Lists, funds and figures are shown with it.
import type { ReactNode } from "react";

export interface Column<Row> {
  key: string;
  title: string;
  /** Figures stand at the right. */
  figure?: boolean;
  /** Names the row; said first by screen readers. */
  head?: boolean;
  cell(row: Row): ReactNode;
}

interface Props<Row> {
  caption: string;
  /** The caption is for screen readers only: a heading says it already. */
  quiet?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row, at: number): string;
  /** Marks a row: its class. */
  mark?(row: Row): string | undefined;
  empty?: ReactNode;
}

export function DataTable<Row>({ caption, quiet = false, columns, rows, keyOf, mark, empty }: Props<Row>) {
  if (rows.length === 0 && empty !== undefined) return <div className="empty">{empty}</div>;
  return (
    <table className="data">
      <caption className={quiet ? "hidden" : undefined}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={column.figure ? "figure" : undefined}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={keyOf(row, at)} data-key={keyOf(row, at)} className={mark?.(row)}>
            {columns.map((column) => {
              const inside = (
                <>
                  <span className="card-label" aria-hidden="true">
                    {column.title}
                  </span>
                  <span className="card-value">{column.cell(row)}</span>
                </>
              );
              return column.head ? (
                <th key={column.key} scope="row">
                  {inside}
                </th>
              ) : (
                <td key={column.key} className={column.figure ? "figure" : undefined}>
                  {inside}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
