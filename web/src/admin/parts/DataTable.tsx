import { getCoreRowModel, useReactTable } from "@tanstack/react-table";
import type { Cell, ColumnDef } from "@tanstack/react-table";
import type { ReactNode } from "react";
import { TableRows } from "../../ui/TableRows";
import { drawnWhole } from "../../ui/useVirtualRows";

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

const rowPixels = 62;

/** A table whose first column names each row. The roles are written out because narrow windows lay rows out as blocks. */
export function DataTable<Row>({ caption, columns, rows, keyOf, none, isCaptionHidden = false }: Props<Row>) {
  const definitions = columns.map(({ title, cell, isNumber }): ColumnDef<Row> => ({ id: title, header: title, cell: ({ row }) => cell(row.original), meta: { className: isNumber ? "number" : undefined } }));
  // A new list of the same rows is no reason to go anywhere else in it.
  const table = useReactTable<Row>({ data: rows as Row[], columns: definitions, getCoreRowModel: getCoreRowModel(), getRowId: (row) => String(keyOf(row)), autoResetAll: false });
  if (rows.length === 0) return <p className="admin-none">{none}</p>;
  return (
    <div className="scroll-x admin-scroll" role="group" aria-label={caption} tabIndex={0}>
      <table className="table table-of-blocks admin-table" role="table" aria-rowcount={rows.length > drawnWhole ? rows.length + 1 : undefined}>
        <caption className={isCaptionHidden ? "visually-hidden" : undefined}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {table.getFlatHeaders().map(({ id, column }) => (
              <th key={id} scope="col" role="columnheader" className={column.columnDef.meta?.className}>
                {column.id}
              </th>
            ))}
          </tr>
        </thead>
        <TableRows rows={table.getRowModel().rows} columns={columns.length} rowPixels={rowPixels} keyOf={({ id }) => id}>
          {(row, props) => (
            <tr {...props}>
              {row.getVisibleCells().map((cell, index) =>
                index === 0 ? (
                  <th key={cell.id} scope="row" role="rowheader" data-title={cell.column.id}>
                    <div>{contentOf(cell)}</div>
                  </th>
                ) : (
                  <td key={cell.id} role="cell" data-title={cell.column.id} className={cell.column.columnDef.meta?.className}>
                    <div>{contentOf(cell)}</div>
                  </td>
                ),
              )}
            </tr>
          )}
        </TableRows>
      </table>
    </div>
  );
}

/** Called and not made an element: as a component it would be another one at each drawing, and lose what was begun in it. */
function contentOf<Row>(cell: Cell<Row, unknown>): ReactNode {
  const { cell: content } = cell.column.columnDef;
  return typeof content === "function" ? (content(cell.getContext()) as ReactNode) : content;
}
