import { getJson } from "./client";

/** With how many of its jobs are in each state: those that have not ended. */
export interface Queue {
  name: string;
  /** running, halt_in_progress, halted or stalled. */
  state: string;
  new: number;
  waiting: number;
  in_progress: number;
  retry: number;
  suspended: number;
  error: number;
}

/** One run that brings notes over from the old system. */
export interface Migration {
  run: number | string;
  mapping: string;
  /** running, done, stopped or failed. */
  state: string;
  notes_read: number;
  /** In the old system; null where it does not tell. */
  notes_total: number | null;
  /** Rows of the old tables by what became of them. */
  outcomes: Record<string, number>;
  started_at: string;
  ended_at: string | null;
}

export interface Summary {
  studies: number;
  studies_with_notes: number;
  notes: number;
  quarantined: number;
  /** Faults that wait for a person. */
  exceptions: number;
  /** KOSDs that are stored and wait for REGISTER_KOSD. */
  unregistered: number;
  queues: Queue[];
  migration: Migration | null;
}

export function readSummary(signal?: AbortSignal): Promise<Summary> {
  return getJson("/api/summary", signal);
}
