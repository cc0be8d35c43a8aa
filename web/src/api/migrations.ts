import { getJson, withQuery } from "./client";

export type NoteOutcome = "migrated" | "updated" | "already_there" | "deleted_in_source" | "conflict" | "other_patient" | "rejected";
export type ReferenceOutcome = "resolved" | "not_here" | "rejected";

/** A run that brought notes over, or would have. */
export interface MigrationRun {
  run: number;
  mapping: string;
  source: string;
  is_dry_run: boolean;
  state: "running" | "done" | "stopped" | "failed";
  error: string | null;
  notes_read: number;
  notes_total: number | null;
  outcomes: Record<NoteOutcome, number>;
  references_read: number;
  reference_outcomes: Record<ReferenceOutcome, number>;
  started_at: string;
  ended_at: string | null;
}

export interface MigrationRunInFull extends MigrationRun {
  rows_to_look_at: number;
  reasons: { outcome: string; reason: string; rows: number }[];
}

/** What became of one row of the source. */
export interface MigrationRow {
  number: number;
  table: "notes" | "uid_mapping";
  source_note_id: string;
  /** no_note: references that no note has the id of. */
  outcome: NoteOutcome | "no_note";
  reason: string;
  study_instance_uid: string | null;
  needs_a_look: boolean;
  references: Record<ReferenceOutcome, number>;
  /** References that were not taken as they are. */
  details: { place: number; sop_instance_uid: string; reason: string }[];
}

export interface RowFilter {
  /** Empty: any. */
  outcome: string;
  toLookAt: boolean;
}

/** @param before those with a smaller number; 0: from the latest on */
export async function listMigrations(before: number, limit: number, signal?: AbortSignal): Promise<MigrationRun[]> {
  return (await getJson<{ runs: MigrationRun[] }>(withQuery("/api/migrations", { before, limit }), signal)).runs;
}

export function readMigration(run: number, signal?: AbortSignal): Promise<MigrationRunInFull> {
  return getJson(`/api/migrations/${run}`, signal);
}

/** A page may have fewer rows than the limit and go on: behind `next_after`. */
export function listMigrationRows(run: number, filter: RowFilter, after: number, limit: number, signal?: AbortSignal): Promise<{ rows: MigrationRow[]; next_after: number | null }> {
  return getJson(withQuery(`/api/migrations/${run}/rows`, { ...asQuery(filter), after, limit }), signal);
}

/** Where all of the rows are one file. */
export function rowsFileAddress(run: number, filter: RowFilter): string {
  return withQuery(`/api/migrations/${run}/rows`, { format: "csv", ...asQuery(filter) });
}

function asQuery({ outcome, toLookAt }: RowFilter): { outcome: string; toLookAt: boolean | undefined } {
  return { outcome, toLookAt: toLookAt || undefined };
}
