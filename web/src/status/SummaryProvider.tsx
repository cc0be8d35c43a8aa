/** Asks for the summary when the server tells of a change, else every few seconds while the window is seen, and hands it to the head and to the pages. */
import { useQuery } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo } from "react";
import type { ReactNode } from "react";
import type { ApiError } from "../api/client";
import { readSummary } from "../api/summary";
import type { Summary } from "../api/summary";
import { topicsOf } from "../events/topics";
import { queries } from "../ui/queries";
import { usePulse } from "../ui/usePulse";
import { asApiError } from "../ui/useResource";

export interface LiveSummary {
  /** The last one that came; null before the first. */
  summary: Summary | null;
  /** The last question was not answered. */
  error: ApiError | null;
}

const pulseSeconds = 4;
const Live = createContext<LiveSummary>({ summary: null, error: null });

export function SummaryProvider({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useQuery<Summary>({ queryKey: ["summary"], queryFn: ({ signal }) => readSummary(signal), meta: { topics: topicsOf("summary") } }, queries);
  const pulse = usePulse(pulseSeconds);
  useEffect(() => {
    if (pulse > 0) void refetch({ cancelRefetch: false });
  }, [pulse, refetch]);
  useEffect(() => {
    const seenAgain = () => {
      if (!document.hidden) void refetch();
    };
    document.addEventListener("visibilitychange", seenAgain);
    return () => document.removeEventListener("visibilitychange", seenAgain);
  }, [refetch]);
  const live = useMemo(() => ({ summary: data ?? null, error: error === null ? null : asApiError(error) }), [data, error]);
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
