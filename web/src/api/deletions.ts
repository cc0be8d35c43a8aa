import { getJson, postJson, withQuery } from "./client";
import type { PageRequest } from "./pages";

/** A mark for deletion. */
export interface Deletion {
  id: number;
  level: "note" | "object" | "series" | "study";
  /** The note's id, or the UID of the object, series or study. */
  subject: string;
  study_instance_uid: string;
  marked_by: string;
  marked_at: string;
  objects: number;
  purged: number;
}

export interface Overdue {
  deletions: { study_instance_uid: string; mark: string; objects: number; notes: number; marked_at: string; due_at: string; why: string }[];
  files: { path: string; listed_at: string; why: string }[];
}

/** What an undoing brings back. */
export interface Reach {
  objects: number;
  notes: number;
  jobs: number;
  purged: number;
}

export async function listDeletions(page: PageRequest, signal?: AbortSignal): Promise<Deletion[]> {
  return (await getJson<{ deletions: Deletion[] }>(withQuery("/api/deletions", { ...page }), signal)).deletions;
}

export function listOverdue(signal?: AbortSignal): Promise<Overdue> {
  return getJson("/api/deletions/overdue", signal);
}

/** Where a mark is taken back. */
export function undoPathOf({ level, subject, study_instance_uid: study }: Pick<Deletion, "level" | "subject" | "study_instance_uid">): string {
  const ofStudy = `/api/studies/${encodeURIComponent(study)}`;
  const one = encodeURIComponent(subject);
  const paths = { note: `/api/notes/${one}/undo`, study: `${ofStudy}/undo`, series: `${ofStudy}/series/${one}/undo`, object: `${ofStudy}/instances/${one}/undo` };
  return paths[level];
}

/** @throws ApiError */
export function undoDeletion(deletion: Deletion): Promise<Reach> {
  return postJson(undoPathOf(deletion));
}
