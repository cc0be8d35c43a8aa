import { useEffect, useState } from "react";
import { useIsStanding } from "../events/stream";

/** While the server tells what has changed, a look is only in case that something was not told. */
const slowSeconds = 15;

/**
 * A number that grows every so many seconds while the window is seen: a reason to look again.
 * @param isTold  false where what is looked for is none of the topics that the server tells of: the pulse stays as quick
 */
export function usePulse(seconds: number, isTold = true): number {
  const [beats, setBeats] = useState(0);
  const isSlow = useIsStanding() && isTold;
  useEffect(() => {
    const pause = isSlow ? Math.max(seconds, slowSeconds) : seconds;
    const timer = window.setInterval(() => {
      if (!document.hidden) setBeats((before) => before + 1);
    }, pause * 1000);
    return () => window.clearInterval(timer);
  }, [seconds, isSlow]);
  return beats;
}
