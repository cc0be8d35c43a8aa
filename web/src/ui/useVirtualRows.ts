import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import type { FocusEvent, RefObject } from "react";

/** Shorter tables are drawn whole: the browser's own search and print find all of them. */
export const drawnWhole = 150;
/** Drawn beyond the window's edges, so that the keyboard finds the next row there. */
const overscan = 12;

export interface VirtualRows {
  /** The rows to draw, in their order. */
  indexes: readonly number[];
  /** Pixels of what is not drawn before the row at that place of `indexes`; the last stands behind all rows. */
  gaps: readonly number[];
  /** Give it to the body of the table. */
  body: RefObject<HTMLTableSectionElement>;
  /** Give it to each row, with `data-index`. */
  measure: ((row: HTMLTableRowElement | null) => void) | undefined;
  onFocus: (event: FocusEvent) => void;
}

/**
 * Of a long table only the rows in sight, and the one that has the focus, which must not vanish under a person's hands.
 * @param rowPixels  what a row is taken for until it was measured
 */
export function useVirtualRows(count: number, rowPixels: number): VirtualRows {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<number | null>(null);
  const isLong = count > drawnWhole;
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    count,
    enabled: isLong,
    estimateSize: () => rowPixels,
    overscan,
    scrollMargin: top,
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range);
      return focused === null || focused >= count || inSight.includes(focused) ? inSight : [...inSight, focused].sort((one, other) => one - other);
    },
  });
  useLayoutEffect(() => {
    if (isLong && body.current !== null) setTop(Math.round(body.current.getBoundingClientRect().top + window.scrollY));
  }, [isLong, count]);
  const onFocus = useCallback((event: FocusEvent) => {
    const index = (event.target as Element).closest("[data-index]")?.getAttribute("data-index");
    setFocused(index ? Number(index) : null);
  }, []);
  if (!isLong) return { indexes: Array.from({ length: count }, (_, index) => index), gaps: new Array<number>(count + 1).fill(0), body, measure: undefined, onFocus };
  const items = virtualizer.getVirtualItems();
  const ends = [top, ...items.map(({ end }) => end)];
  const starts = [...items.map(({ start }) => start), top + virtualizer.getTotalSize()];
  return { indexes: items.map(({ index }) => index), gaps: starts.map((start, at) => Math.max(0, start - (ends[at] ?? 0))), body, measure: virtualizer.measureElement, onFocus };
}
