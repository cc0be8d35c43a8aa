import "@tanstack/react-table";

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Of the head and the cells of the column. */
    className?: string | undefined;
  }
}
