import { getJson, withQuery } from "./client";
import type { Described } from "./described";

/** A note as it was in one of its versions. */
export type NoteVersion = Described<"NoteVersion">;

/** What a destination has of a note. */
export type NoteAtDestination = Described<"NoteAtDestination">;

/** A page, the latest first. @param before  versions below it. */
export function listVersions(noteId: string, before: number | undefined, signal?: AbortSignal): Promise<{ versions: NoteVersion[] }> {
  return getJson(withQuery(`/api/notes/${encodeURIComponent(noteId)}/versions`, { before, limit: 100 }), signal);
}

export function readOutside(noteId: string, signal?: AbortSignal): Promise<{ version: number; destinations: NoteAtDestination[] }> {
  return getJson(`/api/notes/${encodeURIComponent(noteId)}/outside`, signal);
}

/** The notes of a study of which anything went anywhere. */
export function readOutsideOfStudy(studyInstanceUid: string, signal?: AbortSignal): Promise<{ notes: { note: string; version: number; destinations: NoteAtDestination[] }[] }> {
  return getJson(`/api/studies/${encodeURIComponent(studyInstanceUid)}/outside`, signal);
}
