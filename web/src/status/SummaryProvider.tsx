/** Asks for the summary every few seconds while the window is seen, and hands it to the head and to the pages. */
import { createContext, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { ApiError, isAbort } from "../api/client";
import { readSummary } from "../api/summary";
import type { Summary } from "../api/summary";

export interface LiveSummary {
  /** The last one that came; null before the first. */
  summary: Summary | null;
  /** The last question was not answered. */
  error: ApiError | null;
}

const pollMilliseconds = 4000;
const Live = createContext<LiveSummary>({ summary: null, error: null });

export function SummaryProvider({ children }: { children: ReactNode }) {
  const [live, setLive] = useState<LiveSummary>({ summary: null, error: null });
  useEffect(() => poll(setLive), []);
  return <Live.Provider value={live}>{children}</Live.Provider>;
}

export function useSummary(): LiveSummary {
  return useContext(Live);
}

/** Changes when notes came or went, so that a page that shows them loads again. */
export function useNotesRevision(): string {
  const { summary } = useSummary();
  return useMemo(
    () => (summary === null ? "" : [summary.notes, summary.studies_with_notes, summary.quarantined].join("/")),
    [summary],
  );
}

type SetLive = (change: (before: LiveSummary) => LiveSummary) => void;

/** @returns what stops it. */
function poll(setLive: SetLive): () => void {
  const abort = new AbortController();
  let timer: number | undefined;

  const ask = async () => {
    window.clearTimeout(timer);
    try {
      const summary = await readSummary(abort.signal);
      setLive(() => ({ summary, error: null }));
    } catch (error) {
      if (isAbort(error)) return;
      const reason = error instanceof ApiError ? error : new ApiError(0, "internal", String(error));
      setLive((before) => ({ ...before, error: reason }));
    }
    window.clearTimeout(timer);
    if (!abort.signal.aborted && !document.hidden) timer = window.setTimeout(() => void ask(), pollMilliseconds);
  };
  const seenAgain = () => {
    if (!document.hidden) void ask();
  };

  document.addEventListener("visibilitychange", seenAgain);
  void ask();
  return () => {
    abort.abort();
    window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", seenAgain);
  };
}
