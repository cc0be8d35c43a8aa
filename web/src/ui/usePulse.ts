import { useEffect, useState } from "react";

/** A number that grows every so many seconds while the window is seen: a reason to look again. */
export function usePulse(seconds: number): number {
  const [beats, setBeats] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (!document.hidden) setBeats((before) => before + 1);
    }, seconds * 1000);
    return () => window.clearInterval(timer);
  }, [seconds]);
  return beats;
}
