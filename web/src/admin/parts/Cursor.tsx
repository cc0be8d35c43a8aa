/** Pages of lists that only go on behind their last row: where one is stands in the address, so that Back goes back. */
import { useTranslation } from "react-i18next";
import { Link, usePlace } from "../../ui/router";

export const rowsOfPage = 200;

interface Props {
  /** How many rows the page has. */
  rows: number;
  /** What the address of the next page names. */
  next: () => Record<string, string>;
  /** The names of what says where one is. */
  names: readonly string[];
}

export function Cursor({ rows, next, names }: Props) {
  const { t } = useTranslation("admin");
  const { path, query } = usePlace();
  const isFirst = !names.some((name) => query.has(name));
  if (isFirst && rows < rowsOfPage) return null;
  return (
    <nav className="pager" aria-label={t("pages")}>
      {!isFirst && (
        <Link className="button" to={addressWith(path, query, Object.fromEntries(names.map((name) => [name, ""])))}>
          {t("latest")}
        </Link>
      )}
      {rows >= rowsOfPage && (
        <Link className="button" to={addressWith(path, query, next())}>
          {t(names.includes("before") ? "older" : "next")}
        </Link>
      )}
    </nav>
  );
}

/** The address with some values of the query changed; empty ones are left out. */
export function addressWith(path: string, query: URLSearchParams, values: Record<string, string>): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(values)) {
    if (value === "") changed.delete(name);
    else changed.set(name, value);
  }
  const text = changed.toString();
  return text === "" ? path : `${path}?${text}`;
}
