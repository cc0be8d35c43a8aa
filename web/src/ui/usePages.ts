import { useEffect } from "react";
import { offsetOfPage, pageFromText, pageOfList } from "./paging";
import type { PageOfList } from "./paging";
import { amendQuery, go, usePlace } from "./router";

export const pageSize = 25;

/** The page that the address names; `offset` is what to ask the server for. */
export function usePageOfAddress(): { page: number; offset: number } {
  const page = pageFromText(usePlace().query.get("page"));
  return { page, offset: offsetOfPage(page, pageSize) };
}

/** Goes to another page of the same list as a new step. */
export function goToPage(page: number): void {
  const query = new URLSearchParams(window.location.search);
  if (page === 1) query.delete("page");
  else query.set("page", String(page));
  const text = query.toString();
  go(window.location.pathname + (text === "" ? "" : `?${text}`));
}

/** The page as the list has it now; an address behind the end is corrected. */
export function usePageOfList(page: number, total: number | undefined): PageOfList | null {
  const list = total === undefined ? null : pageOfList(page, pageSize, total);
  const corrected = list !== null && list.page !== page ? list.page : null;
  useEffect(() => {
    if (corrected !== null) amendQuery({ page: corrected === 1 ? "" : String(corrected) });
  }, [corrected]);
  return list;
}
