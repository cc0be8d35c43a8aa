import { getJson } from "./client";

export interface Queue {
  name: string;
  /** Running, Halt in Progress, Halted or Stalled. */
  state: string;
  new: number;
  in_progress: number;
  retry: number;
  suspended: number;
  error: number;
  done: number;
  abandoned: number;
}

/** One run that brings notes over from the old system. */
export interface Migration {
  run: number | string;
  mapping: string;
  state: string;
  notes_read: number;
  notes_total: number;
  /** Rows of the old tables by what became of them. */
  outcomes: Record<string, number>;
  started_at: string;
  ended_at: string | null;
}

export interface Summary {
  studies: number;
  studies_with_notes: number;
  notes: number;
  references: number;
  references_present: number;
  quarantined: number;
  /** KOSDs that are stored and wait for REGISTER_KOSD. */
  unregistered: number;
  queues: Queue[];
  migration: Migration | null;
}

export function readSummary(signal?: AbortSignal): Promise<Summary> {
  return getJson("/api/summary", signal);
}
