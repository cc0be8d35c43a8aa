import { Fragment } from "react";
import type { HTMLAttributes, ReactNode, Ref } from "react";
import { useVirtualRows } from "./useVirtualRows";

/** What a row of the table has to pass on to its `tr`. */
export interface RowProps extends HTMLAttributes<HTMLTableRowElement> {
  ref?: Ref<HTMLTableRowElement>;
  "data-index": number;
}

interface Props<Row> {
  rows: readonly Row[];
  columns: number;
  /** About how high a row is. */
  rowPixels: number;
  keyOf: (row: Row) => string;
  children: (row: Row, props: RowProps) => ReactNode;
}

/** The body of a table; of a long one the rows in sight, with room for the others. The head counts as the first row. */
export function TableRows<Row>({ rows, columns, rowPixels, keyOf, children }: Props<Row>) {
  const { indexes, gaps, body, measure, onFocus } = useVirtualRows(rows.length, rowPixels);
  const isVirtual = measure !== undefined;
  return (
    <tbody ref={body} role="rowgroup" onFocus={isVirtual ? onFocus : undefined}>
      {indexes.map((index, at) => {
        const row = rows[index];
        if (row === undefined) return null;
        const props: RowProps = { role: "row", "data-index": index, ...(isVirtual ? { ref: measure, "aria-rowindex": index + 2 } : {}) };
        return (
          <Fragment key={keyOf(row)}>
            <Gap pixels={gaps[at] ?? 0} columns={columns} />
            {children(row, props)}
          </Fragment>
        );
      })}
      <Gap pixels={gaps[indexes.length] ?? 0} columns={columns} />
    </tbody>
  );
}

/** Room for rows that are not drawn. */
function Gap({ pixels, columns }: { pixels: number; columns: number }) {
  if (pixels <= 0) return null;
  return (
    <tr className="table-gap" aria-hidden="true">
      <td colSpan={columns} style={{ height: pixels }} />
    </tr>
  );
}
