import type { ReactNode } from "react";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  isNumber?: boolean;
}

interface Props<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  /** Shown instead of a table without rows. */
  none: string;
  /** Where a heading above says the same. */
  isCaptionHidden?: boolean;
}

/** A table whose first column names each row. The roles are written out because narrow windows lay rows out as blocks. */
export function DataTable<Row>({ caption, columns, rows, keyOf, none, isCaptionHidden = false }: Props<Row>) {
  if (rows.length === 0) return <p className="admin-none">{none}</p>;
  return (
    <div className="scroll-x admin-scroll" role="group" aria-label={caption} tabIndex={0}>
      <table className="table table-of-blocks admin-table" role="table">
        <caption className={isCaptionHidden ? "visually-hidden" : undefined}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" role="columnheader" className={isNumber ? "number" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map(({ title, cell, isNumber }, index) =>
                index === 0 ? (
                  <th key={title} scope="row" role="rowheader" data-title={title}>
                    <div>{cell(row)}</div>
                  </th>
                ) : (
                  <td key={title} role="cell" data-title={title} className={isNumber ? "number" : undefined}>
                    <div>{cell(row)}</div>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
