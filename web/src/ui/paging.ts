/** Arithmetic of pages counted from 1. */

export interface PageOfList {
  page: number;
  pages: number;
  /** First and last row shown, counted from 1; both 0 in an empty list. */
  first: number;
  last: number;
  hasPrevious: boolean;
  hasNext: boolean;
}

export function pageOfList(page: number, size: number, total: number): PageOfList {
  const pages = Math.max(1, Math.ceil(total / size));
  const shown = Math.min(Math.max(1, page), pages);
  const first = total === 0 ? 0 : (shown - 1) * size + 1;
  return { page: shown, pages, first, last: Math.min(shown * size, total), hasPrevious: shown > 1, hasNext: shown < pages };
}

export function offsetOfPage(page: number, size: number): number {
  return (page - 1) * size;
}

/** The page written in an address; what is no whole number above 0 is the first page. */
export function pageFromText(text: string | null): number {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 1;
}
