import { getJson, postJson, withQuery } from "./client";
import type { AnswerTo, Described } from "./described";
import type { PageRequest } from "./pages";

export type Study = Described<"Study">;

/** NEARLINE: only an archive has its bytes now, for a study of one of its objects at least. */
export type Availability = Study["availability"];

export type StudyPage = AnswerTo<"/api/studies">;

/** @param withNotes only those that have notes; else all */
export function listStudies(page: PageRequest, withNotes: boolean, search: string, signal?: AbortSignal): Promise<StudyPage> {
  return getJson(withQuery("/api/studies", { hasNotes: withNotes ? true : undefined, ...page, search }), signal);
}

export function readStudy(studyInstanceUid: string, signal?: AbortSignal): Promise<Study> {
  return getJson(`/api/studies/${encodeURIComponent(studyInstanceUid)}`, signal);
}

/** Has the archives send back what of the study is no longer here. @returns the jobs that do it; none where no archive in use has it. */
export function bringBack(studyInstanceUid: string, signal?: AbortSignal): Promise<{ jobs: number[] }> {
  return postJson(`/api/studies/${encodeURIComponent(studyInstanceUid)}/retrieve`, signal);
}
