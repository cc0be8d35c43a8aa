import { getJson } from "./client";
import type { Described } from "./described";

/** With how many of its jobs are in each state: those that have not ended. */
export type Queue = Described<"Queue">;

/** One run that brings notes over from the old system. */
export type Migration = Described<"Migration">;

export type Summary = Described<"Summary">;

export function readSummary(signal?: AbortSignal): Promise<Summary> {
  return getJson("/api/summary", signal);
}
