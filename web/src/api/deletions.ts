import { getJson, postJson, sendJson, withQuery } from "./client";
import type { AnswerTo, Described } from "./described";
import type { PageRequest } from "./pages";

/** A mark for deletion. */
export type Deletion = Described<"Deletion">;

/** What a mark is put on. */
export type Target = Pick<Deletion, "level" | "subject" | "study_instance_uid">;

export type Marks = AnswerTo<"/api/deletions">;

export type Overdue = AnswerTo<"/api/deletions/overdue">;

/** What a mark puts out of sight, or an undoing brings back. */
export type Reach = Described<"DeletionReach">;

export async function listDeletions(page: PageRequest, signal?: AbortSignal): Promise<Deletion[]> {
  return (await getJson<{ deletions: Deletion[] }>(withQuery("/api/deletions", { ...page }), signal)).deletions;
}

/** What is marked in one study, at most a thousand of it. */
export function listMarksOfStudy(studyInstanceUid: string, signal?: AbortSignal): Promise<Marks> {
  return getJson(withQuery("/api/deletions", { study: studyInstanceUid, limit: 1000 }), signal);
}

export function listOverdue(signal?: AbortSignal): Promise<Overdue> {
  return getJson("/api/deletions/overdue", signal);
}

/** Where a study, a series, an object or a note is marked; its mark is taken back below. */
export function pathOf({ level, subject, study_instance_uid: study }: Target): string {
  const ofStudy = `/api/studies/${encodeURIComponent(study)}`;
  const one = encodeURIComponent(subject);
  return { note: `/api/notes/${one}`, study: ofStudy, series: `${ofStudy}/series/${one}`, object: `${ofStudy}/instances/${one}` }[level];
}

/**
 * Puts it out of sight at once, with all that goes with it.
 * @param etag  of a note, as it was read
 * @returns null for a note @throws ApiError 412 where a note has been changed since
 */
export function markForDeletion(target: Target, reason: string, etag?: string): Promise<Reach | null> {
  return sendJson("DELETE", pathOf(target), reason === "" ? undefined : { reason }, etag === undefined ? {} : { etag });
}

/** @returns null for a note @throws ApiError */
export async function undoDeletion(target: Target): Promise<Reach | null> {
  const reach = await postJson<Reach>(`${pathOf(target)}/undo`);
  return target.level === "note" ? null : reach;
}
