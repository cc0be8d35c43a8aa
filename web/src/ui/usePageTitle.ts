import { useEffect, useRef } from "react";
import type { RefObject } from "react";

/** Names the window; never with anything of a patient, since windows are listed in histories. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · kinote`;
  }, [title]);
}

/** A heading that takes the focus when its page opens, so that a screen reader begins there; not on the very first page. */
export function useHeadingFocus(): RefObject<HTMLHeadingElement> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (anyPageBefore) heading.current?.focus({ preventScroll: true });
    anyPageBefore = true;
  }, []);
  return heading;
}

let anyPageBefore = false;
