import { useEffect, useRef } from "react";
import type { RefObject } from "react";

const pixelsOfNotch = 60;

/** The wheel goes through the stack: a notch of a mouse is one image, a touch pad goes by its way. The page stays where it is. */
export function useWheel(element: RefObject<HTMLElement>, step: (by: number) => void): void {
  const latest = useRef(step);
  latest.current = step;
  useEffect(() => {
    const place = element.current;
    if (place === null) return undefined;
    let way = 0;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey) return;
      event.preventDefault();
      if (event.deltaMode !== WheelEvent.DOM_DELTA_PIXEL || Math.abs(event.deltaY) >= pixelsOfNotch) {
        way = 0;
        latest.current(Math.sign(event.deltaY));
        return;
      }
      way += event.deltaY;
      const by = Math.trunc((way * 2) / pixelsOfNotch);
      if (by === 0) return;
      way -= (by * pixelsOfNotch) / 2;
      latest.current(by);
    };
    place.addEventListener("wheel", onWheel, { passive: false });
    return () => place.removeEventListener("wheel", onWheel);
  }, [element]);
}
